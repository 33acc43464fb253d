"""What a profile consists of, by the ids that rules and sentences call it by: for the author of another that rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import narrative
from ..errors import ProfileError
from ..patterns import nearest
from ..profiles import BlockSpec, FactGroup, Profile, TableSpec
from ..profiles.glossary import glossary

#: What blocks and columns are, as people say it.
_KINDS = {
    "lines": "按行",
    "codes": "按科目编码",
    "groups": "并排几组科目",
    "cross": "一行数",
    "tree": "按名称分级",
    "pairs": "标签和值",
    "grid": "固定的行列",
    "list": "可以增行",
}
_ROLES = {
    "code": "编码",
    "name": "名称",
    "line": "行次",
    "amount": "金额",
    "count": "数量",
    "percent": "百分比",
    "score": "得分",
    "text": "文字",
    "date": "日期",
    "year": "年度",
}
#: Many rows (items of 公开06) are told by their first.
_MOST_ROWS = 12

#: The parts of a profile → the entries of each by id, as JSON has them.
Contents = Mapping[str, Any]


def contents(profile: Profile) -> Contents:
    """All parts of a profile by their ids, as plain data.

    Raises ProfileError when one of its files cannot be read.
    """
    return {
        "格式": profile.id,
        "底稿": [folder.name for folder in profile.folders[1:]],
        "表": {table.id: _table(table) for table in profile.tables.values()},
        "补充资料": {group.id: _group(group) for group in profile.facts.values()},
        "称呼": dict(profile.words),
        "句式": {name: dict(table) for name, table in profile.phrases.items()},
        "规则": {rule.id: {"说明": rule.title, "写法": rule.wording} for rule in profile.rules.values()},
        "次序": [
            {
                key: value
                for key, value in (
                    ("标题", item.title),
                    ("级", item.level),
                    ("段落", item.field),
                    ("表", item.table),
                    ("文字", item.text),
                    ("资料", "、".join(item.facts)),
                    ("清单", item.glossary),
                    ("图", item.chart),
                )
                if value
            }
            for item in profile.outline
        ],
        "段落": {
            name: {"文件": f"{source.file.parent.name}/{source.file.name}", "写法": source.text}
            for name, source in narrative.block_sources(profile).items()
        },
        "名词": {term.name: term.meaning for term in glossary(profile)},
    }


def _table(table: TableSpec) -> dict[str, Any]:
    return {
        "标题": table.title,
        "表号": table.label,
        "各块": [
            {"块": block.id, "种类": block.kind, "列": _columns(block), "行": _rows(block)} for block in table.blocks
        ],
    }


def _columns(block: BlockSpec) -> list[dict[str, str]]:
    if block.kind == "pairs":
        return [{"编号": pair.called, "表头": pair.label, "内容": pair.role} for line in block.pairs for pair in line]
    named = ((column, column.row and f"{column.row}.{column.column}" or column.id) for column in block.columns)
    return [{"编号": name, "表头": "/".join(column.path), "内容": column.role} for column, name in named]


def _rows(block: BlockSpec) -> list[str]:
    items = [item.name for group in block.groups for item in group]
    return [*(row.called for row in block.rows if row.called), *items, *(total.name for total in block.totals)]


def _group(group: FactGroup) -> dict[str, Any]:
    listed: dict[str, Any] = {"标题": group.title, "种类": group.kind}
    if group.facts:
        listed["各项"] = {fact.id: {"名称": fact.label, "内容": fact.kind, "单位": fact.unit} for fact in group.facts}
    if group.columns:
        listed["列"] = [
            {"编号": column.id, "表头": "/".join(column.path), "内容": column.role} for column in group.columns
        ]
    return listed | ({"各段": list(group.texts)} if group.texts else {})


# -- as lines


def lines(profile: Profile, names: tuple[str, ...] = ()) -> Iterator[str]:
    """The parts as lines of text; of ``names`` (of tables, groups, phrases, rules, sentences, terms) all there is.

    Raises ProfileError for a name that nothing has.
    """
    shown = contents(profile)
    if names:
        parts = {name: list(_all_of(profile, shown, name)) for name in names}
        unknown = [name for name, part in parts.items() if not part]
        if unknown:
            known = _names(profile, shown)
            told = (f"没有“{name}”。{nearest(name, known)}" for name in unknown)
            raise ProfileError(f"格式“{profile.id}”里{''.join(told)}")
        for part in parts.values():
            yield from part
        return
    yield f"{profile.stated}　{profile.region or '各地通用'}　{profile.kind}　{profile.years}　{profile.description}"
    yield f"底稿：{'、'.join(shown['底稿']) or '没有'}"
    yield "\n【表】"
    for table in profile.tables.values():
        yield from _of_table(table)
    yield "\n【补充资料】"
    for group in profile.facts.values():
        yield from _of_group(group)
    yield "\n【称呼】"
    yield from (f"  {name}：{text}" for name, text in profile.words.items())
    yield "\n【句式】"
    yield from (f"  {name}：{'、'.join(table)}" for name, table in profile.phrases.items())
    yield "\n【文档的次序】"
    for item in shown["次序"]:
        placed = "　".join(f"{key}“{item[key]}”" for key in ("段落", "表", "文字", "资料", "清单", "图") if key in item)
        yield f"{'  ' * item.get('级', 1)}{item.get('标题', '')}　{placed}".rstrip("　")
    yield "\n【段落】"
    yield from (f"  {name}　{entry['文件']}" for name, entry in shown["段落"].items())
    yield "\n【规则】"
    yield from (f"  {name}　{entry['说明']}" for name, entry in shown["规则"].items())
    yield "\n【名词】"
    yield f"  {'、'.join(shown['名词'])}"
    yield f"\n看某一项的全部：juesuan profile show {profile.id} 编号，如 公开05、上年数、一个句式、一个段落、一条规则。"


def _of_table(table: TableSpec, *, everything: bool = False) -> Iterator[str]:
    yield f"  {table.id}　{table.title}{f'　{table.label}' if table.label else ''}"
    for block in table.blocks:
        lead = (
            f"    {block.id}（{_KINDS.get(block.kind, block.kind)}）"
            if block.id
            else f"    （{_KINDS.get(block.kind, block.kind)}）"
        )
        yield lead
        yield f"      列：{'、'.join(map(_of_column, _columns(block)))}"
        rows = _rows(block)
        if rows:
            more = f"……共 {len(rows)} 行" if len(rows) > _MOST_ROWS and not everything else ""
            yield f"      行：{'、'.join(rows if everything else rows[:_MOST_ROWS])}{more}"


def _around(table: TableSpec) -> Iterator[str]:
    """What is printed around the rows of a form."""
    yield from (f"    表下的注：{note}" for note in table.notes)
    if table.empty_note:
        yield f"    空表说明：{table.empty_note}"


def _of_column(column: Mapping[str, str]) -> str:
    name, head = column["编号"], column["表头"]
    said = [f"表头 {head}"] if head.strip() and head.rpartition("/")[2] != name else []
    said += [_ROLES[column["内容"]]] if column["内容"] in _ROLES and column["内容"] != "amount" else []
    return f"{name}（{'，'.join(said)}）" if said else name


def _of_group(group: FactGroup) -> Iterator[str]:
    yield f"  {group.id}　{group.title}"
    for fact in group.facts:
        kind = fact.unit or _ROLES.get(fact.kind, fact.kind)
        yield f"      {fact.id}　{fact.label}（{kind}{'，必填' if fact.required else ''}）"
    if group.columns:
        yield f"      列：{'、'.join(_of_column({'编号': c.id, '表头': '/'.join(c.path), '内容': c.role}) for c in group.columns)}"
    if group.texts:
        yield f"      各段：{'、'.join(group.texts)}"


def _used_by(shown: Contents, *names: str) -> Iterator[str]:
    """What has to be looked at when a form or an entry changes: the rules and the sentences that speak of it."""
    said = re.compile(rf"(?<![\w“])(?:{'|'.join(map(re.escape, names))})(?!\w)")
    for part in ("规则", "段落"):
        users = [key for key, entry in shown[part].items() if said.search(entry["写法"])]
        if users:
            yield f"    用到它的{part}：{'、'.join(users)}"


def _all_of(profile: Profile, shown: Contents, name: str) -> Iterator[str]:
    """Nothing for a name that nothing has."""
    if name in profile.tables:
        yield from _of_table(profile.tables[name], everything=True)
        yield from _around(profile.tables[name])
        yield from _used_by(shown, name)
    for group in profile.facts.values():
        if name == group.id or any(fact.id == name for fact in group.facts):
            yield from _of_group(group)
            entries = [fact.id for fact in group.facts] if name == group.id else []
            yield from _used_by(shown, name, *entries)
    if name in profile.phrases:
        yield f'[phrases."{name}"]'
        yield from (f'"{key}" = "{said}"' for key, said in profile.phrases[name].items())
    if name in profile.rules:
        yield f"规则 {name}　{profile.rules[name].title}"
        yield f"  {profile.rules[name].wording}"
    if name in shown["段落"]:
        yield f"{{# {shown['段落'][name]['文件']} #}}"
        yield from shown["段落"][name]["写法"].splitlines()
    if name in shown["名词"]:
        yield f"名词 {name}：{shown['名词'][name]}"


def _names(profile: Profile, shown: Contents) -> tuple[str, ...]:
    """All that can be asked for."""
    facts = (fact.id for fact in profile.all_facts)
    parts = (profile.tables, profile.facts, facts, profile.phrases, profile.rules, shown["段落"], shown["名词"])
    return tuple(name for part in parts for name in part)
