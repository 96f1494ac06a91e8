"""Why something failed, picked out of what other programs said."""

from __future__ import annotations

import re

# Where restic was in its own program when it gave up.
NOISE = re.compile(r"\s*$|github\.com/|main\.|runtime\.|golang\.org|\s+/")
BETWEEN = re.compile(r"ssh: |no space left|is its disk|denied|refused|timed out|unreachable", re.IGNORECASE)
ITSELF = re.compile(r"fatal|wrong password|error", re.IGNORECASE)


def reason(said: str) -> str:
    """What stands between here and there, or else what restic, a database or an image says; one line."""
    everything = [line.rstrip() for line in said.rstrip("\n").split("\n")]
    lines = [line for line in everything if not NOISE.match(line)]
    found = _first(BETWEEN, lines)
    if found is None and any("unexpected EOF" in line for line in lines):
        return "the connection broke off"
    return found or _first(ITSELF, lines) or everything[-1] or "nothing was said about why"


def _first(pattern: re.Pattern[str], lines: list[str]) -> str | None:
    return next((line for line in lines if pattern.search(line)), None)
