"""LibreOffice as the other program: files as it opens them, works them out anew, and saves or prints them."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def saved_as(kind: str, folder: Path, *paths: Path, always_recalculating: bool = False) -> list[Path]:
    """The files as LibreOffice saves them into a folder, all in one start. ``kind``: the ending, with a filter behind
    a colon where it takes one. It works formulas out anew where the file asks for it, or ``always_recalculating``."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice (soffice) is needed"
    command = [
        soffice,
        f"-env:UserInstallation={_home(always_recalculating).as_uri()}",
        "--headless",
        "--convert-to",
        kind,
    ]
    subprocess.run([*command, "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True, timeout=300)
    return [folder / f"{path.stem}.{kind.partition(':')[0]}" for path in paths]


@cache
def _home(always_recalculating: bool) -> Path:
    """Its settings, for each test process its own: two programs at once do not share them."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if always_recalculating:
        (folder / "user").mkdir()
        (folder / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    return folder
