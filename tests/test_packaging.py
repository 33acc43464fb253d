"""What pip installs: a toolkit that finds its formats and samples, whatever the way of installing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from smaller import smaller

ROOT = Path(__file__).resolve().parent.parent
#: What of the source tree is not its own.
_FOREIGN = shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "out", "__pycache__")
#: Where the packages that ours needs are installed.
_NEEDED = sysconfig.get_path("purelib")
#: The Python that this environment was made from: it may have user sites.
_BASE = getattr(sys, "_base_executable", sys.executable)


def run(*command: object, folder: object = os.sep, codes: tuple[int, ...] = (0,), **more: str) -> str:
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_", "JUESUAN"))}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env={**variables, **more}, cwd=folder, check=False
    )
    assert done.returncode in codes, done.stdout + done.stderr
    return done.stdout


def install(python: object, *arguments: object, **more: str) -> None:
    options = ("--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--break-system-packages")
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", *options, *arguments, **more)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the source distribution: what is missing in either is missing here."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=_FOREIGN)
    backend = (
        "import os, sys; from setuptools import build_meta; os.chdir(sys.argv[1]); build_meta.build_sdist(sys.argv[2])"
    )
    run(sys.executable, "-c", backend, source, folder)
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", "-q", *options, "-w", folder, *folder.glob("*.tar.gz"))
    return next(folder.glob("*.whl"))


def test_every_file_of_every_format_and_every_sample_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    files = [path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*") if path.is_file()]
    files += [path.relative_to(ROOT) for path in (ROOT / "workbooks").glob("*.xls?")]
    assert len(files) > 60
    assert {f"toolkit/data/{file.as_posix()}" for file in files if not file.name.startswith((".", "~"))} <= inside
    assert not any(name.startswith(("tests/", "tools/", "templates/", "workbooks/")) for name in inside)


def of_a_venv(wheel: Path, home: Path) -> tuple[object, dict[str, str]]:
    run(sys.executable, "-m", "venv", "--without-pip", home)
    python = next(path for path in (home / "bin" / "python", home / "Scripts" / "python.exe") if path.exists())
    install(python, wheel)
    return python, {"PYTHONPATH": _NEEDED}


def of_a_user(wheel: Path, home: Path) -> tuple[object, dict[str, str]]:
    install(_BASE, "--user", wheel, PYTHONUSERBASE=str(home))
    return _BASE, {"PYTHONUSERBASE": str(home), "PYTHONPATH": _NEEDED}


def of_a_target(wheel: Path, home: Path) -> tuple[object, dict[str, str]]:
    (home / "templates").mkdir(parents=True)  # of some other package
    install(sys.executable, "--target", home, wheel)
    return sys.executable, {"PYTHONPATH": str(home)}


def of_a_prefix(wheel: Path, home: Path) -> tuple[object, dict[str, str]]:
    install(_BASE, "--prefix", home, wheel)
    packages = next(home.rglob("toolkit/__init__.py")).parents[1]
    return _BASE, {"PYTHONPATH": os.pathsep.join([str(packages), _NEEDED])}


#: Where the toolkit lies, the samples that it finds, then its list of formats.
FINDS = """
import toolkit
from cli import main
from toolkit.profiles import samples
print(toolkit.__path__[0])
print(*[path.name for path in samples()])
main(["profiles"])
"""


def finds_its_own(python: object, variables: dict[str, str], home: Path) -> None:
    where, found, told = run(python, "-c", FINDS, **variables).split("\n", 2)
    assert Path(where).is_relative_to(home.resolve())
    assert len(found.split()) == len(list((ROOT / "workbooks").glob("*.xlsx")))
    regions = [path.parent.name for path in (ROOT / "templates").glob("*/workbook.xlsx")]
    assert sorted(re.findall(r"^([\w-]+)　", told, re.MULTILINE)) == sorted(regions)


@pytest.mark.parametrize("way", [of_a_user, of_a_target, of_a_prefix], ids=lambda way: way.__name__)
def test_an_installed_toolkit_finds_its_formats_and_samples(way, wheel: Path, tmp_path: Path) -> None:
    """In a virtual environment, too: see the next test."""
    python, variables = way(wheel, tmp_path / "home")
    finds_its_own(python, variables, tmp_path / "home")
    blank = tmp_path / "空白.xlsm"
    run(python, "-m", "cli", "new", "henan-final", blank, **variables)
    assert blank.exists()


#: Every command as its user types it, the README's first command before all others, in a folder that holds nothing but workbooks. 甲.xls is an export as a web page.
COMMANDS = """
demo --out 样例
profiles
new henan-final 空白.xlsm --year 2023 --unit 某某中心
adopt 甲.xls -o 补.xlsx
check 甲.xlsx --html 校验.html --json
fill 甲.xlsx
word 甲-已填.xlsx -o 甲.docx --pages own
review 甲.docx --html 审读.html
absorb 甲.docx 甲.xlsx
compare 甲.docx 乙.xlsx --html 比较.html
check 甲.xlsx --prior 甲.docx
roll 甲.xlsx 明年.xlsx
sheet add 甲.xlsx 自评表 --count 2 -o 加.xlsx
build 甲.xlsx 乙.xlsx --out 结果 --pages own
batch 收到的 --out 汇总 --jobs 1 --pages own
combine 甲.xlsx -o 某局.xlsx
profile show central-final
profile new 某省-final --from central-final
profile check juesuan-profiles/某省-final
profile install juesuan-profiles/某省-final
"""
#: In one process: what is tried is whether all that they need is in the wheel.
ONE_AFTER_THE_OTHER = """
import sys
from cli import main
for line in sys.argv[1:]:
    try:
        main(line.split())
    except SystemExit as end:
        if end.code not in (0, None, 3):
            sys.exit(f"{line}: {end.code}")
"""
MADE = "空白.xlsm 补.xlsx 校验.html 甲-已填.xlsx 甲.docx 审读.html 比较.html 明年.xlsx 加.xlsx 结果 汇总 某局.xlsx 样例"


@pytest.mark.slow
def test_every_command_of_an_installed_toolkit(wheel: Path, tmp_path: Path) -> None:
    """The wheel alone, made from the source distribution, in a folder without the source tree."""
    from cli import COMMANDS as known
    from toolkit.commands import formats, workbooks

    python, variables = of_a_venv(wheel, tmp_path / "home")
    finds_its_own(python, variables, tmp_path / "home")
    work = tmp_path / "work"
    (work / "收到的").mkdir(parents=True)
    for name, sample in (
        ("甲.xlsx", "jiyuan-2023"),
        ("乙.xlsx", "example-2025"),
        ("收到的/丙.xlsx", "example-2025"),
    ):
        shutil.copyfile(smaller(sample, keep=1), work / name)
    as_web_page(work / "甲.xlsx", work / "甲.xls")
    lines = [line.split() for line in COMMANDS.strip().splitlines()]
    groups = {"profile": formats.profile, "sheet": workbooks.sheet}
    assert {line[0] for line in lines} == set(known)
    assert {tuple(line[:2]) for line in lines if line[0] in groups} == {
        (name, each) for name, group in groups.items() for each in group.commands
    }
    commands = [" ".join(line) for line in lines]
    said = run(python, "-c", ONE_AFTER_THE_OTHER, *commands, folder=work, HOME=str(tmp_path), **variables)
    samples = [path.stem for path in (ROOT / "workbooks").glob("*.xlsx")]
    assert len(os.listdir(work / "样例")) == 3 * len(samples)
    assert [name for name in samples if f"{name}.xlsx" not in said] == []
    assert [name for name in MADE.split() if not (work / name).exists()] == []


def as_web_page(source: Path, target: Path) -> None:
    """A workbook as the web systems of the trade export it: one page, called .xls."""
    from openpyxl import load_workbook

    page = ["<html><meta charset=utf-8><body>"]
    for sheet in load_workbook(source):
        if sheet.sheet_state == "visible":
            page.append("<table>")
            for row in sheet.iter_rows(values_only=True):
                page.append("<tr>" + "".join(f"<td>{'' if value is None else value}</td>" for value in row) + "</tr>")
            page.append("</table><p></p>")
    target.write_text("\n".join(page), encoding="utf-8")
