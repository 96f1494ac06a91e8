"""A service that is backed up: what is declared of it on the volume, and what the machines remember."""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import time
from contextlib import contextmanager
from functools import cache
from typing import Callable, Iterator

from machine import ROOT, Failure, Json, locked, remove, settings, write
from plan import Plan, State

REPOSITORIES = f"{ROOT}/etc/ruche/backup/repositories"


@cache
def _settings() -> dict[str, str]:
    return settings(f"{ROOT}/etc/ruche/backup/settings")


def environment() -> str:
    """The environment's name."""
    return _settings()["environment"]


def shared() -> str:
    """The folder on the volume that all machines work with."""
    return _settings()["shared"]


def network() -> str:
    """The network on which database servers are reached."""
    return _settings()["network"]


def now() -> int:
    """Seconds since 1970."""
    return int(time.time())


def names() -> list[str]:
    """The services that are declared, in the order of their names."""
    try:
        files = os.listdir(f"{shared()}/services")
    except OSError:
        # The volume is not there yet, or not any more.
        return []
    return sorted(file.removesuffix(".json") for file in files if file.endswith(".json"))


def repository_names() -> list[str]:
    """The repositories that are declared, in the order of their names."""
    try:
        return sorted(os.listdir(REPOSITORIES))
    except FileNotFoundError:
        return []


class Service:
    """A service as it is declared now."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.declared = _declared(name)
        if not self.declared:
            raise Failure(f"there is no service {name} to back up here; there are: {' '.join(names())}")
        self.journal = Journal(name)

    @property
    def plan(self) -> Plan:
        plan: Plan = self.declared["plan"]
        return plan

    @property
    def containers(self) -> list[Json]:
        """What it consists of: the container that people reach, and those beside it. Raises Failure."""
        found: list[Json] | None = self.declared.get("containers")
        if not found:
            raise _earlier(self.name)
        return found

    def refuse_earlier(self) -> None:
        """Raises Failure if its databases have commands of an earlier version, which look elsewhere for a copy."""
        if any("swap" in item.get("commands", {}) for item in self.declared["items"]):
            raise _earlier(self.name)

    @property
    def beside(self) -> list[str]:
        """Names of the workloads that run beside the one that people reach."""
        return [container["name"] for container in (self.declared.get("containers") or [])[1:]]

    def state(self) -> State:
        """What is remembered; nothing yet where that cannot be read."""
        known: State | None = _read(f"{shared()}/state/{self.name}.json")
        return known or {}

    def remember(self, change: Callable[[State], None]) -> None:
        """Changes what is remembered. It has a lock of its own: a warning does not wait for a backup that hangs."""
        # No service has a dot in its name.
        with locked(f"{shared()}/locks/{self.name}.state", fcntl.LOCK_EX, 30, os.O_WRONLY | os.O_CREAT):
            state = self.state()
            change(state)
            write(f"{shared()}/state/{self.name}.json", json.dumps(state, ensure_ascii=False))

    def item_of(self, part: Json) -> Json:
        """The item as it is declared now, for a part of a manifest; None where it is declared no more."""
        keys = ("kind", "target") if part["kind"] == "files" else ("kind", "engine", "name")
        same = (item for item in self.declared["items"] if all(item.get(key) == part.get(key) for key in keys))
        return next(same, None)

    @contextmanager
    def alone(self, wait: int) -> Iterator[bool]:
        """One at a time, on all machines: yields False when another one sees to the service for `wait` seconds more."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with locked(f"{shared()}/locks/{self.name}", fcntl.LOCK_EX, wait, flags) as taken:
            yield taken

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The same for what a person asked for, which waits for ten minutes."""
        with self.alone(600) as taken:
            if not taken:
                raise Failure(f"another machine has been backing up or restoring {self.name} for ten minutes")
            yield


class Journal:
    """How far a restore has come. It is there from before the service is stopped until it starts again."""

    def __init__(self, service: str) -> None:
        self._path = f"{shared()}/restore/{service}.json"

    @property
    def exists(self) -> bool:
        return os.path.exists(self._path)

    def read(self) -> dict[str, Json]:
        """What it says; nothing where there is none."""
        return _read(self._path) or {}

    def note(self, **what: Json) -> None:
        """Adds to it, and begins it where there is none."""
        write(self._path, json.dumps({**self.read(), **what}, separators=(",", ":")))

    def end(self) -> None:
        remove(self._path)


def _earlier(name: str) -> Failure:
    return Failure(f"{name} was declared by an earlier version of Ruche: run ./ruche up {environment()}")


def _declared(name: str) -> Json:
    """
    What `up` declared of a service; None where there is nothing, or in the middle of a change. The volume has other
    writers than `up`, and what is declared is run as root: the second line says that this platform wrote the first one.
    Raises Failure if that is not so.
    """
    path = f"{shared()}/services/{name}.json"
    try:
        with open(path, encoding="utf-8") as file:
            text, _, signature = file.read().partition("\n")
        declared = json.loads(text)
    except (FileNotFoundError, ValueError):
        return None
    if not signature:
        raise _earlier(name)
    with open(f"{ROOT}/etc/ruche/backup/signing", "rb") as key:
        right = hmac.digest(key.read(), text.encode(), "sha256").hex()
    if not hmac.compare_digest(right, signature.strip()):
        raise Failure(f"{path} was changed by somebody else than ./ruche up {environment()}, and is not followed")
    return declared


def _read(path: str) -> Json:
    """The content of a file of JSON; None where it is not there, or in the middle of a change on the volume."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return None
