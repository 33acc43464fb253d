"""The toolkit attacked with workbooks made wrong: no traceback, no hang, no gigabyte, no success that is none.

    python benchmarks/attack.py                  2000 workbooks, some 20 minutes on two cores
    python benchmarks/attack.py --count 200 --seed 7

Every workbook is checked, filled and written to Word in a process of its own. What ends in a sentence or in a result is
well; a result is opened again and must hold every cell that was read, with our changes and nothing else.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lxml import etree  # noqa: E402
from mutations import mutated  # noqa: E402

from toolkit import findings_report, workflow  # noqa: E402
from toolkit.cells import CellKind  # noqa: E402
from toolkit.errors import ToolkitError  # noqa: E402
from toolkit.workbook import Grid, read_grid  # noqa: E402
from toolkit.workbook.files.grid import edited  # noqa: E402
from toolkit.workbook.files.new_rows import with_new_rows  # noqa: E402

MOST_SECONDS, MOST_MEMORY = 20, 1 << 30
SAMPLES = sorted((ROOT / "workbooks").glob("*.xls[xm]"))


class Outcome(NamedTuple):
    """How one workbook fared. ``kind``: 结果, 说明 (a sentence), or what must not be: 报错, 超时, 内存, 结果不对."""

    kind: str
    told: str
    seconds: float
    megabytes: int


def attack(data: bytes, suffix: str, folder: Path) -> Outcome:
    """Check, fill and write one workbook in a process of its own."""
    source = folder / f"in{suffix}"
    source.write_bytes(data)
    for old in folder.glob("out*"):
        old.unlink()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, _tried(source, folder).encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    _, status, used = os.wait4(child, 0)
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    if os.waitstatus_to_exitcode(status) in (-signal.SIGALRM, -signal.SIGPROF):
        return Outcome("超时", "", seconds, megabytes)
    kind, _, told = (said or f"报错\nended by {status}").partition("\n")
    return Outcome(
        "内存" if megabytes > MOST_MEMORY >> 20 and kind in ("结果", "说明") else kind, told, seconds, megabytes
    )


def _tried(source: Path, folder: Path) -> str:
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)  # of the processor: other programs may keep it busy
    signal.alarm(10 * MOST_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (4 * MOST_MEMORY, 4 * MOST_MEMORY))
    try:
        filled = workflow.fill(workflow.check(source))
        target = folder / f"out{source.suffix}"
        workflow.save_workbook(filled, target)
        workflow.save_document(filled, folder / "out.docx")
        findings_report.as_json(filled.checked)
        workflow.save_html([filled.checked], folder / "out.html")
    except ToolkitError as error:
        sentence = str(error)
        return (
            f"说明\n{sentence}"
            if "\n" not in sentence and sentence.endswith("。")
            else f"报错\nno sentence: {sentence}"
        )
    except MemoryError:
        return "内存\n"
    except BaseException:  # whatever it is, it must not be
        return f"报错\n{traceback.format_exc(limit=-4)}"
    try:
        wrong = amiss(source, target, filled)
    except BaseException:
        wrong = traceback.format_exc(limit=-4)
    return f"结果不对\n{wrong}" if wrong else "结果\n"


def amiss(source: Path, target: Path, filled: workflow.Filled) -> str:
    """What is wrong with a filled workbook; "" for nothing."""
    before = workflow.check(source).grid
    with zipfile.ZipFile(target) as archive:
        if archive.testzip():
            return f"damaged: {archive.testzip()}"
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and name not in _unreadable(source):
                try:
                    etree.fromstring(archive.read(name))
                except etree.XMLSyntaxError as error:
                    return f"{name}: {error}"
    wanted = edited(with_new_rows(before, filled.new_rows), filled.edits)
    return _different(wanted, read_grid(target))


def _unreadable(source: Path) -> set[str]:
    """The parts of the source that are no XML as they come."""
    found = set()
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            try:
                etree.fromstring(archive.read(name))
            except etree.XMLSyntaxError:
                found.add(name.replace("\\", "/"))
    return found


def _different(wanted: Grid, found: Grid) -> str:
    for sheet in wanted.sheets:
        if sheet.name not in found.by_name:
            return f"no sheet {sheet.name}"
        there = found[sheet.name].cells
        for place, cell in sheet.cells.items():
            other = there.get(place)
            if cell.kind is not CellKind.BLANK and cell.text and (other is None or other.text != cell.text):
                if cell.kind is CellKind.NUMBER and other and float(other.text) == float(cell.text):
                    continue
                return f"{sheet.name} {place}: {cell.text[:40]!r} became {other.text[:40] if other else None!r}"
    return ""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="a folder for the workbooks that fared badly")
    options = arguments.parse_args()
    outcomes: Counter[str] = Counter()
    slowest, largest = 0.0, 0
    with tempfile.TemporaryDirectory() as name:
        for number in range(options.count):
            seed = options.seed * 1_000_000 + number
            random = Random(seed)
            path = random.choice(SAMPLES)
            data, told = mutated(path.read_bytes(), random)
            outcome = attack(data, path.suffix, Path(name))
            outcomes[outcome.kind] += 1
            slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.megabytes)
            if outcome.kind not in ("结果", "说明"):
                print(f"{outcome.kind} {seed} {path.name} {told}: {outcome.told.strip()}", flush=True)
                if options.keep:
                    options.keep.mkdir(exist_ok=True)
                    (options.keep / f"{seed}{path.suffix}").write_bytes(data)
    print(f"改坏的工作簿 {options.count} 个：" + "，".join(f"{kind} {n}" for kind, n in outcomes.most_common()))
    print(f"最慢 {slowest:.1f} 秒（处理器），最多 {largest} MB")
    sys.exit(any(kind not in ("结果", "说明") for kind in outcomes))


if __name__ == "__main__":
    main()
