"""All that is wrong with a skeleton document.docx at once, for its author: tags, the place of the text, styles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from docx.opc.parts.coreprops import CorePropertiesPart
from docx.parts.hdrftr import FooterPart, HeaderPart
from lxml import etree

from ..errors import TemplateError, ToolkitError
from . import looks
from .markup import qn
from .package import open_word
from .styles import Styles
from .tags import BODY, CONTENTS, NO_BODY, fill_text, only_tag, paragraph_text


def skeleton_faults(skeleton: Path, fields: Iterable[str], levels: Iterable[tuple[int, bool]]) -> list[ToolkitError]:
    """Everything for which a document could not be drawn into ``skeleton``.

    ``fields``: the names of the tags that are filled. ``levels``: the levels of the titles, and whether they stand in the
    目录.
    """
    try:
        word_file = open_word(skeleton)
    except ToolkitError as error:
        return [error]
    named = dict.fromkeys(fields, "")
    styles = Styles(word_file)
    faults = [*_tags(word_file.element, named)]
    for part in word_file.part.package.iter_parts():
        if isinstance(part, HeaderPart | FooterPart):
            faults += _tags(part.element, named)
        elif isinstance(part, CorePropertiesPart):
            faults += [fault for element in part.element for fault in _text(element.text or "", named)]
    if BODY not in {only_tag(paragraph._p) for paragraph in word_file.paragraphs}:
        faults.append(NO_BODY)
    faults += _styles(styles, levels)
    return [TemplateError(fault, path=skeleton) for fault in dict.fromkeys(faults)]


def _styles(styles: Styles, levels: Iterable[tuple[int, bool]]) -> Iterator[str]:
    """The styles that are not there of those that a document needs."""
    names = [looks.BODY, looks.FORM_TITLE, looks.FORM_LINE, looks.FORM_NOTE]
    for level, is_listed in sorted(set(levels)):
        names += [f"heading {level}", f"toc {level}"] if is_listed else [f"无目录标题{level}"]
    for name in names:
        yield from _missing(partial(styles.__getitem__, name))
    yield from _missing(lambda: styles.cells)
    yield from _missing(lambda: styles.table_id(looks.FORM_TABLE))


def _missing(look_up: Callable[[], object]) -> Iterator[str]:
    try:
        look_up()
    except TemplateError as error:
        yield error.message


def _tags(root: etree._Element, fields: Mapping[str, str]) -> Iterator[str]:
    """The faults of the tags below ``root``, but for those that stand alone in a paragraph and give way to what is drawn."""
    for paragraph in root.iter(qn("w:p")):
        if only_tag(paragraph) not in (BODY, CONTENTS):
            yield from _text(paragraph_text(paragraph), fields)


def _text(text: str, fields: Mapping[str, str]) -> Iterator[str]:
    try:
        fill_text(text, fields)
    except TemplateError as error:
        yield error.message
