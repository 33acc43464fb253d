"""Making and filling workbooks: new, adopt, fill, roll, sheet add."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import FILE, FORCE, PRIOR, PROFILE, Command, Group, leave, prior_year, say, show, tell_former, told_clearly


@click.command(cls=Command)
@click.argument("profile_id", metavar="格式")
@click.argument("out", type=FILE, metavar="结果文件")
@click.option("--year", type=int, metavar="年度", help="年度，如 2023。")
@click.option("--unit", "unit_name", default="", metavar="名称", help="单位（部门）名称。")
@FORCE
@told_clearly
def new(profile_id: str, out: Path, year: int | None, unit_name: str) -> None:
    """按格式生成一份空白的官方工作簿。

    \b
    例：juesuan new henan-final 空白.xlsx --year 2023 --unit 某某中心
    """
    from .. import workflow
    from ..profiles import default_library

    workflow.new_workbook(default_library().beside(out).load(profile_id), out, year=year, unit_name=unit_name)
    say(f"已生成空白工作簿：{out}（打开后从“填报顺序”的第一步做起）")


@click.command(cls=Command)
@click.argument("official", type=FILE, metavar="官方表")
@click.option("-o", "--out", type=FILE, required=True, help="结果文件。")
@PROFILE
@FORCE
@told_clearly
def adopt(official: Path, out: Path, profile_id: str) -> None:
    """把财政系统导出的官方表补成可以填报的工作簿：原表不动，加上基本信息、补充资料等工作表。

    \b
    例：juesuan adopt 系统导出.xls -o 某某中心.xlsx
    """
    from .. import workflow

    chosen, added = workflow.adopt(official, out, profile_id=profile_id)
    say(f"已生成：{out}（{'，'.join(filter(None, (chosen.region, chosen.id)))}）")
    say(f"补上的工作表：{'、'.join(added)}。请先核对“基本信息”，再填“补充资料”。" if added else "没有缺少的工作表。")


@click.command(cls=Command)
@click.argument("file", type=FILE, metavar="工作簿")
@click.option("-o", "--out", type=FILE, help="结果文件；不写则为“原名-已填.xlsx”。")
@PRIOR
@click.option("--recompute", is_flag=True, help="已印数字与公式不一致的，也改成公式。")
@click.option("--in-place", is_flag=True, help="直接写回原文件。")
@PROFILE
@FORCE
@told_clearly
def fill(file: Path, out: Path | None, prior: Path | None, recompute: bool, in_place: bool, profile_id: str) -> None:
    """填入合计公式、情况说明草稿和校验表；不加 --in-place 就不动原文件。

    \b
    例：juesuan fill 某某中心.xlsx -o 某某中心-已填.xlsx
    """
    from .. import workflow

    if in_place and out:
        raise click.UsageError("--in-place 与 -o 只能用一个。")
    checked = workflow.check(file, prior=prior_year(prior), profile_id=profile_id)
    filled = workflow.fill(checked, recompute=recompute)
    target = file if in_place else out or file.with_name(f"{file.stem}-已填{file.suffix}")
    workflow.save_workbook(filled, target)
    say(f"已填报：{target}")
    if not in_place:
        tell_former(target, file)
    show(filled.checked)
    leave(False, filled.checked.has_errors)


@click.command(cls=Command)
@click.argument("last", type=FILE, metavar="今年的工作簿")
@click.argument("new", type=FILE, metavar="结果文件")
@FORCE
@told_clearly
def roll(last: Path, new: Path) -> None:
    """由今年的工作簿做出明年的：单位、概况、名词解释和表样留下，今年的数转为上年数，其余清空，原因等旧文字列在旁边备查。

    \b
    例：juesuan roll 某某中心2023.xlsx 某某中心2024.xlsx
    """
    from .. import workflow

    made = workflow.roll(last, new)
    report = made.reading.report
    say(f"已生成：{new}（{report.unit_name}，{report.year}年度）")
    if made.redrawn:
        say(f"{report.year} 年度的表样有变，已换成新表样：{'、'.join(made.redrawn)}。")
    if made.spared:
        say(f"这些格里是数组公式，没有清空，请自己处理：{'、'.join(made.spared)}。")
    for note in made.left_out:
        say(f"“{last.name}”里有没读到的，没有转为上年数，请核对：{note}")
    say("请从“填报顺序”开始；上年写的原因在“上年写的”一栏，只供参考。")


@click.group(cls=Group)
def sheet() -> None:
    """增加工作表：一个项目一张的表（自评表）要几张加几张。

    \b
    例：juesuan sheet add 某某中心.xlsx 自评表 --count 5 --in-place
    """


@sheet.command("add", cls=Command)
@click.argument("file", type=FILE, metavar="工作簿")
@click.argument("kind", metavar="表")
@click.option("--count", type=int, default=1, metavar="张数", help="加几张；不写则加 1 张。")
@click.option("-o", "--out", type=FILE, help="结果文件；不写则为“原名-加表.xlsx”。")
@click.option("--in-place", is_flag=True, help="直接写回原文件。")
@FORCE
@told_clearly
def sheet_add(file: Path, kind: str, count: int, out: Path | None, in_place: bool) -> None:
    """在工作簿里加几张空白的自评表，接在已有的后面；其余不动。

    \b
    例：juesuan sheet add 某某中心.xlsx 自评表 --count 5
    """
    from .. import workflow

    if in_place and out:
        raise click.UsageError("--in-place 与 -o 只能用一个。")
    target = file if in_place else out or file.with_name(f"{file.stem}-加表{file.suffix}")
    added = workflow.add_forms(file, kind, count, target)
    say(f"已生成：{target}")
    say(f"加上的工作表：{'、'.join(added)}。")
