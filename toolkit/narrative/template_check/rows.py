"""Rows, columns and blocks that a template names and no workbook of the profile has, in all branches.

A template is followed as far as its names are written out: ``公开05["合计"].小计``, ``{% set 合计 = 公开02["合计"] %}``,
``{% for 项 in 公开05.项 %}``. What depends on a value is looked at when it is tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from jinja2 import nodes

from ...amounts import Unit
from ...errors import TemplateError
from ...profiles import Profile
from ...report import LEVELS, Report
from ..missing import Gaps
from ..view import BlockView, RowView, UnknownName, View, World


def known_views(profile: Profile) -> dict[str, object]:
    """What the names of a template stand for in a workbook with nothing in it."""
    report = Report(profile.folder, profile.id, "", profile.last_year, Unit.WAN, {})
    wordless = replace(profile, words={})  # which may be at fault themselves
    return {name: view for name, view in World(report, wordless, Gaps()).names.items() if isinstance(view, View)}


def row_faults(
    tree: nodes.Node, path: Path, known: Mapping[str, object], passed_over: Collection[str] = ()
) -> Iterator[TemplateError]:
    """Each name that is not there, but for those in the blocks ``passed_over``."""
    walk = _Walk(path, passed_over)
    walk.through(tree, dict(known))
    return iter(walk.faults)


class _Rows(View):
    """Rows of a block, whichever."""

    def __init__(self, block: BlockView) -> None:
        self.block = block


class _Walk:
    def __init__(self, path: Path, passed_over: Collection[str]) -> None:
        self._path, self._passed_over = path, passed_over
        self.faults: list[TemplateError] = []

    def through(self, node: nodes.Node, known: dict[str, object]) -> None:
        """``known``: what the names stand for here; names that are set change it, those of a loop hold within it."""
        if isinstance(node, nodes.Block):
            if node.name in self._passed_over:
                return
            known = dict(known)
        if isinstance(node, nodes.For):
            self._loop(node, known)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            self._set(node.target.name, self._value(node.node, known), known)
        elif isinstance(node, nodes.Expr):
            self._value(node, known)
        else:
            for child in node.iter_child_nodes():
                self.through(child, known)

    def _loop(self, node: nodes.For, known: dict[str, object]) -> None:
        rows = self._value(node.iter, known)
        inside = dict(known)
        for name in node.target.find_all(nodes.Name):
            inside.pop(name.name, None)
        if isinstance(node.target, nodes.Name):
            inside.pop(node.target.name, None)
            block = rows if isinstance(rows, BlockView) else rows.block if isinstance(rows, _Rows) else None
            if block is not None:
                inside[node.target.name] = RowView(block, None)
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.through(child, inside)

    @staticmethod
    def _set(name: str, value: object, known: dict[str, object]) -> None:
        """A name that is set twice may stand for either."""
        if value is None or name in known:
            known.pop(name, None)
        else:
            known[name] = value

    def _value(self, node: nodes.Node, known: dict[str, object]) -> object:
        """What an expression stands for, None where that is not known; the faults in it are noted."""
        if isinstance(node, nodes.Name):
            return known.get(node.name)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            return self._named(node, known)
        values = [self._value(child, known) for child in node.iter_child_nodes()]
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "逐项":
            return _Rows(table) if len(values) > 1 and isinstance(table := values[1], BlockView) else None
        return None

    def _named(self, node: nodes.Getattr | nodes.Getitem, known: dict[str, object]) -> object:
        owner = self._value(node.node, known)
        if isinstance(node, nodes.Getattr):
            name = node.attr
        elif isinstance(node.arg, nodes.Const):
            name = str(node.arg.value)
        else:
            self._value(node.arg, known)
            return RowView(owner, None) if isinstance(owner, BlockView) else None
        if isinstance(owner, BlockView) and name in (*owner.levels, *LEVELS):
            return _Rows(owner)
        if not isinstance(owner, View) or isinstance(owner, _Rows):
            return None
        try:
            found = owner[name]
        except UnknownName as error:
            self.faults.append(TemplateError(str(error), path=self._path, line=node.lineno))
            return None
        return found if isinstance(found, View) else None
