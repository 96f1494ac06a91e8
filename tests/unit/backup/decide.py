"""Asks the programs' modules: reads a list of calls from standard input as JSON, and prints what came of each."""

from __future__ import annotations

import io
import json
import sys
from typing import Any, Callable

import databases
import plan
from reason import reason


def backups(plan_of_service: plan.Plan, looks: list[tuple[int, int]]) -> list[int]:
    """
    The moments at which backups are made, when somebody looks at each moment of `looks`, by the clock that stands
    beside it. A backup bears the time of the clock.
    """
    times: list[int] = []
    made: list[int] = []
    for moment, clock in looks:
        if plan.is_due(plan_of_service, {"times": times}, clock):
            times = plan.with_newest(times, clock)
            made.append(moment)
    return made


def digest(text: str) -> tuple[str, int]:
    """The checksum of a database's text, of which only a few bytes are held at a time."""
    databases.CHUNK = 16
    return databases.digest(io.BytesIO(text.encode()), None)


OWN: dict[str, Callable[..., Any]] = {"backups": backups, "digest": digest, "reason": reason}


def answer(asked: dict[str, Any]) -> Any:
    """What one call returns."""
    decide = OWN.get(asked["decide"]) or getattr(plan, asked["decide"])
    return decide(*asked["with"])


json.dump([answer(asked) for asked in json.load(sys.stdin)], sys.stdout)
