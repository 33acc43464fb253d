"""Programs that we start: each ends when we do, by time-out, Ctrl-C, an end by signal or a sudden death of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_GUARDIAN = Path(__file__).with_name("guardian.py")
_LONGEST_FOLDER = 60  # sockets have short names: a program that puts one there would not start
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def run_to_end(command: Sequence[str], timeout: float, folder: Path) -> None:
    """Run a program that says nothing and is told nothing; ``folder``, ours, is where it keeps its temporary files.

    Raises subprocess.TimeoutExpired when it is not done within ``timeout`` seconds, and OSError when nothing can be
    started; it runs no longer then, nor when anything else is raised.
    """
    guarded = [sys.executable, "-I", "-S", str(_GUARDIAN), str(folder), *command]
    environment = {**os.environ, "TMPDIR": str(folder)} if len(str(folder)) <= _LONGEST_FOLDER else None
    silent = subprocess.DEVNULL
    with subprocess.Popen(
        guarded,
        stdin=subprocess.PIPE,
        stdout=silent,
        stderr=silent,
        env=environment,
        start_new_session=True,  # Ctrl-C is for us; we tell the guardian
        creationflags=_NO_WINDOW,
    ) as process:
        try:
            process.wait(timeout)
        finally:
            with suppress(OSError):
                os.write(process.stdin.fileno(), b"e")  # type: ignore[union-attr]  # we live: end it, keep our folder
