"""Proof that a slip cannot be known from a document alone: another workbook, with the very same official forms, of which the
document with the slip is the true document.

Only what stands outside the forms is changed for it: a fact of 补充资料 (a figure of last year, a budget, a count), a text
that people wrote. Where such a workbook is found, and it has no more errors than the sample's, whoever sees the document
alone has to take the slip for the truth. Where none is found, the slip counts as one that should be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from toolkit import narrative, workflow
from toolkit import workbook as books
from toolkit.addresses import address
from toolkit.amounts import read_number
from toolkit.document import Document, Text
from toolkit.edits import Edit
from toolkit.findings import Severity
from toolkit.review.reading.finishing import squeezed
from toolkit.review.statements.figures import figures, plain
from toolkit.text import common_ends

_OURS = ("校验", "填报步骤")


class Place(NamedTuple):
    """A cell outside the forms, with what it says."""

    sheet: str
    address: str
    text: str
    value: Decimal | None


class OtherWorkbooks:
    """Of one sample, as it stands once it is filled. ``influence``: which paragraphs each figure outside the forms changes."""

    def __init__(self, filled: workflow.Filled) -> None:
        checked = filled.checked
        self._grid, self._profile, self._prior = checked.grid, checked.profile, checked.prior
        self._errors = checked.count(Severity.ERROR)
        self._texts = _paragraphs(narrative.assemble(checked.report, checked.profile, checked.drafts, {}))
        forms = {form.sheet.name for form in checked.reading.forms}
        self._places = list(_places(checked, forms))
        self._influence: dict[Place, frozenset[int]] = {}

    def explain(self, old: str, new: str) -> bool:
        """Whether one of them says ``new`` where the sample says ``old`` ("" for nothing), and all else alike."""
        before = [plain(squeezed(text)) for text in self._texts]
        at = [number for number, text in enumerate(before) if text == plain(old)]
        if not at:
            return False
        wanted = [before[:one] + ([plain(new)] if new else []) + before[one + 1 :] for one in at]
        return any(self._says(edits, wanted) for edits in self._candidates(old, new, at))

    def _says(self, edits: Sequence[Edit], wanted: Sequence[Sequence[str]]) -> bool:
        checked = self._with(edits)
        if checked is None or checked.count(Severity.ERROR) > self._errors:
            return False
        made = _paragraphs(narrative.assemble(checked.report, checked.profile, checked.drafts, {}))
        return [plain(squeezed(text)) for text in made] in list(map(list, wanted))

    def _with(self, edits: Sequence[Edit]) -> workflow.Checked | None:
        try:
            reading = books.read_by(books.edited(self._grid, edits), self._profile)
            return workflow.check_reading(reading, self._prior)
        except ValueError:
            return None

    def _candidates(self, old: str, new: str, at: Sequence[int]) -> Iterator[list[Edit]]:
        was, now = _apart(plain(old), plain(new))
        for place in self._places:
            text = plain(squeezed(place.text))
            if place.value is None and was and was in text:
                for start in _all(text, was):
                    yield [Edit(place.sheet, place.address, text[:start] + now + text[start + len(was) :])]
            if place.value is None and len(text) > 1 and text in plain(old) and text not in plain(new):
                yield [Edit(place.sheet, place.address, None)]
        changed = _changed_figures(plain(old), plain(new))
        near = [place for place in self._places if place.value is not None and self._changes(place) & set(at)]
        for place in near:
            yield [Edit(place.sheet, place.address, None)]
            for value in dict.fromkeys(_values(place.value, changed)):
                yield [Edit(place.sheet, place.address, value)]
        for one, other in combinations(near, 2):  # two figures that changed places
            if one.value != other.value and {one.value, other.value} <= {was for was, _ in changed}:
                yield [Edit(one.sheet, one.address, other.value), Edit(other.sheet, other.address, one.value)]

    def _changes(self, place: Place) -> frozenset[int]:
        if place not in self._influence:
            assert place.value is not None
            checked = self._with([Edit(place.sheet, place.address, place.value + Decimal("1.37"))])
            made = (
                []
                if checked is None
                else _paragraphs(narrative.assemble(checked.report, checked.profile, checked.drafts, {}))
            )
            matcher = SequenceMatcher(None, self._texts, made, autojunk=False)
            self._influence[place] = frozenset(
                number
                for tag, low, high, _, _ in matcher.get_opcodes()
                if tag != "equal"
                for number in range(low, high)
            )
        return self._influence[place]


def _places(checked: workflow.Checked, forms: set[str]) -> Iterator[Place]:
    for sheet in checked.grid.sheets:
        if sheet.name in forms or sheet.name in _OURS:
            continue
        for (row, column), cell in sheet.cells.items():
            if cell.text:
                yield Place(sheet.name, address(row, column), cell.text, read_number(cell.text))


def _paragraphs(document: Document) -> list[str]:
    return [line for item in document.items if isinstance(item, Text) for line in (item.lead + item.text).split("\n")]


def _apart(old: str, new: str) -> tuple[str, str]:
    """What differs, with a letter of what stands around it."""
    start, end = common_ends(old, new)
    low, high = max(start - 2, 0), max(end - 2, 0)
    return old[low : len(old) - high], new[low : len(new) - high]


def _all(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _changed_figures(old: str, new: str) -> list[tuple[Decimal, Decimal]]:
    pairs = zip(figures(old), figures(new), strict=False)
    return [(a.value, b.value) for a, b in pairs if a.value != b.value]


def _values(value: Decimal, changed: Sequence[tuple[Decimal, Decimal]]) -> Iterator[Decimal]:
    """What a figure may be instead, so that a figure that comes of it is the new one: itself, a difference, a share."""
    cent = Decimal("0.01")
    yield from (Decimal(0), value + 1, value - 1)
    for was, now in changed:
        yield now
        yield value + now - was
        yield value - now + was
        if now:
            yield (value * was / now).quantize(cent)
        if was:
            yield (value * now / was).quantize(cent)
