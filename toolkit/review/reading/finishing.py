"""What Word and PDF have in common once there are paragraphs and tables: headings, titles of tables, notes, the 目录."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ...errors import DocumentError
from ...text import normal_name
from .records import Comment, Paragraph, Part, Published, Table, TableCell

NUMERAL = "[一二三四五六七八九十百]+"
#: What the parts of a document are called.
PART = "(?:部分|篇|编|章)"
#: How the five levels of headings begin: 第一部分, 一、, （一）, 1., (1).
LEVELS = [
    re.compile(pattern)
    for pattern in (
        rf"第{NUMERAL}{PART}",
        rf"{NUMERAL}、",
        rf"[（(]{NUMERAL}[）)]、?",
        r"\d+[.．、](?!\d)",
        r"[（(]\d+[）)]",
    )
]
#: 第一部分：部门概况 is a heading as well.
_PART_COLON = re.compile("(?:(?<=部分)|(?<=[篇编章]))[:：]")
#: Headings of the two lowest levels look like items of a list: only another font, bold or a style tells them.
_PLAIN_LEVELS = 3
_LONGEST_HEADING = 60
#: What the longest account of a department has some fifth of: characters with those of its tables, paragraphs, cells.
MOST_CHARACTERS, _MOST_PARAGRAPHS, _MOST_CELLS = 1_000_000, 6_000, 150_000
_LONGEST_PARAGRAPH = 20_000
#: So many lines above a table are looked at for its title.
_LINES_ABOVE = 6
#: Columns whose edges are no further apart, in twentieths of a point, have the same.
_SAME_EDGE = 30
_SENTENCE_END = re.compile("[。；]")
_SENTENCE = re.compile("[。；：，]")
#: 第四部分 附件：项目支出绩效自评表.
_PART = re.compile(rf"第{NUMERAL}{PART}[^。；，：]*：")
#: What a heading that ends with 。 ends with, where nothing else tells it from an item of a list.
_HEADING_END = re.compile(r"(?:情况|情况说明|说明|结果|结构|事项)。$")
#: The dots of a 目录 entry, with its page number.
LEADERS = re.compile(r"((?<![.．·])[.．·]{4,}|(?<!…)…+)[-—–\d]*$")
_CAPTION = re.compile(
    rf"((金额|计量)?单位[:：]|公开\d+(-\d+)?表|(编制|填报)?(单位|部门)(（单位）)?(名称)?[:：]|附?表({NUMERAL}|\d+(?:-\d+)?)$|[（(]?\d{{4}}年(度|\d+月)?[)）]?"
    r"(金额|单位|部门|公开|$)|预算\d+表)"
)
#: What may stand above the title of a table.
LABEL = re.compile(r"[一-鿿]{2,4}\d{1,2}(?:-\d{1,2})?表|附表\d{1,2}(?:-\d{1,2})?")
#: Between two halves of a table.
_CONTINUED = re.compile(
    r"[（(]?(?:接上[页表]|续上[页表]|上接[^。]{0,8}|续[表一二三四五六七八九十\d]{0,3}|转下[页表])[）)]?$"
)
_TABLE_TITLE = re.compile(r"表([（(][^（）()]*[）)])?$")
_NOTE = re.compile(
    r"(注|说明|备注)\d*[:：]|(本|此)表|如(本|此)表|(本|我)(单位|部门|局)[^。]{0,20}(没有|无|未)[^。]{0,40}[。]?$"
)
#: Where one line above a table holds several things: before a label, a year, a unit of amounts, a unit's name.
_PIECES = re.compile(
    r"(?=公开\d+(?:-\d+)?表)|(?=附表\d)|(?<=[^附]表)(?=.)|(?=(?:19|20)\d{2}年度?(?:$|金额|计量|货币|单位|部门))|(?=(?:金额|计量|货币)单位)|(?<!金额)(?<!计量)(?<!货币)(?<!编制)(?=单位[:：](?:人民币)?[十百千万亿]{0,2}元)|(?<=年度)(?=[^）)])"
)
_RADICALS = str.maketrans(  # what some fonts give for plain 汉字
    "⼀⼆⼈⼊⼋⼗⼤⼩⼯⽇⽉⽂⽅⽬⽣⽤⽴⾏⾦⾯⼦⼟⼿⽀⽔⽐⾃⾄⻋⻚⻔⻓⼝⼒⼼⽥⽯⽶⾐⾷⾼⿊",
    "一二人入八十大小工日月文方目生用立行金面子土手支水比自至车页门长口力心田石米衣食高黑",
)
_BLANKS = re.compile(
    r"(?<![!-~])\s+|\s+(?![!-~])|(?<=\d)\s+(?=[%‰])|(?<=\d)\n(?=[\d,]*\.\d\d(?!\d))"  # a figure broken over two lines
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def squeezed(text: str) -> str:
    """Without blanks, but for those between Latin words and numbers; without signs nobody sees."""
    return _INVISIBLE.sub("", _BLANKS.sub("", text.strip())).translate(_RADICALS)


def plain_letters(text: str) -> str:
    """Plain 汉字 for the radicals that some fonts give."""
    return text.translate(_RADICALS)


def heading_level(text: str, strong: bool) -> int:
    """The level of a heading by its number; a ``strong`` one (bold, a style, its own font) may end with 。"""
    found = next((level for level, pattern in enumerate(LEVELS, 1) if pattern.match(text)), 0)
    if found == 1:
        text = _PART_COLON.sub("", text, count=1)
    inner = re.sub("[。：；]$", "", text) if strong or _HEADING_END.search(text) else text
    if len(text) >= _LONGEST_HEADING or _SENTENCE.search(_PART.sub("", inner.replace(":", "："), count=1)):
        return 0
    return found if found <= _PLAIN_LEVELS or strong else 0


def finished(
    path: Path,
    parts: Sequence[Part],
    *,
    unread: dict[int, str] | None = None,
    comments: tuple[Comment, ...] = (),
    revisions: int = 0,
    unruled: tuple[int, ...] = (),
) -> Published:
    """Titles, captions and notes put to their tables, the 目录 apart.

    Raises DocumentError when nothing could be read and there is a reason for it (a scanned document), and when there is
    more than an account can be.
    """
    cells = sum(len(part.cells) for part in parts if isinstance(part, Table))
    lengths = [len(part.text) for part in parts if isinstance(part, Paragraph)]
    if cells > _MOST_CELLS or len(lengths) > _MOST_PARAGRAPHS or max(lengths, default=0) > _LONGEST_PARAGRAPH:
        raise too_long(path)
    kept, contents = _without_contents(_titled(parts))
    if not kept and unread:
        raise DocumentError(
            f"读不出文字（{next(iter(unread.values()))}），请改用 Word 文档，或由 Word、WPS 直接导出的 PDF。", path=path
        )
    return Published(path, tuple(kept), tuple(contents), unread or {}, comments, revisions, unruled)


def too_long(path: Path) -> DocumentError:
    """The sentence that a document holds more than an account can."""
    return DocumentError("文档过长，不像决算公开文档，已停止读取；请检查是否选错了文件。", path=path)


def caption_pieces(text: str) -> list[str]:
    """The things one line above a table says: 部门：某局 · 2024年度 · 金额单位：万元."""
    return [piece for piece in _PIECES.split(text) if piece and piece.strip()]


def _titled(parts: Sequence[Part]) -> list[Part]:
    """Titles and captions above a table and notes below it, moved from the paragraphs into the table.

    A title that is also a heading stays where it is as well: the 目录 names it.
    """
    result: list[Part] = []
    labels_below = _labels_stand_below(parts)
    for part in parts:
        if isinstance(part, Paragraph):
            last = result[-1] if result else None
            belongs = isinstance(last, Table) and last.title and not part.level
            if (
                belongs
                and isinstance(last, Table)
                and (_is_note(part.text, last) or labels_below and LABEL.fullmatch(part.text))
            ):
                result[-1] = replace(last, notes=(*last.notes, part.text))
            else:
                result.append(part)
            continue
        _drop_continued(result, part)
        above = result[-1] if result else None
        if isinstance(above, Table) and _goes_on(above, part):
            result[-1] = _joined(above, part)
        else:
            result.append(_with_title(part, result))
    return result


def _is_label(part: Paragraph) -> bool:
    return not part.level and LABEL.fullmatch(part.text) is not None  # 附表1 may be a heading


def _labels_stand_below(parts: Sequence[Part]) -> bool:
    """Whether labels (公开01表) that have a line of their own stand under the forms: the first one does, and none of
    those that have a form before them and none after it stands above."""
    places = [at for at, part in enumerate(parts) if isinstance(part, Paragraph) and _is_label(part)]
    if not places:
        return False
    before = next((part for part in reversed(parts[: places[0]]) if not _is_note_line(part)), None)
    after = next((part for part in parts[places[-1] + 1 :]), None)
    title = isinstance(after, Paragraph) and bool(_TABLE_TITLE.search(after.text))
    return isinstance(before, Table) and not isinstance(after, Table) and not title


def _is_note_line(part: Part) -> bool:
    return isinstance(part, Paragraph) and bool(_NOTE.match(part.text))


def _drop_continued(result: list[Part], below: Table) -> None:
    """Take away the lines between two tables that say no more than that the second goes on with the first: （续表）, its
    title once more, the unit of its amounts."""
    lines = 0
    for part in reversed(result[-_LINES_ABOVE:]):
        if isinstance(part, Table):
            break
        lines += 1
    above = result[-lines - 1] if 0 < lines < min(len(result), _LINES_ABOVE) else None
    if not isinstance(above, Table) or not _goes_on(above, below):
        return
    texts = [part.text for part in result[-lines:] if isinstance(part, Paragraph)]
    title = normal_name(above.title)
    if any(map(_CONTINUED.search, texts)) and all(
        _CONTINUED.fullmatch(text) or _CAPTION.match(text) or normal_name(_CONTINUED.sub("", text)) == title
        for text in texts
    ):
        del result[-lines:]


def _goes_on(above: Table, below: Table) -> bool:
    """Whether two tables with nothing between them are one form: a 自评表 is drawn in several.

    A program that saves them anew gives each only the columns that it needs: then they are as wide as each other.
    """
    if not above.title or above.notes or below.title or below.captions or above.cells == below.cells:
        return False
    if above.width == below.width:
        return True
    return bool(above.edges and below.edges) and abs(above.edges[-1] - below.edges[-1]) <= _SAME_EDGE


def _joined(above: Table, below: Table) -> Table:
    """One table of both, with all columns that either has; heads that are printed again fall away."""
    if above.edges != below.edges and above.edges and below.edges:
        edges = _all_edges(above.edges, below.edges)
        above, below = _on(above, edges), _on(below, edges)
    again = _heads_again(above, below)
    shift = above.height - again
    moved = tuple(cell._replace(row=cell.row + shift) for cell in below.cells if cell.row >= again)
    pages = tuple(dict.fromkeys((*above.pages, *below.pages)))
    return replace(above, height=below.height + shift, cells=(*above.cells, *moved), notes=below.notes, pages=pages)


def _heads_again(above: Table, below: Table) -> int:
    """How many rows at the top of a table are those at the top of the one before it."""
    rows: list[dict[int, list[TableCell]]] = [{}, {}]
    for table, found in zip((above, below), rows, strict=True):
        for cell in table.cells:
            found.setdefault(cell.row, []).append(cell)
    first, second = rows
    number = 0
    while number in second and first.get(number) == second[number] and any(cell.text for cell in second[number]):
        number += 1
    is_whole = all(cell.row + cell.rowspan <= number for at in range(number) for cell in second[at])
    return number if is_whole and number < below.height else 0


def _all_edges(*tables: Sequence[int]) -> tuple[int, ...]:
    """The edges of all of them, those that are nearly the same as one."""
    edges: list[int] = []
    for edge in sorted(edge for one in tables for edge in one):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return tuple(edges)


def _on(table: Table, edges: tuple[int, ...]) -> Table:
    """The table with its cells on these edges."""
    places = [min(range(len(edges)), key=lambda at: abs(edges[at] - edge)) for edge in table.edges]
    cells = tuple(
        cell._replace(
            column=places[cell.column],
            colspan=max(places[min(cell.column + cell.colspan, len(places) - 1)] - places[cell.column], 1),
        )
        for cell in table.cells
    )
    return replace(table, width=len(edges) - 1, cells=cells, edges=edges)


def _with_title(table: Table, before: list[Part]) -> Table:
    """The table with its title and what stands between; these lines are taken from the paragraphs, headings are not."""
    lines: list[str] = []
    for part in reversed(before[-_LINES_ABOVE:]):
        if not isinstance(part, Paragraph) or len(part.text) >= _LONGEST_HEADING or _SENTENCE_END.search(part.text):
            break
        lines.append(part.text)
        if _TABLE_TITLE.search(part.text) and not _CAPTION.match(part.text):
            return _titled_by(table, lines, before, keep_title=bool(part.level))
    captions = next((at for at, line in enumerate(lines) if not _CAPTION.match(line)), len(lines))
    return _titled_by(table, ["", *reversed(lines[:captions])][::-1], before, keep_title=True)


def _titled_by(table: Table, lines: list[str], before: list[Part], *, keep_title: bool) -> Table:
    """``lines`` stand above the table, the nearest first, the title last ("" when there is none)."""
    taken = len(lines) - (1 if keep_title else 0)
    if taken:
        del before[-taken:]
    captions = [piece for line in reversed(lines[:-1]) for piece in caption_pieces(line)]
    over = len(before) - 1 - (keep_title and bool(lines[-1]))
    if lines[-1] and over >= 0 and isinstance(above := before[over], Paragraph) and _is_label(above):
        del before[over]
        captions = [above.text, *captions]
    return replace(table, title=lines[-1], captions=tuple(captions))


def _is_note(text: str, table: Table) -> bool:
    """注：… under the table; what follows a note and speaks of the table too."""
    return bool(_NOTE.match(text)) and (not text.startswith(("本表", "此表")) or len(text) < 200) and bool(table.cells)


def _without_contents(parts: list[Part]) -> tuple[list[Part], list[str]]:
    """The 目录 apart: from its title to the place where its first entry stands again."""
    bare = [_entry(part) if isinstance(part, Paragraph) else "" for part in parts]
    start = next((at for at, text in enumerate(bare) if text in ("目录", "目次")), None)
    if start is None or start + 1 >= len(bare):
        return parts, []
    end = _end_of_contents(parts, bare, start)
    return parts[:start] + parts[end:], [text for text in bare[start + 1 : end] if text]


def _end_of_contents(parts: list[Part], bare: list[str], start: int) -> int:
    first = bare[start + 1]
    if first and first in bare[start + 2 :]:
        return bare.index(first, start + 2)
    end = start + 1  # the headings are worded otherwise: it goes on while there are leaders
    for at in range(start + 1, len(parts)):
        part = parts[at]
        if not isinstance(part, Paragraph):
            break
        if LEADERS.search(part.text):
            end = at + 1
    return end


def _entry(part: Paragraph) -> str:
    return LEADERS.sub("", part.text)


def sections(document: Published) -> Iterator[tuple[Part, tuple[str, ...]]]:
    """Every part with the headings it stands under, the highest first; a heading stands under itself."""
    path: dict[int, str] = {}
    for part in document.parts:
        if isinstance(part, Paragraph) and part.level:
            path = {level: text for level, text in path.items() if level < part.level}
            path[part.level] = part.text
        yield part, tuple(path.values())
