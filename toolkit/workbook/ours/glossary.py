"""The terms of 名词解释 that a workbook uses, for a clerk who has not written any: 收入、支出、“三公” …, and each 科目.

They are written once, by the first fill. What a person then changes, adds or takes out stays so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...addresses import address
from ...edits import Edit
from ...profiles import FACTS_SHEET, Profile
from ...profiles.classification import FUNCTIONAL, classification
from ...profiles.glossary import Use, glossary
from ...report import Report, Row
from ...text import normal_name
from ...text_size import line_count, row_height
from ..forms.columns import find_heads
from ..forms.reading import Reading
from .fact_sheets import REVIEW, TO_REVIEW, find_groups

_TERM, _MEANING = "名词", "解释"
#: The forms that list the 科目 of a unit, the first that is there.
_ITEMS = ("公开03", "公开05")


def glossary_edits(reading: Reading) -> list[Edit]:
    """The entries for an empty 名词解释 in a workbook that was never filled; none for any other."""
    report, profile = reading.report, reading.profile
    if any(field.draft for field in report.written.values()):
        return []
    lists = {item.glossary for item in profile.outline if item.glossary}
    edits: list[Edit] = []
    for group, place in find_groups(reading.grid, profile):
        if group.id not in lists or place is None or report.lists[group.id].rows:
            continue
        heads = find_heads(place.sheet, group.columns, place.top)
        if heads is None:
            continue
        columns = {column.id: at for column, at in zip(group.columns, heads.columns, strict=True) if at}
        for row, (name, meaning, ours) in enumerate(entries(report, profile), heads.bottom + 1):
            says = {_TERM: name, _MEANING: meaning, REVIEW: TO_REVIEW if ours else ""}
            lines = max(
                line_count(words, place.sheet.widths.get(columns[column], place.sheet.default_width))
                for column, words in says.items()
                if column in columns
            )
            edits += [
                Edit(place.sheet.name, address(row, columns[column]), words, height=row_height(lines))
                for column, words in says.items()
                if words and column in columns
            ]
    return edits


def entries(report: Report, profile: Profile) -> Iterator[tuple[str, str, bool]]:
    """Term, explanation, and whether the words are ours (not the official note on a 科目) and to be looked over."""
    for term in glossary(profile):
        if term.always or any(_is_used(report, use) for use in term.uses):
            yield term.name, term.meaning, True
    yield from _items(report, profile)


def _is_used(report: Report, use: Use) -> bool:
    if use.table == FACTS_SHEET:
        return use.row in report.facts and report.facts[use.row].value != 0
    return any(
        cell.value != 0
        for table in report.repeated(use.table)
        for block in table.blocks.values()
        for row in block.rows
        if use.row in ("", row.key, row.name) or normal_name(row.name) == normal_name(use.row)
        for column, cell in row.cells.items()
        if use.column in ("", column) and column in (use.column or column, *block.columns)
    )


def _items(report: Report, profile: Profile) -> Iterator[tuple[str, str, bool]]:
    """Each 项 of the form that lists them, under its 类 and 款, with the official note as far as it is known."""
    known = classification(profile, FUNCTIONAL)
    by_name = {name: item.note for item in known.values() for name in item.names if item.note}
    table = next((report.tables[name] for name in _ITEMS if name in report.tables), None)
    rows: dict[str, Row] = {row.code: row for block in (table.blocks.values() if table else ()) for row in block.rows}
    for code, row in rows.items():
        names = [rows[code[:digits]].name for digits in (3, 5) if code[:digits] in rows]
        if row.level == "项" and row.name and len(names) == 2 and all(names):
            note = known[code].note if code in known else ""
            note = note or by_name.get(row.name, "")
            yield f"{names[0]}（类）{names[1]}（款）{row.name}（项）", note or _plain(row.name), not note


def _plain(name: str) -> str:
    about = name.removesuffix("支出").removeprefix("用于")
    if about == "其他":
        return "反映不能划分到上述科目的支出。"
    if about.startswith("其他"):
        return f"反映除上述项目以外，其他用于{about.removeprefix('其他')}方面的支出。"
    return f"反映用于{about}方面的支出。"
