"""Where a form lies: upright or turned, on pages of its own or below the form before it.

It lies as its sheet does, unless the other way, narrower margins or slightly smaller type bring it on one page. No type is
smaller than can be read with ease: a longer form goes on, its heads printed again. A small form stands upright, and shares
the page of the form before it where it has room there. Forms of one kind (自评表) lie one way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ...document import Form, Text, Title
from ...text import normal_name
from ..looks import BODY, FORM_TITLE
from ..pages.paging import CLOSE
from ..sections import TURNED, UPRIGHT, Kind, Room
from ..styles import Style, Styles
from .fit import READABLE, Fit, Fitter, line_count
from .table import height_around

#: Points between two forms on one page, above the title of the second.
GAP = 18.0
#: One steps down to it where that brings a form on one page: half a point below 小五, the least that official tables are
#: set in, and not seen beside it; what is smaller (六号, 7.5 pt) is type of footnotes that nobody reads a table in.
_SMALLEST = 8.5
_SPARE = 2 * CLOSE + 1.0  # with the point of what ends a section


@dataclass(frozen=True)
class FormBlock:
    """A form with the titles that stand right above it: they share its page. ``rest``: the little that stands below it
    before a new page begins, which is to share its page too."""

    titles: tuple[Title, ...]
    form: Form
    rest: tuple[Title | Text, ...] = ()

    @cached_property
    def fitter(self) -> Fitter:
        return Fitter(self.form)

    @cached_property
    def around(self) -> dict[Kind, tuple[float, float]]:
        """The points of what stands above and below the table on pages of a kind: what :class:`Pages` has found so far."""
        return {}

    @cached_property
    def on_own_pages(self) -> dict[bool | None, Placing]:
        """How it lies on pages of its own, by what is agreed on its way: what :class:`Pages` has found so far."""
        return {}

    @property
    def kind(self) -> str:
        """What its form is one of: ``自评表`` for ``自评表#3``; "" for a form that there is one of."""
        kind, mark, _ = self.form.table_id.partition("#")
        return kind if mark else ""

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

    kind: Kind
    setting: Fit
    room: float
    shares: bool = False


@dataclass(frozen=True)
class Pages:
    """The type areas of the pages there are, and the styles of what stands there."""

    rooms: Mapping[Kind, Room]
    styles: Styles
    _ways: dict[str, bool] = field(default_factory=dict)  # whether forms of a kind are turned, where it was agreed on

    def agree(self, blocks: Iterable[FormBlock]) -> None:
        """Have the forms of each kind lie one way: that which takes the fewest pages, then the largest type."""
        kinds: dict[str, list[FormBlock]] = {}
        for block in blocks:
            if block.kind:
                kinds.setdefault(block.kind, []).append(block)
        for kind, alike in kinds.items():
            if len({self._on_own_pages(block, None).kind.turned for block in alike}) > 1:
                self._ways[kind] = min((False, True), key=lambda turned: self._cost(alike, turned))

    def _cost(self, alike: Sequence[FormBlock], turned: bool) -> tuple[int, int, float, int]:
        """Figures that break, pages, the smallness of the type, and how many sheets lie the other way."""
        settings = [self._on_own_pages(block, turned).setting for block in alike]
        return (
            sum(setting.overfull for setting in settings),
            sum(setting.pages for setting in settings),
            -sum(setting.style.size for setting in settings),
            sum(block.form.landscape != turned for block in alike),
        )

    def place(self, block: FormBlock, running: tuple[Kind, float] | None) -> Placing:
        """``running``: the page that ends with a form, and the points left on it."""
        way = self._ways.get(block.kind)
        may_share = running and not block.starts_page and way in (None, running[0].turned)
        if running and may_share and (below := self._below(block, *running)):
            return below
        return self._on_own_pages(block, way)

    def _on_own_pages(self, block: FormBlock, way: bool | None) -> Placing:
        """``way``: whether it must be turned or upright, if so."""
        if way not in block.on_own_pages:
            block.on_own_pages[way] = self._found(block, way)
        return block.on_own_pages[way]

    def _found(self, block: FormBlock, way: bool | None) -> Placing:
        usual = (None if way else self._small(block)) or self._usual(block, way)
        if usual.setting.pages > 1:
            return next(self._on_one_page(block, usual.kind.turned, way), None) or self._on_fewer_pages(block, usual)
        return usual

    def height_above(self, block: FormBlock, kind: Kind) -> float:
        """The points that its titles and lines take above the table."""
        return self._around(block, kind)[0]

    def _around(self, block: FormBlock, kind: Kind) -> tuple[float, float]:
        if kind not in block.around:
            above, below = height_around(block.form, self.rooms[kind], self.styles)
            block.around[kind] = self._titles(block, kind) + above, below
        return block.around[kind]

    def _below(self, block: FormBlock, kind: Kind, left: float) -> Placing | None:
        """On what is left of a page."""
        rest = GAP if block.rest else 0.0
        for item in block.rest:
            style = self.styles.heading(item.level, item.lists_itself) if isinstance(item, Title) else self.styles[BODY]
            lines = line_count(item.text, self.rooms[kind].width - style.size * 2, style.size)
            rest += lines * style.line + style.before + style.after
        most = min(left - GAP - _SPARE - rest, self.rooms[kind].height / 2)
        setting = self._set(block, kind, self.styles.cells, most)
        return Placing(kind, setting, left, shares=True) if setting and _is_comfortable(setting) else None

    def _small(self, block: FormBlock) -> Placing | None:
        """Upright, where it takes no more than half a page so."""
        height = self.rooms[UPRIGHT].height
        setting = self._set(block, UPRIGHT, self.styles.cells, height / 2)
        if not setting or not _is_comfortable(setting):
            return None
        return Placing(UPRIGHT, self._fit(block, UPRIGHT, self.styles.cells, height), height)

    def _usual(self, block: FormBlock, way: bool | None) -> Placing:
        """As its sheet lies; one whose figures have no room in portrait is turned."""
        kinds = (UPRIGHT, TURNED) if not block.form.landscape else (TURNED,)
        for kind in kinds if way is None else (Kind(way),):
            height = self.rooms[kind].height
            setting = self._fit(block, kind, self.styles.cells, height)
            if not setting.overfull:
                break
        return Placing(kind, setting, height)

    def _on_one_page(self, block: FormBlock, turned: bool, only: bool | None) -> Iterator[Placing]:
        """Ways to set it on one page: turning it is better than narrower margins, and they are better than small type."""
        kinds = [Kind(way, roomy) for roomy in (False, True) for way in (turned, not turned) if only in (None, way)]
        sizes = [style for style in self.styles.cells if style.size >= _SMALLEST]
        comfortable = [style for style in sizes if style.size >= READABLE]
        ways = [(kind, style) for kind in kinds for style in comfortable]
        ways += [(kind, style) for style in sizes[len(comfortable) :] for kind in kinds]
        for kind, style in ways:
            height = self.rooms[kind].height
            if setting := self._set(block, kind, [style], height):
                yield Placing(kind, setting, height)

    def _on_fewer_pages(self, block: FormBlock, usual: Placing) -> Placing:
        """With narrower margins, where that saves a page."""
        kind = Kind(usual.kind.turned, roomy=True)
        height = self.rooms[kind].height
        setting = self._fit(block, kind, self.styles.cells, height)
        return Placing(kind, setting, height) if setting.pages < usual.setting.pages else usual

    def _set(self, block: FormBlock, kind: Kind, sizes: Sequence[Style], height: float) -> Fit | None:
        """The form on one page of that height, if it has room there with every figure on one line."""
        above, below = self._around(block, kind)
        room = Room(self.rooms[kind].width, height, kind.roomy)
        return block.fitter.fit_on_one_page(room, sizes, above=above, below=below + 2)

    def _fit(self, block: FormBlock, kind: Kind, sizes: Sequence[Style], height: float) -> Fit:
        above, below = self._around(block, kind)
        return block.fitter.fit(Room(self.rooms[kind].width, height, kind.roomy), sizes, above=above, below=below + 2)

    def _titles(self, block: FormBlock, kind: Kind) -> float:
        above, heading = block.headings()
        lines = [(title.text, self.styles.heading(title.level, title.lists_itself)) for title in above]
        texts = [heading.text] if heading else []
        if not heading or normal_name(block.form.title) not in normal_name(heading.text):
            texts.append(block.form.title)
        lines += [(text, self.styles[FORM_TITLE]) for text in texts]
        width = self.rooms[kind].width
        return sum(
            line_count(text, width, style.size) * style.line + style.before + style.after for text, style in lines
        )


def _is_comfortable(setting: Fit) -> bool:
    return setting.style.size >= READABLE
