"""The ``[phrases]`` of a profile and its bases: tables of sentence patterns by name, what they say is the narrative's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

#: The key of the pattern for all situations that a table does not state by themselves.
COMMON = "一般"


def merged_phrases(files: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The phrase tables of several files, the most general first.

    A table changes single situations of its base's, unless it has a :data:`COMMON` one: then it stands for itself.
    """
    merged: dict[str, Any] = {}
    for phrases in files:
        for name, table in phrases.items():
            known = merged.get(name)
            if isinstance(table, dict) and isinstance(known, dict) and COMMON not in table:
                table = {**known, **table}
            merged[name] = table
    return merged


def resolved(phrases: Mapping[str, Any]) -> tuple[dict[str, Mapping[str, str]], list[str]]:
    """The tables by name, with those that are another's (``"单方同比" = "同比"``); and the names that lead nowhere."""
    tables: dict[str, Mapping[str, str]] = {}
    astray = []
    for name, table in phrases.items():
        passed = {name}
        while isinstance(table, str) and table not in passed:
            passed.add(table)
            table = phrases.get(table)
        if isinstance(table, dict):
            tables[name] = table
        else:
            astray.append(name)
    return tables, astray
