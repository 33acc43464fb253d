"""For the author of a profile: start one from another, be told all at once what is missing or misspelt in it."""

from __future__ import annotations

from .inspecting import Inspection, inspect
from .starting import start

__all__ = ["Inspection", "inspect", "start"]
