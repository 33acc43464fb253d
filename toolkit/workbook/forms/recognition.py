"""Which sheet is which official form, by title, 公开NN表 label and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ...addresses import address
from ...cells import Cell, CellKind
from ...findings import Finding
from ...profiles import Profile, TableSpec
from ...text import normal_name
from ..files.grid import Grid, Sheet
from .heading import titles
from .layout import Layout, form_name, lay_out
from .problems import problem

#: Titles and labels stand in the first rows that hold words.
_HEADING_ROWS = 8
#: A row of more words is a list that names forms (our 校验 does), not what stands above one.
_FEW_WORDS = 4
_TITLE, _LABEL, _NAME = 4, 2, 1
_ALL_HEADS = 3
#: With this share of its headings a sheet is taken for the form before any hidden one.
_LIKELY = 0.5
#: From here on a sheet is taken for a form: a title; or a label or a name with the headings.
_SURE = 3.0


@dataclass(frozen=True, eq=False)
class Placed:
    """A sheet that is an official form, and where on it the form stands."""

    sheet: Sheet
    spec: TableSpec
    layout: Layout


def place_forms(grid: Grid, profile: Profile) -> tuple[dict[str, list[Placed]], list[Finding]]:
    """The sheets of each form by its id, in sheet order (one, unless the form is repeated), and what is amiss."""
    candidates = sorted(_candidates(grid, profile), key=_rank)
    chosen: dict[str, Placed] = {}
    taken: dict[str, str] = {}
    problems: list[Finding] = []
    for score, placed in candidates:
        name, spec = placed.sheet.name, placed.spec
        if name in chosen:
            continue
        if spec.repeated or spec.id not in taken:
            chosen[name] = placed
            taken[spec.id] = name
        elif score >= _TITLE + _ALL_HEADS:
            hidden = "（隐藏的）" if placed.sheet.hidden else ""
            problems.append(problem("RD-13", sheet=name, hidden=hidden, form=form_name(spec), other=taken[spec.id]))
            chosen[name] = placed  # so that it is not told again, nor read as another form
    forms: dict[str, list[Placed]] = {spec_id: [] for spec_id in profile.tables}
    for sheet in grid.sheets:
        if sheet.name in chosen:
            placed = chosen[sheet.name]
            if placed.spec.repeated or taken[placed.spec.id] == sheet.name:
                forms[placed.spec.id].append(placed)
                if sheet.hidden:
                    problems.append(problem("RD-43", sheet=sheet.name, form=form_name(placed.spec)))
    return forms, problems


def _rank(candidate: tuple[float, Placed]) -> tuple[bool, float]:
    """The surest first; of a form that people see, hidden copies (last year's, say) come after, however they are called."""
    score, placed = candidate
    return placed.sheet.hidden or placed.layout.share < _LIKELY, -score


def _candidates(grid: Grid, profile: Profile) -> Iterator[tuple[float, Placed]]:
    """Every sheet with every form that it may be, and how surely it is."""
    for sheet in grid.sheets:
        rows = [sheet.words[row] for row in list(sheet.words)[:_HEADING_ROWS]]
        heading = {word for row in rows for word in row.values()}
        above = {word for row in rows if len(row) <= _FEW_WORDS for word in row.values()}
        titled = {spec_id for word in heading for spec_id in _titled(word, profile)}
        named = _titled(normal_name(sheet.name), profile)
        called = {*named, *(spec_id for word in above for spec_id in _titled(word, profile))}
        for spec in profile.tables.values():
            score = _TITLE * (spec.id in titled) + _NAME * (spec.id in named)
            score += _LABEL * bool(spec.label and normal_name(spec.label) in heading)
            if score:
                spec, layout = _laid_out(sheet, spec, profile)
                sureness = score + _ALL_HEADS * layout.share
                may_be = spec.id in called and not spec.repeated  # though none of its headings is there
                if sureness >= _SURE and (layout.share or may_be):
                    yield sureness, Placed(sheet, spec, layout)


def _laid_out(sheet: Sheet, spec: TableSpec, profile: Profile) -> tuple[TableSpec, Layout]:
    """The layout of the form that most is found of; of equals the usual one."""
    layouts = [(each, lay_out(sheet, each)) for each in (spec, *profile.other_layouts.get(spec.id, ()))]
    return max(layouts, key=lambda found: found[1].share)


@lru_cache(maxsize=4096)
def _titled(word: str, profile: Profile) -> tuple[str, ...]:
    """The forms whose title a word is, or ends with (某局2023年度收入决算表): the longest of such titles counts."""
    forms = _forms_by_title(profile)
    return forms[max((title for title in forms if word.endswith(title)), key=len, default="")]


@lru_cache(maxsize=16)
def _forms_by_title(profile: Profile) -> Mapping[str, tuple[str, ...]]:
    """Title or alias as it is compared → the forms called so; no form for ""."""
    forms: dict[str, tuple[str, ...]] = {"": ()}
    for spec in profile.tables.values():
        for title in titles(spec):
            forms[title] = (*forms.get(title, ()), spec.id)
    return forms


#: Signs of a sentence, and how long a title is at most.
_NO_TITLE, _LONGEST_TITLE = re.compile("[，。；：注见]"), 60


def missing_forms(forms: Mapping[str, list[Placed]], profile: Profile) -> Iterator[Finding]:
    """The forms that a workbook must have and has not."""
    for spec in profile.tables.values():
        if not forms[spec.id] and not spec.optional:
            yield problem("RD-01", form=f"{form_name(spec)}{_where_it_is(spec, forms, profile)}")


def forms_below(forms: Mapping[str, list[Placed]], profile: Profile) -> Iterator[Finding]:
    """Forms that stand below another one on its sheet, where one only is read, and are there elsewhere or may be many."""
    for cell, word in _words_below(forms):
        found = [profile.tables[form] for form in _titled(word, profile) if forms[form]]
        if found and len(word) <= _LONGEST_TITLE and not _NO_TITLE.search(word):
            yield problem("RD-69", cell, sheet=cell.sheet, address=cell.address, form=form_name(found[0]))


def _where_it_is(spec: TableSpec, forms: Mapping[str, list[Placed]], profile: Profile) -> str:
    """Where the title of a form stands below another one on its sheet, of which one only is read."""
    for cell, word in _words_below(forms):
        if spec.id in _titled(word, profile):
            place = f"工作表“{cell.sheet}” {cell.address}"
            return f"（{place} 有它的标题，但一张工作表只读一张表：请把它移到单独的工作表）"
    return ""


def _words_below(forms: Mapping[str, list[Placed]]) -> Iterator[tuple[Cell, str]]:
    """The words that stand below the headings of forms, in rows with few: each cell, and its word as forms compare it."""
    for placed in (placed for each in forms.values() for placed in each):
        for row, words in placed.sheet.words.items():
            if row > placed.layout.heads_end and len(words) <= _FEW_WORDS:
                for column, word in words.items():
                    text = placed.sheet[row, column].text
                    yield Cell(placed.sheet.name, address(row, column), CellKind.TEXT, text), word
