"""docs/findings.md: every finding the toolkit can give, made from the very rules and catalogues that give it.

Maintainer's command: ``python -m toolkit.catalogue > docs/findings.md``. A test says when the page is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .profiles import Profile, RuleSpec, load_profile, profile_ids
from .rules.language import PRIOR, NamedCheck, Unwanted, parse
from .rules.validation import references
from .workbook.problems import CATALOGUE

_LEVELS = {"error": "错误", "warning": "提示"}
#: Findings about the narrative and last year's workbook, which no rules.toml states.
_OTHERS = (
    (
        "NR-01",
        "情况说明缺少数据",
        "必填的为错误，其余为提示",
        "句子需要的数字或文字还没有填；消息里写明补充资料的哪一格、哪些段落要用。",
    ),
    (
        "NR-02",
        "自写内容的数字与报表不符",
        "提示",
        "“人工改写”里带“万元”“%”的数字，在自动生成稿、表格和补充资料里都找不到；辆、批次、人次、台的数与生成稿的不同。",
    ),
    ("NR-03", "自写内容写成后数据有变动", "提示", "改写时依据的草稿已经变了；核对后把“状态”改成“已核对”。"),
    ("NR-04", "自写内容仍有待补充", "提示", "“人工改写”里还留有【待补充……】。"),
    (
        "NR-05",
        "应说明的增减没有写原因",
        "提示",
        "增减达到 `profile.toml` 的 `[thresholds]`（比例或金额达到其一，上年为零的一律说明）而原因空着；"
        "或者写的是“无”“同上”“——”一类，不是原因。消息里写明前后两个数。",
    ),
    (
        "NR-06",
        "原因与数字的增减相反",
        "提示",
        "数字减少而原因只说支出增加，或者数字增加而原因只说支出减少；说到收入、结转、上年等的不下结论。",
    ),
    (
        "NR-07",
        "自写内容的万元写成了元",
        "提示",
        "“人工改写”里有一个带角分的“元”，报表和补充资料里正好有同样的万元数。",
    ),
    ("SN-0", "上年工作簿应是同一单位上一年度的", "提示", "用 --prior 给出的工作簿不是同一单位或不是上一年度。"),
)


def markdown() -> str:
    """The whole page."""
    profiles = [load_profile(profile_id) for profile_id in profile_ids()]
    return "\n".join([*_head(), *_reading(), *_other(), *_rules(profiles)]) + "\n"


def _head() -> Iterator[str]:
    yield "# 校验会发现什么\n"
    yield "本页由规则和提示目录自动生成（`python -m toolkit.catalogue`），请不要手改。关系式的写法见 [rules.md](rules.md)。\n"
    yield "- **错误**：任何真实金额都凑不出这些数字，或缺少必需的内容，或前后矛盾。"
    yield "- **提示**：多数情况成立，请人工核对。"
    yield "- **尾差**：四舍五入造成的差额，单独列出，不算问题。由金额关系自动区分，没有另外的规则。\n"


def _reading() -> Iterator[str]:
    yield "## 读取工作簿\n"
    yield "| 编号 | 是什么 | 级别 | 怎么办 |\n|---|---|---|---|"
    for kind in CATALOGUE.values():
        yield f"| {kind.code} | {kind.title} | {_LEVELS[kind.severity]} | {kind.advice} |"
    yield ""


def _other() -> Iterator[str]:
    yield "## 情况说明和上年工作簿\n"
    yield "| 编号 | 是什么 | 级别 | 说明 |\n|---|---|---|---|"
    for code, title, level, text in _OTHERS:
        yield f"| {code} | {title} | {level} | {text} |"
    yield ""


def _rules(profiles: list[Profile]) -> Iterator[str]:
    """Each rule once, under the formats that use it in the same words."""
    users: dict[RuleSpec, list[str]] = {}
    for profile in profiles:
        for rule in profile.rules.values():
            users.setdefault(rule, []).append(profile.id)
    groups: dict[tuple[str, ...], list[RuleSpec]] = {}
    for rule, used_by in users.items():
        groups.setdefault(tuple(used_by), []).append(rule)
    for ids, rules in sorted(groups.items(), key=lambda group: (-len(group[0]), group[0])):
        yield f"## 勾稽关系：{'、'.join(ids)}\n"
        yield "| 编号 | 关系 | 表 | 关系式 | 级别 | 依据 | 适用年度 |\n|---|---|---|---|---|---|---|"
        for rule in rules:
            identity = rule.identity.replace("|", "\\|").replace("\n", " ")
            told = f"{_LEVELS[rule.severity]} | {rule.basis or '—'} | {_years(rule)}"
            yield f"| {rule.id} | {rule.title} | {_tables(rule)} | `{identity}` | {told} |"
        yield ""


def _tables(rule: RuleSpec) -> str:
    """The forms that a rule is about, in the order in which it names them."""
    tree = parse(rule.identity)
    if isinstance(tree, Unwanted):
        return "填写的文字"
    if isinstance(tree, NamedCheck):
        return "各表"
    refs = [*references(tree), *(binding.source for binding in tree.bindings)]
    return "、".join(dict.fromkeys(f"{f'{PRIOR}.' if ref.prior else ''}{ref.table}" for ref in refs))


def _years(rule: RuleSpec) -> str:
    since = f"{rule.since} 年起" if rule.since else ""
    until = f"到 {rule.until} 年" if rule.until < 9999 else ""
    return since + until or "各年度"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(markdown())
