"""Many workbooks, again and again: the same bytes whatever is around them, no more memory than one takes."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
from smaller import smaller

from toolkit import workflow
from toolkit.outputs.marks import unsigned
from toolkit.workbook import Grid

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("example-2025", "beipiao-2024")
#: Hash seed, locale, time zone, and the folder in which the workbooks lie and the commands run.
CIRCUMSTANCES = (
    ("0", "C", "UTC", "a"),
    ("1", "zh_CN.GB18030", "America/St_Johns", "某局 2025/决算 (终稿)"),
)
#: One process for all of them; in the second circumstance the workbooks come the other way round.
SCRIPT = """
import sys
from cli import main
for line in sys.argv[1:]:
    try:
        main(line.split())
    except SystemExit as end:
        if end.code not in (0, 3):
            raise
"""


def commands(names: list[str]) -> list[str]:
    name = SAMPLES[1]
    each = [
        f"fill {name}.xlsx",
        f"word {name}.xlsx --pages own",
        f"check {name}.xlsx --html {name}.html",
        f"roll {name}.xlsx {name}-明年.xlsx",
    ]
    books = " ".join(f"{name}.xlsx" for name in names)
    return [
        *each,
        f"build {books} --out 结果 --pages own",
        f"batch {books} --out 汇总 --jobs 1 --pages own",
        "new central-final 空白.xlsx --year 2025 --unit 某某局",
    ]


def results(folder: Path) -> dict[str, bytes]:
    """Every file that a person may open; what the program keeps for itself (times of files) begins with a dot.

    The summary of a batch says where each file lies, when it came and how long it took: all else in it is compared.
    """
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    assert {found.pop(f"汇总/汇总{suffix}")[:1] for suffix in (".xlsx", ".html")} == {b"P", b"<"}
    summary = unsigned(found["汇总/汇总.json"], ".json")
    found["汇总/汇总.json"] = re.sub(rb'"source": "[^"]*/|"seconds": [\d.]+', b"", summary)
    return found


@pytest.mark.slow
def test_results_are_byte_for_byte_the_same_whatever_is_around_them(tmp_path: Path) -> None:
    found = []
    for number, (seed, locale, zone, where) in enumerate(CIRCUMSTANCES):
        folder = tmp_path / where
        folder.mkdir(parents=True)
        for stem in SAMPLES:
            shutil.copyfile(smaller(stem, keep=1), folder / f"{stem}.xlsx")
        names = list(SAMPLES) if number % 2 == 0 else list(reversed(SAMPLES))
        around = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
        around |= {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone, "PYTHONPATH": str(ROOT)}
        if "GB" in locale:  # not every system has it; the console at least is one of code page 936
            around["PYTHONIOENCODING"] = "cp936"
        command = [sys.executable, "-c", SCRIPT, *commands(names)]
        done = subprocess.run(command, cwd=folder, env=around, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        found.append(results(folder))
    assert len(found[0]) > 15
    for other in found[1:]:
        assert sorted(other) == sorted(found[0])
        assert [name for name in other if other[name] != found[0][name]] == []


def test_what_was_found_in_a_workbook_is_let_go_of_once_it_is_told(tmp_path: Path) -> None:
    """Hundreds of workbooks in one run take no more memory than the largest of them."""
    paths = [Path(shutil.copyfile(smaller(), tmp_path / f"{number}.xlsx")) for number in range(3)]
    alive: list[weakref.ref[Grid]] = []

    def told(built: workflow.Built) -> None:
        assert built.checked is not None
        alive.append(weakref.ref(built.checked.grid))

    built = workflow.build(paths, tmp_path / "结果", pages="own", tell=told)
    gc.collect()
    assert [grid() for grid in alive] == [None] * 3
    assert [each.error for each in built] == [None] * 3
