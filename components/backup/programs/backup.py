"""
How a service is backed up: a run writes each item as a snapshot of its own, and then a manifest that names them all.
A run without its manifest counts for nothing, whatever became of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import Sequence

from databases import Server
from machine import FAILED, Failure, Json
from plan import State, with_newest
from reason import reason
from restic import Folder, Repository, Writing, repositories
from service import Service, environment, network, now


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


def back_up(service: Service, purpose: str) -> str:
    """
    Backs a service up into every repository, and remembers what came of it. The caller holds the lock.

    Returns the run's name. Raises Failure.
    """
    run = Run(service, purpose)
    parts: list[Json] = []
    try:
        targets = repositories()
    except Failure as failure:
        _remember_failure(service, str(failure))
        raise Failure(f"backup of {service.name} failed: {failure}") from failure
    for repository in targets:
        try:
            parts = run.into(repository)
        except FAILED as problem:
            why = f"repository {repository.name}: {reason(str(problem))}"
            _remember_failure(service, why)
            raise Failure(f"backup of {service.name} failed: {why}") from problem
    if purpose == "regular":
        _remember_success(service, run, sum(part["bytes"] for part in parts))
    return run.name


def _remember_failure(service: Service, why: str) -> None:
    def change(state: State) -> None:
        times = (state.get("failure") or {}).get("times", 0)
        state["failure"] = {"at": now(), "why": why, "machine": os.uname().nodename, "times": times + 1}

    service.remember(change)


def _remember_success(service: Service, run: Run, size: int) -> None:
    def change(state: State) -> None:
        state["times"] = with_newest(state.get("times") or [], run.started)
        state["last"] = {
            "run": run.name,
            "at": run.started,
            "seconds": now() - run.started,
            "bytes": size,
            "machine": os.uname().nodename,
        }
        # A service that is backed up again is late no more.
        state.pop("failure", None)
        state.pop("warned", None)

    service.remember(change)
