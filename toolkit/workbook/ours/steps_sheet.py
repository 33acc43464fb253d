"""The 填报顺序 sheet, which leads a workbook: what to do in which order, a link to each place, and how far it has come.

How far is said by formulas, so that it changes as a clerk types; the fill renews them, for rows may have moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from ...addresses import Area, address, position
from ...cells import Cell
from ...edits import Edit
from ...profiles import NUMBER_ROLES, BlockSpec, FactGroup, FactSpec
from ...report import Report, WrittenField
from ...text_size import line_count, row_height
from ..files.grid import Grid
from ..forms.reading import FoundForm, Reading
from .check_sheet import UNCHECKED, check_sheet, verdict_row, whose_verdict
from .fact_sheets import Place, content_cells, find_groups
from .layout import Column, Found, SheetLayout, as_new, find, link, quoted

STEPS_SHEET = "填报顺序"
_GREEN, _YELLOW = "E2EFDA", "FFF2CC"
LAYOUT = SheetLayout(
    STEPS_SHEET,
    (
        STEPS_SHEET,
        "从上往下做。只填各表最低一级（项、款）的金额和补充资料，合计、小计、表间取数由“填报”写成公式。",
        "“进度”随填随变；点“到哪里”跳到要填的地方。",
    ),
    (
        Column("number", "步骤", 5, "centre", from_the_start=True),
        Column("title", "做什么", 16, from_the_start=True),
        Column("words", "怎么做", 44, from_the_start=True),
        Column("place", "到哪里", 20, "link", from_the_start=True),
        Column("progress", "进度", 20, colours={"已*": _GREEN, "还*": _YELLOW, "未*": _YELLOW}, from_the_start=True),
    ),
    one_page=True,
)
_FORM_WORDS = {
    "codes": "一行一个科目，填编码（{level}）和金额；名称、类款两级、合计和顺序由“填报”补齐。",
    "tree": "填最低一级的名称和金额；上级和合计由“填报”写成公式。",
    "groups": "填款（5 位编码）的金额；类和合计由“填报”写成公式。",
    "cross": "填最低一级的预算数和决算数；小计、合计由“填报”写成公式。",
    "lines": "填最低一级各行的数；小计、合计由“填报”写成公式。",
}
#: A formula may not be nested deeper in older programs.
_MOST_NESTED = 40
#: The step whose progress becomes a sentence once there was a check, and the lines that are kept for it.
CHECK_STEP, _VERDICT_LINES = "校验", 4


class Step(NamedTuple):
    """One step: what to do, how, where (sheet and cell), and how far it has come as a formula with its present value."""

    title: str
    words: str
    sheet: str
    cell: str
    formula: str
    value: str


def steps_edits(reading: Reading, grid: Grid | None = None) -> list[Edit]:
    """The steps as they are now; none when the workbook has no such sheet.

    ``grid``: the workbook with what was written on 情况说明 and 校验 since it was read.
    """
    found = _steps_sheet(reading.grid)
    if found is None:
        return []
    edits: list[Edit] = []
    row = found.first
    for number, step in enumerate(steps(reading, grid or reading.grid), 1):
        where = f"{step.sheet}!{step.cell}"
        says: dict[str, tuple[int | str | None, str | None]] = {
            "number": (number, None),
            "title": (step.title, None),
            "words": (step.words, None),
            "place": (where, link(step.sheet, step.cell, where)),
            "progress": (step.value, step.formula),
        }
        for column, (value, formula) in says.items():
            if column in found.columns and not _says(found, column, row, value, formula):
                height = _height(found, step) if column == "words" else None
                edits.append(Edit(found.sheet.name, found.at(column, row), value, formula, height=height))
        row += 1
    ours = set(found.columns.values())
    while found.text("number", row) == str(row - found.first + 1):  # steps of a longer list; notes of a person stay
        edits += [Edit(found.sheet.name, address(row, at)) for at in found.sheet.rows[row] if at in ours]
        row += 1
    return edits


def _steps_sheet(grid: Grid) -> Found | None:
    sheet = grid.by_name.get(STEPS_SHEET)
    if sheet is None:
        return None
    return find(LAYOUT, sheet) or (as_new(LAYOUT, sheet) if not sheet.rows else None)


def _says(found: Found, column: str, row: int, value: int | str | None, formula: str | None) -> bool:
    cell = found.sheet[row, found.columns[column]]
    return (cell.text, cell.formula) == ("" if value is None else str(value), formula)


def _height(found: Found, step: Step) -> float:
    sheet = found.sheet
    place = f"{step.sheet}!{step.cell}"
    texts = {"title": step.title, "words": step.words, "place": place, "progress": step.value}
    widths = {
        name: sheet.widths.get(found.columns[name], sheet.default_width) for name in texts if name in found.columns
    }
    lines = max(line_count(texts[name], width) for name, width in widths.items())
    return row_height(max(lines, _VERDICT_LINES) if step.title == CHECK_STEP else lines)


def steps(reading: Reading, grid: Grid) -> Iterator[Step]:
    """From 基本信息 to the Word document, as far as the workbook has the sheets for it."""
    groups = find_groups(reading.grid, reading.profile)
    sheets = list(dict.fromkeys(place.sheet.name for _, place in groups if place))
    leading = sheets[0] if sheets else ""
    glossaries = {item.glossary for item in reading.profile.outline}
    if leading:
        yield from _facts_step(reading.report, leading, groups)
    summaries = [form for form in reading.forms if form.spec.summary]
    for form in reading.forms:
        if form not in summaries:
            yield from _form_step(form)
    yield from _lines_step(summaries)
    for name in sheets[1:]:
        yield from _facts_step(reading.report, name, groups)
        yield from _words_step(name, groups, glossaries)
    yield from _repeated_steps(reading)
    yield from _closing_steps(reading, grid, leading)


def _facts_step(report: Report, sheet: str, groups: Sequence[tuple[FactGroup, Place | None]]) -> Iterator[Step]:
    """The required facts of one sheet: how many are still blank, and the first of them."""
    facts = [fact for group, place in groups if place and place.sheet.name == sheet for fact in group.facts]
    wanted = [fact for fact in facts if fact.required and report.facts[fact.id].address]
    if not wanted:
        return
    first = report.facts[wanted[0].id]
    yield Step(
        f"填“{sheet}”",
        "标“必填”的都要填，没有的填 0；写原因的只写一句话。"
        if all(fact.id != "年度" for fact in wanted)
        else "核对单位名称和年度，各表表头由此带出。",
        sheet,
        next((report.facts[fact.id].address for fact in wanted if not report.facts[fact.id].text), first.address),
        *_missing(report, sheet, wanted),
    )


def _missing(report: Report, sheet: str, wanted: Sequence[FactSpec]) -> tuple[str, str]:
    cells = {fact.label: _in(sheet, report.facts[fact.id].address) for fact in wanted}
    count = "0+" + "+".join(f'({cell}="")' for cell in cells.values())
    first = '""'
    for label, cell in reversed(list(cells.items())[:_MOST_NESTED]):
        first = f'IF({cell}="",{quoted(label)},{first})'
    blank = [fact.label for fact in wanted if not report.facts[fact.id].text]
    value = f"还缺 {len(blank)} 项，先填：{blank[0]}" if blank else "已填"
    return f'IF({count}=0,"已填","还缺 "&({count})&" 项，先填："&{first})', value


def _form_step(form: FoundForm) -> Iterator[Step]:
    """A form that is typed: how many figures it holds."""
    kind = form.spec.blocks[0].kind
    if form.spec.repeated or form.spec.grid or kind not in _FORM_WORDS:
        return
    areas = _figures(form)
    if not areas:
        return
    by_purpose = any("经济分类" in column.head for column in form.spec.blocks[0].columns if column.role == "code")
    words = _FORM_WORDS[kind].format(level="5 位的款" if by_purpose else "7 位的项")
    words += "没有数据的不填。" if form.spec.empty_note else ""
    if kind in ("codes", "tree"):
        words += "行数不够会自动加行。" if kind == "codes" else "行数不够时，在中间插入整行。"
    filled = sum(cell.is_number for cell in _figure_cells(form))
    place = ",".join(_in(form.sheet.name, str(area)) for area in areas)
    empty = "没有数据可不填" if form.spec.empty_note else "未填"
    yield Step(
        f"填{form.spec.label or form.spec.title}",
        words,
        form.sheet.name,
        address(areas[0].top, areas[0].left),
        f'IF(COUNT({place})=0,{quoted(empty)},"已填 "&COUNT({place})&" 个数")',
        f"已填 {filled} 个数" if filled else empty,
    )


def _figure_cells(form: FoundForm, blocks: Iterable[BlockSpec] = ()) -> Iterator[Cell]:
    for block in blocks or form.spec.blocks:
        columns = {column.column or column.id for column in block.columns if column.role in NUMBER_ROLES}
        for row in form.table.blocks[block.id].rows:
            yield from (cell for name, cell in row.cells.items() if name in columns)


def _figures(form: FoundForm) -> list[Area]:
    """Where the figures of a form are typed, block by block; open-ended rows down to what stands below."""
    areas = []
    for block in form.layout.blocks:
        rows = [position(cell.address)[0] for cell in _figure_cells(form, (block.spec,))]
        for part in block.parts if rows else ():
            columns = [part[column.id] for column in block.spec.figures if column.id in part]
            last = max(rows)
            if block.spec.kind in ("codes", "tree"):
                last = next((row - 1 for row in form.sheet.rows if row > last), last)
            if columns:
                areas.append(Area(min(rows), min(columns), last, max(columns)))
    return areas


def _lines_step(summaries: Sequence[FoundForm]) -> Iterator[Step]:
    """The summary forms, which follow from the others but for what no other form holds."""
    cells = [cell for form in summaries for cell in _figure_cells(form)]
    if not cells:
        return
    names = "、".join(form.spec.label or form.spec.title for form in summaries)
    areas = ",".join(_in(form.sheet.name, str(area)) for form in summaries for area in _figures(form))
    filled = sum(cell.is_number for cell in cells)
    yield Step(
        f"补{names}",
        "大部分由“填报”从其他表取数；只填其他表没有的数，如年初、年末结转和结余。",
        cells[0].sheet,
        cells[0].address,
        f'IF(COUNT({areas})=0,"未填（先填上面各表）","已有 "&COUNT({areas})&" 个数")',
        f"已有 {filled} 个数" if filled else "未填（先填上面各表）",
    )


def _words_step(
    sheet: str, groups: Sequence[tuple[FactGroup, Place | None]], glossaries: Collection[str]
) -> Iterator[Step]:
    """A sheet of texts or of a list alone (部门概况, 名词解释): how many lines are filled."""
    here = [(group, place) for group, place in groups if place and place.sheet.name == sheet]
    words = next((place.sheet.words for _, place in here), {})
    if not here or any(group.kind == "facts" for group, _ in here):
        return
    contents = [area for group, place in here if place and (area := content_cells(group, place))]
    if not contents:
        return
    areas = ",".join(_in(sheet, str(area)) for area in contents)
    filled = sum(area.left in words.get(row, {}) for area in contents for row in area.rows)
    group = here[0][0]
    if group.kind == "texts":
        how = "一段一行。"
    elif group.id in glossaries:
        how = "一行一条；空着时“填报”会按表里用到的科目和经费补上通行的解释，请核对。"
    else:
        how = f"一行一条；{group.help}。" if group.help else "一行一条。"
    yield Step(
        f"写“{sheet}”",
        how,
        sheet,
        address(contents[0].top, contents[0].left),
        f'IF(COUNTA({areas})=0,"未填","已填 "&COUNTA({areas})&" 行")',
        f"已填 {filled} 行" if filled else "未填",
    )


def _repeated_steps(reading: Reading) -> Iterator[Step]:
    """自评表: one sheet each; how many say what they are about."""
    for kind, spec in reading.profile.tables.items():
        if not spec.repeated:
            continue
        forms = [form for form in (*reading.forms, *reading.unfilled) if form.table.kind_id == kind]
        names = [cell for form in forms if (cell := first_value(form)) is not None]
        if not names:
            continue
        told = "0+" + "+".join(f'({_in(cell.sheet, cell.address)}<>"")' for cell in names)
        filled = sum(bool(cell.text) for cell in names)
        yield Step(
            f"填{spec.sheet or spec.title}",
            f"一个项目一张。要加张数，用 juesuan sheet add 文件 {kind} --count 张数；没有要公开的，留空即可，不会打印。",
            names[0].sheet,
            names[0].address,
            f'IF({told}=0,"没有要公开的可不填","已填 "&({told})&" 张，共 {len(names)} 张")',
            f"已填 {filled} 张，共 {len(names)} 张" if filled else "没有要公开的可不填",
        )


def first_value(form: FoundForm) -> Cell | None:
    """The first value that a form asks for: what it is about (项目名称)."""
    for block in form.table.blocks.values():
        for row in block.rows:
            return next(iter(row.cells.values()), None)
    return None


def _closing_steps(reading: Reading, grid: Grid, leading: str) -> Iterator[Step]:
    """填报, 校验, reading the drafts, the document."""
    written = tuple(reading.report.written.values())
    texts = [grid[field.draft_cell.sheet][position(field.draft_cell.address)].text for field in written]
    if written:
        yield _filling_step(written, texts, leading)
    checks = check_sheet(grid)
    if checks and "number" in checks.columns:
        yield _checking_step(checks, reading.report)
    if written:
        yield from _document_steps(written, texts, leading)


def _filling_step(written: Sequence[WrittenField], texts: Sequence[str], leading: str) -> Step:
    first, area = written[0].draft_cell, _drafts(written)
    button = f"在“{leading}”按“填报”按钮，或运行 juesuan fill。" if leading else "运行 juesuan fill。"
    return Step(
        "填报",
        f"{button}合计写成公式，情况说明写出草稿。改了数字再填报一次。",
        first.sheet,
        first.address,
        f'IF(COUNTA({area})=0,"未填报","已填报")',
        "已填报" if any(texts) else "未填报",
    )


def _checking_step(checks: Found, report: Report) -> Step:
    verdict = address(verdict_row(checks), checks.columns["number"])
    cell, whose = _in(checks.sheet.name, verdict), whose_verdict(report)
    said = checks.sheet[position(verdict)].text.removeprefix(whose)
    alone = f'SUBSTITUTE({cell},{quoted(whose)},"",1)'
    return Step(
        CHECK_STEP,
        "看“校验”工作表：错误改正，核实无误的在“处理意见”里写明谁、为什么；改完再填报、校验一次。",
        checks.sheet.name,
        verdict,
        f'IF(OR({cell}="",{cell}="{UNCHECKED}"),"未校验","已校验，"&{alone})',
        "未校验" if said in ("", UNCHECKED) else f"已校验，{said}",
    )


def _document_steps(written: Sequence[WrittenField], texts: Sequence[str], leading: str) -> Iterator[Step]:
    """Reading the drafts and drawing the document, which both wait for what is still to be filled in."""
    first, area = written[0].draft_cell, _drafts(written)
    people = _in(first.sheet, str(_around(field.person_cell for field in written)))
    gaps = "+".join(f'COUNTIF({part},"*【待补充*")' for part in (area, people))
    open_ = sum("【待补充" in text for text in (*texts, *(field.person for field in written)))
    yield Step(
        "看情况说明",
        "草稿不合适的，写在“人工改写”里；标着【待补充】的，到补充资料补齐后再填报。",
        first.sheet,
        first.address,
        f'IF(COUNTA({area})=0,"未填报",IF({gaps}=0,"已无待补充","还有 "&({gaps})&" 段待补充"))',
        "未填报" if not any(texts) else f"还有 {open_} 段待补充" if open_ else "已无待补充",
    )
    yield Step(
        "生成 Word",
        f"在“{leading}”按“生成 Word”按钮，或运行 juesuan word。" if leading else "运行 juesuan word。",
        first.sheet,
        first.address,
        f'IF({gaps}=0,"","还有待补充，先补齐")',
        "还有待补充，先补齐" if open_ else "",
    )


def _drafts(written: Sequence[WrittenField]) -> str:
    """The cells of the drafts, as a formula names them."""
    return _in(written[0].draft_cell.sheet, str(_around(field.draft_cell for field in written)))


def _around(cells: Iterable[Cell]) -> Area:
    return Area.around(position(cell.address) for cell in cells)


def _in(sheet: str, area: str) -> str:
    return "'{}'!{}".format(sheet.replace("'", "''"), area)
