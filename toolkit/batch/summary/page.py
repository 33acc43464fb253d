"""汇总.html: the same tables to look at, in one file: nothing fetched, no script, every text escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from ...amounts import NumberStyle
from ...findings_report import page_templates
from ...outputs.files import write_text
from ...text import clean_text
from ..records import LISTED, VERDICTS
from .frames import UNREADABLE, Link, is_share
from .overview import FINDINGS, UNITS, Count, Todo

_AMOUNT = NumberStyle()
_STYLES = {"有错误": "error", "错误": "error", "无法读取": "error", "缺报": "error", "无问题": "clean"} | dict.fromkeys(
    ("待补充", "只有提示", "提示", "重报", "新增", "名称不一致", "不在名单"), "warning"
)
#: A page with more rows than this no browser likes; the workbook has them all.
_MOST_ROWS = 3000


def save_page(
    target: Path,
    title: str,
    todos: Sequence[Todo],
    counts: Sequence[Count],
    overview: Mapping[str, pd.DataFrame],
    tables: Mapping[str, pd.DataFrame],
) -> None:
    """Write the page. Raises OutputError when it cannot be written."""
    environment = page_templates(Path(__file__).parent)
    environment.globals |= {"shown": _shown, "style": _style, "target": _target, "rows": _rows, "counted": _counted}
    shown = dict(tables) | {FINDINGS: _listed(tables[FINDINGS]), UNITS: _worst_first(tables[UNITS])}
    page = environment.get_template("summary.html.j2").render(
        title=title,
        todos=todos,
        counts=counts,
        overview={name: frame for name, frame in overview.items() if len(frame)},
        tables=shown,
        findings=FINDINGS,
        units=UNITS,
        most=_MOST_ROWS,
    )
    write_text(target, page)


def _listed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["级别"].isin(LISTED)]


def _counted(findings: pd.DataFrame) -> str:
    """How many of each level: 错误 2 处、提示 1 处."""
    levels = Counter(findings["级别"])
    return "、".join(f"{level} {levels[level]} 处" for level in LISTED if levels[level])


def _worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """A page has no filter: who is in order comes last."""
    order = (UNREADABLE, *VERDICTS)
    return frame.sort_values("结论", key=lambda verdicts: verdicts.map(order.index), kind="stable", ignore_index=True)


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.head(_MOST_ROWS).itertuples(index=False, name=None))


def _shown(value: Any, column: str) -> str:
    if value is None:
        return ""
    if is_share(column):
        return f"{value * 100:.2f}%" if isinstance(value, (Decimal, float)) else str(value)
    return _AMOUNT.text(value) if isinstance(value, Decimal) else str(value)


#: Words that are not broken over lines: a name, a verdict, a code.
_SHORT = 16


def _style(value: Any) -> str:
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, Link):
        return "short"
    if not isinstance(value, str):
        return ""
    return f"{_STYLES.get(value, '')} short".lstrip() if len(value) <= _SHORT else ""


def _target(value: Any) -> str:
    return quote(clean_text(value.target), safe="/") if isinstance(value, Link) else ""
