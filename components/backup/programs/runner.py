"""
The program that backs services up, the same on every machine; what it must know of a service lies on the volume.

Every machine runs `tick` each minute. A lock on the volume lets one at a time see to a service, so that none is missed
when a machine is lost, and none is backed up while it is restored.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from typing import Callable, Sequence

import machine
import plan
from machine import Failure, Json, Problem, succeeds, tell
from plan import State, tag
from reason import reason
from service import Service, names, now, repository_names

USAGE = (
    "ruche-backup tick | watch | run SERVICE | report | snapshots SERVICE | show SERVICE RUN"
    " | restore SERVICE RUN [INTO] | hold SERVICE | drill SERVICE RUN | clear SERVICE"
)


def tick() -> None:
    """Backs up what is due, and warns of what is late."""

    def look(name: str) -> None:
        service = Service(name)
        with service.alone(0) as taken:
            if taken:
                see_to(service)
        # Also of what another one has been backing up for too long.
        warn(service)

    each(look)


def watch() -> None:
    """Warns of what is late, and waits for nothing: a run that hangs keeps this machine from its next one."""
    each(lambda name: warn(Service(name)))


def each(look: Callable[[str], None]) -> None:
    """Looks at each service. Whatever is wrong with one, the others are seen to."""
    for name in names():
        try:
            look(name)
        except Exception as problem:
            tell(f"{name}: {problem or repr(problem)}")


def see_to(service: Service) -> None:
    """Backs a service up into the repositories for which it is due. The lock is held."""
    moment, state = now(), service.state()
    begin(service, state, moment)
    if service.journal.exists or not plan.is_settled(state, moment):
        return
    # Without a repository a backup is tried as well: it fails, and that is told.
    all_of_them = repository_names()
    due = [name for name in all_of_them or [""] if plan.is_due(service.plan, plan.in_repository(state, name), moment)]
    if due:
        from backup import back_up

        try:
            back_up(service, "regular", due if all_of_them else None)
        except Failure as failure:
            tell(str(failure))


def begin(service: Service, state: State, moment: int) -> None:
    """Until a service has a backup, the first look at it counts."""
    if state.get("since") is None:
        state["since"] = moment
        service.remember(lambda known: known.update({"since": moment}))


def warn(service: Service) -> None:
    """Says what is late, loudly and once an hour."""
    moment, state = now(), service.state()
    begin(service, state, moment)
    late = late_in(service, state, moment)
    if late is None or not plan.may_warn(state, moment):
        return
    service.remember(lambda known: known.update({"warned": moment}))
    where = f" in {late}" if late else ""
    there = plan.in_repository(state, late)
    age = f"{plan.age_of(there, moment) // 60} minutes old"
    failure = there.get("failure")
    if failure:
        age += f"; the last try on {failure.get('machine')} failed: {failure.get('why')}"
    message = f"LATE: the newest backup of {service.name}{where} is {age}"
    succeeds(["logger", "-p", "daemon.crit", "-t", "ruche-backup", message])


def late_in(service: Service, state: State, moment: int) -> str | None:
    """The repository that is late, and most so; empty where they are alike, None if none is late."""
    declared = repository_names()
    known = [name for name in state.get("repositories") or {} if name in declared] or [""]
    latest = max(known, key=lambda name: plan.age_of(plan.in_repository(state, name), moment))
    return latest if plan.is_late(service.plan, plan.in_repository(state, latest), moment) else None


def run(name: str) -> None:
    """Backs a service up now, and prints the run's name."""
    from backup import back_up

    service = Service(name)
    with service.waiting():
        if service.journal.exists:
            raise Failure(f"{name} is in the middle of a restore: finish that first")
        made = back_up(service, "regular")
        if service.state().get("repositories"):
            raise Failure(f"the backup {made} of {name} is not everywhere: {service.state()['failure']['why']}")
        print(made)


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
        "late": late_in(service, state, moment) is not None,
    }


def snapshots(name: str) -> None:
    """
    Prints a service's complete runs, each with the first repository of those that answer. The order is that in which
    they arrived there: the clock of a machine that made one may have been wrong.
    """
    from restic import repositories

    Service(name)
    runs: dict[str, Json] = {}
    silent: list[str] = []
    known = repositories()
    for repository in known:
        try:
            found, arrivals = repository.snapshots(name), repository.arrivals()
        except Problem as problem:
            silent.append(reason(str(problem)))
            continue
        for one in found:
            tags = one.get("tags") or []
            time = moment_of(one["time"])
            about = {
                "run": tag(tags, "run"),
                "purpose": tag(tags, "purpose"),
                # Nothing arrives before it was made.
                "time": one["time"] if time <= (arrived := arrivals.get(one["id"], time)) else told_as(arrived),
                "arrived": told_as(arrived),
                "snapshot": one["short_id"],
                "repository": repository.name,
            }
            runs.setdefault(about["run"], about)
    if len(silent) == len(known):
        raise Failure(f"no repository answers: {'; '.join(silent)}")
    print(line(sorted(runs.values(), key=lambda one: (one["arrived"], one["time"]))))


def moment_of(time: str) -> int:
    """Seconds since 1970 of a time that restic tells; to the second, in UTC or with its zone."""
    # Python before 3.11 reads neither nine digits of a second nor a Z.
    return int(datetime.fromisoformat(re.sub(r"\.\d+", "", time).replace("Z", "+00:00")).timestamp())


def told_as(moment: int) -> str:
    """A moment as people and programs read it."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


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
    "watch": (watch, 0, 0),
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
