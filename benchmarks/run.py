"""Time and peak memory of every step, warm and as a cold process, beside a plain openpyxl + docxtpl version.

    pip install -e '.[bench]' && python benchmarks/run.py

Warm: median of several runs in one process. Cold: whole processes, started in turn with their baseline so that a drift
of the machine hits both. Peak memory: the largest resident set of the process, as the operating system counts it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import plain  # noqa: E402

from toolkit import workbook, workflow  # noqa: E402
from toolkit.profiles import load_profile  # noqa: E402

SAMPLE = ROOT / "workbooks" / "jiyuan-2023.xlsx"
WARM_RUNS, COLD_RUNS = 7, 5
BARE_CLICK = "import click\n@click.command()\ndef main(): click.echo('x')\nmain()"


def median(step: Callable[[], object], runs: int = WARM_RUNS) -> float:
    """Median milliseconds of a warm step."""
    step()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def cold(*commands: list[str]) -> list[tuple[float, float]]:
    """(median milliseconds, peak MB) of whole processes, run in turn: A B A B …"""
    times: list[list[float]] = [[] for _ in commands]
    peaks = [0.0] * len(commands)
    for _ in range(COLD_RUNS + 1):
        for number, command in enumerate(commands):
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, _, usage = os.wait4(process.pid, 0)
            times[number].append((time.perf_counter() - start) * 1000)
            peaks[number] = max(peaks[number], usage.ru_maxrss / 1024)
    return [(statistics.median(one[1:]), peak) for one, peak in zip(times, peaks, strict=True)]


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
        workflow.save_document(done.checked, folder / "ours.docx")

    rows: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("读取 read", lambda: workbook.read_report(workbook.read_grid(SAMPLE), profile), lambda: plain.read(SAMPLE)),
        ("校验 check", lambda: workflow.check_grid(grid), lambda: (plain.check(tables), plain.drafts(tables))),
        (
            "填报 fill",
            lambda: workflow.save_workbook(workflow.fill(checked), folder / "ours.xlsx"),
            lambda: plain.fill(SAMPLE, folder / "plain.xlsx", tables, messages, texts),
        ),
        (
            "生成 word",
            lambda: workflow.save_document(filled.checked, folder / "ours.docx"),
            lambda: plain.word(template, folder / "plain.docx", tables, texts),
        ),
        ("全部 build", build, lambda: plain.build(SAMPLE, template, folder)),
    ]
    print(f"{'步骤（毫秒，中位数）':<16}{'本工具':>8}{'openpyxl+docxtpl':>20}{'倍数':>8}")
    for name, ours, theirs in rows:
        a, b = median(ours), median(theirs, 3)
        print(f"{name:<20}{a:>10.1f}{b:>18.1f}{b / a:>11.1f}")


def cold_processes(folder: Path) -> None:
    """Whole processes: check beside a bare click program, build beside the plain version."""
    template = folder / "template.docx"
    cli = [sys.executable, str(ROOT / "cli.py")]
    bare, checked = cold([sys.executable, "-c", BARE_CLICK], [*cli, "check", str(SAMPLE)])
    print(f"\n{'整个进程':<18}{'毫秒':>10}{'峰值 MB':>12}")
    print(f"{'空的 click 程序':<17}{bare[0]:>11.0f}{bare[1]:>12.0f}")
    print(f"{'check':<21}{checked[0]:>11.0f}{checked[1]:>12.0f}    = 空程序的 {checked[0] / bare[0]:.1f} 倍")
    ours = "from pathlib import Path; from toolkit import workflow as w; import sys; d=w.fill(w.check(Path(sys.argv[1]))); f=Path(sys.argv[2]); w.save_workbook(d, f/'o.xlsx'); w.save_document(d.checked, f/'o.docx')"
    theirs = [sys.executable, str(ROOT / "benchmarks" / "plain.py"), str(SAMPLE), str(template), str(folder)]
    a, b = cold([sys.executable, "-c", ours, str(SAMPLE), str(folder)], theirs)
    print(f"{'build':<21}{a[0]:>11.0f}{a[1]:>12.0f}")
    print(f"{'build（openpyxl+docxtpl）':<21}{b[0]:>8.0f}{b[1]:>12.0f}    = 本工具的 {b[0] / a[0]:.1f} 倍")
    pages, _ = cold([*cli, "build", str(SAMPLE), "--out", str(folder / "out")])[0], None
    print(
        f"{'build，连目录页码':<17}{pages[0]:>9.0f}{pages[1]:>12.0f}    （页码由 LibreOffice 排版得出，占大部分时间）"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        warm_steps(Path(name))
        cold_processes(Path(name))
