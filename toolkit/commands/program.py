"""The program around the commands: its console, how it is interrupted, what it says when even saying fails."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

import click

from .interrupts import leave_interrupted
from .shared import UNUSABLE, Group, say


class Program(Group):
    """The commands, and one end for whatever may happen to any of them."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run one command and leave with its exit code."""
        with _console():
            try:
                code = super().main(*args, **{**kwargs, "standalone_mode": False})
            except (click.Abort, KeyboardInterrupt):
                leave_interrupted()
            except click.ClickException as error:
                error.show()
                code = error.exit_code
            except MemoryError:
                say(
                    "无法完成：内存不够，已停止，原来的文件没有改动；请检查是否选错了文件，或关闭别的程序再试。",
                    err=True,
                )
                code = UNUSABLE
            sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def _console() -> Iterator[None]:
    """Standard output as it should be: no character too rare for its encoding, a full disk told, an end by signal in
    which everything is still cleared away."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console of code page 936 lacks many
    before = _on_signals(_end)
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:  # ``| head``: whoever reads has seen enough
        _drop_output()
        sys.exit(UNUSABLE)
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG):
            raise
        _drop_output()
        from ..outputs.files import reason

        say(f"无法完成：结果显示不出来（{reason(error)}），请检查输出到哪里。", err=True)
        sys.exit(UNUSABLE)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _on_signals(handler: Any) -> dict[int, Any]:
    """Let ``handler`` receive what ends a program; returns what received it before (nothing in a thread)."""
    before = {}
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        with suppress(ValueError):
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                before[number] = signal.signal(number, handler)
    return before


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)  # as shells have it


def _drop_output() -> None:
    """Nothing more is shown: not even what waits to be written when Python ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
