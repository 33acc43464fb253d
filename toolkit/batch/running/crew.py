"""Many tasks spread over worker processes of this machine: one thread a process, results as they come."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Any, NamedTuple, Protocol

from .child import Child, Limits

#: So many tasks are handed out at a time for each worker: enough that none waits, few enough that a stop is quick.
_AHEAD = 4
#: A wait is cut into pieces, or Ctrl-C would not be heard on Windows.
_PIECE = 0.5


class Job(NamedTuple):
    """One thing to do: ``what`` (build, look, amounts, slip) with the task's fields; ``key`` says whose result it is."""

    key: str
    what: str
    task: Mapping[str, Any]


class Workers(Protocol):
    """Whoever does the jobs: processes of this machine or a cluster."""

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        """Each job with its result or :class:`Trouble`, in the order of being done."""

    def close(self) -> None:
        """Stop at once whatever is being done."""


def usual_jobs() -> int:
    """As many processes as this program may use processors."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew:
    """Worker processes of this machine."""

    def __init__(self, jobs: int, limits: Limits) -> None:
        self._jobs, self._limits = jobs, limits
        self._own = threading.local()
        self._children: list[Child] = []
        self._threads = ThreadPoolExecutor(jobs)

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        waiting = iter(jobs)
        running: dict[Future[Any], Job] = {}
        while True:
            for job in islice(waiting, self._jobs * _AHEAD - len(running)):
                running[self._threads.submit(self._do, job)] = job
            if not running:
                return
            done, _ = wait(running, _PIECE, FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()

    def close(self) -> None:
        for child in self._children:
            child.close()
        self._threads.shutdown(cancel_futures=True)

    def _do(self, job: Job) -> Any:
        child = getattr(self._own, "child", None)
        if child is None:
            child = self._own.child = Child(self._limits)
            self._children.append(child)
        return child.ask(job.what, job.task)
