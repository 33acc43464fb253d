"""Charts: figures listed by a block of ``charts.j2``, a line each, made into a picture's data.

    {% block 三公对比图 %}
    项目 | 预算数 | 决算数

    因公出国（境）费 | {{ 公开09["因公出国（境）费"].预算数 }} | {{ 公开09["因公出国（境）费"].决算数 }}
    …
    {% endblock %}

The first line names the series. A figure is written bare, in 万元. A line whose figures are all zero is left out; so is a
chart that has nothing to show or lacks a figure (the sentences tell what is missing).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from ..amounts import round_half_up
from ..document import UNFINISHED_START, Chart, Shape
from ..errors import TemplateError
from ..patterns import nearest
from ..profiles import OutlineItem

if TYPE_CHECKING:
    from .templates.fields import Field

_DECIMALS = 2  # as the forms print
_PIECES = 6


def chart_of(item: OutlineItem, field: Field, text: str) -> Chart | None:
    """The chart of an outline item from the lines of its block. Raises TemplateError when they are no list of figures."""
    if UNFINISHED_START in text:
        return None
    lines = [[part.strip() for part in line.split("|")] for line in text.splitlines()]
    if not lines or len(lines[0]) < 2:
        raise _fault(field, "第一行要写明各组数的名称，用 | 隔开，如：项目 | 预算数 | 决算数")
    names, rows = lines[0][1:], lines[1:]
    for row in rows:
        if len(row) != len(names) + 1:
            raise _fault(field, f"“{' | '.join(row)}”应有 {len(names)} 个数")
    figures = [(row[0], [_figure(field, number) for number in row[1:]]) for row in rows]
    shown = [(name, numbers) for name, numbers in figures if any(numbers)]
    if not shown:
        return None
    series = tuple((name, tuple(numbers[at] for _, numbers in shown)) for at, name in enumerate(names))
    shape = _shape(item, field) if item.shape else _usual_shape(len(series), len(shown))
    return Chart(item.caption, shape, tuple(name for name, _ in shown), series)


def _usual_shape(series: int, categories: int) -> Shape:
    """Figures beside each other stand as columns; the parts of a whole as a pie while it can be read, else as bars."""
    if series > 1:
        return Shape.COLUMNS
    return Shape.PIE if 1 < categories <= _PIECES else Shape.BARS


def _figure(field: Field, text: str) -> Decimal:
    try:
        return round_half_up(Decimal(text), _DECIMALS)
    except InvalidOperation:
        raise _fault(field, f"“{text}”不是数，金额不要加 |万元") from None


def _shape(item: OutlineItem, field: Field) -> Shape:
    known = {shape.value: shape for shape in Shape}
    if item.shape not in known:
        raise _fault(field, f"没有“{item.shape}”这种图。{nearest(item.shape, known)}")
    return known[item.shape]


def _fault(field: Field, message: str) -> TemplateError:
    return TemplateError(f"图“{field.id}”：{message}。", path=field.template.filename)
