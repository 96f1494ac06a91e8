"""What the programs ask of a cluster and of its containers, whatever its technology."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Protocol, Sequence

from machine import ROOT, settings


@dataclass
class Container:
    """
    A container of a drill. `memory` is in MiB; `mounts` are pairs of a path on the machine and one inside; `secrets`
    are read only.
    """

    name: str
    image: str
    memory: int
    command: Sequence[str] = ()
    environment: dict[str, str] = field(default_factory=dict)
    mounts: Sequence[tuple[str, str]] = ()
    secrets: Sequence[tuple[str, str]] = ()


class Cluster(Protocol):
    """A technology: a module with this name has a function `connect` that gives one."""

    def copies(self, workload: str) -> int:
        """How many copies are wanted."""

    def scale(self, workload: str, copies: int) -> bool:
        """Asks for so many copies, and waits for nothing. Returns whether there is such a workload. Raises Problem."""

    def stop(self, workload: str) -> bool:
        """Stops a workload and waits until nothing of it runs. Returns whether there is one. Raises Failure."""

    def job(self, about: str, image: str, network: str, program: str) -> list[str]:
        """
        The words that run a shell program in an image on a network, with their own standard input and output. `about`
        is the service that it works for.
        """

    def unstarted(self, said: str) -> bool:
        """Whether a job that failed with these words had not begun, and may begin when it is asked for again."""

    def isolate(self, network: str, of: str) -> None:
        """Makes a network that nothing leaves, for the drill of a service. Raises Problem."""

    def start(self, container: Container, network: str, host: str, of: str) -> None:
        """Starts a container of a drill; on its network it is called `host`. Raises Problem."""

    def does(self, container: str, words: Sequence[str]) -> bool:
        """Whether a command inside a container ends well."""

    def check(self, container: str) -> None:
        """Raises Problem with a container's last words when it has ended."""

    def address(self, container: str) -> str:
        """The address of a container of a drill."""

    def clear(self, network: str, of: str) -> None:
        """Removes what there is of a service's drill. Raises Problem when containers are left."""


@cache
def cluster() -> Cluster:
    """The cluster that this machine is in."""
    technology = settings(f"{ROOT}/etc/ruche/backup/settings")["cluster"]
    connected: Cluster = import_module(technology).connect()
    return connected
