"""Part by part: whatever else a workbook carries comes through a fill as it was, and follows where rows are put in."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from every_part import put_every_part
from lxml import etree
from packages import put
from rich_workbook import FORM, make_rich, parts

from toolkit import workflow
from toolkit.edits import Edit, Mark, NewRows
from toolkit.profiles import samples
from toolkit.workbook.files.writing.patch import apply_edits

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(params=[".xlsx", ".xlsm"])
def everything(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, set[str]]:
    path = tmp_path / f"全{request.param}"
    content = parts(make_rich(path, macros=request.param == ".xlsm"))
    comments = next(name for name in content if "comment" in name and name.endswith(".xml") and "rels" not in name)
    untouched = put_every_part(content, SHEET, FORM, comments)
    return put(path, content), untouched | {name for name in content if name.endswith((".bin", ".png"))}


def trees(content: dict[str, bytes]) -> dict[str, etree._Element]:
    return {name: etree.fromstring(data) for name, data in content.items() if name.endswith((".xml", ".rels"))}


def test_an_edit_touches_no_part_but_its_own(everything: tuple[Path, set[str]]) -> None:
    path, untouched = everything
    edits = [Edit(FORM, "A3", Decimal("53.72")), Edit(FORM, "A4", mark=Mark.ERROR, comment="核对", keep_value=True)]
    target = path.with_name(f"out{path.suffix}")
    apply_edits(path, target, edits)
    before, after = parts(path), parts(target)
    assert before.keys() - after.keys() == {"xl/calcChain.xml"}
    assert not after.keys() - before.keys()
    assert {name for name in untouched if after[name] != before[name]} == set()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {
        SHEET, "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
        *(name for name in after if "omments" in name and "threaded" not in name),
    }  # fmt: skip
    for tag in (
        "controls",
        "tableParts",
        "sheetProtection",
        "extLst",
        "dataValidations",
        "conditionalFormatting",
        "drawing",
    ):
        old, new = (each[SHEET].find(f"{{*}}{tag}") for each in (trees(before), trees(after)))
        assert etree.tostring(old, method="c14n") == etree.tostring(new, method="c14n"), tag
    for comment in trees(before)[next(name for name in before if re.search(r"comment\d*\.xml$", name, re.I))].iter(
        "{*}comment"
    ):
        kept = [
            each.get("ref")
            for each in trees(after)[next(n for n in after if re.search(r"comment\d*\.xml$", n, re.I))].iter(
                "{*}comment"
            )
        ]
        assert comment.get("ref") in kept


def test_where_rows_are_put_in_everything_follows(everything: tuple[Path, set[str]]) -> None:
    path, _ = everything
    target = path.with_name(f"out{path.suffix}")
    apply_edits(path, target, [], [NewRows(FORM, 5, 3)])
    after = {name: data.decode("utf-8", "replace") for name, data in parts(target).items()}
    for name, words in {
        "xl/pivotCache/pivotCacheDefinition1.xml": 'ref="A2:B9"',
        "xl/pivotTables/pivotTable1.xml": 'ref="L15:M18"',
        "xl/tables/table77.xml": 'ref="O15:O18"',
        "xl/ctrlProps/ctrlProp1.xml": 'fmlaLink="$A$9"',
        "xl/threadedComments/threadedComment1.xml": 'ref="B9"',
        "xl/drawings/drawing1.xml": f"textlink=\"'{FORM}'!$A$9\"",
    }.items():
        assert words in after[name], name
    assert f"'{FORM}'!$A$9</calculatedColumnFormula>" in after["xl/tables/table77.xml"]
    sheet = after[SHEET]
    assert "<xdr:row>12</xdr:row>" in sheet  # the control
    assert f"'{FORM}'!A2:A9</xm:f><xm:sqref>P9</xm:sqref>" in sheet  # the sparkline
    assert re.search(r"<(?:xdr:)?row>12</(?:xdr:)?row>", after["xl/drawings/drawing1.xml"])
    for name, data in parts(target).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)


def test_a_filled_sample_keeps_all_that_hangs_on_its_forms(tmp_path: Path) -> None:
    sample = next(path for path in samples() if path.stem == "jiyuan-2023")
    content = parts(sample)
    number = next(n for n in range(1, 40) if f"xl/worksheets/_rels/sheet{n}.xml.rels" in content
                  and b"comments" in content[f"xl/worksheets/_rels/sheet{n}.xml.rels"])  # fmt: skip
    rels = content[f"xl/worksheets/_rels/sheet{number}.xml.rels"].decode()
    comments = re.search(r'Target="[^"]*?(xl/)?(comments[^"]*\.xml|notes/[^"]*\.xml)"', rels)
    assert comments is not None
    name = next(each for each in content if each.endswith(comments[2]))
    sheets = re.findall(r'<sheet [^>]*name="([^"]*)"', content["xl/workbook.xml"].decode())
    untouched = put_every_part(content, f"xl/worksheets/sheet{number}.xml", sheets[number - 1], name)
    path = put(tmp_path / "a.xlsx", content)
    workflow.save_workbook(workflow.fill(workflow.check(path)), tmp_path / "b.xlsx")
    after = parts(tmp_path / "b.xlsx")
    assert {each for each in untouched if after[each] != content[each]} == set()
    assert set(content) - set(after) <= {"xl/calcChain.xml"}
