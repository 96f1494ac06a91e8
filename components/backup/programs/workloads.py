"""How a service, with what works for it beside it, is stopped for a restore and started again."""

from __future__ import annotations

from cluster import cluster
from machine import FAILED, Failure, Problem
from reason import reason
from service import Service


def stop(service: Service) -> None:
    """
    Stops a service, and first what works for it beside it. What is gone counts as stopped there. Raises Failure when
    one cannot be stopped; as long as nothing is replaced, the service runs on as it was.
    """
    for workload in [*service.beside, service.name]:
        try:
            if not cluster().stop(workload) and workload == service.name:
                raise Failure(f"{workload} cannot be stopped: it is gone")
        except Failure as failure:
            known = service.journal.read()
            if known.get("staged") or (known.get("held") and known.get("run")):
                raise
            start_again(service, str(failure))
            raise Failure(f"{failure}; {service.name} runs on as it was") from failure


def start_again(service: Service, before: str) -> None:
    """
    Starts a service with as many copies as it had, and what works for it beside it; its journal ends. Raises Failure
    when one cannot be started, which says what came `before`; the journal stays.
    """
    problems: list[str] = []
    for workload in [service.name, *service.beside]:
        main = workload == service.name
        try:
            if not cluster().scale(workload, service.journal.read()["replicas"] if main else 1) and main:
                raise Problem("error: it is gone")
        except FAILED as problem:
            problems.append(f"{workload} could not be started: {reason(str(problem))}")
    if problems:
        raise Failure(f"{before}; {'; '.join(problems)}; run the same command again to finish it")
    service.journal.end()
