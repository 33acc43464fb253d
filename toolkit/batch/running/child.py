"""A worker process as its parent holds it: given a task, watched, and ended when it takes too long or too much."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

#: How often a busy worker is looked at, in seconds.
_GLANCE = 0.1
_PACKAGE = Path(__file__).resolve().parents[3]


class Limits(NamedTuple):
    """What one file may take: seconds on the clock, and MB of memory of the process that works on it."""

    seconds: float = 120.0
    megabytes: int = 1024


class Trouble(NamedTuple):
    """Why a task has no result. ``kind`` and ``reason`` as in :class:`..records.Failure`."""

    kind: str
    reason: str
    trace: str = ""


class Child:
    """One worker process, started when first asked and again after each end. Used by one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._closed = False

    def ask(self, what: str, task: Mapping[str, Any]) -> Any:
        """The result of one task, or :class:`Trouble`. A process that ended by itself is tried once more, anew."""
        answer = self._ask(what, task)
        if isinstance(answer, Trouble) and answer.kind == "crash" and not self._closed:
            answer = self._ask(what, task)
        return answer

    def close(self) -> None:
        """End the process for good, whatever it is doing. May be called from another thread."""
        self._closed = True
        self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin:
            process.stdin.close()

    def _ask(self, what: str, task: Mapping[str, Any]) -> Any:
        process = self._process or self._start()
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps({"do": what, "with": task}).encode("ascii") + b"\n")
            process.stdin.flush()
        except OSError:
            return self._ended(process)
        line = self._await(process)
        if isinstance(line, Trouble):
            return line
        return self._read(json.loads(line)) if line else self._ended(process)

    def _start(self) -> subprocess.Popen[bytes]:
        self._lines = queue.SimpleQueue()
        path = os.pathsep.join(filter(None, (str(_PACKAGE), os.environ.get("PYTHONPATH", ""))))
        self._process = process = subprocess.Popen(
            [*_program(), str(self.limits.megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            **_apart(),
        )
        threading.Thread(target=_pass_on, args=(process, self._lines), daemon=True).start()
        return process

    def _await(self, process: subprocess.Popen[bytes]) -> bytes | Trouble:
        """Its answer (b"" when it ended without one), unless it takes more than it may."""
        start = time.monotonic()
        while True:
            try:
                return self._lines.get(timeout=_GLANCE)
            except queue.Empty:
                pass
            if time.monotonic() - start > self.limits.seconds:
                self._stop()
                return Trouble("time", f"处理了 {self.limits.seconds:g} 秒还没有完成，已停止")
            if _memory(process.pid) > self.limits.megabytes:
                self._stop()
                return self._too_much()

    def _read(self, answer: dict[str, Any]) -> Any:
        if "done" in answer:
            return answer["done"]
        if answer["failed"] == "memory":
            self._stop()  # what it could not finish may still hold the memory
            return self._too_much()
        return Trouble(answer["failed"], answer["reason"], answer.get("trace", ""))

    def _too_much(self) -> Trouble:
        return Trouble("memory", f"处理它需要的内存超过 {self.limits.megabytes} MB，已停止")

    def _ended(self, process: subprocess.Popen[bytes]) -> Trouble:
        code = process.wait()
        self._stop()
        how = f"信号 {-code}" if code < 0 else f"退出码 {code}"
        if code == -getattr(signal, "SIGKILL", 9):
            how += "，多半是系统内存不足"
        return Trouble("crash", f"处理它的进程意外结束（{how}）")


def _program() -> list[str]:
    """How a worker is started; a frozen program has no ``-m`` and knows the word instead."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "batch-worker"]
    return [sys.executable, "-P", "-m", "toolkit.batch.running.serve"]  # -P: nothing from the folder one stands in


def _apart() -> dict[str, Any]:
    """Ctrl-C is for the program that started the workers; it ends them itself."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _pass_on(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Put the worker's answers into the queue; b"" says that it has ended."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(b"")


def _memory(pid: int) -> float:
    """Resident MB of a process, 0 when it is gone."""
    import psutil

    try:
        return float(psutil.Process(pid).memory_info().rss) / 1024 / 1024
    except psutil.Error:
        return 0.0
