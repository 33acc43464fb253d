"""A profile folder read into a :class:`Profile`: one official format (region, kind, years), stated as data.

A folder under ``templates/`` holds ``profile.toml`` (identity, words, number style), ``tables.toml`` (the official
forms), ``facts.toml`` (our sheets 基本信息, 补充资料, 部门概况, 名词解释), ``rules.toml`` (勾稽关系), ``outline.toml`` (the Word
document in order), ``narrative.j2`` (the sentences) and ``document.docx`` (the Word skeleton). A profile names a
``base`` and states only its differences: tables of keys are merged key by key, lists are replaced whole, or changed in
single items that a table of their ids names (``["公开02".blocks."".columns."编码"]``). A group of facts emptied by a
profile is dropped.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import tomllib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from .amounts import NumberStyle
from .errors import ProfileError

T = TypeVar("T")

_SINGLE_SLASH = re.compile(r"(?<!/)/(?!/)")
#: Roles of columns that hold figures.
NUMBER_ROLES = frozenset({"amount", "count", "percent", "score"})


def in_year(words: str, year: str) -> str:
    """Heading words with their ``{年度}`` filled in: ``2024年预算数``; without a year ``预算数``."""
    return words.replace("{年度}年", f"{year}年" if year else "")


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a form.

    ``head`` is the path of heading words from the top row down (``本年支出/小计``); empty means the id is the heading.
    ``role``: code, name, line (行次), amount, count, percent, score, text, blank. In cross tables ``row``/``column`` say
    which figure the column holds. ``span`` counts grid columns in self-evaluation forms. ``signed``: negative amounts
    are legal here. ``format``: the Excel number format where it is not the usual one of the role. ``options``: the only
    words the cell may hold. ``level``: the level of a tree's rows that the column belongs to, where not to all.

    A heading may name the year (``{年度}年预算数``); ``//`` in it is a slash of its own.
    """

    id: str
    head: str = ""
    role: str = "amount"
    row: str = ""
    column: str = ""
    width: float = 14
    span: int = 1
    signed: bool = False
    format: str = ""
    options: tuple[str, ...] = ()
    level: str = ""

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The heading words from the top row down."""
        return tuple(words.replace("//", "/") for words in _SINGLE_SLASH.split(self.head or self.id))


#: Years before and after all others, for what is not dated.
ALWAYS, FOREVER = 0, 9999


@dataclass(frozen=True)
class RowSpec:
    """A row the form prints, from the year ``since`` to the year ``until``.

    ``key`` defaults to the name without its ordinal (``normal_name``). In ``groups`` the name is the code and the name
    of an item: ``30101 基本工资``.
    """

    name: str
    key: str = ""
    signed: bool = False
    since: int = ALWAYS
    until: int = FOREVER


@dataclass(frozen=True)
class PairSpec:
    """A label with its value to the right of it, in self-evaluation forms.

    ``printed``: what the form itself prints in the place of the value (（ ）优秀 （ ）良好 …).
    """

    label: str
    key: str = ""
    label_span: int = 1
    value_span: int = 1
    role: str = "text"
    printed: str = ""


@dataclass(frozen=True)
class TotalSpec:
    """A total in the last line of side-by-side groups (公开06表): its name, and the group whose amount column holds it."""

    name: str
    group: int = 1


@dataclass(frozen=True)
class BlockSpec:
    """One block of a form.

    ``kind``: ``lines`` (rows with fixed names and 行次), ``codes`` (rows by 科目编码, open ended, fixed ``rows`` such as
    合计 above them, or around a row without a name), ``groups`` (codes in side-by-side groups), ``cross`` (one row of figures, 三公), ``pairs`` (label →
    value), ``grid`` (fixed rows × columns inside a form), ``list`` (open ended rows up to the row named ``until``).
    ``tree`` (rows by name in ``levels``, open ended, fixed ``rows`` besides).

    ``levels``: what the levels of a tree are called, the highest first; in ``lines``, what the rows are called that
    stand in its blank lines. ``level_by`` says how a tree's rows show their level: ``ordinal`` (一、 marks the highest,
    below it the indentation), ``first`` (the first row is the highest; rows with words in the column ``leaf`` are of
    the lowest), ``columns`` (each level has a name column, called as the level), ``records`` (one line of the sheet
    holds rows of several levels; a column says its ``level``). ``full_name``: the columns that together name a row
    where another form speaks of it (项目, 单位).

    ``side`` is the vertical caption left of a grid in a form. ``group_heads``: a heading word above each of the groups
    (人员经费, 公用经费). ``dashes``: codes whose amount the form prints as ``——`` (not applicable), with all below them.
    """

    kind: str
    id: str = ""
    columns: tuple[ColumnSpec, ...] = ()
    rows: tuple[RowSpec, ...] = ()
    first_line: int = 0
    groups: tuple[tuple[RowSpec, ...], ...] = ()
    group_heads: tuple[str, ...] = ()
    dashes: tuple[str, ...] = ()
    totals: tuple[TotalSpec, ...] = ()
    pairs: tuple[tuple[PairSpec, ...], ...] = ()
    side: str = ""
    caption: str = ""
    until: str = ""
    open_rows: int = 20
    levels: tuple[str, ...] = ()
    level_by: str = "ordinal"
    leaf: str = ""
    full_name: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[ColumnSpec, ...]:
        """The columns that hold figures."""
        return tuple(column for column in self.columns if column.role in NUMBER_ROLES)


@dataclass(frozen=True)
class TableSpec:
    """One official form. ``repeated``: there is one sheet for each 项目. ``index_row``: the form has a 栏次 line.

    ``heading``: what stands between title and table: 名称, 年度, 金额单位, or fewer; ``above``: further lines there.
    ``printed_title``: the title of a self-evaluation form where it names a value of the form (``{项目名称}…自评表``).
    ``empty_note`` is the sentence printed under the table when it holds no data. ``name_label`` and ``unit_line`` are
    what this form prints before the unit's name and for its unit, where it is not what the format prints elsewhere.
    """

    title: str
    id: str = ""
    label: str = ""
    sheet: str = ""
    aliases: tuple[str, ...] = ()
    landscape: bool = False
    index_row: bool = True
    printed_title: str = ""
    notes: tuple[str, ...] = ()
    empty_note: str = ""
    name_label: str = ""
    unit_line: str = ""
    heading: tuple[str, ...] = ("名称", "年度", "金额单位")
    repeated: bool = False
    optional: bool = False
    grid: tuple[float, ...] = ()
    above: tuple[str, ...] = ()
    blocks: tuple[BlockSpec, ...] = ()

    def block(self, block_id: str) -> BlockSpec:
        return next(block for block in self.blocks if block.id == block_id)


@dataclass(frozen=True)
class FactSpec:
    """One fact on a sheet of ours. ``kind``: amount, count, percent, text, date, year. ``unit`` is what the clerk sees."""

    id: str
    label: str
    kind: str = "amount"
    unit: str = ""
    help: str = ""
    required: bool = False
    default: str = ""


@dataclass(frozen=True)
class FactGroup:
    """A titled group on a sheet of ours.

    ``kind``: ``facts`` (one row a fact), ``list`` (rows × ``columns``; ``source`` such as ``公开05:项`` says which rows are
    prepared), ``texts`` (paragraphs under each of ``texts``).
    """

    title: str
    kind: str = "facts"
    id: str = ""
    sheet: str = "补充资料"
    help: str = ""
    facts: tuple[FactSpec, ...] = ()
    columns: tuple[ColumnSpec, ...] = ()
    source: str = ""
    open_rows: int = 20
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSpec:
    """One 勾稽关系 as written in rules.toml; the rules room gives ``identity`` its meaning (docs/rules.md)."""

    title: str
    identity: str
    id: str = ""
    severity: str = "error"
    basis: str = ""
    since: int = ALWAYS
    until: int = FOREVER
    enabled: bool = True
    advice: str = ""


@dataclass(frozen=True)
class OutlineItem:
    """One item of the Word document: a title, and what stands under it (a field, a table, texts, the glossary).

    ``contents``: the title is listed in the 目录. ``leads``: run-in openings, set bold where a paragraph of the
    field starts with one.
    """

    title: str = ""
    level: int = 0
    new_page: bool = False
    field: str = ""
    table: str = ""
    text: str = ""
    glossary: str = ""
    contents: bool = True
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Profile:
    """One official format. Mappings keep the order of the form. Compared by identity, so that it can key a cache.

    ``words``: how this format calls things (``主体``: 单位 or 部门 …). ``phrases``: sentence patterns for the narrative
    helpers. ``thresholds``: figures such as the change from which a reason is required.
    """

    id: str
    folder: Path
    folders: tuple[Path, ...]
    region: str
    kind: str
    description: str
    first_year: int
    last_year: int
    words: Mapping[str, str]
    numbers: NumberStyle
    percent_style: NumberStyle
    phrases: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, TableSpec]
    facts: Mapping[str, FactGroup]
    rules: Mapping[str, RuleSpec]
    outline: tuple[OutlineItem, ...]
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)

    def file(self, name: str) -> Path:
        """The nearest file of that name: the profile's own, else its base's. Raises ProfileError when there is none."""
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        raise ProfileError(f"格式“{self.id}”缺少文件 {name}。", path=self.folder / name)

    def fact(self, fact_id: str) -> FactSpec | None:
        return next((fact for group in self.facts.values() for fact in group.facts if fact.id == fact_id), None)

    def covers(self, year: int) -> bool:
        """True for a year that this format is made for."""
        return self.first_year <= year <= self.last_year

    @property
    def years(self) -> str:
        """The years this format is made for, as people say it: ``2021–2026 年度``, ``2021 年度起``."""
        if self.last_year == FOREVER:
            return f"{self.first_year} 年度起" if self.first_year else "各年度"
        return f"{self.first_year}–{self.last_year} 年度" if self.first_year else f"{self.last_year} 年度及以前"

    def for_year(self, year: int | None) -> Profile:
        """This format as it is in one year: rows, items and rules of other years left out.

        The very same profile where nothing in it is dated otherwise, and for a year that is not known.
        """
        return _for_year(self, year) if year else self


@lru_cache(maxsize=64)
def _for_year(profile: Profile, year: int) -> Profile:
    tables = {name: _table_of_year(table, year) for name, table in profile.tables.items()}
    rules = {name: rule for name, rule in profile.rules.items() if rule.since <= year <= rule.until}
    if tables == profile.tables and len(rules) == len(profile.rules):
        return profile
    return dataclasses.replace(profile, tables=tables, rules=rules)


def _table_of_year(table: TableSpec, year: int) -> TableSpec:
    def of_year(rows: tuple[RowSpec, ...]) -> tuple[RowSpec, ...]:
        return tuple(row for row in rows if row.since <= year <= row.until)

    blocks = tuple(
        dataclasses.replace(block, rows=of_year(block.rows), groups=tuple(map(of_year, block.groups)))
        for block in table.blocks
    )
    return dataclasses.replace(table, blocks=blocks)


def templates_folder() -> Path:
    """Where the profiles are: ``JUESUAN_TEMPLATES``, else ``templates/`` beside the package or installed with it."""
    override = os.environ.get("JUESUAN_TEMPLATES")
    return Path(override) if override else _shipped("templates")


def samples() -> tuple[Path, ...]:
    """The sample workbooks that come with the toolkit, sorted."""
    return tuple(sorted(_shipped("workbooks").glob("*.xlsx")))


def _shipped(name: str) -> Path:
    """A data folder of ours: beside the package in a checkout, else where pip put it."""
    beside = Path(__file__).resolve().parent.parent / name
    if beside.is_dir():
        return beside
    import sysconfig

    return Path(sysconfig.get_path("data")) / "share" / "juesuan" / name


def profile_ids() -> tuple[str, ...]:
    """The ids of all profiles (folders with a profile.toml that names a region), sorted."""
    root = templates_folder()
    if not root.is_dir():
        raise ProfileError(f"找不到格式文件夹 {root}，请重新安装本工具。")
    return tuple(sorted(path.parent.name for path in root.glob("*/profile.toml") if "region" in _toml(path)))


@lru_cache(maxsize=32)
def load_profile(profile_id: str) -> Profile:
    """Read one profile with its bases.

    Raises ProfileError when there is no such profile (naming the nearest) or a file says something unknown (naming the
    file, the key and the known ones).
    """
    folder = templates_folder() / profile_id
    if not profile_id or os.path.basename(profile_id) != profile_id or not (folder / "profile.toml").is_file():
        known = profile_ids()
        near = difflib.get_close_matches(profile_id, known, 1)
        hint = f"是不是“{near[0]}”？" if near else ""
        raise ProfileError(f"没有名为“{profile_id}”的格式。{hint}现有格式：{'、'.join(known)}。")
    return _load(folder)


#: What is done with a fault in a profile: raised when the profile is used, collected when its author asks for all.
Tell = Callable[[ProfileError], None]


def faults_of(folder: Path) -> tuple[Profile | None, list[ProfileError]]:
    """Every fault in a profile's TOML files at once, and the profile as far as it can be read (None: not at all)."""
    faults: list[ProfileError] = []
    try:
        return _load(folder, faults.append), faults
    except ProfileError as error:
        return None, [*faults, error]


def _raise(error: ProfileError) -> None:
    raise error


def _load(folder: Path, tell: Tell = _raise) -> Profile:
    chain = list(_chain(folder))
    home = folder / "profile.toml"
    head = _merged(chain, "profile.toml", tell)
    head.pop("base", None)
    tables = _specs(TableSpec, _merged(chain, "tables.toml", tell), folder / "tables.toml", tell)
    order = head.pop("tables", list(tables))
    for name in order:
        if name not in tables:
            near = difflib.get_close_matches(name, tables, 1)
            hint = f"是不是“{near[0]}”？" if near else f"已定义：{'、'.join(tables)}。"
            tell(ProfileError(f"tables 列出的“{name}”没有定义，{hint}", path=home))
    numbers = _build(NumberStyle, head.pop("numbers", {}), home, "numbers", tell)
    percent = _build(NumberStyle, head.pop("percent", {}), home, "percent", tell)
    facts = _specs(FactGroup, _merged(chain, "facts.toml", tell), folder / "facts.toml", tell)
    rules = _specs(RuleSpec, _merged(chain, "rules.toml", tell), folder / "rules.toml", tell)
    items = _merged(chain, "outline.toml", tell).get("item", [])
    outline = _build_all(OutlineItem, items, folder / "outline.toml", "item", tell)
    known = {"region", "kind", "description", "first_year", "last_year", "words", "phrases", "thresholds"}
    for key in (key for key in head if key not in known):
        near = difflib.get_close_matches(key, known, 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用：{'、'.join(sorted(known))}。"
        tell(ProfileError(f"不认识的键“{key}”，{hint}", path=home))
    return Profile(
        id=folder.name,
        folder=folder,
        folders=tuple(reversed(chain)),
        region=head.get("region", ""),
        kind=head.get("kind", "决算"),
        description=head.get("description", ""),
        first_year=head.get("first_year", ALWAYS),
        last_year=head.get("last_year", FOREVER),
        words=head.get("words", {}),
        numbers=numbers or NumberStyle(),
        percent_style=percent or NumberStyle(),
        phrases=head.get("phrases", {}),
        tables={name: tables[name] for name in order if name in tables},
        facts={key: group for key, group in facts.items() if group.facts or group.columns or group.texts},
        rules={key: rule for key, rule in rules.items() if rule.enabled},
        outline=outline,
        thresholds={key: Decimal(str(value)) for key, value in head.get("thresholds", {}).items()},
    )


def _chain(folder: Path) -> Iterator[Path]:
    """The folder's bases, the most general first, then the folder itself. A base lies beside it or among ours."""
    base = _toml(folder / "profile.toml").get("base")
    if base:
        places = (folder.parent / base, templates_folder() / base)
        found = next((place for place in places if (place / "profile.toml").is_file()), None)
        if found is None or found.resolve() == folder.resolve():
            raise ProfileError(f"base 指向的“{base}”不存在。", path=folder / "profile.toml")
        yield from _chain(found)
    yield folder


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"文件写法有误：{error}。", path=path) from None


def _merged(chain: list[Path], name: str, tell: Tell) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for folder in chain:
        path = folder / name
        if path.is_file():
            try:
                _merge(merged, _toml(path), path, tell)
            except ProfileError as error:
                tell(error)
    return merged


def _merge(into: dict[str, Any], new: Mapping[str, Any], path: Path, tell: Tell) -> None:
    for key, value in new.items():
        known = into.get(key)
        if isinstance(value, dict) and isinstance(known, list):
            known = {item.get("id", ""): item for item in known if isinstance(item, dict)}
            for unknown in (key for key in value if key not in known):
                tell(ProfileError(f"“{key}”里没有“{unknown}”；可以修改的有：{'、'.join(known)}。", path=path))
        if isinstance(value, dict) and isinstance(known, dict):
            _merge(known, value, path, tell)  # changes the items of a list in their places
        else:
            into[key] = value


def _specs(cls: type[T], data: Mapping[str, Any], path: Path, tell: Tell) -> dict[str, T]:
    """A file of named tables: each key becomes the ``id`` of its spec."""
    built = {}
    for key, value in data.items():
        spec = _build(cls, {**value, "id": key} if isinstance(value, dict) else value, path, key, tell)
        if spec is not None:
            built[key] = spec
    return built


def _build_all(cls: type[T], data: list[Any], path: Path, where: str, tell: Tell) -> tuple[T, ...]:
    built = (_build(cls, value, path, f"{where}[{number}]", tell) for number, value in enumerate(data, 1))
    return tuple(spec for spec in built if spec is not None)


def _build(cls: type[T], data: Any, path: Path, where: str, tell: Tell) -> T | None:
    """A frozen spec from plain TOML data; unknown, missing and ill-typed keys are told with their place."""
    if isinstance(data, str):  # the short form: a bare name
        data = {dataclasses.fields(cls)[0].name: data}  # type: ignore[arg-type]
    if not isinstance(data, dict):
        tell(ProfileError(f"“{where}”应是一组键值。", path=path))
        return None
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
    for key in (key for key in data if key not in hints):
        near = difflib.get_close_matches(key, hints, 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用：{'、'.join(hints)}。"
        tell(ProfileError(f"“{where}”里有不认识的键“{key}”，{hint}", path=path))
    values = {}
    for key in (key for key in data if key in hints):
        value = _value(hints[key], data[key], path, f"{where}.{key}", tell)
        if value is not None:
            values[key] = value
    missing = [
        f.name
        for f in dataclasses.fields(cls)  # type: ignore[arg-type]
        if f.name not in values and f.default is f.default_factory is dataclasses.MISSING
    ]
    if missing:
        tell(ProfileError(f"“{where}”缺少必填的键：{'、'.join(missing)}。", path=path))
        return None
    return cls(**values)


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _value(hint: Any, value: Any, path: Path, where: str, tell: Tell) -> Any:
    """A value of the type a spec wants; None when it is not, which is told."""
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            tell(ProfileError(f"“{where}”应是一个列表。", path=path))
            return None
        inner = typing.get_args(hint)[0]
        items = (_value(inner, item, path, f"{where}[{n}]", tell) for n, item in enumerate(value, 1))
        return tuple(item for item in items if item is not None)
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, path, where, tell)  # type: ignore[arg-type]
    if isinstance(hint, types.UnionType):
        return value
    if hint is float and isinstance(value, (int, Decimal)):
        return float(value)
    if not isinstance(value, hint):
        tell(ProfileError(f"“{where}”的值“{value}”类型不对。", path=path))
        return None
    return value
