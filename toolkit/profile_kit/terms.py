"""What is wrong with the glossary.toml of a profile: how it is written, and the places that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import ProfileError
from ..patterns import nearest
from ..profiles import FACTS_SHEET, Profile, read_toml
from ..profiles.glossary import GLOSSARY, Use, glossary, own_faults
from ..profiles.lines import line_of
from ..text import normal_name


def term_faults(profile: Profile) -> Iterator[ProfileError]:
    """Every fault of the profile's own terms; of its bases', what cannot be read."""
    own = list(own_faults(profile))
    yield from own
    if own:
        return
    try:
        terms = glossary(profile)
    except ProfileError as error:
        yield error
        return
    for term in terms:
        if not (term.uses or term.always):
            message = f"名词“{term.name}”没有写用于哪里（“用于”），永远不会补上。"
            yield profile.fault(GLOSSARY, f'"{term.name}"', message)
        for use in term.uses:
            wrong = _wrong(profile, use)
            if wrong and str(use) in _own_places(profile, term.name):  # a base speaks of what others have too
                path = profile.folder / GLOSSARY
                message = f"名词“{term.name}”的“用于”写的“{use}”：{wrong}"
                yield ProfileError(message, path=path, line=line_of(path, (term.name, "用于")))


def _own_places(profile: Profile, term: str) -> Sequence[str]:
    """The places that the profile itself states for a term."""
    path = profile.folder / GLOSSARY
    places: Sequence[str] = read_toml(path).get(term, {}).get("用于", ()) if path.is_file() else ()
    return places


def _wrong(profile: Profile, use: Use) -> str:
    """What a place names that there is not."""
    if use.table == FACTS_SHEET:
        facts = [fact.id for fact in profile.all_facts]
        return "" if use.row in facts else f"没有“{use.row}”这一项补充资料。{nearest(use.row, facts)}"
    if use.table not in profile.tables:
        return f"没有“{use.table}”这张表。{nearest(use.table, (*profile.tables, FACTS_SHEET))}"
    blocks = profile.tables[use.table].blocks
    columns = [column.column or column.id for block in blocks for column in block.columns]
    if use.column and use.column not in columns:
        return f"“{use.table}”没有“{use.column}”这一列。{nearest(use.column, columns)}"
    rows = [row.called for block in blocks for row in block.rows if row.called]
    rows += [column.row for block in blocks for column in block.columns if column.row]
    rows += [pair.called for block in blocks for line in block.pairs for pair in line]
    rows += [normal_name(total.name) for block in blocks for total in block.totals]
    names_its_rows = all(block.kind in ("lines", "cross", "pairs", "grid") and not block.levels for block in blocks)
    if use.row and names_its_rows and normal_name(use.row) not in map(normal_name, rows):
        return f"“{use.table}”没有“{use.row}”这一行。{nearest(use.row, rows)}"
    return ""
