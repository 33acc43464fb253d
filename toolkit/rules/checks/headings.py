"""What a sheet prints around its figures: unit, year, label, title, numbering; besides, signs and forms without data."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from ...amounts import Unit
from ...findings import Finding
from ...numerals import chinese_number
from ...patterns import fill
from ...profiles import Profile, of_form, says_no_data, slot_values_of
from ...report import Report, Table
from ...text import normal_name, plain
from ..equations.hierarchy import Hierarchy
from ..language.scope import Figures, scopes
from .telling import Tell, official, table_label

_ORDINAL = re.compile(r"([一二三四五六七八九十]+)、")


def unit_names(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """Every sheet that prints a unit name prints the one of 基本信息 (spaces and width of letters aside)."""
    held = [(table, plain(table.unit_name)) for table in report.tables.values() if table.unit_name and report.unit_name]
    other = [table for table, name in held if name != plain(report.unit_name)]
    if _are_of_one_voice(held, other):
        message = (
            f"{len(held)} 张表的单位名称都是“{other[0].unit_name}”，基本信息却是“{report.unit_name}”，请核对基本信息。"
        )
        yield tell(message, report.facts.get("单位名称"), *(table.heading.unit_name for table in other))
        return
    for table in other:
        yield tell(
            f"{table_label(table, profile)}的单位名称“{table.unit_name}”与基本信息的“{report.unit_name}”不一致。",
            table.heading.unit_name,
        )


def years(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """Every sheet that prints a year prints the one of 基本信息."""
    held = [(table, table.year) for table in report.tables.values() if table.year is not None and report.year]
    other = [table for table, year in held if year != report.year]
    if _are_of_one_voice(held, other):
        message = f"{len(held)} 张表的年度都是 {other[0].year}，基本信息却是 {report.year}，请核对基本信息。"
        yield tell(message, report.facts.get("年度"), *(table.heading.year or table.heading.title for table in other))
        return
    for table in other:
        yield tell(
            f"{table_label(table, profile)}的年度是 {table.year}，与基本信息的 {report.year} 不一致。",
            table.heading.year or table.heading.title,
        )


def _are_of_one_voice(held: Sequence[tuple[Table, Hashable]], other: Sequence[Table]) -> bool:
    """Whether all tables say one and the same thing that 基本信息 does not, forms for projects (copied from anywhere) not
    by themselves."""
    several = sum(table.id == table.kind_id for table in other) > 1
    return several and len(other) == len(held) and len({said for _, said in held}) == 1


def table_labels(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """The 公开NN表 in the corner is the one this form has."""
    for table, spec in official(report, profile):
        if table.label and spec.label and plain(table.label) != plain(spec.label):
            yield tell(f"“{spec.title}”的表号应为“{spec.label}”，表中是“{table.label}”。", table.heading.label)


def table_titles(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """The title on the sheet contains the form's title (a year or the unit's name may stand before it)."""
    for table, spec in official(report, profile):
        known = [normal_name(title) for title in (spec.title, *spec.aliases)]
        if table.title and not any(title in normal_name(table.title) for title in known):
            yield tell(
                f"{table_label(table, profile)}的表名应为“{spec.title}”，表中是“{table.title}”。", table.heading.title
            )


def line_numbers(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """The 行次 printed beside a row is the one it has on the form. Rows below that are off by as much are so for the same
    reason, as in a form of last year that had more rows: the first tells."""
    for table, spec in official(report, profile):
        for block in spec.blocks if not spec.repeated else ():
            names = [row.called for row in block.rows]
            form = {name: block.first_line + place for place, name in enumerate(names) if name and block.first_line}
            off = 0
            for row in table.blocks[block.id].rows if block.id in table.blocks else ():
                above, off = off, (row.line - form[row.key] if row.line is not None and row.key in form else off)
                if off not in (0, above):
                    column = next(column.id for column in block.columns if column.role == "line")
                    message = f"{table_label(table, profile)}“{row.key}”的行次应为 {form[row.key]}，表中是 {row.line}。"
                    yield tell(message, row.cells.get(column))


def ordinals(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """The rows 一、 二、 三、 … of a block are numbered one after the other."""
    for table, spec in official(report, profile):
        for block in table.blocks.values() if not spec.repeated else ():
            numbered = [(row, match[1]) for row in block.rows if (match := _ORDINAL.match(row.name))]
            for place, (row, printed) in enumerate(numbered, 1):
                if printed != chinese_number(place):
                    cell = next((cell for cell in row.cells.values() if cell.text == row.name), None)
                    message = f"{table_label(table, profile)}“{row.name}”的序号应为“{chinese_number(place)}、”。"
                    yield tell(message, cell)


def amount_units(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """All official forms are in one unit; a form in another one is compared exactly, but readers should be told."""
    for table, spec in official(report, profile):
        own = Unit.named_in(spec.unit_line) if spec.unit_line else None  # the format has this form in a unit of its own
        if not spec.repeated and table.unit not in (report.unit, own):
            yield tell(
                f"{table_label(table, profile)}以“{table.unit.value}”为单位，其他表以“{report.unit.value}”为单位。",
                table.heading.unit,
            )


def negatives(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """Amounts are not negative where the form does not say they may be; what is counted never is."""
    found = scopes(profile)
    for table in report.tables.values():
        for block_id, block in table.blocks.items():
            scope = found.get((table.kind_id, block_id))
            hierarchy = Hierarchy(block, table_label(table, profile))
            for row in block.rows:
                for column, figures in _amounts(scope.columns if scope else {}):
                    cell = row.cells.get(column)
                    signed = scope is not None and scope.figures(row.key, column).signed
                    if cell is not None and cell.value < 0 and not signed and figures.role == "amount":
                        yield tell(
                            f"{hierarchy.label}“{hierarchy.name(row)}”的{column}是负数 {cell.value}，请核对。", cell
                        )
    yield from _negative_counts(report, profile, tell)


def _negative_counts(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    for fact in (fact for fact in profile.all_facts if fact.kind == "count"):
        cell = report.facts.get(fact.id)
        if cell is not None and cell.value < 0:
            yield tell(f"{cell.sheet}“{fact.label}”是负数 {cell.value}，请核对。", cell)


def empty_notes(report: Report, profile: Profile, tell: Tell) -> Iterator[Finding]:
    """A form without any amount says so in a sentence below it."""
    for table, spec in official(report, profile):
        if spec.empty_note and table.notes is not None and not table.has_figures:
            if any(says_no_data(spec, note) for note in table.notes):
                continue
            known = {**slot_values_of(report, profile), **of_form(spec)}
            note = fill(spec.empty_note, known, f"{spec.id}.empty_note")
            yield tell(f"{table_label(table, profile)}没有数据，表下应附说明，如“{note}”", table.heading.title)


def _amounts(columns: Mapping[str, Figures]) -> Iterable[tuple[str, Figures]]:
    return [(name, figures) for name, figures in columns.items() if figures.role == "amount"]
