"""What every report tells: counts, the verdict and the JSON object of the contract."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from samples_of_findings import ACCEPTED, ALARM, CHECKED, ERROR, FINDINGS, TAIL, WARNING

from toolkit.findings import Finding, by_level
from toolkit.findings_report import as_json, places, summary, verdict


def test_what_is_accepted_counts_as_nothing() -> None:
    assert summary(FINDINGS) == {"error": 1, "warning": 3, "tail": 1}
    assert summary([ACCEPTED]) == {"error": 0, "warning": 0, "tail": 0}


@pytest.mark.parametrize(
    ("findings", "line"),
    [
        ([], "全部相符，没有尾差。"),
        ([TAIL], "全部相符，尾差 1 处（四舍五入造成，无需处理）。"),
        ([ACCEPTED], "没有待处理的问题，已认可 1 处；没有尾差。"),
        ([WARNING, TAIL], "错误 0 处，提示 1 处；尾差 1 处（四舍五入造成，无需处理）。"),
        (FINDINGS, "错误 1 处，提示 3 处；已认可 1 处；尾差 1 处（四舍五入造成，无需处理）。"),
    ],
)
def test_one_line_says_how_the_workbook_stands(findings: list[Finding], line: str) -> None:
    assert verdict(findings) == line


def test_levels_come_gravest_first_each_in_its_own_order() -> None:
    twin = replace(ERROR, rule="HZ-02")
    levels = by_level([TAIL, ACCEPTED, WARNING, twin, ERROR])
    assert list(levels) == ["错误", "提示", "已认可", "尾差"]
    assert levels["错误"] == [twin, ERROR]


def test_json_tells_all_of_a_finding() -> None:
    told = json.loads(json.dumps(as_json(CHECKED)))
    assert {key: told[key] for key in ("workbook", "profile", "year")} == {
        "workbook": "样例.xlsx",
        "profile": "henan-final",
        "year": 2023,
    }
    error = told["findings"][FINDINGS.index(ERROR)]
    caused = error.pop("caused")
    assert error == {
        "rule": "HZ-01",
        "severity": "error",
        "message": ERROR.message,
        "cells": [
            {"sheet": "总表", "address": "B3", "value": "7.00"},
            {"sheet": "明细表", "address": "C2", "value": "6.00"},
        ],
        "expected": "6.00",
        "actual": "7.00",
        "difference": "1.00",
    }
    assert [one["message"] for one in caused] == [ALARM.message]


def test_json_keeps_the_severity_of_what_is_accepted_and_tells_by_whom() -> None:
    told = as_json(CHECKED)["findings"]
    accepted = told[FINDINGS.index(ACCEPTED)]
    assert (accepted["severity"], accepted["accepted"]) == ("error", "张三：原表如此，已核实")
    assert sum("accepted" in finding for finding in told) == 1


def test_places_name_the_sheet_once_and_are_not_endless() -> None:
    assert places(ERROR.cells) == "总表!B3；明细表!C2"
    assert places(TAIL.cells) == "总表!B4、B2"
    assert places(TAIL.cells * 5, 3) == "总表!B4、B2、B4 等 10 处"
