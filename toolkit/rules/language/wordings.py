"""What texts should hold or should not: a regular expression, in which ``{年度}``, ``{上年}`` and ``{单位}`` stand for this workbook's.

::

    unwanted = '（如有）|（如无）'                                  no text that people typed
    unwanted = '20\\d\\d年度(?<!{年度}年度)', notes = ["*"]         no note under a table
    wanted = '金额单位：{单位}', notes = ["公开05"]                  some note under the table
"""

from __future__ import annotations

import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable
from typing import Any, NamedTuple

from ...amounts import Unit
from ...profiles import RuleSpec
from .grammar import RuleSyntaxError
from .scope import nearest

#: All tables that have notes.
ALL_TABLES = "*"
#: A name in braces; ``{2}`` and ``{2,8}`` say how often, and ``\\{`` is a brace.
_SLOT = re.compile(r"(?<!\\)\{([^{}\d,\s][^{}]*)\}")
_NAMES = ("年度", "上年", "单位")
#: A repeat without end counts as so long; so many ways to lay a pattern over a text, from one place on, are tried at most.
_ENDLESS, _MOST_WAYS = 1_000, 50_000
_BROAD = ("CATEGORY_WORD", "CATEGORY_NOT_SPACE", "CATEGORY_NOT_DIGIT")
_FAULTS = {
    "unterminated character set": "方括号没有成对",
    "missing )": "括号没有成对",
    "unbalanced parenthesis": "括号没有成对",
    "nothing to repeat": "*、+、? 前面没有可以重复的字",
    "multiple repeat": "两个重复的记号连在一起",
    "min repeat greater than max": "花括号里的次数前大后小",
    "bad character range": "方括号里的范围前大后小",
    "bad escape": "\\ 后面的字母没有意义",
    "look-behind requires fixed-width": "(?<= ) 和 (?<! ) 里的文字长短要一定",
    "invalid group reference": "\\ 后面的数指不到一个括号",
}
#: So many repeats are tried in no time, whatever is repeated.
_FEW = 10


class Wording(NamedTuple):
    """``wanted``: some note under each of the tables holds the pattern; otherwise no text holds it, or no note."""

    pattern: str
    wanted: bool = False
    tables: tuple[str, ...] = ()

    def read(self, year: int, unit: Unit) -> re.Pattern[str]:
        """The expression with the names in it filled in."""
        known = {"年度": str(year), "上年": str(year - 1), "单位": unit.value}
        return re.compile(_SLOT.sub(lambda slot: re.escape(known[slot[1]]), self.pattern))

    @property
    def names_year(self) -> bool:
        return any(slot[1] != "单位" for slot in _SLOT.finditer(self.pattern))

    def is_about(self, table: str) -> bool:
        return table in self.tables or ALL_TABLES in self.tables


def wording(spec: RuleSpec) -> Wording:
    """Raises RuleSyntaxError for a pattern that cannot be read, and for one that finds nothing in particular."""
    found = Wording(spec.wanted or spec.unwanted, bool(spec.wanted), spec.notes)
    for slot in _SLOT.finditer(found.pattern):
        if slot[1] not in _NAMES:
            raise RuleSyntaxError(slot.start() + 1, f"这里没有“{{{slot[1]}}}”{nearest(slot[1], _NAMES)}")
    try:
        read = found.read(2000, Unit.WAN)
    except re.error as error:
        raise RuleSyntaxError((error.pos or 0) + 1, f"正则表达式写法有误（{_what_is_wrong(error.msg)}）") from None
    if _may_run_away(parser.parse(read.pattern)):
        said = "正则表达式的重复（+、*、{…}）里面还有重复或“|”，遇到长的文字可能查不完，请改写成一层的重复"
        raise RuleSyntaxError(1, said)
    if _ways(parser.parse(read.pattern)) > _MOST_WAYS:
        said = "正则表达式里长短不限的重复（.*、[^。]+）太多，遇到长的文字可能查不完，请写明最多多少个字，如 .{0,30}"
        raise RuleSyntaxError(1, said)
    if read.search(""):
        raise RuleSyntaxError(1, "正则表达式连空的文字也能找到，请写明要找什么")
    if found.wanted and not found.tables:
        raise RuleSyntaxError(0, 'wanted 是表下的注里应有的文字，还要写 notes：查哪些表，如 ["公开05"]，["*"] 是全部')
    return found


def _what_is_wrong(message: str) -> str:
    """The words of Python's about a malformed expression in Chinese; those hardly anybody meets as they are."""
    return next((words for start, words in _FAULTS.items() if message.startswith(start)), message)


def _may_run_away(parsed: Iterable[tuple[Any, Any]], within: bool = False) -> bool:
    """Whether a text may be taken apart in exponentially many ways: what is repeated varies by itself, as in ``(.+)+``."""
    for operation, argument in parsed:
        name = str(operation)
        if name.endswith("_REPEAT"):
            least, most, body = argument
            if (within and least != most) or _may_run_away(body, within or most > _FEW):
                return True
        elif name == "BRANCH":
            if within or any(_may_run_away(branch) for branch in argument[1]):
                return True
        elif name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT", "ATOMIC_GROUP", "GROUPREF_EXISTS"):
            bodies = argument if isinstance(argument, tuple) else (argument,)
            if any(_may_run_away(body, within) for body in bodies if isinstance(body, parser.SubPattern)):
                return True
    return False


def _ways(parsed: Iterable[tuple[Any, Any]]) -> int:
    """In how many ways the repeats of a pattern may share a text among them, beginning at one place: ``.*.*`` has a million.

    Those of spaces or digits do not count: texts hold few in a row.
    """
    ways = 1
    for operation, argument in parsed:
        name = str(operation)
        if name.endswith("_REPEAT"):
            least, most, body = argument
            if any(map(_is_broad, body)):
                ways *= min(int(most), _ENDLESS) - min(least, _ENDLESS) + 1
            ways *= _ways(body)
        elif name == "BRANCH":
            ways *= max(map(_ways, argument[1]))
        else:
            bodies = argument if isinstance(argument, tuple) else (argument,)
            for body in bodies:
                ways *= _ways(body) if isinstance(body, parser.SubPattern) else 1
    return ways


def _is_broad(item: tuple[Any, Any]) -> bool:
    """Whether nearly any character fits: ``.``, ``[^。]``, ``\\S``, ``\\w``."""
    name = str(item[0])
    if name == "SUBPATTERN":
        return any(map(_is_broad, item[1][-1]))
    return name in ("ANY", "NOT_LITERAL") or (
        name == "IN" and any(str(kind) == "NEGATE" or str(which) in _BROAD for kind, which in item[1])
    )
