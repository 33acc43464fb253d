"""Reports made by hand: figures as a person would write them down, read as the workbook room would read them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from toolkit.amounts import Unit, amount_from_number
from toolkit.cells import Cell, CellKind
from toolkit.profiles import BlockSpec, Profile
from toolkit.report import Block, Report, Row, Table, WrittenField
from toolkit.text import normal_name

Rows = Sequence[Sequence[object]]


def cell(value: object, sheet: str = "表", address: str = "A1", unit: Unit = Unit.WAN) -> Cell:
    """None and "" are blank; str is text; Decimal and int are numbers."""
    if value is None or value == "":
        return Cell(sheet, address, CellKind.BLANK)
    if isinstance(value, str):
        return Cell(sheet, address, CellKind.TEXT, value)
    number = Decimal(value)  # type: ignore[arg-type]
    return Cell(sheet, address, CellKind.NUMBER, str(value), amount_from_number(number, unit))


def block(
    columns: Sequence[str], rows: Rows, *, sheet: str = "表", unit: Unit = Unit.WAN, listed: bool = False
) -> Block:
    """Rows keyed as the reader keys them: by code, else by name; lists by their running number."""
    made = []
    for number, values in enumerate(rows, 1):
        cells = {
            name: cell(value, sheet, f"{chr(65 + at)}{number}", unit)
            for at, (name, value) in enumerate(zip(columns, values, strict=True))
        }
        code = cells["编码"].text if "编码" in cells else ""
        name = next((cells[c].text for c in ("名称", "项目", "项目名称", "名词") if c in cells), "")
        key = str(number) if listed else code or normal_name(name)
        made.append(Row(key, name, code, None, cells))
    return Block("", tuple(columns), tuple(made))


def cross(spec: BlockSpec, rows: Mapping[str, Sequence[object]], *, sheet: str = "表") -> Block:
    """A 三公 table: row name → (预算数, 决算数)."""
    columns = ("预算数", "决算数")
    assert set(rows) <= {column.row for column in spec.columns}
    return Block(
        "",
        columns,
        tuple(
            Row(name, name, "", None, {c: cell(v, sheet, f"A{at}") for c, v in zip(columns, values, strict=True)})
            for at, (name, values) in enumerate(rows.items(), 1)
        ),
    )


def put(made: Report, table: str, block_id: str, row: str, column: str, value: Decimal | int | str) -> Report:
    """The report with one figure of a form changed."""
    old = made.tables[table]
    rows = tuple(
        replace(one, cells={**one.cells, column: cell(Decimal(value))}) if one.key == row else one
        for one in old.blocks[block_id].rows
    )
    blocks = {**old.blocks, block_id: replace(old.blocks[block_id], rows=rows)}
    return replace(made, tables={**made.tables, table: replace(old, blocks=blocks)})


def report(
    profile: Profile,
    *,
    tables: Mapping[str, Mapping[str, Block]] | None = None,
    facts: Mapping[str, object] | None = None,
    lists: Mapping[str, Block] | None = None,
    texts: Mapping[str, tuple[str, ...]] | None = None,
    person: Mapping[str, str] | None = None,
    unit: Unit = Unit.WAN,
) -> Report:
    """A report of 2023 in which all declared facts have a cell, those not given a blank one."""
    given = facts or {}
    fact_cells = {}
    for group in profile.facts.values():
        for at, fact in enumerate(group.facts, 4):
            fact_cells[fact.id] = cell(given.get(fact.id), group.sheet, f"B{at}")
    assert set(given) <= set(fact_cells)
    return Report(
        path=Path("样例.xlsx"),
        profile=profile.id,
        unit_name="某某中心",
        year=2023,
        unit=unit,
        tables={
            key: Table(key, key, profile.tables[key.split("#")[0]].title, unit, blocks)
            for key, blocks in (tables or {}).items()
        },
        facts=fact_cells,
        lists=lists or {},
        texts=texts or {},
        written={key: written(key, text) for key, text in (person or {}).items()},
    )


def written(field_id: str, person: str, *, base: str = "") -> WrittenField:
    """One row of the 情况说明 sheet."""
    cells = [Cell("情况说明", f"{column}3", CellKind.TEXT) for column in "CDEF"]
    return WrittenField(field_id, "", person, base, *cells)


def with_facts(original: Report, profile: Profile, **facts: object) -> Report:
    """The report with some facts changed; None empties one."""
    changed = {
        name: cell(value, original.facts[name].sheet, original.facts[name].address) for name, value in facts.items()
    }
    return replace(original, facts={**original.facts, **changed})


def published(profile: Profile, source: Path) -> Report:
    """The report of a sample, from its figures as they were written down (workbooks/sources/*.json)."""
    said = json.loads(source.read_text(encoding="utf-8"), parse_float=Decimal)
    tables = {
        key: {
            name: _published_block(profile.tables[key].block(name), part["columns"], part["rows"])
            for name, part in blocks.items()
        }
        for key, blocks in said["tables"].items()
        if not profile.tables[key.split("#")[0]].repeated
    }
    lists = {
        key: block(part["columns"], part["rows"], sheet="补充资料", listed=True) for key, part in said["lists"].items()
    }
    texts = {key: tuple(paragraphs) for key, paragraphs in said["texts"].items()}
    made = report(profile, tables=tables, facts=said["facts"], lists=lists, texts=texts)
    return replace(made, unit_name=said["unit_name"], year=said["year"])


def _published_block(spec: BlockSpec, columns: Sequence[str], rows: Rows) -> Block:
    if spec.kind != "cross":
        return block(columns, rows, sheet="公开表")
    figures = dict(zip(columns, rows[0], strict=True))
    by_row: dict[str, dict[str, object]] = {}
    for column in spec.columns:
        by_row.setdefault(column.row, {})[column.column] = figures[column.id]
    return cross(spec, {name: (pair["预算数"], pair["决算数"]) for name, pair in by_row.items()})
