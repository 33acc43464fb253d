"""How the blank cells of a sheet look: asked for the few that are written, since reading passes over them all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from ...addresses import address
from ...office_parts import Parts
from .grid import PLAIN, Style

#: A cell that states a style, and the longest sheet that is searched for them: a longer one is no official form.
_STYLED, _LONGEST_FORM = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})" s="([0-9]{1,5})"'), 1 << 22


class BlankLooks:
    """How the cells of a sheet look that were passed over: asked for the few of them that are written, the part is searched."""

    def __init__(self, parts: Parts, part: str, styles: Mapping[str, Style]) -> None:
        self._parts, self._part, self._styles = parts, part, styles

    def __call__(self, place: tuple[int, int]) -> Style:
        return self._styles.get(self._numbers.get(address(*place), ""), PLAIN)

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        """The number of the style of each cell that states one, by address."""
        if self._parts.entry(self._part).file_size > _LONGEST_FORM:
            return {}
        content = b"".join(self._parts.chunks(self._part))
        return {place.decode(): number.decode() for place, number in _STYLED.findall(content)}
