"""The macro buttons: what the built workbook holds, and what pressing each button runs."""

import json
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import olefile
import openpyxl
import pytest
from lxml import etree
from oletools.olevba import VBA_Parser, decompress_stream
from openpyxl.comments import Comment

from toolkit import workflow
from toolkit.errors import WorkbookError
from toolkit.profiles import samples
from toolkit.workbook.blanks.macros import BUTTONS, add_buttons

ROOT = Path(__file__).resolve().parent.parent
SHEET = "基本信息"
SAMPLE = next(path for path in samples() if path.stem == "jiyuan-2023")
BUILT = sorted([*ROOT.glob("templates/*/workbook.xlsm"), *ROOT.glob("workbooks/*.xlsm")])
COMMENT = "填写全称，如“济源市××局”"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A workbook without macros; the sheet for the buttons has a cell comment, the other one has not."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = SHEET
    sheet.append(["单位名称", "财政局"])
    sheet["A1"].comment = Comment(COMMENT, "说明")
    sheet.column_dimensions["A"].width = 60
    workbook.create_sheet("封面").append(["封面"])
    path = tmp_path / "表.xlsx"
    workbook.save(path)
    return path


@pytest.fixture
def built(plain: Path) -> Path:
    target = plain.with_suffix(".xlsm")
    add_buttons(plain, target, SHEET)
    return target


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def modules(path: Path) -> dict[str, str]:
    """The VBA modules as olevba, a reader of its own, finds them."""
    parser = VBA_Parser(str(path))
    try:
        return {name: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def test_the_project_holds_our_subs_with_their_chinese_messages(built: Path) -> None:
    code = modules(built)["Buttons.bas"]
    assert re.findall(r"Public Sub (\w+)", code) == [macro for _, macro in BUTTONS]
    assert "没有能启动本工具" in code
    assert "部门决算公开工具" in code


def test_chinese_messages_are_stored_in_the_code_page_of_a_chinese_windows(built: Path) -> None:
    project = olefile.OleFileIO(parts(built)["xl/vbaProject.bin"])
    declared = decompress_stream(bytearray(project.openstream("VBA/dir").read()))
    assert struct.pack("<HIH", 0x0003, 2, 936) in declared
    module = project.openstream("VBA/Buttons").read()
    source = decompress_stream(bytearray(module[module.index(b"\x01") :]))
    assert "没有能启动本工具".encode("gbk") in source


def test_run_python_comes_with_its_licence(built: Path) -> None:
    code = modules(built)["xlwings.bas"]
    assert "Public Function RunPython" in code
    assert "BSD 3-clause license" in code
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in code


def test_every_sheet_has_its_document_module(built: Path) -> None:
    package = parts(built)
    names = {code.decode() for data in package.values() for code in re.findall(rb'codeName="(\w+)"', data)}
    assert {"ThisWorkbook", "Sheet1", "Sheet2"} == names
    assert {f"{name}.cls" for name in names} < set(modules(built))


def test_all_other_parts_stay_byte_for_byte(plain: Path, built: Path) -> None:
    before, after = parts(plain), parts(built)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/drawings/commentsDrawing1.vml",
    }
    assert set(after) - set(before) == {"xl/vbaProject.bin"}


@pytest.mark.parametrize("sheet", [SHEET, "封面"])
def test_sheets_only_gain_what_names_and_draws_the_buttons(plain: Path, tmp_path: Path, sheet: str) -> None:
    add_buttons(plain, tmp_path / "b.xlsm", sheet)
    before, after = parts(plain), parts(tmp_path / "b.xlsm")
    for name in [name for name in before if name.startswith("xl/worksheets/sheet")]:
        root = etree.fromstring(after[name])
        root.find("{*}sheetPr").attrib.pop("codeName")
        for drawing in root.findall("{*}legacyDrawing") if b"<legacyDrawing" not in before[name] else ():
            root.remove(drawing)
        assert etree.tostring(root, method="c14n") == etree.tostring(etree.fromstring(before[name]), method="c14n")


def test_the_workbook_reads_as_before(plain: Path, built: Path) -> None:
    sheet = openpyxl.load_workbook(built)[SHEET]
    assert [[cell.value for cell in row] for row in sheet.rows] == [["单位名称", "财政局"]]
    assert sheet["A1"].comment.text == COMMENT


def test_buttons_join_the_drawing_of_the_comments(built: Path) -> None:
    vml = etree.fromstring(parts(built)["xl/drawings/commentsDrawing1.vml"])
    kinds = [data.get("ObjectType") for data in vml.iter("{urn:schemas-microsoft-com:office:excel}ClientData")]
    assert kinds == ["Note", *["Button"] * len(BUTTONS)]
    ids = [shape.get("id") for shape in vml.iter("{urn:schemas-microsoft-com:vml}shape")]
    assert len(set(ids)) == len(ids) == len(kinds)
    assert ["".join(font.itertext()) for font in vml.iter("{*}font", "font")] == [caption for caption, _ in BUTTONS]


def test_buttons_stand_below_the_table_and_inside_the_first_column(built: Path) -> None:
    vml = parts(built)["xl/drawings/commentsDrawing1.vml"].decode()
    anchors = [[int(n) for n in anchor.split(",")] for anchor in re.findall(r"<x:Anchor>([^<]+)", vml)]
    assert [anchor[0] for anchor in anchors] == [anchor[4] for anchor in anchors] == [0] * len(BUTTONS)
    assert [anchor[2] for anchor in anchors] == [2] * len(BUTTONS)
    edges = [edge for anchor in anchors for edge in (anchor[1], anchor[5])]
    assert edges == sorted(edges), "the buttons overlap"


def test_the_same_source_gives_the_same_bytes(plain: Path, built: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsm"
    add_buttons(plain, again, SHEET)
    assert again.read_bytes() == built.read_bytes()


def test_what_cannot_be_used_is_told(plain: Path, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.xlsm"
    with pytest.raises(WorkbookError, match="没有名为“目录”的工作表"):
        add_buttons(plain, target, "目录")
    with pytest.raises(WorkbookError, match=r"只能存为 \.xlsm 文件"):
        add_buttons(plain, tmp_path / "x.xlsx", SHEET)
    with pytest.raises(WorkbookError, match="已经含有宏"):
        add_buttons(built, target, SHEET)
    with pytest.raises(WorkbookError, match="找不到这个文件"):
        add_buttons(tmp_path / "没有.xlsx", target, SHEET)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["表.xlsm", "表.xlsx"]


def test_pressing_each_button_runs_its_command(built: Path) -> None:
    pressed = subprocess.run(
        ["/usr/bin/python3", ROOT / "tests" / "press_buttons.py", built, SHEET],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert pressed.returncode == 0, pressed.stderr
    assert json.loads(pressed.stdout) == [
        ["校验", False, "import toolkit.excel_button as b; b.check()"],
        ["填报", False, "import toolkit.excel_button as b; b.fill()"],
        ["生成 Word", False, "import toolkit.excel_button as b; b.word()"],
        ["收回 Word", False, "import toolkit.excel_button as b; b.absorb()"],
        ["加自评表", False, "import toolkit.excel_button as b; b.add_form()"],
    ]


def test_the_commands_name_functions_that_exist(built: Path) -> None:
    import toolkit.excel_button as button

    called = re.findall(r'CallToolkit "(\w+)"', modules(built)["Buttons.bas"])
    assert len(called) == len(BUTTONS)
    assert all(callable(getattr(button, name)) for name in called)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real workbook with the buttons put in."""
    target = tmp_path_factory.mktemp("sample") / "jiyuan-2023.xlsm"
    add_buttons(SAMPLE, target, SHEET)
    return target


def test_excel_is_expected_to_open_it_without_repair(sample: Path) -> None:
    audit = [sys.executable, "-m", "openxml_audit", str(sample)]
    result = subprocess.run(audit, capture_output=True, text=True, timeout=120)
    assert "Errors: 0" in result.stdout, result.stdout


def test_buttons_change_nothing_in_what_is_checked_and_survive_filling(sample: Path, tmp_path: Path) -> None:
    checked = workflow.check(sample)
    assert checked.findings == workflow.check(SAMPLE).findings
    workflow.save_workbook(workflow.fill(checked), tmp_path / "filled.xlsm")
    before, after = parts(sample), parts(tmp_path / "filled.xlsm")
    kept = [name for name in before if name == "xl/vbaProject.bin" or b'ObjectType="Button"' in before[name]]
    assert len(kept) == 2
    assert all(after[name] == before[name] for name in kept)


@pytest.mark.parametrize("path", BUILT, ids=lambda path: str(path.relative_to(ROOT)))
def test_committed_workbooks_are_up_to_date(path: Path, tmp_path: Path) -> None:
    add_buttons(path.with_suffix(".xlsx"), tmp_path / "new.xlsm", SHEET)
    assert parts(path) == parts(tmp_path / "new.xlsm"), "run: python -m tools blanks samples"


def test_there_are_committed_workbooks_with_buttons() -> None:
    assert BUILT
