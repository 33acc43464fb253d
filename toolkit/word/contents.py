"""The 目录: a table-of-contents field whose result we write ourselves, so that Word asks nothing when it opens the file.

Each entry is a link to its heading's bookmark; the page number is a PAGEREF field inside it. Pressing F9 in Word
rebuilds all of it from the headings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from .forms.fit import line_count
from .markup import TWIPS, escape, field_char, instruction, paragraph, parse, qn, run
from .pages.paging import Numbering
from .styles import Styles

#: Bookmarks as Word names its own; the leading underscore hides them in Word's dialogs.
_PREFIX = "_Toc"
BODY_START = "_Body"
#: Stands in the 目录 while an office program might number a page otherwise.
UNSURE = "_PagesUnsure"
_CHAR = '<w:fldChar w:fldCharType="{}"/>'
#: Where that saves a page, the lines of the 目录 stand closer, down to these shares of the pitch of their style.
_PITCHES = (1.0, 0.95, 0.9, 0.85)
#: Where the 目录 goes on, its last page has so many lines at least.
_FEWEST_LINES = 3
#: Ems that the page number of a line takes with the dots before it.
_NUMBER = 4


@dataclass(frozen=True)
class Entry:
    """One line of the 目录 and the bookmark of its heading. ``marked``: its words are not the heading's, which has a mark
    that says them."""

    level: int
    text: str
    bookmark: str
    marked: bool = False


class ContentsRoom(NamedTuple):
    """Points: the width of its lines, the height that is left of its first page, and that of the pages after it."""

    width: float
    height: float
    page: float


def bookmark_name(number: int) -> str:
    return f"{_PREFIX}{number:09d}"


def bookmarked(content: str, name: str, number: int) -> str:
    """Paragraph content between the two ends of a bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def entry_mark(text: str, level: int) -> str:
    """A hidden field that tells Word how to list a heading when it makes the 目录 anew."""
    words = escape(text.replace("\\", "").replace('"', ""))  # which a field could not hold
    code = f'<w:instrText xml:space="preserve"> TC "{words}" \\f C \\l "{level}" </w:instrText>'
    parts = (
        f"<w:r><w:rPr><w:vanish/></w:rPr>{part}</w:r>" for part in (_CHAR.format("begin"), code, _CHAR.format("end"))
    )
    return "".join(parts)


def draw_contents(
    entries: Sequence[Entry],
    styles: Styles,
    numbering: Numbering | None,
    mark_id: int,
    levels: int,
    room: ContentsRoom | None,
) -> str:
    """The field with its entries, down to a title's level; nothing when there are no entries.

    Without a ``numbering`` the page numbers are still to come. Where it is not sure, a hidden bookmark says so. ``room``:
    what there is of a page for its lines, where that is known.
    """
    if not entries:
        return ""
    marks = " \\f C" if any(entry.marked for entry in entries) else ""
    opening = field_char("begin") + instruction(f'TOC \\o "1-{levels}" \\h \\z \\u{marks}') + field_char("separate")
    if numbering and not numbering.sure:
        opening = bookmarked("", UNSURE, mark_id) + opening
    lines = [
        f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1">{run(entry.text)}'
        f"{_number(entry.bookmark, numbering.pages[entry.bookmark]) if numbering else ''}</w:hyperlink>"
        for entry in entries
    ]
    lines[0] = opening + lines[0]
    lines[-1] += field_char("end")
    looks = _spacing(entries, styles, room)
    return "".join(
        paragraph(styles.contents(entry.level).id, line, look)
        for entry, line, look in zip(entries, lines, looks, strict=True)
    )


def _spacing(entries: Sequence[Entry], styles: Styles, room: ContentsRoom | None) -> list[str]:
    """What the paragraphs say of their lines besides their styles: closer where that saves a page, and no line or two of
    them alone on the last one."""
    usual = [styles.contents(entry.level) for entry in entries]
    if room is None or not all(style.known for style in usual):
        return [""] * len(entries)
    counts = [
        line_count(entry.text, room.width - style.left - style.size * _NUMBER, style.size)
        for entry, style in zip(entries, usual, strict=True)
    ]

    def pages(pitch: float) -> int:
        taken, left = 1, room.height
        for count, style in zip(counts, usual, strict=True):
            height = count * style.line * pitch + style.before + style.after
            if height > left:
                taken, left = taken + 1, room.page
            left -= height
        return taken

    pitch = min(_PITCHES, key=lambda share: (pages(share), -share))
    closer = [
        f'<w:spacing w:line="{round(style.line * pitch * TWIPS)}" w:lineRule="exact"/>' if pitch < 1 else ""
        for style in usual
    ]
    kept = range(len(entries) - _FEWEST_LINES, len(entries) - 1) if pages(pitch) > 1 else ()
    return [("<w:keepNext/>" if number in kept else "") + look for number, look in enumerate(closer)]


def _number(anchor: str, page: int) -> str:
    field = field_char("begin") + instruction(f"PAGEREF {anchor} \\h") + field_char("separate")
    return f"<w:r><w:tab/></w:r>{field}{run(str(page))}{field_char('end')}"


class State(NamedTuple):
    """What the 目录 of a finished document says of its page numbers."""

    numbered: bool
    sure: bool


def state_of(xml: bytes) -> State:
    """By the text of the document part: parsing it would take longer than drawing it. Without a 目录 all is well."""
    listed = f'w:anchor="{_PREFIX}'.encode() in xml
    return State(not listed or b"PAGEREF " in xml, f'w:name="{UNSURE}"'.encode() not in xml)


def entries_of(root: etree._Element) -> dict[str, etree._Element]:
    """The links of the 目录 by bookmark, in order."""
    links = ((link.get(qn("w:anchor"), ""), link) for link in root.iter(qn("w:hyperlink")))
    return {anchor: link for anchor, link in links if anchor.startswith(_PREFIX)}


def write_numbers(root: etree._Element, pages: Mapping[str, int]) -> None:
    """Put page numbers into the 目录, over any that stand there already."""
    for anchor, link in entries_of(root).items():
        for old in list(link)[1:]:
            link.remove(old)
        link.extend(parse(_number(anchor, pages[anchor])))
    for start in [mark for mark in root.iter(qn("w:bookmarkStart")) if mark.get(qn("w:name")) == UNSURE]:
        end = start.getnext()
        start.getparent().remove(end)  # type: ignore[union-attr,arg-type]
        start.getparent().remove(start)  # type: ignore[union-attr]
