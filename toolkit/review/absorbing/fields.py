"""The fields of an edited document: its hidden bookmarks read as anchors, each reaching to the next one or to a heading.

Where a program has lost the bookmarks the headings tell: what stands under a heading is the field that is printed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...document import Document, Text, Title, read_carrier
from ...text import plain
from ..reading.records import Paragraph, Part
from ..reading.word import ANCHOR


class FieldText(NamedTuple):
    """The paragraphs of one field. ``written``: the fingerprint of what was written there, "" where that is not known."""

    kind: str
    name: str
    written: str
    heading: str
    paragraphs: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.name


def printed_fields(document: Document) -> dict[tuple[str, str], FieldText]:
    """What each field of a workbook's own document says, with the heading it stands under."""
    found: dict[tuple[str, str], FieldText] = {}
    heading = ""
    for item in document.items:
        if isinstance(item, Title):
            heading = item.text
        elif isinstance(item, Text) and (known := read_carrier(item.carrier)):
            before = found.get((known.kind, known.name)) or FieldText(*known, heading, ())
            lines = [line.strip() for line in (item.lead + item.text).split("\n") if line.strip()]
            found[before.key] = before._replace(paragraphs=(*before.paragraphs, *lines))
    return found


def edited_fields(
    parts: Sequence[Part], printed: Mapping[tuple[str, str], FieldText]
) -> dict[tuple[str, str], FieldText]:
    """What each field says in an edited document; a field that is not found there has no entry."""
    found: dict[tuple[str, str], FieldText] = {}
    loose: dict[str, list[str]] = {}
    for field, heading, text in _lines(parts):
        if field is None:
            loose.setdefault(plain(heading), []).append(text)
            continue
        before = found.get(field.key, field)
        found[field.key] = before._replace(paragraphs=(*before.paragraphs, text) if text else before.paragraphs)
    for key, field in printed.items():
        if key not in found and (paragraphs := loose.get(plain(field.heading))):
            found[key] = field._replace(written="", paragraphs=tuple(paragraphs))
    return found


def _lines(parts: Sequence[Part]) -> Iterator[tuple[FieldText | None, str, str]]:
    """Every paragraph below a heading: the field it belongs to (None: no anchor before it), the heading, the text."""
    field: FieldText | None = None
    heading = ""
    for part in parts:
        if not isinstance(part, Paragraph) or part.styled:
            field = None
            heading = part.text if isinstance(part, Paragraph) else heading
            continue
        if part.anchor:
            known = read_carrier(part.anchor.removeprefix(ANCHOR))
            field = FieldText(*known, heading, ()) if known else None
        text = " ".join(part.raw.replace("\u00a0", " ").split("\t")).strip()
        if text or (field is not None and part.anchor):
            yield field, heading, text
