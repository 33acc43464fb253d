"""What a sentence needs and the workbook does not say: a value that survives arithmetic and prints as 【待补充：…】.

Also the notes that are taken while a field is written: what was missing, and what is doubtful about a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ..amounts import NumberStyle
from ..cells import Cell
from ..document import UNFINISHED

_STYLE = NumberStyle()


class Gap(NamedTuple):
    """One thing that was not entered, and the cell it belongs in (None when there is none yet).

    ``change``: the change that it is to explain, in words.
    """

    label: str
    cell: Cell | None = None
    change: str = ""

    def __str__(self) -> str:
        return f"{self.label}（{self.cell.sheet}!{self.cell.address}）" if self.cell else self.label


class Change(NamedTuple):
    """What a sentence compares, in 万元: ``names`` are the words for ``before`` and ``now`` (上年, 本年)."""

    names: tuple[str, str]
    before: Decimal
    now: Decimal

    @property
    def gap(self) -> Decimal:
        return self.now - self.before

    def __str__(self) -> str:
        before, now = (
            f"{name} {_STYLE.text(value)} 万元" for name, value in zip(self.names, (self.before, self.now), strict=True)
        )
        return f"{before}，{now}"


class Doubt(NamedTuple):
    """A reason that explains nothing, or the opposite. ``opposite``: which of the two."""

    label: str
    cell: Cell
    change: Change
    opposite: bool


class Gaps:
    """Notes what is missing while one field is written.

    ``told``: its marker was printed. ``asked``: a condition depended on it. ``doubts``: what was printed though it
    explains nothing.
    """

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Forget the last field."""
        self.told: dict[Gap, None] = {}
        self.asked: dict[Gap, None] = {}
        self.doubts: dict[Doubt, None] = {}

    def untold(self) -> tuple[Gap, ...]:
        """What a condition asked for in vain and no marker tells: the field must say so at its end."""
        return tuple(gap for gap in self.asked if gap not in self.told)

    def all(self) -> tuple[Gap, ...]:
        return tuple({**self.told, **self.asked})


class Missing:
    """A value that was not entered. Arithmetic keeps it missing; text made from it is the marker.

    A comparison is false and is noted, for the sentence turns on it. As a condition it is false too, and noted only
    when ``needed``: ``{% if 补充说明 %}`` asks after an optional text, and blank is an answer to that.
    """

    __slots__ = ("_log", "gaps", "needed")

    def __init__(self, gaps: Iterable[Gap], log: Gaps, *, needed: bool = True) -> None:
        self.gaps = tuple(dict.fromkeys(gaps))
        self.needed = needed
        self._log = log

    def __str__(self) -> str:
        self._log.told.update(dict.fromkeys(self.gaps))
        return marker(self.gaps)

    __repr__ = object.__repr__

    def explaining(self, change: str) -> Missing:
        """The same thing missing, with the change it is to explain."""
        return Missing((gap._replace(change=change) for gap in self.gaps), self._log, needed=self.needed)

    def joined(self, other: object) -> Missing:
        """The outcome of arithmetic: still missing, with the gaps of both sides."""
        more = other.gaps if isinstance(other, Missing) else ()
        return Missing((*self.gaps, *more), self._log)

    def ask(self, other: object = None) -> bool:
        """Note that a condition depends on this; the answer is always no."""
        self._log.asked.update(dict.fromkeys(self.gaps))
        return False

    def __bool__(self) -> bool:
        return self.ask() if self.needed else False

    def __neg__(self) -> Missing:
        return self

    def __abs__(self) -> Missing:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = joined
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = joined
    __lt__ = __le__ = __gt__ = __ge__ = ask
    __eq__ = __ne__ = ask
    __hash__ = None  # type: ignore[assignment]  # equality says nothing about a missing value


def marker(gaps: Iterable[Gap]) -> str:
    """【待补充：上年度收入总计（补充资料!B7）】"""
    return UNFINISHED.format("、".join(str(gap) for gap in gaps))


def note(*values: object) -> None:
    """Say that the text turns on these values, without printing them."""
    for value in values:
        if isinstance(value, Missing):
            value.ask()
