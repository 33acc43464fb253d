"""What is to be told about the 情况说明: what is missing, and people's own texts held against the figures.

NR-01 a sentence lacks something nobody entered · NR-02 a person's text has a figure found nowhere else ·
NR-03 a person's text was written against an older draft · NR-04 a person's text still says 待补充 ·
NR-05 a change that must be explained has no reason · NR-06 a reason says the opposite of the figures ·
NR-07 a person's text writes 元 for 万元 · NR-08 the sentences of the profile cannot be written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ..amounts import Unit, round_half_up
from ..cells import Cell, CellKind
from ..document import UNFINISHED_START
from ..findings import Finding, Severity
from ..patterns import fill
from ..profiles import OutlineItem, Profile
from ..report import Report, WrittenField
from ..text import quotable
from .drafts import Drafts, document_fields
from .missing import Gap
from .placed import placed


def check_narrative(report: Report, profile: Profile, drafts: Drafts) -> tuple[Finding, ...]:
    """All findings about the text, in the order of the document."""
    return (
        *_unwritten(drafts),
        *missing_findings(report, profile, drafts),
        *reason_findings(report, profile, drafts),
        *check_person_text(report, profile, drafts),
    )


def _unwritten(drafts: Drafts) -> Iterator[Finding]:
    """NR-08: the sentences of the profile cannot be written at all; whoever checks a workbook did not write them."""
    if drafts.fault is not None:
        message = f"情况说明这次没有写，表格照常校验；这个格式的句子有误，请写格式的人改好再做：{drafts.fault}"
        yield Finding("NR-08", Severity.ERROR, "格式的句子写不出来", message)


def missing_findings(report: Report, profile: Profile, drafts: Drafts) -> tuple[Finding, ...]:
    """NR-01, one for each thing missing, naming all the paragraphs that lack it.

    An error unless the profile says otherwise (``unfinished``): the document has a mark there. Paragraphs that a person
    wrote are passed over.
    """
    names = document_fields(report, profile)
    titles = section_titles(profile, names)
    untouched: dict[str, list[Gap]] = {}
    lacking: dict[Gap, list[str]] = {}
    emptied: set[str] = set()
    for field_id, gaps in drafts.missing.items():
        if not person_text(report, field_id):
            for gap in gaps:
                if gap.cell and gap.cell.sheet in report.untouched_sheets:
                    untouched.setdefault(gap.cell.sheet, []).append(gap)
                elif not gap.change:
                    lacking.setdefault(gap, []).append(f"“{titles[field_id]}”")
    for item in placed(report, profile):
        if item.text and not report.texts.get(item.text):
            lacking.setdefault(Gap(item.text), []).append(f"“{_title(item, names) or item.text}”")
        if item.glossary and not report.lists.get(item.glossary):
            lacking.setdefault(Gap(item.glossary), []).append(f"“{_title(item, names) or item.glossary}”")
            if not is_without(report, profile, item.glossary):
                emptied.add(item.glossary)
    return tuple(_untouched(sheet, gaps, profile) for sheet, gaps in untouched.items()) + tuple(
        Finding(
            "NR-01",
            Severity.WARNING if gap.label in emptied else Severity(profile.unfinished),
            "情况说明缺少资料",
            f"{'、'.join(places)}需要“{quotable(gap.label)}”，还没有填写。",
            (gap.cell,) if gap.cell and gap.cell.address else (),
        )
        for gap, places in lacking.items()
        if not _is_told(gap, report)
    )


def _untouched(sheet: str, gaps: Sequence[Gap], profile: Profile) -> Finding:
    """One line for a sheet on which nobody has typed anything yet, whatever it is needed for."""
    needed = list(dict.fromkeys(gap.label for gap in gaps))
    first = next(gap.cell for gap in gaps if gap.cell)
    message = (
        f"工作表“{sheet}”还没有填写，情况说明要用其中的 {len(needed)} 项，先填“{quotable(needed[0])}”；没有的填 0。"
    )
    return Finding("NR-01", Severity(profile.unfinished), "情况说明缺少资料", message, (first,))


def is_without(report: Report, profile: Profile, list_id: str) -> bool:
    """True where a list has no sheet to stand on: it was not emptied by a person, who may do so."""
    group = profile.facts.get(list_id)
    return group is None or group.sheet in report.missing_sheets


def reason_findings(report: Report, profile: Profile, drafts: Drafts) -> tuple[Finding, ...]:
    """NR-05 and NR-06, one for each entry, with the paragraphs that use it and the changes that it is to explain.

    NR-05: the change reaches the profile's thresholds and nothing was entered (the document has a mark there, as with
    NR-01), or what stands there is no reason. Paragraphs that a person wrote are passed over.
    """
    titles = section_titles(profile, document_fields(report, profile))
    told: dict[tuple[str, Severity, str, Cell | None], list[tuple[str, str]]] = {}
    for field_id in (field_id for field_id in drafts.texts if not person_text(report, field_id)):
        for gap in drafts.missing.get(field_id, ()):
            if gap.change and not _is_told(gap, report):
                if gap.cell and gap.cell.sheet in report.untouched_sheets:
                    continue  # told once, with what else the sheet lacks
                entry = ("NR-05", Severity(profile.unfinished), f"需要“{quotable(gap.label)}”，还没有填写", gap.cell)
                told.setdefault(entry, []).append((titles[field_id], gap.change))
        for doubt in drafts.doubts.get(field_id, ()):
            rule, said = ("NR-06", "说的与数字相反") if doubt.opposite else ("NR-05", "不是原因")
            entry = (rule, Severity.WARNING, f"里“{doubt.label}”写的“{doubt.cell.text}”{said}", doubt.cell)
            told.setdefault(entry, []).append((titles[field_id], str(doubt.change)))
    return tuple(_about_reason(*entry, uses) for entry, uses in told.items())


_REASONS = {"NR-05": "应说明的增减没有写原因", "NR-06": "原因与数字的增减相反"}


def _about_reason(rule: str, severity: Severity, said: str, cell: Cell | None, uses: list[tuple[str, str]]) -> Finding:
    places = "、".join(dict.fromkeys(f"“{place}”" for place, _ in uses))
    changes = "；".join(dict.fromkeys(change for _, change in uses))
    cells = (cell,) if cell and cell.address else ()
    return Finding(rule, severity, _REASONS[rule], f"{places}{said}：{changes}。", cells)


def _is_told(gap: Gap, report: Report) -> bool:
    """What belongs on a sheet that the workbook has not at all is told once, by the reader, and so is a formula that no
    program has worked out yet."""
    if gap.cell and gap.cell.kind is CellKind.PENDING:
        return True
    return bool(report.missing_sheets) and (gap.cell is None or not gap.cell.address)


def check_person_text(report: Report, profile: Profile, drafts: Drafts) -> tuple[Finding, ...]:
    """NR-02, NR-03, NR-04 and NR-07, about what people wrote; their text is kept in any case. Only NR-04 is an error."""
    titles = section_titles(profile, document_fields(report, profile))
    found: list[Finding] = []
    known: set[Decimal] | None = None
    for field_id, text in drafts.texts.items():
        written = report.written.get(field_id)
        if written is None or not written.person.strip():
            continue
        known = known if known is not None else _workbook_figures(report)
        place = f"“{titles[field_id]}”的自写内容"
        found += _review(written, place, text, known)
        if UNFINISHED_START in written.person:
            message = f"{place}里还留有“{UNFINISHED_START}…】”，请补上或删去。"
            cells = (written.person_cell,)
            found.append(Finding("NR-04", Severity(profile.unfinished), "自写内容仍有待补充", message, cells))
    return tuple(found)


def _review(written: WrittenField, place: str, text: str, known: set[Decimal]) -> Iterator[Finding]:
    def warning(rule: str, title: str, message: str) -> Finding:
        return Finding(rule, Severity.WARNING, title, message, (written.person_cell,))

    drafted = {number for number, _, _ in _figures(text, with_unit=False)}
    strange = [
        printed for number, unit, printed in _figures(written.person) if number not in drafted | _of(unit, known)
    ]
    if strange:
        figures = "、".join(dict.fromkeys(strange))
        message = f"{place}里的 {figures} 在报表、补充资料和生成的文字里都找不到，请核对。"
        yield warning("NR-02", "自写内容的数字与报表不符", message)
    for unit, drafted_counts, counts in _other_counts(text, written.person):
        said, meant = (f"{'、'.join(map(str, sorted(numbers)))}{unit}" for numbers in (counts, drafted_counts))
        yield warning("NR-02", "自写内容的数字与报表不符", f"{place}写的是 {said}，补充资料里是 {meant}，请核对。")
    for printed in _yuan_for_wan(written.person, known):
        message = f"{place}里的 {printed}元，报表和补充资料里是 {printed}万元，请核对单位。"
        yield warning("NR-07", "自写内容的万元写成了元", message)
    if written.is_stale(text):
        message = f"{place}写成以后，报表或补充资料有了变动，请对照现在生成的文字核对。"
        yield warning("NR-03", "自写内容写成后数据有变动", message)


def person_text(report: Report, field_id: str) -> str:
    """What a person wrote instead of the draft, "" when nothing."""
    written = report.written.get(field_id)
    return written.person.strip() if written else ""


def section_titles(profile: Profile, names: Mapping[str, str]) -> dict[str, str]:
    """Field id → where it stands: 五、一般公共预算财政拨款支出决算情况说明（一）总体情况."""
    titles: dict[str, str] = {}
    path: dict[int, str] = {}
    for item in profile.outline:
        if item.title:
            path = {level: title for level, title in path.items() if level < item.level}
            path[item.level] = _title(item, names)
        if item.field:
            parts = [title.rstrip("。") for level, title in path.items() if level > 1]
            titles[item.field] = re.sub("：(?=（)", "", "：".join(parts)) or item.field
    return titles


def _title(item: OutlineItem, names: Mapping[str, str]) -> str:
    return fill(item.title, names, f"outline.toml：{item.title}")


_FIGURE = re.compile(r"(?<![\d.])-?\d[\d,]*(?:\.\d+)?")
_UNIT = re.compile(r"\s*(万元|%)")


def _figures(text: str, *, with_unit: bool = True) -> Iterator[tuple[Decimal, str, str]]:
    """The figures of a text with their unit (万元 or %), as number, unit and as printed."""
    plain = unicodedata.normalize("NFKC", text)
    for match in _FIGURE.finditer(plain):
        unit = _UNIT.match(plain, match.end())
        if unit or not with_unit:
            name = unit[1] if unit else ""
            yield abs(Decimal(match[0].replace(",", ""))), name, match[0] + name


_COUNT = re.compile(r"(?<![\d.,])(\d[\d,]{0,14})\s*(辆|批次|人次|台)")
_YUAN = re.compile(r"(?<![\d.,])(\d[\d,]*\.\d\d)\s*元")


def _other_counts(draft: str, person: str) -> Iterator[tuple[str, set[int], set[int]]]:
    """Units whose counts a person states otherwise: what the draft has and the text leaves out, what it says instead.

    A text may well mention further vehicles or visits, so it is told only where the draft's own count is gone.
    """
    drafted, said = _counts(draft), _counts(person)
    for unit, numbers in drafted.items():
        others = said.get(unit, set()) - numbers
        lost = numbers - said.get(unit, set())
        if others and (lost - {0} or numbers == {0} == lost):
            yield unit, lost - {0} or lost, others


def _counts(text: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for number, unit in _COUNT.findall(unicodedata.normalize("NFKC", text)):
        found.setdefault(unit, set()).add(int(number.replace(",", "")))
    return found


def _yuan_for_wan(person: str, known: set[Decimal]) -> Iterator[str]:
    """Amounts in 元, to the cent, that the workbook has to the last digit in 万元."""
    for printed in dict.fromkeys(_YUAN.findall(unicodedata.normalize("NFKC", person))):
        number = Decimal(printed.replace(",", ""))
        if number in known and number * Unit.YUAN.fen / Unit.WAN.fen not in known:
            yield printed


def _of(unit: str, amounts: set[Decimal]) -> set[Decimal]:
    """Amounts of the workbook stand for 万元 only; percentages are found in the draft or nowhere."""
    return amounts if unit == "万元" else set()


def _workbook_figures(report: Report) -> set[Decimal]:
    """All figures of tables, lists and facts in 万元: as they are, and as they are printed."""
    return {
        number
        for cell in _cells(report)
        if cell.amount is not None
        for exact in [abs(cell.amount.wan)]
        for number in (exact, round_half_up(exact, 2))
    }


def _cells(report: Report) -> Iterator[Cell]:
    yield from report.facts.values()
    for table in report.tables.values():
        yield from table.cells()
    for block in report.lists.values():
        for row in block.rows:
            yield from row.cells.values()
