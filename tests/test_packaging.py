"""What pip installs: every data folder is named in setup.cfg, so that an installed toolkit finds its formats."""

from __future__ import annotations

import configparser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_template_folder_is_installed() -> None:
    setup = configparser.ConfigParser(delimiters=("=",))
    setup.optionxform = str  # type: ignore[assignment,method-assign]
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(setup["options.data_files"].values())
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"{folder.as_posix()}/*.*" for folder in folders if folder.name != "templates"} <= listed
    assert "workbooks/*.xls?" in listed
