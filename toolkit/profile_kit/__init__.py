"""For the author of a profile: see what one consists of, start one from another (its forms drafted from the official
workbook), be told all at once what is missing or misspelt in it, install it for every workbook."""

from __future__ import annotations

from .inspecting import Inspection, inspect
from .installing import install, is_named_by_its_zip
from .showing import contents, lines
from .starting import start

__all__ = ["Inspection", "contents", "inspect", "install", "is_named_by_its_zip", "lines", "start"]
