"""Reasons as units write them, for whatever the figures of a made-up unit say: up, down or unchanged."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

#: The words of the label that tell what changed, and what people say of it when it went up and when it went down.
_KINDS = (
    (
        "接待",
        ("来访学习交流的批次较多，接待支出增加", "承办了片区工作现场会，接待支出增加"),
        ("从严控制接待范围和陪餐人数，接待支出减少", "能合并的接待一律合并，压减了接待支出"),
    ),
    (
        "车|运行",
        ("车辆使用年限较长，维修支出增加", "下乡检查次数增多，燃油和过路支出增加"),
        ("加强车辆调度，减少了公务用车运行支出", "车辆定点加油、定点维修，节约了用车支出"),
    ),
    (
        "三公|出国|购置",
        ("公务活动较多，相关支出增加", "新增了一次外出调研任务，相关支出增加"),
        ("落实过紧日子要求，压减了“三公”经费支出", "从严审批公务活动，减少了相关支出"),
    ),
    (
        "",
        (
            "年内新进工作人员，人员经费支出增加",
            "按规定调整了津贴补贴标准，支出增加",
            "年中追加了专项工作任务，项目支出增加",
            "上级下达的专项资金增多，支出增加",
            "办公用房维修工程按期完工，支付了工程款，支出增加",
        ),
        (
            "年内有工作人员退休，人员经费支出减少",
            "落实过紧日子要求，压减了一般性支出",
            "部分项目延期实施，支出减少",
            "上年的一次性项目已经完工，支出减少",
            "集中采购节约了资金，支出减少",
        ),
    ),
)
_NONE = ("没有安排这项经费", "没有发生这项支出")
_EQUAL = ("严格按预算执行，与年初安排一致", "工作任务没有变化，支出持平")
UNCHANGED = (*_NONE, *_EQUAL)
_AMOUNT = re.compile(r"(-?[\d,]+(?:\.\d+)?) 万元")


def reason(label: str, change: str, chance: Random, *, opposite: bool = False) -> str:
    """Why it changed: ``change`` is told as in ``上年 3.20 万元，本年 4.10 万元``. ``opposite``: a slip, it says it the other
    way round, in words that leave no doubt (the first of each kind)."""
    before, now = (Decimal(text.replace(",", "")) for text in _AMOUNT.findall(change)[:2])
    if before == now:
        return chance.choice(_EQUAL if now else _NONE)
    up, down = next((up, down) for words, up, down in _KINDS if re.search(words, label))
    fitting = up if (now > before) is not opposite else down
    return fitting[0] if opposite else chance.choice(fitting)
