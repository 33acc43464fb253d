"""``python -m tools COMMAND``: makes again what is committed and made from something else; tests say when it is stale."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """维护者的命令：重新生成随源码提交的文件。改了哪里、该运行哪一个，见 CONTRIBUTING.md。"""


@main.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
def samples(names: tuple[str, ...]) -> None:
    """样例工作簿（workbooks/*.xlsx、*.xlsm），由 workbooks/sources/*.json 生成；可只写几个名字。"""
    from . import workbooks

    _told(_made(names, workbooks.samples(names)))


@main.command()
@click.argument("names", metavar="[PROFILE]...", nargs=-1)
def blanks(names: tuple[str, ...]) -> None:
    """各格式的空白工作簿（templates/*/workbook.xlsx、.xlsm）；可只写几个格式。"""
    from . import workbooks

    _told(_made(names, workbooks.blanks(names)))


@main.command()
def skeleton() -> None:
    """Word 模板（templates/*/document.docx），由 toolkit/word/looks.py 的样式和格式的用语生成。"""
    from .skeleton import make_all

    _told(make_all())


@main.command()
def findings() -> None:
    """docs/findings.md：校验会发现什么。"""
    from .findings_page import markdown

    target = ROOT / "docs" / "findings.md"
    target.write_text(markdown(), encoding="utf-8")
    _told([target])


@main.command()
def legends() -> None:
    """格式文件开头各键的说明（templates/*/*.toml、narrative.j2），改 toolkit/profiles/legends.py 之后。"""
    from .legends import make_all

    _told(make_all())


@main.command()
def keys() -> None:
    """docs/profile-keys.md：格式文件的全部的键，由读取格式的程序得来。"""
    from .profile_keys import markdown

    target = ROOT / "docs" / "profile-keys.md"
    target.write_text(markdown(), encoding="utf-8")
    _told([target])


@main.command()
def guide() -> None:
    """docs/images：docs/guide.md 的图，由样例的真实结果画出。"""
    from .guide import make_all

    _told(make_all())


@main.command()
def locale() -> None:
    """click 提示语的中文译文（改 click.po 之后）。"""
    from .locale import compiled

    _told([compiled()])


def _made(names: Collection[str], made: list[Path]) -> list[Path]:
    """What was made; a name that nothing is called by is no success."""
    unknown = [name for name in names if not any(name in (path.stem, path.parent.name) for path in made)]
    if unknown:
        raise click.UsageError(f"没有叫“{'、'.join(unknown)}”的格式或样例。")
    return made


def _told(made: list[Path]) -> None:
    for path in made:
        click.echo(f"已生成：{path.relative_to(ROOT)}")


if __name__ == "__main__":
    main(prog_name="python -m tools")
