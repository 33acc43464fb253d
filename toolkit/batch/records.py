"""What is kept of one unit: plain records that travel between processes and machines as JSON and lie in the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ..findings import LEVELS, Finding, Severity
from ..report import Report
from ..rules import CodeName
from ..text import bare_name
from .figures import SummaryFigure

#: The levels of findings that a summary lists: all but tails.
LISTED = LEVELS[:-1]


class Place(NamedTuple):
    """A cell that a finding names, with what it shows; of a document without cells the section, ``address`` is "" then."""

    sheet: str
    address: str
    value: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}" if self.address else self.sheet


def places_text(places: Sequence[Place], most: int) -> str:
    """The first places, each sheet named once: 支出决算表!C7、D7；收入决算表!C7 等 5 处."""
    of_sheet: dict[str, list[str]] = {}
    for place in places[:most]:
        of_sheet.setdefault(place.sheet, []).append(place.address)
    named = "；".join(str(Place(sheet, "、".join(filter(None, at)), "")) for sheet, at in of_sheet.items())
    return named + (f" 等 {len(places)} 处" if len(places) > most else "")


class FindingRecord(NamedTuple):
    """One finding. ``expected`` and ``actual`` are figures as text in ``unit``; ``caused``: how many alarms it set off."""

    rule: str
    level: str
    title: str
    message: str
    places: tuple[Place, ...] = ()
    expected: str = ""
    actual: str = ""
    difference: str = ""
    accepted: str = ""
    caused: int = 0

    @property
    def identity(self) -> str:
        """The same for the same trouble in another run, whatever the figures are by then."""
        has_cell = bool(self.places and self.places[0].address)
        where = str(self.places[0]) if has_cell else "".join(sign for sign in self.message if not sign.isdigit())
        return f"{self.rule}　{where}"


class UnitRecord(NamedTuple):
    """What the summary needs of one unit's workbook, or of its document where that is all there is. ``figures`` are in 万元;
    ``seconds`` is what the work took.

    ``unit_kind``: school, hospital … as its name ends; ``kind``: 决算 or 预算.

    ``outputs``: what was made, by its role (workbook, document, findings, report), as names in the folder of units;
    ``pages_sure``: the document's page numbers need no office program.
    ``gaps``: what its document still lacks (待补充), each once. ``codes``: the codes that the workbook itself states.
    ``prior``: last year's workbook that was used, "" when none.
    ``reviewed``: what was done with the unit's own document, "" when there is none.
    ``names``: how it calls the 科目, to be held against the other units.
    """

    source: str
    unit: str
    unit_kind: str
    year: int
    profile: str
    region: str
    kind: str
    codes: tuple[str, ...]
    findings: tuple[FindingRecord, ...]
    gaps: tuple[str, ...]
    figures: Mapping[str, SummaryFigure]
    prior: str
    outputs: Mapping[str, str]
    pages_sure: bool
    seconds: float
    reviewed: str = ""
    names: tuple[CodeName, ...] = ()

    @property
    def called(self) -> str:
        """The unit's name; that of its file where the workbook states none."""
        return self.unit or Path(self.source).stem

    def count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)

    @property
    def errors(self) -> int:
        return self.count(Severity.ERROR.label)

    @property
    def hints(self) -> int:
        return self.count(Severity.WARNING.label)

    @property
    def identity(self) -> tuple[str, int, str]:
        """The same unit, year and kind of account, whatever file it came in."""
        return (bare_name(self.unit), self.year, self.kind)


class Failure(NamedTuple):
    """A file that could not be used and why, as a whole sentence.

    ``kind``: unusable (the file says no), output (what was made cannot be written), time, memory, crash (its process
    ended by itself), bug (ours).
    ``trace``: a traceback for us, never shown on the console.
    """

    source: str
    kind: str
    reason: str
    trace: str = ""


Outcome = UnitRecord | Failure


def finding_records(findings: Sequence[Finding]) -> tuple[FindingRecord, ...]:
    return tuple(_finding_record(finding) for finding in findings)


def _finding_record(finding: Finding) -> FindingRecord:
    return FindingRecord(
        rule=finding.rule,
        level=finding.level,
        title=finding.title,
        message=finding.message,
        places=tuple(Place(cell.sheet, cell.address, cell.text) for cell in finding.cells),
        expected=_text(finding.expected),
        actual=_text(finding.actual),
        difference=_text(finding.difference),
        accepted=finding.accepted,
        caused=sum(1 for _ in _alarms(finding)),
    )


def _alarms(finding: Finding) -> Iterator[Finding]:
    for caused in finding.caused:
        yield caused
        yield from _alarms(caused)


def _text(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def stated_codes(report: Report) -> tuple[str, ...]:
    """The codes of the unit that its workbook states: facts of 基本信息 that are called 编码 or 代码."""
    facts = report.facts.items()
    return tuple(cell.text for name, cell in facts if name.endswith(("编码", "代码")) and cell.text)


#: How a unit can stand, the gravest first.
VERDICTS = ("有错误", "待补充", "只有提示", "无问题")


def verdict(record: UnitRecord) -> str:
    """How a unit stands: one of :data:`VERDICTS`."""
    found = (record.errors, len(record.gaps), record.hints, 1)
    return next(name for name, count in zip(VERDICTS, found, strict=True) if count)


def as_data(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON can hold it; :func:`from_data` makes the same again."""
    data = outcome._asdict()
    if isinstance(outcome, UnitRecord):
        data["findings"] = [finding._asdict() for finding in outcome.findings]
        data["figures"] = {
            name: [_or_none(figure.now), _or_none(figure.last), figure.of] for name, figure in outcome.figures.items()
        }
    return data


def from_data(data: Mapping[str, Any]) -> Outcome:
    """Raises TypeError, KeyError or ValueError for what is no such data."""
    if "reason" in data:
        return Failure(**data)
    findings = (
        FindingRecord(**{**finding, "places": tuple(Place(*place) for place in finding["places"])})
        for finding in data["findings"]
    )
    figures = {
        name: SummaryFigure(_decimal(now), _decimal(last), of) for name, (now, last, of) in data["figures"].items()
    }
    lists = {name: tuple(data[name]) for name in ("codes", "gaps")}
    names = tuple(CodeName(*one) for one in data["names"])
    return UnitRecord(**{**data, **lists, "findings": tuple(findings), "figures": figures, "names": names})


def _or_none(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
