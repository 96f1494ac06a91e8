#!/usr/bin/python3 -SB
"""restic as far as the programs use it: a snapshot is a folder with what was backed up, and JSON about it."""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

from fake import ROOT, called, fail, option, options, read, run, write

TAGGED = ["--tag", "--host", "--time", "--stdin-filename", "--target"]


def main() -> None:
    words = called("RUCHE_WISH", "RESTIC_PASSWORD_FILE", "RESTIC_CACHE_DIR", "TZ", "GOGC")
    repository = option(words, "-r")
    connect = next((text.partition("=")[2] for text in options(words, "-o") if text.startswith("rclone.program=")), "")
    if connect:
        repository = f"{ROOT}/repositories/{connect.split('/')[-2]}"
        # What it says on standard error restic drops.
        if run([connect], says=False) != 0:
            fail("Fatal: unable to open repository at rclone:ruche: unexpected EOF\n\nmain.OpenRepository\n\tmain.go:1")
    rest = [word for at, word in enumerate(words) if not word.startswith("-") and not _is_value(words, at)]
    here = os.path.relpath(repository, ROOT)
    VERBS[rest[0]](here, words, rest[1:])


def copy(source: IO[bytes], into: IO[bytes]) -> None:
    while chunk := source.read(1 << 16):
        into.write(chunk)


def copy_folder(source: str, into: str) -> None:
    os.makedirs(into, exist_ok=True)
    run(["cp", "-a", f"{source}/.", into])


def _is_value(words: list[str], at: int) -> bool:
    return at > 0 and words[at - 1] in ["-r", "-o", *TAGGED]


def _all(here: str) -> list[Any]:
    try:
        names = sorted(os.listdir(f"{ROOT}/{here}/snapshots"))
    except FileNotFoundError:
        return []
    found = [read(f"{here}/snapshots/{name}") for name in names]
    return [one for one in found if one]


def _tagged(here: str, words: list[str]) -> list[Any]:
    wanted = [set(text.split(",")) for text in options(words, "--tag")]
    return [one for one in _all(here) if not wanted or any(tags <= set(one["tags"] or []) for tags in wanted)]


def backup(here: str, words: list[str], rest: list[str]) -> None:
    number = read(f"{here}/number", 0) + 1
    write(f"{here}/number", number)
    id = f"{number:064x}"
    content = f"{ROOT}/{here}/content/{id}"
    if "--stdin" in words:
        path = f"{content}/{option(words, '--stdin-filename')}"
        os.makedirs(os.path.dirname(path))
        with open(path, "wb") as file:
            copy(sys.stdin.buffer, file)
    else:
        copy_folder(rest[0], content + rest[0])
    sizes = [os.lstat(os.path.join(at, name)).st_size for at, _, names in os.walk(content) for name in names]
    time = option(words, "--time").replace(" ", "T") + "Z"
    about = {"id": id, "short_id": f"{number:08x}", "time": time, "tags": options(words, "--tag") or None}
    write(f"{here}/snapshots/{id}", about)
    if "--json" in words:
        print(json.dumps({"message_type": "status", "percent_done": 1}))
        summary = {"total_files_processed": len(sizes), "total_bytes_processed": sum(sizes), "snapshot_id": id}
        print(json.dumps({"message_type": "summary", **summary}))
    # What it met in a folder, and could not read afterwards.
    unread = [] if "--stdin" in words else read("unread", [])
    says = [] if "--stdin" in words else read("says", [])
    for line in says:
        print(line, file=sys.stderr)
    for item in unread:
        print(json.dumps({"message_type": "error", "error": {}, "during": "archival", "item": item}), file=sys.stderr)
    if unread or says:
        fail("Warning: at least one source file could not be read", 3)


def snapshots(here: str, words: list[str], rest: list[str]) -> None:
    print(json.dumps(_tagged(here, words)))


def dump(here: str, words: list[str], rest: list[str]) -> None:
    found = _tagged(here, words) if rest[0] == "latest" else [one for one in _all(here) if one["id"] == rest[0]]
    if not found:
        fail("Fatal: no snapshot found")
    with open(f"{ROOT}/{here}/content/{found[-1]['id']}{rest[1]}", "rb") as file:
        copy(file, sys.stdout.buffer)


def restore(here: str, words: list[str], rest: list[str]) -> None:
    content = f"{ROOT}/{here}/content/{rest[0]}"
    if not os.path.exists(content):
        fail(f"Fatal: failed to find snapshot {rest[0]}")
    copy_folder(content, option(words, "--target"))


def forget(here: str, words: list[str], rest: list[str]) -> None:
    for id in rest:
        os.remove(f"{ROOT}/{here}/snapshots/{id}")


def nothing(here: str, words: list[str], rest: list[str]) -> None:
    pass


VERBS = {
    "backup": backup,
    "snapshots": snapshots,
    "dump": dump,
    "restore": restore,
    "forget": forget,
    "unlock": nothing,
    "check": nothing,
}
main()
