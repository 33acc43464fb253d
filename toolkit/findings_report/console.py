"""Findings on the console: plain lines anywhere, colours and wrapped columns on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..findings import ACCEPTED, Finding, Severity, by_level, verdict
from ..text import one_line, printable
from .records import Checked, places

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS = {
    Severity.ERROR.label: "red",
    Severity.WARNING.label: "yellow",
    ACCEPTED: "green",
    Severity.TAIL.label: "cyan",
}
_CALM = "green"


def console(checked: Checked, *, tails: bool = False) -> Iterator[str]:
    """The findings as lines of text: verdict, then by level, the gravest first; tails only when asked for."""
    yield f"{_heading(checked)}　{verdict(checked.findings)}"
    for level, findings in _shown(checked, tails).items():
        yield f"  【{level}】"
        for finding in findings:
            yield from _lines(finding, "    ")


def show(checked: Checked, terminal: Console | None = None, *, tails: bool = False) -> None:
    """The same on a terminal: the verdict in the colour of the gravest level, messages wrapped beside their rule."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = terminal or Console(highlight=False)
    levels = _shown(checked, tails)
    colour = next((_COLOURS[level] for level in levels if level != ACCEPTED), _CALM)
    terminal.print(
        Text.assemble((printable(_heading(checked)), "bold"), "\n", (verdict(checked.findings), f"bold {colour}"))
    )
    for level, findings in levels.items():
        terminal.print(Text(f"【{level}】{len(findings)} 处", f"bold {_COLOURS[level]}"))
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, style=_COLOURS[level])
        table.add_column(overflow="fold")
        for finding in findings:
            for depth, one in _with_caused(finding):
                text = Text("　" * depth + printable(one.message))
                for detail in _details(one):
                    text.append("\n" + "　" * depth + printable(detail), "dim")
                table.add_row(Text("　" * depth + one.rule), text)
        terminal.print(table)


def _heading(checked: Checked) -> str:
    report = checked.report
    name = one_line(report.path.name)  # some systems let a name hold line ends
    return f"{name}　{report.unit_name}　{f'{report.year}年度' if report.year else '年度不明'}"


def _shown(checked: Checked, tails: bool) -> dict[str, list[Finding]]:
    return by_level(finding for finding in checked.findings if tails or finding.severity is not Severity.TAIL)


def _lines(finding: Finding, indent: str) -> Iterator[str]:
    for depth, one in _with_caused(finding):
        margin = indent + "    " * depth
        yield f"{margin}{one.rule}　{one.message}"
        yield from (f"{margin}    {detail}" for detail in _details(one))


def _details(finding: Finding) -> Iterator[str]:
    if finding.place and str(finding.place):
        excerpt = finding.place.excerpt()
        yield f"{finding.place}{f'：“{excerpt}”' if excerpt else ''}"
    if finding.cells:
        yield places(finding.cells)
    if finding.accepted:
        yield f"处理意见：{finding.accepted}"


def _with_caused(finding: Finding, depth: int = 0) -> Iterator[tuple[int, Finding]]:
    """The finding and, one step deeper, what it set off."""
    yield depth, finding
    for caused in finding.caused:
        yield from _with_caused(caused, depth + 1)
