"""How wide characters are, in ems: figures and Latin letters as in Times New Roman, 汉字 and their marks square.

Fonts of the same widths are Liberation Serif, Tinos, Nimbus Roman and TeX Gyre Termes; where none of them is installed
an office program takes a wider one, and its pages are not those a reader's Word will show.
"""

from __future__ import annotations

import re
from typing import NamedTuple

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


_FULL = "\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0010ffff"
#: Set in the East Asian font wherever it stands, one em wide.
full_width = re.compile(f"[{_FULL}]").match
# Blanks and the marks that both scripts share (“ ” —) go with what stands before them; at the beginning they are Latin.
_RUN = re.compile(f"([{_FULL}][{_FULL} \u00a0\u2000-\u2e7f]*)|[^{_FULL}]+")


class Glyphs(NamedTuple):
    """The characters of a text: whether each is set in the East Asian font, and its width in ems.

    The gap between two scripts is part of the width of the character after it.
    """

    east: list[bool]
    widths: list[float]


def glyphs_of(text: str, bold: int, spaced: bool) -> Glyphs:
    """``bold``: how many characters from the beginning are; ``spaced``: whether there are gaps between scripts."""
    east: list[bool] = []
    widths: list[float] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        if run[1] is not None:
            east += [True] * (end - start)
            widths += (
                [_BLANK if character == " " else 1.0 for character in run[0]]
                if " " in run[0]
                else [1.0] * (end - start)
            )
        else:
            east += [False] * (end - start)
            widths += _latin(run[0], bold - start)
        if spaced and start and text[start].isalnum() and text[start - 1].isalnum():
            widths[start] += GAP
    return Glyphs(east, widths)


def _latin(run: str, bold: int) -> list[float]:
    widths = [(_LATIN_BOLD if place < bold else _LATIN).get(character, 1.0) for place, character in enumerate(run)]
    if "11" in run:
        for place in range(1, len(run)):
            if run[place] == "1" == run[place - 1]:
                widths[place] -= _ONES_BOLD if place < bold else _ONES
    return widths
