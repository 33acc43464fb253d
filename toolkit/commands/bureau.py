"""What a bureau does with many units: batch, combine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .shared import FILE, FORCE, PAGES, PROFILE, STRICT, Command, leave, say, show, told_clearly


@click.command("batch-worker", cls=Command, hidden=True)
@click.argument("megabytes", type=int)
def batch_worker(megabytes: int) -> None:
    """What a batch runs in its processes where the program is one frozen file."""
    from ..batch.running.serve import serve

    serve(megabytes)


@click.command(cls=Command)
@click.argument("inputs", type=FILE, nargs=-1, required=True, metavar="文件夹或工作簿...")
@click.option("--out", type=FILE, required=True, help="输出文件夹；再次运行时只做有变化的。")
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, metavar="个数", help="同时处理几个文件；不写则与处理器个数相同。"
)
@click.option("--expect", type=FILE, help="应报单位名单（.xlsx），列出缺报和重报。")
@click.option(
    "--prior",
    type=FILE,
    help="上年度的工作簿，或上年公布的 Word、PDF 所在的文件夹（上年批量处理的结果也行），逐个单位核对年初数。",
)
@click.option(
    "--department", "departments", type=FILE, multiple=True, help="部门的工作簿（或文件夹），与所属单位之和核对。"
)
@click.option("--cluster", default="", metavar="地址", help="交给 Dask 集群处理，如 tcp://10.0.0.1:8786。")
@click.option("--fresh", is_flag=True, help="全部重做，不沿用上次的结果。")
@STRICT
@PAGES
@PROFILE
@click.option("--due", default="", metavar="日期", help="退回单上写的重报期限，如 2024年9月20日。")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1),
    default=120,
    show_default=True,
    metavar="秒",
    help="一个文件最多处理多少秒。",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=64),
    default=1024,
    show_default=True,
    metavar="兆",
    help="处理一个文件最多用多少 MB 内存。",
)
@told_clearly
def batch(inputs: tuple[Path, ...], **options: Any) -> None:
    """批量处理许多单位的工作簿，并出汇总表、退回单；文件夹会连下级一起找。

    只有公开的 Word、PDF，没有工作簿的，逐份审读，一样汇总。

    \b
    例：juesuan batch 收到的决算 --out 汇总结果 --expect 单位名单.xlsx
    """
    from .. import batch as batches
    from ..batch.running.progress import usual_progress

    try:
        done = batches.run_batch(batches.BatchOptions(inputs, **options), usual_progress())
    except KeyboardInterrupt:
        say("做完的都已保存，再次运行同一条命令会接着做。", err=True)
        raise
    for line in done.lines():
        say(line)
    leave(bool(done.failures), done.has_errors)


@click.command(cls=Command)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="单位工作簿...")
@click.option("-o", "--out", type=FILE, required=True, help="部门的工作簿（.xlsx）。")
@click.option("--name", default="", metavar="名称", help="部门名称；不写则用输出文件的名字。")
@click.option("--eliminate", type=FILE, help="抵销单（.xlsx）：单位之间的付款，从汇总数里扣去。")
@click.option(
    "--expect", type=FILE, help="单位名单（.xlsx）：只汇总名单里的单位，说明谁没有收到；可与 --where 一起用。"
)
@click.option("--where", multiple=True, metavar="列=值", help="只汇总名单里这一列是这个值的单位，如 主管部门=教育局。")
@PROFILE
@FORCE
@told_clearly
def combine(
    files: tuple[Path, ...],
    out: Path,
    name: str,
    eliminate: Path | None,
    expect: Path | None,
    where: tuple[str, ...],
    profile_id: str,
) -> None:
    """把所属单位的工作簿汇总成部门的工作簿；每个数由哪些单位相加，写在“汇总来源”表里。

    \b
    例：juesuan combine 单位*.xlsx -o 某某局.xlsx
    """
    from ..batch import combine as combine_units
    from ..batch.choosing import choose
    from ..batch.department.elimination import read_eliminations

    chosen = choose(files, out, expect, where)
    paid = read_eliminations(eliminate) if eliminate else ()
    done = combine_units(chosen.sources, out, name=name, eliminations=paid, profile_id=profile_id)
    say(f"已汇总 {len(done.units)} 个单位：{'、'.join(done.units)}")
    say(f"    → {done.target}")
    for line in (*chosen.notes, *done.notes):
        say(f"请留意：{line}")
    if done.tails:
        say(
            f"请留意：下面有 {done.tails} 处不符是各单位四舍五入的尾差累加，不是录入错误；要各表自相一致，"
            "请用 juesuan fill --recompute 改成公式。"
        )
    show(done.checked)
    leave(False, done.checked.has_errors)
