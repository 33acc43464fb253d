"""A grid read into a Report: which sheet is which official form, what stands above it, and all its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from ..amounts import Unit
from ..errors import WorkbookError
from ..profiles import Profile, TableSpec, load_profile, profile_ids
from ..report import Cell, Heading, Problem, Report, Table, normal_name
from .cells import clean, words
from .grid import Grid, Sheet
from .heads import find_heads
from .layout import FormReader
from .ours import read_facts, read_lists, read_texts, read_written

T = TypeVar("T")

_LABEL = re.compile(r"^(?:财决)?公开?\d{2}(?:-\d)?表?$")
_YEAR = re.compile(r"^（?((?:19|20)\d{2})年度?）?$")
_NAME = re.compile(r"^(?:编制)?(?:单位|部门)(?:（单位）)?(?:名称)?[：:](.*)$")
_UNIT = re.compile(r"^(?:金额)?单位[：:](元|万元|人民币元)$")
_PROFILE_FACT = "适用格式"


@dataclass(frozen=True)
class FoundForm:
    """One sheet recognised as one official form, with its reader's state for drawing it."""

    table: Table
    spec: TableSpec
    sheet: Sheet
    first: int
    head_bottom: int
    last: int


def recognise_profile(grid: Grid) -> str:
    """The id in 基本信息 › 适用格式, else the profile whose forms these are.

    Raises WorkbookError when no profile's forms are here, saying what was looked for.
    """
    for sheet in grid.sheets:
        for row, columns in sheet.rows.items():
            if sheet.word(row, columns[0]) == _PROFILE_FACT:
                text = clean(sheet[row, columns[0] + 1].text)
                if text:
                    return text
    scores = {profile_id: _score(grid, load_profile(profile_id)) for profile_id in profile_ids()}
    best = max(scores, key=lambda one: scores[one], default="")
    if not best or scores[best] < 1:
        raise WorkbookError(
            "没有认出任何官方表格（如“收入支出决算总表”“公开01表”），请确认这是部门决算或预算公开的工作簿。",
            path=grid.path,
        )
    return best


def _score(grid: Grid, profile: Profile) -> float:
    """How many of the profile's forms are here; of equal numbers the larger share."""
    found = {spec.id for spec in _assign(grid, profile).values()}
    return len(found) + len(found) / max(len(profile.tables), 1)


def read_report(grid: Grid, profile: Profile) -> Report:
    """What the workbook says. What could not be recognised is in ``problems``, never guessed.

    Raises WorkbookError when no official form of the profile is in the workbook.
    """
    forms, problems = read_forms(grid, profile)
    tables = {form.table.id: form.table for form in forms}
    facts = read_facts(grid, profile)
    if not tables:
        names = "、".join(spec.title for spec in list(profile.tables.values())[:3])
        raise WorkbookError(f"没有找到格式“{profile.id}”的官方表格（{names}……），请确认工作簿或格式。", path=grid.path)
    years = [table.year for table in tables.values() if table.year]
    year_text = facts["年度"].text if "年度" in facts else ""
    names_read = [table.unit_name for table in tables.values() if table.unit_name]
    units = [table.unit for table in tables.values()]
    return Report(
        path=grid.path,
        profile=profile.id,
        unit_name=(facts["单位名称"].text if "单位名称" in facts else "") or _most(names_read, ""),
        year=int(year_text[:4]) if year_text[:4].isdigit() else _most(years, 0),
        unit=_most(units, Unit.WAN),
        tables=tables,
        facts=facts,
        lists=read_lists(grid, profile),
        texts=read_texts(grid, profile),
        written=read_written(grid),
        sheets=tuple(sheet.name for sheet in grid.sheets),
        problems=tuple(problems),
    )


def _most(values: list[T], default: T) -> T:
    """The value that most forms state."""
    return Counter(values).most_common(1)[0][0] if values else default


def read_forms(grid: Grid, profile: Profile) -> tuple[list[FoundForm], list[Problem]]:
    """Every sheet that is an official form, in the order of the profile; repeated forms in the order of the sheets."""
    problems: list[Problem] = []
    forms: list[FoundForm] = []
    chosen = _assign(grid, profile)
    for spec in profile.tables.values():
        sheets = [sheet for sheet in grid.sheets if chosen.get(sheet.name) is spec]
        if not sheets and not spec.optional:
            problems.append(
                Problem(
                    "RD-01", "error", f"没有找到《{spec.title}》{spec.label and f'（{spec.label}）'}，请补上这张表。"
                )
            )
        for number, sheet in enumerate(sheets, 1):
            table_id = f"{spec.id}#{number}" if spec.repeated else spec.id
            forms.append(_read(sheet, spec, table_id, problems))
    return forms, problems


def _assign(grid: Grid, profile: Profile) -> dict[str, TableSpec]:
    """Sheet name → the form it is: the surest fit first, each single form once."""
    fits = []
    for number, sheet in enumerate(grid.sheets):
        heading = _words_above(sheet)
        for spec in profile.tables.values():
            score = _fits(sheet, spec, heading)
            if score >= _SURE:
                fits.append((-score, number, sheet.name, spec))
    chosen: dict[str, TableSpec] = {}
    taken: set[str] = set()
    for _, _, name, spec in sorted(fits, key=lambda fit: fit[:2]):
        if name not in chosen and (spec.repeated or spec.id not in taken):
            chosen[name] = spec
            taken.add(spec.id)
    return chosen


#: From here on a sheet is taken for a form.
_SURE = 3
_HEADING_ROWS = 8


def _words_above(sheet: Sheet) -> set[str]:
    return {word for row in list(sheet.words)[:_HEADING_ROWS] for word in sheet.words[row].values()}


def _fits(sheet: Sheet, spec: TableSpec, heading: set[str]) -> int:
    """How surely a sheet is a form: its title says so (4), its label (2), its name (1), all its columns are there (3)."""
    titles = {normal_name(title) for title in (spec.title, *spec.aliases)}
    score = 4 * bool(heading & titles) + 1 * (normal_name(sheet.name) in titles)
    score += 2 * bool(spec.label and normal_name(spec.label) in heading)
    if 0 < score < 4:
        columns = [column for block in spec.blocks for column in block.columns]
        heads = find_heads(sheet, columns)
        score += 3 * (heads is not None and heads.found == len(columns))
    return score


def _read(sheet: Sheet, spec: TableSpec, table_id: str, problems: list[Problem]) -> FoundForm:
    heading, unit_name, year, unit = _heading(sheet, spec)
    reader = FormReader(sheet, spec, unit, problems)
    blocks = reader.blocks()
    notes = tuple(_notes(sheet, reader.last))
    label = heading.label.text if heading.label else ""
    title = heading.title.text if heading.title else spec.title
    table = Table(table_id, sheet.name, title, unit, blocks, unit_name, year, label, heading, notes)
    return FoundForm(table, spec, sheet, reader.first, reader.head_bottom, reader.last)


def _notes(sheet: Sheet, last: int) -> Iterator[str]:
    for row in sheet.rows:
        if row > last:
            yield " ".join(clean(sheet[row, column].text) for column in sheet.rows[row])


def _heading(sheet: Sheet, spec: TableSpec) -> tuple[Heading, str, int | None, Unit]:
    titles = {normal_name(title) for title in (spec.title, *spec.aliases)}
    cells: dict[str, Cell] = {}
    unit_name, year, unit = "", None, Unit.WAN
    heads = find_heads(sheet, [c for b in spec.blocks[:1] for c in b.columns]) if spec.blocks else None
    bottom = heads.top if heads else 6
    for row, columns in sheet.rows.items():
        if row >= bottom:
            break
        for column in columns:
            cell = words(sheet, row, column)
            text = normal_name(cell.text)
            if "title" not in cells and text in titles:
                cells["title"] = cell
            elif _LABEL.match(text):
                cells.setdefault("label", cell)
            elif found := _UNIT.match(text):
                cells.setdefault("unit", cell)
                unit = Unit.WAN if found[1] == "万元" else Unit.YUAN
            elif found := _NAME.match(text):
                cells.setdefault("unit_name", cell)
                unit_name = clean(re.split("[：:]", cell.text, maxsplit=1)[1])
            elif found := _YEAR.match(text):
                cells.setdefault("year", cell)
                year = int(found[1])
    return Heading(**cells), unit_name, year, unit
