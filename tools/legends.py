"""The legend at the head of every file of the profiles in templates/, renewed from toolkit/profiles/legends.py.

Maintainer's command: ``python -m tools legends``. A test says when a file has an old one.
"""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.profiles import templates_folder
from toolkit.profiles.legends import LEGENDS


def make_all() -> list[Path]:
    """Every file whose legend was not the current one, renewed."""
    made = []
    for path in sorted(templates_folder().glob("*/*")):
        if path.name in LEGENDS:
            text = path.read_text(encoding="utf-8")
            renewed = with_legend(text, LEGENDS[path.name])
            if renewed != text:
                path.write_text(renewed, encoding="utf-8")
                made.append(path)
    return made


def with_legend(text: str, legend: str) -> str:
    """The text with this legend in the place of its own: from the line that begins it to the end of the comment."""
    if legend in text:
        return text
    first = legend.splitlines()[0]
    begin = re.escape(first.split("（")[0].rstrip(" ─"))
    rest = "(?:#.*\n)*" if legend.startswith("#") else "(?:(?!#}).*\n)*"
    return re.sub(f"^{begin}.*\\n{rest}", lambda _: legend, text, count=1, flags=re.MULTILINE)
