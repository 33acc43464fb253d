"""How far it is: a bar on a terminal, a line for each file in a log."""

from __future__ import annotations

import sys
import time
from typing import IO, TYPE_CHECKING, Protocol

from ...text import printable

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

#: A log gets a line of the rate and the time left every so many files.
_EVERY = 20


class Progress(Protocol):
    """Who is told how far it is. Used as a context: what is shown ends with the block."""

    def __enter__(self) -> Progress: ...

    def __exit__(self, *error: object) -> None: ...

    def begin(self, what: str, total: int) -> None:
        """A stretch of work of so many pieces starts."""

    def step(self, name: str, verdict: str = "", *, wrong: bool = False) -> None:
        """One piece is done. ``wrong``: it counts among those with errors."""

    def say(self, line: str) -> None:
        """Something to be read in any case."""


class Silent:
    """Tells nobody."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *error: object) -> None: ...

    def begin(self, what: str, total: int) -> None: ...

    def step(self, name: str, verdict: str = "", *, wrong: bool = False) -> None: ...

    def say(self, line: str) -> None: ...


class Lines:
    """Plain lines, for a log or another program."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._what, self._total, self._done, self._wrong, self._start = "", 0, 0, 0, 0.0

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *error: object) -> None: ...

    def begin(self, what: str, total: int) -> None:
        self._what, self._total, self._done, self._wrong, self._start = what, total, 0, 0, time.monotonic()
        self.say(f"{what}：共 {total} 个" if total > 1 else f"{what}……")

    def step(self, name: str, verdict: str = "", *, wrong: bool = False) -> None:
        self._done += 1
        self._wrong += wrong
        if verdict:
            self.say(f"{self._done}/{self._total}　{name}　{verdict}")
        if self._done % _EVERY == 0 and self._done < self._total:
            passed = time.monotonic() - self._start
            left = passed / self._done * (self._total - self._done)
            rate = self._done / passed * 60 if passed else 0
            so_far = f"，有错误 {self._wrong} 个" if self._wrong else ""
            self.say(f"{self._what}：{rate:.0f} 个/分钟，约剩 {left:.0f} 秒{so_far}")

    def say(self, line: str) -> None:
        print(printable(line), file=self._stream, flush=True)


class Terminal:
    """A bar that stays in its line: done, rate, time left, how many had errors so far."""

    def __init__(self, stream: IO[str]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar: Bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TextColumn("剩余"),
            TimeRemainingColumn(),
            TextColumn("[red]{task.fields[wrong]}"),
            console=Console(file=stream, highlight=False),
            transient=True,
        )
        self._task: TaskID | None = None
        self._done, self._wrong, self._start = 0, 0, 0.0

    def __enter__(self) -> Terminal:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def begin(self, what: str, total: int) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._done, self._wrong, self._start = 0, 0, time.monotonic()
        self._task = self._bar.add_task(what, total=total, rate="", wrong="")

    def step(self, name: str, verdict: str = "", *, wrong: bool = False) -> None:
        assert self._task is not None
        self._done += 1
        self._wrong += wrong
        passed = time.monotonic() - self._start
        rate = f"{self._done / passed * 60:.0f} 个/分钟" if passed else ""
        self._bar.update(
            self._task, completed=self._done, rate=rate, wrong=f"有错误 {self._wrong}" if self._wrong else ""
        )

    def say(self, line: str) -> None:
        from rich.text import Text

        self._bar.console.print(Text(printable(line)))


def usual_progress() -> Progress:
    """A bar where somebody watches, lines elsewhere."""
    return Terminal(sys.stderr) if sys.stderr.isatty() else Lines(sys.stderr)
