"""The house stands in layers: a room imports only from rooms above it, and heavy packages have one door each."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLKIT = ROOT / "toolkit"

#: Lower layers first; rooms of one layer never import each other.
LAYERS = [
    {"errors", "addresses", "amounts", "numerals", "lazily", "text", "text_size", "programs"},
    {"outputs", "office_parts"},
    {"cells", "document", "patterns"},
    {"findings", "edits"},
    {"report", "comments"},
    {"profiles"},
    {"workbook", "rules", "narrative", "word", "findings_report"},
    {"workflow"},
    {"review"},
    {"excel_button", "batch"},
    {"profile_kit"},
    {"commands"},
]
#: The wings (and single files) of a room, lower ones first: each imports only from those before it.
WINGS = {
    "outputs": [{"run", "marks"}, {"files"}, {"former_results"}],
    "programs": [{"guardian"}, {"children"}],
    "workbook": [{"files"}, {"forms"}, {"ours"}, {"filling", "reading"}, {"blanks"}],
    "workbook/files": [
        {"number_formats", "blank_rows"},
        {"grid"},
        {"sheet_cells", "style_sheet", "blank_looks"},
        {"xlsx", "foreign"},
        {"opening"},
        {"writing"},
    ],
    "rules": [
        {"language"},
        {"equations"},
        {"solving"},
        {"checks", "culprit", "formulas"},
        {"checking", "what_was_checked", "year_on_year"},
    ],
    "workflow": [{"collecting", "working_out"}, {"checking"}, {"filling"}, {"making", "saving"}, {"building"}],
    "batch": [
        {"figures", "unit_kinds", "unit_list"},
        {"records", "amounts"},
        {"unit", "slips", "names"},
        {"running", "summary"},
        {"department", "returns"},
        {"choosing"},
        {"run"},
    ],
    "review": [
        {"catalogue"},
        {"reading"},
        {"identity"},
        {"statements"},
        {"checks"},
        {"absorbing"},
        {"sides"},
        {"left_out"},
        {"reworded"},
        {"tables", "texts", "expected", "fact_tables", "unknown_forms", "catalogue"},
        {"reviewing"},
        {"comparing"},
        {"showing"},
    ],
}
#: The only rooms that know these packages.
DOORS = {
    "openpyxl": {"workbook", "word", "batch"},
    "xlrd": {"workbook"},
    "olefile": {"workbook"},
    "docx": {"word", "batch"},
    "pypdfium2": {"review"},
    "jinja2": {"narrative", "findings_report", "review", "batch"},
    "rich": {"findings_report", "batch"},
    "xlwings": {"excel_button", "workbook"},  # workbook/blanks/macros.py takes xlwings.bas from the installed package
    "pyopenvba": {"workbook"},
    "pypdf": {"word"},
    "click": {"commands"},
    "pandas": {"batch"},
    "distributed": {"batch"},
    "filelock": {"batch"},
    "psutil": {"batch"},
}


def _room(path: Path) -> str:
    return path.relative_to(TOOLKIT).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """Absolute names of all modules a file imports, nested imports too."""
    package = [*path.relative_to(ROOT).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *(node.module.split(".") if node.module else [])]
            found |= {".".join([*module, alias.name]) for alias in node.names}
    return found


MODULES = [
    path for path in sorted(TOOLKIT.rglob("*.py")) if path != TOOLKIT / "__init__.py" and "locale" not in path.parts
]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_rooms_import_only_from_the_layers_below(path: Path) -> None:
    level = {room: number for number, layer in enumerate(LAYERS) for room in layer}
    room = _room(path)
    assert room in level, f"{room} has no place in LAYERS"
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] == "toolkit" and len(parts) > 1 and parts[1] in level and parts[1] != room:
            assert level[parts[1]] < level[room], f"{path.name} imports {name}: up or sideways"
        if parts[0] in DOORS:
            assert room in DOORS[parts[0]], f"{path.name} imports {parts[0]}, which only {DOORS[parts[0]]} may"


@pytest.mark.parametrize("room", WINGS)
def test_wings_of_a_room_import_only_from_those_before_them(room: str) -> None:
    level = {wing: number for number, wings in enumerate(WINGS[room]) for wing in wings}
    prefix = f"toolkit.{room.replace('/', '.')}."
    for path in (TOOLKIT / room).rglob("*.py"):
        wing = path.relative_to(TOOLKIT / room).parts[0].removesuffix(".py")
        if wing == "__init__":
            continue
        assert wing in level, f"{room}/{wing} has no place in WINGS"
        for name in _imports(path):
            inside = name.startswith(prefix)
            inner = name.removeprefix(prefix).split(".")[0]
            if inside and inner in level and inner != wing:
                assert level[inner] < level[wing], f"{path.name} imports {name}: up or sideways"


def test_every_name_in_the_lists_exists() -> None:
    """A list that names what is gone would hold nothing to its word."""
    assert {_room(path) for path in MODULES} == {room for layer in LAYERS for room in layer}
    for room, layers in WINGS.items():
        there = {
            path.stem for path in (TOOLKIT / room).iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
        }
        assert there - {"__init__"} == {wing for wings in layers for wing in wings}
    rooms = {room for layer in LAYERS for room in layer}
    assert {room for doors in DOORS.values() for room in doors} <= rooms


def test_no_region_is_named_in_code() -> None:
    names = ["吉林", "河南", "山西", "辽宁", "jilin", "henan", "shanxi", "liaoning"]
    for path in [*MODULES, ROOT / "cli.py"]:
        code = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Expr)}
        for node in ast.walk(code):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not any(name in node.value for name in names), f"{path.name}:{node.lineno} names a region"


def test_checking_starts_without_the_heavy_packages() -> None:
    heavy = "{'pandas', 'xlwings', 'openpyxl', 'docx', 'numpy', 'rich'}"
    code = (
        "import sys; from pathlib import Path; from toolkit import workflow; "
        "workflow.check(Path('workbooks/jiyuan-2023.xlsx')); "
        f"print(*sorted(set(sys.modules) & {heavy} | {{name for name in sys.modules if 'writing' in name}}))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
