"""
How a run is restored. Everything is first brought beside what is there: nothing is lost if that fails, and the service
starts again as it was. Then it is taken over, with a journal on the volume that tells where to go on after an
interruption. A service never runs on half of each.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Callable, Iterator

from backup import back_up
from cluster import cluster
from databases import Server
from machine import FAILED, Failure, Json, Problem, move, remove, tell
from reason import reason
from restic import Repository, repositories
from service import Service, environment, network, shared
from workloads import start_again, stop

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

    def _parts(self, databases_only: bool) -> Iterator[tuple[Json, Json]]:
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


class Restore:
    """A restore in the place of what a service holds. The service's lock is held as long as that takes."""

    def __init__(self, chosen: Chosen, given: Given, held: bool) -> None:
        self.chosen = chosen
        self.service = chosen.service
        self.given = given
        # What is held for another server has its files where they were.
        self.held = held

    def run(self) -> None:
        """Stages everything and takes it over; goes on where an earlier try ended."""
        journal = self.service.journal
        stop(self.service)
        self._save()
        if not journal.read().get("staged"):
            try:
                self._each(self._stage)
            except FAILED as problem:
                self._give_up(reason(str(problem)))
            journal.note(staged=True)
        try:
            self._each(self._take_over)
        except FAILED as problem:
            raise Failure(
                f"restoring {self.service.name} stopped in the middle: {reason(str(problem))}. "
                "The service stays stopped; run the same command again to finish it"
            ) from problem

    def _each(self, step: Step) -> None:
        self.chosen.each(step, databases_only=self.held)

    def _save(self) -> None:
        """Backs up what is replaced. Once all is staged, what is there may be half of each: too late for that."""
        journal = self.service.journal
        known = journal.read()
        if not self.given.safety or known.get("safety") or known.get("staged"):
            return
        try:
            journal.note(safety=back_up(self.service, "safety"))
        except Failure as failure:
            tell(str(failure))
            start_again(self.service, "no safety backup could be made")
            raise Failure(
                "no safety backup could be made of what the restore would replace, so nothing was touched; "
                "to go without: --without-safety"
            ) from failure

    def _give_up(self, why: str) -> None:
        try:
            self._each(self._unstage)
        except FAILED:
            pass  # What is left lies there until the next restore, which begins anew.
        if self.held:
            raise Failure(f"{self.service.name} stays stopped, since its data is not in the new server yet: {why}")
        start_again(self.service, f"restoring {self.service.name} failed: {why}")
        raise Failure(f"restoring {self.service.name} failed, it runs on as it was: {why}")

    def _server(self, item: Json) -> Server:
        return self.given.server(self.service, item, network())

    def _stage(self, part: Json, item: Json) -> None:
        if part["kind"] == "files":
            restore_files(self.chosen.repository, part, f"{item['path']}.restoring")
        else:
            self._server(item).load(self.chosen.repository, part, f"{item['name']}_restoring")

    def _unstage(self, part: Json, item: Json) -> None:
        if part["kind"] == "files":
            remove(f"{item['path']}.restoring")
        else:
            self._server(item).client("drop", f"{item['name']}_restoring")

    def _take_over(self, part: Json, item: Json) -> None:
        if part["kind"] == "files":
            take_over_files(item["path"], part["path"])
        else:
            server = self._server(item)
            server.client("swap", item["name"])
            server.make_user()


def take_over_files(path: str, path_in_backup: str) -> None:
    """
    Puts staged files in the place of those that are there. Each step may be the last one before an interruption; what
    is left to do shows in what is there.
    """
    staged, replaced = f"{path}.restoring", f"{path}.replaced"
    if os.path.isdir(staged + path_in_backup):
        if os.path.lexists(replaced):
            remove(path)
        elif os.path.lexists(path):
            move(path, replaced)
        move(staged + path_in_backup, path)
    remove(staged, replaced)


def restore(service: Service, run: str, given: Given) -> None:
    """Restores a run in the place of what the service holds, and prints what was done. The lock is held."""
    chosen = Chosen(service, run)
    journal = service.journal
    begun = journal.read().get("run")
    # What is held keeps its files, and its run was made of all that it had.
    missing = [] if journal.read().get("held") else chosen.missing()
    if not journal.exists:
        if missing and not given.incomplete:
            raise _incomplete(service, run, missing)
        journal.note(run=run, replicas=cluster().copies(service.name))
    elif begun is None:
        raise Failure(f"{service.name} is stopped for a move of its database, without a backup yet: finish that first")
    elif begun != run:
        raise Failure(f"{_in_the_middle(service)} (--snapshot {begun})")
    Restore(chosen, given, held=bool(journal.read().get("held"))).run()
    answer = {"run": run, "safety": journal.read().get("safety"), "missing": missing}
    print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")), flush=True)
    start_again(service, f"{service.name} is restored")


def _incomplete(service: Service, run: str, missing: list[str]) -> Failure:
    return Failure(
        f"the backup {run} does not hold what {service.name} declares: {', '.join(missing)}. That would stay as it is, "
        "beside the backup's data, so nothing was touched. Restore a backup that holds it "
        f"(./ruche snapshots {environment()} {service.name}), or this one beside the service (--into NAME), "
        "or leave that as it is (--incomplete)"
    )


def _in_the_middle(service: Service) -> str:
    return f"{service.name} is in the middle of a restore of {service.journal.read().get('run')}: finish that first"


def hold(service: Service) -> None:
    """
    Stops a service and backs it up, until a restore of that run has brought its databases into another server. Prints
    the run's name. The lock is held.
    """
    journal = service.journal
    if not journal.exists:
        journal.note(held=True, replicas=cluster().copies(service.name))
    elif not journal.read().get("held"):
        raise Failure(_in_the_middle(service))
    stop(service)
    if not journal.read().get("run"):
        try:
            run = back_up(service, "safety")
        except Failure as failure:
            tell(str(failure))
            start_again(service, f"no backup of {service.name} could be made")
            raise Failure(f"no backup of {service.name} could be made, so it runs on as it was") from failure
        journal.note(run=run, safety=run)
    print(journal.read()["run"])


def restore_aside(service: Service, run: str, into: str, given: Given) -> None:
    """Restores a run beside the service, which goes on. Says where. The lock is held."""
    chosen = Chosen(service, run)
    place = f"{os.path.dirname(os.path.dirname(shared()))}/restored/{into}"
    if os.path.lexists(place):
        raise Failure(f"{place} is there already: take another name, or remove it")
    os.makedirs(place)

    def bring(part: Json, item: Json) -> None:
        if part["kind"] == "files":
            restored = restore_files(chosen.repository, part, f"{place}/.restoring")
            target = place + part["target"]
            os.makedirs(os.path.dirname(target), exist_ok=True)
            move(restored, target)
            remove(f"{place}/.restoring")
            print(f"files of {part['target']}: {target}", flush=True)
        else:
            # Never a name that the server itself or another service uses: loading makes the database anew.
            given.server(service, item, network()).load(chosen.repository, part, f"restored_{into}")
            print(f"database: restored_{into} on {item['server']}", flush=True)

    try:
        chosen.each(bring)
    except FAILED as problem:
        remove(place)
        raise Failure(f"restoring {service.name} into {into} failed: {reason(str(problem))}") from problem
