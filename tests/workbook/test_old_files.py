""".xls and .et: what they say is read with its looks; damage, rings, absurd sizes and passwords are one sentence each."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import struct
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import olefile
import pytest
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

from toolkit.cells import CellKind
from toolkit.errors import WorkbookError
from toolkit.profiles import samples
from toolkit.workbook import read_grid
from toolkit.workbook.files.number_formats import shown_number

ROOT = Path(__file__).resolve().parents[2]
BOF, EOF, FILEPASS, BOUNDSHEET, NUMBER = 0x809, 0x0A, 0x2F, 0x85, 0x203
NEVER_ENCRYPTED = (BOF, FILEPASS, 0xE1, 0x194, 0x195, 0x196, 0x138)
KNOWN_TO_ALL = "VelvetSweatshop"
SALT = bytes(range(16))
SAMPLE = samples()[-1]


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def told(path: Path) -> str:
    with pytest.raises(WorkbookError) as error:
        read_grid(path)
    return str(error.value)


def stream_of(path: Path) -> bytes:
    return bytes(olefile.OleFileIO(path).openstream("Workbook").read())


def records(stream: bytes) -> list[tuple[int, int, int]]:
    """(where the content stands, kind, length) of all records."""
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        found.append((at + 4, kind, length))
        at += 4 + length
    return found


# -- what is read ---------------------------------------------------------------------------------------------------


def test_looks_are_read_like_those_of_the_new_format(old_format: Path) -> None:
    old, new = read_grid(old_format), read_grid(SAMPLE)
    for before, after in zip(new.sheets, old.sheets, strict=True):
        assert after.hidden == before.hidden
        assert {column for column in after.hidden_columns if column < 20} == {
            c for c in before.hidden_columns if c < 20
        }
        for place, cell in before.cells.items():
            if cell.kind is CellKind.NUMBER:
                formats = cell.style.number_format, after[place].style.number_format
                for figure in map(Decimal, ("1234.5", "-0.25", "0")):
                    assert len({shown_number(figure, one) for one in formats}) == 1, (before.name, place, formats)
            if cell.kind is not CellKind.BLANK:
                assert after[place].style.bold == cell.style.bold
                assert after[place].style.indent == cell.style.indent


def test_a_cell_far_away_costs_no_rectangle(saved_otherwise: Path, old_format: Path) -> None:
    """As a process that may have 400 MB; the rectangle of three such sheets would take several gigabytes."""
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
from pathlib import Path
from toolkit.workbook import read_grid
from toolkit.workbook.files.number_formats import shown_number
grid = read_grid(Path({str(saved_otherwise / "far.xls")!r}))
assert sum((65536, 256) in sheet.cells for sheet in grid.sheets) == 3
print(sum(len(sheet.cells) for sheet in grid.sheets))
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == sum(len(sheet.cells) for sheet in read_grid(old_format).sheets) + 3


def test_a_bare_stream_without_container_is_read(tmp_path: Path) -> None:
    """What some web systems still write by hand: BIFF records and nothing around them, words in GBK."""

    def label(row: int, column: int, text: str) -> bytes:
        word = text.encode("gbk")
        return record(0x204, struct.pack("<4H", row, column, 0, len(word)) + word)

    number = record(NUMBER, struct.pack("<3Hd", 0, 1, 0, 12.5))
    content = record(BOF, struct.pack("<4H", 0, 0x10, 0, 0)) + label(0, 0, "项目") + number + record(EOF, b"")
    path = tmp_path / "导出.xls"
    path.write_bytes(content)
    (sheet,) = read_grid(path).sheets
    assert {place: cell.text for place, cell in sheet.cells.items()} == {(1, 1): "项目", (1, 2): "12.5"}


def test_errors_and_numbers_that_are_none_are_told_as_errors(old_format: Path, tmp_path: Path) -> None:
    stream = bytearray(stream_of(old_format))
    places = [at for at, kind, _ in records(bytes(stream)) if kind == NUMBER]
    stream[places[0] + 6 : places[0] + 14] = struct.pack("<d", float("nan"))
    stream[places[1] + 6 : places[1] + 14] = struct.pack("<d", float("inf"))
    path = tmp_path / "数.xls"
    path.write_bytes(bytes(stream))  # a stream alone is a workbook, too
    errors = [
        cell.text for sheet in read_grid(path).sheets for cell in sheet.cells.values() if cell.kind is CellKind.ERROR
    ]
    assert errors == ["#NUM!", "#NUM!"]


def test_damaged_looks_cost_the_looks(old_format: Path, tmp_path: Path) -> None:
    stream = bytearray(stream_of(old_format))
    at, _, length = next(one for one in records(bytes(stream)) if one[1] == 0x41E)  # a number format
    stream[at : at + length] = b"\xff" * length
    path = tmp_path / "样式.xls"
    path.write_bytes(bytes(stream))
    read, whole = read_grid(path), read_grid(old_format)
    assert [len(sheet.cells) for sheet in read.sheets] == [len(sheet.cells) for sheet in whole.sheets]
    assert read.sheets[1].merges == whole.sheets[1].merges


# -- what is told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("less", [20, 100, 1000, 10_000])
def test_a_download_that_lacks_its_end_is_told(old_format: Path, tmp_path: Path, less: int) -> None:
    path = tmp_path / "半个.xls"
    path.write_bytes(old_format.read_bytes()[:-less])
    assert "已损坏" in told(path)


def test_a_ring_of_sectors_is_told(old_format: Path, tmp_path: Path) -> None:
    data = bytearray(old_format.read_bytes())
    first = int.from_bytes(data[0x30:0x34], "little")  # where the directory begins
    table, place = divmod(first, 128)
    entry = 512 * (int.from_bytes(data[0x4C + 4 * table : 0x50 + 4 * table], "little") + 1) + 4 * place
    data[entry : entry + 4] = first.to_bytes(4, "little")  # it is followed by itself
    path = tmp_path / "环.xls"
    path.write_bytes(data)
    assert "已损坏" in told(path)


def test_more_cells_than_any_workbook_are_told(tmp_path: Path) -> None:
    row = record(0xBD, struct.pack("<2H", 0, 0) + struct.pack("<HI", 0, 2) * 250 + struct.pack("<H", 249))
    path = tmp_path / "多.xls"
    path.write_bytes(record(BOF, struct.pack("<4H2I", 0x600, 0x10, 0, 0, 0, 6)) + row * 2001 + record(EOF, b""))
    assert "内容过多" in told(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("WordDocument", "这是Word 文档"),
        ("PowerPoint Document", "这是演示文稿"),
        ("EncryptedPackage", "设了打开密码"),
        ("\x09DRMContent", "权限保护"),
        ("别的", "里面没有工作表"),
    ],
)
def test_the_root_directory_tells_what_it_is(old_format: Path, tmp_path: Path, name: str, words: str) -> None:
    """Only its entry for the cells is renamed; the words of the other formats stand nowhere else."""
    path = tmp_path / "改名.xls"
    encoded = name.encode("utf-16-le").ljust(64, b"\0")
    data = bytearray(old_format.read_bytes())
    entry = data.index("Workbook".encode("utf-16-le"))
    data[entry : entry + 64] = encoded
    data[entry + 64 : entry + 66] = struct.pack("<H", 2 * len(name) + 2)
    path.write_bytes(data)
    assert words in told(path)


def test_names_that_stand_elsewhere_say_nothing_about_the_file(old_format: Path, tmp_path: Path) -> None:
    words = "WordDocument EncryptedPackage".encode("utf-16-le").ljust(512, b"\0")
    path = tmp_path / "词.xls"
    path.write_bytes(old_format.read_bytes() + words)
    assert read_grid(path).sheets


# -- passwords ------------------------------------------------------------------------------------------------------


def encrypted(stream: bytes, password: str, *, api: bool) -> bytes:
    """A stream encrypted as Excel does, by another implementation of the ciphers."""

    def cipher(data: bytes) -> bytes:
        if api:
            return bytes(DocumentRC4CryptoAPI.decrypt(password, SALT, 128, io.BytesIO(data), blocksize=1024).read())
        return bytes(DocumentRC4.decrypt(password, SALT, io.BytesIO(data), blocksize=1024).read())

    verifier = bytes(reversed(SALT))
    proof = cipher(verifier + (hashlib.sha1 if api else hashlib.md5)(verifier).digest())
    if api:
        header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + "X\0".encode("utf-16-le")
        check = struct.pack("<I", 16) + SALT + proof[:16] + struct.pack("<I", 20) + proof[16:]
        content = struct.pack("<3H2I", 1, 2, 2, 4, len(header)) + header + check
    else:
        content = struct.pack("<3H", 1, 1, 1) + SALT + proof
    added = record(FILEPASS, content)
    first = 4 + records(stream)[0][2]
    clear = bytearray(stream[:first] + added + stream[first:])
    for at, kind, _ in records(bytes(clear)):
        if kind == BOUNDSHEET:
            clear[at : at + 4] = struct.pack("<I", struct.unpack_from("<I", clear, at)[0] + len(added))
    secret = bytearray(cipher(bytes(clear)))
    for at, kind, length in records(bytes(clear)):
        stays = length if kind in NEVER_ENCRYPTED else 4 if kind == BOUNDSHEET else 0
        secret[at - 4 : at + stays] = clear[at - 4 : at + stays]
    return bytes(secret)


@pytest.mark.parametrize("api", [False, True], ids=["RC4", "CryptoAPI"])
def test_a_protected_structure_alone_hides_nothing(old_format: Path, tmp_path: Path, api: bool) -> None:
    path = tmp_path / "结构.xls"
    path.write_bytes(encrypted(stream_of(old_format), KNOWN_TO_ALL, api=api))
    read, whole = read_grid(path), read_grid(old_format)
    assert [sheet.cells for sheet in read.sheets] == [sheet.cells for sheet in whole.sheets]


@pytest.mark.parametrize("api", [False, True], ids=["RC4", "CryptoAPI"])
def test_a_password_is_told_as_one(old_format: Path, tmp_path: Path, api: bool) -> None:
    path = tmp_path / "密码.xls"
    path.write_bytes(encrypted(stream_of(old_format), "另一个", api=api))
    assert "设了打开密码" in told(path)


def test_an_older_way_of_encryption_is_told_as_a_password(old_format: Path, tmp_path: Path) -> None:
    stream = stream_of(old_format)
    first = 4 + records(stream)[0][2]
    path = tmp_path / "异或.xls"
    path.write_bytes(stream[:first] + record(FILEPASS, struct.pack("<3H", 0, 1, 2)) + stream[first:])
    assert "设了打开密码" in told(path)


# -- attacks --------------------------------------------------------------------------------------------------------

MUTANTS = int(os.environ.get("JUESUAN_MUTANTS", "150"))


def mutated(data: bytes, rnd: random.Random) -> bytes:
    """A file with a few bytes of its header, its tables, its directory or its records changed, or cut short."""
    changed = bytearray(data)
    how = rnd.randrange(5)
    spots = [(0, 512), (512, 2048), (len(data) - 2048, len(data)), (0, len(data)), (0, len(data))]
    if how == 4:
        return bytes(changed[: rnd.randrange(len(changed))])
    for _ in range(rnd.choice([1, 3, 20])):
        changed[rnd.randrange(*spots[how])] = rnd.choice([0, 1, 127, 128, 255, rnd.randrange(256)])
    return bytes(changed)


def test_no_mutant_ends_in_more_than_a_sentence(old_format: Path, tmp_path: Path) -> None:
    """In one process that may have 600 MB: a crash, a panic or endless memory would end it."""
    for number in range(MUTANTS):
        content = mutated(old_format.read_bytes(), random.Random(number))
        if number % 2:
            content = mutated(stream_of(old_format), random.Random(number))
        (tmp_path / f"{number}.xls").write_bytes(content)
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
from pathlib import Path
from toolkit.errors import WorkbookError
from toolkit.workbook import read_grid
from toolkit.workbook.files.number_formats import shown_number
told = 0
for path in sorted(Path({str(tmp_path)!r}).glob("*.xls")):
    try:
        read_grid(path)
    except WorkbookError as error:
        told += 1
        assert str(error).endswith("。"), error
print(told)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    assert 0 < int(run.stdout) < MUTANTS


def test_an_old_file_is_told_to_be_only_read(old_format: Path, tmp_path: Path) -> None:
    from toolkit import workflow

    copy = Path(shutil.copy(old_format, tmp_path / "旧.xls"))
    filled = workflow.fill(workflow.check(copy))
    with pytest.raises(WorkbookError, match="请先用 juesuan adopt"):
        workflow.save_workbook(filled, tmp_path / "新.xls")
    assert sorted(os.listdir(tmp_path)) == ["旧.xls"]


def test_amounts_keep_their_digits(old_format: Path) -> None:
    whole = {
        cell.text
        for sheet in read_grid(old_format).sheets
        for cell in sheet.cells.values()
        if cell.kind is CellKind.NUMBER
    }
    assert whole
    assert all(Decimal(text).as_tuple().exponent >= -10 for text in whole)  # type: ignore[operator]
