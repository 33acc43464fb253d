"""勾稽关系: a rule is written once as data; from it come the check, the fill and the live check.

The order of use: ``expand`` the rules over what was read → ``check``, and ``fill_edits`` of the same equations; these
applied, ``expand`` again → ``live_checks`` of what is there then. Public
functions are imported when first used, so that a check does not load what only a fill needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .checking import NOT_LAST_YEAR as NOT_LAST_YEAR
    from .checking import check as check
    from .checking import of_another_year as of_another_year
    from .checking import with_misplaced as with_misplaced
    from .checks.usual_names import UNLIKE_MOST as UNLIKE_MOST
    from .checks.usual_names import UNLIKE_MOST_TITLE as UNLIKE_MOST_TITLE
    from .checks.usual_names import CodeName as CodeName
    from .checks.usual_names import code_names_of as code_names_of
    from .checks.usual_names import unlike_most as unlike_most
    from .checks.usual_names import usual_names as usual_names
    from .equations.equation import Equation as Equation
    from .equations.equation import Ratio as Ratio
    from .equations.equation import Verdict as Verdict
    from .equations.expanded import Expanded as Expanded
    from .equations.expansion import expand as expand
    from .equations.expansion import instances as instances
    from .formulas.filling import derived_places as derived_places
    from .formulas.filling import fill_edits as fill_edits
    from .formulas.filling import open_totals as open_totals
    from .formulas.live import live_checks as live_checks
    from .formulas.prior_year import carried_over as carried_over
    from .formulas.prior_year import carrying_columns as carrying_columns
    from .formulas.prior_year import from_prior_year as from_prior_year
    from .language.compiled import gone_rules as gone_rules
    from .language.compiled import rule_faults as rule_faults
    from .language.overlooked import overlooked as overlooked
    from .what_was_checked import coverage as coverage
    from .year_on_year import changes_since as changes_since

_HOMES = {
    "Equation": "equations.equation",
    "Ratio": "equations.equation",
    "Verdict": "equations.equation",
    "Expanded": "equations.expanded",
    "NOT_LAST_YEAR": "checking",
    "check": "checking",
    "of_another_year": "checking",
    "with_misplaced": "checking",
    "CodeName": "checks.usual_names",
    "UNLIKE_MOST": "checks.usual_names",
    "UNLIKE_MOST_TITLE": "checks.usual_names",
    "code_names_of": "checks.usual_names",
    "unlike_most": "checks.usual_names",
    "usual_names": "checks.usual_names",
    "coverage": "what_was_checked",
    "expand": "equations.expansion",
    "carried_over": "formulas.prior_year",
    "carrying_columns": "formulas.prior_year",
    "derived_places": "formulas.filling",
    "fill_edits": "formulas.filling",
    "from_prior_year": "formulas.prior_year",
    "gone_rules": "language.compiled",
    "overlooked": "language.overlooked",
    "open_totals": "formulas.filling",
    "instances": "equations.expansion",
    "live_checks": "formulas.live",
    "rule_faults": "language.compiled",
    "changes_since": "year_on_year",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
