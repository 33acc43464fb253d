"""Speed of batch: units a minute, two processes beside one, the cost of a unit in a small and in a large run, memory.

    python benchmarks/batch.py [COUNT]            COUNT units of a made-up bureau, 300 unless said

Ratios are of runs that take turns on the same files in one go, so that a busy machine hits both; of each the least time
counts. The clock matters here (processes wait for each other), so nothing else should run. Page numbers are those the
toolkit works out itself, documents with a close call included. What two processes can be beside one on this machine, at
this time, is measured by two that only count.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import psutil  # noqa: E402
from bureau import make_bureau  # noqa: E402

from toolkit.batch import BatchOptions, run_batch  # noqa: E402
from toolkit.batch.running.child import Limits  # noqa: E402
from toolkit.batch.running.crew import Crew, Job  # noqa: E402
from toolkit.batch.unit import Task  # noqa: E402

RUNS = 3
FEW = 10
COUNTING = "import time; start = time.perf_counter(); sum(range(20_000_000)); print(time.perf_counter() - start)"


class Measured(NamedTuple):
    """One run: seconds on the clock, and the peak MB of any worker in its first and in its last third."""

    seconds: float
    early: float
    late: float


def built(paths: Sequence[Path], folder: Path, jobs: int) -> Measured:
    """Build all of these, workers started and warm before the clock starts: what a unit costs, not what starting does."""
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [Job(str(path), "build", Task(str(path), path.stem, str(folder))._asdict()) for path in paths]
    with closing(Crew(jobs, Limits())) as crew:
        list(crew.run(tasks[: 2 * jobs]))
        done = 0
        with watched() as peaks:
            start = time.perf_counter()
            for _, result in crew.run(tasks):
                assert isinstance(result, dict), result
                done += 1
                peaks.share = done / len(tasks)
            seconds = time.perf_counter() - start
    return Measured(seconds, peaks.early, peaks.late)


class Peaks:
    """The largest worker so far, early and late in a run."""

    share = early = late = 0.0

    def look(self) -> None:
        for child in psutil.Process().children(recursive=True):
            try:
                size = child.memory_info().rss / 1024 / 1024
            except psutil.Error:
                continue
            if self.share < 1 / 3:
                self.early = max(self.early, size)
            elif self.share > 2 / 3:
                self.late = max(self.late, size)


@contextmanager
def watched() -> Iterator[Peaks]:
    peaks, end = Peaks(), threading.Event()

    def watch() -> None:
        while not end.wait(0.2):
            peaks.look()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        end.set()
        thread.join()


def counted(processes: int) -> float:
    """Seconds that so many processes take which only count, all at once."""
    started = [
        subprocess.Popen([sys.executable, "-S", "-c", COUNTING], stdout=subprocess.PIPE) for _ in range(processes)
    ]
    return max(float(process.communicate()[0]) for process in started)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        paths = [unit.path for unit in make_bureau(home / "units", count)]
        few = paths[: max(FEW, count // 5)]
        print(f"{count} 个单位；各跑 {RUNS} 次，取最少的时间")
        jobs = (1, 2)
        turns = [
            [(built(few, home / f"{each}-{number}", each).seconds, counted(each)) for each in jobs]
            for number in range(RUNS)
        ]
        (single, alone), (double, beside) = (map(min, zip(*runs, strict=True)) for runs in zip(*turns, strict=True))
        print(f"一个进程：{60 * len(few) / single:.0f} 个/分钟；两个进程：{60 * len(few) / double:.0f} 个/分钟，")
        print(
            f"    是一个进程的 {single / double:.2f} 倍（只数数的程序，两个合起来是一个的 {2 * alone / beside:.2f} 倍）"
        )
        small = min(built(paths[:FEW], home / f"few-{number}", 2).seconds for number in range(RUNS)) / FEW
        large = built(paths, home / "all", 2)
        print(f"每个单位：{FEW} 个时 {1000 * small:.0f} 毫秒，{count} 个时 {1000 * large.seconds / count:.0f} 毫秒")
        print(f"工作进程的内存峰值：前三分之一 {large.early:.0f} MB，后三分之一 {large.late:.0f} MB")
        start = time.perf_counter()
        run_batch(BatchOptions((home / "units",), home / "batch", jobs=2, pages="own"))
        whole = time.perf_counter() - start
        start = time.perf_counter()
        run_batch(BatchOptions((home / "units",), home / "batch", jobs=2, pages="own"))
        again = time.perf_counter() - start
        print(f"juesuan batch 从头到尾（含汇总、退回单）：{whole:.1f} 秒；没有变化再跑一次：{again:.1f} 秒")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
