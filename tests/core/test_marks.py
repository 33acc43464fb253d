"""The mark of a result of ours: nothing else is seen of it, and it holds only as long as nobody changed the file."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.outputs.marks import signed, source_of

SOURCE, OTHER = "0123456789ab", "ba9876543210"


def packed(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.xml"), text)
    return buffer.getvalue()


def sample(suffix: str, text: str) -> bytes:
    if suffix in (".xlsx", ".docx"):
        return packed(text)
    return json.dumps([text]).encode() + b"\n" if suffix == ".json" else f"<p>{text}</p>\n".encode()


SUFFIXES = st.sampled_from([".xlsx", ".docx", ".json", ".html", ".pdf"])


@given(SUFFIXES, st.text(st.characters(codec="utf-8"), max_size=50))
def test_what_was_signed_is_known_and_says_the_same(suffix: str, text: str) -> None:
    data = sample(suffix, text)
    marked = signed(data, suffix, SOURCE)
    assert source_of(data, suffix) == ""
    assert source_of(marked, suffix) == SOURCE
    assert signed(marked, suffix, SOURCE) == marked  # equal input, equal bytes
    assert source_of(signed(marked, suffix, OTHER), suffix) == OTHER
    if suffix == ".json":
        assert json.loads(marked) == json.loads(data)
    elif suffix in (".html", ".pdf"):
        assert marked.startswith(data)
    else:
        with zipfile.ZipFile(io.BytesIO(marked)) as archive:
            assert archive.read("a.xml").decode() == text
            assert archive.testzip() is None


@given(SUFFIXES, st.text("abc", min_size=5, max_size=20), st.data())
def test_whoever_changes_a_byte_takes_the_mark_away(suffix: str, text: str, data: st.DataObject) -> None:
    marked = bytearray(signed(sample(suffix, text), suffix, SOURCE))
    marked[data.draw(st.integers(0, len(marked) - 1))] ^= 1
    assert source_of(bytes(marked), suffix) == ""


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06", b" " * 400, b"<!-- -->\n", b"\t" * 360])
@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".html", ".txt", ""])
def test_what_is_none_of_ours_bears_no_mark(data: bytes, suffix: str) -> None:
    assert source_of(data, suffix) == ""
