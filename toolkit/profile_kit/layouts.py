"""What an author may have overlooked in the forms: no fault, but it shows in the blank workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..amounts import Unit
from ..errors import ProfileError
from ..profiles import FactGroup, Profile
from ..profiles.loading import read_toml
from ..workbook.blanks.forms.sheets import printed_size
from ..workbook.files.writing.page_fit import READABLE

_YEAR = re.compile(r"(?:19|20)\d\d年")


def layout_hints(profile: Profile, years: Sequence[int]) -> tuple[str, ...]:
    """A sentence each. ``years``: one of every stretch in which the forms stay as they are."""
    return (
        *dict.fromkeys(_uneven(profile, years)),
        *_fixed_years(profile),
        *_small(profile),
        *_old_help(profile),
        *_counted(profile),
    )


def _counted(profile: Profile) -> Iterator[str]:
    """Rows that print a unit which is none of money, in columns of amounts: 8 辆 would be printed as 8.00 and, in a
    sentence, as so many 万元."""
    for table in profile.tables.values():
        for block in table.blocks:
            amounts = [column.id for column in block.columns if column.role == "amount"]
            has_counts = any(column.role in ("count", "score") for column in block.columns)  # 数量 beside 价值
            for row in block.rows if amounts and not has_counts else ():
                said = [word for key, word in row.printed.items() if key.endswith("单位") and not Unit.called(word)]
                if said and not row.role:
                    yield (
                        f"“{table.id}”的“{row.called}”印着“{said[0]}”，而“{amounts[0]}”一列是金额：这一行是数量的，在行里写 "
                        'role = "count"（百分比写 "percent"，得分写 "score"）；确是金额的写 role = "amount"。'
                    )


def _fixed_years(profile: Profile) -> Iterator[str]:
    """Titles and heads copied from the form of one year, with its year: next year's are others."""
    for table in profile.tables.values():
        if found := _YEAR.search(table.title):
            meant = _YEAR.sub("{年度}年", table.title, count=1)
            yield f'“{table.id}”的标题里写着“{found[0]}”，别的年度就认不出来：写成 title = "{meant}"。'
        heads = (column.head for block in table.blocks for column in block.columns)
        if found := next(filter(None, map(_YEAR.search, heads)), None):
            yield f"“{table.id}”的表头“{found.string}”里写着年份，空白工作簿年年都这样印：本年写 {{年度}}年，上年写 {{上年}}年。"


def _small(profile: Profile) -> Iterator[str]:
    """Forms with so many columns that they are printed in type which nobody reads with pleasure."""
    for table in profile.tables.values():
        size = printed_size(table)
        if size < READABLE:
            turned = "写上 landscape = true（横排），或" if not table.landscape else ""
            yield (
                f"“{table.id}”的各列太宽，在一页上打印出来只有 {size:.1f} 磅的字：{turned}把各列的 width 写小一些（不写是 14，"
                "一个汉字约 1.75）。"
            )


def _uneven(profile: Profile, years: Sequence[int]) -> Iterator[str]:
    """Blocks side by side whose last lines are one line of the form (总计) and stand on two."""
    for year in years:
        for table in profile.for_year(year).tables.values():
            blocks = [block for block in table.blocks if block.kind == "lines"]
            for left, right in zip(blocks, blocks[1:], strict=False):
                if right.begins_below or not (left.rows and right.rows):
                    continue
                last, more = left.rows[-1].called, len(right.rows) - len(left.rows)
                if more and last and last == right.rows[-1].called:
                    shorter, longer = (left, right) if more > 0 else (right, left)
                    yield (
                        f"“{table.id}”的“{shorter.id}”比“{longer.id}”少 {abs(more)} 行，两边的“{last}”不在同一行："
                        f"在“{shorter.id}”的 rows 里补 {{ blank = {abs(more)} }}。"
                    )


def _old_help(profile: Profile) -> Iterator[str]:
    """The help of a list that speaks of columns which the profile has replaced."""
    path = profile.folder / "facts.toml"
    try:
        own = read_toml(path) if path.is_file() else {}
    except ProfileError:  # told already
        return
    for name, entry in own.items():
        if isinstance(entry, dict) and "columns" in entry and "help" not in entry and name in profile.facts:
            gone = [column for column in _former_columns(profile, name) if f"“{column}”" in profile.facts[name].help]
            gone = [column for column in gone if column not in _columns(profile.facts[name])]
            if gone:
                yield (
                    f"facts.toml 的“{name}”换了 columns，说明（help）还是底稿的，里面说到已经没有的“{'”“'.join(gone)}”："
                    f"{profile.facts[name].help}；请也写上 help。"
                )


def _former_columns(profile: Profile, name: str) -> list[str]:
    """What the columns of a list are called in the profile's bases."""
    entries = (
        read_toml(folder / "facts.toml").get(name, {})
        for folder in profile.folders[1:]
        if (folder / "facts.toml").is_file()
    )
    columns = (entry.get("columns", []) for entry in entries if isinstance(entry, dict))
    return [column["id"] for listed in columns for column in listed if isinstance(column, dict) and "id" in column]


def _columns(group: FactGroup) -> set[str]:
    return {column.id for column in group.columns}
