"""What is known while a paragraph is read from the left: what it speaks of, what was said of it, what came of it so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ...amounts import NOTHING, Interval
from ...cells import Cell
from ...findings import Finding, Place, Severity
from .figures import Figure, Kind
from .names import ACTUAL, BUDGET, OF_A_FUND, Named, Names, core, meant_plans
from .roles import Role, Said
from .sentences import Passage
from .vocabulary import Topic

_ECONOMIC = re.compile("工资福利支出|商品和服务支出|对个人和家庭的补助")
_ZERO = re.compile(r"-?0*(?:\.0+)?(?:万元|元)?")


class Subject(NamedTuple):
    """What figures are of: the words for it, and the figures of the tables that it may be ([]: none known).

    ``sure``: the section's own tables have it under this very name; only then can a figure be wrong.
    """

    words: str = ""
    named: tuple[Named, ...] = ()
    sure: bool = False

    @property
    def key(self) -> str:
        return core(self.words)

    def cells(self, role: str) -> list[Named]:
        return [named for named in self.named if named.role == role]


class Printed(NamedTuple):
    """An amount as it stands somewhere, and the true amounts behind it."""

    interval: Interval
    text: str

    @property
    def is_zero(self) -> bool:
        return self.interval.high <= 0 or _ZERO.fullmatch(self.text) is not None


class Binding(NamedTuple):
    """A figure with what it was held to. ``right``: None when it could not be bound."""

    passage: Passage
    figure: Figure
    right: bool | None
    what: str = ""


class Style(NamedTuple):
    """How a document writes its figures: the decimals of its percentages, and whether all amounts have two."""

    percent_decimals: int = 2
    two_decimals: bool = False


class Mention(NamedTuple):
    """A figure with the key of what it is of, and where that was said."""

    subject: str
    figure: Figure
    passage: Passage


class Memory:
    """What was said of a subject anywhere in the document: (key, role) → figures, with where."""

    def __init__(self) -> None:
        self.facts: dict[tuple[str, Role], list[tuple[Figure, Passage]]] = {}

    def note(self, key: str, role: Role, figure: Figure, passage: Passage) -> None:
        self.facts.setdefault((key, role), []).append((figure, passage))

    def last(self, key: str, role: Role, headings: Sequence[str]) -> Figure | None:
        """What was said last of a subject in the same section."""
        found = self.facts.get((key, role), ())
        return next((figure for figure, passage in reversed(found) if passage.headings[:2] == headings[:2]), None)

    def said(self, words: str, kind: Kind) -> Iterator[Mention]:
        """All amounts (or counts) of subjects whose key has these words, a regular expression."""
        pattern = re.compile(words)
        for (key, role), found in self.facts.items():
            if role is Role.AMOUNT and pattern.search(key):
                yield from (Mention(key, figure, passage) for figure, passage in found if figure.kind is kind)


@dataclass
class State:
    """One paragraph. ``whole``: what shares are of; ``last``: the last amount; ``amounts``: all of the sentence so far;
    ``gap``: the last change, ``gaps``: of every subject; ``is_open``: something of the paragraph is not filled in yet,
    and percentages may be of that."""

    passage: Passage
    names: Names
    memory: Memory
    year: int
    style: Style = Style()
    is_budget: bool = False
    subject: Subject = Subject()
    main: Subject = Subject()
    whole: Printed | None = None
    whole_words: str = ""
    is_open: bool = False
    said: dict[tuple[str, Role], Figure] = field(default_factory=dict)
    last: Figure | None = None
    amounts: list[Figure] = field(default_factory=list)
    gap: tuple[Figure, Said] | None = None
    gaps: dict[str, tuple[Figure, Said]] = field(default_factory=dict)
    bindings: dict[int, Binding] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def topic(self) -> Topic:
        return self.passage.topic or Topic("", re.compile(""))

    # -- what is known of the subject

    def subject_of(self, words: str) -> Subject:
        """The subject that words name, with the figures of the section's tables, else of any."""
        named = self.names.find(words, self.topic.kinds)
        if named and core(words) == "其他" and _ECONOMIC.search(self.passage.plain):
            named = [one for one in named if one.kind == "基本"]  # 其他支出 is a 类 of both classifications
        if named:
            return Subject(words, tuple(named), self._is_sure(named[0].kind))
        others = [kind for kind in self.names.tables if kind not in self.topic.kinds]
        return Subject(words, tuple(self.names.find(words, others)))

    def _is_sure(self, kind: str) -> bool:
        """Whether a figure of such a table must be the section's: where its own table was not read, it may be of more."""
        first = self.topic.kinds[0] if self.topic.kinds else ""
        own_is_read = kind == first or first not in OF_A_FUND or first in self.names.tables
        return kind in self.topic.kinds and own_is_read and not self.topic.loose

    def note(self, figure: Figure, role: Role) -> None:
        self.said[self.subject.key, role] = figure
        self.memory.note(self.subject.key, role, figure, self.passage)

    def now(self) -> Printed | None:
        """What was spent or received of the subject: as said, else as the table has it."""
        return self._printed(Role.AMOUNT, ACTUAL)

    def plan(self, words: str = "") -> Printed | None:
        """Its budget; of several in the table the one that the words name, none where they name none and none was said."""
        plans = self.subject.cells(BUDGET)
        meant = meant_plans(plans, words)
        if len(plans) > len(meant) == 1 and self.subject.sure:
            return printed_cell(meant[0].cell)
        figure = self.said.get((self.subject.key, Role.BUDGET))
        return None if figure is None and len(meant) > 1 else self._printed(Role.BUDGET, BUDGET)

    def _printed(self, role: Role, column: str) -> Printed | None:
        figure = self.said.get((self.subject.key, role))
        if figure is not None and figure.kind is Kind.MONEY:
            return printed(figure)
        cells = self.subject.cells(column)
        return printed_cell(cells[0].cell) if cells and self.subject.sure else None

    # -- what comes of a figure

    def right(self, figure: Figure, what: str) -> None:
        self.bindings[figure.start] = Binding(self.passage, figure, True, what)

    def used(self, figure: Figure | None, what: str) -> None:
        """A figure that a percentage agrees with is bound by that."""
        if figure is not None and figure.start in self.bindings and self.bindings[figure.start].right is None:
            self.right(figure, what)

    def unbound(self, figure: Figure) -> None:
        self.bindings[figure.start] = Binding(self.passage, figure, None)

    def wrong(
        self,
        figure: Figure,
        rule: str,
        title: str,
        message: str,
        *,
        severity: Severity = Severity.ERROR,
        expected: Decimal | None = None,
        actual: Decimal | None = None,
        cells: tuple[Cell, ...] = (),
    ) -> None:
        self.bindings[figure.start] = Binding(self.passage, figure, False, title)
        gap = actual - expected if expected is not None and actual is not None else None
        place = place_of(self.passage, figure.start, figure.end)
        self.findings.append(Finding(rule, severity, title, message, cells, expected, actual, gap, place=place))

    def tail(self, figure: Figure, rule: str, title: str, message: str) -> None:
        """A rounding difference: the figure is right."""
        self.tell(figure.start, figure.end, rule, Severity.TAIL, title, message)

    def tell(self, start: int, end: int, rule: str, severity: Severity, title: str, message: str) -> None:
        """About words, not about a figure."""
        self.findings.append(Finding(rule, severity, title, message, place=place_of(self.passage, start, end)))


def place_of(passage: Passage, start: int, end: int) -> Place:
    """The place of some words of a paragraph, with the sentence they stand in."""
    low, high = passage.sentence(start)
    return Place(passage.section, passage.text[low:high], passage.page, passage.part, start, end, low)


def printed(figure: Figure) -> Printed:
    return Printed(figure.amount.interval(), figure.text)


def printed_cell(cell: Cell) -> Printed:
    return Printed(cell.amount.interval() if cell.amount is not None else NOTHING, f"{shown(cell)}万元")


def shown(cell: Cell) -> str:
    """A cell's amount in 万元 as a sentence writes it."""
    return "0" if cell.amount is None else f"{cell.amount.wan:,f}"
