"""Chinese numerals, as outlines, glossaries and dates count with them."""

from __future__ import annotations

from functools import cache

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 → 一, 14 → 十四, 20 → 二十, 108 → 一百零八. Raises ValueError outside 1–999."""
    if not 0 < number < 1000:
        raise ValueError(f"no Chinese ordinal for {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if head and not rest:
        return head
    if head and not tens:
        return f"{head}零{_DIGITS[ones]}"
    middle = "" if not tens else "十" if tens == 1 and not head else f"{_DIGITS[tens]}十"
    return head + middle + (_DIGITS[ones] if ones else "")


def number_of(numeral: str) -> int:
    """十四 → 14; 0 for what is no numeral from 一 to 九十九."""
    return _numbers().get(numeral, 0)


@cache
def _numbers() -> dict[str, int]:
    return {chinese_number(number): number for number in range(1, 100)}
