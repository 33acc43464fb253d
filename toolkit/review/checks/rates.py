"""Rates and limits that no table has: a rate without its sign or above 100 %, a limit of 单价 that no rule has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...findings import Finding, Severity
from .context import Context, about

_REACHES = "(?:均|都|全部)?(?:达到了?|达|为|是|超过|不低于|保持在)?[≥>＞约]?"
_BARE_RATE = re.compile(
    rf"(?:覆盖率|参保率|满意度|合格率|完成率|执行率|及时率|准确率|达标率|知晓率|使用率|发放率|补助率|报销率|兑现率|办结率|比例|比重){_REACHES}"
    r"(?P<rate>\d{1,3}(?:\.\d+)?)(?=[，。；：、）]|以上|左右|$)"
)
#: Rates of a whole that cannot be more than it.
_NO_MORE_THAN_ALL = re.compile(
    rf"(?:覆盖率|覆盖[^，。；]{{0,4}}|参保率|满意度|合格率|准确率|达标率|知晓率|比重){_REACHES}(?P<rate>\d{{3,}}(?:\.\d+)?)%"
)
#: 国有资产 and 政府采购 tell of equipment from these prices on (万元), the limits of the forms of all years.
_LIMITS = ("20", "50", "100", "200")
_LIMIT = re.compile(r"单(?:价|位价值)(?:在)?(?P<limit>[\d,.]+)(?P<unit>万元|元)?(?:（含）)?(?:及)?以上")


def rates(context: Context) -> Iterator[Finding]:
    for passage in context.narrative:
        for match in _BARE_RATE.finditer(passage.plain):
            message = f"“{match[0]}”后面缺少“%”。"
            yield about(passage, *match.span("rate"), "WD-07", "数字后面缺少单位", message, Severity.ERROR)
        for match in _NO_MORE_THAN_ALL.finditer(passage.plain):
            if float(match["rate"]) > 100:
                message = f"“{match[0]}”大于 100%，这样的比率不会超过 100%，请核对。"
                yield about(passage, *match.span("rate"), "WD-27", "数不合常理", message)


def limits(context: Context) -> Iterator[Finding]:
    """单价100万元（含）以上设备: the limit is the form's, not the unit's own figure."""
    for passage in context.narrative:
        for match in _LIMIT.finditer(passage.plain):
            if match["unit"] is None:
                message = f"“{match[0]}”缺少单位，应为“万元”。"
                yield about(passage, *match.span("limit"), "WD-07", "数字后面缺少单位", message, Severity.ERROR)
            elif match["unit"] == "元" and match["limit"] in _LIMITS:
                message = f"“{match[0]}”的单位应为“万元”。"
                yield about(
                    passage, match.start("limit"), match.end("unit"), "WD-08", "万元写成了元", message, Severity.ERROR
                )
            elif match["unit"] == "万元" and match["limit"] not in _LIMITS:
                message = f"“{match[0]}”：公开的设备以单价 50 万元或 100 万元起算，不是 {match['limit']} 万元，请核对。"
                yield about(passage, *match.span("limit"), "WD-27", "数不合常理", message)
