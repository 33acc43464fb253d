"""The checks that are not equations. A rule calls one by name (``检查 表号``).

Each is a function of the report, the profile and the rule's :class:`~.words.Tell` that yields what it found. They tell
only what is always wrong or always worth a look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...findings import Finding
from ...profiles import Profile
from ...report import Report
from . import codes, evaluations, official_names, sentences, wording
from . import headings as labels
from .telling import Tell

Check = Callable[[Report, Profile, Tell], Iterator[Finding]]

#: The checks a rule may call.
CHECKS: Mapping[str, Check] = {
    "单位名称": labels.unit_names,
    "年度": labels.years,
    "表号": labels.table_labels,
    "表名": labels.table_titles,
    "行次": labels.line_numbers,
    "序号": labels.ordinals,
    "金额单位": labels.amount_units,
    "上级科目": codes.missing_parents,
    "科目名称": codes.code_names,
    "科目没有名称": codes.nameless_codes,
    "功能分类名称": official_names.functional_names,
    "经济分类名称": official_names.economic_names,
    "编码重复": codes.repeated_codes,
    "同名行": codes.namesakes,
    "负数": labels.negatives,
    "空表说明": labels.empty_notes,
    "项目名称重复": evaluations.repeated_forms,
    "项目名称对应": evaluations.listed_forms,
    "实施单位": evaluations.misspelt_unit_names,
    "名词解释": codes.explained_items,
    "未达标满分": evaluations.full_scores,
    "成对符号": wording.paired_signs,
    "本部门": wording.own_name,
    "句内数字": sentences.stated_rates,
}
