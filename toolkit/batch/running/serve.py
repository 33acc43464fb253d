"""What a worker process runs: tasks come as lines of JSON on its input, one answer a line goes out.

    python -m toolkit.batch.running.serve MEMORY_LIMIT_MB

Plain pipes and JSON instead of multiprocessing: the process is started the same way on every system, never runs the
program that started it a second time, and may be started from a Dask worker, which multiprocessing forbids.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import sys
import threading
import traceback
from typing import Any, BinaryIO

#: Room for the interpreter and its libraries beside what a workbook needs, in MB.
ROOM = 512
#: All of the memory is searched for rubbish after so many units; what a unit made is searched right after it, which costs
#: two hundredths of its time and keeps the process a third smaller.
UNITS_PER_COLLECTION = 64


def serve(megabytes: int) -> None:
    """Answer tasks until nobody is there to ask. ``megabytes``: what the process may take."""
    answers = _take_over_output()
    limit_memory(megabytes)
    tasks = _incoming()
    gc.disable()
    done = 0
    while True:
        line = tasks.get()
        answer = _answer(json.loads(line))
        answers.write(json.dumps(answer).encode("ascii") + b"\n")
        answers.flush()
        done += 1
        if done == 1:
            gc.freeze()  # what was loaded for the first unit stays
        gc.collect(2 if done % UNITS_PER_COLLECTION == 0 else 0)


def _take_over_output() -> BinaryIO:
    """The pipe of answers; whatever else a library prints goes to the error output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _incoming() -> queue.SimpleQueue[bytes]:
    """The tasks, read by a thread of their own: when the other side is gone, this process goes, too, whatever it does."""
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin.buffer:
            tasks.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return tasks


def limit_memory(megabytes: int) -> None:
    """A hard limit where the system knows one (it measures addresses, so it is wider); the parent watches besides."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        most = (megabytes + ROOM) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(message: dict[str, Any]) -> dict[str, Any]:
    from ...errors import ToolkitError

    try:
        return {"done": _work(message["do"], message["with"])}
    except ToolkitError as error:
        return {"failed": "unusable", "reason": str(error)}
    except MemoryError:
        return {"failed": "memory"}
    except Exception as error:  # a bug of ours costs this file only, and its traceback is kept for us
        return {"failed": "bug", "reason": f"{type(error).__name__}：{error}", "trace": traceback.format_exc()}


def _work(what: str, task: dict[str, Any]) -> Any:
    if what == "build":
        from ..records import as_data
        from ..unit import Task, build_unit

        return as_data(build_unit(Task(**task)))
    if what == "look":
        from ..unit import look_at

        return look_at(**task)
    if what == "slip":
        from ..slips import draw_slip_of

        return draw_slip_of(**task)
    from ..amounts import amounts_of

    return amounts_of(**task)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
