"""Our comments in the parts of a file: the words (comments part), their hidden boxes (VML), and what points to both.

Parts that hold nothing any more once our last comment is gone go as well, so that a file is as it was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from ...addresses import address, position
from ...comments import WIDTH, block_of, box_height, changed_text, others_words, our_block
from ...edits import AUTHOR
from . import vml
from .package import Package
from .schema_order import put_in_order

_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: How a Chinese Excel sets the words of a comment.
_LOOK = {"sz": {"val": "9"}, "color": {"indexed": "81"}, "rFont": {"val": "宋体"}, "charset": {"val": "134"}}


def set_comments(package: Package, sheet: str, texts: Mapping[tuple[int, int], str]) -> bool:
    """Let our comments on a sheet (the name of its part) say ``texts``; "" takes ours away.

    A comment of anyone else stays as it is, and none of ours joins it. True when the sheet part itself was edited.
    """
    comments, drawing = _Comments(package, sheet), _Drawing(package, sheet)
    for (row, column), text in sorted(texts.items()):
        block = block_of(text)
        before = comments.text(row, column)
        now = changed_text(before, comments.author(row, column), block)
        if now == (before or "") or not drawing.is_usable:
            continue
        if before is None:
            comments.add(row, column, now)
            drawing.add_box(row, column, box_height(block))
        elif now:
            comments.change(row, column, now)
            drawing.resize_box(row, column, box_height(block) - box_height(our_block(before)))
        else:
            comments.remove(row, column)
            drawing.remove_box(row, column)
    comments.finish()
    return drawing.finish()


class _Comments:
    """The comments part of a sheet, made when the first comment needs it."""

    def __init__(self, package: Package, sheet: str) -> None:
        self._package, self._sheet = package, sheet
        self._part = _related(package, sheet, "comments")
        self._root = package.part(self._part) if self._part else _empty_comments(package.part(sheet))
        self._authors, self._list = (_required(self._root, tag) for tag in ("authors", "commentList"))
        self._by_place = {position(each.get("ref", "A1")): each for each in self._list.iterfind("{*}comment")}
        self._touched = False

    def text(self, row: int, column: int) -> str | None:
        """What the comment on a cell says; None when there is none."""
        comment = self._by_place.get((row, column))
        return None if comment is None else "".join(words.text or "" for words in _words(comment))

    def author(self, row: int, column: int) -> str:
        comment = self._by_place.get((row, column))
        number = int(comment.get("authorId", "0")) if comment is not None else len(self._authors)
        return (self._authors[number].text or "") if number < len(self._authors) else ""

    def add(self, row: int, column: int, text: str) -> None:
        known = [author.text for author in self._authors]
        if AUTHOR not in known:
            known.append(AUTHOR)
            _child(self._authors, "author").text = AUTHOR
        attributes = {"ref": address(row, column), "authorId": str(known.index(AUTHOR)), "shapeId": "0"}
        comment = self._by_place[row, column] = _child(self._list, "comment", attributes)
        _say(_child(comment, "text"), text)
        behind = next((each for place, each in sorted(self._by_place.items()) if place > (row, column)), None)
        if behind is not None and behind.getparent() is self._list:
            behind.addprevious(comment)
        self._touched = True

    def change(self, row: int, column: int, text: str) -> None:
        """Replace what is ours before the words of others; these stay, in their own type."""
        comment = self._by_place[row, column]
        before = self.text(row, column) or ""
        others = others_words(before)
        if others:
            _cut(comment, len(before) - len(others))
            first = next(_words(comment))
            first.text = text.removesuffix(others) + (first.text or "")
        else:
            words = comment.find("{*}text")
            assert words is not None
            words[:] = []
            _say(words, text)
        self._touched = True

    def remove(self, row: int, column: int) -> None:
        comment = self._by_place.pop((row, column))
        self._list.remove(comment)
        last = str(len(self._authors) - 1)
        if self._authors[-1].text == AUTHOR and all(each.get("authorId") != last for each in self._list):
            del self._authors[-1]
        self._touched = True

    def finish(self) -> None:
        if not self._touched:
            return
        if not len(self._list):
            self._package.drop(self._sheet, "comments")
        elif self._part:
            self._package.changed(self._part)
        else:
            self._part = self._package.free_name("xl/comments{}.xml")
            self._package.add(self._part, self._root, _COMMENTS_TYPE)
            self._package.relate(self._sheet, _kind(self._root, "comments"), self._part)


class _Drawing:
    """The VML drawing of a sheet: its bytes, and what in the sheet points to it."""

    def __init__(self, package: Package, sheet: str) -> None:
        self._package, self._sheet, self._root = package, sheet, package.part(sheet)
        self._pointer = self._root.find("{*}legacyDrawing")
        ids = set() if self._pointer is None else set(self._pointer.attrib.values())
        related = (rel for rel in package.relationships(sheet) if rel.id in ids and rel.target in package)
        self._part = next((rel.target for rel in related), "")
        self._before = self._bytes = package.read(self._part) if self._part else vml.EMPTY

    @cached_property
    def _ruler(self) -> vml.Ruler:
        return vml.Ruler(self._root)

    @property
    def is_usable(self) -> bool:
        """False for a drawing that we cannot find our way in."""
        return vml.can_hold_boxes(self._bytes)

    def add_box(self, row: int, column: int, height: int) -> None:
        self._bytes = vml.with_box(self._bytes, self._ruler, row, column, (WIDTH, height))

    def resize_box(self, row: int, column: int, pixels: int) -> None:
        self._bytes = vml.with_taller_box(self._bytes, row, column, pixels)

    def remove_box(self, row: int, column: int) -> None:
        self._bytes = vml.without_box(self._bytes, row, column)

    def finish(self) -> bool:
        """Put the drawing back. True when the sheet was made to point to it, or not to point to it any more."""
        if self._bytes == self._before:
            return False
        if self._part and vml.has_shapes(self._bytes):
            self._package.replace(self._part, self._bytes)
            return False
        if self._pointer is not None:
            self._root.remove(self._pointer)
        if self._part:
            self._package.drop(self._sheet, "vmlDrawing", self._part)
            return True
        add_legacy_drawing(self._package, self._sheet, self._bytes)
        return True


def add_legacy_drawing(package: Package, sheet: str, drawing: bytes) -> None:
    """A VML drawing (of comment boxes, of buttons) for a sheet that has none; the sheet part itself is edited."""
    part, root = package.free_name("xl/drawings/vmlDrawing{}.vml"), package.part(sheet)
    package.add(part, drawing, _VML_TYPE)
    rel_id, base = package.relate(sheet, _kind(root, "vmlDrawing"), part), _kind(root, "")[:-1]
    name = f"{{{etree.QName(root).namespace}}}legacyDrawing"
    put_in_order(root, etree.Element(name, {f"{{{base}}}id": rel_id}, nsmap={"r": base}))


def _related(package: Package, sheet: str, kind: str) -> str:
    return next((rel.target for rel in package.relationships(sheet) if rel.kind == kind and rel.target in package), "")


def _kind(root: etree._Element, word: str) -> str:
    """The whole type of a relationship, as the sheet's flavour of the format writes it."""
    strict = "purl.oclc.org" in (etree.QName(root).namespace or "")
    return f"{_STRICT if strict else _RELATIONS}/{word}"


def _empty_comments(sheet: etree._Element) -> etree._Element:
    return etree.fromstring(f'<comments xmlns="{etree.QName(sheet).namespace}"><authors/><commentList/></comments>')


def _child(parent: etree._Element, tag: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}", dict(attributes or {}))


def _required(root: etree._Element, tag: str) -> etree._Element:
    found = root.find(f"{{*}}{tag}")
    return _child(root, tag) if found is None else found


def _words(comment: etree._Element) -> Iterator[etree._Element]:
    """The elements that hold the words of a comment, without phonetic hints."""
    for tag in ("{*}text/{*}t", "{*}text/{*}r/{*}t"):
        yield from comment.iterfind(tag)


def _say(words: etree._Element, text: str) -> None:
    run = _child(words, "r")
    look = _child(run, "rPr")
    for tag, attributes in _LOOK.items():
        _child(look, tag, attributes)
    _child(run, "t").text = text


def _cut(comment: etree._Element, characters: int) -> None:
    """Take so many characters from the beginning."""
    for words in _words(comment):
        text = words.text or ""
        words.text = text[characters:]
        characters -= min(characters, len(text))
