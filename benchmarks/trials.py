"""One attempt in a process of its own, within bounds of time and memory, and the tally of many."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from toolkit.errors import ToolkitError  # noqa: E402

MOST_SECONDS, MOST_MEGABYTES = 20, 1024
WELL = ("结果", "说明")
#: A line of progress is printed at least this often, in seconds.
_EVERY = 60


#: What the toolkit itself takes. A child counts as large as its parent was when it was forked: what a test run holds besides
#: is not the attempt's.
_OWN_MEGABYTES = 60


class Outcome(NamedTuple):
    """How one attempt fared. ``kind``: 结果, 说明 (a sentence), or what must not be: 报错, 超时, 内存, 结果不对."""

    kind: str
    told: str
    seconds: float
    megabytes: int


def attempt(work: Callable[[], str]) -> Outcome:
    """``work`` in a process of its own: it answers "", or what is wrong with its result."""
    reading, writing = os.pipe()
    brought = max(_resident_megabytes() - _OWN_MEGABYTES, 0)
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.close(reading)
            os.write(writing, _answer(work).encode("utf-8", "replace")[:4000])
        finally:
            os._exit(0)  # whatever happens: the rest is the parent's
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode("utf-8", "replace")
    _, status, used = os.wait4(child, 0)
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024 - brought
    if os.waitstatus_to_exitcode(status) in (-signal.SIGALRM, -signal.SIGPROF, -signal.SIGXCPU):
        return Outcome("超时", "", seconds, megabytes)
    kind, _, told = (answer or f"报错\nended by {status}").partition("\n")
    return Outcome("内存" if megabytes > MOST_MEGABYTES and kind in WELL else kind, told, seconds, megabytes)


def _resident_megabytes() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except OSError:  # no Linux
        return 0


def _answer(work: Callable[[], str]) -> str:
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)  # of the processor: other programs may keep it busy
    signal.alarm(10 * MOST_SECONDS)  # for what waits
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEGABYTES << 22, MOST_MEGABYTES << 22))
    try:
        wrong = work()
    except ToolkitError as error:
        sentence = str(error)
        is_sentence = "\n" not in sentence and sentence.endswith("。")
        return f"说明\n{sentence}" if is_sentence else f"报错\nno sentence: {sentence}"
    except MemoryError:
        return "内存\n"
    except BaseException:  # whatever it is, it must not be
        return f"报错\n{traceback.format_exc(limit=-4)}"
    return f"结果不对\n{wrong}" if wrong else "结果\n"


class Tally:
    """Outcomes counted; what must not be is printed at once."""

    def __init__(self, what: str, count: int) -> None:
        self.what, self.count = what, count
        self.outcomes: Counter[str] = Counter()
        self.slowest, self.largest = 0.0, 0
        self._shown = time.monotonic()

    def add(self, outcome: Outcome, told: str) -> bool:
        """Whether it fared well."""
        self.outcomes[outcome.kind] += 1
        self.slowest, self.largest = max(self.slowest, outcome.seconds), max(self.largest, outcome.megabytes)
        if outcome.kind not in WELL:
            print(f"{outcome.kind} {told}: {outcome.told.strip()}", flush=True)
        if time.monotonic() - self._shown > _EVERY:
            self._shown = time.monotonic()
            print(f"……{self.outcomes.total()}/{self.count}", file=sys.stderr, flush=True)
        return outcome.kind in WELL

    @property
    def is_well(self) -> bool:
        return all(kind in WELL for kind in self.outcomes)

    def __str__(self) -> str:
        kinds = "，".join(f"{kind} {number}" for kind, number in self.outcomes.most_common())
        return (
            f"{self.what} {self.outcomes.total()} 个（共 {self.count} 个）：{kinds}\n"
            f"最慢 {self.slowest:.1f} 秒（处理器），最多 {self.largest} MB"
        )


@contextmanager
def tally(what: str, count: int) -> Iterator[Tally]:
    """Its figures are printed at the end, also when that is Ctrl-C or an end by signal."""
    counted = Tally(what, count)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts in the background ignore it
    try:
        yield counted
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        print(counted, flush=True)
