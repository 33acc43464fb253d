"""A sheet that no format knows, read for what it prints: title, label, the words over its columns, its rows, its notes.

Nothing is certain here: it is a start for the author of a format, who goes over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..cells import CellKind
from ..text import clean, normal_name
from ..workbook.files.grid import Sheet
from ..workbook.forms.blocks import is_index_row

#: Parts of what stands above a form, by how they begin.
_STATES = re.compile(r"(?!其中).*[：:]")
_ABOVE = re.compile(rf"{_STATES.pattern}|（?(?:19|20)?\d{{0,4}}年度?）?$|金额单位")
_LABEL = re.compile(r"(?:表号：)?(\w{0,8}?\d{1,3}(?:-\d{1,2})?表|附[表件]\s*[一二三四五六七八九十\d]+)$")
_NOTE = re.compile(r"(?:注|说明|备注)\s*\d*\s*[：:．.、]")
_YEAR, _YEAR_BEFORE = re.compile(r"(?<!\d)((?:19|20)\d{2})年"), re.compile(r".*?(?:19|20)\d{2}年度?")
_YEAR_FIRST = re.compile(r"^(?:19|20)\d{2}年度?")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}$")
#: A title and the lines above a form stand in so many rows that hold anything; heads have so many at most.
_ROWS_ABOVE, _DEEPEST = 6, 4


class Column(NamedTuple):
    """``path``: the words over a column, from the top down; ``said``: what they say, the year aside; ``role``: as of a column
    of a format, once that is guessed."""

    number: int
    path: tuple[str, ...]
    said: tuple[str, ...]
    role: str = ""


class UnknownForm(NamedTuple):
    """``parts``: which of 名称, 年度, 金额单位 stand above; ``year``: the latest said there, else 0; ``rows``: the sheet's rows
    below the heads, blank ones among them."""

    sheet: Sheet
    title: str
    label: str
    year: int
    parts: tuple[str, ...]
    columns: tuple[Column, ...]
    has_index_row: bool
    rows: tuple[int, ...]
    notes: tuple[str, ...]

    def text(self, row: int, column: int) -> str:
        return clean(self.sheet[row, column].text)

    def holds_words(self, column: int) -> bool:
        """Whether what stands in a column is mostly words."""
        kinds = [kind for row in self.rows if (kind := self.sheet[row, column].kind) is not CellKind.BLANK]
        return 2 * kinds.count(CellKind.TEXT) > len(kinds) and any(
            re.search("[\u4e00-\u9fff]", self.text(row, column)) for row in self.rows
        )


def read_unknown(sheet: Sheet) -> UnknownForm | None:
    """None where nothing looks like the heads of a table below a title."""
    top = _first_head(sheet)
    if not top:
        return None
    bottom = _last_head(sheet, top)
    above = [clean(sheet[row, column].text) for row in sheet.rows if row < top for column in sheet.rows[row]]
    title = next((text for text in above if _is_title(text)), "")
    if not title:
        return None
    year = max((int(year) for text in above for year in _YEAR.findall(text)), default=0)
    columns = tuple(_columns(sheet, top, bottom, year))
    below = [row for row in sheet.rows if row > bottom]
    index = bool(below) and is_index_row(sheet, below[0])
    start = bottom + (1 if not index else below[0] - bottom + 1)
    end, notes = _end(sheet, [row for row in below if row >= start])
    return UnknownForm(
        sheet=sheet,
        title=_YEAR_BEFORE.sub("", title) or title,
        label=next((found[1] for text in above for piece in text.split() if (found := _LABEL.match(piece))), ""),
        year=year,
        parts=tuple(_parts(above)),
        columns=columns,
        has_index_row=index,
        rows=tuple(range(start, end + 1)),
        notes=tuple(notes),
    )


def _is_title(text: str) -> bool:
    word = normal_name(text)
    return len(word) > 3 and not _LABEL.match(word) and not _ABOVE.match(word)


def _parts(above: Sequence[str]) -> Iterator[str]:
    words = [normal_name(text) for text in above]
    if any(re.search("(?:部门|单位)[^：]*：", word) and not re.search("单位：[^：]*元", word) for word in words):
        yield "名称"
    if any(re.match(r"（?(?:(?:19|20)\d{2})?年度?）?$", word) for word in words):
        yield "年度"
    if any(re.search("单位：.*元", word) for word in words):
        yield "金额单位"


def _first_head(sheet: Sheet) -> int:
    """The first row of several words below the title none of which belongs above a form; 0 when there is none."""
    for row in list(sheet.rows)[:_ROWS_ABOVE]:
        words = [*sheet.words.get(row, {}).values()]
        states = any(_STATES.match(word) or _LABEL.match(word) for word in words)
        stands_above = len(words) == 2 and any(map(_ABOVE.match, words))  # 某局, 2024年度
        if len(words) > 1 and not states and not stands_above:
            return row
    return 0


def _last_head(sheet: Sheet, top: int) -> int:
    """Heads reach down as far as an area merged from their rows, and over one more row while words stand below others."""
    bottom = top
    while bottom - top < _DEEPEST:
        reach = max((area.bottom for area in sheet.merges if top <= area.top <= bottom), default=bottom)
        if reach > bottom:
            bottom = reach
            continue
        if not _goes_on(sheet, bottom):
            break
        bottom += 1
    return min(bottom, top + _DEEPEST)


def _goes_on(sheet: Sheet, row: int) -> bool:
    """Whether the next row names columns below a word of this one that stands over several."""
    below = row + 1
    columns = sheet.rows.get(below, ())
    if not columns or is_index_row(sheet, below) or any(sheet[below, c].kind is CellKind.NUMBER for c in columns):
        return False
    words = sheet.words.get(row, {})
    wide = {c for c in words if sheet.area(row, c).right > c or (c + 1 not in words and c + 1 <= max(columns))}
    under = [c for c in columns if max((w for w in wide if w <= c), default=0)]
    return len(under) > 1 and bool(wide) and not any(_CODE.match(clean(sheet[below, c].text)) for c in columns)


def _columns(sheet: Sheet, top: int, bottom: int, year: int) -> Iterator[Column]:
    rows = range(top, bottom + 1)
    last = max(max((*sheet.rows.get(row, ()), 0)) for row in rows)
    last = max([last, *(area.right for area in sheet.merges if top <= area.top <= bottom)])
    seen: set[tuple[int, int]] = set()
    for column in range(1, last + 1):
        cells = [sheet.area(row, column) for row in rows]
        path = tuple(filter(None, dict.fromkeys(_head(sheet, row, column, bottom) for row in rows)))
        lowest = cells[-1]
        if (lowest.top, lowest.left) in seen and lowest.right > lowest.left:
            continue  # one head over several columns without heads of their own
        seen.add((lowest.top, lowest.left))
        if path:
            yield Column(column, path, tuple(_undated(word, year) for word in path))


def _undated(word: str, year: int) -> str:
    """As it is compared: 2024年决算数 of 2024 is 决算数, 2023年决算数 is 上年决算数, 2024年 by itself 本年."""
    plain = normal_name(word)
    if year and plain.startswith(f"{year - 1}年"):
        plain = "上年" + plain.removeprefix(f"{year - 1}年").removeprefix("度")
    return _YEAR_FIRST.sub("", plain) or "本年"


def _head(sheet: Sheet, row: int, column: int, bottom: int) -> str:
    """The word over a column in one row: its own, or that of the one left of it where only its first column bears it."""
    shown = clean(sheet.shown(row, column).text).replace("\n", "")
    if shown or row == bottom or not sheet.shown(bottom, column).text or sheet.merged.get((row, column)):
        return shown
    left = [c for c in sheet.rows.get(row, ()) if c < column]
    return clean(sheet[row, left[-1]].text).replace("\n", "") if left else ""


def _end(sheet: Sheet, rows: Sequence[int]) -> tuple[int, list[str]]:
    """The last row of the table, and the sentences below it."""
    end, notes = 0, list[str]()
    for row in rows:
        columns = sheet.rows[row]
        text = clean(sheet[row, columns[0]].text)
        if notes or len(columns) == 1 and (_NOTE.match(text) or len(text) > 25):
            notes.append(text)
        else:
            end = row
    return end, notes
