"""Tables that people set otherwise in Word: in halves, with units in the cells, in 元, codes in parts, two rows in one."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table, _Cell

from toolkit.review.reading.opening import read_document
from toolkit.review.reviewing import Reviewed, from_workbook, held_to, own_tables

from .conftest import sample

AMOUNT = re.compile(r"[\d,]+\.\d\d")
INCOME, SPENDING, OF_GRANTS, OF_BUDGET = 1, 2, 3, 4


def say(cell: _Cell, text: str) -> None:
    for run in cell.paragraphs[0].runs[1:]:
        run.text = ""
    cell.paragraphs[0].runs[0].text = text


def amounts(table: Table) -> list[_Cell]:
    return [cell for row in table.rows[3:] for cell in row.cells if AMOUNT.fullmatch(cell.text)]


def in_halves(table: Table) -> None:
    """The second with the heads again, 续表 between them."""
    second = deepcopy(table._tbl)
    rows, others = list(table._tbl.iter(qn("w:tr"))), list(second.iter(qn("w:tr")))
    for row in (*rows[14:], *others[3:14]):
        row.getparent().remove(row)
    between = OxmlElement("w:p")
    between.append(OxmlElement("w:r"))
    between[0].append(OxmlElement("w:t"))
    between[0][0].text = "收入决算表（续）"
    table._tbl.addnext(between)
    between.addnext(second)


def reviewed(path: Path, *, to_workbook: bool) -> Reviewed:
    document = read_document(path)
    return held_to(document, from_workbook(sample("example-2025")) if to_workbook else own_tables(document))


@pytest.mark.parametrize("to_workbook", [False, True])
def test_what_is_said_otherwise_is_no_other_figure(
    drawn: Callable[[str], Path], tmp_path: Path, to_workbook: bool
) -> None:
    document = docx.Document(str(drawn("example-2025")))
    tables = list(document.tables)
    in_halves(tables[INCOME])
    for cell in amounts(tables[SPENDING]):
        say(cell, f"{float(cell.text.replace(',', '')) * 10000:,.2f}")
    unit = [one for one in document.paragraphs if one.text.strip().startswith("部门（单位）：")][SPENDING]
    for run in unit.runs:
        run.text = run.text.replace("万元", "元")
    for cell in amounts(tables[OF_GRANTS]):
        say(cell, f"{cell.text}万元")
    for row in tables[OF_BUDGET].rows:
        if re.fullmatch(r"\d{7}", code := row.cells[0].text):
            say(row.cells[0], f"{code[:3]}.{code[3:5]}.{code[5:]}")
    document.save(str(tmp_path / "a.docx"))
    found = reviewed(tmp_path / "a.docx", to_workbook=to_workbook).findings
    assert [finding.rule for finding in found] == (["WD-26"] if to_workbook else ["BT-5"])
    assert "单位" in found[0].message


def test_two_rows_in_one_are_told_where_they_stand(drawn: Callable[[str], Path], tmp_path: Path) -> None:
    document = docx.Document(str(drawn("example-2025")))
    rows = list(document.tables[INCOME].rows)
    first = next(row for row in rows if row.cells[0].text == "2080501")
    second = rows[[row._tr for row in rows].index(first._tr) + 1]
    for cell, other in list(zip(first.cells, second.cells, strict=True))[:4]:
        say(cell, f"{cell.text}\n{other.text}")
    second._tr.getparent().remove(second._tr)
    document.save(str(tmp_path / "a.docx"))
    (told,) = reviewed(tmp_path / "a.docx", to_workbook=False).findings
    assert told.rule == "RD-10"
    assert "表“收入决算表”第 7 行（“行政单位离退休机关事业单位基本养老保险缴费支出”）有金额" in told.message
