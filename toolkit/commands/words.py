"""What all commands share: the words of their help, how an end is told, the exit codes.

Exit codes: 0 nothing wrong; 3 findings of severity error (outputs are still written); 2 wrong usage; 1 unusable input.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from ..workflow import Checked

UNUSABLE, WRONG_DATA = 1, 3
#: How many of many places a line names.
MOST_NAMED = 8
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


STRICT = click.option("--strict", is_flag=True, help="文档里还有【待补充】就不生成 Word。")
PRIOR = click.option("--prior", type=FILE, help="上年度的工作簿。")


def told_clearly(command: F) -> F:
    """A ToolkitError becomes one Chinese sentence on stderr and exit code 1; anything else is a bug and stays one."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from ..errors import ToolkitError, UnfinishedError

        try:
            return command(*args, **kwargs)
        except ToolkitError as error:
            click.echo(f"无法完成：{error}", err=True)
            sys.exit(WRONG_DATA if isinstance(error, UnfinishedError) else UNUSABLE)

    return run  # type: ignore[return-value]


def show(checked: Checked, *, tails: bool = False) -> None:
    """The findings: in colours on a terminal, as plain lines into a file or another program."""
    from .. import findings_report

    if sys.stdout.isatty():
        findings_report.show(checked, tails=tails)
        return
    for line in findings_report.console(checked, tails=tails):
        click.echo(line)


def tell_unfinished(missing: tuple[str, ...], *, written: bool = True) -> None:
    """What is still to be filled in, once each: the document repeats it wherever it is needed."""
    if missing:
        places = list(dict.fromkeys(missing))
        named = "、".join(places[:MOST_NAMED]) + ("……" if len(places) > MOST_NAMED else "")
        end = "文档里已标成黄色" if written else "没有生成 Word"
        click.echo(f"还没有写完：{len(missing)} 处【待补充】，{end}。请填：{named}")


def tell_pages(numbered: bool) -> None:
    if not numbered:
        click.echo("目录没有页码：没有找到 LibreOffice 或 Word。在 Word 中打开后按 Ctrl+A、F9 即可更新。", err=True)


def leave(failed: bool, wrong: bool) -> NoReturn:
    """The exit code of the contract: unusable input outweighs wrong data."""
    sys.exit(UNUSABLE if failed else WRONG_DATA if wrong else 0)
