"""The tables of a document whose region has no format here: the nine forms that all regions have, however they look there.

Each table is read by whichever format reads it whole, or by the general one with the other words of ``review.toml`` for its
titles, heads and rows. What no format reads whole is left out: half a table would accuse the other half.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..findings import Finding
from ..profiles import Library, Profile
from ..profiles.form_specs import BlockSpec, ColumnSpec, RowSpec, TableSpec
from ..report import Report, Table
from ..workbook.files.grid import Grid
from ..workbook.forms.columns import is_needed
from ..workbook.forms.layout import PlacedBlock
from ..workbook.forms.reading import FoundForm, read_forms
from ..workbook.forms.years import likely_year
from ..workbook.reading import read_by
from .statements.vocabulary import OtherWords, vocabulary

#: What is told of a form that does not look as the format has it.
_SHAPE = frozenset({"RD-01", "RD-02", "RD-03", "RD-04", "RD-10", "RD-17"})
#: With more of these a document is not of that format; one heading misprinted is a slip of its own.
_MOST_FAULTS = 3
#: So many of the nine forms make a document of final accounts.
_FEWEST_FORMS = 3


class UnknownForms(NamedTuple):
    """``profile`` is the general one; ``unread``: titles of official forms that were left out."""

    profile: Profile
    report: Report
    unread: tuple[str, ...]


def is_of_its_format(problems: Sequence[Finding]) -> bool:
    """Whether forms look as their format has them, by what is amiss with them."""
    return sum(problem.rule in _SHAPE for problem in problems) <= _MOST_FAULTS


def read_unknown(grid: Grid, library: Library) -> UnknownForms | None:
    """The forms of a document of no known format; None when these are not the tables of final accounts."""
    year = likely_year(grid)
    profiles = [library.load(name).for_year(year) for name in library.ids()]
    general = _general(profiles)
    if general is None:
        return None
    loose = _with_other_words(general)
    alike = [profile for profile in profiles if profile.kind == general.kind and profile is not general]
    tables, unread = _tables(grid, loose, alike)
    if len(tables) < _FEWEST_FORMS:
        return None
    report = replace(read_by(grid, loose).report, profile=general.id, tables=tables, problems=())
    return UnknownForms(loose, report, unread)


def general_format(library: Library) -> Profile | None:
    """The format that is no region's own."""
    return _general(map(library.load, library.ids()))


def _general(profiles: Iterable[Profile]) -> Profile | None:
    return next((profile for profile in profiles if profile.is_general), None)


def _tables(grid: Grid, loose: Profile, alike: Sequence[Profile]) -> tuple[dict[str, Table], tuple[str, ...]]:
    """Each form by the first format that reads it whole, and the sheets of those that none does."""
    found: dict[str, FoundForm] = {}
    seen: dict[str, str] = {}
    for profile in (loose, *alike):
        for form in read_forms(grid, profile).found:
            if form.spec.id in loose.tables and not form.spec.repeated:
                seen.setdefault(form.spec.id, form.sheet.name)
                taken = {other.sheet.name for other in found.values()}
                if form.spec.id not in found and form.sheet.name not in taken and _is_whole(form):
                    found[form.spec.id] = form
    read = {form.sheet.name for form in found.values()}
    unread = (sheet for form_id, sheet in seen.items() if form_id not in found and sheet not in read)
    tables = {form_id: found[form_id].table for form_id in loose.tables if form_id in found}
    return tables, tuple(dict.fromkeys(unread))


def _is_whole(form: FoundForm) -> bool:
    return all(map(_has_all_columns, form.layout.blocks))


def _has_all_columns(block: PlacedBlock) -> bool:
    """Whether every column stands there; of groups side by side there may be fewer."""
    needed = {column.id for column in block.spec.columns if is_needed(column) and column.role != "line"}
    if block.spec.kind != "groups":
        return needed <= block.places.keys()
    return needed <= block.places.keys() and all(not part or needed <= part.keys() for part in block.parts)


# -- the general format with other words -------------------------------------------------------------------------------


def _with_other_words(profile: Profile) -> Profile:
    """The format with all titles, heads and names of rows that are known from anywhere."""
    words = vocabulary().other_words
    tables = {form_id: _form(spec, words) for form_id, spec in profile.tables.items()}
    return replace(profile, tables=tables)


def _form(spec: TableSpec, words: OtherWords) -> TableSpec:
    blocks = tuple(_block(block, words) for block in spec.blocks)
    return replace(spec, aliases=(*spec.aliases, *words.titles.get(spec.title, ())), blocks=blocks)


def _block(block: BlockSpec, words: OtherWords) -> BlockSpec:
    own = {column.path[-1] for column in block.columns}  # 合计 is no other word for 小计 where there are both
    columns = tuple(
        replace(column, heads=(*column.heads, *_heads(column, words.heads, own))) for column in block.columns
    )
    rows = tuple(_row(row, words.rows) for row in block.rows)
    return replace(block, columns=columns, rows=rows)


def _heads(column: ColumnSpec, heads: Mapping[str, tuple[str, ...]], own: set[str]) -> Iterator[str]:
    """The other heads of a column, under what stands above its own, but for those of the columns beside it."""
    *above, leaf = column.path
    for other in heads.get(leaf, ()):
        if other not in own:
            yield "/".join((*above, other))


def _row(row: RowSpec, rows: Mapping[str, tuple[str, ...]]) -> RowSpec:
    others = rows.get(row.name, ())
    return replace(row, aliases=(*row.aliases, *others)) if others else row
