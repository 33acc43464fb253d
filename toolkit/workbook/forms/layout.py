"""Where an official form stands on its sheet: its bands, their headings and columns, and the rows below them.

A band is one or more blocks side by side under one heading. Ruled tables have one band, or several below each other; in
self-evaluation forms every block is a band of its own. Labels with values beside them (``pairs``) stand anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from ...findings import Finding
from ...profiles import BlockSpec, ColumnSpec, PairSpec, TableSpec, in_year
from ...text import normal_name
from ..files.grid import Sheet
from .columns import Heads, find_heads, is_needed
from .problems import problem

#: Kinds of blocks that have a heading of their own, below the block before them.
_BELOW = frozenset({"grid", "list"})
_NO_END = 1 << 30


@dataclass(frozen=True)
class PlacedBlock:
    """A block where it stands. ``parts``: column id → sheet column, once for each of the groups side by side.

    Columns that were not found are absent. ``heads_end`` is the last row of its headings, ``rows`` are the rows below
    them that hold something, up to the next band. ``labels`` (of pairs): label → its place.
    """

    spec: BlockSpec
    parts: tuple[Mapping[str, int], ...] = ({},)
    heads_end: int = 0
    rows: tuple[int, ...] = ()
    labels: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def places(self) -> Mapping[str, int]:
        """The columns of the first (mostly the only) part."""
        return self.parts[0]


class Layout(NamedTuple):
    """A form where it stands. ``first``: its first ruled row; ``heads_end``: the last row of its first heading (0: none).

    ``share``: how much of what the form should have was found, 0 to 1. ``problems`` name what was not.
    """

    blocks: tuple[PlacedBlock, ...]
    first: int
    heads_end: int
    share: float
    problems: tuple[Finding, ...]


def lay_out(sheet: Sheet, spec: TableSpec) -> Layout:
    """Find the blocks of a form on a sheet. Nothing found gives a layout of share 0, never an error."""
    problems: list[Finding] = []
    bands = _stand(sheet, spec, problems)
    placed = {block.spec.id: block for band in bands for block in band.placed(sheet)}
    tops = [band.top for band in bands if band.heads and not band.band.is_follower]
    for block in spec.blocks:
        if block.kind == "pairs":
            labels = _labels(sheet, block, problems)
            placed[block.id] = PlacedBlock(block, labels=labels)
            tops += [row for row, _ in labels.values()]
    wanted = sum(band.band.needed for band in bands) + sum(len(_needed(block)) for block in spec.blocks)
    found = sum(band.heads.found for band in bands if band.heads and not band.band.is_follower)
    found += sum(len(block.labels) for block in placed.values())
    return Layout(
        blocks=tuple(placed[block.id] for block in spec.blocks),
        first=min(tops, default=0),
        heads_end=next((band.heads.bottom for band in bands if band.heads), 0),
        share=min(found / wanted, 1) if wanted else 0,  # what is optional comes on top
        problems=tuple(problems),
    )


@dataclass(frozen=True)
class _Band:
    """Blocks side by side under one heading."""

    blocks: tuple[BlockSpec, ...]

    @cached_property
    def columns(self) -> tuple[ColumnSpec, ...]:
        """All columns from left to right: those of groups once for every group, under its heading."""
        return tuple(column for block in self.blocks for column in _repeated(block))

    @property
    def caption(self) -> str:
        return normal_name(self.blocks[0].caption)

    @property
    def is_named(self) -> bool:
        """False for a band without headings of its own: it stands under those of the band above (总分)."""
        return bool(_named(self.columns))

    @property
    def is_follower(self) -> bool:
        return not self.is_named

    @property
    def needed(self) -> int:
        """How many headings must be there."""
        return sum(is_needed(column) for column in _named(self.columns))


class _Standing(NamedTuple):
    """A band on the sheet. ``top``: its caption or first heading row; its rows lie between ``start`` and ``end``."""

    band: _Band
    heads: Heads | None
    top: int
    start: int
    end: int = _NO_END

    def placed(self, sheet: Sheet) -> Iterator[PlacedBlock]:
        """The blocks of the band, each with its own columns."""
        rows = tuple(row for row in sheet.rows if self.start < row < self.end) if self.heads else ()
        places = iter(self.heads.columns if self.heads else (None,) * len(self.band.columns))
        for block in self.band.blocks:
            parts = tuple(
                {column.id: place for column, place in zip(block.columns, places, strict=False) if place is not None}
                for _ in range(max(len(block.groups), 1))
            )
            yield PlacedBlock(block, parts, self.heads.bottom if self.heads else 0, rows)


@lru_cache(maxsize=256)
def _bands(blocks: tuple[BlockSpec, ...]) -> tuple[_Band, ...]:
    bands: list[list[BlockSpec]] = []
    for block in blocks:
        if block.kind == "pairs":
            continue
        if not bands or block.begins_below or block.kind in _BELOW or bands[-1][0].kind in _BELOW:
            bands.append([])
        bands[-1].append(block)
    return tuple(_Band(tuple(band)) for band in bands)


def _stand(sheet: Sheet, spec: TableSpec, problems: list[Finding]) -> list[_Standing]:
    """Every band where it stands, from the top; each ends where the next caption or heading begins."""
    found: list[_Standing] = []
    for band in _bands(spec.blocks):
        above = found[-1] if found else None
        after = above.heads.bottom if above and above.heads and above.band.is_named else above.start if above else 0
        caption = _row_of(sheet, band.caption, after)
        if band.is_named:
            heads = find_heads(sheet, band.columns, max(after, caption))
            problems += _missing(sheet, spec, band, heads)
            top, start = caption or (heads.top if heads else 0), heads.bottom if heads else after
        else:
            heads = _borrowed(band, above)
            top, start = caption, caption or _until(sheet, above) - 1 if above else 0
        if above and top:
            found[-1] = above = above._replace(end=min(above.end, top))
        found.append(_Standing(band, heads, top, start))
    return [standing._replace(end=min(standing.end, _end_of_list(sheet, standing))) for standing in found]


def _row_of(sheet: Sheet, caption: str, after: int) -> int:
    """The row below ``after`` that says so, 0 when there is none."""
    return next((row for row in sheet.words if row > after and caption in sheet.words[row].values()), 0)


def _end_of_list(sheet: Sheet, standing: _Standing) -> int:
    """The row whose first words end a list (总分)."""
    until = normal_name(standing.band.blocks[0].until)
    if not until:
        return _NO_END
    rows = (row for row in sheet.rows if row > standing.start and sheet.first_word(row) == until)
    return next(rows, _NO_END)


def _until(sheet: Sheet, above: _Standing) -> int:
    """The first row that a band without headings may take: where the list above ends, else below its headings."""
    end = _end_of_list(sheet, above)
    return end if end != _NO_END else above.start + 1


def _borrowed(band: _Band, above: _Standing | None) -> Heads | None:
    """A band without headings stands under the columns of the same ids in the band above it."""
    if above is None or above.heads is None:
        return None
    places = dict(zip((column.id for column in above.band.columns), above.heads.columns, strict=True))
    return above.heads._replace(columns=tuple(places.get(column.id) for column in band.columns))


def _missing(sheet: Sheet, spec: TableSpec, band: _Band, heads: Heads | None) -> Iterator[Finding]:
    """What of a band's headings was not found. 行次 carry no figures: a form may do without."""
    if heads is None:
        names = "、".join(in_year(column.path[-1], "") for column in _named(band.columns))
        yield problem("RD-02", sheet=sheet.name, form=form_name(spec), heads=names)
        return
    for column, place in zip(band.columns, heads.columns, strict=True):
        if place is None and _named((column,)) and column.role != "line" and is_needed(column):
            yield problem("RD-03", sheet=sheet.name, head="／".join(in_year(part, "") for part in column.path if part))


def form_name(spec: TableSpec) -> str:
    """《收入决算表》（公开02表）"""
    return f"《{spec.title}》（{spec.label}）" if spec.label else f"《{spec.title}》"


def _repeated(block: BlockSpec) -> Iterator[ColumnSpec]:
    for number in range(max(len(block.groups), 1)):
        for column in block.columns:
            if block.group_heads:
                over = block.group_heads[number]
                heads = tuple(f"{over}/{head}" for head in column.heads)
                yield replace(column, head=f"{over}/{column.head or column.id}", heads=heads)
            else:
                yield column


def _named(columns: Sequence[ColumnSpec]) -> list[ColumnSpec]:
    """The columns that have a heading."""
    return [column for column in columns if column.path[-1].strip()]


def _pairs(block: BlockSpec) -> list[PairSpec]:
    return [pair for line in block.pairs for pair in line]


def _needed(block: BlockSpec) -> list[PairSpec]:
    return [pair for pair in _pairs(block) if not pair.optional]


def _labels(sheet: Sheet, block: BlockSpec, problems: list[Finding]) -> dict[str, tuple[int, int]]:
    """Where each label of a block of pairs stands."""
    places = {word: (row, column) for row in reversed(sheet.words) for column, word in sheet.words[row].items()}
    found = {}
    for pair in _pairs(block):
        place = next((places[word] for word in map(normal_name, (pair.label, *pair.aliases)) if word in places), None)
        if place is not None:
            found[pair.label] = place
        elif not pair.optional:
            problems.append(problem("RD-03", sheet=sheet.name, head=pair.label))
    return found
