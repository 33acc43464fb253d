"""勾稽关系: a rule is written once as data; from it come the check, the fill and the live check.

The order of use: :func:`check` what was read → :func:`fill_edits`, applied → :func:`live_checks` of what is there then.
"""

from .checks import check
from .equations import Equation, Ratio, Verdict
from .expansion import instances
from .filling import fill_edits
from .live import live_checks
from .validation import validate_rules

__all__ = ["Equation", "Ratio", "Verdict", "check", "fill_edits", "instances", "live_checks", "validate_rules"]
