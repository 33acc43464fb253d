"""Numbers as a sheet shows them, by Excel's number formats: decimals, thousands, percent, signs, and days.

Excel turns 2024年9月 into the number of a day the moment somebody types it, so days are numbers here too. What a format
says about width (``_x``, ``*x``, ``?``) and colour is left out.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from ...amounts import round_half_up, without_zeros
from ...numerals import chinese_number

_DAY_ZERO = date(1899, 12, 30)
_LAST_DAY = 2_958_465  # 9999-12-31
_GENERAL_DIGITS = 10
_WRITTEN_OUT = 21  # digits; what is larger or smaller is shown as a power of ten
_SECONDS = 86_400  # of a day
_LEAP_DAY = 60  # 1900-02-29, which never was: Excel counts one day too many before it
_CLOCK = re.compile(r'"[^"]*"|[\\!].|\[(?![hHmMsS]+\])[^\]]*\]|_.|\*.|General|(?P<clock>[hHsS])', re.DOTALL)
_CHINESE = "〇一二三四五六七八九"
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_OPERATORS = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "<>": operator.ne, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip
_POWER = re.compile(r"[#0?]E[+-]")
_FRACTION = re.compile(r"[#0?] *[#0?]*/[#0?\d]")
#: Pieces of a section: words in quotes, an escaped character, a switch such as [Red], width, figures, a run of y, m or
#: d, any other character.
_PIECES = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|\[[^\]]*\]|_.|\*.|(?P<figure>General|[#0?][#0?,.]*|@)'
    r"|(?P<day>[yY]+|[mM]+|[dD]+)|(?P<other>.)",
    re.DOTALL,
)


@lru_cache(maxsize=8192)
def shown_number(number: Decimal, number_format: str) -> str:
    """The number as a cell of this format shows it, rounded half-up; a day for a format of days."""
    if number.adjusted() >= _WRITTEN_OUT:
        return str(number.normalize())
    if is_clock(number_format) and 0 < number <= _LAST_DAY:
        return day_or_time(number, number_format)
    if is_date(number_format) and 0 < number <= _LAST_DAY:
        return _shown_day(_DAY_ZERO + timedelta(days=int(number)), number_format)
    section, is_signless = _section(number, _sections(number_format))
    pieces = _pieces(section)
    if _POWER.search(section) or _FRACTION.search(section):  # neither has a place in accounts
        return general(number)
    figures = iter(
        _figures(abs(number) * (100 if "%" in section else 1), [text for kind, text in pieces if kind == "figure"])
    )
    shown = [(kind, next(figures) if kind == "figure" else text) for kind, text in pieces]
    text = "".join(text for _, text in shown).strip()
    digits = "".join(text for kind, text in shown if kind == "figure")
    is_negative = number < 0 and not is_signless and any(digit in "123456789" for digit in digits)
    return f"-{text}" if is_negative else text


@lru_cache(maxsize=8192)
def disguised(number: Decimal, number_format: str) -> str | None:
    """What a cell shows instead of its number, where that is another one or nothing; None where it is but rounded."""
    if not number or _shows_what_is_there(number_format):
        return None
    shown = shown_number(number, number_format)
    whole, _, decimals = re.sub(r"[^0-9.]", "", shown).partition(".")
    value = Decimal(f"{whole or 0}.{decimals.replace('.', '') or 0}")
    return shown if value != abs(round_half_up(number, len(decimals))) else None


@lru_cache(maxsize=512)
def _shows_what_is_there(number_format: str) -> bool:
    """True for a format that shows any number as it is: one figure, neither in percent nor in thousands of thousands."""
    for section in _sections(number_format)[:2]:
        figures = [text for kind, text in _pieces(section) if kind == "figure"]
        if len(figures) != 1 or "%" in section or ",." in figures[0] or figures[0].endswith(","):
            return False
    return True


@lru_cache(maxsize=512)
def _pieces(section: str) -> tuple[tuple[str, str], ...]:
    """(kind, text) of what a section shows: its figure, which words may part, days, words."""
    found: list[tuple[str, str]] = []
    for piece in _PIECES.finditer(section):
        kind = piece.lastgroup or ""
        if kind == "figure" and not piece[kind].strip("?"):
            continue
        if kind:
            found.append((kind if kind in ("figure", "day") else "words", piece[kind]))
    return tuple(found)


@lru_cache(maxsize=512)
def is_date(number_format: str) -> bool:
    """True for a number format that shows a day: years, or months with days, outside quotes."""
    letters = {text[0].lower() for kind, text in _pieces(_sections(number_format)[0]) if kind == "day"}
    return "y" in letters or {"m", "d"} <= letters


@lru_cache(maxsize=512)
def is_clock(number_format: str) -> bool:
    """True for a number format that shows hours or seconds."""
    return any(piece["clock"] for piece in _CLOCK.finditer(_sections(number_format)[0]))


def day_or_time(number: Decimal, number_format: str) -> str:
    """2023年5月1日 or 5:30 for a number that the sheet shows as a day or a time, in whatever way; "" for any other."""
    if not (is_date(number_format) or is_clock(number_format)) or not 0 < number <= _LAST_DAY:
        return ""
    days, seconds = divmod(int((number * _SECONDS).to_integral_value(ROUND_HALF_UP)), _SECONDS)
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    clock = f"{hour}:{minute:02d}" + (f":{second:02d}" if second else "")
    if not days:
        return clock
    day = _DAY_ZERO + timedelta(days=days + (days < _LEAP_DAY))
    return f"{day.year}年{day.month}月{day.day}日" + (f" {clock}" if seconds else "")


def general(number: Decimal) -> str:
    """Excel's General: a fraction to ten digits in all, so that no binary noise shows."""
    if number and number.adjusted() <= -_WRITTEN_OUT:
        return str(number.normalize())
    if number != int(number):
        number = Context(prec=max(_GENERAL_DIGITS, number.adjusted() + 1), rounding=ROUND_HALF_UP).plus(number)
    return without_zeros(f"{number:f}")


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[str, ...]:
    """The parts for positive, negative, zero (and words), or for the conditions they state."""
    return tuple(re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format))


def _section(number: Decimal, sections: tuple[str, ...]) -> tuple[str, bool]:
    """The part that a number is shown by, and whether that part stands for its sign."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _OPERATORS[condition[1]](number, Decimal(condition[2])):
                return section, False
        return "General", False
    if number < 0 and len(sections) > 1:
        return sections[1], True
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _figures(number: Decimal, placeholders: Sequence[str]) -> list[str]:
    """What stands at each of the placeholders of one section.

    Words may stand amid the digits: ``0!.0,"万"`` shows 1,234,567 as 123.5万, in thousands with a point before the last
    digit. The first placeholder takes what the others leave.
    """
    first, *others = placeholders or [""]
    whole = "".join(placeholders)
    if not others or "." in whole or "," in whole.rstrip(",") or not set(whole) <= set("#0?,"):
        return [_figure(number, first) if first else "", *[""] * len(others)]
    digits, parts = _figure(number, whole), []
    for placeholder in reversed(others):
        count = len(placeholder.rstrip(","))
        parts.append(digits[-count:])
        digits = digits[:-count]
    return [digits, *reversed(parts)]


def _figure(number: Decimal, figure: str) -> str:
    """A number without its sign in placeholders such as ``#,##0.00``; each comma at their end divides by 1000."""
    if figure in ("General", "@"):
        return general(number)
    whole, _, decimals = figure.partition(".")
    thousands = len(whole) - len(whole.rstrip(",")) + len(decimals) - len(decimals.rstrip(","))
    whole, decimals = whole.rstrip(","), decimals.rstrip(",")
    rounded = round_half_up(number.scaleb(-3 * thousands), len(decimals))
    integer, _, fraction = f"{rounded:f}".partition(".")
    integer = integer.zfill(whole.count("0")) if "0" in whole else integer.lstrip("0")
    if "," in whole and integer:
        integer = f"{int(integer):,}"
    fraction = fraction[: decimals.count("0")] + fraction[decimals.count("0") :].rstrip("0")
    return f"{integer}.{fraction}" if fraction else integer


def _shown_day(day: date, number_format: str) -> str:
    """2024年9月 for the format ``yyyy"年"m"月"``, 二〇二四年九月 when [DBNum1] stands before it."""
    is_chinese = "[DBNum1]" in number_format
    pieces = _pieces(_sections(number_format)[0])
    texts = (
        _part_of_day(day, text.lower(), is_chinese) if kind == "day" else text
        for kind, text in pieces
        if kind != "figure"
    )
    return "".join(texts).strip()


def _part_of_day(day: date, letters: str, is_chinese: bool) -> str:
    if letters[0] == "y":
        year = f"{day.year:04d}" if len(letters) > 2 else f"{day.year % 100:02d}"
        return "".join(_CHINESE[int(digit)] for digit in year) if is_chinese else year
    number = day.month if letters[0] == "m" else day.day
    if is_chinese:
        return chinese_number(number)
    return f"{number:02d}" if len(letters) == 2 else str(number)
