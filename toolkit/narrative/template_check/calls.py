"""Calls of phrases, functions and filters that cannot be meant: too few or too many values, a keyword that is none of
theirs, a phrase that is not there or of another kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import nodes

from ...errors import TemplateError
from ...patterns import nearest
from ...profiles import Profile
from ..phrase_kinds import kind_of

_ANY = 1000


class _Call(NamedTuple):
    """How many values are given (``most`` at most), by what keywords others are, which of them names a phrase of what kind."""

    least: int
    most: int
    wanted: str
    keywords: tuple[str, ...] = ()
    phrase: int = -1
    kind: str = ""


_FUNCTIONS = {
    "同比": _Call(3, 4, "句式、本年、上年、原因（可以不写）", ("基数", "比例"), 0, "同比"),
    "预决算": _Call(3, 4, "句式、预算、决算、原因（可以不写）", ("基数", "完成率"), 0, "预决算"),
    "占比": _Call(2, 4, "部分、全体、全体的名称（可以不写）、句式（可以不写）", (), 3, "占比"),
    "比率": _Call(2, 3, "部分、全体、写法（可以不写）"),
    "列举": _Call(2, _ANY, "几行、一栏的名称、编码的开头"),
    "逐项": _Call(2, 3, "一张表、一张清单、哪一级（可以不写）"),
    "计数": _Call(1, 3, "一张表或几行，可以再加一栏和其中的文字"),
    "求和": _Call(2, 4, "一张表或几行、一栏，可以再加一栏和其中的文字"),
}
#: How many values a filter takes in brackets.
_FILTERS = {
    "万元": (0, 1),
    "百分比": (0, 1),
    "全称": (0, 0),
    "对应": (1, 1),
    "序号": (1, 1),
    "句": (0, 1),
    "收尾": (0, 0),
    "行": (0, 0),
    "去尾": (1, 1),
    "或零": (0, 0),
    "四舍五入": (0, 1),
}


def call_faults(parts: Sequence[nodes.Node], path: Path, profile: Profile) -> Iterator[TemplateError]:
    """All faults of the calls in some parts of a template, in all branches."""
    for part in parts:
        for call in part.find_all(nodes.Call):
            name = call.node.name if isinstance(call.node, nodes.Name) else ""
            if name in _FUNCTIONS and not (call.dyn_args or call.dyn_kwargs):
                for fault in _faults(call, name, _FUNCTIONS[name], profile):
                    yield TemplateError(fault, path=path, line=call.lineno)
        for used in part.find_all(nodes.Filter):
            if used.name in _FILTERS and (fault := _filter_fault(used)):
                yield TemplateError(fault, path=path, line=used.lineno)


def _faults(call: nodes.Call, name: str, form: _Call, profile: Profile) -> Iterator[str]:
    for keyword in call.kwargs:
        if keyword.key not in form.keywords:
            known = nearest(keyword.key, form.keywords) if form.keywords else "它不用写明名称。"
            yield f"“{name}( )”里没有“{keyword.key}=”这一项。{known}"
    if not form.least <= len(call.args) <= form.most or (name, len(call.args)) in (("求和", 3), ("计数", 2)):
        yield f"“{name}( )”里依次要写：{form.wanted}；这里写了 {len(call.args)} 个。"
    elif 0 <= form.phrase < len(call.args) and isinstance(phrase := call.args[form.phrase], nodes.Const):
        yield from _phrase_faults(str(phrase.value), name, form.kind, profile)


def _phrase_faults(phrase: str, name: str, kind: str, profile: Profile) -> Iterator[str]:
    alike = [known for known, table in profile.phrases.items() if kind_of(table).title == kind]
    if phrase not in profile.phrases:
        yield f"profile.toml 的 [phrases] 里没有名为“{phrase}”的句式。{nearest(phrase, alike)}"
    elif phrase not in alike:
        yield f"句式“{phrase}”不是{kind}的句式，不能用在“{name}( )”里。{nearest(phrase, alike)}"


def _filter_fault(used: nodes.Filter) -> str:
    least, most = _FILTERS[used.name]
    if used.kwargs:
        return f"“|{used.name}”的括号里不写“{used.kwargs[0].key}=”。"
    if least <= len(used.args) <= most:
        return ""
    wanted = (
        "后面不写括号" if most == 0 else f"后面的括号里要写 {least} 个" if least == most else "后面的括号里最多写 1 个"
    )
    return f"“|{used.name}”{wanted}，这里写了 {len(used.args)} 个。"
