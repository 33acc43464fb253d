"""What the author of a rule may have overlooked in the rows that it adds up: no fault, but figures that do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...errors import ProfileError
from ...profiles import BlockSpec, Profile, RowSpec
from .compiled import Rule, references, rule_of, walk
from .grammar import Identity, Pick, Ref, RuleSyntaxError, Sum
from .scope import find_scope, scopes

#: Before the name of a row that is part of the one above it.
_PART = "其中"


def overlooked(profile: Profile) -> Iterator[str]:
    """A sentence for each."""
    found = scopes(profile)
    climbed: set[tuple[str, str]] = set()
    for spec in profile.rules.values():
        try:
            rule = rule_of(profile, spec)
        except ProfileError:  # told already
            continue
        if not isinstance(rule, Rule) or not isinstance(rule.statement, Identity):
            continue
        sides = (rule.statement.left, rule.statement.right)
        climbed |= {(ref.table, ref.block) for ref in references(rule.statement) if _is_of_levels(ref)}
        climbed |= {
            (one.source.table, one.source.block) for one in rule.statement.bindings if _is_of_levels(one.source)
        }
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

    for table in profile.tables.values():
        for block in table.blocks:
            if block.kind == "codes" and not block.levels and (table.id, block.id) not in climbed:
                yield (
                    f"“{table.id}”没有一条规则说到上下级科目（下级、类、款）：表上类、款、项都列的，写一条（见 docs/rules.md 的“下级”）；只列项的，"
                    '在这一块写 levels = ["项"]，填报就不补类、款两级。'
                )


def _is_of_levels(ref: Ref) -> bool:
    return any(pick.function == "下级" or pick.name in ("类", "款") for pick in ref.rows or ())


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
