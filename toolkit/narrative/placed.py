"""Which items of the outline a document has: those with a condition only where it holds."""

from __future__ import annotations

from ..errors import ProfileError
from ..patterns import nearest
from ..profiles import OutlineItem, Profile
from ..report import Report


def placed(report: Report, profile: Profile) -> tuple[OutlineItem, ...]:
    """The items in order, without those whose ``when`` is empty in the workbook or whose ``unless`` is not.

    Raises ProfileError where a condition names what the profile does not have.
    """
    return tuple(
        item
        for item in profile.outline
        if not (item.when and not _is_filled(item.when, report, profile))
        and not (item.unless and _is_filled(item.unless, report, profile))
    )


def conditions(profile: Profile) -> frozenset[str]:
    """What a condition may name: forms, facts, lists and texts."""
    groups = profile.facts.values()
    facts = (fact.id for group in groups for fact in group.facts)
    return frozenset({*profile.tables, *facts, *profile.facts, *(text for group in groups for text in group.texts)})


def _is_filled(name: str, report: Report, profile: Profile) -> bool:
    """A form with any figure but zero, a fact that is typed and not zero, a list with rows, a text with paragraphs."""
    if name in profile.dropped:
        return False
    if name not in conditions(profile):
        message = f"when、unless 写的“{name}”没有定义。{nearest(name, sorted(conditions(profile)))}"
        raise ProfileError(message, path=profile.folder / "outline.toml")
    if name in profile.tables:
        return any(table.has_figures for table in report.repeated(name))
    if fact := profile.fact(name):
        cell = report.facts.get(name)
        if cell is None or cell.is_empty:
            return bool(fact.default)
        return bool(cell.value) if cell.is_number else bool(cell.text)
    return bool(report.texts.get(name) or (name in report.lists and report.lists[name].rows))
