"""Maintainer's command: compile click.po into click.mo (``python toolkit/locale/build.py``; needs babel)."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "zh_CN" / "LC_MESSAGES"

if __name__ == "__main__":
    with (FOLDER / "click.po").open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    with (FOLDER / "click.mo").open("wb") as target:
        write_mo(target, catalogue)
