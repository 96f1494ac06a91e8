"""Docker Swarm, and Docker's containers."""

from __future__ import annotations

import os
import re
import time
from typing import Sequence

from cluster import Cluster, Container
from machine import Failure, Problem, answer, succeeds
from reason import reason

# States of a task in which something of it may still run, or will.
ALIVE = re.compile("Running|Starting|Preparing|Ready|Assigned|Pending|New|Accepted")
# A server that is gone says nothing more: without these its clients would wait for it for good, and hold the lock.
IMPATIENT = [
    word
    for setting in ("tcp_keepalive_time=15", "tcp_keepalive_intvl=5", "tcp_keepalive_probes=4", "tcp_retries2=8")
    for word in ("--sysctl", f"net.ipv4.{setting}")
]

# Seconds in which a workload ends; what does not end within the seconds that it declares is killed.
PATIENCE = 600

# What Docker itself says of a network of the swarm that it means to attach; a tool in a container may say the like. The
# words are in `attached.sh` as well, and a test holds both to the same sentences.
NO_NETWORK = re.compile(r"^docker: Error response from daemon: network \S+ not found", re.MULTILINE)


class Swarm:
    """The swarm of this machine."""

    def copies(self, workload: str) -> int:
        said = answer(["docker", "service", "inspect", "--format", "{{.Spec.Mode.Replicated.Replicas}}", workload])
        try:
            return int(said)
        except ValueError:
            raise Failure(f"{workload} has no number of copies: {said.strip()}") from None

    def scale(self, workload: str, copies: int) -> bool:
        try:
            answer(["docker", "service", "scale", "-d", f"{workload}={copies}"])
            return True
        except Problem as problem:
            if _is_gone(workload, str(problem)):
                return False
            raise

    def stop(self, workload: str) -> bool:
        try:
            there = self.scale(workload, 0)
            end = time.monotonic() + PATIENCE
            while there and (at := _runs_at(workload)):
                if time.monotonic() > end:
                    raise Failure(f"{workload} still runs on {', '.join(at)} after {PATIENCE // 60} minutes")
                time.sleep(0.2)
            return there
        except Problem as problem:
            if _is_gone(workload, str(problem)):
                return False
            raise Failure(f"{workload} cannot be stopped: {reason(str(problem))}") from problem

    def job(self, about: str, image: str, network: str, program: str) -> list[str]:
        name = f"ruche-{about}-{os.getpid()}-{int.from_bytes(os.urandom(4), 'big')}"
        words = ["docker", "run", "--rm", "-i", *IMPATIENT, "--name", name, "--network", network]
        return [*words, "--log-driver", "none", "--entrypoint", "/bin/sh", image, "-c", program]

    def unstarted(self, said: str) -> bool:
        # Docker takes a network off a machine when the last container leaves it, and does not look again when another
        # one comes in that moment (`findAndAttachNetwork` of Docker 20.10).
        return NO_NETWORK.search(said) is not None

    def isolate(self, network: str, of: str) -> None:
        answer(["docker", "network", "create", "--internal", "--label", _label(of), network])

    def start(self, container: Container, network: str, host: str, of: str) -> None:
        words = ["docker", "run", "-d", "--label", _label(of), "--name", container.name, "--hostname", host]
        words += ["--network", network, "--network-alias", host, "--log-driver", "local"]
        words += ["--memory", f"{container.memory}m", "--cap-drop", "NET_RAW"]
        words += [word for setting in container.environment.items() for word in ("--env", "=".join(setting))]
        words += [word for source, target in container.mounts for word in ("--volume", f"{source}:{target}")]
        words += [word for source, target in container.secrets for word in ("--volume", f"{source}:{target}:ro")]
        answer([*words, container.image, *container.command])

    def does(self, container: str, words: Sequence[str]) -> bool:
        return succeeds(["docker", "exec", container, *words])

    def check(self, container: str) -> None:
        if answer(["docker", "inspect", "--format", "{{.State.Running}}", container]).strip() != "true":
            raise Problem(answer(["sh", "-c", 'exec docker logs --tail 5 "$0" 2>&1', container]))

    def address(self, container: str) -> str:
        addresses = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
        return answer(["docker", "inspect", "--format", addresses, container]).strip()

    def clear(self, network: str, of: str) -> None:
        try:
            left = answer(["docker", "ps", "-aq", "--filter", f"label={_label(of)}"]).split()
            if left:
                answer(["docker", "rm", "-fv", *left])
        finally:
            succeeds(["docker", "network", "rm", network])


def _label(of: str) -> str:
    return f"ruche.drill={of}"


def _is_gone(workload: str, said: str) -> bool:
    """Whether Docker says that there is no such service; versions of it say so differently."""
    name = re.escape(workload)
    return re.search(f"no such service: {name}$|service {name} not found$", said, re.I | re.M) is not None


def _runs_at(workload: str) -> list[str]:
    """
    Where something of a workload may still run. The swarm calls what ran on a machine that is down running for a day
    more; what is there ends, or has ended, with the machine.
    """
    tasks = answer(["docker", "service", "ps", "--format", "{{.CurrentState}}|{{.Node}}", workload]).split("\n")
    alive = {node for state, _, node in (task.partition("|") for task in tasks) if ALIVE.match(state)}
    if not alive:
        return []
    nodes = answer(["docker", "node", "ls", "--format", "{{.Hostname}} {{.Status}}"]).split("\n")
    down = {name for name, _, status in (node.partition(" ") for node in nodes) if status == "Down"}
    return sorted(node or "a machine that is not chosen yet" for node in alive - down)


def connect() -> Cluster:
    """The swarm that this machine is in."""
    return Swarm()
