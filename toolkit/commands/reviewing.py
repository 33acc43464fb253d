"""Finished documents: review, absorb, compare."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import FILE, FORCE, PROFILE, Command, leave, say, say_json, show, told_clearly


@click.command(cls=Command)
@click.argument("document", type=FILE, metavar="文档")
@click.option("--workbook", "workbook_path", type=FILE, help="与这个工作簿对照；不写则与文档里的表格对照。")
@click.option("--html", type=FILE, help="另存一份网页报告，文档画在其中，标出有问题的句子。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.option("--tails", is_flag=True, help="连尾差一起列出。")
@click.option("--unbound", is_flag=True, help="列出没有对上表的数。")
@click.option("--profile", "profile_id", default="", metavar="格式", help="按哪个格式；不写则按表格认出。")
@FORCE
@told_clearly
def review(
    document: Path,
    workbook_path: Path | None,
    html: Path | None,
    as_json: bool,
    tails: bool,
    unbound: bool,
    profile_id: str,
) -> None:
    """审读成品文档（.docx 或有文字的 .pdf）：文字与表格逐句核对，表格按勾稽关系校验。

    \b
    例：juesuan review 某某中心决算.docx --html 审读.html
    """
    from .. import review as reviews

    reviewed = reviews.review(document, workbook_path=workbook_path, profile_id=profile_id)
    if as_json:
        say_json([reviews.as_json(reviewed)])
    else:
        show(reviewed, tails=tails)
        for line in reviews.lines(reviewed, unbound=unbound):
            say(line)
    if html:
        reviews.save_html(reviewed, html)
        say(f"网页报告：{html}", err=as_json)
    leave(False, reviewed.has_errors)


@click.command(cls=Command)
@click.argument("document", type=FILE, metavar="改过的文档")
@click.argument("workbook", type=FILE, metavar="[工作簿]", required=False)
@click.option("-o", "--out", type=FILE, help="结果文件；不写则为“原名-已收回.xlsx”。")
@click.option("--show", "only_shown", is_flag=True, help="只列出改动，不写文件。")
@click.option("--ask", is_flag=True, help="列出改动以后，问过再写。")
@PROFILE
@FORCE
@told_clearly
def absorb(
    document: Path, workbook: Path | None, out: Path | None, only_shown: bool, ask: bool, profile_id: str
) -> None:
    """把在 Word 里改的文字收回工作簿：先列出改动，再写进“人工改写”等处；表格里的数不收。

    不写工作簿，就是文档旁边同名的那一份。

    \b
    例：juesuan absorb 某某中心决算-领导改.docx 某某中心.xlsx
    """
    from .. import review as reviews

    source = workbook or reviews.workbook_beside(document)
    absorbed = reviews.absorb(document, source, profile_id=profile_id)
    for line in reviews.absorbed_lines(absorbed):
        say(line)
    if absorbed.edits and not only_shown:
        if ask and not click.confirm("写进工作簿吗？"):
            say("没有收回，什么都没有写。")
            return
        target = out or source.with_name(f"{source.stem}-已收回{source.suffix}")
        reviews.save_absorbed(absorbed, target)
        say(f"已写好：{target}")
    leave(False, absorbed.has_errors)


@click.command(cls=Command)
@click.argument("first", type=FILE, metavar="甲")
@click.argument("second", type=FILE, metavar="乙")
@click.option("--html", type=FILE, help="另存一份网页，两份并排。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@FORCE
@told_clearly
def compare(first: Path, second: Path, html: Path | None, as_json: bool) -> None:
    """比较两份工作簿或文档（初稿和定稿、上年和本年）：数按数比，句子按句子比。

    \b
    例：juesuan compare 某某中心-初稿.docx 某某中心-定稿.docx --html 比较.html
    """
    from .. import review as reviews

    comparison = reviews.compare(reviews.content_of(first), reviews.content_of(second))
    if as_json:
        say_json(reviews.comparison_json(comparison))
    else:
        for line in reviews.comparison_lines(comparison):
            say(line)
    if html:
        reviews.save_comparison(comparison, html)
        say(f"网页：{html}", err=as_json)
