"""Projects: what the text says of one (budget, executed, score) is what its 自评表 says, and it goes by the same name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ...cells import Cell
from ...findings import Finding, Severity
from ...report import Report, Table
from ...text import bare_name, most_alike
from ..statements.figures import Figure, Kind, figures
from ..statements.roles import last_piece
from ..statements.sentences import Passage
from .context import Context, about

NAMED = re.compile(
    r"^(?:[（(]?\d+[）).、．])?“?(?P<name>[^，。；：“]{3,60}?)“?项目(?:支出)?(?:绩效)?(?:自评|情况|综述|[\d.]+分)"
)
_SCORE = re.compile("得分(?:为)?$|项目$")
_BUDGET, _SPENT = re.compile("全年预算数?(?:为|是)?$"), re.compile("执行数?(?:为|是)?$")
_ALIKE = 0.6


class Project(NamedTuple):
    name: str
    budget: Cell | None
    spent: Cell | None
    score: Cell | None


def project_names(context: Context) -> Iterator[Finding]:
    """Projects that the text names nearly as a 自评表 does, and figures of a project that are not those of its 自评表."""
    projects = {bare_name(project.name): project for project in _projects(context.report)}
    if not projects:
        return
    named = [
        (passage, match, bare_name(match["name"]))
        for passage in context.narrative
        if passage.is_about("绩效") and (match := NAMED.match(passage.plain))
    ]
    others = {known: project for known, project in projects.items() if known not in {name for _, _, name in named}}
    for passage, match, name in named:
        project = projects.get(name) or projects.get(name + "项目")
        if project is None:
            yield from _near(passage, match, others)
        else:
            yield from _figures(passage, project)


def _near(passage: Passage, match: re.Match[str], projects: dict[str, Project]) -> Iterator[Finding]:
    name = bare_name(match["name"])
    near = most_alike(name, projects, _ALIKE)
    if near and near not in name:
        message = f"文中的项目“{match['name']}”，自评表里叫“{projects[near].name}”，请改成一致。"
        yield about(passage, *match.span("name"), "WD-10", "项目名称与自评表不一致", message)


def _figures(passage: Passage, project: Project) -> Iterator[Finding]:
    before = 0
    for figure in figures(passage.plain):
        tail = last_piece(passage.plain[before : figure.start])
        before = figure.end
        for pattern, kind, cell, what in (
            (_BUDGET, Kind.MONEY, project.budget, "全年预算数"),
            (_SPENT, Kind.MONEY, project.spent, "全年执行数"),
            (_SCORE, Kind.COUNT, project.score, "得分"),
        ):
            wanted = figure.kind is kind and (kind is Kind.MONEY or figure.unit == "分") and pattern.search(tail)
            if wanted and cell is not None and cell.amount is not None and not _same(figure, cell):
                yield _wrong(passage, figure, project, cell, what)


def _same(figure: Figure, cell: Cell) -> bool:
    value = figure.as_in_tables
    exact = cell.value
    return value == exact or value == exact.quantize(Decimal(1).scaleb(-max(figure.decimals, 2)))


def _wrong(passage: Passage, figure: Figure, project: Project, cell: Cell, what: str) -> Finding:
    message = f"“{project.name}”的{what}，自评表里是 {cell.value:,f}，文中写的是 {figure.text}。"
    finding = about(passage, figure.start, figure.end, "WD-01", "文中的数与表不符", message, Severity.ERROR)
    value = figure.as_in_tables
    return Finding(
        finding.rule,
        finding.severity,
        finding.title,
        message,
        (cell,),
        cell.value,
        value,
        value - cell.value,
        place=finding.place,
    )


def _projects(report: Report) -> Iterator[Project]:
    for table in report.tables.values():
        name = _value(table, ("项目名称", "项目（政策）名称"))
        if name is not None and name.text:
            yield Project(name.text, _of(table, "全年预算数"), _of(table, "全年执行数"), _score(table))


def _value(table: Table, keys: tuple[str, ...]) -> Cell | None:
    for block in table.blocks.values():
        for key in keys:
            if key in block and block[key].cells:
                return next((cell for cell in block[key].cells.values() if cell.text and cell.text != key), None)
    return None


def _of(table: Table, column: str) -> Cell | None:
    """The figure of all funds: the first row that has such a column."""
    for block in table.blocks.values():
        for row in block.rows:
            if column in row.cells and re.search("总额|合计", row.key):
                return row.cells[column]
    return None


def _score(table: Table) -> Cell | None:
    for block in table.blocks.values():
        for row in block.rows:
            if row.key.startswith("总分"):
                return row.cells.get("得分") or row.cells.get("自评得分")
    return None
