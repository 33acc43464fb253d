"""Amounts that a known format states in a section, and this section, worded otherwise, does not: a sentence was dropped
there, also where another section says the figure.

Only of a document that says nearly all of what its format does: one that leaves out more has its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..findings import Finding, Place, Severity
from .sides import MARKER, Sentence
from .statements.figures import Figure, Kind, figures, plain
from .statements.roles import last_piece

#: A section states so many of the amounts at least; so many sentences at most are left out of the whole document.
_FEWEST, _MOST_LOST = 3, 3
_NUMBERING = re.compile("^(?:第[一二三四五六七八九十]+部分|[（(]?[一二三四五六七八九十\\d]+[）)、.．])+")


@dataclass
class _Section:
    """What the format states in a section, with its sentences; what the document does, and where."""

    wanted: list[tuple[Figure, str]] = field(default_factory=list)
    stated: list[Figure] = field(default_factory=list)
    place: Place | None = None

    def missing(self) -> list[tuple[Figure, str]]:
        """None of a section that says little of what the format does."""
        amounts = [figure.amount.interval() for figure in self.stated]
        lost = [
            (figure, text)
            for figure, text in self.wanted
            if not any(amount.meets(figure.amount.interval()) for amount in amounts)
        ]
        return lost if self.place and len(self.wanted) - len(lost) >= _FEWEST else []


def left_out(wanted: Sequence[Sentence], actual: Sequence[Sentence]) -> Iterator[Finding]:
    """One finding for each section with amounts that its sentences have in the format, and nowhere here."""
    sections = _sections(wanted, actual)
    if sum(len({text for _, text in section.missing()}) for section in sections.values()) > _MOST_LOST:
        return
    for name, section in sections.items():
        if missing := section.missing():
            amounts = "".join(f"“{_said(figure, text)}”" for figure, text in missing)
            message = f"按表格，“{name}”里应有{amounts}，这一节没有写，是不是漏了一句？"
            yield Finding("WD-23", Severity.WARNING, "应有的话没有写", message, place=section.place)


def _said(figure: Figure, text: str) -> str:
    return _NUMBERING.sub("", last_piece(text[: figure.start])) + figure.text


def _sections(wanted: Sequence[Sentence], actual: Sequence[Sentence]) -> Mapping[str, _Section]:
    sections: dict[str, _Section] = {}
    for one in wanted:
        text = plain(MARKER.sub("", one.text))
        section = sections.setdefault(_name(one.section), _Section())
        section.wanted += ((figure, text) for figure in figures(text) if figure.kind is Kind.MONEY and figure.value)
    for other in actual:
        known = sections.get(_name(other.section))
        if known is not None and other.passage is not None:
            known.place = known.place or Place(other.passage.section, page=other.passage.page)
            known.stated += (figure for figure in figures(plain(other.text)) if figure.kind is Kind.MONEY)
    return sections


def _name(heading: str) -> str:
    return _NUMBERING.sub("", plain(heading)).rstrip("。：")
