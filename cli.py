"""The command line: arguments in, one call, words out. ``juesuan …`` after installing, ``python cli.py …`` from a checkout.

Exit codes: 0 nothing wrong; 3 findings of severity error (outputs are still written); 2 wrong usage; 1 unusable input.
Imports of the toolkit stand inside the commands so that ``--help`` stays quick.
"""

from __future__ import annotations

import gc
import gettext
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

# click speaks through gettext's default domain, which it looks up when it is used: ours is Chinese.
os.environ["LANGUAGE"] = "zh_CN"
gettext.bindtextdomain("click", str(Path(__file__).parent / "toolkit" / "locale"))
gettext.textdomain("click")

import click  # noqa: E402

if TYPE_CHECKING:
    from toolkit.workflow import Built, Checked

UNUSABLE, WRONG_DATA = 1, 3
#: Stopped by Ctrl-C, as shells have it.
STOPPED = 130
#: How many of many places a line names.
MOST_NAMED = 8
#: A command makes many objects that all stay: to look for garbage every 700 of them takes a sixth of its time.
GARBAGE_THRESHOLD = 50_000
F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
STRICT = click.option("--strict", is_flag=True, help="文档里还有【待补充】就不生成 Word。")


def told_clearly(command: F) -> F:
    """A ToolkitError becomes one Chinese sentence on stderr and exit code 1; anything else is a bug and stays one."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from toolkit.errors import ToolkitError, UnfinishedError

        try:
            return command(*args, **kwargs)
        except ToolkitError as error:
            click.echo(f"无法完成：{error}", err=True)
            sys.exit(WRONG_DATA if isinstance(error, UnfinishedError) else UNUSABLE)

    return run  # type: ignore[return-value]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="juesuan", message="决算公开工具 %(version)s", help="显示版本。")
def main() -> None:
    """部门决算公开工具：校验官方 Excel 表格的勾稽关系，填报公式和情况说明，生成 Word 决算说明。

    \b
    例：juesuan build workbooks/jiyuan-2023.xlsx --out out
    """
    gc.set_threshold(GARBAGE_THRESHOLD)


@main.command()
@told_clearly
def profiles() -> None:
    """列出可用的公开格式。

    \b
    例：juesuan profiles
    """
    from toolkit.profiles import default_library

    library = default_library().beside(Path())
    for one in map(library.load, library.ids()):
        click.echo(f"{one.id}　{one.region}　{one.kind}　{one.years}　{one.description}")


@main.command()
@click.argument("profile_id", metavar="PROFILE")
@click.argument("out", type=FILE)
@click.option("--year", type=int, help="年度，如 2023。")
@click.option("--unit", "unit_name", default="", help="单位（部门）名称。")
@told_clearly
def new(profile_id: str, out: Path, year: int | None, unit_name: str) -> None:
    """按格式生成一份空白的官方工作簿。

    \b
    例：juesuan new henan-final 空白.xlsx --year 2023 --unit 某某中心
    """
    from toolkit import workflow
    from toolkit.profiles import default_library

    workflow.new_workbook(default_library().beside(out).load(profile_id), out, year=year, unit_name=unit_name)
    click.echo(f"已生成空白工作簿：{out}")


@main.command()
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--prior", type=FILE, help="上年度的工作簿，用来核对年初数。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.option("--html", type=FILE, help="另存一份网页报告，如 校验.html；表格画在其中，可打印。")
@click.option("--tails", is_flag=True, help="连尾差一起列出。")
@told_clearly
def check(files: tuple[Path, ...], prior: Path | None, as_json: bool, html: Path | None, tails: bool) -> None:
    """校验勾稽关系，列出发现的问题。

    \b
    例：juesuan check workbooks/jiyuan-2023.xlsx
    """
    from toolkit import findings_report, workflow
    from toolkit.errors import ToolkitError

    results, failed = [], False
    for path in files:
        try:
            checked = workflow.check(path, prior=prior)
        except ToolkitError as error:
            click.echo(f"无法完成：{error}", err=True)
            failed = True
            continue
        results.append(checked)
        if not as_json:
            _show(checked, tails=tails)
    if as_json:
        objects = [findings_report.as_json(checked) for checked in results]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1))
    if html and results:
        workflow.save_html(results, html)
        click.echo(f"网页报告：{html}", err=as_json)
    _leave(failed, any(checked.has_errors for checked in results))


@main.command()
@click.argument("file", type=FILE)
@click.option("-o", "--out", type=FILE, help="结果文件；不写则为“原名-已填.xlsx”。")
@click.option("--prior", type=FILE, help="上年度的工作簿。")
@click.option("--recompute", is_flag=True, help="已印数字与公式不一致的，也改成公式。")
@click.option("--in-place", is_flag=True, help="直接写回原文件。")
@told_clearly
def fill(file: Path, out: Path | None, prior: Path | None, recompute: bool, in_place: bool) -> None:
    """填入合计公式、情况说明草稿和校验表；不加 --in-place 就不动原文件。

    \b
    例：juesuan fill 某某中心.xlsx -o 某某中心-已填.xlsx
    """
    from toolkit import workflow

    if in_place and out:
        raise click.UsageError("--in-place 与 -o 只能用一个。")
    target = file if in_place else out or file.with_name(f"{file.stem}-已填{file.suffix}")
    if not in_place and target.resolve() == file.resolve():
        raise click.UsageError("输出与原文件相同；确实要写回原文件请用 --in-place。")
    filled = workflow.fill(workflow.check(file, prior=prior), recompute=recompute)
    workflow.save_workbook(filled, target)
    click.echo(f"已填报：{target}")
    _show(filled.checked)
    _leave(False, filled.checked.has_errors)


@main.command()
@click.argument("file", type=FILE)
@click.option("-o", "--out", type=FILE, help="结果文件；不写则与工作簿同名。")
@STRICT
@told_clearly
def word(file: Path, out: Path | None, strict: bool) -> None:
    """生成 Word 决算（预算）说明。

    \b
    例：juesuan word 某某中心.xlsx -o 某某中心决算说明.docx
    """
    from toolkit import workflow

    target = out or file.with_suffix(".docx")
    filled = workflow.fill(workflow.check(file))
    unfinished = workflow.save_document(filled, target, strict=strict)
    numbered = workflow.number_pages([target])
    click.echo(f"已生成：{target}")
    _tell_unfinished(unfinished)
    _tell_pages(numbered)
    _leave(False, filled.checked.has_errors)


@main.command()
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--out", "folder", type=FILE, required=True, help="输出文件夹。")
@click.option("--prior", type=FILE, help="上年度的工作簿。")
@STRICT
@told_clearly
def build(files: tuple[Path, ...], folder: Path, prior: Path | None, strict: bool) -> None:
    """校验、填报、生成 Word，一次完成；一个文件有问题不影响其他文件。

    \b
    例：juesuan build workbooks/jiyuan-2023.xlsx --out out
    """
    from toolkit import workflow

    _report_built(workflow.build(files, folder, prior=prior, strict=strict))


@main.command("batch-worker", hidden=True)
@click.argument("megabytes", type=int)
def batch_worker(megabytes: int) -> None:
    """What a batch runs in its processes where the program is one frozen file."""
    from toolkit.batch.running.serve import serve

    serve(megabytes)


@main.command()
@click.argument("inputs", type=FILE, nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", type=FILE, required=True, help="输出文件夹；再次运行时只做有变化的。")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="同时处理几个文件；不写则与处理器个数相同。")
@click.option("--expect", type=FILE, help="应报单位名单（.xlsx），列出缺报和重报。")
@click.option("--prior", type=FILE, help="上年度工作簿所在的文件夹，逐个单位核对年初数。")
@click.option(
    "--department", "departments", type=FILE, multiple=True, help="部门的工作簿（或文件夹），与所属单位之和核对。"
)
@click.option("--cluster", default="", metavar="ADDRESS", help="交给 Dask 集群处理，如 tcp://10.0.0.1:8786。")
@click.option("--fresh", is_flag=True, help="全部重做，不沿用上次的结果。")
@STRICT
@click.option("--due", default="", metavar="日期", help="退回单上写的重报期限，如 2024年9月20日。")
@click.option(
    "--time-limit", type=click.FloatRange(min=0.1), default=120, show_default=True, help="一个文件最多处理多少秒。"
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=64),
    default=1024,
    show_default=True,
    help="处理一个文件最多用多少 MB 内存。",
)
@told_clearly
def batch(inputs: tuple[Path, ...], **options: Any) -> None:
    """成批处理许多单位的工作簿，并出汇总表、退回单；文件夹会连下级一起找。

    \b
    例：juesuan batch 收到的决算 --out 汇总结果 --expect 单位名单.xlsx
    """
    from toolkit import batch as batches
    from toolkit.batch.running.progress import usual_progress

    try:
        done = batches.run(batches.BatchOptions(inputs, **options), usual_progress())
    except KeyboardInterrupt:
        click.echo("已停止。做完的都已保存，再次运行同一条命令会接着做。", err=True)
        sys.exit(STOPPED)
    for line in done.lines():
        click.echo(line)
    _leave(bool(done.failures), done.has_errors)


@main.command()
@click.option("--out", "folder", type=FILE, default="out", show_default=True, help="输出文件夹。")
@told_clearly
def demo(folder: Path) -> None:
    """用自带的样例各做一遍，看看能得到什么。

    \b
    例：juesuan demo
    """
    from toolkit import workflow
    from toolkit.profiles import samples

    _report_built(workflow.build(samples(), folder))


@main.command()
@click.argument("official", type=FILE, metavar="OFFICIAL")
@click.option("-o", "--out", type=FILE, required=True, help="结果文件。")
@click.option("--profile", "profile_id", default="", help="格式编号；不写则按表格认出。")
@told_clearly
def adopt(official: Path, out: Path, profile_id: str) -> None:
    """把财政系统导出的官方表补成可以填报的工作簿：原表不动，加上我们的工作表。

    \b
    例：juesuan adopt 系统导出.xls -o 某某中心.xlsx
    """
    from toolkit import workflow

    chosen, added = workflow.adopt(official, out, profile_id=profile_id)
    click.echo(f"已生成：{out}（{chosen.region}，{chosen.id}）")
    click.echo(
        f"补上的工作表：{'、'.join(added)}。请先核对“基本信息”，再填“补充资料”。" if added else "没有缺少的工作表。"
    )


@main.group()
def profile() -> None:
    """编写公开格式：新建、检查。

    \b
    例：juesuan profile check templates/henan-final
    """


@profile.command("new")
@click.argument("profile_id", metavar="ID")
@click.option("--from", "base", required=True, help="以哪个格式为底（编号见 juesuan profiles）。")
@click.option("--out", "folder", type=FILE, help="建在哪个文件夹下；不写则建在 templates/ 下。")
@told_clearly
def profile_new(profile_id: str, base: str, folder: Path | None) -> None:
    """以一个现有格式为底，新建一个格式。

    \b
    例：juesuan profile new hubei-final --from henan-final
    """
    from toolkit import profile_kit

    target = profile_kit.start(profile_id, base, folder)
    click.echo(f"已建立：{target}\n改好后用 juesuan profile check {target} 检查。")


@profile.command("check")
@click.argument("folder", type=FILE, metavar="DIR")
@told_clearly
def profile_check(folder: Path) -> None:
    """检查一个格式文件夹，把缺的、写错的一次列全。

    \b
    例：juesuan profile check templates/henan-final
    """
    from toolkit import profile_kit

    inspection = profile_kit.inspect(folder)
    for fault in inspection.faults:
        click.echo(f"要改：{fault}")
    for hint in inspection.hints:
        click.echo(f"提示：{hint}")
    click.echo(f"共 {len(inspection.faults)} 处要改。" if inspection.faults else "没有发现问题，可以使用。")
    _leave(False, bool(inspection.faults))


def _report_built(built: Sequence[Built]) -> None:
    for result in built:
        if result.checked is None:
            click.echo(f"无法完成：{result.error}", err=True)
            continue
        _show(result.checked)
        click.echo(f"    → {result.workbook}")
        if result.document:
            click.echo(f"    → {result.document}")
        click.echo(f"    → {result.findings}")
        _tell_unfinished(result.unfinished, written=result.document is not None)
    done = [result.checked for result in built if result.checked is not None]
    if done:
        _tell_pages(all(result.pages_numbered for result in built if result.checked is not None))
    _leave(len(done) < len(built), any(checked.has_errors for checked in done))


def _show(checked: Checked, *, tails: bool = False) -> None:
    """The findings: in colours on a terminal, as plain lines into a file or another program."""
    from toolkit import findings_report

    if sys.stdout.isatty():
        findings_report.show(checked, tails=tails)
        return
    for line in findings_report.console(checked, tails=tails):
        click.echo(line)


def _tell_unfinished(missing: tuple[str, ...], *, written: bool = True) -> None:
    """What is still to be filled in, once each: the document repeats it wherever it is needed."""
    if missing:
        places = list(dict.fromkeys(missing))
        named = "、".join(places[:MOST_NAMED]) + ("……" if len(places) > MOST_NAMED else "")
        end = "文档里已标成黄色" if written else "没有生成 Word"
        click.echo(f"还没有写完：{len(missing)} 处【待补充】，{end}。请填：{named}")


def _tell_pages(numbered: bool) -> None:
    if not numbered:
        click.echo("目录没有页码：没有找到 LibreOffice 或 Word。在 Word 中打开后按 Ctrl+A、F9 即可更新。", err=True)


def _leave(failed: bool, wrong: bool) -> None:
    """The exit code of the contract: unusable input outweighs wrong data."""
    sys.exit(UNUSABLE if failed else WRONG_DATA if wrong else 0)


if __name__ == "__main__":
    main()
