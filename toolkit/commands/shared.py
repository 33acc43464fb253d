"""What all commands share: the words of their help, how an end is told, the exit codes.

Exit codes: 0 nothing wrong; 3 findings of severity error (outputs are still written); 2 wrong usage; 1 unusable input.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from ..text import printable, without_halves

if TYPE_CHECKING:
    from ..findings_report.records import Checked
    from ..report import Report
    from ..word import Ask

UNUSABLE, WRONG_DATA = 1, 3
#: How many of many places a line names.
MOST_NAMED = 8
_ESCAPED = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
HELP = {"help_option_names": ["-h", "--help"]}


class Command(click.Command):
    """A command whose usage line is in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})


class Group(click.Group):
    """Commands under one name, listed in the order in which they are given, with a Chinese usage line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", "subcommand_metavar": "命令 [参数]...", **kwargs})

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


FORCE = click.option("--force", is_flag=True, help="已有的结果文件也覆盖。")
STRICT = click.option("--strict", is_flag=True, help="文档里还有【待补充】就不生成 Word。")
PAGES = click.option(
    "--pages",
    type=click.Choice(["auto", "own", "office"]),
    default="auto",
    show_default=True,
    help="目录的页码：auto 由本工具排版得出，差一点就换页的再请 LibreOffice 或 Word 排；own 只由本工具排；office 都请 LibreOffice 或 Word 排。",
)
PRIOR = click.option("--prior", type=FILE, help="上年度的工作簿，或上年公布的 Word、PDF。")
PROFILE = click.option(
    "--profile", "profile_id", default="", metavar="格式", help="按哪个格式；不写则按“基本信息”或表格认出。"
)


def told_clearly(command: F) -> F:
    """A ToolkitError becomes one Chinese sentence on stderr and exit code 1; anything else is a bug and stays one.

    The command is one run (``toolkit.outputs.run``): what it reads is never written over, and what exists only with --force,
    which therefore needs no argument of the command.
    """

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from ..errors import ToolkitError, UnfinishedError
        from ..outputs.run import command as one_run

        try:
            with one_run(force=kwargs.pop("force", False), in_place=kwargs.get("in_place", False)):
                return command(*args, **kwargs)
        except ToolkitError as error:
            tell_failure(error)
            sys.exit(WRONG_DATA if isinstance(error, UnfinishedError) else UNUSABLE)

    return run  # type: ignore[return-value]


def say(text: str, *, err: bool = False) -> None:
    """A line on the screen, or into the file or program that standard output leads to.

    Every word that a command says passes here: names and texts come from workbooks, and none of them may command the
    terminal.
    """
    click.echo(printable(text), err=err)


def say_json(value: object) -> None:
    """For programs: UTF-8 whatever the console's code page; on a terminal as any text.

    What a terminal would obey stands as an escape of JSON (``\\u009b``), half a character as �.
    """
    from json import dumps

    text = _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", dumps(value, ensure_ascii=False, indent=1))
    if sys.stdout.isatty():
        click.echo(printable(text))
    else:
        click.echo(without_halves(text).encode("utf-8"))


def tell_failure(error: Exception | None) -> None:
    """Why something could not be done: one line, whatever is in its names."""
    say("无法完成：" + " ".join(str(error).split("\n")), err=True)


def prior_year(prior: Path | None) -> Path | Report | None:
    """Last year's account: a workbook as it is, what the tables of a published document say."""
    if prior is None:
        return None
    from .. import review

    if not review.is_document(prior):
        return prior
    report, _ = review.account_of(prior)
    return report


def without_owner_files(files: Sequence[Path]) -> list[Path]:
    """The files without those that Excel leaves beside an open workbook (``*.xlsx`` names them too), which are told."""
    from ..outputs.files import is_owner_file

    kept = [path for path in files if not is_owner_file(path)]
    for path in files:
        if path not in kept:
            say(f"跳过“{path.name}”：这是 Excel、WPS 打开文件时留下的临时文件，不是工作簿。", err=True)
    return kept


def show(checked: Checked, *, tails: bool = False) -> None:
    """The findings: in colours on a terminal, as plain lines into a file or another program."""
    from .. import findings_report

    if sys.stdout.isatty():
        findings_report.show(checked, tails=tails)
        return
    for line in findings_report.console(checked, tails=tails):
        say(line)


def tell_former(target: Path, source: Path) -> None:
    """Which older results of ours stand beside a new one, that they are not taken for it."""
    from ..outputs.former_results import former_results

    for former in former_results(target, source):
        say(former.sentence)


def tell_unfinished(missing: tuple[str, ...], *, written: bool = True) -> None:
    """What is still to be filled in, once each: the document repeats it wherever it is needed."""
    if missing:
        places = list(dict.fromkeys(missing))
        named = "、".join(places[:MOST_NAMED]) + ("……" if len(places) > MOST_NAMED else "")
        end = "文档里已标成黄色" if written else "没有生成 Word"
        say(f"还没有写完：{len(missing)} 处【待补充】，{end}。请填：{named}")


def tell_pages(numbered: bool, pages: Ask = "auto") -> None:
    """Why the 目录 has no page numbers, or not those that were asked for."""
    if numbered:
        return
    missing = "没有找到 LibreOffice 或 Word，或者没有与 Times New Roman 等宽的字体（Linux 上请安装 fonts-liberation）"
    if pages == "office":
        say(f"目录的页码不是 LibreOffice 或 Word 排的：{missing}。", err=True)
    else:
        reason = "Word 模板的版面本工具排不了" if pages == "own" else f"Word 模板的版面本工具排不了，又{missing}"
        say(f"目录没有页码：{reason}。在 Word 中打开后按 Ctrl+A、F9 即可更新。", err=True)


def leave(failed: bool, wrong: bool) -> NoReturn:
    """The exit code of the contract: unusable input outweighs wrong data."""
    sys.exit(UNUSABLE if failed else WRONG_DATA if wrong else 0)
