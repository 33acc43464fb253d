"""Time and peak memory of every step, warm and as a cold process, beside a plain openpyxl + docxtpl version.

    pip install -e '.[bench]' && python benchmarks/run.py

Times are processor time, so that another busy program does not count, of runs that take turns with their baseline (A B
A B …), so that a drift of the machine hits both. Of several runs the least counts: what a step costs when nothing
stands in its way, which is what two programs can be compared by (so says the timeit module, too). Peak memory is the
largest resident set of the process, as the operating system counts it. Needs Linux or macOS; page numbers in the 目录
need LibreOffice.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import plain  # noqa: E402

from toolkit import workbook, workflow  # noqa: E402
from toolkit.profiles import load_profile  # noqa: E402

SAMPLE = ROOT / "workbooks" / "jiyuan-2023.xlsx"
RUNS = 7
DONE, FOUND_ERRORS = 0, 3  # exit codes of a command that did its work
BARE_CLICK = "import click\n@click.command()\ndef main(): click.echo('x')\nmain()"
OURS = """
import sys
from pathlib import Path
from toolkit import workflow
filled = workflow.fill(workflow.check(Path(sys.argv[1])))
workflow.save_workbook(filled, Path(sys.argv[2]) / "ours.xlsx")
workflow.save_document(filled, Path(sys.argv[2]) / "ours.docx")
"""
#: Starts a command from a process that is itself small: a child counts as large as its parent was when it was forked.
LAUNCHER = """
import os, sys, time
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed tool is compiled; the first run, not counted, sees to it
quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
Step = Callable[[], object]


class Process(NamedTuple):
    """One run of a command: milliseconds on the clock and of the processor, peak MB, exit code."""

    clock: float
    processor: float
    peak: float
    exit_code: int


def timed(step: Step) -> float:
    """Milliseconds of processor time. What was there before is out of the garbage collector's way: a step pays for what
    it makes itself, not for the packages that its baseline has loaded."""
    gc.collect()
    gc.freeze()
    start = time.process_time()
    step()
    taken = time.process_time() - start
    gc.unfreeze()
    return taken * 1000


def in_turn(ours: Step, theirs: Step) -> tuple[float, float]:
    """The least milliseconds of two warm steps that take turns."""
    runs = [(timed(ours), timed(theirs)) for _ in range(RUNS + 1)]
    first, second = zip(*runs[1:], strict=True)  # the first of each is not warm
    return min(first), min(second)


def started(command: Sequence[str]) -> Process:
    launched = [sys.executable, "-S", "-c", LAUNCHER, *command]
    result = subprocess.run(launched, cwd=ROOT, capture_output=True, text=True, check=True)
    clock, processor, peak, exit_code = map(float, result.stdout.split())
    return Process(
        clock * 1000, processor * 1000, peak / (1024**2 if sys.platform == "darwin" else 1024), int(exit_code)
    )


def processes(*commands: Sequence[str], runs: int = RUNS) -> list[Process]:
    """The least of whole processes that take turns; of exit codes the greatest, so that no failure is lost."""
    found = [[started(command) for command in commands] for _ in range(runs + 1)][1:]
    return [_least(one) for one in zip(*found, strict=True)]


def _least(runs: Sequence[Process]) -> Process:
    clock, processor, peak, exit_codes = zip(*runs, strict=True)
    return Process(min(clock), min(processor), min(peak), max(exit_codes))


def warm_steps(folder: Path) -> None:
    """One line a step, ours beside the plain version's."""
    tables = plain.read(SAMPLE)
    template = folder / "template.docx"
    plain.make_template(tables, template)
    messages, texts = plain.check(tables), plain.drafts(tables)
    grid = workbook.read_grid(SAMPLE)
    checked = workflow.check_grid(grid)
    filled = workflow.fill(checked)
    profile = load_profile(checked.report.profile)

    def build() -> None:
        done = workflow.fill(workflow.check(SAMPLE))
        workflow.save_workbook(done, folder / "ours.xlsx")
        workflow.save_document(done, folder / "ours.docx")

    rows: list[tuple[str, Step, Step]] = [
        ("读取 read", lambda: workbook.read_report(workbook.read_grid(SAMPLE), profile), lambda: plain.read(SAMPLE)),
        ("校验 check", lambda: workflow.check_grid(grid), lambda: (plain.check(tables), plain.drafts(tables))),
        (
            "填报 fill",
            lambda: workflow.save_workbook(workflow.fill(checked), folder / "ours.xlsx"),
            lambda: plain.fill(SAMPLE, folder / "plain.xlsx", tables, messages, texts),
        ),
        (
            "生成 word",
            lambda: workflow.save_document(filled, folder / "ours.docx"),
            lambda: plain.word(template, folder / "plain.docx", tables, texts),
        ),
        ("全部 build", build, lambda: plain.build(SAMPLE, template, folder)),
    ]
    print(f"{'步骤（毫秒，最小值）':<16}{'本工具':>8}{'openpyxl+docxtpl':>20}{'倍数':>8}")
    for name, ours, theirs in rows:
        a, b = in_turn(ours, theirs)
        print(f"{name:<20}{a:>10.1f}{b:>18.1f}{b / a:>11.1f}", flush=True)


def cold_processes(folder: Path) -> None:
    """Whole processes: check beside a bare click program, build beside the plain version."""
    print(f"\n{'整个进程':<20}{'处理器毫秒':>8}{'时钟毫秒':>9}{'峰值 MB':>9}")
    cli = [sys.executable, str(ROOT / "cli.py")]
    bare, checked = processes([sys.executable, "-c", BARE_CLICK], [*cli, "check", str(SAMPLE)])
    line("空的 click 程序", bare)
    line("check", checked, f"= 空程序的 {checked.processor / bare.processor:.1f} 倍")
    theirs = [str(ROOT / "benchmarks" / "plain.py"), str(SAMPLE), str(folder / "template.docx"), str(folder)]
    ours, plainly = processes([sys.executable, "-c", OURS, str(SAMPLE), str(folder)], [sys.executable, *theirs])
    line("build", ours)
    line("openpyxl+docxtpl", plainly, f"= 本工具的 {plainly.processor / ours.processor:.1f} 倍")
    command = [*cli, "build", str(SAMPLE), "--force", "--out", str(folder / "out")]
    whole, asking = processes(command, [*command, "--pages", "office"], runs=2)
    line("build 命令", whole, "连目录页码")
    line(
        "--pages office", asking, f"页码由 LibreOffice 排版得出，时钟时间是上一行的 {asking.clock / whole.clock:.1f} 倍"
    )


def line(name: str, process: Process, note: str = "") -> None:
    if process.exit_code not in (DONE, FOUND_ERRORS):
        note = f"没有做成，退出码 {process.exit_code:g}：时间不算数"
    width = 24 - sum(character > "\u2e7f" for character in name)  # 汉字 take two places
    print(f"{name:<{width}}{process.processor:>10.0f}{process.clock:>13.0f}{process.peak:>11.0f}    {note}", flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", module="openpyxl")  # the plain version's, about print areas
    with tempfile.TemporaryDirectory() as name:
        warm_steps(Path(name))
        cold_processes(Path(name))
