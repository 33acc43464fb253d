"""Workbooks made wrong, one thing at a time, by a seeded hand: the bytes of the zip, or the XML of one of its parts."""

from __future__ import annotations

import io
import re
import zipfile
from random import Random

from lxml import etree

#: What may stand where an address, a number, an area or a width belongs.
STRANGE = (
    "", " ", "0", "-1", "1", "7", "1.5", "A1", "$B$12", "b7", "C7", "#REF!", "A", "A0", "A1048577", "XFE1", "A:C", "3:5", "X:Y", "A1:B",
    "A1:XFD1048576", "B9:A1", "A1:A1 C3", "1048576", "1048577", "16385", "2147483648", "-2147483648", "4294967296", "9" * 30, "9" * 5000,
    "NaN", "INF", "-INF", "1e400", "1e22", "1e-400", "0x10", "true", "x", "s", "str", "inlineStr", "shared", "array", "dataTable", "hidden",
    "../../../etc/passwd", "xl\\workbook.xml", "/xl/styles.xml", "rId1", "rId999", "=1+1", "{{ x }}", "<b>&amp;", "_xD83D_", "_x0000_", "\u202e",
    "\u200b", "２０８", "⼀", "😀" * 40, "长" * 33000,
)  # fmt: skip
_NUMBERS = ("1", "0", "-0", "1E+22", "1e400", "12.5 ", "129.15000000000003", "9" * 40_000, "#N/A", "12,5", "45047", "")
_KINDS = ("s", "str", "inlineStr", "b", "e", "d", "n", "", "x")


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def mutated(data: bytes, random: Random) -> tuple[bytes, str]:
    """A workbook with one to three things wrong, and what."""
    if random.random() < 0.15:
        return bytes_mutated(data, random), "zip"
    parts = parts_of(data)
    told = [_mutate_part(parts, random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    return zipped(parts), "; ".join(told)


def bytes_mutated(data: bytes, random: Random) -> bytes:
    """Cut short, a piece taken out, or bytes of its end or anywhere changed."""
    wrong = bytearray(data)
    way = random.randrange(4)
    if way == 0:
        return bytes(wrong[: random.randrange(len(wrong))])
    if way == 1:
        start = random.randrange(len(wrong))
        del wrong[start : start + random.choice((1, 7, 1000))]
        return bytes(wrong)
    near_end = way == 2  # where the directory of the zip is
    for _ in range(random.choice((1, 1, 4, 40))):
        at = len(wrong) - 1 - random.randrange(min(3000, len(wrong))) if near_end else random.randrange(len(wrong))
        wrong[at] = random.randrange(256)
    return bytes(wrong)


def _mutate_part(parts: dict[str, bytes], random: Random) -> str:
    sheets = [name for name in parts if re.search(r"(worksheets/sheet[^/]*|word/\w+)\.xml$", name)]
    name = random.choice(sheets if random.random() < 0.6 else sorted(parts))
    way = random.random()
    if way < 0.05:
        del parts[name]
        return f"{name} gone"
    if way < 0.08:
        parts[name] = parts[random.choice(sorted(parts))]
        return f"{name} is another part"
    if way < 0.11:
        parts[random.choice((name.upper(), name.replace("/", "\\"), "x/" + name, name + " "))] = parts.pop(name)
        return f"{name} renamed"
    if way < 0.2:
        parts[name] = bytes_mutated(parts[name], random)
        return f"{name} bytes"
    try:
        root = etree.fromstring(parts[name])
    except etree.XMLSyntaxError:
        return f"{name} as it is"
    told = _mutate_tree(root, random)
    parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return f"{name} {told}"


def _mutate_tree(root: etree._Element, random: Random) -> str:
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    # the few elements that say how a sheet is made as often as its many cells
    by_tag: dict[str, list[etree._Element]] = {}
    for element in elements:
        by_tag.setdefault(element.tag, []).append(element)
    element = random.choice(random.choice(list(by_tag.values())) if random.random() < 0.7 else elements)
    tag = etree.QName(element).localname
    parent = element.getparent()
    way = random.random()
    if way < 0.5 and element.attrib:
        attribute = random.choice(sorted(map(str, element.attrib)))
        if random.random() < 0.15:
            del element.attrib[attribute]
            return f"{tag} without {attribute}"
        choice = _KINDS if tag == "c" and attribute == "t" else STRANGE
        value = random.choice(choice)
        element.set(attribute, value)
        return f"{tag}@{attribute}={value[:30]!r}"
    if way < 0.7:
        value = random.choice(_NUMBERS if tag == "v" else STRANGE)
        element.text = value
        return f"{tag} says {value[:30]!r}"
    if parent is None:
        element[:] = []
        return f"{tag} emptied"
    if way < 0.8:
        parent.remove(element)
        return f"{tag} gone"
    if way < 0.95:
        again = etree.fromstring(etree.tostring(element, with_tail=False))
        element.addnext(again)
        return f"{tag} twice"
    element.tag = f"{{{etree.QName(element).namespace}}}{random.choice(('v', 'f', 'row', 'c', 'is', 'x'))}"
    return f"{tag} is {etree.QName(element).localname}"
