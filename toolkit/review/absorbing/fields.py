"""The fields of an edited document: its hidden bookmarks read as anchors, each reaching to the next one or to a heading.

Where a program has lost the bookmarks the headings tell: what stands under a heading is the field that is printed there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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


class Edited(NamedTuple):
    """The fields of an edited document, and the paragraphs in no field that the workbook does not print."""

    fields: dict[tuple[str, str], FieldText]
    outside: tuple[str, ...]


def edited_fields(
    parts: Sequence[Part], printed: Mapping[tuple[str, str], FieldText], known: Collection[str] = ()
) -> Edited:
    """What each field says in an edited document; a field that is not found there has no entry.

    ``known``: what the workbook prints besides, as :func:`outside_fields` tells of its own document. A new paragraph
    between a heading and the first field under it is the beginning of that field.
    """
    found: dict[tuple[str, str], FieldText] = {}
    loose: dict[str, list[str]] = {}
    for field, heading, text in _lines(parts):
        place = plain(heading)
        if field is None:
            if plain(text) not in known:
                loose.setdefault(place, []).append(text)
            continue
        if field.key not in found and place:
            field = field._replace(paragraphs=tuple(loose.pop(place, ())))
        before = found.get(field.key, field)
        found[field.key] = before._replace(paragraphs=(*before.paragraphs, text) if text else before.paragraphs)
    for key, field in printed.items():
        if key not in found and (paragraphs := loose.pop(plain(field.heading), None)):
            found[key] = field._replace(written="", paragraphs=tuple(paragraphs))
    headings = [part.text for part in parts if isinstance(part, Paragraph) and part.styled]
    strange = [text for text in headings if known and plain(text) not in known]
    return Edited(found, (*strange, *(text for texts in loose.values() for text in texts)))


def outside_fields(parts: Sequence[Part]) -> frozenset[str]:
    """What a document says in no field: headings, covers, notes under forms; as they are compared."""
    headings = [part.text for part in parts if isinstance(part, Paragraph) and part.styled]
    return frozenset(map(plain, [*headings, *(text for field, _, text in _lines(parts) if field is None)]))


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
