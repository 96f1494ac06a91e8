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
from typing import NoReturn, Sequence

import machine
from machine import ROOT, Failure, Json, Process, locked, settings, succeeds, write
from plan import Snapshot, to_remove

USAGE = (
    "ruche-backup-repository serve NAME (as the user whose the files are)"
    " | prune NAME | check NAME [--all] | report NAME"
)
MEBIBYTE = 1 << 20
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
        return [
            {
                "id": one["id"],
                "tags": one.get("tags") or [],
                "arrived": int(os.stat(f"{self.folder}/snapshots/{one['id']}").st_mtime),
            }
            for one in json.loads(text) or []
        ]


def serve(name: str) -> NoReturn:
    """Becomes the server that a writer or a reader speaks to by standard input and output."""
    repository = Repository(name)
    if not os.path.exists(repository.config):
        where = f"{repository.folder} on {os.uname().nodename}"
        raise Failure(f"the repository {name} is not at {where}: is its disk mounted?", 74)
    hold(repository.config, fcntl.LOCK_SH, None)
    free = repository.free()
    if os.environ.get("SSH_ORIGINAL_COMMAND") == "read":
        # A writer that says so to get past the reserve can write nothing large.
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, 16 * 1024))
    elif free < repository.reserve:
        raise Failure(
            f"no space left in the repository {name} on {os.uname().nodename}: {free // MEBIBYTE} MiB are free, "
            f"{repository.reserve // MEBIBYTE} MiB are kept as reserve; "
            f"enlarge the disk of {repository.folder}, or keep less",
            75,
        )
    else:
        # One after the other where that is soon: restic waits a minute for a lock that another writer has just taken
        # away.
        hold(f"{repository.folder}/keys", fcntl.LOCK_EX, 10)
    # Python ignores these, and what it becomes would inherit that.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    words = ["rclone", "serve", "restic", "--stdio", "--append-only", "--config", "/dev/null", "--log-level", "ERROR"]
    os.execvp("rclone", [*words, repository.folder])


def hold(path: str, kind: int, wait: int | None) -> bool:
    """Takes a lock for as long as this program, or what it becomes, runs."""
    descriptor = os.open(path, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    return machine.take_lock(descriptor, kind, wait)


def prune(name: str) -> int:
    """Removes the snapshots that may go, and what only they needed."""
    repository = Repository(name)
    with locked(repository.config, fcntl.LOCK_EX, 1800) as alone:
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
            print("nothing to remove")
            return 0
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
