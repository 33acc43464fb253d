"""click's own words in Chinese: click.po, which people edit, compiled into click.mo, which the program reads."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "toolkit" / "locale" / "zh_CN" / "LC_MESSAGES"


def compiled() -> Path:
    """Compile the catalogue (babel is needed); returns the file written."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    target = FOLDER / "click.mo"
    with (FOLDER / "click.po").open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    with target.open("wb") as file:
        write_mo(file, catalogue)
    return target
