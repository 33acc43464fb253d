"""For the author of a profile: start one from another, and be told, all at once, what is missing or misspelt in it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import narrative, rules, workbook, workflow
from .amounts import Unit
from .errors import ProfileError, ToolkitError
from .files import fault_of_name, make_folder, write_text
from .profiles import (
    FOREVER,
    FactGroup,
    Library,
    Profile,
    RowSpec,
    RuleSpec,
    default_library,
    read_toml,
    samples,
    states,
    templates_folder,
    unfilled,
)
from .run import current

#: Problems that a blank workbook must not have.
_READ_BADLY = ("RD-01", "RD-02", "RD-03", "RD-04")
#: For a format that names no last year.
_USUAL_YEAR = 2024


def start(profile_id: str, base: str, folder: Path | None = None, *, library: Library | None = None) -> Path:
    """A new profile folder that inherits everything from ``base``, with hints where to state what differs.

    ``base`` is one of ``library`` or lies in ``folder``, where the new one is made.

    Raises ProfileError when ``base`` is no profile or the folder is there already.
    """
    fault = fault_of_name(profile_id)
    if fault or not re.fullmatch(r"\w[\w.-]*", profile_id):
        fault = fault or "只能用字、字母、数字和 - _"
        raise ProfileError(f"“{profile_id}”不能用作格式编号（{fault}），请换一个，如 hubei-final。")
    root = folder or templates_folder()
    target = root / profile_id
    if Library(root, *(library or default_library()).folders).home(base) is None:
        raise ProfileError(f"没有名为“{base}”的格式，请用 juesuan profiles 查看可用的格式。")
    if target.exists() and not current().force:
        raise ProfileError("这个文件夹已经存在，没有改动它；请换一个编号，确实要覆盖请加 --force。", path=target)
    make_folder(target)
    for name, text in _HINTS.items():
        write_text(target / name, text.replace("BASE", base))
    return target


@dataclass(frozen=True)
class Inspection:
    """What is wrong with a profile (``faults``) and what its author should look at (``hints``), a sentence each."""

    faults: tuple[str, ...]
    hints: tuple[str, ...] = ()


def inspect(folder: Path, *, library: Library | None = None) -> Inspection:
    """Everything that is wrong with a profile at once. Its base lies beside it or is one of ``library``.

    First all files are read: TOML, names across files, rules and sentences. Once these are right, a blank workbook is
    drawn and read back, and the samples of this profile are checked, filled and written. Raises ProfileError when there
    is no profile in ``folder``.
    """
    if not (folder / "profile.toml").is_file():
        raise ProfileError("这里没有 profile.toml，请给出一个格式文件夹。", path=folder)
    library = Library(folder.absolute().parent, *(library or default_library()).folders)
    faults: list[ProfileError] = []
    try:
        profile = library.read(folder, faults.append)
    except ProfileError as error:
        faults.append(error)
        return Inspection(tuple(map(str, faults)))
    found = [
        *unfilled(profile),
        *_names(profile),
        *_dates(profile),
        *_rules(profile),
        *narrative.template_faults(profile),
    ]
    if faults:  # what does not fit a base's files then follows from them
        found = [fault for fault in found if fault.path and fault.path.parent == folder]
    if faults or found:  # nothing can be made of it yet
        return Inspection(tuple(map(str, (*faults, *found))))
    made, hints = _samples(profile, library)
    return Inspection((*(fault for year in _years(profile) for fault in _blank(profile, year)), *made), hints)


def _names(profile: Profile) -> Iterator[ToolkitError]:
    """Names in outline.toml and facts.toml that point to nothing."""
    texts = {text for group in profile.facts.values() for text in group.texts}
    lists = {group.id for group in profile.facts.values() if group.kind == "list"}
    for number, item in enumerate(profile.outline, 1):
        wanted = (("table", item.table, profile.tables), ("text", item.text, texts), ("glossary", item.glossary, lists))
        for key, name, known in wanted:
            if name and name not in known:
                message = f"第 {number} 项的 {key} 写的“{name}”不存在；可用：{'、'.join(known)}。"
                yield ProfileError(message, path=profile.source("outline.toml", name))
    if not any(item.table for item in profile.outline):
        yield ProfileError("没有列出任何表格（table）。", path=profile.source("outline.toml", ""))
    seen: dict[str, FactGroup] = {}
    for group in profile.facts.values():
        for fact in group.facts:
            path = profile.source("facts.toml", f'"{fact.id}"')
            if fact.id in seen:
                message = f"“{fact.id}”在“{seen[fact.id].title}”和“{group.title}”里重复。"
                yield ProfileError(message, path=path)
            seen[fact.id] = group
            if fact.kind == "amount" and fact.unit.endswith("元") and Unit.called(fact.unit) is None:
                units = "、".join(unit.value for unit in Unit)
                yield ProfileError(f"“{fact.id}”的金额单位“{fact.unit}”不认识；可用：{units}。", path=path)


def _dated(profile: Profile) -> Iterator[tuple[str, str, RowSpec | RuleSpec]]:
    """Everything that can be dated: its file and what it is called."""
    for table in profile.tables.values():
        for block in table.blocks:
            for row in (*block.rows, *(item for group in block.groups for item in group)):
                yield "tables.toml", f"“{table.id}”的“{row.name}”", row
    for rule in profile.rules.values():
        yield "rules.toml", f"规则“{rule.id}”", rule


def _dates(profile: Profile) -> Iterator[ToolkitError]:
    """What is used in no year at all."""
    for file, name, dated in _dated(profile):
        if max(dated.since, profile.first_year) > min(dated.until, profile.last_year):
            message = f"{name}在任何年度都用不上：since、until 与本格式的 {profile.years}对不上。"
            said = dated.id if isinstance(dated, RuleSpec) else dated.name
            yield ProfileError(message, path=profile.source(file, said))


def _years(profile: Profile) -> list[int]:
    """The last year of every stretch in which the format stays as it is."""
    changes = {year for *_, one in _dated(profile) for year in (one.since, one.until + 1)}
    inside = {year for year in changes if profile.first_year < year <= profile.last_year}
    last = profile.last_year if profile.last_year < FOREVER else max(profile.first_year, _USUAL_YEAR, *inside)
    return sorted({*(year - 1 for year in inside), last})


def _rules(profile: Profile) -> Iterator[ToolkitError]:
    """Rules that name what the forms do not have, in any year."""
    known: set[str] = set()
    for year in _years(profile):
        of_year = profile.for_year(year)
        for fault in rules.rule_faults(of_year):
            if fault.message not in known:
                dated = f"按 {year} 年度：{fault.message}"
                yield fault if of_year is profile else ProfileError(dated, path=fault.path)
            known.add(fault.message)


def _blank(profile: Profile, year: int) -> Iterator[str]:
    """A blank workbook of that year must be read back as what it was drawn from."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "空白.xlsx"
        try:
            workbook.build_blank(profile, path, year=year)
            report = workbook.read_report(workbook.read_grid(path), profile.for_year(year))
        except ToolkitError as error:
            yield f"空白工作簿：{error}"
            return
    for problem in report.problems:
        if problem.rule in _READ_BADLY:
            yield f"空白工作簿读回来时：{problem.message}（请核对 tables.toml 里的表名、列名是否重复或写错）"
    for table_id in profile.tables:
        if table_id not in report.tables and not report.repeated(table_id):
            yield f"空白工作簿读回来时没有认出“{table_id}”，请核对 tables.toml 里的 title 和表头。"


def _samples(profile: Profile, library: Library) -> tuple[list[str], tuple[str, ...]]:
    """Samples of this profile that do not come out whole; and rules of its own that hold for no cell of any sample."""
    faults: list[str] = []
    used: set[str] = set()
    mine = [path for path in samples() if _is_of(path, profile, library)]
    for path in mine:
        try:
            filled = workflow.fill(workflow.check(path, library=library))
            with tempfile.TemporaryDirectory() as name:
                workflow.save_document(filled, Path(name) / "说明.docx")
        except ToolkitError as error:
            faults.append(f"样例“{path.name}”做不出来：{error}")
            continue
        used |= {item.rule.id for item in rules.instances(filled.checked.report, profile)}
    own = profile.folder / "rules.toml"
    entries = read_toml(own) if own.is_file() and mine else {}
    unused = [
        rule for key, rule in profile.rules.items() if states(entries, key) and key not in used and _is_equation(rule)
    ]
    hint = "在样例里一处也没有用上；如果样例本该用上它，请核对它引用的表、行、列。"
    return faults, tuple(f"规则“{rule.id} {rule.title}”{hint}" for rule in unused)


def _is_equation(rule: RuleSpec) -> bool:
    """Neither a named check nor a pattern, and not about last year's workbook, which no sample brings."""
    return "=" in rule.identity and "上年." not in rule.identity


def _is_of(path: Path, profile: Profile, library: Library) -> bool:
    return workbook.recognise_profile(workbook.read_grid(path), library) == profile.id


_HINTS = {
    "profile.toml": """# 格式的基本情况。没有写到的都沿用 BASE。写法见 docs/writing-a-profile.md。
base = "BASE"
region = "（请填省份）"
description = "（请用一句话说明这个格式）"
# first_year = 2024        # 从哪一年度起用
# last_year = 2026
# tables = ["公开01", "公开02"]   # 表的次序；不写则与 BASE 相同

# [words]                  # 称呼
# "主体" = "部门"
# "自称" = "我部门"
""",
    "tables.toml": """# 与 BASE 不同的表。只写不同的键，例如：
# ["公开05"]
# title = "一般公共预算财政拨款支出决算表"
""",
    "facts.toml": """# 与 BASE 不同的补充资料。例如给某一组换一批项目：
# ["上年数"]
# facts = [{ id = "上年收入总计", label = "上年度收入总计", unit = "万元", required = true }]
""",
    "rules.toml": """# 与 BASE 不同的勾稽关系（写法见 docs/rules.md）。不适用的规则这样停用：
# ["GK06-1"]
# enabled = false
""",
    "narrative.j2": "{# 与 BASE 不同的段落：同名的 block 会取代 BASE 的（写法见 docs/narrative.md）。 #}\n",
}
