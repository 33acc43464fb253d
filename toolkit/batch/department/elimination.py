"""抵销: what units of a department paid each other is in both their accounts and must leave the department's.

The bureau lists the payments; each lowers one figure of the income side and one of the expenditure side, and with them
every total that the identities of the profile build from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ... import rules, workbook
from ...addresses import address
from ...amounts import Unit, read_number
from ...errors import WorkbookError
from ...profiles import Profile
from ...report import Report
from ...rules.equations.equation import Equation
from ...text import bare_name, clean, listed
from ...workbook.files.grid import Sheet

_HEADS = ("付款单位", "支出栏目", "支出科目编码", "收款单位", "收入栏目", "收入科目编码", "金额")
_FORM = "列名：付款单位、支出栏目（如 对附属单位补助支出）、支出科目编码、收款单位、收入栏目（如 上级补助收入）、收入科目编码、金额（万元）"


class Elimination(NamedTuple):
    """One payment between two units, in 分: from which column and code it goes, into which it comes."""

    payer: str
    paid_from: tuple[str, str]
    payee: str
    paid_into: tuple[str, str]
    fen: int

    def __str__(self) -> str:
        return f"{self.payer}付给{self.payee}"


def read_eliminations(path: Path) -> list[Elimination]:
    """The bureau's list. Raises WorkbookError when it is no workbook, lacks a column, or an amount is no number."""
    grid = workbook.read_grid(path)
    for sheet in grid.sheets:
        for row in sheet.rows:
            words = {column: re.sub(r"\s|（万元）|\(万元\)", "", sheet[row, column].text) for column in sheet.rows[row]}
            if set(_HEADS) <= set(words.values()):
                columns = {word: column for column, word in words.items()}
                return list(_listed(path, sheet.name, sheet, row, columns))
    raise WorkbookError(f"抵销单里没有找到需要的列。{_FORM}。", path=path)


def _listed(path: Path, name: str, sheet: Sheet, head: int, columns: Mapping[str, int]) -> Iterator[Elimination]:
    for row in sheet.rows:
        if row <= head:
            continue
        fields = {word: clean(sheet.shown(row, column).text) for word, column in columns.items()}
        if not any(fields.values()) or re.fullmatch("小计|合计|总计", re.sub(r"\s", "", fields["付款单位"])):
            continue
        number = read_number(fields["金额"])
        if number is None:
            place = address(row, columns["金额"])
            said = f"金额“{fields['金额']}”不是数" if fields["金额"] else "没有金额（空着，或公式没有结果）"
            raise WorkbookError(f"{said}，请改正。", path=path, sheet=name, cell=place)
        yield Elimination(
            fields["付款单位"],
            (fields["支出栏目"], fields["支出科目编码"]),
            fields["收款单位"],
            (fields["收入栏目"], fields["收入科目编码"]),
            int(number * Unit.WAN.fen),
        )


def between(eliminations: Sequence[Elimination], units: Sequence[str]) -> tuple[list[Elimination], list[str]]:
    """The payments between these units; and a sentence for each that is of another: it is in no figure of theirs."""
    known = {bare_name(unit) for unit in units}
    found, told = [], []
    for payment in eliminations:
        strangers = [name for name in (payment.payer, payment.payee) if bare_name(name) not in known]
        if strangers:
            told.append(f"抵销“{payment}”没有做：汇总的单位里没有{listed(strangers)}，请核对抵销单上的名称。")
        else:
            found.append(payment)
    return found, told


class Eliminated(NamedTuple):
    """What is taken from each cell, in 分; ``misplaced``: payments that have no place in the forms, a sentence each."""

    by_cell: Mapping[tuple[str, str], int]
    misplaced: tuple[str, ...]


def eliminate(report: Report, profile: Profile, eliminations: Sequence[Elimination]) -> Eliminated:
    """What the payments take from the cells of the department's workbook, totals and all."""
    taken: dict[tuple[str, str], int] = {}
    misplaced = []
    for payment in eliminations:
        for column, code in (payment.paid_from, payment.paid_into):
            cells = list(_leaves(report, column, code))
            if not cells:
                misplaced.append(f"抵销“{payment}”没有做：部门的表里没有科目 {code} 的“{column}”这一格。")
            for cell in cells:
                taken[cell] = taken.get(cell, 0) + payment.fen
    return Eliminated(_with_totals(taken, report, profile), tuple(misplaced))


def _leaves(report: Report, column: str, code: str) -> Iterator[tuple[str, str]]:
    """The cells of that code in the column of that name: it stands in one form."""
    for table in report.tables.values():
        for block in table.blocks.values():
            row = block.by_key.get(code)
            if row is not None and row.code and column in row.cells:
                yield table.sheet, row.cells[column].address


def _with_totals(taken: Mapping[tuple[str, str], int], report: Report, profile: Profile) -> dict[tuple[str, str], int]:
    """Also what every figure loses that an identity builds from them, each worked out once."""
    identities = [item for item in rules.expand(report, profile).items if _is_built(item)]
    waiting = {id(item): item for item in identities if isinstance(item, Equation)}
    found = dict(taken)
    while ready := [
        item for item in waiting.values() if _loss(item, found) and item.left[0].figure.cell.place not in found
    ]:
        built_later = {item.left[0].figure.cell.place for item in ready}
        # First what none of the others hands something on to; identities in a ring are taken as they come.
        first = [item for item in ready if not any(figure.cell.place in built_later for _, figure in item.right)]
        for item in first or ready[:1]:
            found.setdefault(item.left[0].figure.cell.place, _loss(item, found))
    return found


def _loss(item: Equation, found: Mapping[tuple[str, str], int]) -> int:
    return sum(k * found.get(figure.cell.place, 0) for k, figure in item.right)


def _is_built(item: object) -> bool:
    """An identity that gives one figure of this year from others."""
    return (
        isinstance(item, Equation)
        and item.relation == "="
        and item.rule.severity == "error"
        and len(item.left) == 1
        and item.left[0].coefficient == 1
        and not any(figure.prior for figure in item.figures)
        and item.left[0].figure.role == "amount"
    )


def lowered(report: Report, by_cell: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, str, Decimal]]:
    """Sheet, address and new amount (in the sheet's unit) of every cell that something is taken from."""
    for table in report.tables.values():
        for cell in table.cells():
            fen = by_cell.get(cell.place, 0)
            if fen:
                yield cell.sheet, cell.address, cell.value - Decimal(fen) / table.unit.fen
