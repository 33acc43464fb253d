"""The formats: profiles, and profile new, show, install, check."""

from __future__ import annotations

from pathlib import Path

import click

from .shared import FILE, FORCE, Command, Group, leave, say, say_json, told_clearly


@click.command(cls=Command)
@told_clearly
def profiles() -> None:
    """列出可用的公开格式，说明选哪一个。

    \b
    例：juesuan profiles
    """
    from ..profiles import default_library
    from ..profiles.folders import missing_folders

    library = default_library().beside(Path())
    for fault in missing_folders():
        say(f"提示：{fault}", err=True)
    known = sorted(map(library.load, library.ids()), key=lambda profile: profile.is_general)  # those of a region first
    for found in known:
        say(f"{found.stated}　{found.region or '各地通用'}　{found.kind}　{found.years}　{found.description}")
    for general in (found for found in known if found.is_general):
        say(f"\n按单位所在的地区选；没有列出的地区，{general.kind}用 {general.id}。")
        say(f"当地的表或文字与它不同的，以它为底写一个：juesuan profile new 我省-final --from {general.id}")


@click.group(cls=Group)
def profile() -> None:
    """编写公开格式：查看、新建、检查、安装。

    \b
    例：juesuan profile check juesuan-profiles/hubei-final
    """


@profile.command("new", cls=Command)
@click.argument("profile_id", metavar="编号")
@click.option(
    "--from", "--base", "base", required=True, metavar="格式", help="以哪个格式为底（编号见 juesuan profiles）。"
)
@click.option(
    "--forms", type=FILE, help="照这个官方工作簿（空的、填好的都行）起草各张表，写进 tables.toml，再由您核对。"
)
@click.option("--out", "folder", type=FILE, help="建在哪个文件夹下；不写则建在当前文件夹的 juesuan-profiles 下。")
@FORCE
@told_clearly
def profile_new(profile_id: str, base: str, forms: Path | None, folder: Path | None) -> None:
    """以一个现有格式为底，新建一个格式。

    \b
    例：juesuan profile new hubei-final --from henan-final --forms 官方表样.xlsx
    """
    from .. import profile_kit, workbook

    started = profile_kit.start(profile_id, base, folder, forms=workbook.read_grid(forms) if forms else None)
    target, drafted = started
    say(f"已建立：{target}")
    if drafted:
        say(f"起草了 {len(drafted.order)} 张表，写在 tables.toml，请对照官方表格核对。")
        if drafted.passed:
            names = "、".join(f"“{name}”" for name in drafted.passed)
            say(f"没有起草的工作表：{names}（没有看出表头，或者是绩效自评表一类的，请照说明自己写）。")
    say(f"改好后用 juesuan profile check {target} 检查。")


@profile.command("show", cls=Command)
@click.argument("profile_id", metavar="格式")
@click.argument("names", nargs=-1, metavar="[编号]...")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@told_clearly
def profile_show(profile_id: str, names: tuple[str, ...], as_json: bool) -> None:
    """列出一个格式的全部编号：表、列、行、补充资料、句式、段落、规则、名词；写上编号的，列出那几项的全部。

    \b
    例：juesuan profile show henan-final 公开05 收支总体
    """
    from .. import profile_kit
    from ..profiles import default_library

    found = default_library().beside(Path("工作簿")).load(profile_id)
    if as_json:
        say_json(profile_kit.contents(found))
        return
    for line in profile_kit.lines(found, names):
        say(line)


@profile.command("install", cls=Command)
@click.argument("source", type=FILE, metavar="文件夹或压缩包")
@FORCE
@told_clearly
def profile_install(source: Path) -> None:
    """安装别人给的格式（文件夹或 .zip），所有工作簿都能用。

    \b
    例：juesuan profile install hubei-final.zip
    """
    from .. import profile_kit

    for installed in profile_kit.install(source):
        say(f"已安装：{installed.stated}　{installed.region}　{installed.description}")
        if profile_kit.is_named_by_its_zip(source):
            say(
                "压缩包里没有文件夹，编号取自压缩包的文件名；应是别的编号的，请压缩整个文件夹，或把压缩包改成那个名字再装。"
            )


@profile.command("check", cls=Command)
@click.argument("folder", type=FILE, metavar="格式文件夹")
@told_clearly
def profile_check(folder: Path) -> None:
    """检查一个格式文件夹，把缺的、写错的一次列全。

    \b
    例：juesuan profile check juesuan-profiles/hubei-final
    """
    from .. import profile_kit

    inspection = profile_kit.inspect(folder)
    for fault in inspection.faults:
        say(f"要改：{fault}")
    for hint in inspection.hints:
        say(f"提示：{hint}")
    say(f"共 {len(inspection.faults)} 处要改。" if inspection.faults else "没有发现问题，可以使用。")
    leave(False, bool(inspection.faults))
