"""The Word document: word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shared import (
    FILE,
    FORCE,
    PAGES,
    PROFILE,
    STRICT,
    Command,
    leave,
    say,
    tell_former,
    tell_pages,
    tell_unfinished,
    told_clearly,
)

if TYPE_CHECKING:
    from ..word import Ask


@click.command(cls=Command)
@click.argument("file", type=FILE, metavar="工作簿")
@click.option("-o", "--out", type=FILE, help="结果文件；不写则与工作簿同名。")
@STRICT
@PAGES
@click.option("--pdf", is_flag=True, help="再存一份同名的 PDF（要有 LibreOffice 或 Word）。")
@PROFILE
@FORCE
@told_clearly
def word(file: Path, out: Path | None, strict: bool, pages: Ask, pdf: bool, profile_id: str) -> None:
    """生成 Word 决算（预算）说明。

    \b
    例：juesuan word 某某中心.xlsx -o 某某中心决算说明.docx
    """
    from .. import workflow

    filled = workflow.fill(workflow.check(file, profile_id=profile_id))
    target = out or file.with_suffix(".docx")
    unfinished = workflow.save_document(filled, target, strict=strict)
    numbered = workflow.number_pages([target], pages)
    say(f"已生成：{target}")
    tell_unfinished(unfinished)
    tell_pages(numbered, pages)
    tell_former(target, file)
    if pdf:
        say(f"已生成：{workflow.save_pdf(filled, target)}")
    leave(False, filled.checked.has_errors)
