"""Whether what is brought back has room beside what is there: a volume that is full stops all that works on it."""

from __future__ import annotations

import os
from typing import Iterable

from machine import Failure, Json

MEBIBYTE = 1 << 20
# A database takes more room than its dump: indexes, logs, and pages that are not full.
DATABASE = 2
# What a server begins with, and what others write meanwhile.
SPARE = 256 * MEBIBYTE


def needed(part: Json) -> int:
    """The bytes that a part of a run takes where it is brought."""
    size: int = part["bytes"]
    return size * (1 if part["kind"] == "files" else DATABASE)


def refuse_without(what: str, wanted: Iterable[tuple[str, int]]) -> None:
    """Raises Failure if the folders have less room than is wanted in them; folders on one file system share it."""
    together: dict[int, tuple[str, int]] = {}
    for folder, size in wanted:
        there = _nearest(folder)
        device = os.stat(there).st_dev
        first, before = together.get(device, (there, 0))
        together[device] = first, before + size
    for folder, size in together.values():
        found = os.statvfs(folder)
        free = found.f_bavail * found.f_frsize
        if free < size + SPARE:
            raise Failure(
                f"{what} needs {_told(size + SPARE)} beside what is there, and {_told(free)} are free in {folder} "
                f"on {os.uname().nodename}. Nothing was touched. Make room there, or enlarge it"
            )


def _nearest(folder: str) -> str:
    """The folder, or the one above it that is there."""
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder


def _told(size: int) -> str:
    return f"{size // MEBIBYTE} MiB"
