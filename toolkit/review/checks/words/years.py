"""Years: the sentence's own is the document's, what it is compared with is the year before, and each has four digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....findings import Finding, Severity
from ...statements.sentences import Passage
from ..context import Context, about

_MALFORMED = re.compile(r"(?<![\d.〔\[第])(\d{3}|\d{5})年度")
_MISSPELT = re.compile("(?<!\\d)20\\d\\d(?!年)[\u4e00-\u9fff]度(?=[\u4e00-\u9fff，])")
_OWN = re.compile(
    r"(?:^|(?<=[。；：]))(?:[（(]?\d+[）).、．]|[一二三四五六七八九十]+、)?(?P<cutoff>截至|截止)?(?P<year>\d{4})年(?:度|末|期末|年末|12月31日|年度)?"
)
_COMPARED = re.compile(
    r"(?:与|较|比|同|高于|低于|多于|少于)(?P<year>(?:19|20|21|2[2-9])\d\d)年(?:度)?(?P<plan>(?:财政拨款)?(?:支出|收入)?(?:年初|预算|全年预算|调整))?"
)
_ANY = re.compile(r"(?<!结转到)(?<!结转至)(?<!编制)(?<!下)(?<![〔《“])(?P<year>20\d\d)年度")
#: A year in the middle of a sentence that is the document's own by the words after it.
_OWN_WITHIN = re.compile(
    r"(?:，|组织对|组织开展了?|在)(?P<year>20\d\d)年(?:度)?(?=本年|年初预算安排|预算项目|一般公共预算项目|部门决算|单位决算|部门预算|决算公开)"
)
#: At the beginning of a sentence: 2024公机关运行经费, for 2024年机关运行经费.
_LETTER_FOR_YEAR = re.compile(r"(?:^|(?<=[。；]))(?P<year>20\d\d)(?!年)[\u4e00-\u9fff](?=[\u4e00-\u9fff]{2})")
#: Projects whose results an account tells are of its own year or of one before.
_LATER_PROJECTS = re.compile(r"反映(?P<year>20\d\d)年[^，。；]{2,40}?\d+个[^，。；]{0,8}项目")
_HEADING = re.compile(r"(?P<year>(?:19|20)\d\d)年度?")
_FIGURE = re.compile(r"\d(?:万元|%|辆|个|批次|人次|台)")


def years(context: Context) -> Iterator[Finding]:
    """Years in headings and sentences that are not the document's. Nothing where its year is not known."""
    year = context.report.year
    if not year:
        return
    for passage in context.passages:
        if passage.level and passage.level <= 2:
            yield from _heading(passage, year)
    for passage in context.narrative:
        if not passage.level:
            yield from _paragraph(passage, year, is_budget=context.is_budget)


def _heading(passage: Passage, year: int) -> Iterator[Finding]:
    for match in _HEADING.finditer(passage.plain):
        if int(match["year"]) != year:
            yield _wrong(passage, match, year, Severity.ERROR)


def _ill_written(passage: Passage, year: int) -> Iterator[Finding]:
    """Years with a digit too many or too few, 年 misspelt or another letter in its place."""
    for match in _MALFORMED.finditer(passage.plain):
        message = f"“{match[0]}”的年份位数不对，应为“{year}年度”。"
        yield about(passage, *match.span(), "WD-12", "年度不对", message, Severity.ERROR)
    for match in _MISSPELT.finditer(passage.plain):
        message = f"“{match[0]}”应为“{match[0][:4]}年度”。"
        yield about(passage, *match.span(), "WD-12", "年度不对", message, Severity.ERROR)
    for match in _LETTER_FOR_YEAR.finditer(passage.plain):
        if int(match["year"]) == year and _FIGURE.search(passage.plain):
            message = f"“{match[0]}”应为“{match['year']}年”，请核对。"
            yield about(passage, *match.span(), "WD-12", "年度不对", message)


def _paragraph(passage: Passage, year: int, *, is_budget: bool) -> Iterator[Finding]:
    """Years that are not the one meant: the document's, or the year before where something is compared with it."""
    yield from _ill_written(passage, year)
    for match in _LATER_PROJECTS.finditer(passage.plain):
        if int(match["year"]) > year and not is_budget:
            yield _wrong(passage, match, year, Severity.WARNING)
    for match in _OWN.finditer(passage.plain):
        said = int(match["year"])
        low, high = passage.sentence(match.start("year"))
        tells = _FIGURE.search(passage.plain[low:high]) and "成立" not in passage.plain[low:high]
        allowed = {year, year - 1} if match["cutoff"] and is_budget else {year}
        if said not in allowed and tells:
            yield _wrong(passage, match, year, Severity.ERROR)
    for match in _OWN_WITHIN.finditer(passage.plain):
        if int(match["year"]) != year:
            yield _wrong(passage, match, year, Severity.WARNING)
    told = {match.start("year") for match in (*_OWN.finditer(passage.plain), *_COMPARED.finditer(passage.plain))}
    for match in _ANY.finditer(passage.plain):
        if int(match["year"]) not in (year, year - 1) and match.start("year") not in told:
            message = f"文中写的是 {match['year']} 年度，本文档是 {year} 年度的，请核对。"
            yield about(passage, *match.span("year"), "WD-12", "年度不对", message)
    for match in _COMPARED.finditer(passage.plain):
        own_plan = match["plan"] and int(match["year"]) == year and not is_budget
        if int(match["year"]) != year - 1 and not own_plan:
            yield _wrong(passage, match, year - 1, Severity.ERROR)


def _wrong(passage: Passage, match: re.Match[str], year: int, severity: Severity) -> Finding:
    start, end = match.span("year")
    message = f"这里应是 {year} 年，文中写的是 {match['year']} 年。"
    return about(passage, start, end, "WD-12", "年度不对", message, severity)
