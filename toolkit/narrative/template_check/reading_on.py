"""A template with faults read as far as it can be: each fault costs its own block only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from ...profiles.lines import without_comments
from ..templates.names import BLOCK_TAG, UNKNOWN

#: A file with more faults is no template at all.
_MOST = 30


def parsed(
    source: str, environment: Environment, path: str, tell: Callable[[TemplateSyntaxError], None]
) -> tuple[nodes.Template | None, frozenset[str]]:
    """What is left of a template without the blocks that cannot be read, and the names of these. None when nothing is left."""
    lost: set[str] = set()
    for _ in range(_MOST):
        try:
            tree = environment.parse(source, path, path)
            environment.compile(source, path, path)  # knows the filters
            return tree, frozenset(lost)
        except TemplateSyntaxError as error:
            tell(error)
            if _stands_in(error, environment):
                continue
            found = next((block for block in _blocks(source) if block[1] <= error.lineno <= block[2]), None)
            if found is None:
                return None, frozenset(lost)
            name, first, last = found
            lost.add(name)
            lines = source.split("\n")
            lines[first - 1 : last] = [""] * (last - first + 1)
            source = "\n".join(lines)
    return None, frozenset(lost)


def _stands_in(error: TemplateSyntaxError, environment: Environment) -> bool:
    """Whether it is a filter or test that is not there, which costs nothing: another one, told no more, stands in for it."""
    unknown = UNKNOWN.match(error.message or "")
    if unknown:
        known: dict[str, Any] = environment.filters if unknown[1] == "filter" else environment.tests
        known[unknown[2]] = str
    return unknown is not None


def _blocks(source: str) -> Iterator[tuple[str, int, int]]:
    """The blocks that stand in no other, each with its first and last line; one that is not closed ends before the next
    that begins a line."""
    depth, name, first = 0, "", 0
    lines = without_comments(source).split("\n")
    for number, line in enumerate(lines, 1):
        for tag in BLOCK_TAG.finditer(line):
            if tag[1] == "block" and depth == 0:
                depth, name, first = 1, tag[2], number
            elif tag[1] == "block":
                depth += 1
            elif depth:
                depth -= 1
                if depth == 0:
                    yield name, first, number
    if depth:
        end = next((n for n in range(first, len(lines)) if re.match(r"\{%-?\s*block\b", lines[n])), len(lines))
        yield name, first, end
        yield from ((inner, start + end, last + end) for inner, start, last in _blocks("\n".join(lines[end:])))
