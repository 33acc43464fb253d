"""The words of our comments on cells, in a file and in the open workbook: which are ours, and what becomes of the others.

A comment of ours closes with our name and a fingerprint of the words before it, whoever's name Excel put on it. That
block is ours as long as the fingerprint fits; what follows it is not, and stays when the block goes. A block that a
person changed is that person's comment from then on. Pure functions on texts.
"""

from __future__ import annotations

import re

from .edits import AUTHOR
from .text import clean_text, fingerprint
from .text_size import line_count

#: Whose the comments are that a blank workbook comes with: ours may stand above them, and above nobody else's.
GUIDE = "填写说明"

#: A box is so wide, in pixels, and a line in it holds so many columns of 9-point type.
WIDTH, _LINE_WIDTH = 320, 50
_LINE_HEIGHT, _MARGIN = 16, 12
_BETWEEN = "\n\n"
_CLOSING = re.compile(rf"（{AUTHOR} ([0-9a-f]{{12}})）")
_SPACE = re.compile(r"(?:_x000[dD]_|\s)+")  # programs write the ends of lines in their own ways


def block_of(text: str) -> str:
    """What we write to say ``text``: clean, with our closing line; "" for nothing to say."""
    # An underscore before x1234_ would be an escape of the file format, read in one way here and another there.
    words = clean_text(text).replace("_x", "＿x").strip()
    return f"{words}\n（{AUTHOR} {_trace(words)}）" if words else ""


def our_block(text: str) -> str:
    """The part of a comment that we wrote, "" when nothing of it is ours or a person has changed it."""
    for closing in _CLOSING.finditer(text):
        if _trace(text[: closing.start()]) == closing[1]:
            return text[: closing.end()]
    return ""


def others_words(text: str) -> str:
    """A comment without our block."""
    block = our_block(text)
    rest = text[len(block) :].removeprefix(_BETWEEN) if block else text
    return rest if _SPACE.sub("", rest) else ""


def changed_text(standing: str | None, author: str, block: str) -> str:
    """What the comment on a cell becomes that says ``standing`` (None: there is none) when ours is to be ``block``.

    The words of others stay as they are. "" when nothing is left, ``standing`` when the comment is not ours to change.
    """
    if standing is None:
        return block
    if author != GUIDE and not our_block(standing):
        return standing
    return _BETWEEN.join(part for part in (block, others_words(standing)) if part)


def box_height(text: str) -> int:
    """The height in pixels that a text takes in a comment's box; 0 for none."""
    return line_count(text, _LINE_WIDTH) * _LINE_HEIGHT + _MARGIN if text else 0


def _trace(text: str) -> str:
    return fingerprint(_SPACE.sub("", text))
