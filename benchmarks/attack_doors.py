"""The doors attacked: foreign files made wrong, and runs killed at any moment.

    python benchmarks/attack_doors.py                        2000 files and 200 kills, some 20 minutes on two cores
    python benchmarks/attack_doors.py --count 200 --kills 20 --seed 7

Files: the samples saved as .xls and .html (by LibreOffice), a few bytes or tags changed. Each is checked and adopted in a
process of its own; what ends in a sentence or in a result is well. Kills: ``build`` ended by SIGKILL, SIGTERM or Ctrl-C;
each output must be whole or absent, the input untouched, the next run right, no office program and no folder left.
``attack.py`` does the same to .xlsx and .xlsm.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from toolkit import workflow  # noqa: E402
from toolkit.errors import ToolkitError  # noqa: E402

MOST_SECONDS, MOST_MEGABYTES = 20, 1024
SAMPLES = sorted((ROOT / "workbooks").glob("*.xlsx"))
WELL = ("结果", "说明")
#: What may stand in a page where something else belongs.
STRANGE = (
    b"<table>", b"</table>", b"<td colspan=99999>", b"<td rowspan=99999>", b"</tr>", b"<tr>", b"<!--", b"-->", b"&#0;",
    b"&#x9b;", b"<script>", b"<td x:num='1e999'>", b"\xff\xfe", b"\0", b"<p>" * 300, b"9" * 5000, b"<style>.a{", b"]]>",
)  # fmt: skip


class Outcome(NamedTuple):
    """How one file fared. ``kind``: 结果, 说明 (a sentence), or what must not be: 报错, 超时, 内存."""

    kind: str
    told: str
    seconds: float
    megabytes: int


def saved_otherwise(folder: Path) -> list[Path]:
    """The samples as .xls and .html."""
    soffice = shutil.which("soffice")
    if soffice is None:
        sys.exit("需要 LibreOffice（soffice）来另存样例。")
    user = f"-env:UserInstallation={(folder / 'user').as_uri()}"
    for kind in ("xls", "html"):
        command = [soffice, user, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, SAMPLES)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
    return sorted([*folder.glob("*.xls"), *folder.glob("*.html")])


def mutated(data: bytes, random: Random) -> bytes:
    """A file cut short, or with bytes of its header, its end or anywhere changed; a page with strange tags in it."""
    wrong = bytearray(data)
    if random.random() < 0.1:
        return bytes(wrong[: random.randrange(len(wrong))])
    is_page = data.lstrip()[:1] == b"<"
    span = random.choice([(0, 512), (512, 4096), (len(data) - 4096, len(data)), (0, len(data)), (0, len(data))])
    for _ in range(random.choice([1, 1, 3, 30])):
        at = random.randrange(*span) if not is_page else random.randrange(len(wrong))
        if is_page and random.random() < 0.7:
            wrong[at : at + random.choice([0, 0, 5, 200])] = random.choice(STRANGE)
        else:
            wrong[at] = random.choice([0, 1, 127, 128, 255, random.randrange(256)])
    return bytes(wrong)


def attack(data: bytes, suffix: str, folder: Path) -> Outcome:
    """Check and adopt one file in a process of its own."""
    source = folder / f"in{suffix}"
    source.write_bytes(data)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, _tried(source, folder).encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    _, status, used = os.wait4(child, 0)
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    if os.waitstatus_to_exitcode(status) in (-signal.SIGALRM, -signal.SIGXCPU):
        return Outcome("超时", "", seconds, megabytes)
    kind, _, told = (said or f"报错\nended by {status}").partition("\n")
    return Outcome("内存" if megabytes > MOST_MEGABYTES and kind in WELL else kind, told, seconds, megabytes)


def _tried(source: Path, folder: Path) -> str:
    signal.alarm(10 * MOST_SECONDS)  # for what waits; other programs may hold up what works
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    try:
        workflow.check(source)
        target = folder / "out.xlsx"
        workflow.adopt(source, target)
        workflow.check(target)
    except ToolkitError as error:
        sentence = str(error)
        return f"说明\n{sentence}" if "\n" not in sentence and sentence.endswith("。") else f"报错\n{sentence}"
    except MemoryError:
        return "内存\n"
    except BaseException:  # whatever it is, it must not be
        return f"报错\n{traceback.format_exc(limit=-4)}"
    return "结果\n"


def killed(random: Random, folder: Path, whole: dict[str, bytes], length: float) -> str:
    """One ``build`` ended at a random moment; what is amiss then, "" for nothing."""
    room, out = folder / "tmp", folder / "out"
    for made in (room, out):
        shutil.rmtree(made, ignore_errors=True)
    room.mkdir()
    source = folder / SAMPLES[-1].name
    shutil.copyfile(SAMPLES[-1], source)
    command = [sys.executable, str(ROOT / "cli.py"), "build", str(source), "--out", str(out)]
    environment = {**os.environ, "TMPDIR": str(room)}
    number = random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    try:
        process.wait(random.random() * length)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    _, said = process.communicate()
    if b"Traceback" in said and b"cli.py" in said:
        return f"{number.name}: {said.decode()}"
    if source.read_bytes() != SAMPLES[-1].read_bytes():
        return f"{number.name}: the input was changed"
    for path in out.glob("[!.]*") if out.exists() else ():
        if path.suffix != ".docx" and path.read_bytes() != whole[path.name]:
            return f"{number.name}: {path.name} is not whole"
    left = _left_behind(room)
    if left:
        return f"{number.name}: {left}"
    again = subprocess.run(command, capture_output=True, env=environment, check=False)
    result = {path.name: path.read_bytes() for path in out.iterdir()}
    return "" if again.returncode in (0, 3) and result == whole else f"{number.name}: the next run is not right"


def _left_behind(room: Path) -> str:
    """Folders and office programs that are still there a while after."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        folders = [path.name for path in room.glob("juesuan-*")]
        running = subprocess.run(["pgrep", "-f", str(room)], capture_output=True, text=True, check=False).stdout.split()
        if not folders and not running:
            return ""
        time.sleep(0.1)
    return f"left behind: {folders} {running}"


def attack_files(count: int, seed: int) -> bool:
    """Prints how the files fared; True when all is well."""
    outcomes: Counter[str] = Counter()
    slowest, largest = 0.0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = saved_otherwise(folder)
        for number in range(count):
            random = Random(seed * 1_000_000 + number)
            path = random.choice(sources)
            outcome = attack(mutated(path.read_bytes(), random), path.suffix, folder)
            outcomes[outcome.kind] += 1
            slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.megabytes)
            if outcome.kind not in WELL:
                print(f"{outcome.kind} {number} {path.name}: {outcome.told.strip()}", flush=True)
    print(f"改坏的 .xls、网页 {count} 个：" + "，".join(f"{kind} {n}" for kind, n in outcomes.most_common()))
    print(f"最慢 {slowest:.1f} 秒，最多 {largest} MB")
    return all(kind in WELL for kind in outcomes)


def attack_runs(count: int, seed: int) -> bool:
    """Prints how the killed runs fared; True when all is well."""
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin = time.monotonic()
        command = [sys.executable, str(ROOT / "cli.py"), "build", str(SAMPLES[-1]), "--out", str(folder / "whole")]
        subprocess.run(command, capture_output=True, check=False)
        length = time.monotonic() - begin
        whole = {path.name: path.read_bytes() for path in (folder / "whole").iterdir()}
        for number in range(count):
            amiss = killed(Random(seed * 1_000_000 + number), folder, whole, length)
            if amiss:
                bad += 1
                print(f"中断 {number}: {amiss}", flush=True)
    print(f"中断 {count} 次：不对 {bad} 次")
    return not bad


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    well = [attack_files(options.count, options.seed), attack_runs(options.kills, options.seed)]
    sys.exit(not all(well))


if __name__ == "__main__":
    main()
