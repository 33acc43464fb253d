"""For the author of a profile: start one from another, be told all at once what is missing or misspelt in it, install it for every workbook."""

from __future__ import annotations

from .inspecting import Inspection, inspect
from .installing import install
from .starting import start

__all__ = ["Inspection", "inspect", "install", "start"]
