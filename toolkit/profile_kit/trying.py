"""What comes out of a profile: its blank workbooks, its sentences, a document, its samples; each tried once."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from .. import narrative, rules, workbook, workflow
from ..edits import Edit
from ..errors import TemplateError, ToolkitError
from ..profiles import Library, Profile, RuleSpec, read_toml, samples, states, templates_folder
from ..report import Report
from ..workbook.blanks.as_grid import as_grid
from ..workbook.blanks.blank import drawn_workbook
from ..workbook.blanks.contents import NOTHING, Filling
from .trial_filling import trial_filling

#: Problems that a blank workbook must not have.
_READ_BADLY = ("RD-01", "RD-02", "RD-03", "RD-04")
_UNIT = "试填单位"
#: A phrase that a fault of profile.toml is about.
_PHRASE = re.compile(r"phrases\.([^.”]+)|句式“([^”]+)”")


class Trial:
    """A profile tried in one folder. ``years``: one of every stretch in which it stays as it is, the last one last.

    Workbooks are drawn and read once, whatever is asked of them.
    """

    def __init__(self, profile: Profile, years: Sequence[int], folder: Path) -> None:
        self._profile, self._years, self._folder = profile, years, folder
        self._blank: Report | None = None
        self._filled: workbook.Reading | None = None

    def blanks(self) -> Iterator[str]:
        """A blank workbook of every year must be read back as what it was drawn from."""
        for year in self._years:
            try:
                reading = self._made("空白", NOTHING, year)
            except ToolkitError as error:
                yield f"空白工作簿：{error}"
                continue
            for problem in reading.report.problems:
                if problem.rule in _READ_BADLY:
                    yield f"空白工作簿读回来时：{problem.message}（请核对 tables.toml 里的表名、列名是否重复或写错）"
            found = {form.spec.id for form in (*reading.forms, *reading.unfilled)}
            for table_id in self._profile.tables:
                if table_id not in found:
                    yield f"空白工作簿读回来时没有认出“{table_id}”，请核对 tables.toml 里的 title 和表头。"
            if year == self._years[-1]:
                self._blank = reading.report

    def sentences(self, told: Collection[ToolkitError] = ()) -> Iterator[str]:
        """Every sentence must come out of a workbook with something in every cell; and nobody's check may fail at one
        because nothing is filled in yet, or because all of it is 0.

        What follows from faults that are ``told`` already is not told again.
        """
        try:
            self._filled = self._made("试填", trial_filling(self._profile), self._years[-1])
        except ToolkitError as error:
            yield _no_document(error)
            return
        zeros = workbook.read_by(_all_zero(self._filled), self._filled.profile).report
        tried = {"全填 0 ": zeros, "空白": self._blank, "试填": self._filled.report}
        unwritten: dict[str, str] = {}
        for called, report in tried.items():
            for fault in narrative.field_faults(report, self._profile) if report else ():
                if not _follows(fault, told):
                    unwritten[str(fault)] = f"{called}的工作簿写不出这一段：{fault}"
        yield from unwritten.values()

    def document(self) -> Iterator[str]:
        """What is filled must come out as a document; and rules that all hold (0 = 0) must be laid over it and filled in.

        What the rules say of figures that are all alike is of no account, and takes long to explain.
        """
        if self._filled is None:
            return
        reading = self._filled
        try:
            held = workflow.fill_reading(workbook.read_by(_all_zero(reading), reading.profile))
            drafts = narrative.draft(reading.report, reading.profile)
            printed = held.checked._replace(reading=reading, drafts=drafts)
            workflow.save_document(workflow.Filled((), printed), self._folder / "说明.docx")
        except ToolkitError as error:
            yield _no_document(error)

    def _made(self, called: str, filling: Filling, year: int) -> workbook.Reading:
        book = drawn_workbook(self._profile, filling, year=year, unit_name=_UNIT)
        return workbook.read_by(as_grid(book, Path(f"{called}{year}.xlsx")), self._profile.for_year(year))


def _no_document(error: ToolkitError) -> str:
    return f"试填的工作簿做不出 Word：{error}"


def _follows(fault: TemplateError, told: Collection[ToolkitError]) -> bool:
    """Whether a sentence fails at a place that is known to be wrong, or by a phrase that is."""
    return any(
        (fault.path, fault.line) == (one.path, one.line)
        or one.path is not None
        and one.path.name == "profile.toml"
        and any(name and name in fault.message for names in _PHRASE.findall(one.message) for name in names)
        for one in told
    )


def _all_zero(reading: workbook.Reading) -> workbook.Grid:
    """The workbook with 0 for every figure: nothing was received and nothing spent, and what sentences divide by is 0."""
    report = reading.report
    kinds = {fact.id: fact.kind for group in reading.profile.facts.values() for fact in group.facts}
    facts = [cell for name, cell in report.facts.items() if kinds.get(name) != "year"]
    lists = [cell for block in report.lists.values() for row in block for cell in row.cells.values()]
    forms = [cell for table in report.tables.values() for cell in table.cells()]
    figures = (cell for cell in (*facts, *lists, *forms) if cell.is_number)
    return workbook.edited(reading.grid, [Edit(cell.sheet, cell.address, 0) for cell in figures])


def try_samples(profile: Profile, library: Library) -> tuple[list[str], tuple[str, ...]]:
    """Samples of this profile that do not come out whole; and rules of its own that hold for no cell of any sample."""
    faults: list[str] = []
    used: set[str] = set()
    shipped = (templates_folder() / profile.id).is_dir()  # the samples are of ours
    mine = [path for path in samples() if _is_of(path, profile, library)] if shipped else []
    with tempfile.TemporaryDirectory() as name:
        for path in mine:
            try:
                filled = workflow.fill(workflow.check(path, library=library))
                workflow.save_document(filled, Path(name) / "说明.docx")
            except ToolkitError as error:
                faults.append(f"样例“{path.name}”做不出来：{error}")
                continue
            used |= {item.rule.id for item in rules.instances(filled.checked.report, profile)}
    own = profile.folder / "rules.toml"
    entries = read_toml(own) if own.is_file() and mine else {}
    unused = [
        rule for key, rule in profile.rules.items() if states(entries, key) and key not in used and _is_equation(rule)
    ]
    hint = "在样例里一处也没有用上；如果样例本该用上它，请核对它引用的表、行、列。"
    return faults, tuple(f"规则“{rule.id} {rule.title}”{hint}" for rule in unused)


def _is_equation(rule: RuleSpec) -> bool:
    """Neither a named check nor a pattern, and not about last year's workbook, which no sample brings."""
    return "=" in rule.identity and "上年." not in rule.identity


def _is_of(path: Path, profile: Profile, library: Library) -> bool:
    return workbook.recognise_profile(workbook.read_grid(path), library) == profile.id
