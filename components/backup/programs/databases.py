"""What is done with databases, by the engine's own tools in the image of its server."""

from __future__ import annotations

import hashlib
import re
import subprocess
import time
from threading import Thread
from typing import IO, Callable, TypeVar

from cluster import cluster
from machine import ROOT, Json, Problem, Process
from restic import Repository

T = TypeVar("T")

# Bytes that are held at a time; more than `AROUND` needs to see of a line.
CHUNK = 1 << 16
# Lines that the tools write around the rows, differently at each call.
AROUND = re.compile(rb"\n(?:--|.restrict |.unrestrict ).*")


class Server:
    """A database server: its name on a network, where the service `of` is asked for."""

    def __init__(self, item: Json, of: str, network: str, administrator: str = "", statements: str = "") -> None:
        self.item = item
        self.of = of
        self.network = network
        self.administrator = f"{administrator}\n".encode()
        self.statements = f"{statements}\n".encode()

    @property
    def staged(self) -> str:
        """
        The database into which a dump is loaded first. No service has an underscore in its name, and however long that
        is, this one is as long as every server allows.
        """
        return f"restoring_{hashlib.sha256(self.item['name'].encode()).hexdigest()[:12]}"

    def start(self, command: str, name: str, stdout: int | IO[bytes] = subprocess.DEVNULL) -> Process:
        """
        Starts one of the item's commands for the database `name`. It reads a password from the first line of standard
        input, and what it needs after it.
        """
        item = self.item
        variables = f"server={item['server']} name={name} owner={item['name']} staged={self.staged}"
        program = f"{variables}; {item['commands'][command]}"
        return Process(cluster().job(self.of, item["image"], self.network, program), subprocess.PIPE, stdout)

    def dump(self, into: Process) -> str | None:
        """
        Writes the database to the standard input of another program. Returns the checksum; None when the other program
        reads no more: it has failed and tells why. Raises Problem when there is no whole dump.
        """
        with open(f"{ROOT}/etc/ruche/backup/databases/{self.item['engine']}", "rb") as file:
            password = file.read() + b"\n"
        return self._again(lambda: self._dump(into, password))

    def _dump(self, into: Process, password: bytes) -> str | None:
        checksum = hashlib.sha256()
        written = False
        with self.start("dump", self.item["name"], subprocess.PIPE) as dump:
            dump.give(password)
            try:
                while chunk := dump.stdout.read(CHUNK):
                    written = True
                    checksum.update(chunk)
                    into.stdin.write(chunk)
            except BrokenPipeError:
                # Nobody reads the rest, so the dump ends as well.
                dump.stdout.close()
                return None
            if dump.status() == 0:
                return checksum.hexdigest()
            said = dump.said()
            # What was written once stays written: a second try would come after it.
            if not written and cluster().unstarted(said):
                raise Problem(said)
            last = said.rstrip().split("\n")[-1] or f"it ended with status {dump.status()} and said nothing"
            raise Problem(f"error: the dump of the database {self.item['name']} broke off: {last}")

    def _again(self, job: Callable[[], T]) -> T:
        """Does what a job is part of, and again for a minute while the job does not begin."""
        end = time.monotonic() + 60
        while True:
            try:
                return job()
            except Problem as problem:
                if not cluster().unstarted(str(problem)) or time.monotonic() > end:
                    raise
            time.sleep(0.3)

    def load(self, repository: Repository, part: Json, name: str) -> None:
        """Makes the database `name` anew from its part of a run."""

        def job() -> None:
            with self.start("load", name) as load:
                load.give(self.administrator, last=False)
                with repository.dump(part["snapshot"], path_in(part), load.stdin) as source:
                    load.give(b"")
                    # A pipe's reader would take a cut stream for a whole one, so both are asked.
                    failed = source.status() != 0
                    if load.status() != 0 or failed:
                        raise Problem((source.said() if failed else "") + load.said())

        self._again(job)

    def stage(self, repository: Repository, part: Json) -> None:
        """Loads a part of a run beside the database, which shows that all of it can be loaded."""
        self.load(repository, part, self.staged)

    def unstage(self) -> None:
        """Removes what was staged."""
        self.client("drop", self.staged)

    def take_over(self, repository: Repository, part: Json) -> None:
        """Puts what was staged in the place of the database, with its user; run again, it goes on or begins anew."""
        if self.item["commands"].get("replace"):
            self.client("replace", self.item["name"])
        else:
            # First what takes room.
            self.unstage()
            self.load(repository, part, self.item["name"])
        self.make_user()

    def client(self, command: str, name: str) -> None:
        """Runs a command that needs no more than the administrator's password."""
        self._run(command, name, self.administrator)

    def make_user(self) -> None:
        """Runs the statements that make the database's user."""
        self._run("client", self.item["name"], self.administrator + self.statements)

    def _run(self, command: str, name: str, given: bytes) -> None:
        def job() -> None:
            with self.start(command, name) as process:
                process.give(given)
                process.check()

        self._again(job)

    def text(self, rows: str | None) -> tuple[str, int]:
        """The checksum of the database as text, and its lines; `rows` is a command that passes on what is compared."""

        def job() -> tuple[str, int]:
            with self.start("compare", self.item["name"], subprocess.PIPE) as process:
                process.give(self.administrator)
                found = digest(process.stdout, rows)
                process.check()
                return found

        return self._again(job)

    def text_of_backup(self, repository: Repository, part: Json, rows: str | None) -> str:
        """The checksum of a dump as text."""

        def job() -> str:
            with self.start("plain", self.item["name"], subprocess.PIPE) as process:
                with repository.dump(part["snapshot"], path_in(part), process.stdin) as source:
                    process.give(b"")
                    checksum, _ = digest(process.stdout, rows)
                    # It fails as well when nobody reads it.
                    process.check()
                    source.check()
                    return checksum

        return self._again(job)


def path_in(part: Json) -> str:
    """Where a dump lies in its snapshot; backups of before Debian 13 do not say it."""
    return "/" + str(part.get("file", f"{part['engine']}/{part['name']}"))


def digest(text: IO[bytes], rows: str | None) -> tuple[str, int]:
    """The checksum of what is compared of a text, and how many lines the whole text has."""
    if rows is None:
        return _checksum(text)
    lines = 0

    def feed() -> None:
        nonlocal lines
        try:
            while chunk := text.read(CHUNK):
                lines += chunk.count(b"\n")
                chosen.stdin.write(chunk)
        except BrokenPipeError:
            # It has failed, as its status says.
            text.close()
        chosen.give(b"")

    with Process(["sh", "-c", rows], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as chosen:
        feeding = Thread(target=feed)
        feeding.start()
        checksum, _ = _checksum(chosen.stdout)
        feeding.join()
        chosen.check()
        return checksum, lines


def _checksum(text: IO[bytes]) -> tuple[str, int]:
    """The checksum of lines that tell of rows, and the number of all lines. One may be longer than the memory."""
    checksum = hashlib.sha256()
    lines = 0
    # Whether a line is kept whose beginning was in an earlier piece; None where a piece begins with a line.
    kept: bool | None = None
    while piece := text.read(CHUNK) + text.readline(CHUNK):
        lines += piece.count(b"\n")
        if kept is not None:
            end = piece.find(b"\n") + 1
            if kept:
                checksum.update(piece[: end or None])
            if end == 0:
                continue
            piece, kept = piece[end:], None
        end = piece.rfind(b"\n") + 1
        whole, begun = piece[:end], piece[end:]
        # A line is found by the end of the one before it: to look for the beginnings of lines would take much longer.
        checksum.update(AROUND.sub(b"", b"\n" + whole)[1:])
        if begun:
            kept = AROUND.match(b"\n" + begun) is None
            checksum.update(begun if kept else b"")
    return checksum.hexdigest(), lines
