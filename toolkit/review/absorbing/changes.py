"""What was changed in a document: texts of fields, and figures in tables, which are told and never taken over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...amounts import PRINTED_DECIMALS, Unit, amount_from_number, read_number, round_half_up
from ...cells import Cell, CellKind
from ...document import Document, Form, FormCell, FormItem, carried_text
from ...findings import Finding, Severity
from ...text import and_more, matcher, normal_name, plain
from ...workbook.forms.printed_rows import plain_code
from ..reading.finishing import squeezed
from ..reading.records import Table
from .fields import FieldText


class Change(NamedTuple):
    """A field that people changed: what the workbook prints now, and what the document says."""

    field: FieldText
    old: str
    new: str


def changes(
    edited: Mapping[tuple[str, str], FieldText], printed: Mapping[tuple[str, str], FieldText]
) -> Iterator[Change]:
    """The fields whose text is no longer what was written there, nor what the workbook prints now."""
    for key, field in edited.items():
        now = printed.get(key)
        if now is None:
            continue
        old, new = "\n".join(now.paragraphs), "\n".join(field.paragraphs)
        is_as_written = field.written and carried_text(field.paragraphs) == field.written
        if not says_the_same(old, new) and (plain(old) == plain(new) or not is_as_written):
            yield Change(field._replace(heading=now.heading), old, new)


def says_the_same(old: str, new: str) -> bool:
    """Whether two texts are the same in words and in paragraphs."""
    return plain(old) == plain(new) and _breaks(old) == _breaks(new)


def _breaks(text: str) -> tuple[int, ...]:
    """After how many letters each paragraph ends."""
    return tuple(len(plain(line)) for line in text.split("\n") if plain(line))


def lost(
    edited: Mapping[tuple[str, str], FieldText], printed: Mapping[tuple[str, str], FieldText]
) -> Iterator[FieldText]:
    """The fields that the document no longer has."""
    for key, field in printed.items():
        if field.paragraphs and (key not in edited or not edited[key].paragraphs):
            yield field


def moved(
    edited: Mapping[tuple[str, str], FieldText], printed: Mapping[tuple[str, str], FieldText]
) -> Iterator[FieldText]:
    """The fields that stand elsewhere among the others than the workbook prints them."""
    here = [key for key, field in edited.items() if key in printed and field.written]
    there = [key for key in printed if key in set(here)]
    kept = {key for block in matcher(here, there).get_matching_blocks() for key in here[block.a : block.a + block.size]}
    return (printed[key] for key in here if key not in kept)


def changed_cells(tables: Sequence[Table], document: Document) -> Iterator[Finding]:
    """Cells of the document's tables that say otherwise than the workbook's forms, each with the cell to change there;
    and which forms the document has not."""
    waiting, missing = list(tables), []
    for item in document.items:
        if not isinstance(item, FormItem):
            continue
        if table := _of_form(item.form, waiting):
            waiting.remove(table)
            yield from _differences(table, item.form)
        else:
            missing.append(item.form.title)
    if missing:
        named = and_more([f"《{title}》" for title in missing], "张表")
        message = f"文档里没有找到工作簿里的{named}（没有附上、是图片，或标题不同），没有逐格核对。"
        yield Finding("WD-26", Severity.WARNING, "文档里的表与工作簿不同", message)


def _of_form(form: Form, tables: Sequence[Table]) -> Table | None:
    """The first table that has the form's title and shape, else its title; a heading over it may say more."""
    wanted = normal_name(form.title)
    titled = [table for table in tables if (title := normal_name(table.title)) and title.endswith(wanted)]
    alike = [table for table in (*titled, *tables) if (table.height, table.width) == _shape(form)]
    return next((table for table in alike if table in titled or not table.title), None) or next(iter(titled), None)


def _shape(form: Form) -> tuple[int, int]:
    return form.row_count, len(form.widths)


def _differences(table: Table, form: Form) -> Iterator[Finding]:
    if (table.height, table.width) != _shape(form):
        message = f"“{form.title}”在文档里是 {table.height} 行 {table.width} 列，工作簿里印出来是 {form.row_count} 行 {len(form.widths)} 列，没有逐格核对。"
        yield Finding("WD-26", Severity.WARNING, "文档里的表与工作簿不同", message)
        return
    units = _unit(table.captions), _unit([words for line in form.above for words in line])
    if None not in units and units[0] is not units[1]:
        here_unit, there_unit = (unit.value for unit in units if unit)
        message = f"“{form.title}”在文档里以{here_unit}为单位，工作簿里以{there_unit}为单位，已换算后逐格核对。"
        yield Finding("WD-26", Severity.WARNING, "文档里的表与工作簿不同", message)
    here = {(cell.row, cell.column): cell.text for cell in table.cells}
    for cell in form.cells:
        text = here.get((cell.row, cell.column))
        if text is not None and not _same(text, cell.text, *units):
            yield _changed(form, cell, text)


def _unit(captions: Iterable[str]) -> Unit | None:
    return next((unit for caption in captions if (unit := Unit.named_in(caption))), None)


def _same(text: str, printed: str, here: Unit | None, there: Unit | None) -> bool:
    """The same words, or the same figure: with its unit behind it, in the unit of the document's table, a code in parts."""
    wanted = squeezed(printed)
    if plain(text) == plain(wanted):
        return True
    number, other = read_number(text.removesuffix(here.value) if here else text), read_number(wanted)
    if number is None or other is None:
        return plain_code(text) == wanted
    if here and there and here is not there and "." in wanted:  # counts have no unit
        return round_half_up(amount_from_number(number, here).to(there).value, PRINTED_DECIMALS) == other
    return number == other


def _changed(form: Form, cell: FormCell, text: str) -> Finding:
    is_figure = read_number(cell.text) is not None or read_number(text) is not None
    was, now = (f"“{words}”" if words.strip() else "空白" for words in (squeezed(cell.text), text))
    message = f"“{form.title}”里工作簿的{was}，在文档里是{now}；表格不从文档收回，要改请改工作簿的 {form.sheet}!{cell.address}。"
    severity = Severity.ERROR if is_figure else Severity.WARNING
    place = Cell(form.sheet, cell.address, CellKind.TEXT, squeezed(cell.text))
    return Finding("WD-26", severity, "文档里的表与工作簿不同", message, (place,))
