"""One letter wrong in words that are otherwise known: 财理拨款, where the document and the forms have 财政拨款.

Known are the words of the format (sentence patterns, forms, glossary, 科目) and of the document itself. A letter is told
only when neither it with the one before it nor with the one after it is met anywhere else, and another letter in its
place makes words that are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ....findings import Finding
from ....profiles import Profile, templates_folder
from ...statements.roles import DOWNWARD, UPWARD
from ...statements.sentences import Passage
from ..context import Context, about

_HAN = re.compile("[\u4e00-\u9fff]")
_FILES = (
    "narrative.j2",
    "tables.toml",
    "glossary.toml",
    "functional_classification.csv",
    "economic_classification.csv",
)
#: How many letters before and after a wrong one must be known with the right one between them.
_AROUND = ((1, 4), (2, 3), (3, 2), (4, 1))
#: How often the right words must be met.
_OFTEN = 3
_DIGIT = str.maketrans("123456789", "000000000")
#: Letters that stand for one another in good words: 一是, 二是; 上年, 本年; 发生的, 发生了.
_UNLIKE = re.compile(
    "[一二三四五六七八九十百千上下本去前后年月日的了为是在和与及等各均共对有无大小多少高低增减升降决预收支]"
)


def misspelt(context: Context) -> Iterator[Finding]:
    """Letters that stand beside both their neighbours only here, where the same words have another letter elsewhere."""
    known = "\n".join((*(p.plain for p in context.passages), _words_of(context))).translate(_DIGIT)
    pairs = Counter(zip(known, known[1:], strict=False))
    for passage in context.passages:
        if passage.is_silent:
            continue
        text = passage.plain.translate(_DIGIT)
        for at in range(1, len(text) - 1):
            met = pairs[text[at - 1], text[at]] > 1 or pairs[text[at], text[at + 1]] > 1
            if not met and not _is_a_word(text, at, known) and (right := _meant(text, at, known)):
                yield _finding(passage, at, right)


def _is_a_word(text: str, at: int, known: str) -> bool:
    """A letter that stands alone (“良”), as it does in a cell of a table or among the words to choose from."""
    if _HAN.match(text[at - 1]) or _HAN.match(text[at + 1]):
        return False
    alone = re.compile(f"(?<![\u4e00-\u9fff]){re.escape(text[at])}(?![\u4e00-\u9fff])")
    return len(alone.findall(known)) > 1


def _finding(passage: Passage, at: int, right: str) -> Finding:
    text = passage.plain
    words = text[max(at - 3, 0) : at + 4]
    usual = text[max(at - 3, 0) : at] + right + text[at + 1 : at + 4]
    message = f"“{words}”里的“{text[at]}”是不是“{right}”？别处都是“{usual}”，请核对。"
    return about(passage, at, at + 1, "WD-10", "名称写错", message)


def _meant(text: str, at: int, known: str) -> str:
    """The letter that makes known words of those around this place; "" when there is none, or it may be another word."""
    if not _HAN.match(text[at]) or _UNLIKE.match(text[at]):
        return ""
    for before, after in _AROUND:
        left, right = text[max(at - before, 0) : at], text[at + 1 : at + 1 + after]
        if len(left) == before and len(right) == after and (letter := _between(left, right, known, text[at])):
            return letter
    return ""


def _between(left: str, right: str, known: str, but: str) -> str:
    """The letter that stands between these words, always the same one, and often."""
    letters = [letter for letter in _letters(left, right, known) if letter != but]
    sure = len(letters) >= _OFTEN and len(set(letters)) == 1
    return letters[0] if sure and _HAN.match(letters[0]) and not _UNLIKE.match(letters[0]) else ""


def _letters(left: str, right: str, known: str) -> Iterator[str]:
    """What stands between them, wherever both are met; the longer one is looked for."""
    longer, ahead = (left, len(left)) if len(left) >= len(right) else (right, -1)
    start = known.find(longer, 1)
    while start >= 0:
        at = start + ahead
        if known.startswith(right, at + 1) and known.endswith(left, 0, at):
            yield known[at]
        start = known.find(longer, start + 1)


def _words_of(context: Context) -> str:
    """The words of the format and of the tables, and those for a change, which a document may have in one place only."""
    tables = "\n".join(cell.text for table in context.document.tables for cell in table.cells)
    return "\n".join((_of_format(context.profile), tables, UPWARD, DOWNWARD))


def _of_format(profile: Profile | None) -> str:
    return _read((templates_folder() / "national",) if profile is None else profile.folders)


@lru_cache(maxsize=8)
def _read(folders: tuple[Path, ...]) -> str:
    paths = (folder / name for folder in folders for name in _FILES)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())
