"""
What a backup plan means: when a backup is due, when it is late, and what may be removed.

Everything here is decided from its arguments alone. Lengths of time are seconds, moments are seconds since 1970 (UTC).
"""

from __future__ import annotations

from typing import Sequence, TypedDict

DAY = 24 * 3_600
HOUR = 3_600
# Seconds that a run may take: its parts are not removed before it has ended.
LIMIT = 20 * HOUR
# Seconds by which clocks may differ. A backup from later than that tells of a clock and not of a backup.
SLACK = 300


class Plan(TypedDict):
    """The part of a service's plan that decisions need; `backupPlan` derives it from the environment's goals."""

    intervalSeconds: int
    offsetSeconds: int
    lateAfterSeconds: int


class Failed(TypedDict, total=False):
    """The last backup that failed, and how many have failed since one succeeded."""

    at: int
    why: str
    machine: str
    times: int


class Last(TypedDict):
    """The last backup that succeeded."""

    run: str
    at: int
    seconds: int
    bytes: int
    machine: str


class InRepository(TypedDict, total=False):
    """What is remembered of the backups in one repository."""

    times: list[int]
    failure: Failed


class State(TypedDict, total=False):
    """
    What the machines remember of a service's backups; each part may be missing. `repositories` is there as long as
    what they hold differs.
    """

    since: int
    times: list[int]
    last: Last
    failure: Failed
    warned: int
    repositories: dict[str, InRepository]


class Snapshot(TypedDict):
    """A snapshot in a repository, and when it arrived there."""

    id: str
    tags: Sequence[str]
    arrived: int


def slot_of(plan: Plan, now: int) -> int:
    """The start of the slot that a moment belongs to: the same on every machine, as long as their clocks agree."""
    interval, offset = plan["intervalSeconds"], plan["offsetSeconds"]
    return (now - offset) // interval * interval + offset


def due_at(plan: Plan, now: int) -> int:
    """When the next slot starts: after `now`, and no more than an interval after it."""
    return slot_of(plan, now) + plan["intervalSeconds"]


def slot_is_empty(plan: Plan, times: Sequence[int], now: int) -> bool:
    """
    Whether the slot of `now` still wants its backup; `times` are the moments of the backups there are.

    One backup in the slot is enough, unless there are backups of later slots. Those show that some clock was ahead,
    and the one may be of that clock, made long ago. Then a second one is made. So a clock that was ahead, however
    far, lets at most one slot pass.
    """
    first, end = slot_of(plan, now), due_at(plan, now)
    inside = sum(first <= time < end for time in times)
    return inside < (2 if any(time >= end for time in times) else 1)


def may_try(plan: Plan, failure: Failed | None, now: int) -> bool:
    """Whether what failed is tried again: after one minute, two, four and so on, but soon enough to meet the goal."""
    if failure is None:
        return True
    pause = 60 << max(0, min(failure.get("times", 1) - 1, 10))
    return now - failure.get("at", 0) >= min(pause, plan["intervalSeconds"] / 4)


def is_due(plan: Plan, state: State, now: int) -> bool:
    """Whether a backup is to be made now."""
    return slot_is_empty(plan, state.get("times") or [], now) and may_try(plan, state.get("failure"), now)


def in_repository(state: State, repository: str) -> State:
    """What is remembered, as far as it is about one repository."""
    known = state.get("repositories")
    if known is None or repository not in known:
        return state
    found: State = {"times": known[repository].get("times") or []}
    if "since" in state:
        found["since"] = state["since"]
    if "failure" in known[repository]:
        found["failure"] = known[repository]["failure"]
    return found


def with_newest(times: Sequence[int], made: int) -> list[int]:
    """The moments of backups that are remembered once another one was made: the last ten."""
    return [*times, made][-10:]


def is_settled(state: State, now: int) -> bool:
    """
    Whether the first backup may be made. A service that was just declared has no canary yet: its first backup waits
    for two minutes, in which `up` writes one.
    """
    return bool(state.get("times")) or state.get("since", now) + 120 <= now


def age_of(state: State, now: int) -> int:
    """Seconds since the newest backup; before the first one, since the service is known."""
    times = [time for time in state.get("times") or [] if time <= now + SLACK]
    return now - max([*times, state.get("since", now)])


def is_late(plan: Plan, state: State, now: int) -> bool:
    """Whether the newest backup is so old that somebody must be told."""
    return age_of(state, now) > plan["lateAfterSeconds"]


def may_warn(state: State, now: int) -> bool:
    """Whether a late backup is told of: once an hour."""
    return state.get("warned", 0) < now - HOUR


def to_remove(snapshots: Sequence[Snapshot], kept: int, keep: int, interval: int, now: int) -> list[str]:
    """
    The identifiers of snapshots that go from a repository.

    A service keeps its `kept` newest complete runs; an older one goes once it has lain there for the `keep` seconds
    that are promised. A machine's own disk tells when a snapshot arrived: a writer, who can only add, must not be able
    to push good ones out by adding many, or old ones by their names. Half an interval is allowed for runs that are
    not made on the second. Parts of a run that never became complete go after a day.
    """
    services: dict[str, list[Snapshot]] = {}
    for snapshot in snapshots:
        services.setdefault(tag(snapshot["tags"], "service"), []).append(snapshot)
    return [id for mine in services.values() for id in _of_service(mine, kept, keep - interval // 2, now)]


def _of_service(mine: Sequence[Snapshot], kept: int, keep: int, now: int) -> list[str]:
    complete = sorted((one for one in mine if "complete" in one["tags"]), key=lambda one: -one["arrived"])
    whole = {_run(one) for one in complete}
    old = {_run(one) for one in complete[kept:] if now - one["arrived"] >= keep}
    newest: dict[str, int] = {}
    for one in mine:
        newest[_run(one)] = max(one["arrived"], newest.get(_run(one), one["arrived"]))
    broken = {run for run, arrived in newest.items() if run not in whole and now - arrived > DAY}
    return [one["id"] for one in mine if _run(one) in old | broken]


def _run(snapshot: Snapshot) -> str:
    return tag(snapshot["tags"], "run")


def tag(tags: Sequence[str], key: str) -> str:
    """The value of a tag that is written `key=value`; empty when there is none."""
    return next((text[len(key) + 1 :] for text in tags if text.startswith(f"{key}=")), "")
