"""A document as a whole: years and names, headings against the 目录, numbering, missing parts, lists, signs, leftovers.

Belongs here: what is wrong with words and order, each check a function of the :class:`~.context.Context` that yields
findings; what is left out stands in ``missing``, how things are written in ``words``. Called by ``review.reviewing``. Never
here: figures held to cells (``statements``).
"""

from collections.abc import Iterator

from ...findings import Finding
from . import changes, counts, directions, leftovers, lists, outline, plans, projects, rates, results
from .context import Context
from .missing import rows, siblings, unsaid
from .words import names, signs, spelling, years

_ALL = (
    leftovers.leftovers,
    years.years,
    names.unit_name,
    names.terms,
    spelling.misspelt,
    outline.contents,
    outline.numbering,
    outline.missing_parts,
    signs.brackets,
    signs.separators,
    signs.yuan,
    signs.leading_zeros,
    lists.lists,
    projects.project_names,
    results.project_results,
    rows.unspoken,
    unsaid.unsaid,
    siblings.unlike_siblings,
    siblings.without_rate,
    counts.counts_and_money,
    counts.remarks,
    counts.funds_without_money,
    counts.not_done,
    rates.rates,
    rates.limits,
    plans.plans_by_rates,
    directions.directions,
    changes.parts_of_changes,
)


def check_document(context: Context) -> Iterator[Finding]:
    """All of them, in order."""
    for check in _ALL:
        yield from check(context)
