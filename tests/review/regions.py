"""Documents of regions that have no format here, from texts (``regions/*.txt``): invented units, all figures right.

A line is a paragraph, bold after ``# ``. Lines with ``|`` are a table; ``<`` is merged with the cell left of it, ``^`` with
the one above.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from itertools import groupby
from pathlib import Path

import docx
from docx.oxml.table import CT_Tbl
from docx.shared import Pt

TEXTS = {path.stem: path for path in sorted((Path(__file__).parent / "regions").glob("*.txt"))}
_SMALL = Pt(7.5)


def draw(text: str, target: Path, *, ruled: bool = True) -> None:
    """The text as a Word document."""
    document = docx.Document()
    for is_table, lines in groupby(text.splitlines(), lambda line: "|" in line):
        if is_table:
            document.element.body._insert_tbl(deepcopy(_table(tuple(lines), ruled=ruled)))
            continue
        for line in lines:
            run = document.add_paragraph().add_run(line.removeprefix("# "))
            run.bold = line.startswith("# ")
    document.save(str(target))


@cache
def _table(lines: tuple[str, ...], *, ruled: bool) -> CT_Tbl:
    """Drawn once: the tables of a text stay as they are, whatever is changed in its sentences."""
    rows = [line.split("|") for line in lines]
    table = docx.Document().add_table(len(rows), len(rows[0]), style="Table Grid" if ruled else None)
    cells = [row.cells for row in table.rows]  # asked for one by one, all are counted each time
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            if words not in ("", "<", "^"):
                cells[at][column].paragraphs[0].add_run(words).font.size = _SMALL
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            if words == "<":
                table.cell(at, column - 1).merge(table.cell(at, column))
            elif words == "^":
                table.cell(at - 1, column).merge(table.cell(at, column))
    return table._tbl
