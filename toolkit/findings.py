"""Findings and live checks: what the rules tell, as data. Console, sheet, HTML and JSON are made from these records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from .cells import Cell


class Severity(Enum):
    """``ERROR``: no true amounts could have produced these figures, or a required thing is missing or contradicts.
    ``WARNING``: a person should look. ``TAIL``: a rounding difference (尾差), never counted as a problem."""

    ERROR = "error"
    WARNING = "warning"
    TAIL = "tail"

    @property
    def label(self) -> str:
        """The word the user sees."""
        return {"error": "错误", "warning": "提示", "tail": "尾差"}[self.value]


#: The level of a finding that a person has accepted: told, but neither error nor warning any more.
ACCEPTED = "已认可"
#: The words the user sees for how grave a finding is, the gravest first.
LEVELS = (Severity.ERROR.label, Severity.WARNING.label, ACCEPTED, Severity.TAIL.label)


class Place(NamedTuple):
    """Where in a finished document: the section as its headings say, the page (0: not known), the whole sentence.

    ``part`` is the number of the paragraph among the parts of the document, ``start`` and ``end`` the words concerned
    in it, ``sentence_start`` the place of the sentence; -1 when the finding is about a section or the whole.
    """

    section: str
    sentence: str = ""
    page: int = 0
    part: int = -1
    start: int = -1
    end: int = -1
    sentence_start: int = 0

    def excerpt(self, most: int = 60) -> str:
        """The sentence, or as much of it as fits around the words concerned."""
        if len(self.sentence) <= most:
            return self.sentence
        middle = (self.start + self.end) // 2 - self.sentence_start if self.start >= 0 else 0
        low = max(0, min(middle - most // 2, len(self.sentence) - most))
        cut = self.sentence[low : low + most]
        return f"{'…' if low else ''}{cut}{'…' if low + most < len(self.sentence) else ''}"

    def __str__(self) -> str:
        """三、支出决算情况说明，第 12 页"""
        return "，".join(word for word in (self.section, f"第 {self.page} 页" if self.page else "") if word)


class RightFigure(NamedTuple):
    """A cell that should change, with the least and the greatest right figure in the sheet's unit.

    An end that nothing limits is None.
    """

    cell: Cell
    low: Decimal | None
    high: Decimal | None


class Act(NamedTuple):
    """What somebody probably did: one slip of the hand, or one act that reached several cells.

    ``kind`` is a word for programs (``shifted``), ``title`` the one people read (``错行``). ``certain``: nothing else of
    as few acts would explain the figures; otherwise it is the likeliest, or one among equals.
    """

    kind: str
    title: str
    certain: bool
    cells: tuple[RightFigure, ...]


@dataclass(frozen=True)
class Finding:
    """One thing to tell the user.

    ``message`` is a whole Chinese sentence with the figures in it. ``cells`` are the cells concerned, the one to look
    at first coming first. ``expected``/``actual``/``difference`` (= actual − expected) are in the sheet's unit and None
    where the finding is not about a figure. ``caused`` are the alarms that this one set off. ``accepted`` is what a
    person wrote beside it to let it stand, who and why; such a finding is told, but counts as neither error nor warning.
    ``place`` is where in a document it stands, when it is about one.
    ``act`` is what was probably done wrong, where the figures tell.
    """

    rule: str
    severity: Severity
    title: str
    message: str
    cells: tuple[Cell, ...] = ()
    expected: Decimal | None = None
    actual: Decimal | None = None
    difference: Decimal | None = None
    caused: tuple[Finding, ...] = ()
    accepted: str = ""
    place: Place | None = None
    act: Act | None = None

    @property
    def level(self) -> str:
        """错误, 提示, 已认可 or 尾差."""
        return ACCEPTED if self.accepted else self.severity.label

    def all_cells(self) -> Iterator[Cell]:
        """Its own and those of what it set off."""
        yield from self.cells
        for caused in self.caused:
            yield from caused.all_cells()


def by_level(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings as every report lists them: the gravest level first, each level in the order given."""
    levels: dict[str, list[Finding]] = {level: [] for level in LEVELS}
    for finding in findings:
        levels[finding.level].append(finding)
    return {level: found for level, found in levels.items() if found}


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many errors, warnings and tails; what a person has accepted is none of them."""
    counts = {severity.value: 0 for severity in Severity}
    for finding in findings:
        if not finding.accepted:
            counts[finding.severity.value] += 1
    return counts


def verdict(findings: Sequence[Finding]) -> str:
    """One line that says how the workbook stands."""
    counts = summary(findings)
    tails = f"尾差 {counts['tail']} 处（四舍五入造成，无需处理）" if counts["tail"] else "没有尾差"
    accepted = sum(bool(finding.accepted) for finding in findings)
    known = f"{ACCEPTED} {accepted} 处；" if accepted else ""
    if counts["error"] or counts["warning"]:
        return f"错误 {counts['error']} 处，提示 {counts['warning']} 处；{known}{tails}。"
    return f"没有待处理的问题，{known}{tails}。" if accepted else f"全部相符，{tails}。"


class YearChange(NamedTuple):
    """One figure of a form beside last year's, in 万元. ``rate``: percent, None without a base; ``notable``: the change is
    one that asks for a reason."""

    name: str
    column: str
    cell: Cell
    now: Decimal
    before: Decimal
    change: Decimal
    rate: Decimal | None
    notable: bool


class State(Enum):
    """Whether a rule or a form was looked at: its word for programs."""

    DONE = "done"
    NOT_APPLICABLE = "not applicable"
    UNREADABLE = "could not be read"
    ACCEPTED = "accepted"

    @property
    def label(self) -> str:
        """The word the user sees."""
        return {"done": "已查", "not applicable": "不适用", "could not be read": "没能查", "accepted": "已认可"}[
            self.value
        ]


class Coverage(NamedTuple):
    """One form or one rule, and whether it was looked at.

    ``kind``: ``form`` or ``rule``. ``number``: how many figures the form holds, or how many relations the rule made; a
    check that is no relation has none. ``note``: why it was not looked at, or not everywhere.
    """

    kind: str
    id: str
    title: str
    state: State
    number: int = 0
    note: str = ""


class LiveCheck(NamedTuple):
    """One identity as Excel formulas (without "="), with the values we computed for them in Decimal.

    ``difference`` = left − right. ``low``/``high`` bound the differences that rounding explains; ``verdict`` is
    相符, 尾差 or 不符 and the 校验 sheet's formula must come to the same word.
    """

    rule: str
    title: str
    cells: tuple[Cell, ...]
    left: Decimal
    right: Decimal
    low: Decimal
    high: Decimal
    verdict: str
    left_formula: str
    right_formula: str
    low_formula: str
    high_formula: str
