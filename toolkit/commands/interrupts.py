"""Ctrl-C at any moment is one sentence and exit code 130, never a traceback; while the program still loads, too."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # what takes a moment to load is imported when the program ends
    from types import TracebackType
    from typing import Any, NoReturn

INTERRUPTED = 130  # as shells have it: 128 and the number of the signal
_SENTENCE = "已中断：没有写完的文件都没有留下，原来的文件没有改动。\n"


def leave_interrupted(*, at_once: bool = False) -> NoReturn:
    """Say so and leave; ``at_once`` when Python is past the point where an exit could be raised."""
    import signal
    from contextlib import suppress

    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C changes nothing
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(_SENTENCE)
        sys.stderr.flush()
    if at_once:
        os._exit(INTERRUPTED)
    sys.exit(INTERRUPTED)


def end_quietly_when_interrupted() -> None:
    """For where no command runs yet, or no more: while modules load, while Python ends."""
    others, unraisable = sys.excepthook, sys.unraisablehook

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            others(kind, error, trace)
            return
        leave_interrupted(at_once=True)

    def in_passing(case: Any) -> None:
        """Where nothing can be raised, such as while an object is being cleared away: raised again a moment later."""
        if not issubclass(case.exc_type, KeyboardInterrupt):
            unraisable(case)
            return
        import _thread

        _thread.interrupt_main()

    sys.excepthook, sys.unraisablehook = uncaught, in_passing
