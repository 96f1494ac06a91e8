"""What the programs in this folder share: they stand in for those of a machine that lies in a folder."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

# As the programs that this one stands in for: one whose reader is gone ends and says nothing.
signal.signal(signal.SIGPIPE, signal.SIG_DFL)

# The folder of the machine.
ROOT = os.environ["RUCHE_ROOT"]


def called(*environment: str) -> list[str]:
    """
    Notes the call and returns its words. A test may give a script `hooks/<program>`, which runs first with the same
    words; where it fails, the program fails with its status.
    """
    name, words = os.path.basename(sys.argv[0]), sys.argv[1:]
    told = {variable: os.environ[variable] for variable in environment if variable in os.environ}
    with open(f"{ROOT}/calls", "a", encoding="utf-8") as file:
        file.write(json.dumps({"program": name, "words": words, "environment": told}) + "\n")
    hook = f"{ROOT}/hooks/{name}"
    if os.path.exists(hook):
        status = run(["bash", hook, *words])
        if status != 0:
            sys.exit(status)
    return words


def run(words: list[str], reads: bool = False, says: bool = True) -> int:
    """Runs another program. Returns its status. `subprocess` would take longer than all that is done here."""
    process = os.fork()
    if process == 0:
        for descriptor in [*([] if reads else [0]), *([] if says else [2])]:
            os.dup2(os.open("/dev/null", os.O_RDWR), descriptor)
        os.execvp(words[0], words)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def option(words: list[str], name: str) -> str:
    """The value of an option; empty where it is not given."""
    return words[words.index(name) + 1] if name in words else ""


def options(words: list[str], name: str) -> list[str]:
    """All values of an option."""
    return [words[at + 1] for at, word in enumerate(words) if word == name]


def read(path: str, otherwise: Any = None) -> Any:
    """The JSON in a file of the machine."""
    try:
        with open(f"{ROOT}/{path}", encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return otherwise


def write(path: str, value: Any) -> None:
    """Writes JSON into a file of the machine."""
    os.makedirs(os.path.dirname(f"{ROOT}/{path}"), exist_ok=True)
    with open(f"{ROOT}/{path}", "w", encoding="utf-8") as file:
        json.dump(value, file)


def fail(message: str, status: int = 1) -> None:
    """Ends the program."""
    print(message, file=sys.stderr)
    sys.exit(status)
