"""Rows by 科目编码 that sums take for others: a code mistyped, a row that stands twice, a row whose code cannot be read.

Figures in such a row are right, so no figure is to be blamed. Each is put right in thought: where the rules then hold of the
workbook, with nothing new against them, that is what was wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from ...cells import Cell
from ...findings import Finding, Severity
from ...profiles import Profile
from ...profiles.classification import ECONOMIC, FUNCTIONAL, classification
from ...report import LEVELS, Block, Report, Row
from ...text import normal_name
from ..equations.equation import Equation, Ratio, Verdict
from ..equations.expanded import Expanded, Explained, Misplaced
from ..equations.expansion import expand
from ..equations.messages import finding_of
from ..language.scope import Scope, scopes

MISPLACED = "LH-4"
MISPLACED_TITLE = "编码写错、写了两次或没有读到的一行，和它引起的各处不符"
#: What tells of the same rows by itself.
_SAME_ROW = frozenset({"RD-09", "RD-10", "KM-1", "KM-3", "KM-7"})
#: So many things are tried; a form whose codes are all wrong has no single slip.
_MOST_TRIED = 24
_NAMED_RULES = 6
_DIGITS_BELOW = 2

_Items = Sequence[Equation | Ratio]
_Key = tuple[str, tuple[tuple[str, str], ...]]
#: Table and block.
_At = tuple[str, str]


class Placed(NamedTuple):
    """A row and where it is; ``label`` names its block in messages."""

    at: _At
    label: str
    row: Row

    @property
    def code_cell(self) -> Cell:
        return next(iter(self.row.cells.values()))

    @property
    def name(self) -> str:
        return f"{self.row.code} {self.row.name}".strip()


def explained_by_rows(report: Report, profile: Profile, expanded: Expanded, prior: Report | None) -> Explained:
    """The misplaced rows that alarms come from."""
    wrong = _wrong(expanded.held)
    found: list[tuple[Misplaced, tuple[Equation | Ratio, ...]]] = []
    sheets = {figure.cell.sheet for item in wrong.values() for figure in item.figures}
    told_of = (one for one in _suspected(report, profile) if any(cell.sheet in sheets for cell in one.cells))
    suspects = list(islice(told_of, _MOST_TRIED))

    def put_right(those: Iterable[Misplaced]) -> tuple[Report, Expanded, dict[_Key, Equation | Ratio]]:
        changed = report
        for one in those:
            changed = one.change(changed)
        then = _settled(expand(changed, profile, prior=prior), wrong)
        return changed, then, _wrong(then.held)

    likeliest = [
        (len(still), number)
        for number, one in enumerate(suspects)
        if (still := put_right([one])[2]).keys() < wrong.keys()
    ]
    for one in (suspects[number] for _, number in sorted(likeliest)):
        if all(one.cells != known.cells for known, _ in found):
            changed, then, still = put_right([one])
            if still.keys() < wrong.keys():
                found.append((one, tuple(item for key, item in wrong.items() if key not in still)))
                report, expanded, wrong = changed, then, still
    left = _each_once(one for one in suspects if all(one.cells != known.cells for known, _ in found))
    together = _together(left, wrong, put_right) if wrong and len(left) > 1 else []
    if together:
        report, expanded, still = put_right(together)
        mended = [item for key, item in wrong.items() if key not in still]
        found += [(one, _about(one, mended)) for one in together]
    return Explained(tuple(found), report, expanded)


_PutRight = Callable[[Iterable[Misplaced]], tuple[Report, Expanded, dict[_Key, Equation | Ratio]]]


def _together(left: Sequence[Misplaced], wrong: Mapping[_Key, object], put_right: _PutRight) -> list[Misplaced]:
    """Rows that have to be put right together: all that are left, without those that are not needed."""
    *_, best = put_right(left)
    if not best.keys() < wrong.keys():
        return []
    needed = list(left)
    for one in left:
        others = [other for other in needed if other is not one]
        if others and put_right(others)[2].keys() <= best.keys():
            needed = others
    return needed


def findings_of_rows(explained: Explained) -> Iterator[Finding]:
    for one, items in explained.found:
        alarms = tuple(finding_of(item, item.verdict) for item in items)
        titles = list(dict.fromkeys(f"{item.rule.id} {item.rule.title}" for item in items))
        rules = "、".join(titles[:_NAMED_RULES]) + (f"等 {len(titles)} 条" if len(titles) > _NAMED_RULES else "")
        so = f"下列 {len(items)} 处关系因此不符" if len(items) > 1 else "下列关系因此不符"
        message = f"{one.fault}，{so}：{rules}；{one.advice}。"
        yield Finding(MISPLACED, Severity.ERROR, MISPLACED_TITLE, message, one.cells, caused=alarms)


def told_apart(findings: Sequence[Finding], explained: Explained) -> list[Finding]:
    """The findings without those that only say again that such a row is there."""
    told = {cell.place for one, _ in explained.found for cell in one.cells}
    return [
        finding
        for finding in findings
        if finding.rule not in _SAME_ROW or not all(cell.place in told for cell in finding.cells)
    ]


def _about(one: Misplaced, items: _Items) -> tuple[Equation | Ratio, ...]:
    """Of the alarms that several rows have set off together, those on the sheets of this one."""
    sheets = {cell.sheet for cell in one.cells}
    return tuple(item for item in items if any(figure.cell.sheet in sheets for figure in item.figures)) or tuple(items)


def _each_once(suspects: Iterable[Misplaced]) -> list[Misplaced]:
    """The first for each row: others are other guesses at the same."""
    first: dict[tuple[Cell, ...], Misplaced] = {}
    for one in suspects:
        first.setdefault(one.cells, one)
    return list(first.values())


def _wrong(items: _Items) -> dict[_Key, Equation | Ratio]:
    return {_key(item): item for item in items if item.verdict is Verdict.WRONG}


def _settled(then: Expanded, before: Mapping[_Key, object]) -> Expanded:
    """Without what would follow: the formula of a total still says what it summed before."""
    follow = {key for key, item in _wrong(then.held).items() if key not in before and _is_worked_out(item)}
    return then._replace(held=tuple(item for item in then.held if _key(item) not in follow)) if follow else then


def _is_worked_out(item: Equation | Ratio) -> bool:
    return isinstance(item, Equation) and all(term.cell.formula is not None for term in item.left)


def _key(item: Equation | Ratio) -> _Key:
    """A relation by its rule and what it is about: the rows that it sums are what may change."""
    about = [term.cell for term in item.left] if isinstance(item, Equation) else [item.left.cell]
    return item.rule.id, tuple(cell.place for cell in about)


# -- what may be wrong ------------------------------------------------------------------------------------------------


def _suspected(report: Report, profile: Profile) -> Iterator[Misplaced]:
    blocks = list(_coded(report, profile))
    rows = [Placed(at, scope.label, row) for at, scope, block in blocks for row in block.rows if row.code.isdigit()]
    yield from _twice(rows)
    known = (classification(profile, FUNCTIONAL), classification(profile, ECONOMIC))
    names = {code: item.names for one in known for code, item in one.items()}
    lists = [row for block in report.lists.values() for row in block.rows if row.code.isdigit()]
    yield from _mistyped(rows, lists, blocks, names)
    for at, scope, block in blocks:
        for place, row in block.unread:
            yield from _unread(Placed(at, scope.label, row), place, block, rows)


def _coded(report: Report, profile: Profile) -> Iterator[tuple[_At, Scope, Block]]:
    known = scopes(profile)
    for table in report.tables.values():
        for block_id, block in table.blocks.items():
            scope = known.get((table.kind_id, block_id))
            if scope is not None and scope.coded:
                yield (table.id, block_id), scope, block


def _twice(rows: Sequence[Placed]) -> Iterator[Misplaced]:
    seen: dict[tuple[_At, str], Placed] = {}
    for one in rows:
        first = seen.setdefault((one.at, one.row.code), one)
        if first is one:
            continue
        for gone in (one, first):
            yield Misplaced(
                (one.code_cell, first.code_cell),
                _without(one.at, gone.row),
                f"{one.label}“{one.name}”写了两次（{first.code_cell.address}、{one.code_cell.address}）",
                "请删去多余的一行，或改正其中一行的编码",
            )


def _mistyped(
    rows: Sequence[Placed],
    listed_names: Iterable[Row],
    blocks: Sequence[tuple[_At, Scope, Block]],
    names: Mapping[str, tuple[str, ...]],
) -> Iterator[Misplaced]:
    """Codes whose name has another code elsewhere, or that have nothing above them in their form."""
    listed = {at: {row.code for row in block.rows} for at, _, block in blocks}
    levels = {at: {LEVELS[level] for level in scope.levels if level in LEVELS} for at, scope, _ in blocks}
    support: dict[str, Counter[str]] = {}
    for row in (*(one.row for one in rows), *listed_names):
        support.setdefault(normal_name(row.name), Counter())[row.code] += 1
    for code, called in names.items():
        for name in called:
            support.setdefault(normal_name(name), Counter())[code] += len(blocks)
    done: set[str] = set()
    for number, one in enumerate(rows):
        code, name = one.row.code, normal_name(one.row.name)
        if code in done or name in map(normal_name, names.get(code, ())):
            continue
        done.add(code)
        alike = [other for other in rows if other.row.code == code and normal_name(other.row.name) == name]
        above = code[:-_DIGITS_BELOW]
        has_none = len(code) - _DIGITS_BELOW in levels[one.at] and above not in listed[one.at]

        def is_free(right: str, code: str = code, alike: Sequence[Placed] = alike) -> bool:
            return len(right) == len(code) and not any(right in listed[other.at] for other in alike)

        guesses = [
            (right, f"别处“{one.row.name}”的编码是 {right}")
            for right, _ in support.get(name, Counter()).most_common()
            if name and right != code and right[0] == code[0] and is_free(right)
        ]
        before = next((other.row.code for other in rows[number - 1 : number] if number and other.at == one.at), "")
        parent = before if len(before) == len(above) else before[: len(above)]
        if has_none and parent and is_free(parent + code[-_DIGITS_BELOW:]):
            why = f"本表没有它的上级科目 {above}，按它所在的位置应属 {parent}"
            guesses.append((parent + code[-_DIGITS_BELOW:], why))
        cells = tuple(other.code_cell for other in alike)
        for right, why in guesses:
            label = "、".join(dict.fromkeys(other.label for other in alike))
            yield Misplaced(
                cells,
                _renamed(code, name, right),
                f"{label}“{one.name}”的编码可能写错了：{why}",
                "请核对编码",
                code,
                right,
            )


def _unread(one: Placed, place: int, block: Block, rows: Sequence[Placed]) -> Iterator[Misplaced]:
    """A row without a code that can be read, under each code that its place leaves open."""
    codes = [row.code for row in block.rows]
    before = next((code for code in reversed(codes[:place]) if code.isdigit()), "")
    after = next((code for code in codes[place:] if code.isdigit()), "")
    name = normal_name(one.row.name)
    elsewhere = sorted(
        {other.row.code for other in rows if normal_name(other.row.name) == name and other.row.code not in codes}
    )
    parents = dict.fromkeys(
        code for code in (before, before[:-_DIGITS_BELOW], after[:-_DIGITS_BELOW], "") if len(code) in (0, 3, 5)
    )
    missing = [above for above in (after[:-_DIGITS_BELOW],) if above and above not in codes]
    fresh = [code for parent in parents if (code := _unused(parent, codes))]
    for code in dict.fromkeys((*elsewhere, *fresh, *missing)):
        known = f"（别的表里是 {code}）" if code in elsewhere else ""
        address = one.code_cell.address
        yield Misplaced(
            (one.code_cell,),
            _with(one.at, place, replace(one.row, key=code, code=code)),
            f"{one.label}“{one.row.name}”一行（{address}）没有可识别的科目编码，没有读取",
            f"请补上编码{known}",
        )


def _unused(parent: str, codes: Sequence[str]) -> str:
    digits = _DIGITS_BELOW if parent else LEVELS["类"]
    return next((code for n in range(98, 0, -1) if (code := f"{parent}{n:0{digits}}") not in codes), "")


# -- the report as it would be ----------------------------------------------------------------------------------------


def _renamed(code: str, name: str, right: str) -> Callable[[Report], Report]:
    def renamed(row: Row) -> Row:
        is_it = row.code == code and normal_name(row.name) == name
        return replace(row, key=right, code=right) if is_it else row

    def change(report: Report) -> Report:
        return _changed(report, lambda _, rows: tuple(map(renamed, rows)))

    return change


def _without(at: _At, gone: Row) -> Callable[[Report], Report]:
    return lambda report: _changed(
        report, lambda here, rows: tuple(row for row in rows if here != at or row is not gone)
    )


def _with(at: _At, place: int, new: Row) -> Callable[[Report], Report]:
    return lambda report: _changed(
        report, lambda here, rows: (*rows[:place], new, *rows[place:]) if here == at else rows
    )


def _changed(report: Report, change: Callable[[_At, tuple[Row, ...]], tuple[Row, ...]]) -> Report:
    tables = {}
    for key, table in report.tables.items():
        new = {name: change((table.id, name), block.rows) for name, block in table.blocks.items()}
        if any(new[name] != block.rows for name, block in table.blocks.items()):
            blocks = {name: Block(name, block.columns, new[name], block.unread) for name, block in table.blocks.items()}
            table = replace(table, blocks=blocks)
        tables[key] = table
    return replace(report, tables=tables)
