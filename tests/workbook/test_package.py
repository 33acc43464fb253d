"""The zip file behind a workbook: replaced parts are new, all others say what they said, and damage is told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.errors import WorkbookError
from toolkit.workbook.files.writing.package import Package


class Pipe(io.BytesIO):
    """A stream that cannot go back, so that zipfile puts the sizes behind the data, as servers do."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def zipped(entries: dict[str, bytes], *, streamed: bool = False, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 12, 31, 23, 59, 58)), content, method)
    return out.getvalue()


def opened(data: bytes, tmp_path: Path) -> Package:
    (tmp_path / "in.xlsx").write_bytes(data)
    return Package.open(tmp_path / "in.xlsx")


def rewritten(data: bytes, tmp_path: Path, changed: dict[str, bytes]) -> zipfile.ZipFile:
    package = opened(data, tmp_path)
    for name, content in changed.items():
        package.replace(name, content)
    package.write(tmp_path / "out.zip")
    archive = zipfile.ZipFile(tmp_path / "out.zip")
    assert archive.testzip() is None
    return archive


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_are_replaced_in_their_place(tmp_path: Path, streamed: bool, method: int) -> None:
    entries = {"a.xml": b"<a/>" * 99, "媒体/图.png": bytes(range(256)), "b.xml": b"<b/>", "c.bin": b"c"}
    data = zipped(entries, streamed=streamed, method=method)
    out = rewritten(data, tmp_path, {"A.xml": b"<new/>" * 50})
    assert [(info.filename, info.date_time, info.compress_type) for info in out.infolist()] == [
        (name, (2021, 12, 31, 23, 59, 58), method) for name in entries
    ]
    assert out.read("a.xml") == b"<new/>" * 50
    assert out.read("媒体/图.png") == entries["媒体/图.png"]


def test_names_in_an_old_code_page_are_found(tmp_path: Path) -> None:
    data = zipped({"caf~.xml": b"<a/>", "b": b"2"}).replace(b"caf~.xml", b"caf\x82.xml")
    out = rewritten(data, tmp_path, {"b": b"3"})
    assert (out.namelist(), out.read("café.xml")) == (["café.xml", "b"], b"<a/>")


@pytest.mark.parametrize(
    "asked", ["xl/worksheets/sheet 1.xml", "XL\\Worksheets\\Sheet 1.XML", "/xl/worksheets/./sheet%201.xml"]
)
def test_a_part_is_found_as_office_compares_names(tmp_path: Path, asked: str) -> None:
    package = opened(zipped({"xl\\workbook.xml": b"<w/>", "xl\\worksheets\\sheet 1.xml": b"<s/>"}), tmp_path)
    assert asked in package
    assert package.read(asked) == b"<s/>"
    package.replace(asked, b"<t/>")
    package.write(tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as out:
        assert {name: out.read(name) for name in out.namelist()} == {
            "xl/workbook.xml": b"<w/>", "xl/worksheets/sheet 1.xml": b"<t/>",
        }  # fmt: skip


@pytest.mark.parametrize("at", ["content", "header"])
def test_damage_in_a_part_that_is_only_copied_is_told(tmp_path: Path, at: str) -> None:
    data = zipped({"xl/media/image1.png": bytes(range(256)), "b": b"2"}, method=zipfile.ZIP_STORED)
    place = data.index(bytes(range(256))) + 40 if at == "content" else 0
    data = data[:place] + b"XX" + data[place + 2 :]
    package = opened(data, tmp_path)
    package.replace("b", b"3")
    with pytest.raises(WorkbookError, match=r"image1\.png 读不出来"):
        package.write(tmp_path / "out.zip")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.dictionaries(st.text("abc表", min_size=1, max_size=8), st.binary(max_size=300), max_size=6),
    changes=st.dictionaries(st.text("abc表", min_size=1, max_size=8), st.binary(max_size=300), max_size=6),
    streamed=st.booleans(),
)
def test_every_part_is_what_it_should_be(
    tmp_path: Path, entries: dict[str, bytes], changes: dict[str, bytes], streamed: bool
) -> None:
    out = rewritten(zipped(entries, streamed=streamed), tmp_path, changes)
    assert {name: out.read(name) for name in out.namelist()} == entries | changes
