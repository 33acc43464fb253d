"""勾稽关系: a rule is written once as data; from it come the check, the fill and the live check.

The order of use: ``check`` what was read → ``fill_edits``, applied → ``live_checks`` of what is there then. Public
functions are imported when first used, so that a check does not load what only a fill needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .checks import check as check
    from .equations import Equation as Equation
    from .equations import Ratio as Ratio
    from .equations import Verdict as Verdict
    from .expansion import instances as instances
    from .filling import fill_edits as fill_edits
    from .live import live_checks as live_checks
    from .validation import rule_faults as rule_faults
    from .validation import validate_rules as validate_rules

_HOMES = {
    "Equation": "equations",
    "Ratio": "equations",
    "Verdict": "equations",
    "check": "checks",
    "fill_edits": "filling",
    "instances": "expansion",
    "live_checks": "live",
    "rule_faults": "validation",
    "validate_rules": "validation",
}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
