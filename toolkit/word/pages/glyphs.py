"""How wide characters are, in ems: figures and Latin letters as in Times New Roman, 汉字 and their marks square.

Fonts of the same widths are Liberation Serif, Tinos, Nimbus Roman and TeX Gyre Termes; where none of them is installed
an office program takes a wider one, and its pages are not those a reader's Word will show.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..looks import LATIN

#: Font families whose letters are as wide as ours.
SAME_WIDTHS = (LATIN, "Liberation Serif", "Tinos", "Nimbus Roman", "Nimbus Roman No9 L", "TeX Gyre Termes")

_UNITS = 2048
# From the blank to the tilde, in 1/2048 em.
_REGULAR = (
    "512 682 836 1024 1024 1706 1593 369 682 682 1024 1155 512 682 512 569 1024 1024 1024 1024 1024 1024 1024 1024 1024"
    " 1024 569 569 1155 1155 1155 909 1886 1479 1366 1366 1479 1251 1139 1479 1479 682 797 1479 1251 1821 1479 1479 1139"
    " 1479 1366 1139 1251 1479 1479 1933 1479 1479 1251 682 569 682 961 1024 682 909 1024 909 1024 909 682 1024 1024 569"
    " 569 1024 569 1593 1024 1024 1024 1024 682 797 569 1024 1024 1479 1024 1024 909 983 410 983 1108"
)
_BOLD = (
    "512 682 1137 1024 1024 2048 1706 569 682 682 1024 1167 512 682 512 569 1024 1024 1024 1024 1024 1024 1024 1024 1024"
    " 1024 682 682 1167 1167 1167 1024 1905 1479 1366 1479 1479 1366 1251 1593 1593 797 1024 1593 1366 1933 1479 1593 1251"
    " 1593 1479 1139 1366 1479 1479 2048 1479 1479 1366 682 569 682 1190 1024 682 1024 1139 909 1139 909 682 1024 1139 569"
    " 682 1139 569 1706 1139 1024 1139 1139 909 797 682 1139 1024 1479 1024 1024 909 807 451 807 1065"
)
_MARKS = {
    "“": 909,
    "”": 909,
    "‘": 682,
    "’": 682,
    "·": 682,
    "×": 1155,
    "°": 819,
    "±": 1124,
    "–": 1024,
    "≥": 1124,
    "≤": 1124,
}
#: The one pair of figures that Times New Roman draws closer together.
_ONES, _ONES_BOLD = 76 / _UNITS, 113 / _UNITS
_BLANK = 0.224  # that follows 汉字: in the East Asian font
GAP = 0.2  # between 汉字 and figures or letters


def _table(widths: str) -> dict[str, float]:
    letters = {chr(32 + number): int(width) for number, width in enumerate(widths.split())}
    return {character: width / _UNITS for character, width in (letters | _MARKS).items()}


_LATIN, _LATIN_BOLD = _table(_REGULAR), _table(_BOLD)


def full_width(character: str) -> bool:
    """Set in the East Asian font wherever it stands, one em wide."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0xD7FF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or code >= 0x20000
    )


class _Scripts(dict[str, bool | None]):
    """Whether a character is set in the East Asian font, by character; None for those that go with what stands before."""

    def __missing__(self, character: str) -> bool | None:
        code = ord(character)
        weak = code in (0x20, 0xA0) or 0x2000 <= code < 0x2E80
        self[character] = found = None if weak else full_width(character)
        return found


_SCRIPTS = _Scripts()


def scripts(text: str) -> list[bool]:
    """For each character, whether it is set in the East Asian font.

    Blanks and the marks that both scripts share (“ ” —) go with what stands before them; at the beginning they are Latin.
    """
    found, last = [], False
    for character in text:
        script = _SCRIPTS[character]
        if script is not None:
            last = script
        found.append(last)
    return found


def advances(text: str, east: Sequence[bool], bold: int, spaced: bool) -> list[float]:
    """The width of each character; the gap between two scripts goes to the character after it.

    ``east`` are the :func:`scripts` of the text; ``bold``: how many characters from the beginning are; ``spaced``:
    whether there are gaps at all.
    """
    if False not in east and " " not in text:
        return [1.0] * len(text)
    widths: list[float] = []
    previous, before = False, ""
    for place, (character, eastern) in enumerate(zip(text, east, strict=True)):
        if eastern:
            width = _BLANK if character == " " else 1.0
        else:
            width = (_LATIN_BOLD if place < bold else _LATIN).get(character, 1.0)
            if character == "1" == before:
                width -= _ONES_BOLD if place < bold else _ONES
        if spaced and eastern != previous and before.isalnum() and character.isalnum():
            width += GAP
        widths.append(width)
        previous, before = eastern, character
    return widths
