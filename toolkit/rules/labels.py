"""Checks that are not equations: headings, codes, names, signs, empty forms. A rule calls one by name (``检查 表号``).

Each is a function of the report and the profile that yields what it found: a sentence and the cells concerned, the one
to look at first coming first. They tell only what is always wrong or always worth a look.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from ..profiles import Profile, TableSpec
from ..report import Cell, Report, Row, Table, normal_name
from .evaluations import full_scores
from .scope import Figures, scopes
from .tree import BlockTree, form_name, plain_name

_ORDINAL = re.compile(r"([一二三四五六七八九十]+)、")

Told = tuple[str, tuple[Cell | None, ...]]
Check = Callable[[Report, Profile], Iterator[Told]]


def unit_names(report: Report, profile: Profile) -> Iterator[Told]:
    """Every sheet that prints a unit name prints the one of 基本信息 (spaces and width of letters aside)."""
    for table in report.tables.values():
        if table.unit_name and report.unit_name and _plain(table.unit_name) != _plain(report.unit_name):
            yield (
                f"{_label(table, profile)}的单位名称“{table.unit_name}”与基本信息的“{report.unit_name}”不一致。",
                (table.heading.unit_name,),
            )


def years(report: Report, profile: Profile) -> Iterator[Told]:
    """Every sheet that prints a year prints the one of 基本信息."""
    for table in report.tables.values():
        if table.year is not None and report.year and table.year != report.year:
            yield (
                f"{_label(table, profile)}的年度是 {table.year}，与基本信息的 {report.year} 不一致。",
                (table.heading.year,),
            )


def table_labels(report: Report, profile: Profile) -> Iterator[Told]:
    """The 公开NN表 in the corner is the one this form has."""
    for table, spec in _official(report, profile):
        if table.label and spec.label and _plain(table.label) != _plain(spec.label):
            yield f"“{spec.title}”的表号应为“{spec.label}”，表中是“{table.label}”。", (table.heading.label,)


def table_titles(report: Report, profile: Profile) -> Iterator[Told]:
    """The title on the sheet contains the form's title (a year or the unit's name may stand before it)."""
    for table, spec in _official(report, profile):
        known = [plain_name(title) for title in (spec.title, *spec.aliases)]
        if table.title and not any(title in plain_name(table.title) for title in known):
            yield f"{_label(table, profile)}的表名应为“{spec.title}”，表中是“{table.title}”。", (table.heading.title,)


def line_numbers(report: Report, profile: Profile) -> Iterator[Told]:
    """The 行次 printed beside a row is the one it has on the form."""
    for table, spec in _official(report, profile):
        for block in spec.blocks if not spec.repeated else ():
            names = [row.key or normal_name(row.name) for row in block.rows]
            form = {name: block.first_line + place for place, name in enumerate(names) if name and block.first_line}
            for row in table.blocks[block.id].rows if block.id in table.blocks else ():
                if row.line is not None and row.line != form.get(row.key, row.line):
                    column = next(column.id for column in block.columns if column.role == "line")
                    message = f"{_label(table, profile)}“{row.key}”的行次应为 {form[row.key]}，表中是 {row.line}。"
                    yield message, (row.cells.get(column),)


def ordinals(report: Report, profile: Profile) -> Iterator[Told]:
    """The rows 一、 二、 三、 … of a block are numbered one after the other."""
    for table, spec in _official(report, profile):
        for block in table.blocks.values() if not spec.repeated else ():
            numbered = [(row, match[1]) for row in block.rows if (match := _ORDINAL.match(row.name))]
            for place, (row, printed) in enumerate(numbered, 1):
                if printed != chinese_ordinal(place):
                    cell = next((cell for cell in row.cells.values() if cell.text == row.name), None)
                    message = f"{_label(table, profile)}“{row.name}”的序号应为“{chinese_ordinal(place)}、”。"
                    yield message, (cell,)


def chinese_ordinal(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十 (up to 99)."""
    digits = " 一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{digits[tens]}十") + digits[ones].strip()


def amount_units(report: Report, profile: Profile) -> Iterator[Told]:
    """All official forms are in one unit; a form in another one is compared exactly, but readers should be told."""
    for table, spec in _official(report, profile):
        if not spec.repeated and table.unit is not report.unit:
            yield (
                f"{_label(table, profile)}以“{table.unit.value}”为单位，其他表以“{report.unit.value}”为单位。",
                (table.heading.unit,),
            )


def missing_parents(report: Report, profile: Profile) -> Iterator[Told]:
    """A 款 or 项 stands below its 类 and 款 in the same form."""
    for tree in _code_trees(report, profile):
        codes = {row.code for row in tree.block.rows}
        for row in tree.block.rows:
            parent = row.code[:-2]
            if row.level in ("款", "项") and parent not in codes:
                yield f"{tree.label}有“{tree.name(row)}”，却没有它的上级科目 {parent}。", (_first_cell(row),)


def code_names(report: Report, profile: Profile) -> Iterator[Told]:
    """One code has one name in all forms (spaces and width of letters aside)."""
    first: dict[str, tuple[BlockTree, Row]] = {}
    for tree in _code_trees(report, profile):
        for row in tree.block.rows:
            if not row.code.isdigit() or not row.name:
                continue
            other, known = first.setdefault(row.code, (tree, row))
            if plain_name(known.name) != plain_name(row.name):
                yield (
                    f"科目 {row.code} 在{tree.label}叫“{row.name}”，在{other.label}叫“{known.name}”。",
                    (_first_cell(row), _first_cell(known)),
                )


def repeated_codes(report: Report, profile: Profile) -> Iterator[Told]:
    """A code stands once in a form."""
    for tree in _code_trees(report, profile):
        seen: dict[str, Row] = {}
        for row in tree.block.rows:
            if row.code.isdigit() and seen.setdefault(row.code, row) is not row:
                yield f"{tree.label}里科目 {row.code} 出现不止一次。", (_first_cell(row), _first_cell(seen[row.code]))


def namesakes(report: Report, profile: Profile) -> Iterator[Told]:
    """A 类 with an amount in a form by code has its line in the summary forms, or sums between them cannot be judged."""
    lines = _line_names(report, profile)
    if not lines:
        return
    for tree in _code_trees(report, profile):
        functional = any(row.level == "项" for row in tree.block.rows)
        for row in tree.tops if functional else ():
            if row.level == "类" and plain_name(row.name) not in lines and any(map(_is_amount, row.cells.values())):
                yield f"{tree.label}的“{tree.name(row)}”在总表里没有同名的行，请核对科目名称。", (_first_cell(row),)


def negatives(report: Report, profile: Profile) -> Iterator[Told]:
    """Amounts are not negative where the form does not say they may be."""
    found = scopes(profile)
    for table in report.tables.values():
        for block_id, block in table.blocks.items():
            scope = found.get((table.kind_id, block_id))
            tree = BlockTree(block, _label(table, profile))
            for row in block.rows:
                for column, figures in _amounts(scope.columns if scope else {}):
                    cell = row.cells.get(column)
                    signed = scope is not None and scope.figures(row.key, column).signed
                    if cell is not None and cell.value < 0 and not signed and figures.role == "amount":
                        yield f"{tree.label}“{tree.name(row)}”的{column}是负数 {cell.value}，请核对。", (cell,)


def empty_notes(report: Report, profile: Profile) -> Iterator[Told]:
    """A form without any amount says so in a sentence below it."""
    for table, spec in _official(report, profile):
        if spec.empty_note and table.notes is not None and not _has_figure(table, spec) and not _has_empty_note(table):
            note = spec.empty_note.format_map(profile.words)
            yield f"{_label(table, profile)}没有数据，表下应附说明，如“{note}”", (table.heading.title,)


def repeated_forms(report: Report, profile: Profile) -> Iterator[Told]:
    """Each repeated form is about something of its own."""
    for kind in profile.tables.values():
        seen: dict[str, Table] = {}
        for table in report.repeated(kind.id) if kind.repeated else ():
            name = plain_name(form_name(table))
            if name and seen.setdefault(name, table) is not table:
                yield (
                    f"工作表“{table.sheet}”与“{seen[name].sheet}”的项目名称相同：“{form_name(table)}”。",
                    (_form_cell(table), _form_cell(seen[name])),
                )


def listed_forms(report: Report, profile: Profile) -> Iterator[Told]:
    """A list of what repeated forms are about (a list named by the same 项目名称) and the forms call everything alike."""
    for kind in profile.tables.values():
        forms = {plain_name(form_name(table)): table for table in report.repeated(kind.id) if form_name(table)}
        for group_id, column in _lists_of(kind, profile) if forms else ():
            yield from _told_by_one_only(forms, group_id, profile.facts[group_id].title, column, report)


def _lists_of(kind: TableSpec, profile: Profile) -> Iterator[tuple[str, str]]:
    """The lists whose rows bear the name that the form asks for first, with the column that holds it."""
    asked = next((pair.key or pair.label for block in kind.blocks for line in block.pairs for pair in line), "")
    for group in profile.facts.values():
        if any(column.role == "name" and column.id == asked for column in group.columns):
            yield group.id, asked


def _told_by_one_only(
    forms: Mapping[str, Table], group_id: str, title: str, column: str, report: Report
) -> Iterator[Told]:
    block = report.lists.get(group_id)
    cells = [row.cells[column] for row in block.rows] if block else []
    listed = [(name, cell) for cell in cells for name in cell.text.splitlines() if plain_name(name)]  # one a line
    alone = {name: table for name, table in forms.items() if name not in {plain_name(name) for name, _ in listed}}
    for name, cell in listed:
        if plain_name(name) in forms:
            continue
        message = f"“{title}”里的“{name}”没有同名的表"
        near = difflib.get_close_matches(plain_name(name), alone, 1, 0.5)
        table = alone.pop(near[0]) if near else None
        if table is None:
            yield f"{message}。", (cell,)
        else:
            meant = f"工作表“{table.sheet}”的“{form_name(table)}”"
            yield f"{message}，最接近的是{meant}，请统一名称。", (cell, _form_cell(table))
    for table in alone.values():
        yield f"工作表“{table.sheet}”的“{form_name(table)}”没有列入“{title}”。", (_form_cell(table),)


_FEW = 3  # characters left out of a name


def misspelt_unit_names(report: Report, profile: Profile) -> Iterator[Told]:
    """A name in a repeated form that is the unit's but for a few characters left out or put in."""
    unit_name = _plain(report.unit_name)
    for kind in profile.tables.values():
        for table in report.repeated(kind.id):
            for cell in (cell for block in kind.blocks if block.pairs for cell in _block_cells(table, block.id)):
                name = _plain(cell.text).removesuffix("本级")
                if name and name != unit_name and _is_nearly(name, unit_name):
                    yield f"工作表“{table.sheet}”的“{cell.text}”与单位名称“{report.unit_name}”差几个字。", (cell,)


def _is_nearly(name: str, other: str) -> bool:
    """True when one is the other with a few characters left out."""
    short, long = sorted((name, other), key=len)
    letters = iter(long)
    return len(long) - len(short) <= _FEW and all(letter in letters for letter in short)


def explained_items(report: Report, profile: Profile) -> Iterator[Told]:
    """A 科目 that the 名词解释 names with its 类 and 款 stands so in the forms."""
    paths = _name_paths(report, profile)
    by_last = {path[-1]: path for path in paths}
    for glossary in (item.glossary for item in profile.outline if item.glossary in report.lists):
        for row in report.lists[glossary].rows:
            names = tuple(plain_name(part) for part in _STEP.split(row.name) if part)
            if len(names) < 2 or any(names == path[-len(names) :] for path in paths):
                continue
            known = by_last.get(names[-1])
            told = f"表中是“{'—'.join(known)}”" if known else "各表里没有这个科目"
            yield f"名词解释的“{row.name}”，{told}，请核对。", (_first_cell(row),)


_STEP = re.compile(r"[—\-－]+|（[类款项]）")


def _name_paths(report: Report, profile: Profile) -> set[tuple[str, ...]]:
    """The names from 类 down to each row of the forms by code."""
    paths = set()
    for tree in _code_trees(report, profile):
        names = {row.code: plain_name(row.name) for row in tree.block.rows if row.level}
        paths |= {tuple(names.get(code[:end], "") for end in range(3, len(code) + 1, 2)) for code in names}
    return paths


#: The checks a rule may call.
CHECKS: Mapping[str, Check] = {
    "单位名称": unit_names,
    "年度": years,
    "表号": table_labels,
    "表名": table_titles,
    "行次": line_numbers,
    "序号": ordinals,
    "金额单位": amount_units,
    "上级科目": missing_parents,
    "科目名称": code_names,
    "编码重复": repeated_codes,
    "同名行": namesakes,
    "负数": negatives,
    "空表说明": empty_notes,
    "项目名称重复": repeated_forms,
    "项目名称对应": listed_forms,
    "实施单位": misspelt_unit_names,
    "名词解释": explained_items,
    "未达标满分": full_scores,
}


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _official(report: Report, profile: Profile) -> Iterator[tuple[Table, TableSpec]]:
    for table in report.tables.values():
        spec = profile.tables.get(table.kind_id)
        if spec is not None:
            yield table, spec


def _label(table: Table, profile: Profile) -> str:
    spec = profile.tables.get(table.kind_id)
    if spec is None or spec.repeated:
        return f"工作表“{table.sheet}”"
    return spec.label or spec.title


def _code_trees(report: Report, profile: Profile) -> Iterator[BlockTree]:
    found = scopes(profile)
    for table in report.tables.values():
        for block_id, block in table.blocks.items():
            scope = found.get((table.kind_id, block_id))
            if scope is not None and scope.coded:
                yield BlockTree(block, _label(table, profile))


def _line_names(report: Report, profile: Profile) -> set[str]:
    """The row names of all forms with fixed lines."""
    names: set[str] = set()
    for table, spec in _official(report, profile):
        for block in spec.blocks:
            if block.kind == "lines" and block.id in table.blocks:
                names |= {plain_name(row.name or row.key) for row in table.blocks[block.id].rows}
    return names


def _amounts(columns: Mapping[str, Figures]) -> Iterable[tuple[str, Figures]]:
    return [(name, figures) for name, figures in columns.items() if figures.role == "amount"]


def _is_amount(cell: Cell) -> bool:
    return cell.is_number and cell.value != 0


def _first_cell(row: Row) -> Cell | None:
    """The cell that holds the code, else the first of the row."""
    cells = list(row.cells.values())
    return next((cell for cell in cells if row.code and cell.text == row.code), cells[0] if cells else None)


def _block_cells(table: Table, block_id: str) -> Iterator[Cell]:
    for row in table.blocks[block_id].rows:
        yield from row.cells.values()


def _form_cell(table: Table) -> Cell | None:
    return next(table.cells(), None)


def _has_figure(table: Table, spec: TableSpec) -> bool:
    figures = {block.id: [column.id for column in block.figures] for block in spec.blocks}
    return any(
        row.cells[column].value
        for block in table.blocks.values()
        for row in block.rows
        for column in figures.get(block.id, ())
        if column in row.cells
    )


def _has_empty_note(table: Table) -> bool:
    return any("无数据" in note or "没有" in note or "无此" in note for note in table.notes or ())
