"""The same work as a competent user would script it with openpyxl and docxtpl: the baseline of ``run.py``.

It reads the nine tables and the self-evaluation sheets once, checks sums with a flat tolerance, writes formulas, check
rows and drafts into a copy, and renders the Word document from a docxtpl template with autoescape, whose rows are
docxtpl loops. No quadratic table access anywhere: rows are read by ``iter_rows`` and the template's tables are laid out
once, before the clock starts. What it does not do (intervals, recognition by content, keeping stored results, a 目录
with page numbers) it is not charged for.
"""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]


def read(path: Path) -> dict[str, Rows]:
    """All sheets as rows of values."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def number(value: Any) -> Decimal:
    return Decimal(str(value)) if isinstance(value, (int, float)) else Decimal(0)


def sums(tables: dict[str, Rows]) -> list[tuple[str, int, int, list[int]]]:
    """(sheet, row, column, addend rows): code tables by the length of the code, line tables by their total rows."""
    found = []
    for sheet, rows in tables.items():
        codes = [
            (i, str(row[0])) for i, row in enumerate(rows) if re.fullmatch(r"\d{3}|\d{5}|\d{7}", str(row[0] or ""))
        ]
        if codes and len(codes[0][1]) == 3 and "明细" not in sheet and "补充" not in sheet:
            top = next((i for i, row in enumerate(rows) if "合计" in row[:2]), None)
            parents = [(i, code, {3: 5, 5: 7}.get(len(code))) for i, code in codes]
            for row, code, length in ([(top, "", 3)] if top is not None else []) + parents:
                kids = [i for i, other in codes if len(other) == length and other.startswith(code)]
                if kids:
                    found += [(sheet, row, column, kids) for column in range(2, len(rows[row]))]
        for column, row_values in ((2, 0), (5, 3)):
            names = {
                str(row[row_values]).strip(): i for i, row in enumerate(rows) if len(row) > column and row[row_values]
            }
            for total in ("本年收入合计", "本年支出合计"):
                if total in names and sheet.endswith("总表"):
                    found.append((sheet, names[total], column, list(range(6, names[total]))))
    return found


def check(tables: dict[str, Rows]) -> list[str]:
    """Sums that differ by more than a flat tolerance."""
    messages = []
    for sheet, row, column, addends in sums(tables):
        rows = tables[sheet]
        total, parts = number(rows[row][column]), sum((number(rows[i][column]) for i in addends), Decimal(0))
        if abs(total - parts) > Decimal("0.005") * (len(addends) + 1):
            messages.append(f"{sheet} 第{row + 1}行第{column + 1}列：{total} ≠ {parts}")
    return messages


def drafts(tables: dict[str, Rows]) -> list[str]:
    """Paragraphs of the narrative."""
    facts = {row[0]: row[1] for row in tables["补充资料"] if row[0]}
    t01, t03, t05 = tables["收入支出决算总表"], tables["支出决算表"], tables["一般公共预算财政拨款支出决算表"]
    total = next(number(row[2]) for row in t01 if row[0] == "总计")
    last = number(facts["上年度收入总计"])
    texts = [
        f"2023年度收、支总计均为{total:,.2f}万元。与上年度相比，收、支总计各减少{last - total:,.2f}万元，"
        f"下降{(last - total) / last:.2%}，主要原因是：{facts['收、支总计比上年增减的主要原因']}。"
    ]
    whole = next(row for row in t03 if "合计" in row[:2])
    texts += [
        f"{name}{number(value):,.2f}万元，占{number(value) / number(whole[2]):.2%}。"
        for name, value in zip(("基本支出", "项目支出"), whole[3:5], strict=True)
    ]
    budgets = {str(row[0]): row for row in tables["补充资料"] if re.fullmatch(r"\d{7}", str(row[0] or ""))}
    for row in t05:
        if str(row[0]) in budgets:
            budget, spent = number(budgets[str(row[0])][2]), number(row[2])
            done = f"，完成年初预算的{spent / budget:.2%}" if budget else ""
            texts.append(
                f"{row[1]}（项）。年初预算为{budget:,.2f}万元，支出决算为{spent:,.2f}万元{done}。{budgets[str(row[0])][3] or ''}"
            )
    while len(texts) < 60:  # the other sections: facts printed one by one
        texts += [f"{label}为{value}。" for label, value in facts.items() if value is not None]
    return texts[:60]


def fill(source: Path, target: Path, tables: dict[str, Rows], messages: list[str], texts: list[str]) -> None:
    """A copy with formulas in the totals, a check row for each sum, and the drafts."""
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter

    book = load_workbook(source)
    checks = book["校验"]
    for line, (sheet, row, column, addends) in enumerate(sums(tables), 5):
        letter = get_column_letter(column + 1)
        parts = ",".join(f"{letter}{i + 1}" for i in addends)
        book[sheet][f"{letter}{row + 1}"] = f"=SUM({parts})"
        quoted = ",".join(f"'{sheet}'!{letter}{i + 1}" for i in addends)
        for cell, formula in zip(
            "LMNQ",
            (
                f"='{sheet}'!{letter}{row + 1}",
                f"=SUM({quoted})",
                f"=L{line}-M{line}",
                f'=IF(ABS(N{line})<0.02,"相符","不符")',
            ),
            strict=True,
        ):
            checks[f"{cell}{line}"] = formula
    for line, message in enumerate(messages, 5):
        checks[f"D{line}"] = message
    for line, text in enumerate(texts, 4):
        book["情况说明"][f"C{line}"] = text
    book.save(target)


def make_template(tables: dict[str, Rows], target: Path) -> None:
    """The docxtpl template, laid out once: a looped paragraph for the text, a table with a looped row for each sheet."""
    from docx import Document

    document = Document()
    for line in ("{{ unit }}", "{%p for text in texts %}", "{{ text }}", "{%p endfor %}"):
        document.add_paragraph(line)
    for index, (_name, rows) in enumerate(_printed(tables)):
        width = len(rows[0])
        table = document.add_table(rows=3, cols=width)
        opening, body, closing = (row.cells for row in table.rows)
        opening[0].text = f"{{%tr for row in tables[{index}] %}}"
        for column, cell in enumerate(body):
            cell.text = f"{{{{ row[{column}] }}}}"
        closing[0].text = "{%tr endfor %}"
        document.add_paragraph()
    document.save(target)


def _printed(tables: dict[str, Rows]) -> list[tuple[str, Rows]]:
    return [(name, rows) for name, rows in tables.items() if name.endswith("表") or name.startswith("自评表")]


def word(template: Path, target: Path, tables: dict[str, Rows], texts: list[str]) -> None:
    """The Word document."""
    from docxtpl import DocxTemplate

    def shown(value: Any) -> str:
        return "" if value is None else f"{value:,.2f}" if isinstance(value, float) else str(value)

    printed = [[[shown(value) for value in row] for row in rows] for _name, rows in _printed(tables)]
    document = DocxTemplate(template)
    document.render({"unit": "某某中心", "texts": texts, "tables": printed}, autoescape=True)
    document.save(target)


def build(source: Path, template: Path, folder: Path) -> None:
    tables = read(source)
    messages, texts = check(tables), drafts(tables)
    fill(source, folder / "plain.xlsx", tables, messages, texts)
    word(template, folder / "plain.docx", tables, texts)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
