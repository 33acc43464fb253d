"""Rules that a profile inherits and has no use for: they speak of a column, row or block that its form does without.

What a profile overrides is gone, and a base's rules about it go with it. Not so where the form has a new name much like
the old one: then something is renamed, and the rule is to be mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ...errors import ProfileError
from ...profiles import Profile, read_toml
from ...text import most_alike, normal_name
from .grammar import UnknownNameError

#: How alike two names are of which one may be the other renamed.
_ALIKE = 0.5


class Gone(NamedTuple):
    """A rule of a base that is not used, and the name in it that a table of the profile does not have."""

    rule: str
    table: str
    name: str


def is_gone(profile: Profile, error: UnknownNameError) -> bool:
    """Whether a base's form has what a rule names, and the profile's has it no more and nothing that is called alike."""
    columns, others = _former_names(profile).get(error.table, (frozenset(), frozenset()))
    former = columns if error.is_column else others
    new = [name for name in error.known if name not in former]
    return error.name in former and not most_alike(error.name, new, _ALIKE)


_Names = tuple[frozenset[str], frozenset[str]]


@lru_cache(maxsize=8)
def _former_names(profile: Profile) -> dict[str, _Names]:
    """What the bases of a profile call the columns of a table, and its rows and blocks, by the table."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for folder in profile.folders[1:]:
        path = folder / "tables.toml"
        try:
            data = read_toml(path) if path.is_file() else {}
        except ProfileError:  # told when the profile is read
            continue
        for table, entry in data.items():
            for name, is_column in _names(entry):
                found.setdefault(table, (set(), set()))[0 if is_column else 1].add(name)
    return {table: (frozenset(columns), frozenset(others)) for table, (columns, others) in found.items()}


def _names(data: object, in_columns: bool = False) -> Iterator[tuple[str, bool]]:
    """Every word, and whether it names a column: what a column holds of which row names that row."""
    if isinstance(data, str):
        yield from ((word, in_columns) for word in (data, normal_name(data), data.partition(" ")[0]))
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key, in_columns
            yield from _names(value, (in_columns or key == "columns") and key != "row")
    elif isinstance(data, list):
        for value in data:
            yield from _names(value, in_columns)
