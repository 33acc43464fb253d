"""A finished document held to its tables, or to a workbook: all findings, every figure with what it was held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from .. import rules, workbook, workflow
from ..amounts import Unit
from ..document import Document
from ..errors import DocumentError, WorkbookError
from ..findings import Coverage, Finding, Severity, summary
from ..profiles import Profile, default_library
from ..report import Block, Report, Table
from ..workbook.files.grid import Grid
from .absorbing.changes import changed_cells
from .checks import check_document
from .checks.context import Context
from .expected import differences, expected_document
from .fact_tables import with_printed_facts
from .identity import of_another, unit_of, year_of
from .reading.opening import read_document
from .reading.records import Published
from .statements.facts import judge_facts
from .statements.figures import Kind, figures
from .statements.judge import judge
from .statements.names import Names
from .statements.sentences import Passage, passages
from .statements.state import Binding, Memory, State, Style
from .statements.sums import judge_sums
from .tables import as_grid, in_table, in_words
from .texts import Texts, with_texts
from .unknown_forms import general_format, is_of_its_format, read_unknown

#: What the reader tells of a workbook and no document has: our sheets, formulas, a stated name, year and format.
_NOT_OF_DOCUMENTS = frozenset({"RD-14", "RD-20", "RD-21", "RD-58", "RD-61"})
#: How a form is laid out is its region's own: 行次.
_LOOKS = frozenset({"BT-6"})
#: The rules about words alone.
_OF_WORDS = "WZ-"
#: A check of the forms against a list that only a workbook has.
_NEEDS_LISTS = "项目名称对应"
#: Rules about texts, and what the checks of a document call the same: percentages that are not those of the sentence's own
#: amounts, quotes without their other half.
_SAME = {"WZ-17": frozenset({"WD-02", "WD-03", "WD-04"}), "WZ-15": frozenset({"WD-16"})}


class Reviewed(NamedTuple):
    """``report``: what the sentences were held to. ``profile`` is None when no official form was recognised."""

    document: Published
    report: Report
    profile: Profile | None
    findings: tuple[Finding, ...]
    bindings: tuple[Binding, ...]
    workbook: Path | None = None

    @property
    def path(self) -> Path:
        return self.document.path

    @property
    def unbound(self) -> tuple[Binding, ...]:
        return tuple(binding for binding in self.bindings if binding.right is None)

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """A document has no list of rules of its own."""
        return ()

    def count(self, severity: Severity) -> int:
        return summary(self.findings)[severity.value]

    @property
    def has_errors(self) -> bool:
        return self.count(Severity.ERROR) > 0


class Basis(NamedTuple):
    """What a document is held to. ``expected``: the document as it would be written from it; ``findings``: of the rules.

    ``workbook`` is None when it is the document's own tables.
    """

    report: Report
    profile: Profile | None
    findings: tuple[Finding, ...] = ()
    expected: Document | None = None
    workbook: Path | None = None


def review(path: Path, *, workbook_path: Path | None = None, profile_id: str = "") -> Reviewed:
    """Read a document and hold it to its tables, or to a workbook.

    Raises DocumentError when it cannot be read, WorkbookError when the workbook cannot.
    """
    document = read_document(path)
    basis = from_workbook(workbook_path) if workbook_path else own_tables(document, profile_id)
    return held_to(document, basis)


def account_of(path: Path) -> tuple[Report, Profile]:
    """What the tables of a document say, as a workbook's report with its profile: last year's publication for this
    year's check.

    Raises DocumentError when it cannot be read or no official form is in it.
    """
    basis = own_tables(read_document(path))
    if basis.profile is None:
        raise DocumentError("没有认出官方表格，不能用作上年数；请给出上年度的工作簿，或有表格的决算文档。", path=path)
    tables = {name: _in_document(table) for name, table in basis.report.tables.items()}
    return replace(basis.report, tables=tables), basis.profile


def _in_document(table: Table) -> Table:
    """A table whose cells have their places in the table of the document."""
    return replace(table, blocks={name: _with_places(block) for name, block in table.blocks.items()})


def _with_places(block: Block) -> Block:
    rows = (replace(row, cells={column: in_table(cell) for column, cell in row.cells.items()}) for row in block.rows)
    return replace(block, rows=tuple(rows))


def held_to(document: Published, basis: Basis) -> Reviewed:
    """:func:`review` of a document that is read already."""
    found = tuple(passages(document, basis.profile))
    bindings, findings = _judged(document, found, basis)
    if basis.expected is not None:
        told = (*basis.findings, *findings)
        written_by_us = any(paragraph.anchor for paragraph in document.paragraphs)
        findings += differences(
            basis.expected,
            found,
            told,
            bindings,
            facts_known=basis.workbook is not None,
            written_by_us=written_by_us,
            titles=[table.title for table in document.tables if table.title],
        )
        if basis.workbook is not None:
            findings += of_another(document, basis.report, basis.workbook)
            findings += changed_cells(list(document.tables), basis.expected)
    of_tables = [one for one in basis.findings if not _is_told_by(one, findings)]
    everything = sorted((*unread_pages(document), *of_tables, *findings), key=_order)
    report = replace(basis.report, path=document.path)  # what is reviewed, whatever it is held to
    return Reviewed(document, report, basis.profile, tuple(everything), tuple(bindings), basis.workbook)


def _is_told_by(finding: Finding, others: Sequence[Finding]) -> bool:
    """Whether a rule about texts tells of a sentence what the checks of the document tell too."""
    return finding.rule in _SAME and any(
        other.rule in _SAME[finding.rule]
        and other.place
        and finding.place
        and (other.place.part, other.place.sentence) == (finding.place.part, finding.place.sentence)
        for other in others
    )


def from_workbook(path: Path) -> Basis:
    """A workbook as it stands once it is filled. What the rules say of it, ``check`` tells."""
    return basis_of(workflow.fill(workflow.check(path)))


def basis_of(filled: workflow.Filled) -> Basis:
    """:func:`from_workbook` of one that is filled already."""
    checked = filled.checked
    return Basis(checked.report, checked.profile, (), workflow.document(filled), checked.path)


def own_tables(document: Published, profile_id: str = "") -> Basis:
    """The tables of the document as the workbook, with all that the rules say of them and of the texts."""
    grid = as_grid(document)
    try:
        library = default_library().beside(document.path)
        reading = workbook.read_workbook(grid, profile_id, library=library)
    except WorkbookError:
        return _of_unknown(document, grid) or _of_words_alone(document)
    is_known = bool(profile_id) or is_of_its_format(reading.report.problems)
    if not is_known and (unknown := _of_unknown(document, grid)) is not None:
        return unknown
    year = year_of(document, reading.report)
    profile = reading.profile if not year else reading.profile.for_year(year)
    report = reading.report if profile is reading.profile else workbook.read_report(grid, profile)
    report = replace(
        report,
        unit_name=unit_of(document, report),
        year=year,
        problems=tuple(problem for problem in report.problems if problem.rule not in _NOT_OF_DOCUMENTS),
        missing_sheets=(),
    )
    report = with_printed_facts(report, profile, grid)
    expected = expected_document(report, profile)
    report, texts = with_texts(report, profile, list(passages(document, profile)))
    unsuited = {rule_id for rule_id, rule in profile.rules.items() if _NEEDS_LISTS in str(rule)}
    told = (one for one in rules.check(report, profile) if one.rule not in unsuited)
    return Basis(report, profile, tuple(_localised(one, texts) for one in told), expected)


def _of_unknown(document: Published, grid: Grid) -> Basis | None:
    """The tables of a document of no known format. How they look there is nobody's fault: only their figures are judged."""
    forms = read_unknown(grid, default_library())
    if forms is None:
        return None
    report = replace(
        forms.report, unit_name=unit_of(document, forms.report), year=year_of(document, forms.report), missing_sheets=()
    )
    report, texts = with_texts(report, forms.profile, list(passages(document, forms.profile)))
    told = (finding for finding in rules.check(report, forms.profile) if not _is_of_looks(finding))
    findings = (*(_unread(title) for title in forms.unread), *(_localised(finding, texts) for finding in told))
    return Basis(report, forms.profile, findings)


def _of_words_alone(document: Published) -> Basis:
    """A document without a form: of the rules those about words, which are the same everywhere."""
    report, told = _empty(document), [_no_forms()]
    if general := general_format(default_library()):
        rules_of_words = {name: rule for name, rule in general.rules.items() if name.startswith(_OF_WORDS)}
        with_words, texts = with_texts(report, general, list(passages(document)))
        found = rules.check(with_words, replace(general, rules=rules_of_words))
        told += (_localised(finding, texts) for finding in found if finding.rule.startswith(_OF_WORDS))
    return Basis(report, None, tuple(told))


def _is_of_looks(finding: Finding) -> bool:
    return finding.rule.startswith("RD-") or finding.rule in _LOOKS


def _unread(title: str) -> Finding:
    message = f"表“{title}”的版式没有认全，没有核对表里的数；要核对，请用 --workbook 给出工作簿。"
    return Finding("WD-00", Severity.WARNING, "没有认全的表", message)


def _judged(document: Published, found: Sequence[Passage], basis: Basis) -> tuple[list[Binding], list[Finding]]:
    names, memory, style = Names(basis.report, basis.profile), Memory(), _style(found)
    is_budget = basis.profile is not None and basis.profile.kind == "预算"
    bindings: list[Binding] = []
    findings: list[Finding] = []
    for passage in found:
        if passage.is_silent:
            continue
        state = State(passage, names, memory, basis.report.year, style, is_budget)
        judge(state)
        bindings += (state.bindings[start] for start in sorted(state.bindings))
        findings += state.findings
    findings += judge_facts(memory)
    known = {(one.rule, one.place.part, one.place.start) for one in findings if one.place}
    sums = judge_sums(found, basis.report.year, is_budget=is_budget, profile=basis.profile)
    findings += (one for one in sums if one.place and (one.rule, one.place.part, one.place.start) not in known)
    findings += check_document(Context(document, found, basis.report, basis.profile, names, basis.expected))
    return bindings, findings


def _style(found: Sequence[Passage]) -> Style:
    """How the document writes its figures."""
    percents: Counter[int] = Counter()
    amounts: Counter[bool] = Counter()
    for passage in found:
        if passage.topic is None or passage.topic.silent or passage.topic.loose:
            continue
        for figure in figures(passage.plain):
            if figure.kind is Kind.PERCENT:
                percents[figure.decimals] += 1
            elif figure.kind is Kind.MONEY and figure.value:
                amounts[figure.decimals == 2] += 1
    usual = percents.most_common(1)[0][0] if percents else 2
    fixed = amounts[True] > 10 and amounts[False] <= amounts[True] * 0.03
    return Style(usual, fixed)


def _localised(finding: Finding, texts: Texts) -> Finding:
    """A finding of the rules in the words of a document: tables for sheets; what is about a text has its place."""
    place = texts.place_of(finding)
    cells = tuple(in_table(cell) for cell in finding.cells) if place is None else ()
    message = (
        in_words(texts.said_here(finding.message))
        .replace("工作表“", "表“")
        .replace("基本信息的", "文档的")
        .replace("本工作簿", "本文档")
    )
    caused = tuple(_localised(case, texts) for case in finding.caused)
    return replace(finding, cells=cells, message=message, caused=caused, place=place)


def _empty(document: Published) -> Report:
    return Report(document.path, "", unit_of(document), year_of(document), Unit.WAN, {})


def _no_forms() -> Finding:
    message = "文档里没有认出官方表格，只核对了文字自身；要与表格核对，请加 --workbook 指明工作簿。"
    return Finding("WD-00", Severity.WARNING, "没有认出官方表格", message)


def _order(finding: Finding) -> tuple[int, int, int]:
    """Tables and the whole first, then the text in its order."""
    place = finding.place
    return (0, 0, 0) if place is None else (1, place.part, place.start)


def unread_pages(document: Published) -> Iterator[Finding]:
    for page, why in document.unread.items():
        yield Finding("WD-00", Severity.WARNING, "有一页读不出", f"第 {page} 页读不出文字（{why}），这一页没有核对。")
    if document.unruled:
        pages = "、".join(map(str, document.unruled))
        message = (
            f"第 {pages} 页有没有框线的表，读不出哪几个字是一格，没有核对；请用 Word 文档，或用 --workbook 给出工作簿。"
        )
        yield Finding("WD-00", Severity.WARNING, "没有框线的表", message)
