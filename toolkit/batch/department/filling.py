"""The department's forms filled with the sums of its units': rows united by code and name, in the order of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ...amounts import Unit, trimmed
from ...numerals import chinese_number
from ...profiles import BlockSpec, FactGroup, Profile, TableSpec, column_id
from ...rules.language.grammar import FACTS
from ...text import listed, normal_name
from ...workbook.blanks.contents import Filling, Line, Value
from ..amounts import Amounts, Place

#: What the department's sums are kept in: a place → 分 (or millionths, of counts).
Sums = Mapping[Place, int]


class FormFiller:
    """Makes the contents of one workbook. ``notes`` collects what is left for a person, a sentence each."""

    def __init__(self, profile: Profile, units: Sequence[Amounts], sums: Sums, money: Mapping[str, Unit]) -> None:
        self._profile, self._units, self._sums, self._money = profile, units, sums, money
        self._rows: dict[tuple[str, str], list[str]] = {}
        self._names: dict[tuple[str, str, str], list[str]] = {}
        for unit in units:
            for (table, block, key), name in unit.names.items():
                self._names.setdefault((table, block, key), []).append(name)
                rows = self._rows.setdefault((table, block), [])
                if key not in rows:
                    rows.append(key)
        self.notes: list[str] = []

    def filling(self) -> Filling:
        facts = {fact: self._value((FACTS, "", fact, FACTS)) for _, _, fact, _ in self._places(FACTS)}
        tables = {
            spec.id: {block.id: list(self._block(spec, block)) for block in spec.blocks}
            for spec in self._profile.tables.values()
            if not spec.repeated and not spec.grid
        }
        lists = {group.id: self._list(group) for group in self._profile.facts.values() if group.kind == "list"}
        return Filling(facts=facts, tables=tables, lists={name: rows for name, rows in lists.items() if rows})

    def _places(self, table: str) -> list[Place]:
        return [place for place in self._sums if place[0] == table]

    def _value(self, place: Place) -> Value:
        """The sum there as it is typed; None where no unit has a figure."""
        if place not in self._sums:
            return None
        role = next(unit.roles[place] for unit in self._units if place in unit.roles)
        if role == "count":
            return trimmed(Decimal(self._sums[place]) / Unit.WAN.fen)
        return trimmed(Decimal(self._sums[place]) / self._money.get(place[0], Unit.WAN).fen)

    def _name(self, table: str, block: str, key: str) -> str:
        """The name that most units print, which is told when they do not agree."""
        names = self._names.get((table, block, key), [])
        different = {normal_name(name): name for name in names}
        usual = max(names, key=names.count) if names else key
        if len(different) > 1:
            title = self._profile.tables[table].title if table in self._profile.tables else table
            others = listed(name for name in different.values() if name != usual)
            self.notes.append(f"{title}的 {key}：各单位名称不一，用了“{usual}”，还有{others}，请核对。")
        return usual

    def _block(self, spec: TableSpec, block: BlockSpec) -> Iterator[Line]:
        match block.kind:
            case "lines":
                yield from self._lines(spec, block)
            case "codes":
                yield from self._codes(spec, block)
            case "groups":
                yield from self._groups(spec, block)
            case "cross":
                yield {
                    column.id: self._value((spec.id, block.id, column.row, column.column)) for column in block.figures
                }
            case "tree" if block.level_by == "ordinal":
                yield from self._tree(spec, block)
            case _:
                if self._rows.get((spec.id, block.id)):
                    self.notes.append(f"{spec.title}按单位或项目列示，没有汇总，请在部门的工作簿里填写。")

    def _figures(self, spec: TableSpec, block: BlockSpec, key: str) -> dict[str, Value]:
        return {column.id: self._value((spec.id, block.id, key, column.id)) for column in block.figures}

    def _lines(self, spec: TableSpec, block: BlockSpec) -> Iterator[Line]:
        """The form's lines in their places; a line that units have added goes into the next blank one."""
        name = column_id(block.columns, "name")
        own = [row.called for row in block.rows]
        added = [key for key in self._rows.get((spec.id, block.id), ()) if key and key not in own]
        for row, key in zip(block.rows, own, strict=True):
            if row.name:
                yield {name: row.name, **self._figures(spec, block, key)}
            elif added:
                key = added.pop(0)
                yield {name: self._name(spec.id, block.id, key), **self._figures(spec, block, key)}
            else:
                yield {}
        if added and any(self._has_figures(spec, block, key) for key in added):
            self.notes.append(f"{spec.title}{block.id}没有空行可填：{'、'.join(added)}，请在部门的工作簿里添上。")

    def _has_figures(self, spec: TableSpec, block: BlockSpec, key: str) -> bool:
        return any(value is not None for value in self._figures(spec, block, key).values())

    def _codes(self, spec: TableSpec, block: BlockSpec) -> Iterator[Line]:
        """The fixed rows, and the codes of all units in order where the form leaves room for them."""
        code, name = column_id(block.columns, "code"), column_id(block.columns, "name")
        fixed = {row.called: row for row in block.rows if row.name}
        keys = sorted(key for key in self._rows.get((spec.id, block.id), ()) if key not in fixed)
        coded = [
            {code: key, name: self._name(spec.id, block.id, key), **self._figures(spec, block, key)} for key in keys
        ]
        room = any(not row.name for row in block.rows)
        for row in block.rows:
            if row.name:
                key = row.called
                yield {name: row.name, **self._figures(spec, block, key)}
            else:
                yield from coded
        if not room:
            yield from coded

    def _groups(self, spec: TableSpec, block: BlockSpec) -> Iterator[Line]:
        code, name = column_id(block.columns, "code"), column_id(block.columns, "name")
        known = {item.name.split(maxsplit=1)[0] for group in block.groups for item in group}
        totals = {total.name for total in block.totals}
        for key in self._rows.get((spec.id, block.id), ()):
            if key in known:
                figures = {
                    column: value for column, value in self._figures(spec, block, key).items() if value is not None
                }
                yield {code: key, **figures}
            elif self._has_figures(spec, block, key) and key not in totals:
                self.notes.append(f"{spec.title}的 {key} 不在本格式的科目里，请在部门的工作簿里添上。")
        for total in totals:
            yield {name: total, **self._figures(spec, block, total)}

    def _tree(self, spec: TableSpec, block: BlockSpec) -> Iterator[Line]:
        """Rows by name in levels: each name under its own, in the order in which units have them."""
        name = column_id(block.columns, "name")
        fixed = [row.called for row in block.rows]
        keys = [key for key in self._rows.get((spec.id, block.id), ()) if key not in fixed]
        first = 0
        for key in _nested(keys):
            level = key.count("/")
            first += level == 0
            words = normal_name(self._name(spec.id, block.id, key))
            printed = f"{chinese_number(first)}、{words}" if level == 0 else "  " * level + words
            yield {name: printed, **self._figures(spec, block, key)}
        for row, key in zip(block.rows, fixed, strict=True):
            yield {name: row.name, **self._figures(spec, block, key)}

    def _list(self, group: FactGroup) -> list[Line]:
        """Coded lists (年初预算) added up; of the others nothing is known that adds."""
        code, name = column_id(group.columns, "code"), column_id(group.columns, "name")
        if not code:
            return []
        figures = [column for column in group.columns if column.role in ("amount", "count")]
        return [
            {
                code: key,
                name: self._name(group.id, "", key),
                **{column.id: self._value((group.id, "", key, column.id)) for column in figures},
            }
            for key in sorted(self._rows.get((group.id, ""), ()))
        ]


def _nested(keys: Sequence[str]) -> list[str]:
    """Paths with each one's children right behind it, otherwise in the order given."""
    place = {key: number for number, key in enumerate(keys)}

    def order(key: str) -> list[int]:
        parts = key.split("/")
        return [place.get("/".join(parts[: depth + 1]), len(keys)) for depth in range(len(parts))]

    return sorted(keys, key=order)
