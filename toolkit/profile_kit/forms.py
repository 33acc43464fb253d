"""What is wrong with the forms of a profile among themselves: titles, heads and rows that cannot be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..errors import ProfileError
from ..profiles import BlockSpec, Profile, TableSpec, read_toml
from ..profiles.building import Item, Place
from ..profiles.lines import line_of
from ..report import LEVELS
from ..text import normal_name

#: What a block of a kind cannot do without.
_NEEDED = {
    "lines": ("columns", "rows"),
    "codes": ("columns",),
    "groups": ("columns", "groups"),
    "cross": ("columns",),
    "tree": ("columns", "levels"),
    "grid": ("columns", "rows"),
    "list": ("columns",),
    "pairs": ("pairs",),
}


def form_faults(profile: Profile) -> Iterator[ProfileError]:
    """Forms, columns and rows of one name, and forms that are described and not listed."""
    titles: dict[str, str] = {}
    for table in profile.tables.values():
        title = normal_name(table.title)
        if title in titles:
            message = f"“{table.id}”和“{titles[title]}”的 title 都是“{table.title}”，分不出来，请改一个。"
            yield _fault(profile, (table.id, "title"), message)
        titles[title] = table.id
        for number, block in enumerate(table.blocks, 1):
            place = (table.id, "blocks", Item(number, block.id))
            for key in _NEEDED.get(block.kind, ()):
                if not getattr(block, key):
                    message = f"“{table.id}”有一块 kind 是 {block.kind}，要写 {key}。"
                    yield _fault(profile, (*place, "kind"), message)
            if block.kind == "codes" and not LEVELS.keys() >= {*block.levels}:
                message = f"“{table.id}”按科目编码，levels 是表上列哪几级，只能写 {'、'.join(LEVELS)}。"
                yield _fault(profile, (*place, "levels"), message)
            yield from _heads(profile, table, block, (*place, "columns"))
            yield from _rows(profile, table, block, (*place, "rows"))
    for table_id, layouts in profile.other_layouts.items():
        for layout in layouts:
            yield from _other_layout(profile, profile.tables[table_id], layout)
    yield from _unlisted(profile)


def _other_layout(profile: Profile, table: TableSpec, layout: TableSpec) -> Iterator[ProfileError]:
    """What another layout of a form lacks, or has beyond it: rules and sentences know the form's figures by one name."""
    place: Place = (table.id, "blocks")
    for usual, block in zip(table.blocks, layout.blocks, strict=True):
        if block is usual:
            continue
        name = f"“{table.id}”的另一种版式" + (f"（“{block.id}”）" if block.id else "")
        lacking = [key for key in _NEEDED.get(block.kind, ()) if not getattr(block, key)]
        if lacking:
            yield _fault(profile, place, f"{name}的 kind 是 {block.kind}，要写 {'、'.join(lacking)}。")
            continue
        yield from _heads(profile, table, block, place)
        had, has = _figures(usual), _figures(block)
        for figures, message in ((had - has, "没有{figure}，请补上"), (has - had, "多了{figure}，请删去")):
            for row, column in sorted(figures):
                figure = f"“{row}”的“{column}”" if row else f"“{column}”"
                said = message.format(figure=figure)
                yield _fault(profile, place, f"{name}里{said}；名称（key、id、row、column）要与前一种版式的一样。")


def _figures(block: BlockSpec) -> set[tuple[str, str]]:
    """The row and column of each figure as rules name them; of rows that a form does not fix the column alone."""
    if block.kind == "cross":
        return {(column.row, column.column) for column in block.columns}
    rows = [row.called for row in block.rows if row.called] if block.kind == "lines" else [""]
    return {(row, column.id) for row in rows for column in block.figures}


def _heads(profile: Profile, table: TableSpec, block: BlockSpec, place: Place) -> Iterator[ProfileError]:
    """Columns of a block whose heads are the same from top to bottom."""
    known: dict[tuple[str, ...], str] = {}
    for number, column in enumerate(block.columns, 1):
        path = tuple(map(normal_name, column.path))
        if path in known and any(path) and column.role != "blank":
            columns = f"“{known[path]}”和“{column.id}”两列"
            message = f"“{table.id}”的{columns}表头都是“{'/'.join(column.path)}”，分不出来，请改一个。"
            yield _fault(profile, (*place, Item(number, column.id), "head"), message)
        known[path] = column.id


def _rows(profile: Profile, table: TableSpec, block: BlockSpec, place: Place) -> Iterator[ProfileError]:
    """Rows of a block that rules and sentences could not tell apart."""
    if block.kind != "lines":
        return
    for row in block.rows:
        if row.level and row.level not in block.levels:
            known = f"可用：{'、'.join(block.levels)}" if block.levels else "这一块没有写 levels"
            message = f"“{table.id}”的“{row.name}”的 level 写的是“{row.level}”，{known}。"
            yield _fault(profile, (*place, Item(0, row.name)), message)
    years = range(profile.first_year, profile.first_year + 1)
    dated = {year for row in block.rows for year in (row.since, row.until) if 0 < year < 9999} | set(years)
    for name in {
        name
        for year in dated
        for name, count in Counter(row.called for row in block.rows if row.is_of(year)).items()
        if name and count > 1
    }:
        message = f"“{table.id}”里有几行都叫“{name}”，规则和句子分不出来；请给它们写上不同的 key。"
        yield _fault(profile, (*place, Item(0, name)), message)


def _unlisted(profile: Profile) -> Iterator[ProfileError]:
    own = profile.folder / "tables.toml"
    try:
        described = read_toml(own) if own.is_file() else {}
    except ProfileError:  # told already
        return
    bases = [folder / "tables.toml" for folder in profile.folders[1:]]
    for table_id, entry in described.items():
        is_whole = "title" in entry or any(line_of(path, (table_id,)) for path in bases)  # else that is told
        if table_id not in profile.tables and is_whole:
            message = f"“{table_id}”没有列在 profile.toml 的 tables 里，不会用到：请列上，不要的删去。"
            yield ProfileError(message, path=own, line=line_of(own, (table_id,)), about=table_id)


def _fault(profile: Profile, place: Place, message: str) -> ProfileError:
    """In the nearest tables.toml that speaks of the place."""
    for folder in profile.folders:
        path = folder / "tables.toml"
        if line := line_of(path, place):
            return ProfileError(message, path=path, line=line, about=str(place[0]))
    return ProfileError(message, path=profile.folder / "tables.toml", about=str(place[0]))
