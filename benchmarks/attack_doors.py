"""The doors attacked: foreign files made wrong, runs killed at any moment, two runs at once, a disk that is full.

    python benchmarks/attack_doors.py                        2000 files, 200 kills … some 30 minutes on two cores
    python benchmarks/attack_doors.py --count 200 --kills 20 --doubles 5 --disks 5 --seed 7

Files: the samples saved as .xls and .html (by LibreOffice), a few bytes or tags changed. Each is checked and adopted in a
process of its own; what ends in a sentence or in a result is well. Kills: ``build`` ended by SIGKILL, SIGTERM or Ctrl-C;
each output must be whole or absent, the input untouched, the next run right, no office program and no folder left.
Doubles: two of them at once in one folder. Disks: one into a small file system of its own (by root on Linux, else left out).
``attack.py`` does the same to .xlsx and .xlsm.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random

from trials import ROOT, attempt, tally

from toolkit import workflow

SAMPLES = sorted((ROOT / "workbooks").glob("*.xlsx"))
#: What may stand in a page where something else belongs.
STRANGE = (
    b"<table>", b"</table>", b"<td colspan=99999>", b"<td rowspan=99999>", b"</tr>", b"<tr>", b"<!--", b"-->", b"&#0;",
    b"&#x9b;", b"<script>", b"<td x:num='1e999'>", b"\xff\xfe", b"\0", b"<p>" * 300, b"9" * 5000, b"<style>.a{", b"]]>",
)  # fmt: skip


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


def doors(source: Path, folder: Path) -> str:
    """Check and adopt one file."""
    workflow.check(source)
    target = folder / "out.xlsx"
    workflow.adopt(source, target)
    workflow.check(target)
    return ""


def killed(random: Random, source: Path, whole: dict[str, bytes], length: float) -> str:
    """One ``build`` of ``source`` ended at a random moment; what is amiss then, "" for nothing."""
    folder = source.parent
    room, out = folder / "tmp", folder / "out"
    for made in (room, out):
        shutil.rmtree(made, ignore_errors=True)
    room.mkdir()
    content = source.read_bytes()
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
    if source.read_bytes() != content:
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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = saved_otherwise(folder)
        for path in sources:  # what is loaded once need not be loaded in every process
            doors(path, folder)
        with tally("改坏的 .xls、网页", count) as counted:
            for number in range(count):
                random = Random(seed * 1_000_000 + number)
                path = random.choice(sources)
                source = folder / f"in{path.suffix}"
                source.write_bytes(mutated(path.read_bytes(), random))
                outcome = attempt(lambda: doors(source, folder))  # noqa: B023  # done before the next
                counted.add(outcome, f"{number} {path.name}")
    return counted.is_well


def doubled(source: Path, whole: dict[str, bytes]) -> str:
    """Two runs of ``build`` at once in one folder; what is amiss then, "" for nothing."""
    out = source.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, str(ROOT / "cli.py"), "build", str(source), "--out", str(out)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    told = [run.communicate()[0].decode() for run in runs]
    if any(run.returncode not in (0, 3) for run in runs):
        return "two runs: " + " / ".join(told)
    return "" if {path.name: path.read_bytes() for path in out.iterdir()} == whole else "two runs: not whole"


def without_room(random: Random, source: Path, whole: dict[str, bytes]) -> str:
    """``build`` into a file system of some hundred KB; what is amiss then, "" for nothing."""
    small = source.parent / "small"
    small.mkdir(exist_ok=True)
    size = random.randrange(8, 2 * sum(map(len, whole.values())) // 1024)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(small)], check=True)
    try:
        command = [sys.executable, str(ROOT / "cli.py"), "build", str(source), "--out", str(small)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = {path.name: path.read_bytes() for path in small.iterdir()}
    finally:
        subprocess.run(["umount", str(small)], check=True)
    if any(content != whole[name] for name, content in found.items()):
        return f"{size} KB: a file is not whole"
    if "Traceback" in done.stderr or (done.returncode == 1 and "无法完成" not in done.stderr):
        return f"{size} KB: {done.stderr}"
    return "" if done.returncode == 1 or found == whole else f"{size} KB: ended well without all files"


def attack_runs(kills: int, doubles: int, disks: int, seed: int) -> bool:
    """Prints how the runs fared; True when all is well."""
    if disks and (sys.platform != "linux" or os.geteuid()):
        print("磁盘已满：没有试（要以 root 在 Linux 上运行）")
        disks = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / SAMPLES[-1].name  # beside all results: their marks say how a result lies to its workbook
        shutil.copyfile(SAMPLES[-1], source)
        begin = time.monotonic()
        command = [sys.executable, str(ROOT / "cli.py"), "build", str(source), "--out", str(folder / "whole")]
        subprocess.run(command, capture_output=True, check=False)
        length = time.monotonic() - begin
        whole = {path.name: path.read_bytes() for path in (folder / "whole").iterdir()}
        randoms = [Random(seed * 1_000_000 + number) for number in range(max(kills, disks))]
        bad = _counted("中断", (killed(random, source, whole, length) for random in randoms[:kills]))
        bad += _counted("两次同时运行", (doubled(source, whole) for _ in range(doubles)))
        bad += _counted("磁盘已满", (without_room(random, source, whole) for random in randoms[:disks]))
    return not bad


def _counted(what: str, found: Iterable[str]) -> int:
    """Prints what is amiss, and the count; how many were."""
    amiss = []
    done = 0
    for done, fault in enumerate(found, 1):
        if fault:
            amiss.append(fault)
            print(f"{what} {done}: {fault}", flush=True)
    print(f"{what} {done} 次：不对 {len(amiss)} 次", flush=True)
    return len(amiss)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--doubles", type=int, default=20)
    arguments.add_argument("--disks", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    files_well = not options.count or attack_files(options.count, options.seed)
    runs_well = attack_runs(options.kills, options.doubles, options.disks, options.seed)
    sys.exit(not (files_well and runs_well))


if __name__ == "__main__":
    main()
