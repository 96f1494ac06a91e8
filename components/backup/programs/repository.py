"""
The program of a machine that keeps a repository. It runs where the repository lies and has the key that may delete. A
writer comes by SSH, gets `serve` and nothing else, and can add but not delete.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import resource
import signal
import subprocess
import time
from typing import Sequence

import machine
from machine import ROOT, Failure, Json, Process, locked, settings, succeeds, write
from plan import Snapshot, to_remove

USAGE = (
    "ruche-backup-repository serve NAME (as the user whose the files are)"
    " | prune NAME | check NAME [--all] | report NAME"
)
MEBIBYTE = 1 << 20
# What speaks to restic.
SERVER = ["rclone", "serve", "restic", "--stdio", "--append-only", "--config", "/dev/null", "--log-level", "ERROR"]
# Seconds between two looks at the room there is: much less is written meanwhile than is kept as reserve.
LOOK = 0.5
# What restic's check says of damage.
DAMAGE = re.compile(r"error|pack|fatal", re.IGNORECASE)


class Repository:
    """A repository on this machine."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.here = f"{ROOT}/etc/ruche/backup-repository/{name}"
        try:
            known = settings(f"{self.here}/settings")
        except FileNotFoundError:
            raise Failure(f"there is no repository {name} on {os.uname().nodename}") from None
        self.folder = known["folder"]
        self.snapshots = int(known["snapshots"])
        self.keep = int(known["keep"])
        self.interval = int(known["interval"])
        self.reserve = int(known["reserve"])

    @property
    def config(self) -> str:
        """The file on which readers, writers and pruning hold their locks; it is there as long as the repository."""
        return f"{self.folder}/config"

    @property
    def gate(self) -> str:
        """A folder that every repository has, by which writers go in and pruning keeps them out."""
        return f"{self.folder}/snapshots"

    def arrivals(self) -> dict[str, int]:
        """When each snapshot arrived: this machine's own disk tells."""
        with os.scandir(f"{self.folder}/snapshots") as found:
            return {one.name: int(one.stat().st_mtime) for one in found if one.is_file()}

    def refuse_full(self) -> None:
        """Raises Failure when no more than the reserve is left."""
        free = self.free()
        if free >= self.reserve:
            return
        raise Failure(
            f"no space left in the repository {self.name} on {os.uname().nodename}: {free // MEBIBYTE} MiB are free, "
            f"{self.reserve // MEBIBYTE} MiB are kept as reserve; enlarge the disk of {self.folder}, or keep less",
            75,
        )

    def free(self) -> int:
        """Bytes that others than the administrator may still write."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def restic(self, words: Sequence[str], stdout: int = subprocess.DEVNULL, both: bool = False) -> Process:
        """Starts restic with the key that may delete."""
        return Process(
            ["restic", "-r", self.folder, *words],
            stdout=stdout,
            # Little memory: it is shared with whatever else this machine does.
            environment={"RESTIC_PASSWORD_FILE": f"{self.here}/password", "GOGC": "20"},
            together=both,
        )

    def run(self, *words: str) -> int:
        """Runs restic, whose words people see. Returns its status."""
        with self.restic(words) as restic:
            status = restic.status()
            if said := restic.said().strip():
                machine.tell(said)
        self.give_back()
        return status

    def give_back(self) -> None:
        """What the administrator wrote belongs to the user that serves it."""
        succeeds(["chown", "-R", f"--reference={self.folder}", self.folder])

    def list(self) -> list[Snapshot]:
        """All snapshots. This machine's own disk tells when each arrived. Raises Problem."""
        with self.restic(["snapshots", "--json"], subprocess.PIPE) as restic:
            text = restic.stdout.read()
            restic.check()
        self.give_back()
        arrived = self.arrivals()
        return [
            {"id": one["id"], "tags": one.get("tags") or [], "arrived": arrived[one["id"]]}
            for one in json.loads(text) or []
        ]


def serve(name: str) -> int:
    """Becomes the server that a writer or a reader speaks to by standard input and output, or answers a question."""
    repository = Repository(name)
    if not os.path.exists(repository.config):
        where = f"{repository.folder} on {os.uname().nodename}"
        raise Failure(f"the repository {name} is not at {where}: is its disk mounted?", 74)
    wish = os.environ.get("SSH_ORIGINAL_COMMAND")
    if wish == "arrivals":
        print(json.dumps(repository.arrivals(), separators=(",", ":")))
        return 0
    if wish == "read":
        hold(repository.config, fcntl.LOCK_SH, None)
        # A writer that says so to get past the reserve can write nothing large.
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, 16 * 1024))
        # Python ignores these, and what it becomes would inherit that.
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        os.execvp(SERVER[0], [*SERVER, repository.folder])
    # Behind what waits to prune: one writer after the other would keep it out for ever. It is waited for as long as a
    # writer's own patience lasts.
    with locked(repository.gate, fcntl.LOCK_SH, 240):
        pass
    hold(repository.config, fcntl.LOCK_SH, None)
    repository.refuse_full()
    # One after the other where that is soon: restic waits a minute for a lock that another writer has just taken
    # away.
    hold(f"{repository.folder}/keys", fcntl.LOCK_EX, 10)
    return _serve_writer(repository)


def _serve_writer(repository: Repository) -> int:
    """Serves a writer, which keeps the reserve, too: pruning could not free a disk on which nothing is left."""
    server = subprocess.Popen([*SERVER, repository.folder], close_fds=False)
    try:
        while True:
            try:
                return server.wait(LOOK)
            except subprocess.TimeoutExpired:
                repository.refuse_full()
    finally:
        server.kill()
        server.wait()


def hold(path: str, kind: int, wait: int | None) -> bool:
    """Takes a lock for as long as this program, or what it becomes, runs."""
    descriptor = os.open(path, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    return machine.take_lock(descriptor, kind, wait)


def prune(name: str) -> int:
    """Removes the snapshots that may go, and what only they needed."""
    repository = Repository(name)
    with locked(repository.gate, fcntl.LOCK_EX, 60), locked(repository.config, fcntl.LOCK_EX, 1800) as alone:
        if not alone:
            raise Failure(f"the repository {name} has been in use for half an hour: nothing was removed")
        # Nobody reads or writes from here on, so whatever lock is there was left behind.
        repository.run("unlock", "-q", "--remove-all")
        try:
            found = repository.list()
        except machine.FAILED as problem:
            machine.tell(str(problem).strip())
            raise Failure(f"cannot list the snapshots of {name}") from problem
        leaving = to_remove(found, repository.snapshots, repository.keep, repository.interval, int(time.time()))
        if not leaving:
            if repository.free() >= 2 * repository.reserve:
                print("nothing to remove")
                return 0
            # A run that filled the disk and broke off has left what no snapshot names.
            print("nothing to remove but what no backup needs")
            return repository.run("prune", "-q")
        status = repository.run("forget", "-q", "--prune", *leaving)
        if status == 0:
            print(f"removed {len(leaving)} snapshots")
        return status


def check(name: str, everything: str | None = None) -> None:
    """Reads a seventh of the data each day, all of it on demand. What is wrong is named, here and in the report."""
    repository = Repository(name)
    moment = int(time.time())
    part = f"--read-data-subset={moment // 86_400 % 7 + 1}/7" if everything is None else "--read-data"
    said: list[str] = []
    # Reading all of it keeps no writer out.
    with locked(repository.config, fcntl.LOCK_SH, None):
        with repository.restic(["check", "--no-lock", part], subprocess.PIPE, both=True) as restic:
            for line in restic.stdout:
                text = line.decode(errors="replace").rstrip()
                if len(said) < 20 and DAMAGE.search(text) and not text.startswith("["):
                    said.append(text)
            well = restic.status() == 0
        repository.give_back()
    found = {"at": int(time.time()), "well": well, "said": "\n".join(said)}
    write(f"{repository.here}/check.json", json.dumps(found, ensure_ascii=False))
    if not well:
        raise Failure(f"the repository {name} is damaged: {'; '.join(said)}")
    print(f"the repository {name} is as it was written")


def report(name: str) -> None:
    """Prints how much room there is, and what the last check found."""
    repository = Repository(name)
    found: Json = {
        "name": name,
        "free": repository.free(),
        "reserve": repository.reserve,
        "size": _size(repository.folder),
        "check": _last_check(repository),
    }
    print(json.dumps(found, ensure_ascii=False, separators=(",", ":")))


def _size(folder: str) -> int:
    # What restic removes meanwhile, du tells of by its status.
    with Process(["du", "-sb", folder], stdout=subprocess.PIPE) as process:
        return int(process.stdout.read().split()[0])


def _last_check(repository: Repository) -> Json:
    try:
        with open(f"{repository.here}/check.json", encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return None


VERBS: dict[str, machine.Verb] = {
    "serve": (serve, 1, 1),
    "prune": (prune, 1, 1),
    "check": (check, 1, 2),
    "report": (report, 1, 1),
}


def main(words: Sequence[str]) -> int:
    """Does what the words ask for. Returns the program's status."""
    return machine.run(VERBS, USAGE, words)
