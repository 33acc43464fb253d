"""Words as people and programs write them: made clean, and made comparable."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_HALF = re.compile("[\ud800-\udfff]")
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)|\d+[.．、])"
)
_BRACKETS = str.maketrans({"(": "（", ")": "）", ":": "：", "“": "“", '"': "“", "”": "“"})


@lru_cache(maxsize=1 << 15)
def normal_name(text: str) -> str:
    """A name without white space, ordinal (``一、``) and with full-width brackets: what two sheets agree on."""
    plain = re.sub(r"\s+", "", text).translate(_BRACKETS)
    return _ORDINAL.sub("", plain)


def bare_name(text: str) -> str:
    """A name without white space, punctuation and brackets: what two forms agree on that write it in their own ways."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def fingerprint(text: str) -> str:
    """Twelve hex digits that tell one draft from another; kept beside a person's text (``WrittenField.base``)."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


@lru_cache(maxsize=1 << 14)
def plain_name(text: str) -> str:
    """What two sheets agree on: no white space, no ordinal, brackets of one width."""
    return normal_name(unicodedata.normalize("NFKC", text))


def plain(text: str) -> str:
    """A text without white space, letters and signs of one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


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
    return text if text.isascii() and text.isprintable() else _COMMANDS.sub("\ufffd", text)
