"""Findings on the console: plain lines, and the same in colours on a terminal."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from samples_of_findings import AWKWARD, CHECKED, REPORT, Checked

from toolkit.findings import Severity
from toolkit.findings_report import console, show

ROOT = Path(__file__).resolve().parents[2]

PLAIN = f"""样例.xlsx　{REPORT.unit_name}　2023年度　错误 1 处，提示 3 处；已认可 1 处；尾差 1 处（四舍五入造成，无需处理）。
  【错误】
    HZ-01　B3 应为 6.00，现为 7.00。
        总表!B3；明细表!C2
        GK01.2　总计 12.00，应为 11.00。
            总表!B4
  【提示】
    BC-1　上年数没有填。
        补充资料!B7
    RD-04　名称“{AWKWARD}”应为“其他”。
        总表!A2
    RD-01　没有找到公开09表。
  【已认可】
    GK02.1　合计不符。
        明细表!C3
        处理意见：张三：原表如此，已核实"""


def test_plain_lines_come_gravest_first_with_what_was_set_off_beneath() -> None:
    assert "\n".join(console(CHECKED)) == PLAIN


def test_tails_come_last_and_only_when_asked_for() -> None:
    assert "\n".join(console(CHECKED, tails=True)) == f"{PLAIN}\n  【尾差】\n    GK01.3　多 0.01。\n        总表!B4、B2"


def shown(checked: Checked, *, tails: bool = False, width: int = 200) -> str:
    out = io.StringIO()
    show(checked, Console(file=out, width=width, force_terminal=True, highlight=False), tails=tails)
    return out.getvalue()


def test_a_terminal_shows_the_same_words_in_colours() -> None:
    text = shown(CHECKED, tails=True)
    assert "\x1b[1;31m【错误】1 处" in text
    words = Console(file=io.StringIO(), width=200)
    with words.capture() as plain:
        show(CHECKED, words, tails=True)
    for line in console(CHECKED, tails=True):
        for word in line.strip(" 　【】").split("　"):
            assert word in plain.get(), word


def test_a_name_of_two_lines_is_told_in_one() -> None:
    two_lines = Checked(replace(REPORT, path=Path("甲\n错误 0 处.xlsx")), ())
    assert [*console(two_lines)][0].startswith("甲错误 0 处.xlsx　")


def test_the_verdict_is_calm_when_nothing_is_open() -> None:
    assert "\x1b[1;32m全部相符" in shown(Checked(REPORT, ()))


def test_a_narrow_terminal_loses_nothing() -> None:
    narrow = io.StringIO()
    show(CHECKED, Console(file=narrow, width=40, highlight=False))
    assert "B3应为6.00，现为7.00。" in "".join(narrow.getvalue().split())


def test_the_command_speaks_in_colours_on_a_terminal_only() -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "check", str(ROOT / "workbooks" / "jiyuan-2023.xlsx")]
    environment = os.environ | {"TERM": "xterm-256color", "PYTHONUTF8": "1"}
    piped = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert b"\x1b[" not in piped.stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, env=environment):
        os.close(theirs)
        spoken = b""
        while chunk := _read(ours):
            spoken += chunk
    os.close(ours)
    assert b"\x1b[1" in spoken
    assert "提示".encode() in spoken


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end is closed
        return b""


def test_a_terminal_is_told_nothing_that_it_would_obey() -> None:
    """Names and texts come from workbooks: an escape in one of them would move the cursor or hide a line."""
    hostile = replace(CHECKED.findings[0], severity=Severity.ERROR, message="B3 应为\x1b[2J\x9b31m 6.00\u202e")
    screen = io.StringIO()
    show(Checked(REPORT, (hostile,)), Console(file=screen, width=100, force_terminal=False))
    assert "B3 应为�[2J�31m 6.00�" in screen.getvalue()
