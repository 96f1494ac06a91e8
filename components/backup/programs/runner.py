"""
The program that backs services up, the same on every machine; what it must know of a service lies on the volume.

Every machine runs `tick` each minute. A lock on the volume lets one at a time see to a service, so that none is missed
when a machine is lost, and none is backed up while it is restored.
"""

from __future__ import annotations

import json
from typing import Sequence

import machine
import plan
from machine import Failure, Json, Problem, succeeds, tell
from plan import tag
from reason import reason
from service import Service, names, now

USAGE = (
    "ruche-backup tick | run SERVICE | report | snapshots SERVICE | show SERVICE RUN"
    " | restore SERVICE RUN [INTO] | hold SERVICE | drill SERVICE RUN | clear SERVICE"
)


def tick() -> None:
    """Backs up what is due, and warns of what is late."""
    for name in names():
        try:
            service = Service(name)
            with service.alone(0) as taken:
                if taken:
                    see_to(service)
        # Whatever is wrong with one service, the others are seen to.
        except Exception as problem:
            tell(f"{name}: {problem or repr(problem)}")


def see_to(service: Service) -> None:
    """Backs a service up if it is due, and warns if it is late. The lock is held."""
    moment, state = now(), service.state()
    if not service.journal.exists and plan.is_settled(state, moment) and plan.is_due(service.plan, state, moment):
        from backup import back_up

        try:
            back_up(service, "regular")
        except Failure as failure:
            tell(str(failure))
    warn(service)


def warn(service: Service) -> None:
    """Says what is late, loudly and once an hour. Until a service has a backup, the first look at it counts."""
    moment, state = now(), service.state()
    if state.get("since") is None:
        state["since"] = moment
        service.remember(lambda known: known.update({"since": moment}))
    if not plan.is_late(service.plan, state, moment) or not plan.may_warn(state, moment):
        return
    service.remember(lambda known: known.update({"warned": moment}))
    age = f"{plan.age_of(state, moment) // 60} minutes old"
    failure = state.get("failure")
    if failure:
        age += f"; the last try on {failure.get('machine')} failed: {failure.get('why')}"
    message = f"LATE: the newest backup of {service.name} is {age}"
    succeeds(["logger", "-p", "daemon.crit", "-t", "ruche-backup", message])


def run(name: str) -> None:
    """Backs a service up now, and prints the run's name."""
    from backup import back_up

    service = Service(name)
    with service.waiting():
        if service.journal.exists:
            raise Failure(f"{name} is in the middle of a restore: finish that first")
        print(back_up(service, "regular"))


def report() -> None:
    """Prints how the backups of each service are, one line of JSON for each."""
    for name in names():
        try:
            print(line(_report_of(Service(name))))
        # Whatever is wrong with one service, the others are told of.
        except Exception as problem:
            tell(f"{name}: {problem or repr(problem)}")


def _report_of(service: Service) -> Json:
    moment, state, journal = now(), service.state(), service.journal
    return {
        "service": service.name,
        "plan": service.plan,
        "last": state.get("last"),
        "failure": state.get("failure"),
        "restoring": journal.exists,
        "held": bool(journal.read().get("held")),
        "now": moment,
        "late": plan.is_late(service.plan, state, moment),
    }


def snapshots(name: str) -> None:
    """Prints a service's complete runs, the oldest first, from the first repository that answers."""
    from restic import repositories

    Service(name)
    said = ""
    for repository in repositories():
        try:
            found = repository.snapshots(name)
        except Problem as problem:
            said = str(problem)
            continue
        runs = [
            {
                "run": tag(one.get("tags") or [], "run"),
                "purpose": tag(one.get("tags") or [], "purpose"),
                "time": one["time"],
                "snapshot": one["short_id"],
                "repository": repository.name,
            }
            for one in found
        ]
        print(line(sorted(runs, key=lambda one: str(one["time"]))))
        return
    raise Failure(f"no repository answers: {reason(said)}")


def show(name: str, run: str) -> None:
    """Prints the manifest of a run."""
    from chosen import Chosen

    print(Chosen(Service(name), run).text, end="")


def restore(name: str, run: str, into: str | None = None) -> None:
    """Restores a run in the place of what the service holds, or beside it."""
    import restore as restoring
    from chosen import Given

    service, given = Service(name), Given()
    with service.waiting():
        if into is None:
            restoring.restore(service, run, given)
        else:
            restoring.restore_aside(service, run, into, given)


def hold(name: str) -> None:
    """Stops a service and backs it up, until its databases are in another server."""
    import restore as restoring

    service = Service(name)
    with service.waiting():
        restoring.hold(service)


def drill(name: str, run: str) -> None:
    """Restores a run into a copy of its service, and prints what was found."""
    import drill as drilling
    from chosen import Given

    service = Service(name)
    drilling.drill(service, run, Given())


def clear(name: str) -> None:
    """Removes the copy that a drill made."""
    import drill as drilling

    drilling.clear(name)


def line(value: Json) -> str:
    """JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


VERBS: dict[str, machine.Verb] = {
    "tick": (tick, 0, 0),
    "run": (run, 1, 1),
    "report": (report, 0, 0),
    "snapshots": (snapshots, 1, 1),
    "show": (show, 2, 2),
    "restore": (restore, 2, 3),
    "hold": (hold, 1, 1),
    "drill": (drill, 2, 2),
    "clear": (clear, 1, 1),
}


def main(words: Sequence[str]) -> int:
    """Does what the words ask for. Returns the program's status."""
    return machine.run(VERBS, USAGE, words)
