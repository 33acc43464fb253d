"""The toolkit attacked with workbooks made wrong: no traceback, no hang, no gigabyte, no success that is none.

    python benchmarks/attack.py                  2000 workbooks, some 20 minutes on two cores
    python benchmarks/attack.py --count 200 --seed 7

Every workbook is checked, filled and written to Word in a process of its own. What ends in a sentence or in a result is
well; a result is opened again and must hold every cell that was read, with our changes and nothing else. Ctrl-C ends it with
the figures so far.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zipfile
from pathlib import Path
from random import Random

from lxml import etree
from mutations import mutated
from trials import ROOT, attempt, tally

from toolkit import findings_report, workflow
from toolkit.cells import CellKind
from toolkit.workbook import Grid, read_grid
from toolkit.workbook.files.grid import edited
from toolkit.workbook.files.writing.new_rows import with_new_rows

SAMPLES = sorted((ROOT / "workbooks").glob("*.xls[xm]"))


def doors(source: Path, folder: Path) -> str:
    """Check, fill and write one workbook; what is wrong with the filled one, "" for nothing."""
    checked = workflow.check(source)
    filled = workflow.fill(checked)
    target = folder / f"out{source.suffix}"
    workflow.save_workbook(filled, target)
    workflow.save_document(filled, folder / "out.docx")
    findings_report.as_json(filled.checked)
    workflow.save_html([filled.checked], folder / "out.html")
    return amiss(checked.grid, target, filled)


def amiss(before: Grid, target: Path, filled: workflow.Filled) -> str:
    """What is wrong with a filled workbook; "" for nothing."""
    unreadable = _unreadable(before.path)
    with zipfile.ZipFile(target) as archive:
        if archive.testzip():
            return f"damaged: {archive.testzip()}"
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and name not in unreadable:
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
                if cell.kind is (other and other.kind) is CellKind.NUMBER and float(other.text) == float(cell.text):
                    continue
                return f"{sheet.name} {place}: {cell.text[:40]!r} became {other.text[:40] if other else None!r}"
    return ""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="a folder for the workbooks that fared badly")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name, tally("改坏的工作簿", options.count) as counted:
        for path in SAMPLES:  # what is loaded once need not be loaded in every process
            doors(path, Path(name))
        for number in range(options.count):
            seed = options.seed * 1_000_000 + number
            random = Random(seed)
            path = random.choice(SAMPLES)
            data, told = mutated(path.read_bytes(), random)
            source = Path(name, f"in{path.suffix}")
            source.write_bytes(data)
            outcome = attempt(lambda: doors(source, Path(name)))  # noqa: B023  # done before the next
            if not counted.add(outcome, f"{seed} {path.name} {told}") and options.keep:
                options.keep.mkdir(exist_ok=True)
                (options.keep / f"{seed}{path.suffix}").write_bytes(data)
    sys.exit(not counted.is_well)


if __name__ == "__main__":
    main()
