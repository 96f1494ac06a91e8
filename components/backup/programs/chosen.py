"""A run that was chosen to be restored, and what standard input gives for that."""

from __future__ import annotations

import json
import os
import sys
from typing import Callable, Iterator

import room
from databases import Server
from machine import Failure, Json, Problem, remove
from reason import reason
from restic import Repository, repositories
from service import Service

# What is done with a part of a run and its item; raises Problem.
Step = Callable[[Json, Json], None]


class Given:
    """
    What standard input gives, as JSON: `{"databases": {"<engine>": {"administrator", "statements"}}, "secrets": {…},
    "safety": true, "incomplete": true, "images": {…}}`; everything may be missing.
    """

    def __init__(self) -> None:
        text = sys.stdin.read()
        try:
            self._given: dict[str, Json] = json.loads(text or "{}")
        except ValueError:
            raise Failure("standard input is not JSON") from None

    @property
    def safety(self) -> bool:
        """Whether what is replaced is backed up first."""
        return self._given.get("safety") is True

    @property
    def incomplete(self) -> bool:
        """Whether a run may be restored that lacks declared items, which stay as they are."""
        return self._given.get("incomplete") is True

    @property
    def secrets(self) -> dict[str, str]:
        """The service's secrets by their names."""
        secrets: dict[str, str] = self._given.get("secrets") or {}
        return secrets

    def image(self, what: str) -> str | None:
        """The image to take for the `service` or its `database` in place of the one that runs."""
        images: dict[str, str] = self._given.get("images") or {}
        return images.get(what)

    def server(self, service: Service, item: Json, on: str) -> Server:
        """The item's server on a network, with what its administrator knows."""
        known = (self._given.get("databases") or {}).get(item["engine"], {})
        try:
            return Server(item, service.name, on, known["administrator"], known["statements"])
        except KeyError as missing:
            raise Problem(f"error: standard input does not give {missing} for {item['engine']}") from None


class Chosen:
    """A complete run, in the first repository that has it."""

    def __init__(self, service: Service, run: str) -> None:
        self.service = service
        said = ""
        for self.repository in repositories():
            try:
                self.text = self.repository.manifest(service.name, run)
                self.manifest = json.loads(self.text)
                return
            except Problem as problem:
                said = str(problem)
        raise Failure(f"no repository has a complete backup {run} of {service.name}: {reason(said)}")

    def each(self, step: Step, databases_only: bool = False) -> None:
        """Does something with each part, in the order in which they were backed up."""
        for part, item in self._parts(databases_only):
            step(part, item)

    def missing(self) -> list[str]:
        """Names of what is declared now and not in the run: it was made before that, or is not whole."""
        held = [self.service.item_of(part) for part in self.manifest["items"]]
        return [name_of(item) for item in self.service.declared["items"] if item not in held]

    def refuse_without_room(self) -> None:
        """Raises Failure if what is brought back has no room beside what is there."""
        places = [(item["path"] if part["kind"] == "files" else item.get("data"), part) for part, item in self._parts()]
        # An earlier version of Ruche did not declare where a server has its data.
        wanted = [(place, room.needed(part)) for place, part in places if place]
        room.refuse_without(f"restoring {self.service.name}", wanted)

    def _parts(self, databases_only: bool = False) -> Iterator[tuple[Json, Json]]:
        for part in self.manifest["items"]:
            if databases_only and part["kind"] != "database":
                continue
            item = self.service.item_of(part)
            if item is None:
                named = json.dumps({key: part[key] for key in part if key != "sha256"}, ensure_ascii=False)
                raise Problem(f"error: the backup holds {named}, which {self.service.name} does not declare any more")
            yield part, item


def name_of(item: Json) -> str:
    """An item, or a part of a run, in what is said of it."""
    return f"files of {item['target']}" if item["kind"] == "files" else f"database {item['name']}"


def restore_files(repository: Repository, part: Json, folder: str) -> str:
    """Restores a part below a folder, anew. Returns the folder in it that holds the files. Raises Problem."""
    remove(folder)
    os.makedirs(folder)
    repository.restore(part["snapshot"], folder)
    restored = f"{folder}{part['path']}"
    if not os.path.isdir(restored):
        raise Problem(f"error: the snapshot {part['snapshot']} does not hold {part['path']}")
    return restored
