"""What a narrative.j2 names, known before any workbook is read: its blocks, the blocks in these, the data they ask for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from ...errors import TemplateError
from ...patterns import nearest

#: The tags that open and close a block, with its name.
BLOCK_TAG = re.compile(r"\{%-?\s*(block|endblock)\b\s*([^\s%]*)")
#: What jinja2 says of a filter that it does not have.
UNKNOWN = re.compile(r"No (filter|test) named '(.+?)'")
#: What is there without being data.
_ALWAYS = frozenset({"loop", "super"})


def blocks_within(tree: nodes.Template) -> dict[str, frozenset[str]]:
    """Each block of a file with the blocks in it. What stands in no other block is a field."""
    return {
        block.name: frozenset(inner.name for inner in block.find_all(nodes.Block)) - {block.name}
        for block in tree.find_all(nodes.Block)
    }


def used(asked: Collection[str], within: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The blocks asked for, and all in them."""
    return frozenset(asked).union(*(within.get(name, frozenset()) for name in asked))


def name_faults(
    tree: nodes.Template, path: Path, names: Collection[str], passed_over: Collection[str] = ()
) -> Iterator[TemplateError]:
    """Top-level names that no workbook has, in all branches but those of the blocks ``passed_over``."""
    for forbidden in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        yield TemplateError("不能引入别的文件；同名的段落会自动取最近的一份。", path=path, line=forbidden.lineno)
    written = list(_names(tree, passed_over))
    known = {*names, *_ALWAYS, *(name.name for name in written if name.ctx != "load")}
    for name in written:
        if name.name not in known:
            message = f"没有名为“{name.name}”的数据。{nearest(name.name, sorted(names))}"
            yield TemplateError(message, path=path, line=name.lineno)


def _names(node: nodes.Node, passed_over: Collection[str]) -> Iterator[nodes.Name]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block) and child.name in passed_over:
            continue
        if isinstance(child, nodes.Name):
            yield child
        yield from _names(child, passed_over)


def syntax_fault(error: TemplateSyntaxError, path: Path, environment: Environment) -> TemplateError:
    """A template that cannot be read, or calls a filter that is not there."""
    unknown = UNKNOWN.match(error.message or "")
    from ..template_check.syntax_words import in_our_words  # hardly ever needed

    message = f"写法有误：{in_our_words(error.message or '')}。"
    if unknown:
        known = environment.filters if unknown[1] == "filter" else environment.tests
        near = difflib.get_close_matches(unknown[2], known, 1, 0.3)
        message = f"没有名为“{unknown[2]}”的写法。" + (f"是不是“{near[0]}”？" if near else "")
    return TemplateError(message, path=path, line=error.lineno)
