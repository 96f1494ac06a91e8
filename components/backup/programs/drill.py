"""
A restore drill: a run is restored into a copy of its service that nothing reaches and that reaches nothing (a network
without a way out, its own disk and its own database server), started, and left for questions; `clear` takes all of it
away.
"""

from __future__ import annotations

import fcntl
import json
import os
import stat
import time
from typing import Sequence

import room
from chosen import Chosen, Given, name_of, restore_files
from cluster import Container, cluster
from machine import FAILED, ROOT, Failure, Json, Problem, locked, remove, tell
from reason import reason
from service import Service, environment, now

# Of a database server in a drill, and of a container that does not say how much it may take; in MiB.
SERVER_MEMORY = 512


class Drill:
    """A copy of a service. The lock of the service's drills on this machine is held as long as it is made."""

    def __init__(self, service: Service, chosen: Chosen, given: Given, began: int) -> None:
        self.service = service
        self.chosen = chosen
        self.given = given
        self.began = began
        self.containers = service.containers
        self.copy = copy_of(service.name)
        self.files = f"{folder(service.name)}/files"
        self.secrets = secrets_folder(service.name)
        self.assertions: list[Json] = []
        self.folders: dict[str, str] = {}

    def make(self) -> Json:
        """Makes the copy. Returns what was found. Raises Problem."""
        name = self.service.name
        os.makedirs(folder(name), exist_ok=True)
        os.makedirs(self.secrets, exist_ok=True)
        # Containers are given what lies below; nobody else of the machine gets there.
        for shut in (os.path.dirname(folder(name)), os.path.dirname(self.secrets)):
            os.chmod(shut, 0o700)
        # The user of an image reads its files and secrets.
        for open_to_images in (folder(name), self.secrets):
            os.chmod(open_to_images, 0o711)
        cluster().isolate(self.copy, name)
        self.chosen.each(self._bring_back)
        self._name_missing()
        self._start_copy()
        return {
            "seconds": now() - self.began,
            "address": cluster().address(self.copy),
            "assertions": self.assertions,
            "manifest": self.chosen.manifest,
        }

    def _bring_back(self, part: Json, item: Json) -> None:
        if part["kind"] == "files":
            self._bring_files(part)
        else:
            self._bring_database(part, item)

    def _assert(self, name: str, passed: bool, detail: str) -> None:
        self.assertions.append({"name": name, "passed": passed, "detail": detail})

    def _name_missing(self) -> None:
        """What the run does not hold would not come back from it in earnest: the copy starts without it."""
        again = f"./ruche backup {environment()} {self.service.name}"
        remedy = f"if it was declared after that, run {again}, and drill again"
        for name in self.chosen.missing():
            why = f"not proven: the backup {self.chosen.manifest['run']} does not hold it; {remedy}"
            self._assert(name, False, why)

    def _write(self, kind: str, name: str, content: str) -> str:
        """A file that containers read, in a folder for its kind. Returns where it lies, in memory."""
        place = f"{self.secrets}/{kind}"
        os.makedirs(place, exist_ok=True)
        os.chmod(place, 0o755)
        path = f"{place}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(path, 0o444)
        return path

    def _bring_files(self, part: Json) -> None:
        # A folder for each: a restore makes its folder anew.
        there = restore_files(self.chosen.repository, part, f"{self.files}/{len(self.folders)}")
        files, size = _files_in(there)
        self._assert(
            name_of(part),
            (files, size) == (part["files"], part["bytes"]),
            f"{files} files, {size} bytes restored; {part['files']} files, {part['bytes']} bytes backed up; "
            "each compared with its checksum",
        )
        self.folders[part["target"]] = there

    def _bring_database(self, part: Json, item: Json) -> None:
        server = self.given.server(self.service, item, self.copy)
        self._start_server(item, server.administrator.decode().rstrip("\n"))
        # As a restore in earnest: a database is there, with the user that owns what is loaded.
        server.make_user()
        server.stage(self.chosen.repository, part)
        server.take_over(self.chosen.repository, part)
        # Another version of the tools writes other settings around the same rows.
        rows = None if part["image"] == item["image"] else item["commands"]["rows"]
        restored, lines = server.text(rows)
        stored = server.text_of_backup(self.chosen.repository, part, rows)
        self._assert(
            name_of(part),
            restored == stored,
            f"dumped again after the restore: {lines} lines, sha256 {restored}; the backup's: {stored}",
        )

    def _start_server(self, item: Json, administrator: str) -> None:
        # No workload has a dot in its name.
        engine, name = item["engine"], f"{self.copy}.{item['engine']}"
        secret = "/run/secrets/administrator"
        server = Container(
            name,
            item["image"],
            SERVER_MEMORY,
            environment={f"{engine.upper()}_ADMINISTRATOR_PASSWORD_FILE": secret},
            secrets=[(self._write("administrators", engine, administrator), secret)],
        )
        cluster().start(server, self.copy, item["server"], self.service.name)
        while not cluster().does(name, [f"{engine}-healthy"]):
            cluster().check(name)
            time.sleep(0.1)

    def _start_copy(self) -> None:
        """
        Starts the service's own images with their settings and secrets, on the isolated network; no jobs. What works
        beside the service comes first: in a drill nothing that ended is started anew.
        """
        known = {name: self._write("secrets", name, secret) for name, secret in self.given.secrets.items()}
        main, *others = self.containers
        beside = [declared for declared in others if not declared["job"]]
        for declared in beside:
            self._start(declared, known)
        # One that waits for the service itself is healthy after that.
        patience = max((_health_of(declared)["withinSeconds"] for declared in beside), default=0)
        self._are_healthy(beside, now() + patience)
        self._start(main, known)
        if not self._are_healthy([*beside, main], self.began + self.service.declared["within"] + 600):
            raise Problem("error: the restored copy did not answer in time")

    def _start(self, declared: Json, known: dict[str, str]) -> None:
        cluster().start(self._container(declared, known), self.copy, declared["name"], self.service.name)

    def _are_healthy(self, started: Sequence[Json], end: int) -> bool:
        """Whether containers are all healthy before the end. Raises Problem when one of them ends."""
        while True:
            well = all(self._is_healthy(declared) for declared in started)
            for declared in started:
                cluster().check(copy_of(declared["name"]))
            if well or now() >= end:
                return well
            time.sleep(0.2)

    def _is_healthy(self, declared: Json) -> bool:
        about, command = self.service.declared, _health_of(declared)["command"]
        if declared["name"] == self.service.name:
            command = ["http-ok", str(about["port"]), about["ready"]]
        return not command or cluster().does(copy_of(declared["name"]), command)

    def _container(self, declared: Json, known: dict[str, str]) -> Container:
        """A container of the copy. A rehearsal runs another image of the service."""
        name, other = declared["name"], self.given.image("service")
        files = [
            (self._write("configuration", f"{name}-{at}", content), target)
            for at, (target, content) in enumerate(sorted(declared["configuration"].items()))
        ]
        return Container(
            copy_of(name),
            other if other and declared["image"] == self.service.declared["image"] else declared["image"],
            # An earlier version of Ruche did not declare it.
            declared.get("memoryMebibytes", SERVER_MEMORY),
            declared["command"],
            declared["environment"],
            [(self.folders[target], target) for target in declared["folders"] if target in self.folders],
            [(known[secret], f"/run/secrets/{secret}") for secret in declared["secrets"] if secret in known] + files,
        )


def drill(service: Service, run: str, given: Given) -> None:
    """Makes a copy of a service from a run, and prints what was found in it."""
    # A rehearsal runs other images on the same data.
    for item in service.declared["items"]:
        if item["kind"] == "database":
            item["image"] = given.image("database") or item["image"]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with locked(f"{ROOT}/run/lock/ruche-drill-{service.name}", fcntl.LOCK_EX, 0, flags) as alone:
        if not alone:
            raise Failure(f"another drill of {service.name} is under way on this machine")
        clear(service.name)
        began = now()
        chosen = Chosen(service, run)
        wanted = [(folder(service.name), room.needed(part)) for part in chosen.manifest["items"]]
        room.refuse_without(f"the drill of {service.name}", wanted)
        try:
            print(json.dumps(Drill(service, chosen, given, began).make(), ensure_ascii=False, separators=(",", ":")))
        except FAILED as problem:
            try:
                clear(service.name)
            finally:
                raise Failure(f"the drill of {service.name} failed: {reason(str(problem))}") from problem


def clear(service: str) -> None:
    """Removes the copy of a service, or what is left of it."""
    try:
        cluster().clear(copy_of(service), service)
    except Problem as problem:
        # The rest is removed all the same.
        tell(reason(str(problem)))
    remove(folder(service), secrets_folder(service))


def copy_of(service: str) -> str:
    """The name of the copy and of its network."""
    return f"ruche-drill-{service}"


def folder(service: str) -> str:
    """Where the copy's files are."""
    return f"{ROOT}/var/lib/ruche/drill/{service}"


def secrets_folder(service: str) -> str:
    """Where the copy's secrets are, in memory."""
    return f"{ROOT}/run/ruche/drill/{service}"


def _health_of(declared: Json) -> Json:
    """How a container is asked whether it is healthy. An earlier version of Ruche did not declare it."""
    return declared.get("health") or {"command": [], "withinSeconds": 0}


def _files_in(there: str) -> tuple[int, int]:
    """How many files lie in a folder, and their bytes."""
    files = size = 0
    for at, _, names in os.walk(there):
        for name in names:
            found = os.lstat(os.path.join(at, name))
            if stat.S_ISREG(found.st_mode):
                files, size = files + 1, size + found.st_size
    return files, size
