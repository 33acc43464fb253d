"""Lists of 经济分类 in words (主要包括：基本工资、津贴补贴 …): what is listed has an amount in the table, what has one is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding
from ..statements.names import core
from ..statements.sentences import Passage
from .context import Context, about

_LIST = re.compile(r"(?P<of>人员经费|公用经费)[^。；]*?(?:主要)?(?:包括|用于)[：:]?(?P<items>[^。；]+)")
_STAFF = ("301", "303")
_END = re.compile(r"等(?:支出|费用|方面)?$")
#: What names a whole 类 or is a phrase, no item of the list.
_FEWEST = 3


def lists(context: Context) -> Iterator[Finding]:
    amounts = dict(_amounts(context))
    if not amounts:
        return
    for passage in context.narrative:
        for match in _LIST.finditer(passage.plain):
            yield from _judged(passage, match, amounts)


def _judged(passage: Passage, match: re.Match[str], amounts: dict[str, tuple[str, str, bool]]) -> Iterator[Finding]:
    text = match["items"]
    open_ended = bool(_END.search(text))
    items = [item for item in re.split("[、，]", _END.sub("", text)) if item]
    known = [item for item in items if core(item) in amounts]
    if len(items) < _FEWEST or len(known) * 2 < len(items):
        return
    of, start = match["of"], match.start("items")
    wrong: dict[str, list[str]] = {}
    for item in items:
        name, group, spent = amounts.get(core(item), ("", "", False))
        if not name:
            wrong.setdefault("基本支出表里没有这样的科目，请核对名称", []).append(item)
        elif not spent:
            wrong.setdefault("表里本年没有金额，不应列举", []).append(item)
        elif (group in _STAFF) != (of == "人员经费"):
            wrong.setdefault(f"在表里不属于{of}", []).append(item)
    for why, found in wrong.items():
        place = passage.plain.find(found[0], start)
        message = f"{of}列举的{'、'.join(f'“{item}”' for item in found)}，{why}。"
        yield about(passage, place, place + len(found[0]), "WD-11", "列举与表不符", message)
    if not open_ended:
        yield from _left_out(passage, match, {core(item) for item in items}, amounts)


def _left_out(
    passage: Passage, match: re.Match[str], listed: set[str], amounts: dict[str, tuple[str, str, bool]]
) -> Iterator[Finding]:
    of = match["of"]
    missing = [
        name
        for key, (name, group, spent) in amounts.items()
        if spent and len(key) > 1 and key not in listed and (group in _STAFF) == (of == "人员经费")
    ]
    if missing:
        message = f"{of}没有列举{'、'.join(f'“{name}”' for name in missing)}，表里本年有金额。"
        yield about(passage, match.start("items"), match.end("items"), "WD-11", "列举与表不符", message)


def _amounts(context: Context) -> Iterator[tuple[str, tuple[str, str, bool]]]:
    """Core of the name of each 款 → its name, its 类, and whether it has an amount."""
    for table in context.names.tables.get("基本", ()):
        for block in table.blocks.values():
            for row in block.rows:
                cells = [row.cells[column] for column in block.columns if column in row.cells]
                spent = any(cell.value for cell in cells)
                if row.code and len(row.code) == 5:
                    yield core(row.name), (row.name, row.code[:3], spent)
                elif len(row.path) == 2:
                    yield core(row.path[-1]), (row.path[-1], _group_of(row.path[0]), spent)


def _group_of(name: str) -> str:
    """The code of a 类 that a form prints by its name only."""
    return "301" if "工资" in name else "303" if "个人和家庭" in name else "302"
