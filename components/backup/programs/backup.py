"""
How a service is backed up: a run writes each item as a snapshot of its own, and then a manifest that names them all.
A run without its manifest counts for nothing, whatever became of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from types import FrameType
from typing import Iterator, NoReturn, Sequence

from databases import Server
from machine import FAILED, Failure, Json, Problem, tell
from plan import HOUR, LIMIT, Failed, InRepository, State, in_repository, with_newest
from reason import reason
from restic import Folder, Repository, Writing, repositories
from service import Service, environment, network, now, repository_names


class Run:
    """A backup that is being made. The service's lock is held as long as that takes."""

    def __init__(self, service: Service, purpose: str) -> None:
        self.service = service
        self.purpose = purpose
        self.started = now()
        begin = time.gmtime(self.started)
        self.name = f"{time.strftime('%Y%m%dT%H%M%SZ', begin)}-{os.urandom(3).hex()}"
        tags = ("--tag", f"service={service.name}", "--tag", f"run={self.name}")
        self._common = ("--host", environment(), "--time", time.strftime("%Y-%m-%d %H:%M:%S", begin), *tags)

    def into(self, repository: Repository) -> list[Json]:
        """Backs everything up into a repository. Returns the parts that the manifest names. Raises Problem."""
        parts = [self._item(repository, item) for item in self.service.declared["items"]]
        manifest = json.dumps(self._manifest(parts), indent=2, ensure_ascii=False) + "\n"
        marks = ("--tag", "complete", "--tag", f"purpose={self.purpose}")
        with self._write(repository, ("--stdin", "--stdin-filename", "manifest.json", *marks), True) as writing:
            writing.process.give(manifest.encode())
            writing.summary()
        return parts

    def _write(self, repository: Repository, words: Sequence[str], gives: bool) -> Writing:
        return Writing(repository, (*self._common, *words), subprocess.PIPE if gives else subprocess.DEVNULL)

    def _item(self, repository: Repository, item: Json) -> Json:
        return self._files(repository, item) if item["kind"] == "files" else self._database(repository, item)

    def _files(self, repository: Repository, item: Json) -> Json:
        folder = Folder(item["path"])
        with self._write(repository, ("--ignore-inode", item["path"]), False) as writing:
            summary = writing.summary(folder)
        return {
            "kind": "files",
            "target": item["target"],
            "path": item["path"],
            "snapshot": summary["snapshot_id"],
            "files": summary["total_files_processed"],
            "bytes": summary["total_bytes_processed"],
        }

    def _database(self, repository: Repository, item: Json) -> Json:
        engine, name = item["engine"], item["name"]
        # Without a folder before it: restic 0.18 cannot make one for what comes by standard input.
        file = f"{engine}-{name}.sql"
        with self._write(repository, ("--stdin", "--stdin-filename", file), True) as writing:
            checksum = Server(item, self.service.name, network()).dump(writing.process)
            writing.process.give(b"")
            summary = writing.summary()
        return {
            "kind": "database",
            "engine": engine,
            "name": name,
            "file": file,
            "image": item["image"],
            "snapshot": summary["snapshot_id"],
            "bytes": summary["total_bytes_processed"],
            "sha256": checksum,
        }

    def _manifest(self, parts: Sequence[Json]) -> Json:
        declared = self.service.declared
        return {
            "version": 1,
            "run": self.name,
            "purpose": self.purpose,
            "machine": os.uname().nodename,
            "seconds": now() - self.started,
            "items": parts,
            **{key: declared[key] for key in ("environment", "service", "kind", "softwareVersion", "image")},
        }


def back_up(service: Service, purpose: str, only: Sequence[str] | None = None) -> str:
    """
    Backs everything up into every repository, or `only` into some, and remembers what came of it. The caller holds the
    lock. What one of several repositories does not take is told; where none takes it, there is no backup.

    Returns the run's name. Raises Failure.
    """
    run = Run(service, purpose)
    try:
        targets = [one for one in repositories() if only is None or one.name in only]
    except Failure as failure:
        if purpose == "regular":
            _remember_failure(service, str(failure))
        raise Failure(f"backup of {service.name} failed: {failure}") from failure
    failed: dict[str, str] = {}
    parts: list[Json] = []
    for repository in targets:
        try:
            with _within(LIMIT):
                parts = run.into(repository)
        except FAILED as problem:
            failed[repository.name] = f"repository {repository.name}: {reason(str(problem))}"
    taken = [one.name for one in targets if one.name not in failed]
    why = "; ".join(failed.values())
    # A safety backup is none of the plan: its failure is told at once.
    if purpose == "regular":
        _remember(service, run, taken, failed, sum(part["bytes"] for part in parts))
    if not taken:
        raise Failure(f"backup of {service.name} failed: {why}")
    if failed:
        tell(f"the backup {run.name} of {service.name} is in {', '.join(taken)} alone: {why}")
    return run.name


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Ends what takes longer: its parts would be removed as those of a run that was broken off."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise Problem(f"error: it was not done within {seconds // HOUR} hours")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _failed(before: Failed | None, why: str) -> Failed:
    return {"at": now(), "why": why, "machine": os.uname().nodename, "times": (before or {}).get("times", 0) + 1}


def _remember_failure(service: Service, why: str) -> None:
    def change(state: State) -> None:
        state["failure"] = _failed(state.get("failure"), why)

    service.remember(change)


def _remember(service: Service, run: Run, taken: Sequence[str], failed: dict[str, str], size: int) -> None:
    """Remembers a regular run: what took it, and what did not."""

    def change(state: State) -> None:
        each = {name: in_repository(state, name) for name in repository_names()}
        known = {name: _after(one, run, name in taken, failed.get(name)) for name, one in each.items()}
        if taken:
            state["times"] = with_newest(state.get("times") or [], run.started)
            state["last"] = {
                "run": run.name,
                "at": run.started,
                "seconds": now() - run.started,
                "bytes": size,
                "machine": os.uname().nodename,
            }
        if failed:
            state["failure"] = _failed(state.get("failure"), "; ".join(failed.values()))
        # Repositories differ as long as one of several has not taken what another one has.
        if (taken or "repositories" in state) and any("failure" in one for one in known.values()):
            state["repositories"] = known
        else:
            state.pop("repositories", None)
        # A service that is backed up again is late no more.
        if taken and "repositories" not in state:
            state.pop("failure", None)
            state.pop("warned", None)

    service.remember(change)


def _after(before: State, run: Run, taken: bool, why: str | None) -> InRepository:
    """What is remembered of a repository after a run."""
    times, failure = before.get("times") or [], before.get("failure")
    if taken:
        return {"times": with_newest(times, run.started)}
    if why is not None:
        return {"times": times, "failure": _failed(failure, why)}
    return {"times": times, "failure": failure} if failure else {"times": times}
