"""A new profile folder: every file with the legend of its keys and an example, and nothing yet that differs from its base."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

from ..errors import ProfileError
from ..outputs.files import fault_of_name, make_folder, replacing, write_text
from ..outputs.run import current
from ..profiles import FOLDER_BESIDE, Library, default_library
from ..profiles.legends import LEGENDS
from ..text import one_line
from ..workbook.files.grid import Grid
from .drafting import Draft, draft


class Started(NamedTuple):
    """Where a new profile lies, and what was drafted for it."""

    folder: Path
    drafted: Draft | None


#: Where a new profile is made: a workbook in the same folder finds it there.
USUAL_FOLDER = Path(FOLDER_BESIDE)


def start(
    profile_id: str,
    base: str,
    folder: Path | None = None,
    *,
    forms: Grid | None = None,
    library: Library | None = None,
) -> Started:
    """A new profile folder in ``folder`` that inherits everything from ``base``, a profile there or of ``library``.

    ``forms``: an official workbook whose forms are drafted in ``tables.toml``. Raises ProfileError when ``base`` is no
    profile, the folder is there already, or no form was seen in ``forms``.
    """
    fault = fault_of_name(profile_id)
    if fault or not re.fullmatch(r"\w[\w.-]*", profile_id):
        fault = fault or "只能用字、字母、数字和 - _"
        raise ProfileError(f"“{profile_id}”不能用作格式编号（{fault}），请换一个，如 hubei-final。")
    root = folder or USUAL_FOLDER
    library = Library(root, *(library or default_library()).folders)
    target = root / profile_id
    if library.home(base) is None:
        raise ProfileError(f"没有名为“{base}”的格式，请用 juesuan profiles 查看可用的格式。")
    if target.exists() and not current().force:
        raise ProfileError("这个文件夹已经存在，没有改动它；请换一个编号，确实要覆盖请加 --force。", path=target)
    skeleton = _skeleton(library, base)
    drafted = draft(forms, library.load(base)) if forms else None
    if forms and drafted and not drafted.order:
        raise ProfileError("没有看出官方表格：请给出有标题和表头的官方工作簿，各表一张工作表。", path=forms.path)
    make_folder(target)
    if skeleton:
        with replacing(target / skeleton.name) as copy:
            shutil.copyfile(skeleton, copy)
    laid_out = {
        name: _EXAMPLES[name] + _as_comments(library, base, name)
        for name in ("outline.toml", "summary.toml", "glossary.toml")
    }
    examples = {**_EXAMPLES, **laid_out}
    if forms and drafted:
        examples["tables.toml"] = _DRAFTED.replace("FORMS", one_line(forms.path.name)) + drafted.text
        order = ", ".join(f'"{table_id}"' for table_id in drafted.order)
        examples["profile.toml"] = examples["profile.toml"].replace(_ORDER, f"tables = [{order}]")
    for name, example in examples.items():
        write_text(target / name, _file(name, example).replace("BASE", base))
    return Started(target, drafted)


def _as_comments(library: Library, base: str, name: str) -> str:
    """A file of the base as comments: what is not taken over still follows the base."""
    try:
        lines = library.load(base).file(name).read_text(encoding="utf-8-sig").splitlines()
    except ProfileError:
        return ""
    return "".join(f"# {line}".rstrip() + "\n" for line in lines if line and not line.startswith("#"))


def _file(name: str, example: str) -> str:
    if name.endswith(".j2"):
        return f"{{# 与 BASE 不同的{'图' if name == 'charts.j2' else '段落'}。\n{LEGENDS[name]}#}}\n"
    return f"# 与 BASE 不同的写在这里，没有写到的都沿用 BASE。\n{LEGENDS[name]}\n{example}"


def _skeleton(library: Library, base: str) -> Path | None:
    """The Word skeleton of the base, to be changed in Word."""
    try:
        return library.load(base).file("document.docx")
    except ProfileError:
        return None  # the base has none, or is no whole format: profile check tells


_ORDER = '# tables = ["公开01", "公开02"]'
_DRAFTED = """\
# 下面照“FORMS”起草，请一张一张核对：
#   “当作底稿的……”猜得不对的，改编号（方括号里的和 profile.toml 的 tables 里的）；key 是照底稿猜的名字，不对的删去。
#   行名是各单位自己填的（项目名称一类）：kind 改成 "list"，去掉 rows。没有数就不印的行、列，写 optional = true。
#   同一张表下面另有一块、自己有表头的，另写一段 blocks，加 below = true。
#   年份写成 {年度}、{上年}；表上没有的说明（empty_note）、另一种版式的表头（heads），照上面的说明补上。

"""
_EXAMPLES = {
    "profile.toml": """\
base = "BASE"
region = "（请填省份）"
description = "（请用一句话说明这个格式）"
# first_year = 2024
# last_year = 2026
# tables = ["公开01", "公开02"]

# [words]
# "主体" = "部门"
# "自称" = "我部门"
""",
    "tables.toml": """\
# ["公开05"]
# title = "一般公共预算财政拨款支出决算表"
""",
    "facts.toml": """\
# ["上年数"]
# facts = [{ id = "上年收入总计", label = "上年度收入总计", unit = "万元", required = true }]
""",
    "rules.toml": """\
# ["GK06-1"]
# enabled = false
""",
    "outline.toml": """\
# 下面是 BASE 的次序。要改次序、标题，把各行开头的“# ”去掉（从 item = [ 到最后的 ]）再改；不改的不用动。
""",
    "glossary.toml": """\
# 下面是 BASE 的名词。要改哪一条，去掉那几行开头的“# ”再改；要加的照样写在后面；不改的不用动。
""",
    "summary.toml": """\
# 下面是 BASE 的各数。要改哪一个，去掉那几行开头的“# ”再改；要加的照样写在后面；不改的不用动。
""",
    "narrative.j2": "",
    "charts.j2": "",
}
