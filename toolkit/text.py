"""Words as people and programs write them: made clean, and made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from os.path import commonprefix
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from difflib import SequenceMatcher

_T = TypeVar("_T", bound=Hashable)

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")
#: Characters without width or meaning that come along with text from web pages, PDF and chats: soft hyphens, spaces of no
#: width, marks of direction, byte order marks, both sets of control characters but for tabs and the ends of lines.
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
#: These too say nothing where names are compared: joiners, and selectors of one shape of a character or another.
_BETWEEN_LETTERS = re.compile(f"[\\s{_UNSEEN}\u034f\u180b-\u180d\u200c\u200d\u2800\ufe00-\ufe0f\U000e0000-\U000e01ef]+")
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)|\d+[.．、]|（\d{1,2}）|[①-⑳])"
)
_BRACKETS = str.maketrans({
    "(": "（", ")": "）", ":": "：", ",": "，", ";": "；", "“": "“", '"': "“", "”": "“", "﹙": "（", "﹚": "）", "︰": "：",
})  # fmt: skip
#: Radicals that stand where a PDF had a character of their look, and the characters (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = dict(
    zip(
        "⺁⺇⺋⺎⺒⺗⺘⺜⺝⺞⺟⺠⺧⺩⺫⺬⺮⺰⺳⺶⺸⺺⺻⺼⺽⺾⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂几㔾兀巳㣺扌日月歹母民牛王目示竹纟网羊羋肀聿肉臼艹虎衤覀西见角讠贝足车辶辶辶钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_BREAK = re.compile(r"[^\S\r\n]*(?:[\r\n]+[^\S\r\n]*)+")
_BETWEEN_LATIN = re.compile(r"(?<=[A-Za-z0-9,;.])\n(?=[A-Za-z0-9])")
#: A character that is another in the same look: full-width letters and digits, radicals, compatibility ideographs.
_TWINS = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")


@lru_cache(maxsize=1 << 15)
def normal_name(text: str) -> str:
    """A name as two sheets agree on it: without white space, what nobody sees and its ordinal (``一、``), each sign in its
    full width, each letter and digit in its narrow one, and no look-alike of a character in its place."""
    plain = _BETWEEN_LETTERS.sub("", _seen_alike(text)).translate(_BRACKETS)
    return _ORDINAL.sub("", plain)


def listed(names: Iterable[object]) -> str:
    """“甲”、“乙”"""
    return "、".join(f"“{name}”" for name in names)


def and_more(names: Sequence[str], measure: str, most: int = 5) -> str:
    """The first few names, and how many there are in all: 甲、乙等 9 个"""
    return "、".join(names[:most]) + (f"等 {len(names)} {measure}" if len(names) > most else "")


def quotable(text: str) -> str:
    """A text that stands between “ and ”: those within it become single ones."""
    return text.replace("“", "‘").replace("”", "’")


def ordinal_kind(line: str) -> str:
    """What its ordinal looks like, whatever number it is, "" where it has none: （一） for （十二）, （1） for （2）."""
    ordinal = _ORDINAL.match(line)
    return re.sub(r"\d+|[①-⑳]", "1", re.sub("[一二三四五六七八九十]+", "一", ordinal[0])) if ordinal else ""


def _seen_alike(text: str) -> str:
    return _TWINS.sub(_character, text) if _TWINS.search(text) else text


def _character(twin: re.Match[str]) -> str:
    return _RADICALS.get(twin[0]) or unicodedata.normalize("NFKC", twin[0])


def bare_name(text: str) -> str:
    """A name without white space, punctuation and brackets: what two forms agree on that write it in their own ways."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", _seen_alike(text)))


def clean(text: str) -> str:
    """A cell's words: trimmed, without what nobody sees."""
    if text.isprintable():  # nearly all
        return text.strip()
    return _INVISIBLE.sub("", text).strip()


def one_line(text: str) -> str:
    """Words that a cell breaks over lines: nothing stands for the break, but between Latin letters a space."""
    if "\n" not in text and "\r" not in text:
        return text
    return _BETWEEN_LATIN.sub(" ", _BREAK.sub("\n", text)).replace("\n", "")


def beside(word: str) -> str:
    """A word to stand right after Chinese ones: with a space before one of Latin letters."""
    return f" {word}" if word[:1].isascii() else word


def fingerprint(text: str) -> str:
    """Twelve hex digits that tell one draft from another; kept beside a person's text (``WrittenField.base``)."""
    import hashlib  # 3 ms, and a check that meets no remark does without

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def plain(text: str) -> str:
    """A text without white space and what nobody sees, letters and signs of one width."""
    return _BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKC", _seen_alike(text)))


def without_halves(text: str) -> str:
    """Two halves of a character as one, a half alone as �: some programs escape an emoji by halves."""
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clean_text(text: str) -> str:
    """Text as a cell can hold it: line ends as Excel has them, characters that XML forbids removed."""
    if text.isprintable():  # nearly all: no line ends, nothing forbidden
        return text
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


#: What a terminal would obey instead of showing it: control characters (but for line ends and tabs), the second set of
#: them (C1), the marks that turn the direction of writing; and halves of characters, which no encoding can hold.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Text that only says something: what a terminal would obey, or could not show at all, is shown as �."""
    return text if text.isascii() and text.isprintable() else _COMMANDS.sub("\ufffd", without_halves(text))


def most_alike(name: str, known: Iterable[str], least: float) -> str:
    """The known name that is most like this one, where at least so much (0 to 1) of both is the same; else ""."""
    alike = [(matcher(other, name).ratio(), other) for other in known]
    share, other = max(alike, key=itemgetter(0), default=(0.0, ""))
    return other if share >= least else ""


def common_ends(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts have alike at the start, and at the end of what is left then."""
    start = len(commonprefix([one, other]))
    return start, len(commonprefix([one[start:][::-1], other[start:][::-1]]))


#: Of longer texts and lists, what returns all the time is not looked for: difflib takes the square of that.
_LONG = 500


def matcher(one: Sequence[_T], other: Sequence[_T]) -> SequenceMatcher[_T]:
    """What two texts, or two lists, have alike, in a time that does not run away with their length."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=len(other) > _LONG)
