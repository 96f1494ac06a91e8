"""How services of the cluster are stopped, started and asked what they are."""

from __future__ import annotations

import json
import re
import time

from machine import Failure, Json, Problem, answer
from reason import reason

# States of a task in which something of it may still run, or will.
ALIVE = re.compile("Running|Starting|Preparing|Ready|Assigned|Pending|New|Accepted")


def replicas(service: str) -> int:
    """How many copies of a service are wanted."""
    said = answer(["docker", "service", "inspect", "--format", "{{.Spec.Mode.Replicated.Replicas}}", service])
    try:
        return int(said)
    except ValueError:
        raise Failure(f"{service} has no number of copies: {said.strip()}") from None


def scale(service: str, copies: int) -> None:
    """Asks for so many copies, and waits for nothing. Raises Problem."""
    answer(["docker", "service", "scale", "-d", f"{service}={copies}"])


def stop(service: str) -> None:
    """Stops a service and waits until nothing of it runs."""
    try:
        scale(service, 0)
        while _runs(service):
            time.sleep(0.2)
    except Problem as problem:
        raise Failure(f"{service} cannot be stopped: {reason(str(problem))}") from problem


def _runs(service: str) -> bool:
    states = answer(["docker", "service", "ps", "--format", "{{.CurrentState}}", service]).split("\n")
    return any(ALIVE.match(state) for state in states)


def container_settings(service: str) -> tuple[list[str], list[str]]:
    """The environment (`NAME=value`) and the arguments of a service's container; none where there is no service."""
    try:
        found: Json = json.loads(answer(["docker", "service", "inspect", service]))
    except Problem:
        return [], []
    container = found[0]["Spec"]["TaskTemplate"]["ContainerSpec"]
    return container.get("Env") or [], container.get("Args") or []
