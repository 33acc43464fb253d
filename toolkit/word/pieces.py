"""A block of the body: its XML, and what it takes on a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from .markup import TWIPS, paragraph, run
from .pages.line_breaks import ONE_LINE, Lines, Measure, count_lines
from .pages.paging import Block, Paragraph
from .styles import Style

_BREAK = "<w:pageBreakBefore/>"
_KEEP, _WHOLE = "<w:keepNext/>", "<w:keepLines/>"
#: Marks may hang in the margin, as Word has it anyway. LibreOffice reads this the wrong way round and lets none hang: of
#: those that do it loses some when it prints a PDF.
_HANGING = "<w:overflowPunct/>"


class Piece(NamedTuple):
    """``xml`` is one block element."""

    xml: str
    block: Block


def written(
    style: Style,
    text: str,
    width: float,
    *,
    runs: str | None = None,
    bold: int = 0,
    new_page: bool = False,
    with_next: bool = False,
    space: float = 0.0,
    properties: str = "",
    mark: str = "",
) -> Piece:
    """A paragraph of ``text`` on lines of ``width`` points.

    ``runs`` is its content where it is more than one plain run; ``space`` is kept above it, in points, besides what the
    style keeps; ``properties`` follow those of the pages and keep the order of the schema; ``mark`` is its bookmark in
    the 目录.
    """
    if space:
        style = replace(style, before=style.before + space)
        properties = f'<w:spacing w:before="{round(style.before * TWIPS)}"/>{properties}'
    lines = _lines(style, text, width, bold)
    flags = (_KEEP if with_next else "") + (_BREAK if new_page else "")
    if style.known and lines.most > 1 and lines == _lines(style, text, width, bold, hanging=False):
        flags += _HANGING  # it takes as many lines in both programs
    xml = paragraph(style.id, run(text) if runs is None and text else runs or "", flags + properties)
    return Piece(xml, _block(style, lines, new_page, with_next, mark))


def centred(style: Style, text: str, width: float, *, properties: str = "", **other: Any) -> Piece:
    """A title as :func:`written` makes it, on lines of about one length: no character stands alone on the last one."""
    count = _lines(style, text, width, 0).usual
    narrow, step = width, style.size / 2
    while count > 1 and narrow > 2 * style.size and _lines(style, text, narrow - step, 0).usual == count:
        narrow -= step
    if narrow == width:
        return written(style, text, width, properties=properties, **other)
    side = round((width - narrow) / 2 * TWIPS)
    indented = replace(style, left=style.left + side / TWIPS, right=style.right + side / TWIPS)
    edges = f'<w:ind w:left="{round(indented.left * TWIPS)}" w:right="{round(indented.right * TWIPS)}"/>'
    return written(indented, text, width, properties=edges + properties, **other)


def line_of_tabs(style: Style, runs: str, stops: str, *, new_page: bool = False, space: float = 0.0) -> Piece:
    """A paragraph whose texts stand side by side at tab stops, having room there; ``space`` as of :func:`written`."""
    properties = (_BREAK if new_page else "") + stops
    if space:
        style = replace(style, before=style.before + space)
        properties += f'<w:spacing w:before="{round(style.before * TWIPS)}"/>'
    return Piece(paragraph(style.id, runs, properties), _block(style, ONE_LINE, new_page, False, ""))


def with_next(xml: str) -> str:
    """A paragraph that now stays with the next one."""
    return _added(xml, "<w:pStyle", _KEEP)


def whole(xml: str) -> str:
    """A paragraph whose lines now stay on one page."""
    return _added(xml, _KEEP if _KEEP in xml else "<w:pStyle", _WHOLE)


def _added(xml: str, after: str, flag: str) -> str:
    end = xml.index("/>", xml.index(after)) + 2
    return xml[:end] + flag + xml[end:]


def tiny(style: Style) -> Piece:
    """An empty paragraph of one point: it carries what only a paragraph can, and takes no room that matters."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return Piece(paragraph(style.id, "", spacing), Paragraph(ONE_LINE, 1.0))


def _lines(style: Style, text: str, width: float, bold: int, *, hanging: bool = True) -> Lines:
    room = width - style.left - style.right
    measure = Measure(style.size, room, room - style.first, style.spaced, hanging)
    return count_lines(text, measure, len(text) if style.bold else bold)


def _block(style: Style, lines: Lines, new_page: bool, with_next: bool, mark: str) -> Paragraph:
    return Paragraph(
        lines,
        style.line,
        style.before,
        style.after,
        (mark,) if mark else (),
        new_page or style.new_page,
        with_next or style.with_next,
        style.whole,
        style.widows,
    )
