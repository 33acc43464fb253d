"""The zip file behind a workbook: replaced entries are new, all others are what they were, bit by bit."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.workbook.files.archive import UNREADABLE, Archive


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


def rewritten(
    data: bytes, tmp_path: Path, changed: dict[str, bytes], dropped: set[str] | None = None
) -> zipfile.ZipFile:
    Archive(data).write(tmp_path / "out.zip", changed, dropped or set())
    archive = zipfile.ZipFile(tmp_path / "out.zip")
    assert archive.testzip() is None
    return archive


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_entries_are_replaced_and_dropped(tmp_path: Path, streamed: bool, method: int) -> None:
    entries = {"a.xml": b"<a/>" * 99, "媒体/图.png": bytes(range(256)), "b.xml": b"", "c.bin": b"c"}
    data = zipped(entries, streamed=streamed, method=method)
    out = rewritten(data, tmp_path, {"a.xml": b"<new/>" * 50}, {"c.bin"})
    assert [(info.filename, info.date_time, info.compress_type) for info in out.infolist()] == [
        (name, (2021, 12, 31, 23, 59, 58), method) for name in ("a.xml", "媒体/图.png", "b.xml")
    ]
    assert out.read("a.xml") == b"<new/>" * 50
    assert out.read("媒体/图.png") == entries["媒体/图.png"]


def test_untouched_entries_are_not_compressed_anew(tmp_path: Path) -> None:
    best = io.BytesIO()
    with zipfile.ZipFile(best, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a", "一二三四五六七八九十" * 500)
        archive.writestr("b", "b")
    before = zipfile.ZipFile(best).getinfo("a")
    after = rewritten(best.getvalue(), tmp_path, {"b": b"B"}).getinfo("a")
    assert (after.compress_size, after.CRC, after.file_size) == (before.compress_size, before.CRC, before.file_size)


def test_names_in_an_old_code_page_stay_as_they_are(tmp_path: Path) -> None:
    data = zipped({"caf~.xml": b"1", "b": b"2"}).replace(b"caf~.xml", b"caf\x82.xml")
    out = rewritten(data, tmp_path, {"b": b"3"})
    assert (out.namelist(), out.read("café.xml")) == (["café.xml", "b"], b"1")


def test_a_damaged_entry_is_noticed(tmp_path: Path) -> None:
    data = zipped({"a": b"1" * 50})
    with pytest.raises(UNREADABLE):
        Archive(b"XX" + data[2:]).write(tmp_path / "out.zip", {}, set())


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.dictionaries(st.text("abc/表.", min_size=1, max_size=8), st.binary(max_size=300), max_size=6),
    changes=st.dictionaries(st.text("abc/表.", min_size=1, max_size=8), st.binary(max_size=300), max_size=6),
    streamed=st.booleans(),
)
def test_every_entry_is_what_it_should_be(
    tmp_path: Path, entries: dict[str, bytes], changes: dict[str, bytes], streamed: bool
) -> None:
    out = rewritten(zipped(entries, streamed=streamed), tmp_path, changes)
    assert {name: out.read(name) for name in out.namelist()} == entries | changes
