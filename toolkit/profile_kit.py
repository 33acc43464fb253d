"""For the author of a profile: start one from another, and be told, all at once, what is missing or misspelt in it."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import narrative, rules, workbook, workflow
from .errors import ProfileError, ToolkitError
from .files import write_text
from .profiles import (
    FOREVER,
    FactGroup,
    Library,
    Profile,
    RowSpec,
    RuleSpec,
    default_library,
    samples,
    templates_folder,
)

#: Problems that a blank workbook must not have.
_READ_BADLY = ("RD-01", "RD-02", "RD-03", "RD-04")
#: For a format that names no last year.
_USUAL_YEAR = 2024


def start(profile_id: str, base: str, folder: Path | None = None, *, library: Library | None = None) -> Path:
    """A new profile folder that inherits everything from ``base``, with hints where to state what differs.

    ``base`` is one of ``library`` or lies in ``folder``, where the new one is made.

    Raises ProfileError when ``base`` is no profile or the folder is there already.
    """
    root = folder or templates_folder()
    target = root / profile_id
    if Library(root, *(library or default_library()).folders).home(base) is None:
        raise ProfileError(f"没有名为“{base}”的格式，请用 juesuan profiles 查看可用的格式。")
    if target.exists():
        raise ProfileError("这个文件夹已经存在，请换一个编号或先移走它。", path=target)
    try:
        target.mkdir(parents=True)
    except OSError as error:
        raise ProfileError(f"无法建立文件夹（{error.strerror}），请换一个位置。", path=target) from None
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

    Stages: the TOML files; then names across files, rules and sentences; then a blank workbook drawn and read back, and
    the samples of this profile checked, filled and written. Raises ProfileError when there is no profile in ``folder``.
    """
    if not (folder / "profile.toml").is_file():
        raise ProfileError("这里没有 profile.toml，请给出一个格式文件夹。", path=folder)
    library = Library(folder.absolute().parent, *(library or default_library()).folders)
    faults: list[ProfileError] = []
    try:
        profile = library.read(folder, faults.append)
    except ProfileError as error:
        faults.append(error)
    if faults:
        return Inspection(tuple(map(str, faults)))
    told = [
        *_names(profile),
        *_dates(profile),
        *_rules(profile),
        *map(str, narrative.template_faults(profile)),
    ]
    if told:
        return Inspection(tuple(told))
    made, hints = _samples(profile, library)
    return Inspection((*(fault for year in _years(profile) for fault in _blank(profile, year)), *made), hints)


def _names(profile: Profile) -> Iterator[str]:
    """Names in outline.toml and facts.toml that point to nothing."""
    texts = {text for group in profile.facts.values() for text in group.texts}
    lists = {group.id for group in profile.facts.values() if group.kind == "list"}
    for number, item in enumerate(profile.outline, 1):
        wanted = (("table", item.table, profile.tables), ("text", item.text, texts), ("glossary", item.glossary, lists))
        for key, name, known in wanted:
            if name and name not in known:
                yield f"文件“outline.toml”：第 {number} 项的 {key} 写的“{name}”不存在；可用：{'、'.join(known)}。"
        try:
            item.title.format_map({**profile.words, "单位名称": "", "年度": ""})
        except (KeyError, ValueError, IndexError) as error:
            yield f"文件“outline.toml”：第 {number} 项的标题“{item.title}”里的 {{{error.args[0]}}} 没有定义，可在 words 里定义。"
    if not any(item.table for item in profile.outline):
        yield "文件“outline.toml”：没有列出任何表格（table）。"
    seen: dict[str, FactGroup] = {}
    for group in profile.facts.values():
        for fact in group.facts:
            if fact.id in seen:
                yield f"文件“facts.toml”：“{fact.id}”在“{seen[fact.id].title}”和“{group.title}”里重复。"
            seen[fact.id] = group


def _dated(profile: Profile) -> Iterator[tuple[str, RowSpec | RuleSpec]]:
    """Everything that can be dated, and what it is called."""
    for table in profile.tables.values():
        for block in table.blocks:
            for row in (*block.rows, *(item for group in block.groups for item in group)):
                yield f"文件“tables.toml”：“{table.id}”的“{row.name}”", row
    for rule in profile.rules.values():
        yield f"文件“rules.toml”：规则“{rule.id}”", rule


def _dates(profile: Profile) -> Iterator[str]:
    """What is used in no year at all."""
    for name, one in _dated(profile):
        if max(one.since, profile.first_year) > min(one.until, profile.last_year):
            yield f"{name}在任何年度都用不上：since、until 与本格式的 {profile.years}对不上。"


def _years(profile: Profile) -> list[int]:
    """The last year of every stretch in which the format stays as it is."""
    changes = {year for _, one in _dated(profile) for year in (one.since, one.until + 1)}
    inside = {year for year in changes if profile.first_year < year <= profile.last_year}
    last = profile.last_year if profile.last_year < FOREVER else max(profile.first_year, _USUAL_YEAR, *inside)
    return sorted({*(year - 1 for year in inside), last})


def _rules(profile: Profile) -> Iterator[str]:
    """Rules that name what the forms do not have, in any year."""
    told: set[str] = set()
    for year in _years(profile):
        of_year = profile.for_year(year)
        for fault in map(str, rules.rule_faults(of_year)):
            if fault not in told:
                yield fault if of_year is profile else f"按 {year} 年度：{fault}"
            told.add(fault)


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
    stated = tomllib.loads(own.read_text(encoding="utf-8")) if own.is_file() and mine else {}
    unused = [rule for key, rule in profile.rules.items() if key in stated and key not in used and _is_equation(rule)]
    hint = "在样例里一处也没有用上；如果样例本该用上它，请核对它引用的表、行、列。"
    return faults, tuple(f"规则“{rule.id} {rule.title}”{hint}" for rule in unused)


def _is_equation(rule: RuleSpec) -> bool:
    """Neither a named check nor a pattern, and not about last year's workbook, which no sample brings."""
    return "=" in rule.identity and "上年." not in rule.identity and not rule.identity.startswith("文字")


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
