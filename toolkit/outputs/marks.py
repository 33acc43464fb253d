"""The mark by which a result of ours is known: that this tool wrote it, from what, and that nobody changed it since.

It stands where a format leaves room that no program shows, so that no part, element or key is added: the comment of a
zip file (.xlsx, .xlsm, .docx), a comment at the end of a web page or a PDF, white space at the end of JSON. It holds no time and
no place: equal input gives equal bytes. Whoever edits and saves the file leaves it without the mark, or with one that no
longer fits.
"""

from __future__ import annotations

import re

_SOURCE, _CONTENT = 12, 24  # hex digits
_LENGTH = len("juesuan ") + _SOURCE + 1 + _CONTENT
_MARK = re.compile(rb"juesuan ([0-9a-f]{12}) ([0-9a-f]{24})")
_END_OF_ZIP, _END_SIZE = b"PK\x05\x06", 22
_PAGE = b"<!-- %s -->\n"
_COMMENT = b"%%%s\n"  # the last line of a PDF
_BLANKS = bytes.maketrans(b"01", b" \t")
_DIGITS = bytes.maketrans(b" \t", b"01")


def signed(data: bytes, suffix: str, source: str) -> bytes:
    """The content of a file with the mark; as it is for a format that has no room for one.

    ``source``: twelve hex digits that stand for what it was made of. A mark that it bears already gives way.
    """
    content, before = _parted(data, suffix)
    source = source or (before[0] if before else "")
    if content is None or not source:
        return data
    mark = b"juesuan %s %s" % (source.encode(), _fingerprint(content, source))
    if suffix == ".json":
        return content + _as_blanks(mark)
    if suffix in (".html", ".htm"):
        return content + _PAGE % mark
    if suffix == ".pdf":
        return content + _COMMENT % mark
    return content[:-2] + len(mark).to_bytes(2, "little") + mark


def unsigned(data: bytes, suffix: str) -> bytes:
    """The content of a file without the mark."""
    content, _ = _parted(data, suffix)
    return data if content is None else content


def source_of(data: bytes, suffix: str) -> str:
    """What a file of ours was made of, when nobody has changed it since; "" for any other file."""
    content, mark = _parted(data, suffix)
    if content is None or mark is None or _fingerprint(content, mark[0]) != mark[1].encode():
        return ""
    return mark[0]


def _fingerprint(content: bytes, source: str) -> bytes:
    import hashlib  # 3 ms that only who writes need spend

    return hashlib.sha256(source.encode() + content).hexdigest()[:_CONTENT].encode()


def _parted(data: bytes, suffix: str) -> tuple[bytes | None, tuple[str, str] | None]:
    """The content without the mark (None when there is no room for one), and the two words of the mark."""
    if suffix == ".json":
        content = data.rstrip(b" \t")
        return content, _words(_from_blanks(data[len(content) :]))
    if suffix in (".html", ".htm"):
        tail = data[-len(_PAGE % bytes(_LENGTH)) :]
        words = _words(tail[5:-5]) if tail.startswith(b"<!-- ") and tail.endswith(b" -->\n") else None
        return (data[: -len(tail)], words) if words else (data, None)
    if suffix == ".pdf":
        tail = data[-len(_COMMENT % bytes(_LENGTH)) :]
        words = _words(tail[1:-1]) if tail.startswith(b"%") and tail.endswith(b"\n") else None
        return (data[: -len(tail)], words) if words else (data, None)
    end = data[-_END_SIZE - _LENGTH :]
    stated = end[_END_SIZE - 2 : _END_SIZE] == _LENGTH.to_bytes(2, "little")
    if end.startswith(_END_OF_ZIP) and stated and (words := _words(end[_END_SIZE:])):
        return data[: -_LENGTH - 2] + b"\0\0", words
    return (data, None) if data[-_END_SIZE:].startswith(_END_OF_ZIP) else (None, None)


def _words(mark: bytes) -> tuple[str, str] | None:
    match = _MARK.fullmatch(mark)
    return (match[1].decode(), match[2].decode()) if match else None


def _as_blanks(mark: bytes) -> bytes:
    """JSON has no comments, but any white space may follow: a space is 0, a tab is 1."""
    return f"{int.from_bytes(mark, 'big'):0{8 * len(mark)}b}".encode().translate(_BLANKS)


def _from_blanks(blanks: bytes) -> bytes:
    if len(blanks) != 8 * _LENGTH:
        return b""
    return int(blanks.translate(_DIGITS), 2).to_bytes(_LENGTH, "big")
