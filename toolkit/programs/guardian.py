"""A process that stands between us and a program we start, so that this program ends when we do, however we end.

Run as a script by :mod:`toolkit.programs.children`, never imported: ``guardian.py FOLDER PROGRAM ARGUMENT…``. Its standard input is
a pipe from us. When that closes without a word we were killed: it ends the program with all that this started, and
removes our folder. A word through the pipe asks for the first alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def _main(folder: str, command: list[str]) -> int:
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
    ending = threading.Event()
    watch = threading.Thread(target=_watch, args=(process, folder, ending), daemon=True)
    watch.start()
    code = process.wait()
    if ending.is_set():
        watch.join()  # it still clears away
    return code


def _watch(process: subprocess.Popen[bytes], folder: str, ending: threading.Event) -> None:
    word = os.read(0, 1)
    ending.set()
    _end(process)
    if not word:
        import shutil

        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and all that it started: ``soffice`` is but the starter of another."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    try:
        os._exit(_main(sys.argv[1], sys.argv[2:]) & 255)  # at once: the other thread still reads
    except OSError:
        os._exit(127)
