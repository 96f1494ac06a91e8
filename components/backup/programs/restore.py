"""
How a run is restored. Everything is first brought beside what is there: nothing is lost if that fails, and the service
starts again as it was. Then it is taken over, with a journal on the volume that tells where to go on after an
interruption. A service never runs on half of each.
"""

from __future__ import annotations

import json
import os

from backup import back_up
from chosen import Chosen, Given, Step, restore_files
from cluster import cluster
from databases import Server
from machine import FAILED, Failure, Json, move, remove, tell
from reason import reason
from service import Service, environment, network, shared
from workloads import start_again, stop

# What the journal says once everything lies beside what is there, in the places that this version knows.
STAGED = "beside"


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
        if journal.read().get("staged") != STAGED:
            self._bring_beside()
        try:
            self._each(self._take_over)
        except FAILED as problem:
            raise _stopped(self.service, problem) from problem

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
        except (Failure, *FAILED) as failure:
            tell(str(failure))
            start_again(self.service, "no safety backup could be made")
            raise Failure(
                "no safety backup could be made of what the restore would replace, so nothing was touched; "
                "to go without: --without-safety"
            ) from failure

    def _bring_beside(self) -> None:
        journal = self.service.journal
        # An earlier version of Ruche staged it elsewhere, and may have begun to take it over.
        begun = bool(journal.read().get("staged"))
        try:
            self._each(self._stage)
            journal.note(staged=STAGED)
        except FAILED as problem:
            if begun:
                raise _stopped(self.service, problem) from problem
            self._give_up(reason(str(problem)))

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
            self._server(item).stage(self.chosen.repository, part)

    def _unstage(self, part: Json, item: Json) -> None:
        if part["kind"] == "files":
            remove(f"{item['path']}.restoring")
        else:
            self._server(item).unstage()

    def _take_over(self, part: Json, item: Json) -> None:
        if part["kind"] == "files":
            take_over_files(item["path"], part["path"])
        else:
            self._server(item).take_over(self.chosen.repository, part)


def _stopped(service: Service, problem: Exception) -> Failure:
    return Failure(
        f"restoring {service.name} stopped in the middle: {reason(str(problem))}. "
        "The service stays stopped; run the same command again to finish it"
    )


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
    service.refuse_earlier()
    chosen = Chosen(service, run)
    journal = service.journal
    begun = journal.read().get("run")
    # What is held keeps its files, and its run was made of all that it had.
    missing = [] if journal.read().get("held") else chosen.missing()
    if not journal.exists:
        if missing and not given.incomplete:
            raise _incomplete(service, run, missing)
        try:
            chosen.refuse_without_room()
        except FAILED as problem:
            raise Failure(f"restoring {service.name} failed, it runs on as it was: {reason(str(problem))}") from problem
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
