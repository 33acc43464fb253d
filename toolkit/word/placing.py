"""Where a form lies: upright or turned, on pages of its own or below the form before it.

It lies as its sheet does, unless the other way (or somewhat smaller type) saves pages. A small form stands upright, and
shares the page of the form before it where it has room there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..document import Form, Title
from ..text import normal_name
from .fit import READABLE, Fit, Fitter, Room, line_count
from .looks import FORM_TITLE
from .pages.paging import CLOSE
from .styles import Style, Styles
from .table import height_around

#: Points between two forms on one page, above the title of the second.
GAP = 18.0
#: 六号, the smallest type that forms are printed in: one steps down to it where that saves pages.
_SMALLEST = 7.5
_SPARE = 2 * CLOSE + 1.0  # with the point of what ends a section


@dataclass(frozen=True)
class FormBlock:
    """A form with the titles that stand right above it: they share its page."""

    titles: tuple[Title, ...]
    form: Form

    @cached_property
    def fitter(self) -> Fitter:
        return Fitter(self.form)

    @cached_property
    def around(self) -> dict[bool, tuple[float, float]]:
        """The points of what stands above and below the table, upright and turned: what :class:`Pages` has found so far."""
        return {}

    @property
    def starts_page(self) -> bool:
        return any(title.new_page for title in self.titles)

    def headings(self) -> tuple[Sequence[Title], Title | None]:
        """The titles above the form, and the one right over it when it is a name of the table: it is set as its title.

        The title of a part (第五部分 …) stays one, unless it is the very title of the table.
        """
        if not self.titles:
            return (), None
        *above, last = self.titles
        heading, title = normal_name(last.text), normal_name(self.form.title)
        if heading == title or (last.level > 1 and (heading in title or title in heading)):
            return above, last
        return self.titles, None


@dataclass(frozen=True)
class Placing:
    """``room`` is what is left of the page for the table and what stands around it; ``shares``: below another form."""

    landscape: bool
    setting: Fit
    room: float
    shares: bool = False


@dataclass(frozen=True)
class Pages:
    """The type areas of upright and turned pages, keyed by whether they are turned, and the styles of what stands there."""

    rooms: Mapping[bool, Room]
    styles: Styles

    def place(self, block: FormBlock, running: tuple[bool, float] | None) -> Placing:
        """``running``: how the page lies that ends with a form, and the points left on it."""
        if running and not block.starts_page and (below := self._below(block, *running)):
            return below
        usual = self._small(block) or self._usual(block)
        if usual.setting.pages > 1:
            return next(self._on_one_page(block, usual.landscape), usual)
        return usual

    def height_above(self, block: FormBlock, landscape: bool) -> float:
        """The points that its titles and lines take above the table."""
        return self._around(block, landscape)[0]

    def _around(self, block: FormBlock, landscape: bool) -> tuple[float, float]:
        if landscape not in block.around:
            above, below = height_around(block.form, self.rooms[landscape], self.styles)
            block.around[landscape] = self._titles(block, landscape) + above, below
        return block.around[landscape]

    def _below(self, block: FormBlock, landscape: bool, left: float) -> Placing | None:
        """On what is left of a page."""
        most = min(left - GAP - _SPARE, self.rooms[landscape].height / 2)
        setting = self._set(block, landscape, self.styles.cells, most)
        return Placing(landscape, setting, left, shares=True) if setting and _is_comfortable(setting) else None

    def _small(self, block: FormBlock) -> Placing | None:
        """Upright, where it takes no more than half a page so."""
        height = self.rooms[False].height
        setting = self._set(block, False, self.styles.cells, height / 2)
        if not setting or not _is_comfortable(setting):
            return None
        return Placing(False, self._fit(block, False, self.styles.cells, height), height)

    def _usual(self, block: FormBlock) -> Placing:
        """As its sheet lies; one whose figures have no room in portrait is turned."""
        for landscape in (False, True) if not block.form.landscape else (True,):
            height = self.rooms[landscape].height
            setting = self._fit(block, landscape, self.styles.cells, height)
            if not setting.overfull:
                break
        return Placing(landscape, setting, height)

    def _on_one_page(self, block: FormBlock, landscape: bool) -> Iterator[Placing]:
        """Ways to set it on one page: turning it is better than small type."""
        sizes = [style for style in self.styles.cells if style.size >= _SMALLEST]
        comfortable = [style for style in sizes if style.size >= READABLE]
        ways = [(turned, style) for turned in (landscape, not landscape) for style in comfortable]
        ways += [(turned, style) for style in sizes[len(comfortable) :] for turned in (landscape, not landscape)]
        for turned, style in ways:
            height = self.rooms[turned].height
            if setting := self._set(block, turned, [style], height):
                yield Placing(turned, setting, height)

    def _set(self, block: FormBlock, landscape: bool, sizes: Sequence[Style], height: float) -> Fit | None:
        """The form on one page of that height, if it has room there with every figure on one line."""
        if block.form.row_count * min(style.line for style in sizes) > height:
            return None
        setting = self._fit(block, landscape, sizes, height)
        return setting if setting.pages == 1 and not setting.overfull else None

    def _fit(self, block: FormBlock, landscape: bool, sizes: Sequence[Style], height: float) -> Fit:
        above, below = self._around(block, landscape)
        return block.fitter.fit(Room(self.rooms[landscape].width, height), sizes, above=above, below=below + 2)

    def _titles(self, block: FormBlock, landscape: bool) -> float:
        above, heading = block.headings()
        lines = [(title.text, self.styles.heading(title.level, title.lists_itself)) for title in above]
        texts = [heading.text] if heading else []
        if not heading or normal_name(block.form.title) not in normal_name(heading.text):
            texts.append(block.form.title)
        lines += [(text, self.styles[FORM_TITLE]) for text in texts]
        width = self.rooms[landscape].width
        return sum(
            line_count(text, width, style.size) * style.line + style.before + style.after for text, style in lines
        )


def _is_comfortable(setting: Fit) -> bool:
    return setting.style.size >= READABLE
