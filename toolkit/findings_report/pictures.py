"""Charts as inline SVG for the HTML report: the same figures as in the Word document, no script, nothing fetched."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup, escape

from ..amounts import NumberStyle
from ..document import Chart, Shape

_COLOURS = ("#2F5597", "#C55A11", "#7F7F7F", "#BF9000", "#548235", "#7030A0")
_WIDTH, _LINE, _NAMES = 640, 22, 190
_TALL, _PLOT, _TOP = 240, 170, 20
_KEYS_A_LINE = 3
_FIGURE = NumberStyle()


def as_svg(chart: Chart) -> Markup:
    """The chart as one ``<svg>``; every text is escaped. Lengths are pixels, figures are printed as the forms do."""
    height = _TALL
    if chart.shape is Shape.PIE:
        parts, keys = list(_pie(chart)), list(chart.categories)
    else:
        keys = [name for name, _ in chart.series]
        if chart.shape is Shape.COLUMNS:
            parts = list(_columns(chart))
        else:
            parts, height = list(_bars(chart)), _LINE * (len(chart.categories) * len(keys) + 1)
    if len(keys) > 1:
        parts += _legend(keys, height)
        height += _LINE * math.ceil(len(keys) / _KEYS_A_LINE) + 6
    label = escape(chart.caption)
    head = f'<svg class="chart" role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}">'
    return Markup(head + "".join(parts) + "</svg>")


def _pie(chart: Chart) -> Iterator[str]:
    values = chart.series[0][1]
    whole = sum(value for value in values if value > 0)
    x, y, radius, start = _WIDTH / 2, _TALL / 2, 88.0, Decimal(0)
    for number, value in enumerate(values):
        if value <= 0:
            continue
        colour, share = _colour(number), value / whole
        if share == 1:
            yield f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'
        else:
            (x1, y1), (x2, y2) = (_on_circle(x, y, radius, turn) for turn in (start, start + share))
            arc = f"A{radius} {radius} 0 {int(share * 2 > 1)} 1 {x2:.1f} {y2:.1f}"
            yield f'<path d="M{x} {y} L{x1:.1f} {y1:.1f} {arc} Z" fill="{colour}"/>'
        at_x, at_y = _on_circle(x, y, radius + 18, start + share / 2)
        anchor = "middle" if abs(at_x - x) < radius / 3 else "start" if at_x > x else "end"
        yield _text(f"{_FIGURE.text(share * 100)}%", at_x, at_y + 4, anchor)
        start += share


def _on_circle(x: float, y: float, radius: float, turn: Decimal) -> tuple[float, float]:
    angle = 2 * math.pi * float(turn) - math.pi / 2  # a place on the screen, no amount
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def _columns(chart: Chart) -> Iterator[str]:
    room = (_WIDTH - 40) / len(chart.categories)
    width = min(60.0, room * 0.8 / len(chart.series))
    for place, name in enumerate(chart.categories):
        middle = 20 + room * (place + 0.5)
        left = middle - width * len(chart.series) / 2
        for number, (_, values) in enumerate(chart.series):
            length = _length(chart, values[place], _PLOT)
            x, y = left + width * number, _TOP + _PLOT - length
            yield _rectangle(x, y, width - 4, length, number)
            yield _text(_FIGURE.text(values[place]), x + width / 2 - 2, y - 4, "middle")
        yield _text(name, middle, _TOP + _PLOT + 18, "middle")
    yield f'<line x1="20" x2="{_WIDTH - 20}" y1="{_TOP + _PLOT}" y2="{_TOP + _PLOT}" stroke="#999"/>'


def _bars(chart: Chart) -> Iterator[str]:
    y = 8.0
    for place, name in enumerate(chart.categories):
        yield _text(name, _NAMES - 8, y + 13 + _LINE * (len(chart.series) - 1) / 2, "end")
        for number, (_, values) in enumerate(chart.series):
            length = _length(chart, values[place], _WIDTH - _NAMES - 100)
            yield _rectangle(_NAMES, y, length, _LINE - 6, number)
            yield _text(_FIGURE.text(values[place]), _NAMES + length + 6, y + 13, "start")
            y += _LINE


def _length(chart: Chart, value: Decimal, room: int) -> float:
    """How long a figure is drawn where the greatest takes all the room."""
    highest = max((value for _, values in chart.series for value in values), default=Decimal(0))
    return float(max(value, Decimal(0)) / highest) * room if highest > 0 else 0.0


def _legend(names: list[str], top: float) -> Iterator[str]:
    for number, name in enumerate(names):
        x, y = 60 + number % _KEYS_A_LINE * 190, top + number // _KEYS_A_LINE * _LINE
        yield _rectangle(x, y, 11, 11, number)
        yield _text(name, x + 17, y + 10, "start")


def _rectangle(x: float, y: float, width: float, height: float, number: int) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{_colour(number)}"/>'


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def _text(words: str, x: float, y: float, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12">{escape(words)}</text>'
