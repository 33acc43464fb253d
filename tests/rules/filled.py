"""Reports made by hand for the rules' tests: a source file laid out on sheets by the profile, cell by cell changeable."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from exact_workbooks import with_cells

from toolkit.addresses import address
from toolkit.amounts import Unit, amount_from_number, is_dash, read_number
from toolkit.cells import Cell, CellKind
from toolkit.edits import Edit
from toolkit.findings import Finding
from toolkit.profiles import NUMBER_ROLES, BlockSpec, Profile, load_profile
from toolkit.report import Block, Heading, Report, Row, Table
from toolkit.text import normal_name

SOURCES = Path(__file__).resolve().parents[2] / "workbooks" / "sources"


@lru_cache
def source(name: str) -> dict[str, Any]:
    return json.loads((SOURCES / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)


@lru_cache
def only(profile: Profile, *ids: str) -> Profile:
    """The profile with these rules alone, or all whose names begin so: their findings do not hang on the others."""
    return replace(profile, rules={name: rule for name, rule in profile.rules.items() if name.startswith(ids)})


class Filled:
    """A workbook on paper. ``put`` changes one figure, ``report`` lays everything out."""

    def __init__(self, name: str = "jiyuan-2023") -> None:
        data = deepcopy(source(name))
        self.profile: Profile = load_profile(data["profile"]).for_year(data["year"])
        self.data = data
        self.units: dict[str, Unit] = {}
        self.unit_names: dict[str, str] = {}
        self.notes: dict[str, tuple[str, ...] | None] = {}
        self.formulas: dict[tuple[str, str], str] = {}

    def put(self, table: str, block: str, row: str, column: str, value: object) -> Filled:
        """Change one figure. ``row`` is its code or its name as the form prints it, without ordinal."""
        holder = self.data["lists"][table] if table in self.data["lists"] else self.data["tables"][table][block]
        for index, line in enumerate(holder["rows"]):
            if row in self._keys(table, block, index, line):
                line[holder["columns"].index(column)] = value
                return self
        raise KeyError((table, block, row))

    def fact(self, name: str, value: object) -> Filled:
        self.data["facts"][name] = value
        return self

    def drop(self, table: str, block: str, row: str) -> Filled:
        rows = self.data["tables"][table][block]["rows"]
        rows[:] = [line for index, line in enumerate(rows) if row not in self._keys(table, block, index, line)]
        return self

    def _keys(self, table: str, block: str, index: int, line: list[Any]) -> set[str]:
        spec = self.profile.tables.get(table.split("#")[0])
        keys = {normal_name(str(value)) for value in line[:2] if isinstance(value, str) and value}
        if spec is not None:
            rows = spec.block(block).rows
            if spec.block(block).kind in ("lines", "grid") and index < len(rows):
                keys = {rows[index].called}
            elif spec.block(block).kind == "list":
                keys = {str(index + 1)}
        return keys

    def report(self) -> Report:
        tables = {table.id: table for table in self._tables()}
        facts = {}
        for number, (name, value) in enumerate(self._facts(), 2):
            facts[name] = cell("补充资料", f"B{number}", value, Unit.WAN)
        lists = {name: self._list(name, block) for name, block in self.data["lists"].items()}
        return Report(
            Path("样本.xlsx"),
            self.profile.id,
            self.data["unit_name"],
            self.data["year"],
            Unit.WAN,
            tables,
            facts,
            lists,
            sheets=(*(table.sheet for table in tables.values()), "补充资料", *lists),
        )

    def _facts(self) -> Iterable[tuple[str, object]]:
        for group in self.profile.facts.values():
            for fact in group.facts:
                yield fact.id, self.data["facts"].get(fact.id)

    def _list(self, name: str, block: dict[str, Any]) -> Block:
        group = self.profile.facts[name]
        columns = {column.id: column for column in group.columns}
        rows = []
        for number, line in enumerate(block["rows"], 3):
            values = dict(zip(block["columns"], line, strict=True))
            cells = {
                column: cell(name, address(number, place), values.get(column), Unit.WAN)
                for place, column in enumerate(columns, 1)
            }
            by_role = {columns[column].role: cells[column].text for column in columns}
            code = by_role.get("code", "")
            rows.append(Row(code or str(number - 2), by_role.get("name", ""), code, cells=cells))
        figures = tuple(column.id for column in group.columns if column.role in NUMBER_ROLES)
        return Block(name, figures, tuple(rows))

    def _tables(self) -> Iterable[Table]:
        for table_id, blocks in self.data["tables"].items():
            spec = self.profile.tables[table_id.split("#")[0]]
            sheet = spec.title if not spec.repeated else table_id.replace("#", "")
            unit = self.units.get(table_id, Unit.WAN)
            laid, place, first_row = {}, 1, 6
            for block in spec.blocks:
                laid[block.id] = self._block(sheet, block, blocks[block.id], unit, place, first_row)
                if spec.repeated:
                    first_row += len(blocks[block.id]["rows"]) + 2
                else:
                    place += len(block.columns)
            unit_name = self.unit_names.get(table_id, self.data["unit_name"])
            yield Table(
                table_id, sheet, spec.title, unit, laid, unit_name, self.data["year"], spec.label,
                Heading(*(cell(sheet, at, "x") for at in ("A1", "H2", "A3", "D3", "H3"))),
                self.notes.get(table_id),
            )  # fmt: skip

    def _block(
        self, sheet: str, spec: BlockSpec, given: dict[str, Any], unit: Unit, place: int, first_row: int
    ) -> Block:
        lines = [dict(zip(given["columns"], row, strict=True)) for row in given["rows"]]
        roles = {column.id: column.role for column in spec.columns}

        def made(number: int, offset: int, column: str, value: object) -> Cell:
            at = address(first_row + number, place + offset)
            made = cell(sheet, at, value, unit)
            formula = self.formulas.get((sheet, at))
            return made._replace(formula=formula) if formula else made

        if spec.kind == "cross":
            (line,) = lines
            rows: dict[str, dict[str, Cell]] = {}
            for offset, column in enumerate(spec.columns):
                rows.setdefault(column.row, {})[column.column] = made(0, offset, column.id, line[column.id])
            columns = tuple(dict.fromkeys(column.column for column in spec.columns))
            return Block(spec.id, columns, tuple(Row(key, key, cells=cells) for key, cells in rows.items()))
        if spec.kind == "pairs":
            (line,) = lines
            cells = {key: made(0, 2 * offset + 1, key, value) for offset, (key, value) in enumerate(line.items())}
            return Block(spec.id, (), (Row("", "", cells=cells),))
        found = []
        for number, line in enumerate(lines):
            if spec.kind in ("lines", "grid") and number < len(spec.rows):
                line = {next((c for c, r in roles.items() if r == "name"), ""): spec.rows[number].name, **line}
            cells = {
                column.id: made(number, offset, column.id, _fraction(line.get(column.id), column.role))
                for offset, column in enumerate(spec.columns)
            }
            code = next((cells[c].text for c, role in roles.items() if role == "code"), "")
            name = next((cells[c].text for c, role in roles.items() if role == "name"), "")
            key = code or normal_name(name) or (str(number + 1) if spec.kind == "list" else "")
            if spec.kind in ("lines", "grid"):
                key = spec.rows[number].called
            found.append(Row(key, name, code, cells=cells))
        return Block(spec.id, tuple(c.id for c in spec.figures), tuple(found))


def _fraction(value: object, role: str) -> object:
    if role == "percent" and isinstance(value, str) and value.endswith("%"):
        return Decimal(value[:-1]) / 100
    return value


def cell(sheet: str, address: str, value: object, unit: Unit = Unit.WAN) -> Cell:
    """A cell as the reader would make it of what a person typed."""
    if value is None or value == "":
        return Cell(sheet, address, CellKind.BLANK, unit=unit)
    if isinstance(value, (int, Decimal)):
        return Cell(sheet, address, CellKind.NUMBER, f"{value}", amount_from_number(Decimal(value), unit), unit=unit)
    text = str(value)
    if is_dash(text):
        return Cell(sheet, address, CellKind.DASH, text, unit=unit)
    number = read_number(text) if "," in text else None
    if number is not None:
        amount = amount_from_number(number, unit)
        return Cell(sheet, address, CellKind.NUMBER, text, amount, number_as_text=True, unit=unit)
    return Cell(sheet, address, CellKind.TEXT, text, unit=unit)


def edited(report: Report, edits: Iterable[Edit]) -> Report:
    """The report of the workbook after the edits, as reading it again would give."""
    by_place = {(edit.sheet, edit.address): edit for edit in edits}

    def after(old: Cell) -> Cell:
        edit = by_place.get((old.sheet, old.address))
        if edit is None:
            return old
        return cell(old.sheet, old.address, edit.value, old.unit)._replace(formula=edit.formula)

    return with_cells(report, after)


def alarms(findings: Iterable[Finding]) -> list[Finding]:
    """What each rule says by itself: in place of a cause, the alarms that are told beneath it."""
    return [alarm for finding in findings for alarm in (finding.caused or (finding,))]
