"""The repositories that backups go to, as restic reaches them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import tempfile
from types import TracebackType
from typing import IO, Sequence

from machine import Failure, Json, Problem, Process, scratch
from service import REPOSITORIES, repository_names

# restic's status when it made a snapshot without something that it could not read.
INCOMPLETE = 3


class Repository:
    """One repository. What is written there can be added and nothing else; each call is a program of its own."""

    def __init__(self, name: str) -> None:
        self.name = name

    def start(
        self,
        *words: str,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        stdout: int | IO[bytes] = subprocess.DEVNULL,
    ) -> Process:
        """Starts restic with a verb and its arguments."""
        here = f"{REPOSITORIES}/{self.name}"
        writes = words[0] == "backup"
        # The connection writes to a file: what it says last restic often drops.
        said = f"{scratch()}/connection"
        with open(said, "w"):
            pass
        return Process(
            [
                "restic",
                "-r",
                "rclone:ruche",
                # The repository's machine lets readers and pruning wait for each other, and reading goes on where its
                # disk is full. restic's own locks would let each reader wait a minute for a lock that another one has
                # just taken away.
                *([] if writes else ["--no-lock"]),
                "-o",
                f"rclone.program={here}/connect",
                "-o",
                "rclone.timeout=300s",
                *words,
            ],
            stdin,
            stdout,
            {
                "RESTIC_PASSWORD_FILE": f"{here}/password",
                "RUCHE_WISH": "add" if writes else "read",
                "RUCHE_SAID": said,
                # Later connections go through the first one, which lasts for some seconds.
                "RUCHE_CONTROL": f"{scratch()}/control-{self.name}",
            },
            said,
        )

    def answer(self, *words: str) -> str:
        """What restic prints, which must be short. Raises Problem when it fails."""
        with self.start(*words, stdout=subprocess.PIPE) as restic:
            text = restic.stdout.read().decode(errors="replace")
            restic.check()
            return text

    def snapshots(self, service: str) -> list[dict[str, Json]]:
        """The snapshots that make a run of the service complete."""
        text = self.answer("snapshots", "--json", "--tag", f"service={service},complete")
        found: list[dict[str, Json]] = json.loads(text) or []
        return found

    def arrivals(self) -> dict[str, int]:
        """When each snapshot arrived, as the repository's machine says; nothing where an earlier version serves it."""
        environment = {"RUCHE_WISH": "arrivals", "RUCHE_CONTROL": f"{scratch()}/control-{self.name}"}
        connect = [f"{REPOSITORIES}/{self.name}/connect"]
        with Process(connect, stdout=subprocess.PIPE, environment=environment) as connection:
            text = connection.stdout.read()
            connection.check()
        try:
            found: dict[str, int] = json.loads(text or b"{}")
            return found
        except ValueError:
            return {}

    def manifest(self, service: str, run: str) -> str:
        """The manifest of a complete run, as it was written. Raises Problem when there is none."""
        text = self.answer("dump", "-q", "--tag", f"service={service},run={run},complete", "latest", "/manifest.json")
        try:
            if json.loads(text)["version"]:
                return text
        except (ValueError, TypeError, KeyError):
            pass
        raise Problem("error: the manifest cannot be read")

    def restore(self, snapshot: str, folder: str) -> None:
        """Restores a snapshot below a folder, and compares what was written with its checksums."""
        with self.start("restore", "-q", "--verify", "--target", folder, snapshot) as restic:
            restic.check()

    def dump(self, snapshot: str, path: str, into: IO[bytes]) -> Process:
        """Starts to write a file of a snapshot into a stream."""
        return self.start("dump", "-q", snapshot, path, stdout=into)


class Writing:
    """A `restic backup` that runs; `summary` is known when it has ended."""

    def __init__(self, repository: Repository, words: Sequence[str], stdin: int = subprocess.DEVNULL) -> None:
        self._said = tempfile.TemporaryFile(dir=scratch())
        self.process = repository.start("backup", "-q", "--json", *words, stdin=stdin, stdout=self._said)

    def __enter__(self) -> Writing:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            # Before its input ends: it would take the beginning for the whole, and keep that.
            self.process.stop()
        self.process.__exit__(kind, error, at)
        self._said.close()

    def summary(self, folder: Folder | None = None) -> Json:
        """
        What restic tells of the snapshot that it made. Raises Problem when it made none, or when it could not read
        something that is there. A service goes on meanwhile: what it has removed from the folder since then is no part
        of the backup.
        """
        incomplete = self.process.status() == INCOMPLETE
        if not incomplete or folder is None or not folder.has_lost_all_of(self.process.said()):
            self.process.check()
        self._said.seek(0)
        for line in self._said:
            if line.startswith(b"{"):
                told = json.loads(line)
                if told.get("message_type") == "summary":
                    return told
        raise Problem("error: restic made no snapshot")


class Folder:
    """A folder that is backed up. What is below it may be removed meanwhile; the folder and its disk must stay."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._device = self._device_now()

    def has_lost_all_of(self, said: str) -> bool:
        """Whether all that restic could not read was removed. A disk that does not answer has removed nothing."""
        try:
            told = [json.loads(line) for line in said.split("\n") if line.startswith("{")]
            # Newer versions say in JSON, too, with which status they end.
            errors = [one for one in told if one["message_type"] != "exit_error"]
            gone = all(one["message_type"] == "error" and self._has_lost(one["item"]) for one in errors)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return False
        return len(errors) > 0 and gone and self._device is not None and self._device_now() == self._device

    def _has_lost(self, item: str) -> bool:
        """Whether a path below the folder is there no more. Raises OSError when that cannot be found out."""
        if not item.startswith(f"{self._path.rstrip('/')}/"):
            return False
        try:
            os.lstat(item)
        except (FileNotFoundError, NotADirectoryError):
            return True
        return False

    def _device_now(self) -> int | None:
        """The device that the folder lies on; None if there is no such folder."""
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev if stat.S_ISDIR(found.st_mode) else None


def repositories() -> list[Repository]:
    """All repositories, in the order of their names. Raises Failure when there is none."""
    names = repository_names()
    if not names:
        raise Failure(f"no repository is declared on {os.uname().nodename}")
    return [Repository(name) for name in names]
