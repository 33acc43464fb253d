"""docs/profile-keys.md: every key of a profile's files, with type and default as the loader has them.

Maintainer's command: ``python -m tools keys``. A test says when the page is out of date, or a key has no words.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from toolkit.amounts import NumberStyle
from toolkit.profiles import (
    FOREVER,
    BlockSpec,
    ColumnSpec,
    FactGroup,
    FactSpec,
    OutlineItem,
    PairSpec,
    RowSpec,
    RuleSpec,
    SummarySpec,
    TableSpec,
    TotalSpec,
)
from toolkit.profiles.glossary import GLOSSARY_KEYS
from toolkit.profiles.loading import _Head

#: What is written for a key of a term, and whether it must be.
_GLOSSARY_TYPES = {
    "解释": "文字 | 必填",
    "用于": "列表（文字） | 必填",
    "必有": "是否（true、false） | false",
    "不要": "是否（true、false） | false",
}
_TYPES = {str: "文字", int: "整数", float: "数", Decimal: "数", bool: "是否（true、false）"}
#: File, what an entry is called and how it is written, the record that it becomes, and the meaning of every key.
SECTIONS: tuple[tuple[str, str, type[Any], Mapping[str, str]], ...] = (
    (
        "profile.toml",
        "整个格式",
        _Head,
        {
            "base": "以哪个格式为底，写它的编号；没有写到的都沿用它",
            "region": "地区；没有写的是别的格式的底稿，不算一种格式",
            "kind": "“决算”或“预算”",
            "description": "一句话说明，`juesuan profiles` 列出",
            "version": "这个格式自己的版本；工作簿记下是哪一版做的",
            "first_year": "从哪一年度起",
            "last_year": "到哪一年度止",
            "tables": "用哪些表（编号），按工作簿里的次序；不写就是全部",
            "words": "称呼：“主体”“自称”“文种”“金额单位”“金额格式”“表头年度”……；别处用 {主体} 填入",
            "numbers": "金额的写法，见下",
            "percent": "百分比的写法，见下",
            "thresholds": "增减达到多少要说明原因：“变动比例”百分之几、“变动金额”万元；写 0 为一律说明",
            "contents_levels": "目录列到几级标题：1、2 或 3",
            "label_place": "各表的表号印在标题的哪里：`左上`、`右上`（在标题上面），`左下`、`右下`（在标题下面）",
            "unfinished": "情况说明没有写完算 `error` 错误还是 `warning` 提示",
        },
    ),
    (
        "profile.toml",
        "`[numbers]`、`[percent]`",
        NumberStyle,
        {
            "decimals": "小数位数",
            "separator": "千分号",
            "drop_zeros": "去掉末尾的零",
            "zero": "零写成什么；不写照样写 0.00",
            "whole_plain": "整数不带小数（209、263.70）",
        },
    ),
    (
        "tables.toml",
        '一张表：`["公开05"]`',
        TableSpec,
        {
            "title": "标题，也是认表的依据；每年都变的写在前面：`{年度}年度收入决算表`，认表凭后面的字",
            "id": "表的编号，即方括号里的字；规则和句子用它",
            "label": "表号（公开05表）；没有表号的写空的引号",
            "sheet": "空白工作簿里的工作表名；不写就是标题",
            "aliases": "也认的其他标题",
            "landscape": "横排",
            "index_row": "有没有“栏次 1 2 3”一行",
            "printed_title": "印出的标题，可以含表里填的内容（{项目名称}…自评表）",
            "notes": "表下的注",
            "empty_note": "没有数据时表下的说明",
            "name_label": "单位名称前的字，与别的表不同时写",
            "unit_line": "金额单位一行，与别的表不同时写",
            "label_place": "这张表的表号印在标题的哪里，与别的表不同时写：“左上”“右上”“左下”“右下”",
            "heading": "标题和表之间印哪些：“名称”“年度”“金额单位”",
            "repeated": "一个项目一张",
            "optional": "可以没有这张表",
            "summary": "总表：大部分从别的表取数，“填报顺序”里排在别的表之后",
            "grid": "自评表各列的宽度",
            "above": "标题下另印的行",
            "blocks": "表的各块，见下；只有一块的不写块名",
        },
    ),
    (
        "tables.toml",
        '一块：`[["公开05".blocks]]`',
        BlockSpec,
        {
            "kind": "`lines` 按行；`codes` 按科目编码；`groups` 并排几组；`cross` 一行数（三公）；`tree` 按名称分级；"
            "`pairs` 标签和值；`grid` 固定的行列；`list` 可以增行",
            "id": "块名，如“收入”“支出”",
            "columns": "各列，见下",
            "rows": '各行，见下；`{ blank = 3 }` 是三个空行，`{ names = ["…", "…"] }` 是写法相同的几行',
            "first_line": "第一行的行次；0 为没有行次",
            "groups": "并排各组的科目，一组一个列表，写“30101 基本工资”",
            "group_heads": "各组上方的字",
            "dashes": "固定印“——”的科目，连同下级",
            "totals": "末行的合计，见下",
            "pairs": "标签和值，一行一个列表，见下",
            "side": "左边竖排的字",
            "caption": "这一块上方的字；写了就另起一段",
            "below": "上方没有字，也排在上一块的下面，有自己的表头；不写就并排在右边",
            "until": "清单到哪一行为止",
            "open_rows": "空白工作簿留多少空行",
            "continues": "行次接着上一块往下数，上一块按年度有多少行就从哪里起；不写 first_line",
            "levels": '各级的叫法，从高到低；按行的表写它，不在表上的行名也认，算作这一级；按科目编码的表只列项的写 `["项"]`，填报不补类、款',
            "level_by": "怎样看出级别：`ordinal` 序号和缩进，`first` 第一行最高，`columns` 每级一列，`records` 一个项目几行",
            "leaf": "有字的行是最低一级的那一列",
            "full_name": "别的表提到这一行时的全名由哪几列组成",
        },
    ),
    (
        "tables.toml",
        "一列：`columns = [{ … }]`",
        ColumnSpec,
        {
            "id": "列的编号；规则和句子用它",
            "head": "表头，从上到下用 / 隔开；不写就是编号；里面的年份写 `{年度}年`、`{上年}年`",
            "role": '内容：code 编码 name 名称 line 行次 amount 金额 count 数量 percent 百分比（格里存 0.843，印 84.30%；印成百分点 84.30 的写 score，加 format = "0.00"）score 得分 text 文字 blank 空着',
            "row": "“三公”表：哪项费用",
            "column": "“三公”表：哪个数",
            "width": "列宽，一个汉字约 1.75",
            "span": "自评表里占几列",
            "signed": "可以为负",
            "format": "Excel 数字格式，与通常的不同时写",
            "options": "只能填哪些字",
            "level": "属于哪一级",
            "heads": "别的版式里的表头，都认",
            "optional": "有的版式没有这一列，没有就是没有发生额",
            "main": "有几列数的表，规则不写列名时就是这一列",
        },
    ),
    (
        "tables.toml",
        "一行：`rows = [{ … }]`，也可以只写行名",
        RowSpec,
        {
            "name": "印出的名称；空的引号是空行",
            "key": "规则和句子里的名字，不同于印出的名称（去掉序号）时写",
            "signed": "可以为负",
            "since": "从哪一年度起",
            "until": "到哪一年度止",
            "aliases": "也认的其他行名",
            "optional": "有的版式（单位）没有这一行，没有就是没有发生额",
            "printed": '这一行别的列里表格自己印好的字：`{ "计量单位" = "辆" }`（按行的表）',
            "role": "这一行的数是什么，与列不同时写（一列里既有金额又有数量）：`amount` `count` `percent` `score`",
            "level": "这一行也属于 `levels` 的哪一级（类），规则里写这一级的名字就包括它；不写的，只有不在 `rows` 里的行属于那一级",
        },
    ),
    (
        "tables.toml",
        "一个标签：`pairs = [[{ … }]]`",
        PairSpec,
        {
            "label": "标签",
            "key": "规则和句子里的名字",
            "label_span": "标签占几列",
            "value_span": "值占几列",
            "role": "值是什么，同列",
            "printed": "值的地方表格自己印好的字（（ ）优秀 （ ）良好）",
            "aliases": "也认的其他标签",
            "optional": "可以没有",
        },
    ),
    (
        "tables.toml",
        "末行的一个合计：`totals = [{ … }]`",
        TotalSpec,
        {"name": "名称", "group": "在第几组的金额栏", "aliases": "也认的其他名称"},
    ),
    (
        "facts.toml",
        '一组补充资料：`["上年数"]`',
        FactGroup,
        {
            "title": "标题",
            "kind": "`facts` 一项一行；`list` 一张清单；`texts` 一段段文字",
            "id": "组的编号，即方括号里的字",
            "sheet": "在哪张工作表",
            "help": "说明，显示在旁边",
            "facts": "各项，见下；整组不要就写空列表",
            "columns": "清单的列，同 tables.toml",
            "source": "按哪张表的哪一级备好行，如“公开05:项”",
            "open_rows": "清单留多少空行",
            "texts": "文字各段的名称",
        },
    ),
    (
        "facts.toml",
        "一项：`facts = [{ … }]`",
        FactSpec,
        {
            "id": "编号；规则和句子用它",
            "label": "表上印的名称",
            "kind": "amount 金额  count 数量  percent 百分比  score 得分  text 文字  date 日期  year 年度",
            "unit": "单位，印在旁边",
            "help": "说明，显示在旁边",
            "required": "必填",
            "default": "不填时当作什么",
            "options": "只能填哪些字，空白工作簿里从下拉列表选",
        },
    ),
    (
        "rules.toml",
        '一条规则：`["HB-1"]`（写法见 [rules.md](rules.md)）',
        RuleSpec,
        {
            "title": "用一句话说明",
            "identity": "关系式；identity、check、unwanted、wanted 写一个",
            "id": "编号，即方括号里的字",
            "check": "不是算式的检查，写它的名称",
            "unwanted": "填写的文字里不应有的，写正则表达式，可以写 {年度}、{上年}、{单位}；写了 notes 的，是表下的注里不应有的",
            "wanted": "notes 各表下的注里应有的，写法同 unwanted",
            "notes": 'unwanted、wanted 只查这些表下面的注；`["*"]` 是全部的表',
            "table": '由 `tables = { "规则编号" = "表" }` 得来，不直接写',
            "severity": "`error` 错误；`warning` 提示",
            "basis": "依据",
            "since": "从哪一年度起",
            "until": "到哪一年度止",
            "enabled": "写 false 停用",
            "advice": "不成立时附在后面的建议",
            "last_digit": "同一个数在两张表里末位差 1 时：`warning` 提示；`error` 错误；`tail` 尾差",
            "tolerance": "算式两边除了四舍五入还容许差多少，按表的单位（百分比是百分点），如 `0.02`；不写就不容许",
        },
    ),
    (
        "outline.toml",
        "文档的一项：`item = [{ … }]`",
        OutlineItem,
        {
            "title": "标题，可以含 {单位名称}、{年度}……",
            "level": "几级标题；0 是不作标题",
            "new_page": "另起一页",
            "chart": "放哪张图（charts.j2 的 block）",
            "shape": "“饼图”“柱形图”“条形图”",
            "caption": "图题；facts 的表题，不写就是组的标题",
            "field": "标题下放情况说明的哪一段（narrative.j2 的 block）",
            "table": "放哪张表",
            "text": "放“部门概况”的哪一段",
            "glossary": "放哪张名词清单",
            "facts": "补充资料印成一张表：几组（只印数和从几个字里选的）、几项，或一张清单的编号",
            "contents": "列不列入目录",
            "contents_title": "目录里的写法，与标题不同时写；可以含 {年度}……",
            "leads": "段落以这些字开头的，开头几个字加粗",
            "when": "一张表、一项补充资料、一张清单或一段文字；它有数（填了，不是 0）才有这一项",
            "unless": "同 when；它没有数才有这一项",
        },
    ),
    (
        "summary.toml",
        '批量汇总的一个数：`["收入合计"]`',
        SummarySpec,
        {
            "id": "名称，即方括号里的字",
            "now": "在哪里，用规则的写法（公开05[合计].小计）",
            "last": "没有上年工作簿时，上年的数在哪里",
            "of": "占哪一个数的比重",
        },
    ),
)
_HEAD = """\
# 格式文件的全部的键

写给写格式的人查用。由读取格式的程序生成（`python -m tools keys`），与程序认得的键一个不差。怎样写，见
[writing-a-profile.md](writing-a-profile.md)；`[phrases]` 的句式见 [narrative.md](narrative.md)。不在这里的键，`juesuan profile check` 会指出是哪个文件的第几行。
"""


def markdown() -> str:
    return "\n".join([_HEAD, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    file = ""
    for name, entry, cls, meanings in SECTIONS:
        if name != file:
            file = name
            yield f"## {file}\n"
        yield f"### {entry}\n\n| 键 | 写什么 | 不写时 | 意思 |\n|---|---|---|---|"
        hints = typing.get_type_hints(cls)
        for field in dataclasses.fields(cls):
            yield f"| `{field.name}` | {_type(hints[field.name])} | {_default(field)} | {meanings[field.name]} |"
        yield ""
    yield '## glossary.toml\n\n### 一个名词：`["财政拨款收入"]`\n\n| 键 | 写什么 | 不写时 | 意思 |\n|---|---|---|---|'
    for key, meaning in GLOSSARY_KEYS.items():
        yield f"| `{key}` | {_GLOSSARY_TYPES[key]} | {meaning} |"
    yield "\n与底稿同名的，只改所写的键；别的接在底稿的后面。"


def _type(hint: Any) -> str:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return f"列表（{_type(inner[0])}）"
    if hint in _TYPES:
        return _TYPES[hint]
    if dataclasses.is_dataclass(hint) or origin is not None and len(inner) > 1 and inner[1] is not type(None):
        return "一组键值"
    return _type(inner[0]) if inner else "文字"


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is field.default_factory is dataclasses.MISSING:
        return "必填"
    value = field.default
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple) and value and all(isinstance(item, str) for item in value):
        return "、".join(f"“{item}”" for item in value)
    if isinstance(value, str | int | float) and value not in ("", 0, FOREVER):
        return f"`{value}`"
    return "`0`" if value == 0 and not field.name.endswith("_year") and field.name not in ("since", "until") else ""
