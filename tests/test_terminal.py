"""What reaches a console, a pipe or another program; how a run ends that is interrupted, killed or has no room."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from smaller import smaller

from cli import main
from toolkit import word, workflow
from toolkit.commands.shared import say
from toolkit.outputs.files import is_alive
from toolkit.profiles import samples
from toolkit.text import printable

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = next(path for path in samples() if path.stem == "jilin-province-2024-budget")
#: Without errors, and checked in the shortest time.
SMALL = smaller("example-2025")
CODE_PAGE_936 = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp936"}
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and device files of Unix")


def command(*args: str | Path | bytes) -> list[str | bytes]:
    return [sys.executable, str(ROOT / "cli.py"), *(arg if isinstance(arg, bytes) else str(arg) for arg in args)]


def run(*args: str | Path | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """As a process of its own, for what only a process has."""
    env = {**os.environ, **environment}
    result = subprocess.run(command(*args), capture_output=True, env=env, timeout=120, check=False)
    assert b"Traceback" not in result.stderr, result.stderr.decode(errors="replace")
    return result


@pytest.fixture(scope="module")
def rare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose findings hold characters that GBK lacks, halves of characters and what a terminal obeys."""
    path = tmp_path_factory.mktemp("rare") / "少见.xlsx"
    book = load_workbook(SAMPLE)
    sheet = book["收支预算总表"]
    sheet["A1"] = "收支\xa0预算总表𠮷_xD83D_\x9b31m_x001B_[31m"
    sheet["B6"] = "一千\x9b2J𠮷"  # words where an amount belongs are repeated in a finding
    book.save(path)
    return path


# -- encodings ------------------------------------------------------------------------------------------------------


def test_characters_that_the_code_page_lacks_become_question_marks(rare: Path) -> None:
    result = run("check", rare, **CODE_PAGE_936)
    assert result.returncode == 3
    assert "2J?”" in result.stdout.decode("cp936")


def test_json_is_utf_8_whatever_the_code_page(rare: Path) -> None:
    one, other = run("check", rare, "--json", **CODE_PAGE_936), run("check", rare, "--json", PYTHONUTF8="1")
    assert one.stdout == other.stdout
    (checked,) = json.loads(one.stdout.decode("utf-8"))
    assert any("𠮷" in finding["message"] for finding in checked["findings"])


def test_nothing_that_a_terminal_obeys_is_shown(rare: Path) -> None:
    for arguments in (("check", rare), ("check", rare, "--json"), ("check", rare.parent / "没有\x1b[2J\x9b.xlsx")):
        result = run(*arguments)
        text = (result.stdout + result.stderr).decode("utf-8")
        assert not [character for character in text if character != "\n" and printable(character) != character]


def test_what_is_printable_stays_as_it_is() -> None:
    assert printable("2023年度　收入（万元）\t1.00\n𠮷😀") == "2023年度　收入（万元）\t1.00\n𠮷😀"
    assert printable("\x1b[31m\x9b\u202e\ud83d") == "�[31m���"


@unix_only
def test_file_names_that_are_no_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xce\xd2\xb5\xc4.xlsx"  # 我的 in GBK
    Path(os.fsdecode(name)).write_bytes(SMALL.read_bytes())
    (checked,) = json.loads(run("check", name, "--json").stdout.decode("utf-8"))
    assert checked["workbook"].endswith(".xlsx")
    env = with_office(tmp_path, IDLE)
    assert run("build", name, "--out", tmp_path / "结果", **env).returncode == 0
    assert len(os.listdir(tmp_path / "结果")) == 3
    assert run("check", name, "--html", tmp_path / "校验.html").returncode == 0


def test_every_word_of_the_commands_passes_one_door() -> None:
    for path in (ROOT / "toolkit" / "commands").glob("*.py"):
        assert "click.echo" not in path.read_text(encoding="utf-8") or path.name == "shared.py", path.name
    assert say


# -- nowhere to write -------------------------------------------------------------------------------------------------


@unix_only
def test_a_full_disk_behind_standard_output_is_one_sentence() -> None:
    with open("/dev/full", "wb") as full:
        for more in ((), ("--json",)):
            result = subprocess.run(command("check", SMALL, *more), stdout=full, stderr=subprocess.PIPE, timeout=300)
            assert result.returncode == 1
            assert result.stderr.decode().strip() == "无法完成：结果显示不出来（磁盘已满），请检查输出到哪里。"


@unix_only
def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(command("check", SMALL), stdout=writer, stderr=subprocess.PIPE, timeout=300)
    os.close(writer)
    assert result.stderr == b""


def test_a_full_temporary_folder_costs_the_page_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "说明.docx"
    workflow.save_document(workflow.fill(workflow.check(SMALL)), target)

    def full(*args: object, **kwargs: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    assert word.number_pages([target], "office") is False
    assert target.is_file()


def test_memory_that_does_not_suffice_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*args: object, **kwargs: object) -> None:
        raise MemoryError

    monkeypatch.setattr(workflow, "check", exhausted)
    result = CliRunner().invoke(main, ["check", str(SAMPLE)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("无法完成：内存不够")
    assert len(result.stderr.splitlines()) == 1


# -- interrupted and killed ---------------------------------------------------------------------------------------------

#: Stand-ins for an office program: one that only waits, one that does nothing.
WAITING = """#!/bin/sh
sleep 300 &
echo $! > "$JUESUAN_TEST/child"
echo "$JUESUAN_TEST" > "$JUESUAN_TEST/started"
wait
"""


IDLE = "#!/bin/sh\nexit 1\n"


def with_office(folder: Path, script: str) -> dict[str, str]:
    """An environment in which this is the office program, and temporary files lie in a folder of their own."""
    programs, room = folder / "bin", folder / "tmp"
    for made in (programs, room):
        made.mkdir()
    office = programs / "soffice"
    office.write_text(script, encoding="utf-8")
    office.chmod(office.stat().st_mode | stat.S_IXUSR)
    path = f"{programs}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "TMPDIR": str(room), "JUESUAN_TEST": str(folder)}


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def _is_gone(process: int) -> bool:
    """Ended, or a zombie that nobody has waited for."""
    if not is_alive(process):
        return True
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """A shell has what it starts in the background ignore Ctrl-C, and that is handed on to children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@unix_only
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_the_office_program_ends_with_us(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """Ended while an office program (a stand-in that only waits) lays out pages: it ends, its folder goes."""
    env = with_office(tmp_path, WAITING)
    target = tmp_path / "说明.docx"
    process = subprocess.Popen(command("word", SMALL, "-o", target, "--pages", "office"), stdout=-1, stderr=-1, env=env)
    until((tmp_path / "started").exists, "the office program was not started")
    process.send_signal(number)
    _, said = process.communicate(timeout=300)
    assert process.returncode == code
    child = int((tmp_path / "child").read_text())
    until(lambda: _is_gone(child), "the office program still runs")
    until(lambda: not list((tmp_path / "tmp").glob("juesuan-*")), "its folder is still there")
    assert target.is_file()  # whole, without page numbers
    assert not list(tmp_path.glob(".juesuan-*"))
    if number == signal.SIGINT:
        assert said.decode().split() == ["已中断：没有写完的文件都没有留下，原来的文件没有改动。"]
    else:
        assert said == b""


KILLS = int(os.environ.get("JUESUAN_KILLS", "5"))


@unix_only
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["kill", "interrupt"])
def test_a_run_that_ends_at_any_moment_leaves_whole_files_or_none(tmp_path: Path, number: signal.Signals) -> None:
    """Ended after ever more of its time; each output is whole or absent, the input untouched, the next run right.

    Where nothing was left, the next run is a first one.
    """
    env = with_office(tmp_path, IDLE)
    mine = tmp_path / "我的.xlsx"
    mine.write_bytes(SMALL.read_bytes())
    whole = tmp_path / "全"
    begin = time.monotonic()
    first = subprocess.run(command("build", mine, "--out", whole), capture_output=True, env=env, timeout=120)
    length = time.monotonic() - begin
    names = sorted(os.listdir(whole))
    assert len(names) == 3
    for moment in range(KILLS):
        out = tmp_path / f"{number.name}-{moment}"
        process = subprocess.Popen(command("build", mine, "--out", out), stdout=-1, stderr=-1, env=env)
        try:
            process.wait(length * (moment + 1) / KILLS)
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        _, said = process.communicate(timeout=300)
        assert b"Traceback" not in said or b"cli.py" not in said, said.decode()
        for path in out.glob("[!.]*") if out.exists() else ():
            assert path.read_bytes() == (whole / path.name).read_bytes()
        assert mine.read_bytes() == SMALL.read_bytes()
        if out.exists() and os.listdir(out):
            again = subprocess.run(command("build", mine, "--out", out), capture_output=True, env=env, timeout=120)
            assert again.returncode == first.returncode
            assert sorted(os.listdir(out)) == names
