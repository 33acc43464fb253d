"""The last hand on a package that openpyxl wrote: reproducible bytes, and the forms Excel itself would have written.

openpyxl stamps the time of day and its version, keeps every string inside its cell, fixes the height of every row it
was told about and puts the properties of a font out of order; Excel would rewrite all that when it first saves the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

from ...outputs.files import write_zip
from ..files.writing.schema_order import following

#: The date of every generated workbook.
EPOCH = datetime(2024, 1, 1)

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_WRITER = re.compile(rb"<Application>[^<]*</Application>(<AppVersion>[^<]*</AppVersion>)?")
_INLINE = re.compile(rb't="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is>')
_AFTER_IGNORED = re.compile(
    "|".join(["</worksheet>", *(f"<{tag}[ />]" for tag in following("worksheet", "ignoredErrors"))]).encode()
)
_IGNORED = b'<ignoredErrors><ignoredError sqref="A1:Z2000" numberStoredAsText="1"/></ignoredErrors>'
_FONT = re.compile(rb"<font>(.*?)</font>", re.DOTALL)
_FONT_PROPERTY = re.compile(rb"<(\w+)[^>]*/>")
_FONT_ORDER = [b"b", b"i", b"strike", b"u", b"vertAlign", b"sz", b"color", b"name", b"family", b"charset", b"scheme"]

_STRINGS = "xl/sharedStrings.xml"
_STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_STRINGS_RELATION = (
    b'<Relationship Id="rIdStrings" Target="sharedStrings.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
)


def finished(package: bytes) -> bytes:
    """The package with shared strings, ordered fonts, rows that fit themselves, and the same date on every part."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    strings = _Strings()
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = strings.shared(finished_sheet(content))
    parts["xl/styles.xml"] = finished_styles(parts["xl/styles.xml"])
    parts["docProps/core.xml"] = _dated(parts["docProps/core.xml"])
    parts["docProps/app.xml"] = _WRITER.sub(b"<Application>juesuan</Application>", parts["docProps/app.xml"])
    if not strings.is_empty:
        parts[_STRINGS] = strings.part()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", _STRINGS_TYPE)
        relations = "xl/_rels/workbook.xml.rels"
        parts[relations] = parts[relations].replace(b"</Relationships>", _STRINGS_RELATION)
    return _zipped(parts)


class _Strings:
    """The texts of all cells, each once."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._uses = 0

    @property
    def is_empty(self) -> bool:
        return not self._numbers

    def shared(self, sheet: bytes) -> bytes:
        return _INLINE.sub(self._reference, sheet)

    def _reference(self, match: re.Match[bytes]) -> bytes:
        self._uses += 1
        return b't="s"><v>%d</v>' % self._numbers.setdefault(match[1], len(self._numbers))

    def part(self) -> bytes:
        items = b"".join(b"<si>%s</si>" % text for text in self._numbers)
        head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        names = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        return head + b'<sst %s count="%d" uniqueCount="%d">%s</sst>' % (names, self._uses, len(self._numbers), items)


def finished_sheet(content: bytes) -> bytes:
    """Codes are meant to be text (no green corners); rows without merged cells may be fitted again as a clerk types."""
    if b"<mergeCells" not in content:
        content = content.replace(b' customHeight="1"', b"")
    return _AFTER_IGNORED.sub(_IGNORED + rb"\g<0>", content, count=1)


def finished_styles(content: bytes) -> bytes:
    """The properties of every font in the order of the format."""
    return _FONT.sub(_ordered_font, content)


def _ordered_font(match: re.Match[bytes]) -> bytes:
    found = {part[1]: part[0] for part in _FONT_PROPERTY.finditer(match[1])}
    return b"<font>" + b"".join(found[name] for name in _FONT_ORDER if name in found) + b"</font>"


def _dated(properties: bytes) -> bytes:
    return _MODIFIED.sub(rb"\g<1>" + EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>", properties)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    result = io.BytesIO()
    write_zip(result, parts, level=6)  # kept and copied for years: small rather than quickly packed
    return result.getvalue()
