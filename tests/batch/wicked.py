"""Makes worker processes hang, end, or eat memory on files of certain names, without a word of the program changed.

The folder of :func:`install` goes onto PYTHONPATH: Python runs its sitecustomize.py before anything else, and that
listens to the files that a worker opens.
"""

from __future__ import annotations

import os
from pathlib import Path

HANGS, ENDS, EATS = "0卡住", "崩溃", "吃内存"
_LISTENER = f"""
import os, signal, sys, time
if "toolkit.batch.running.serve" in sys.orig_argv:
    def listen(event, arguments):
        if event == "open" and isinstance(arguments[0], str):
            if "{HANGS}" in arguments[0]:
                time.sleep(3600)
            if "{ENDS}" in arguments[0]:
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            if "{EATS}" in arguments[0]:
                eaten = []
                while True:
                    eaten.append(bytearray(8_000_000))
                    time.sleep(0.01)
    sys.addaudithook(listen)
"""


def install(folder: Path) -> dict[str, str]:
    """The environment in which workers behave so."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_LISTENER, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}
