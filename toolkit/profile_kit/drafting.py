"""A first ``tables.toml`` from the official workbook itself: each form as it is printed, for its author to go over.

A form that the base has under the same title keeps its id, and so do columns and rows that are called much alike: the
base's rules speak of them by these.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..profiles import BlockSpec, Profile, TableSpec
from ..text import matcher, most_alike, normal_name
from ..workbook.files.grid import Grid
from ..workbook.forms.columns import PARTS_OF_CODE
from ..workbook.forms.heading import titles
from ..workbook.ours.check_sheet import CHECK_SHEET
from ..workbook.ours.narrative_sheet import NARRATIVE_SHEET
from ..workbook.ours.steps_sheet import STEPS_SHEET
from .unknown_form import Column, UnknownForm, read_unknown

#: Two names of which one may be the other, differently worded; and two titles.
_ALIKE, _SAME_TITLE = 0.72, 0.6
#: The role of a column by the last of the words over it; any other holds amounts.
_ROLES = (
    ("line", re.compile(r"行次|序号|行号")),
    ("code", re.compile(r".*(?:编码|代码)|[类款项]")),
    ("name", re.compile(r".*(?:项目|名称|科目|内容|事项)(?:（.*）)?")),
    ("percent", re.compile(r".*(?:率|占比|比重|%|％)(?:（.*）)?")),
    ("score", re.compile(r".*(?:得分|分值|评分)")),
    ("count", re.compile(r".*(?:数量|人数|人次|批次|团组|个数|辆|台|户)(?:（.*）)?")),
    ("text", re.compile(r"备注|说明|单位|计量单位|.*原因.*|.*名$|.*日期|.*期限")),
)
#: Forms of one 项目 each: labels with their values and lists below each other, which nobody can tell apart unasked.
_OF_ITEMS = re.compile("绩效.*(?:自评|目标).*表")
_TOTALS, _LAST_YEAR = ("小计", "合计", "总计"), ("上年", "去年")
#: What columns of these roles are called in every form.
_USUAL = {"code": "编码", "name": "项目", "line": "行次"}


class Draft(NamedTuple):
    """``text``: what ``tables.toml`` says; ``order``: the ids of all forms as the workbook has them; ``passed``: the sheets
    in which no form was seen, or one of a single 项目."""

    text: str
    order: tuple[str, ...]
    passed: tuple[str, ...]


def draft(grid: Grid, base: Profile) -> Draft:
    """The forms of the visible sheets, in their order."""
    ours = {STEPS_SHEET, NARRATIVE_SHEET, CHECK_SHEET, *(group.sheet for group in base.facts.values())}
    sheets = [sheet for sheet in grid.sheets if not sheet.hidden and sheet.name not in ours]
    found = [(sheet.name, read_unknown(sheet)) for sheet in sheets]
    found = [(name, None if form and _OF_ITEMS.search(form.title) else form) for name, form in found]
    forms = [_with_roles(form) for _, form in found if form]
    known = _known(forms, base)
    texts: list[str] = []
    order: list[str] = []
    for number, form in enumerate(forms):
        spec = known.get(number)
        order.append(_free(spec.id if spec else _own_id(form, base), order))
        texts.append("\n".join(_table(form, order[-1], spec)))
    return Draft("\n\n".join(texts) + "\n", tuple(order), tuple(name for name, form in found if not form))


def _known(forms: Sequence[UnknownForm], base: Profile) -> Mapping[int, TableSpec]:
    """The form of the base that each may be, by the likeness of their titles: the most alike first, each but once."""
    alike = [
        (max(matcher(title, normal_name(form.title)).ratio() for title in titles(spec)), number, spec)
        for number, form in enumerate(forms)
        for spec in base.tables.values()
        if not spec.repeated
    ]
    known: dict[int, TableSpec] = {}
    for share, number, spec in sorted(alike, key=lambda pair: pair[0], reverse=True):
        if share >= _SAME_TITLE and number not in known and spec not in known.values():
            known[number] = spec
    return known


def _own_id(form: UnknownForm, base: Profile) -> str:
    """What a form is called that the base has not: by its label, unless that is another's there."""
    by_label = form.label.removesuffix("表")
    if re.fullmatch(r"\w+", by_label) and by_label not in base.tables:
        return by_label
    return re.sub(r"\W", "", form.title) or "表"


def _free(wanted: str, taken: Sequence[str]) -> str:
    return wanted if wanted not in taken else _free(f"{wanted}之二", taken)


def _table(form: UnknownForm, table_id: str, known: TableSpec | None) -> Iterator[str]:
    is_guess = known is not None and normal_name(form.title) not in titles(known)
    taken_for = f"，当作底稿的 {known.id}（{known.title}）" if known and is_guess else ""
    yield f"# 工作表“{_one_line(form.sheet.name)}”{taken_for}"
    yield f"[{_quoted(table_id)}]"
    yield f"title = {_quoted(_no_slots(form.title))}"
    yield f"label = {_quoted(form.label)}"
    if form.sheet.landscape:
        yield "landscape = true"
    if not form.has_index_row:
        yield "index_row = false"
    if form.parts != ("名称", "年度", "金额单位"):
        yield f"heading = {_list(form.parts)}"
    yield f"notes = {_dated(_list([*map(_no_slots, form.notes)]), form.year)}"
    for block in _blocks(form):
        yield from _block(form, table_id, block, known)


def _blocks(form: UnknownForm) -> list[tuple[Column, ...]]:
    """The columns side by side that each have names of their own (收入, 支出); else all of them together."""
    tops = list(dict.fromkeys(column.path[0] for column in form.columns))
    parts = [tuple(column for column in form.columns if column.path[0] == top) for top in tops]
    named = [part for part in parts if any(column.role == "name" for column in part) and len(part) > 1]
    return named if len(named) > 1 and sum(map(len, named)) == len(form.columns) else [form.columns]


def _block(form: UnknownForm, table_id: str, columns: Sequence[Column], known: TableSpec | None) -> Iterator[str]:
    block_id = columns[0].path[0] if len(columns) < len(form.columns) else ""
    base = next((block for block in known.blocks if block.id in (block_id, "")), None) if known else None
    has_names = any(column.role == "name" for column in columns)
    has_codes = any(column.role == "code" for column in columns)
    kind = "codes" if has_codes else "lines" if has_names else "cross"
    yield f"[[{_quoted(table_id)}.blocks]]"
    if block_id:
        yield f"id = {_quoted(block_id)}"
    yield f'kind = "{kind}"'
    yield "columns = ["
    across = kind == "cross"
    entries = _across(form, columns, base) if across else _columns(form, columns, kind, bool(block_id), base)
    yield from (f"    {{ {entry} }}," for entry in entries)
    yield "]"
    if kind == "lines":
        name_at = next(column.number for column in columns if column.role == "name")
        yield "rows = ["
        yield from (f"    {entry}," for entry in _rows(form, name_at, base))
        yield "]"
    elif kind == "codes":
        first = columns[0].number
        here = {form.text(row, column) for row in form.rows for column in range(first, first + 3)}
        yield f"rows = {_list([name for name in _TOTALS[1:] if name in here][:1])}"


class _Names:
    """What the base calls things of one kind: each is given away once, to what has this very name or one much like it."""

    def __init__(self, known: Iterable[str], asked: Iterable[str]) -> None:
        self._known = list(dict.fromkeys(filter(None, known)))
        asked = set(asked)
        self._left = [name for name in self._known if name not in asked]
        self._given: dict[str, str] = {}

    def of(self, name: str) -> str:
        """What the base may call it; else its own name."""
        if name not in self._given:
            self._given[name] = name if name in self._known else self._alike(name.removeprefix("其中：")) or name
        return self._given[name]

    def once(self, name: str) -> str:
        """The same for what may come again under the same name, which is another thing then."""
        found = self.of(name)
        if found in self._known:
            self._known.remove(found)
            self._given.pop(name)
        return found

    def _alike(self, name: str) -> str:
        left = [other for other in self._left if other.startswith(_LAST_YEAR) is name.startswith(_LAST_YEAR)]
        ends = [other for other in left if len(other) > 1 and (name.endswith(other) or other.endswith(name))]
        totals = [other for other in left if other in _TOTALS] if name.endswith(_TOTALS) else []
        found = max(ends, key=len) if ends else totals[0] if len(totals) == 1 else most_alike(name, left, _ALIKE)
        if found:
            self._left.remove(found)
        return found


def _columns(
    form: UnknownForm, columns: Sequence[Column], kind: str, has_top: bool, base: BlockSpec | None
) -> Iterator[str]:
    """``has_top``: the first word over each is that over the whole block."""
    known = [(column.id, column.role) for column in base.columns] if base else []
    ids = {column_id for column_id, _ in known}
    called = [_called(column, columns, has_top, ids) for column in columns]
    names = _Names((column_id for column_id, role in known if role not in _USUAL), called)
    amounts = [column for column in columns if column.role == "amount"]
    only = [column_id for column_id, role in known if role == "amount"] if len(amounts) == 1 else []
    taken: set[str] = set()
    for column, own in zip(columns, called, strict=True):
        path, role = column.path, column.role
        if role == "code" and "编码" in taken:
            continue
        if role == "code" and path[-1] in PARTS_OF_CODE:  # one code, whichever way it is written
            path = path[:-1] or ("科目编码",)
        name = _USUAL.get(role, "") or (only[0] if len(only) == 1 and role == "amount" else names.of(own))
        if role == "name" and kind == "codes":
            name = "名称"
        while name in taken:
            name += "2"
        taken.add(name)
        yield ", ".join(_entry(form, name, path, role))


def _called(column: Column, columns: Sequence[Column], has_top: bool, known: Collection[str]) -> str:
    """By the last word over it; by those above, too, where another column has it or it says nothing alone (小计)."""
    said = column.said[1:] if has_top and len(column.said) > 1 else column.said
    if said[-1] in _TOTALS and len(said) > 1 and (said[-2] in known or said[-1] not in known):
        return said[-2]
    alone = sum(other.said[-1] == said[-1] for other in columns) == 1
    return said[-1] if alone else "".join(said[-2:])


def _entry(form: UnknownForm, name: str, path: Sequence[str], role: str) -> Iterator[str]:
    yield f"id = {_quoted(name)}"
    head = _dated(_no_slots("/".join(part.replace("/", "//") for part in path)), form.year)
    if head != name:
        yield f"head = {_quoted(head)}"
    if role != "amount":
        yield f'role = "{role}"'


def _across(form: UnknownForm, columns: Sequence[Column], base: BlockSpec | None) -> Iterator[str]:
    """One line of figures (三公): each says of which item, and which of its figures it is."""
    known = base.columns if base else ()
    said = [_item_and_figure(column) for column in columns]
    items = _Names((column.row for column in known), (item for item, _ in said))
    figures = _Names((column.column for column in known), (figure for _, figure in said))
    for number, (column, (item, figure)) in enumerate(zip(columns, said, strict=True), 1):
        entry = ", ".join(_entry(form, f"第{number}列", column.path, "amount"))
        yield f"{entry}, row = {_quoted(items.of(item))}, column = {_quoted(figures.of(figure))}"


def _item_and_figure(column: Column) -> tuple[str, str]:
    figure = next((word for word in column.said if word.endswith(("预算数", "决算数", "金额"))), column.said[-1])
    items = [word for word in column.said if word != figure and word not in _TOTALS[:1]]
    return (items or column.said)[-1], figure


def _rows(form: UnknownForm, name_at: int, base: BlockSpec | None) -> Iterator[str]:
    """The names as they are printed; one that the base calls otherwise, or that comes again, with a key of its own."""
    texts = [form.text(row, name_at) for row in form.rows]
    names = _Names((row.called for row in base.rows) if base else (), map(normal_name, texts))
    taken: set[str] = set()
    blank = 0
    for text in texts:
        if not text:
            blank += 1
            continue
        if blank:
            yield f"{{ blank = {blank} }}"
            blank = 0
        own = normal_name(text)
        key = names.once(own)
        while key in taken:
            key += "（二）"
        taken.add(key)
        yield _quoted(text) if key == own else f"{{ name = {_quoted(text)}, key = {_quoted(key)} }}"


def _with_roles(form: UnknownForm) -> UnknownForm:
    """The columns with what they hold: by the words over them, else by what stands in them."""
    by_head = [next((role for role, at in _ROLES if at.fullmatch(each.said[-1])), "") for each in form.columns]
    named = "name" in by_head
    columns = []
    for column, role in zip(form.columns, by_head, strict=True):
        if not role and form.holds_words(column.number):
            role, named = "text" if named else "name", True
        columns.append(column._replace(role=role or "amount"))
    return form._replace(columns=tuple(columns))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _dated(text: str, year: int) -> str:
    """With slots for the years that a form prints: this one and last year's."""
    return text.replace(f"{year}年", "{年度}年").replace(f"{year - 1}年", "{上年}年") if year else text


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


_ESCAPES: Mapping[int, str] = {ord("\\"): "\\\\", ord('"'): '\\"'}


def _quoted(text: str) -> str:
    """As TOML writes a text."""
    return f'"{_one_line(text).translate(_ESCAPES)}"'


def _no_slots(text: str) -> str:
    """What may have slots, without any that the workbook would bring: its braces are set full-width."""
    return text.replace("{", "｛").replace("}", "｝")
