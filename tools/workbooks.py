"""The samples (workbooks/*.xlsx), made from workbooks/sources/*.json, and the blank workbooks of the profiles.

Each comes without macros (.xlsx) and with the buttons (.xlsm; pyOpenVBA and xlwings are needed for that). The same
sources give the same bytes. tests/test_samples.py and tests/workbook/test_blank.py say when a committed file is stale.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit.profiles import load_profile, profile_ids
from toolkit.workbook.blanks.blank import build_blank, build_workbook
from toolkit.workbook.blanks.contents import Filling, Line
from toolkit.workbook.blanks.macros import add_buttons

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "workbooks" / "sources"


def read_source(path: Path) -> dict[str, Any]:
    """One unit's published figures and words; every figure a Decimal or a whole number."""
    source = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    assert isinstance(source, dict)
    return source


def filling(source: dict[str, Any]) -> Filling:
    return Filling(
        facts=source["facts"],
        lists={name: _lines(block) for name, block in source["lists"].items()},
        texts=source["texts"],
        tables={
            table: {block: _lines(rows) for block, rows in blocks.items()} for table, blocks in source["tables"].items()
        },
        headings=source.get("headings", {}),
    )


def _lines(block: dict[str, Any]) -> list[Line]:
    return [dict(zip(block["columns"], row, strict=True)) for row in block["rows"]]


def build_sample(name: str, folder: Path) -> Path:
    source = read_source(SOURCES / f"{name}.json")
    target = folder / f"{name}.xlsx"
    profile = load_profile(source["profile"])
    build_workbook(profile, target, filling(source), year=source["year"], unit_name=source["unit_name"])
    return target


def build_template(profile_id: str, folder: Path) -> Path:
    target = folder / "workbook.xlsx"
    build_blank(load_profile(profile_id), target)
    return target


def with_buttons(workbook: Path) -> Path:
    """The same workbook with our macro buttons, beside it."""
    target = workbook.with_suffix(".xlsm")
    add_buttons(workbook, target, "基本信息")
    return target


def samples(names: Collection[str] = ()) -> list[Path]:
    """Build these samples, or all; returns the workbooks with buttons, which lie beside those without."""
    known = sorted(path.stem for path in SOURCES.glob("*.json"))
    return [with_buttons(build_sample(name, SOURCES.parent)) for name in known if not names or name in names]


def blanks(names: Collection[str] = ()) -> list[Path]:
    """Build the blank workbooks of these profiles, or of all."""
    chosen = [profile_id for profile_id in profile_ids() if not names or profile_id in names]
    return [with_buttons(build_template(profile_id, load_profile(profile_id).folder)) for profile_id in chosen]
