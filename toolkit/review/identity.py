"""Whose document it is, and of which year: what the cover, the headings and the tables say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..findings import Finding, Severity
from ..report import Report
from ..text import bare_name, matcher
from .reading.records import Paragraph, Published

_YEAR = re.compile(
    r"((?:19|20)\d\d)年度|((?:19|20)\d\d)年(?=部门|单位|决算|预算|收支|收入|支出|财政|一般|“?三公|政府|国有)"
)
_SENTENCE_YEAR = re.compile(r"(?:^|。)((?:19|20)\d\d)年度")
_OVERVIEW = re.compile(r"^第一部分(?P<name>.{3,40}?)(?:概况|基本情况|简介)$")
_COVER = re.compile(
    r"^(?:(?:19|20)\d\d年度?)?(?P<name>.{3,40}?)(?:(?:19|20)\d\d年度?)?(?:部门|单位)?(?:汇总)?(?:决算|预算)(?:公开)?(?:说明|情况)?$"
)
_KIND = re.compile(r"^(?:(?:19|20)\d\d年度?)?(?:部门|单位)?(?:汇总)?(?:决算|预算)(?:公开)?(?:说明|情况|报告)?$")
_NOT_A_NAME = re.compile(r"^(?:部门|单位|本部门|本单位|.*年度?)$|“三公”|经费|收入|支出")
_COVER_LENGTH = 15
#: Names that have less in common are not one name misspelt.
_ALIKE = 0.75


def year_of(document: Published, report: Report | None = None) -> int:
    """The year that headings and cover speak of, 0 when none does. Tables that print another are told by the rules."""
    years: Counter[int] = Counter()
    for text in (*_headlines(document), *document.contents):
        years.update(int(match[1] or match[2]) for match in _YEAR.finditer(text))
    if not years and not (report and report.year):
        for part in document.paragraphs:
            years.update(int(match[1]) for match in _SENTENCE_YEAR.finditer(part.text))
    if years:
        return years.most_common(1)[0][0]
    return report.year if report else 0


def unit_of(document: Published, report: Report | None = None) -> str:
    """The name most tables print, else the one of the cover; "" when none is found."""
    if report and report.unit_name:
        return report.unit_name
    cover = list(_cover(document))
    for line, after in zip(cover, cover[1:], strict=False):  # 某某局 · 部门决算
        if _KIND.match(after) and len(line) > 2 and not _NOT_A_NAME.search(line):
            return line
    for pattern, lines in ((_OVERVIEW, _headlines(document)), (_COVER, cover)):
        for text in lines:
            match = pattern.match(text)
            if match and not _NOT_A_NAME.search(match["name"]):
                return match["name"]
    return ""


def of_another(document: Published, report: Report, workbook: Path) -> Iterator[Finding]:
    """That a document is another unit's or another year's than the workbook it is held to: all else follows from that."""
    name, year = unit_of(document), year_of(document)
    one, other = bare_name(name), bare_name(report.unit_name)
    is_other = bool(one and other) and one not in other and other not in one and matcher(one, other).ratio() < _ALIKE
    if is_other or year and report.year and year != report.year:
        theirs = f"“{report.unit_name}”{report.year} 年度"
        message = (
            f"文档是{f'“{name}”' if name else ''}{f'{year} 年度' if year else ''}的，工作簿“{workbook.name}”是{theirs}的，"
            "不是同一份，请核对是不是拿错了；下面的不同多半由此而来。"
        )
        yield Finding("WD-29", Severity.ERROR, "文档与工作簿不是同一份", message)


def _headlines(document: Published) -> Iterator[str]:
    """What stands on the cover, and the headings of the two highest levels."""
    yield from _cover(document)
    yield from (part.text for part in document.paragraphs if part.level in (1, 2))


def _cover(document: Published) -> Iterator[str]:
    """The short lines before the first heading or table."""
    for part in document.parts[:_COVER_LENGTH]:
        if not isinstance(part, Paragraph) or part.level:
            return
        if len(part.text) < 60:
            yield part.text
