"""The same true document written in other manners: nothing is told of any."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from toolkit.findings import Severity
from toolkit.numerals import chinese_number
from toolkit.review import review

from .regions import TEXTS, draw

_NUMERALS = {chinese_number(number): number for number in range(1, 30)}
_COUNT = "([一二三四五六七八九十]+)"


def blanks_before_units(line: str) -> str:
    return re.sub(r"([\d.,]+)(万元|%)", r" \1 \2", line)


def thin_blanks_between_thousands(line: str) -> str:
    return re.sub(r"(\d),(\d{3})", "\\1\u2009\\2", line)


def chinese_commas_between_thousands(line: str) -> str:
    return re.sub(r"(\d),(\d{3}\.\d\d)", r"\1，\2", line)


def same_time_last_year(line: str) -> str:
    return re.sub(r"与(?:上年|20\d\d年)(?:度)?相比，", "同比，", line)


def figures_in_headings(line: str) -> str:
    """1、 and （1） for 一、 and （一）, the items of lists below them counted 1. as before."""
    line = re.sub(rf"^# {_COUNT}、", lambda found: f"# {_NUMERALS[found[1]]}、", line)
    return re.sub(rf"^# （{_COUNT}）", lambda found: f"# （{_NUMERALS[found[1]]}）", line)


def figures_above_numerals(line: str) -> str:
    return re.sub(rf"^# {_COUNT}、", lambda found: f"# {_NUMERALS[found[1]]}.", line)


def headings_of_the_last_section_plain(line: str) -> str:
    return re.sub(rf"^# （{_COUNT}）(?=机关|政府采购|国有资产|预算绩效)", r"\1.", line)


def titles_with_a_remark(line: str) -> str:
    return re.sub("^(# [^第].*表)$", r"\1（汇总）", line)


def on_one_line(text: str) -> str:
    """Paragraphs that follow each other as one."""
    return re.sub("。\n(?=[^#\n|]*。)", "。", text)


def by_lines(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(line if "|" in line else change(line) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("较年初预算增减", by_lines(blanks_before_units)),
        ("先写收入再写支出", by_lines(thin_blanks_between_thousands)),
        ("先写收入再写支出", by_lines(chinese_commas_between_thousands)),
        ("三公竖排-不写千分号", by_lines(same_time_last_year)),
        ("先写收入再写支出", by_lines(figures_in_headings)),
        ("较年初预算增减", by_lines(figures_above_numerals)),
        ("金额为元-列行次", by_lines(headings_of_the_last_section_plain)),
        ("表在后-不列行次", by_lines(titles_with_a_remark)),
        ("先写收入再写支出", on_one_line),
    ],
)
def test_nothing_is_told(name: str, change: Callable[[str], str], tmp_path: Path) -> None:
    text = TEXTS[name].read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    draw(changed, tmp_path / "决算.docx")
    reviewed = review(tmp_path / "决算.docx")
    assert [one.message for one in reviewed.findings if one.severity is not Severity.TAIL] == []
    assert sum(binding.right is True for binding in reviewed.bindings) > 40


def test_a_number_left_out_among_such_headings_is_told(tmp_path: Path) -> None:
    text = by_lines(figures_in_headings)(TEXTS["先写收入再写支出"].read_text(encoding="utf-8"))
    (first, *_) = re.findall(r"^# 2、.*$", text, re.MULTILINE)[-1:]
    draw(text.replace(first, first.replace("2、", "3、")), tmp_path / "决算.docx")
    assert "WD-18" in {finding.rule for finding in review(tmp_path / "决算.docx").findings}


_STATED = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(万元|亿元|元|%|个|人次|辆|批次|台)")
_NOT_FILLED_IN = ("【待补充：某项年初预算100万元（补充资料!B3）】", "【待补充：数】{}", "XX{}")


@pytest.mark.parametrize("seed", [3, 5, 6, 9])
@pytest.mark.parametrize("name", ["标题不编号", "较年初预算增减", "金额为元-列行次", "三公竖排-不写千分号"])
def test_what_is_not_filled_in_yet_is_no_other_figure(name: str, seed: int, tmp_path: Path) -> None:
    """Figures left open here and there: what stands behind them is of what it was of, and that they lack is told."""
    random = Random(seed)
    share = random.choice((0.05, 0.2, 0.5))

    def open_(stated: re.Match[str]) -> str:
        return random.choice(_NOT_FILLED_IN).format(stated[1]) if random.random() < share else stated[0]

    lines = TEXTS[name].read_text(encoding="utf-8").split("\n")
    draw(
        "\n".join(one if "|" in one or one.startswith("#") else _STATED.sub(open_, one) for one in lines),
        tmp_path / "稿.docx",
    )
    found = [one for one in review(tmp_path / "稿.docx").findings if one.severity is not Severity.TAIL]
    assert [one.message for one in found if one.rule != "WD-28" and not one.rule.startswith("WZ-")] == []
    assert any(one.rule == "WD-28" and "某项年初预算" in one.message for one in found)
