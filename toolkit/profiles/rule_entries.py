"""How a rules.toml is written, made into one entry a rule: one rule over several tables, and what used to be written otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: What a rule states stands under one of these keys.
STATEMENTS = ("identity", "check", "unwanted", "wanted")
#: A rule over several tables: the id of the rule for each, and the table that 表 stands for in it.
TABLES = "tables"
#: First words of an ``identity`` that did for a key once.
_FORMER = {"检查 ": "check", "文字不应有 ": "unwanted"}


def as_now(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of one file in today's keys. What an entry states takes the place of whatever its base states."""
    return {key: _entry(entry) if isinstance(entry, dict) else entry for key, entry in entries.items()}


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    entry = dict(entry)
    for words, key in _FORMER.items():
        former = entry.get("identity")
        if isinstance(former, str) and former.startswith(words):
            del entry["identity"]
            entry[key] = former.removeprefix(words).strip()
    if any(key in entry for key in STATEMENTS):
        entry = {**dict.fromkeys(STATEMENTS, ""), **entry}
    return entry


def one_a_rule(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Each rule over several tables as a rule for each, where it stands; what is said of a single one of them counts."""
    made = {rule_id for _, several in _over_tables(entries) for rule_id in several}
    rules: dict[str, Any] = {}
    for key, entry in entries.items():
        if not isinstance(entry, dict):
            rules[key] = entry
            continue
        shared = {name: value for name, value in entry.items() if name != TABLES}
        if not _are_tables(entry.get(TABLES)):
            if key not in made:
                rules[key] = shared
            continue
        for rule_id, table in entry[TABLES].items():
            rules[rule_id] = {**shared, "table": table, **entries.get(rule_id, {})}
    return rules


def ill_written(entries: Mapping[str, Any]) -> list[str]:
    """The rules whose tables are no list of ids, each with its table."""
    several = {key: entry[TABLES] for key, entry in entries.items() if isinstance(entry, dict) and TABLES in entry}
    return [key for key, tables in several.items() if not _are_tables(tables)]


def _are_tables(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(table, str) for table in value.values())


def _over_tables(entries: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, entry in entries.items():
        if isinstance(entry, dict) and _are_tables(entry.get(TABLES)):
            yield key, entry[TABLES]


def states(entries: Mapping[str, Any], rule_id: str) -> bool:
    """True for a file whose entries say what a rule states."""
    entry = entries.get(rule_id, {})
    return any(key in entry for key in STATEMENTS) or any(rule_id in several for _, several in _over_tables(entries))
