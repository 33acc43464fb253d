"""Lists of 经济分类 in words (主要包括：基本工资、津贴补贴 …): what is listed has an amount in the table, what has one is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...findings import Finding
from ..statements.names import core
from ..statements.sentences import Passage
from .context import Context, about

_LIST = re.compile(r"(?P<of>人员经费|公用经费)[^。；]*?(?:主要)?(?:包括|用于)[：:]?(?P<items>[^。；]+)")
_STAFF = ("301", "303")
_PARTS = ("人员经费", "公用经费")
#: What may stand behind a name: its amount, with or without brackets; and a share, which names nothing.
_AMOUNT = re.compile(r"（?[为共]?[\d,]+(?:\.\d+)?(?:万元|亿元|元)）?$")
_SHARE = re.compile("占.*%$")
_END = re.compile(r"等(?:支出|费用|方面)?$")
#: What names a whole 类 or is a phrase, no item of the list.
_FEWEST = 3


class Item(NamedTuple):
    """A 款 of 经济分类: its name as the table has it, and in what (人员经费, 公用经费) it has an amount this year."""

    name: str
    spent_in: frozenset[str]


def lists(context: Context) -> Iterator[Finding]:
    items = dict(_items(context))
    if not items:
        return
    for passage in context.narrative:
        for match in _LIST.finditer(passage.plain):
            yield from _judged(passage, match, items)


def _judged(passage: Passage, match: re.Match[str], known: dict[str, Item]) -> Iterator[Finding]:
    text = match["items"]
    open_ended = bool(_END.search(text))
    items = [_AMOUNT.sub("", item) for item in re.split("[、，]", _END.sub("", text)) if not _SHARE.match(item)]
    items = [item for item in items if item]
    if len(items) < _FEWEST or sum(core(item) in known for item in items) * 2 < len(items):
        return
    of, start = match["of"], match.start("items")
    wrong: dict[str, list[str]] = {}
    for item in items:
        found = known.get(core(item))
        if found is None:
            wrong.setdefault("基本支出表里没有这样的科目，请核对名称", []).append(item)
        elif not found.spent_in:
            wrong.setdefault("表里本年没有金额，不应列举", []).append(item)
        elif of not in found.spent_in:
            wrong.setdefault(f"在表里不属于{of}", []).append(item)
    for why, names in wrong.items():
        place = passage.plain.find(names[0], start)
        message = f"{of}列举的{'、'.join(f'“{name}”' for name in names)}，{why}。"
        yield about(passage, place, place + len(names[0]), "WD-11", "列举与表不符", message)
    if not open_ended:
        yield from _left_out(passage, match, {core(item) for item in items}, known)


def _left_out(passage: Passage, match: re.Match[str], listed: set[str], known: dict[str, Item]) -> Iterator[Finding]:
    of = match["of"]
    missing = [item.name for key, item in known.items() if of in item.spent_in and len(key) > 1 and key not in listed]
    if missing:
        message = f"{of}没有列举{'、'.join(f'“{name}”' for name in missing)}，表里本年有金额。"
        yield about(passage, match.start("items"), match.end("items"), "WD-11", "列举与表不符", message)


def _items(context: Context) -> Iterator[tuple[str, Item]]:
    """Core of the name of each 款 → the item. A form with a column for each part says itself what belongs where."""
    for table in context.names.tables.get("基本", ()):
        for block in table.blocks.values():
            columns = [part for part in _PARTS if part in block.columns]
            for row in block.rows:
                if row.code and len(row.code) == 5:
                    name, group = row.name, row.code[:3]
                elif len(row.path) == 2:
                    name, group = row.path[-1], _group_of(row.path[0])
                else:
                    continue
                spent = {part for part in columns if part in row.cells and row.cells[part].value}
                if not columns and any(row.cells[column].value for column in block.columns if column in row.cells):
                    spent = {_PARTS[group not in _STAFF]}
                yield core(name), Item(name, frozenset(spent))


def _group_of(name: str) -> str:
    """The code of a 类 that a form prints by its name only."""
    return "301" if "工资" in name else "303" if "个人和家庭" in name else "302"
