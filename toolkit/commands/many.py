"""Many workbooks at once: build, demo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shared import (
    FILE,
    FORCE,
    PAGES,
    PRIOR,
    PROFILE,
    STRICT,
    Command,
    leave,
    prior_year,
    say,
    show,
    tell_failure,
    tell_former,
    tell_pages,
    tell_unfinished,
    told_clearly,
    without_owner_files,
)

if TYPE_CHECKING:
    from ..word import Ask
    from ..workflow import Built


@click.command(cls=Command)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="工作簿...")
@click.option("--out", "folder", type=FILE, required=True, help="输出文件夹。")
@PRIOR
@STRICT
@PAGES
@PROFILE
@FORCE
@told_clearly
def build(files: tuple[Path, ...], folder: Path, prior: Path | None, strict: bool, pages: Ask, profile_id: str) -> None:
    """校验、填报、生成 Word，一次完成；一个文件有问题不影响其他文件。

    \b
    例：juesuan build workbooks/jiyuan-2023.xlsx --out out
    """
    from .. import workflow

    workbooks = without_owner_files(files)
    if not workbooks:
        leave(True, False)
    tell = _Telling(len(workbooks))
    built = workflow.build(
        workbooks, folder, prior=prior_year(prior), strict=strict, pages=pages, profile_id=profile_id, tell=tell.built
    )
    _sum_up(built, pages)
    leave(any(result.error for result in built), any(result.errors for result in built))


@click.command(cls=Command)
@click.option("--out", "folder", type=FILE, default="out", show_default=True, help="输出文件夹。")
@FORCE
@told_clearly
def demo(folder: Path) -> None:
    """用自带的样例各做一遍，看看能得到什么。

    \b
    例：juesuan demo
    """
    from .. import workflow
    from ..profiles import samples

    workbooks = samples()
    built = workflow.build(workbooks, folder, tell=_Telling(len(workbooks)).built)
    _sum_up(built)
    say("样例里是真实公开的数字，错误也照原样保留，所以会报出错误，请看 docs/samples.md。")
    leave(any(result.error for result in built), False)


class _Telling:
    """Says of each workbook what came of it, as soon as it is done, and of many how far it is."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0

    def built(self, result: Built) -> None:
        self._done += 1
        if self._total > 1:
            say(f"[{self._done}/{self._total}] {result.source.name}", err=True)
        if result.checked is None:
            tell_failure(result.error)
            return
        show(result.checked)
        say(f"    → {result.workbook}")
        if result.document:
            say(f"    → {result.document}")
        say(f"    → {result.findings}")
        if result.document:
            tell_former(result.document, result.source)
        tell_unfinished(result.unfinished, written=result.document is not None)


def _sum_up(built: Sequence[Built], pages: Ask = "auto") -> None:
    """How many files, how they stand, and which to open first: the one with the most errors."""
    done = [result for result in built if result.error is None]
    if not done:
        return
    tell_pages(all(result.pages_numbered for result in done), pages)
    errors = [result.errors for result in done]
    made = sum(path is not None for result in done for path in (result.workbook, result.document, result.findings))
    line = f"共 {len(built)} 个工作簿，做成 {len(done)} 个，写出 {made} 个文件；"
    if any(errors):
        line += f"{sum(map(bool, errors))} 个有错误，共 {sum(errors)} 处。"
        first = f"{done[errors.index(max(errors))].workbook}（“校验”工作表）"
    else:
        line, first = f"{line}没有错误。", f"{done[0].document or done[0].workbook}"
    say(f"{line}请先打开：{first}")
