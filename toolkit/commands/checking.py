"""Checking workbooks: check."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import (
    FILE,
    FORCE,
    PROFILE,
    Command,
    leave,
    prior_year,
    say,
    say_json,
    show,
    tell_failure,
    told_clearly,
    without_owner_files,
)


@click.command(cls=Command)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="工作簿...")
@click.option("--prior", type=FILE, help="上年度的工作簿，或上年公布的 Word、PDF，用来核对年初数。")
@PROFILE
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.option("--html", type=FILE, help="另存一份网页报告，如 校验.html；表格画在其中，可打印。")
@click.option("--tails", is_flag=True, help="连尾差一起列出。")
@FORCE
@told_clearly
def check(
    files: tuple[Path, ...], prior: Path | None, as_json: bool, html: Path | None, tails: bool, profile_id: str
) -> None:
    """校验勾稽关系，列出发现的问题。

    \b
    例：juesuan check workbooks/jiyuan-2023.xlsx
    """
    from .. import findings_report, workflow
    from ..errors import ToolkitError

    workbooks = without_owner_files(files)
    drawn, told, failed, wrong = [], [], not workbooks, False
    for path in workbooks:
        try:
            checked = workflow.check(path, prior=prior_year(prior), profile_id=profile_id)
        except ToolkitError as error:
            tell_failure(error)
            failed = True
            continue
        wrong = wrong or checked.has_errors
        if html:  # one page shows them all; else each is let go of, for it takes some MB
            drawn.append(checked)
        if as_json:
            told.append(findings_report.as_json(checked))
        else:
            show(checked, tails=tails)
    if as_json:
        say_json(told)
    if html and drawn:
        workflow.save_html(drawn, html)
        say(f"网页报告：{html}", err=as_json)
    leave(failed, wrong)
