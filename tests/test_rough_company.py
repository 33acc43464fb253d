"""Runs beside each other and without room, and words that some program would run: results whole or absent, words words."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from smaller import smaller

from cli import main
from toolkit import workbook
from toolkit.edits import Edit
from toolkit.text import printable

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = smaller("example-2025")
BUILD = (sys.executable, str(ROOT / "cli.py"), "build", "我的.xlsx", "--pages", "own", "--out")
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="a bound for the size of files is Unix's")


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copyfile(SAMPLE, tmp_path_factory.mktemp("mine") / "我的.xlsx"))


@pytest.fixture(scope="module")
def whole(mine: Path) -> dict[str, bytes]:
    """What a run by itself writes."""
    subprocess.run([*BUILD, "全"], cwd=mine.parent, capture_output=True, check=False)
    found = files_of(mine.parent / "全")
    assert len(found) == 3
    return found


def test_runs_at_once_in_one_folder_write_what_one_would(mine: Path, whole: dict[str, bytes]) -> None:
    runs = [
        subprocess.Popen([*BUILD, "同时"], cwd=mine.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(3)
    ]
    told = [run.communicate(timeout=120)[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], told
    assert files_of(mine.parent / "同时") == whole


@unix_only
@pytest.mark.parametrize("share", [0.02, 0.5, 0.99, 1.01])
def test_without_room_each_result_is_whole_or_absent(mine: Path, whole: dict[str, bytes], share: float) -> None:
    """No file may grow beyond a share of the largest result, as on a full disk."""
    import resource

    most = int(max(map(len, whole.values())) * share)
    out = f"小{share}"
    done = subprocess.run(
        [*BUILD, out],
        cwd=mine.parent,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    found = files_of(mine.parent / out)
    assert {name: whole[name] for name in found} == found
    if share > 1:
        assert (done.returncode, found) == (0, whole)
        return
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "无法完成" in line]
    assert line.endswith("。")
    assert "Traceback" not in done.stderr
    assert mine.read_bytes() == SAMPLE.read_bytes()
    assert subprocess.run([*BUILD, out], cwd=mine.parent, capture_output=True, check=False).returncode == 0
    assert files_of(mine.parent / out) == whole


#: What some program would run or obey: as names of units, and as words of 补充资料.
WICKED = ("=1+1", "{{ 7*7 }}局<script>alert(1)</script>", "../../局\x9b31m", "CON", f"$(touch x){'甲' * 300}")
WICKED_WORDS = (
    "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "{% raw %}局", "&lt;b&gt;", "NUL.txt", "[red]局[/red]", "_x001B_[31m", "\u202e局",
    "%s%n{0}", "`x`",
)  # fmt: skip


def named(source: Path, name: str, words: Sequence[str] = ("某某局",)) -> None:
    """The sample with this name of the unit, and these words in the texts of 补充资料, one after the other."""
    shutil.copyfile(SAMPLE, source)
    facts = workbook.read_workbook(workbook.read_grid(source)).report.facts
    unit = facts["单位名称"]
    texts = [cell for cell in facts.values() if cell.text and cell.sheet == "补充资料" and cell.amount is None]
    edits = [Edit(cell.sheet, cell.address, text) for cell, text in zip(texts, cycle(words), strict=False)]
    workbook.apply_edits(source, source, [Edit(unit.sheet, unit.address, name), *edits])


def formulas_of(path: Path) -> list[str]:
    """All formulas, what stands in quotation marks left out."""
    cells = [cell for sheet in workbook.read_grid(path).sheets for cell in sheet.cells.values()]
    return sorted(re.sub(r'"(?:[^"]|"")*"', '""', cell.formula) for cell in cells if cell.formula)


@pytest.fixture(scope="module")
def innocent(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("innocent")
    named(folder / "我的.xlsx", "某某局")
    assert CliRunner().invoke(main, ["fill", str(folder / "我的.xlsx")]).exit_code in (0, 3)
    return formulas_of(folder / "我的-已填.xlsx")


@pytest.mark.parametrize("words", WICKED, ids=lambda words: ascii(words[:30]))
def test_words_of_a_workbook_are_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, innocent: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    at = WICKED.index(words)
    named(Path("我的.xlsx"), words, [words, *WICKED_WORDS[at:], *WICKED_WORDS[:at]])
    before = Path("我的.xlsx").read_bytes()
    for arguments in (
        ("build", "我的.xlsx", "--out", "结果", "--pages", "own"),
        ("check", "我的.xlsx", "--html", "校验.html"),
        ("roll", "我的.xlsx", "明年.xlsx"),
    ):
        result = CliRunner().invoke(main, arguments)
        assert isinstance(result.exception, SystemExit | None), result.exception
        assert result.exit_code in (0, 3), result.output
        assert printable(result.output) == result.output
    assert Path("我的.xlsx").read_bytes() == before
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    ends = (".docx", ".findings.json", ".xlsx")
    assert written == sorted(["我的.xlsx", "校验.html", "明年.xlsx", *(f"结果/我的{end}" for end in ends)])
    assert formulas_of(Path("结果/我的.xlsx")) == innocent
    page = etree.HTML(Path("校验.html").read_text(encoding="utf-8"))
    assert not [script for script in page.iter("script") if "alert(1)" in (script.text or "")]
    with zipfile.ZipFile("结果/我的.docx") as archive:
        said = "".join(etree.fromstring(archive.read("word/document.xml")).itertext())
    if words[0] in "{$`%=<":
        assert words in said
