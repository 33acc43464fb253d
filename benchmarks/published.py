"""A published text with its tables made into a Word document, for benchmarks/review.py.

The text is a file of lines (a PDF turned into text): headings with or without ``#``, one paragraph a line, tables as lines
with tabs. The tables are the sample workbook's own forms, drawn where the text has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit import word, workflow
from toolkit.document import Document, FormItem, Item, Text, Title

_NUMERAL = "[一二三四五六七八九十]+"
_MARKS = re.compile(r"^[#\s]+|\*\*|^\s*-\s+|</?b>|\s{2,}$|\\")
_LEVELS = [rf"第{_NUMERAL}部分", rf"{_NUMERAL}、", rf"[（(]{_NUMERAL}[）)]"]
_CAPTION = re.compile(
    r"公开\s*\d*|表$|(?:金额)?单位|部门|编制|\d{4}\s*年度?$|注[:：]|说明[:：]|本单位没有|本表金额|如本表|其中：预算数|备注"
)


def published_document(text: Path, sample: Path, target: Path) -> None:
    """The published text with the sample's tables as ``target``."""
    filled = workflow.fill(workflow.check(sample))
    drawn = workflow.document(filled)
    forms = [item for item in drawn.items if isinstance(item, FormItem)]
    items = tuple(_items(text.read_text(encoding="utf-8"), forms))
    word.render(Document(drawn.fields, items), filled.checked.profile.file("document.docx"), target)


def _items(text: str, forms: list[FormItem]) -> Iterator[Item]:
    """Headings and paragraphs; the forms all together where the first table stands."""
    lines = list(_unbroken(line for line in text.splitlines() if line.strip()))
    start = _after_contents(lines)
    placed = in_table = False
    for line in lines[start:]:
        if "\t" in line or line.startswith(("绩效指标", "Table with")):
            if not placed:
                yield from forms
                placed = True
            in_table = True
            continue
        words = _plain(line)
        if not words:
            continue
        level = _level(words, line)
        if in_table and not level and (_CAPTION.match(words) or words.endswith("表")):
            continue
        if level:
            in_table = level == 1 and "表" in words or in_table and words.endswith("表")
        if in_table and (words.endswith("表") or _CAPTION.search(words)) and level != 1:
            continue
        yield Title(level, words, new_page=level == 1) if level else Text(words)


def _unbroken(lines: Iterable[str]) -> Iterator[str]:
    """Paragraphs that a page end broke, whole again."""
    before = ""
    for line in lines:
        words = _plain(line)
        starts = "\t" in line or line.lstrip().startswith(("#", "*", "-")) or _level(words, line)
        if before and not starts and not re.match(rf"[（(]?(?:\d+|{_NUMERAL})[.）)、]|第|注|备注", words):
            line = words = before + words
        elif before:
            yield before
        before = ""
        goes_on = len(words) > 20 and not re.search("[。；：:;!！）)]$", words) and "\t" not in line
        if goes_on and not _level(words, line) and not line.lstrip().startswith("#"):
            before = words
        else:
            yield line
    if before:
        yield before


def _after_contents(lines: list[str]) -> int:
    """The place where 第一部分 stands for the last time: before, it is an entry of the 目录."""
    places = [at for at, line in enumerate(lines) if re.match(r"(?:[#*\s]|<b>)*第一部分", line) and "\t" not in line]
    return places[-1] if places else 0


def _plain(line: str) -> str:
    text = line
    for _ in range(3):
        text = _MARKS.sub("", text).strip()
    return re.sub(r"\s+(?=[^A-Za-z])|(?<=[^A-Za-z])\s+", "", text)


def _level(words: str, line: str) -> int:
    level = next((at for at, pattern in enumerate(_LEVELS, 1) if re.match(pattern, words)), 0)
    marked = line.lstrip().startswith(("#", "**"))
    inner = re.sub("[。：]$", "", words)
    if not level or len(words) > 60 or re.search("[。；：，]", inner):
        return 0
    return level if level < 3 or marked or words.endswith(("情况", "情况。", "说明", "说明。")) else 0
