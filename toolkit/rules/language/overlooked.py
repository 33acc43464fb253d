"""What the author of a rule may have overlooked in the rows that it adds up: no fault, but figures that do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...errors import ProfileError
from ...profiles import BlockSpec, Profile, RowSpec
from .compiled import rule_of, walk
from .grammar import Identity, Pick, RuleSyntaxError, Sum
from .scope import find_scope, scopes

#: Before the name of a row that is part of the one above it.
_PART = "其中"


def overlooked(profile: Profile) -> Iterator[str]:
    """A sentence for each."""
    found = scopes(profile)
    for spec in profile.rules.values():
        try:
            rule = rule_of(profile, spec)
        except ProfileError:  # told already
            continue
        if rule is None or not isinstance(rule.statement, Identity):
            continue
        sides = (rule.statement.left, rule.statement.right)
        sums = [node for side in sides for node in walk(side) if isinstance(node, Sum)]
        for ref in (ref for node in sums for ref in node.refs):
            try:
                scope = find_scope(found, ref)
            except RuleSyntaxError:
                continue
            block = _lines(profile, scope.table, scope.block)
            for pick in ref.rows or () if block else ():
                assert block is not None
                yield from _told(spec.id, scope.label, block, pick)


def _lines(profile: Profile, table: str, name: str) -> BlockSpec | None:
    blocks = profile.tables[table].blocks if table in profile.tables else ()
    return next((block for block in blocks if block.id == name and block.kind == "lines"), None)


def _told(rule: str, label: str, block: BlockSpec, pick: Pick) -> Iterator[str]:
    rows = _summed(block, pick)
    part = next((row for row in rows[1:] if row.name.startswith(_PART)), None)
    if part is not None:
        yield (
            f"规则“{rule}”把“{label}”的“{part.name}”也加了进去，它上面一行已经包括了它：在自己的 rules.toml 里改写 {rule}，只写要加的行。"
        )
    if pick.name in block.levels and not pick.function and not pick.last:
        left = [row.called for row in block.rows if row.optional and row.called and not row.level]
        if left and not any(row.level == pick.name for row in block.rows):
            yield (
                f"规则“{rule}”的“{label}”[{pick.name}] 只有不在 rows 里的行；rows 里列着的（“{left[0]}”等）也算的，"
                f'给它们写 level = "{pick.name}"。'
            )


def _summed(block: BlockSpec, pick: Pick) -> Sequence[RowSpec]:
    """The rows that a range or 上方( ) adds up, in the order of the form."""
    names = [row.called for row in block.rows]
    if pick.function == "上方" and pick.name in names:
        return block.rows[: names.index(pick.name)]
    if pick.last in names and pick.name in names:
        return block.rows[names.index(pick.name) : names.index(pick.last) + 1]
    return ()
