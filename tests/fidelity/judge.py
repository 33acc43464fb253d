"""Count how many of the published narrative's numeric statements a generated document repeats.

    python tests/fidelity/judge.py jiyuan-2023 out/jiyuan-2023.docx

The lists (one CSV a sample, see README.md) were made from the published disclosures by hand and by computation, not by
this toolkit; nothing here imports the toolkit, so a mistake of the toolkit cannot excuse itself.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lxml import etree

HERE = Path(__file__).parent
#: Words that say which way an amount moved; in the text they stand right before the amount.
MOVES = ("增加（减少）", "增加", "减少", "增长", "下降", "降低")
#: One word of a publication for another: equal in value, not as printed.
SAME = {"下降": "下降|降低", "降低": "下降|降低"}
#: Written in ``expected`` when the statement should not be made at all (a percentage without a base).
NOT_PRINTED = "不写"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of a list."""

    section: str
    what: str
    figure: str
    unit: str
    judgement: str
    expected: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a document repeats. ``found`` counts equal values, ``as_printed`` the equal text among them."""

    right: int
    found: int
    as_printed: int
    missing: tuple[Statement, ...]
    other_style: tuple[Statement, ...]
    wrong: int
    corrected: int
    uncorrected: tuple[Statement, ...]

    @property
    def percent(self) -> float:
        return 100 * self.found / self.right if self.right else 100.0


# ---------------------------------------------------------------------------------------------------- the document

_HANZI = "一二三四五六七八九十"
_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第[{_HANZI}]+部分",
        rf"([{_HANZI}]+)、",
        rf"[（(]([{_HANZI}]+)[）)]",
        r"(\d{1,2})[.、．](?!\d)",
        r"[（(](\d{1,2})[）)]",
    )
)


def number_of(hanzi: str) -> int:
    """十三 → 13; headings never reach 100."""
    tens, _, ones = hanzi.rpartition("十")
    ten = (_HANZI.index(tens) + 1 if tens else 1) * 10 if "十" in hanzi else 0
    return ten + (_HANZI.index(ones) + 1 if ones else 0)


def _label(text: str) -> tuple[int, str] | None:
    """The level of the heading a paragraph starts with, and its number as the lists write it."""
    for level, mark in enumerate(_MARKS):
        if match := mark.match(text):
            if level == 0:
                return 0, match.group()
            number = match.group(1)
            return level, f"（{number}）" if level in (2, 4) else number
    return None


@dataclass(slots=True)
class _Path:
    """Where in the headings we are; a report put inside a section numbers its own 一、二、三、 below that section."""

    stack: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, level: int, label: str) -> None:
        tops = [(depth, name) for depth, name in self.stack if depth in (1, 6)]
        if level == 1 and tops and tops[0][0] == 1:
            here, new = number_of(tops[0][1]), number_of(label)
            level = 1 if new == here + 1 or (len(tops) == 1 and new > here) else 6
        elif level and len(tops) == 2:
            level += 5
        self.stack = [(depth, name) for depth, name in self.stack if depth < level] + [(level, label)]

    def __str__(self) -> str:
        return "/".join(name for _, name in self.stack)


def sections(paragraphs: Iterable[str]) -> dict[str, str]:
    """The text under each heading path (第三部分/五/（三）/3), headings included; a path met twice is joined."""
    path, texts = _Path(), dict[str, list[str]]()
    for paragraph in paragraphs:
        text = paragraph.strip().lstrip("#*-").strip().replace("*", "")
        if not text or "\t" in paragraph.strip():
            continue  # a tab inside a line of text: a table row or an entry of the 目录
        if mark := _label(text):
            path.enter(*mark)
        texts.setdefault(str(path), []).append(text)
    return {name: "".join(lines) for name, lines in texts.items()}


def paragraphs(file: Path) -> Iterator[str]:
    """The body text of a .docx (table cells left out) or the lines of a .txt."""
    if file.suffix.lower() != ".docx":
        yield from file.read_text(encoding="utf-8").splitlines()
        return
    with zipfile.ZipFile(file) as archive:
        body = etree.fromstring(archive.read("word/document.xml")).find(_W + "body")
    assert body is not None
    for paragraph in body.iter(_W + "p"):
        if next(paragraph.iterancestors(_W + "tbl"), None) is None:
            yield "".join(_run_text(node) for node in paragraph.iter(_W + "t", _W + "tab"))


def _run_text(node: etree._Element) -> str:
    return "\t" if node.tag == _W + "tab" else node.text or ""


# --------------------------------------------------------------------------------------------------------- figures

_NUMBER = re.compile(r"(?<![\d.,])-?\d[\d,]*(?:\.\d+)?")
_SPACE = re.compile(r"[ \u3000\xa0]*")


@dataclass(slots=True)
class _Text:
    """The text of one section; a figure once counted cannot be counted again."""

    text: str
    used: set[int] = field(default_factory=set)

    def take(self, figure: str, unit: str, *, by_value: bool) -> bool:
        for place in self._places(figure, unit, by_value):
            if place not in self.used:
                self.used.add(place)
                return True
        return False

    def _places(self, figure: str, unit: str, by_value: bool) -> Iterator[int]:
        if not _NUMBER.fullmatch(figure):
            words = f"(?:{SAME[figure]})" if by_value and figure in SAME else re.escape(figure)
            pattern = words + (r"(?=\s*\d)" if figure in MOVES else re.escape(unit))
            yield from (match.start() for match in re.finditer(pattern, self.text))
            return
        for match in _NUMBER.finditer(self.text):
            same = _value(match.group()) == _value(figure) if by_value else match.group() == figure
            if same and self._unit_follows(match.end(), unit):
                yield match.start()

    def _unit_follows(self, end: int, unit: str) -> bool:
        gap = _SPACE.match(self.text, end)
        assert gap is not None
        after = self.text[gap.end() : gap.end() + len(unit) + 1]
        return after.startswith(unit) and not (unit == "人" and after == "人次")


def _value(figure: str) -> Decimal:
    return Decimal(figure.replace(",", ""))


def _normal(text: str) -> str:
    """One way to write brackets, percent signs and full-width digits; the Chinese comma keeps figures apart."""
    text = text.replace("，", "；")
    return unicodedata.normalize("NFKC", text).replace("(", "（").replace(")", "）")


# -------------------------------------------------------------------------------------------------------- counting


def read_list(sample_csv: Path) -> list[Statement]:
    """The rows of a list, in the order of the published text."""
    with sample_csv.open(encoding="utf-8-sig", newline="") as file:
        return [Statement(**row) for row in csv.DictReader(file)]


def count(sample_csv: Path, document_text: str | Iterable[str]) -> Result:
    """How many statements of the list the document repeats, section by section.

    ``document_text`` is the document's text, a paragraph a line, or its paragraphs. A statement is looked for under
    its own heading and the headings below it; every occurrence in the text serves one statement only.
    """
    lines = document_text.splitlines() if isinstance(document_text, str) else document_text
    texts = {name: _Text(_normal(text)) for name, text in sections(lines).items()}
    # The deepest headings first, and equal text before equal value: nobody takes an occurrence that fits another better.
    statements = sorted(read_list(sample_csv), key=lambda row: -row.section.count("/"))
    right = [row for row in statements if row.judgement == "right"]
    wrong = [row for row in statements if row.judgement == "wrong"]
    same_text = [row for row in right if _take(texts, row, row.figure, row.unit, by_value=False)]
    rest = _without(right, same_text)
    other_style = [row for row in rest if _take(texts, row, row.figure, row.unit, by_value=True)]
    corrected = [row for row in wrong if _is_corrected(texts, row)]
    return Result(
        right=len(right),
        found=len(same_text) + len(other_style),
        as_printed=len(same_text),
        missing=tuple(_without(rest, other_style)),
        other_style=tuple(other_style),
        wrong=len(wrong),
        corrected=len(corrected),
        uncorrected=tuple(_without(wrong, corrected)),
    )


def _without(rows: list[Statement], taken: list[Statement]) -> list[Statement]:
    ids = {id(row) for row in taken}
    return [row for row in rows if id(row) not in ids]


def _take(texts: dict[str, _Text], row: Statement, figure: str, unit: str, *, by_value: bool) -> bool:
    own = [name for name in texts if name == row.section]
    below = [name for name in texts if name.startswith(row.section + "/")]
    return any(texts[name].take(_normal(figure), _normal(unit), by_value=by_value) for name in own + below)


def _is_corrected(texts: dict[str, _Text], row: Statement) -> bool:
    if row.expected == NOT_PRINTED:
        return not _take(texts, row, row.figure, row.unit, by_value=True)
    figure = _NUMBER.match(row.expected)
    if figure is None:
        return _take(texts, row, row.expected, "", by_value=False)
    unit = row.expected[figure.end() :] or row.unit
    return _take(texts, row, figure.group(), unit, by_value=True)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__)
        return 2
    sample, file = arguments[0].removesuffix(".csv"), Path(arguments[1])
    result = count(HERE / f"{sample}.csv", paragraphs(file))
    for title, rows in (("未出现", result.missing), ("数值相同、写法不同", result.other_style)):
        for row in rows:
            print(f"{title}\t{row.section}\t{row.what}\t{row.figure}{row.unit}")
    for row in result.uncorrected:
        print(f"原文有误、未见应有的数\t{row.section}\t{row.what}\t{row.figure}{row.unit}\t应为 {row.expected}")
    print(
        f"{sample}：正确的数字 {result.right} 个，出现 {result.found} 个（{result.percent:.2f}%），"
        f"其中写法完全一致 {result.as_printed} 个；原文有误 {result.wrong} 个，按应有的数写出 {result.corrected} 个"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
