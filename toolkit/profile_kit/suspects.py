"""Which faults follow from others: what is wrong with a table makes its rules and sentences wrong too, and no others.

All that does not follow is told in the same round.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from ..errors import ProfileError, ToolkitError
from ..profiles import FACTS_SHEET, Profile
from ..profiles.slots import faults as slot_faults
from ..profiles.slots import ill_written

T = TypeVar("T")
_SLOT = re.compile(r"\{[^{}]*\}|[\[\]{}]")
_FORMS, _FACTS, _HEAD = "tables.toml", "facts.toml", "profile.toml"


class Suspects:
    """The tables and facts that something is wrong with in the files that describe them."""

    def __init__(self, profile: Profile, faults: Iterable[ProfileError]) -> None:
        texts = {str(fault) for fault in slot_faults(profile)}  # of these nothing follows
        faults = [fault for fault in faults if str(fault) not in texts and fault.path is not None]
        self._all = any(
            fault.path and fault.path.name in (_FORMS, _HEAD) and (not fault.about or fault.about == "tables")
            for fault in faults
        )
        self._facts = any(fault.path and fault.path.name == _FACTS for fault in faults)
        self._tables = {fault.about for fault in faults if fault.path and fault.path.name == _FORMS} - {""}
        self._words = {word for name in self._tables for word in _words_of(profile, name)}

    def fit_to_try(self, profile: Profile) -> Profile | None:
        """The profile without the tables that cannot be drawn, its texts fit to be filled in; None when nothing is left."""
        tables = {name: spec for name, spec in profile.tables.items() if name not in self._tables}
        if self._all or not tables:
            return None
        faulty = {text: _SLOT.sub("", text) for text in ill_written(profile)}
        return dataclasses.replace(
            profile,
            words=_mended(dict(profile.words), faulty),
            tables=_mended(tables, faulty),
            outline=_mended(profile.outline, faulty),
            dropped=profile.dropped | self._tables,
        )

    def explain(self, told: ToolkitError | str, *, in_base: bool = True) -> bool:
        """Whether what is told may follow from what is wrong with these; what an own file says (not ``in_base``) is told."""
        if not in_base:
            return False
        words = str(told)
        if self._all or any(word in words for word in self._words):
            return True
        is_sentence = "narrative.j2" in words or "charts.j2" in words
        return self._facts and (is_sentence or FACTS_SHEET in words)


def _words_of(profile: Profile, name: str) -> Iterable[str]:
    """What messages call a table."""
    spec = profile.tables.get(name)
    return filter(None, (name, spec.label, spec.title) if spec else (name,))


def _mended(value: T, faulty: Mapping[str, str]) -> T:
    """A record with each faulty text in it replaced, however deep it stands."""
    changed: object = value
    if isinstance(value, str):
        changed = faulty.get(value, value)
    elif isinstance(value, tuple):
        changed = tuple(_mended(one, faulty) for one in value)
    elif isinstance(value, dict):
        changed = {key: _mended(one, faulty) for key, one in value.items()}
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: getattr(value, one.name) for one in dataclasses.fields(value) if one.init}
        new = {name: _mended(one, faulty) for name, one in fields.items()}
        changed = dataclasses.replace(value, **new) if new != fields else value
    return changed  # type: ignore[return-value]
