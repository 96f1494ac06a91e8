#!/usr/bin/python3 -SB
"""
Docker as far as the programs use it. A one-off container runs its shell command among the databases of its network; a
service is a file with what it wants and what runs; a container of a drill is a file.
"""

from __future__ import annotations

import os
import sys

from fake import ROOT, called, fail, option, options, read, write
from fake import run as run_program


def main() -> None:
    words = called()
    if words[0] == "service":
        {"inspect": inspect_service, "scale": scale, "ps": tasks}[words[1]](words[2:])
    elif words[0] == "network":
        network(words[1:])
    elif words[0] == "node":
        print("hive1 Ready\nhive2 Down")
    else:
        VERBS[words[0]](words[1:])


def inspect_service(words: list[str]) -> None:
    about = read(f"cluster/{words[-1]}.json")
    if about is None:
        print("[]")
        fail(f"Status: Error: no such service: {words[-1]}, Code: 1")
    print(about["replicas"])


def scale(words: list[str]) -> None:
    name, _, copies = words[-1].partition("=")
    about = read(f"cluster/{name}.json")
    if about is None:
        fail(f"{name}: Error response from daemon: service {name} not found")
    # What runs ends after some looks.
    write(f"cluster/{name}.json", {**about, "replicas": int(copies), "looks": about.get("lingers", 1)})


def tasks(words: list[str]) -> None:
    about = read(f"cluster/{words[-1]}.json")
    if about["replicas"] > 0 or about["looks"] > 0:
        print(f"Running 2 minutes ago|{about.get('on', 'hive1')}")
    print("Shutdown 3 hours ago|hive1\nFailed 3 hours ago|hive1")
    write(f"cluster/{words[-1]}.json", {**about, "looks": about.get("looks", 0) - 1})


def network(words: list[str]) -> None:
    path = f"{ROOT}/networks/{words[-1]}"
    if words[0] == "create":
        os.makedirs(path)
    elif os.path.exists(path):
        run_program(["rm", "-rf", path])
    else:
        fail(f"Error: No such network: {words[-1]}")


def run(words: list[str]) -> None:
    on = f"{ROOT}/networks/{option(words, '--network')}"
    if not os.path.isdir(on):
        fail(f"docker: Error response from daemon: network {option(words, '--network')} not found.", 125)
    if "--rm" in words:
        os.chdir(on)
        # A test that has real servers says how one comes to them.
        if os.path.exists(f"{ROOT}/enter"):
            sys.exit(run_program([f"{ROOT}/enter", option(words, "--network"), words[-1]], reads=True))
        sys.exit(run_program(["sh", "-c", words[-1]], reads=True))
    # A database server: it makes its folder.
    for alias in options(words, "--network-alias"):
        os.makedirs(f"{on}/{alias}")
    write(f"containers/{option(words, '--name')}", {"words": words, "label": option(words, "--label"), "runs": True})
    print("0123456789ab")


def execute(words: list[str]) -> None:
    if not os.path.exists(f"{ROOT}/containers/{words[0]}"):
        fail("Error: No such container")


def inspect(words: list[str]) -> None:
    about = read(f"containers/{words[-1]}")
    if about is None:
        fail(f"Error: No such object: {words[-1]}")
    print(str(about["runs"]).lower() if "Running" in option(words, "--format") else "10.0.9.2")


def logs(words: list[str]) -> None:
    print("it starts")
    print("fatal: the settings are wrong", file=sys.stderr)


def list_them(words: list[str]) -> None:
    label = option(words, "--filter").removeprefix("label=")
    there = sorted(os.listdir(f"{ROOT}/containers"))
    print("\n".join(name for name in there if read(f"containers/{name}")["label"] == label))


def remove(words: list[str]) -> None:
    for name in words:
        if not name.startswith("-"):
            os.remove(f"{ROOT}/containers/{name}")


VERBS = {"run": run, "exec": execute, "inspect": inspect, "logs": logs, "ps": list_them, "rm": remove}
main()
