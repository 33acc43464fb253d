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

ROOT = Path(__file__).resolve().parent.parent
#: What of the source tree is not its own.
_FOREIGN = shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "out", "__pycache__")
#: Where the packages that ours needs are installed.
_NEEDED = sysconfig.get_path("purelib")
#: The Python that this environment was made from: it may have user sites.
_BASE = getattr(sys, "_base_executable", sys.executable)


def run(*command: object, **more: str) -> str:
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_", "JUESUAN"))}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env={**variables, **more}, cwd=os.sep, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
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


@pytest.mark.parametrize("way", [of_a_venv, of_a_user, of_a_target, of_a_prefix], ids=lambda way: way.__name__)
def test_an_installed_toolkit_finds_its_formats_and_samples(way, wheel: Path, tmp_path: Path) -> None:
    python, variables = way(wheel, tmp_path / "home")
    where = run(python, "-c", "import toolkit; print(toolkit.__path__[0])", **variables)
    assert Path(where.strip()).is_relative_to((tmp_path / "home").resolve())
    told = run(python, "-m", "cli", "profiles", **variables)
    regions = [path.parent.name for path in (ROOT / "templates").glob("*/workbook.xlsx")]
    assert sorted(re.findall(r"^([\w-]+)　", told, re.MULTILINE)) == sorted(regions)
    blank = tmp_path / "空白.xlsm"
    run(python, "-m", "cli", "new", "henan-final", blank, **variables)
    assert blank.exists()
    found = "from toolkit.profiles import samples; print(*[path.name for path in samples()])"
    assert len(run(python, "-c", found, **variables).split()) == len(list((ROOT / "workbooks").glob("*.xlsx")))
