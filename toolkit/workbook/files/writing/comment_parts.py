"""Our comments in the parts of a file: the words (comments part), their hidden boxes (VML), and what points to both.

Parts that hold nothing any more once our last comment is gone go as well, so that a file is as it was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from ....addresses import address, position_or_none
from ....comments import WIDTH, block_of, box_height, changed_text, others_words, our_block
from ....edits import AUTHOR
from . import vml
from .fills import number_in
from .package import Package, relation_type
from .schema_order import put_in_order

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: How a Chinese Excel sets the words of a comment.
_LOOK = {"sz": {"val": "9"}, "color": {"indexed": "81"}, "rFont": {"val": "宋体"}, "charset": {"val": "134"}}


def set_comments(package: Package, sheet: str, texts: Mapping[tuple[int, int], str]) -> bool:
    """Let our comments on a sheet (the name of its part) say ``texts``; "" takes ours away.

    A comment of anyone else stays as it is, and none of ours joins it. True when the sheet part itself was edited.
    """
    comments, drawing = _Comments(package, sheet), _Drawing(package, sheet)
    for (row, column), text in sorted(texts.items()) if drawing.boxes.is_usable else ():
        block = block_of(text)
        before = comments.text(row, column)
        now = changed_text(before, comments.author(row, column), block)
        if now == (before or ""):
            continue
        if before is None:
            comments.add(row, column, now)
            drawing.add_box(row, column, box_height(block))
        elif now:
            comments.change(row, column, now)
            drawing.boxes.make_taller(row, column, box_height(block) - box_height(our_block(before)))
        else:
            comments.remove(row, column)
            drawing.boxes.remove(row, column)
    for place in comments.finish():
        drawing.boxes.keep_one(*place)
    return drawing.finish()


class _Comments:
    """The comments part of a sheet, made when the first comment needs it."""

    def __init__(self, package: Package, sheet: str) -> None:
        self._package, self._sheet = package, sheet
        parts = _related(package, sheet, "comments")
        self._part = next(iter(parts), "")
        self._root = package.part(self._part) if self._part else _empty_comments(package.part(sheet))
        self._authors, self._list = (_required(self._root, tag) for tag in ("authors", "commentList"))
        self._by_place: dict[tuple[int, int], etree._Element] = {}
        self._doubled: set[tuple[int, int]] = set()
        self._new: list[tuple[tuple[int, int], etree._Element]] = []
        for place, comment in _placed(self._list):
            if place in self._by_place:
                _join(self._by_place[place], comment)
                self._doubled.add(place)
            else:
                self._by_place[place] = comment
        #: What stands in a second comments part, which is nobody's way of writing: none of ours joins it.
        self._elsewhere = {
            place for part in parts[1:] for place, _ in _placed(_required(package.part(part), "commentList"))
        }
        self._touched = self._removed = False

    def text(self, row: int, column: int) -> str | None:
        """What the comment on a cell says; None when there is none."""
        comment = self._by_place.get((row, column))
        if comment is None:
            return "?" if (row, column) in self._elsewhere else None
        return "".join(words.text or "" for words in _words(comment))

    def author(self, row: int, column: int) -> str:
        comment = self._by_place.get((row, column))
        number = number_in(comment, "authorId") if comment is not None else len(self._authors)
        return (self._authors[number].text or "") if number < len(self._authors) else ""

    def add(self, row: int, column: int, text: str) -> None:
        attributes = {"ref": address(row, column), "authorId": self._our_number, "shapeId": "0"}
        comment = self._by_place[row, column] = _child(self._list, "comment", attributes)
        self._new.append(((row, column), comment))
        _say(_child(comment, "text"), text)
        self._touched = True

    @cached_property
    def _our_number(self) -> str:
        known = [author.text for author in self._authors]
        if AUTHOR not in known:
            known.append(AUTHOR)
            _child(self._authors, "author").text = AUTHOR
        return str(known.index(AUTHOR))

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
        self._list.remove(self._by_place.pop((row, column)))
        self._touched = self._removed = True

    def finish(self) -> set[tuple[int, int]]:
        """Put the part back when it was changed; returns the cells on which two comments became one."""
        if not self._touched:
            return set()
        self._sort_in()
        if self._removed:
            self._forget_our_name()
        if not len(self._list):
            self._package.drop(self._sheet, "comments", self._part)
        elif self._part:
            self._package.changed(self._part)
        else:
            self._part = self._package.free_name("xl/comments{}.xml")
            self._package.add(self._part, self._root, _COMMENTS_TYPE)
            self._package.relate(self._sheet, relation_type(self._root, "comments"), self._part)
        return self._doubled

    def _forget_our_name(self) -> None:
        last = len(self._authors) - 1
        if (
            last >= 0
            and self._authors[last].text == AUTHOR
            and all(number_in(each, "authorId") != last for each in self._list)
        ):
            del self._authors[last]

    def _sort_in(self) -> None:
        """Each new comment before the first that belongs behind it."""
        new = iter(sorted(self._new, key=lambda each: each[0]))
        place, comment = next(new, (None, None))
        for other_place, other in list(_placed(self._list)):
            while place is not None and comment is not None and other is not comment and place < other_place:
                other.addprevious(comment)
                place, comment = next(new, (None, None))
            if other is comment:
                place, comment = next(new, (None, None))


class _Drawing:
    """The VML drawing of a sheet: its bytes, and what in the sheet points to it."""

    def __init__(self, package: Package, sheet: str) -> None:
        self._package, self._sheet, self._root = package, sheet, package.part(sheet)
        self._pointer = self._root.find("{*}legacyDrawing")
        ids = set() if self._pointer is None else set(self._pointer.attrib.values())
        related = (rel for rel in package.relationships(sheet) if rel.id in ids and rel.target in package)
        self._part = next((rel.target for rel in related), "")
        self._before = package.read(self._part) if self._part else vml.EMPTY
        self.boxes = vml.Boxes(self._before)

    @cached_property
    def _ruler(self) -> vml.Ruler:
        return vml.Ruler(self._root)

    def add_box(self, row: int, column: int, height: int) -> None:
        self.boxes.add(self._ruler, row, column, (WIDTH, height))

    def finish(self) -> bool:
        """Put the drawing back. True when the sheet was made to point to it, or not to point to it any more."""
        drawing = self.boxes.drawing()
        if drawing == self._before:
            return False
        if self._part and vml.has_shapes(drawing):
            self._package.replace(self._part, drawing)
            return False
        if self._pointer is not None:
            self._root.remove(self._pointer)
        if self._part:
            self._package.drop(self._sheet, "vmlDrawing", self._part)
            return True
        add_legacy_drawing(self._package, self._sheet, drawing)
        return True


def add_legacy_drawing(package: Package, sheet: str, drawing: bytes) -> None:
    """A VML drawing (of comment boxes, of buttons) for a sheet that has none; the sheet part itself is edited."""
    part, root = package.free_name("xl/drawings/vmlDrawing{}.vml"), package.part(sheet)
    package.add(part, drawing, _VML_TYPE)
    kind = relation_type(root, "vmlDrawing")
    attributes = {f"{{{kind.rpartition('/')[0]}}}id": package.relate(sheet, kind, part)}
    name = f"{{{etree.QName(root).namespace}}}legacyDrawing"
    put_in_order(root, etree.Element(name, attributes, nsmap={"r": kind.rpartition("/")[0]}))


def _related(package: Package, sheet: str, kind: str) -> list[str]:
    return [rel.target for rel in package.relationships(sheet) if rel.kind == kind and rel.target in package]


def _placed(comments: etree._Element) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """The comments with the cells they stand on, without those that stand on none."""
    for comment in comments.iterfind("{*}comment"):
        if place := position_or_none(comment.get("ref", "")):
            yield place, comment


def _join(first: etree._Element, second: etree._Element) -> None:
    """Two comments on one cell, which Excel will not have, become one that says both."""
    texts = ["".join(words.text or "" for words in _words(comment)) for comment in (first, second)]
    if texts[1] and texts[0] != texts[1]:
        _say(_required(first, "text"), f"\n{texts[1]}")
    parent = second.getparent()
    assert parent is not None
    parent.remove(second)


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
