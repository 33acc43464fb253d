"""An .xls that Excel opens without asking although it is encrypted: with the password that everybody knows.

Whoever protects the structure of a workbook (保护工作簿) in Excel 97 to 2003 encrypts the file as well, with a password
of Excel's own; no secret is broken by reading it ([MS-XLS] 2.2.10, [MS-OFFCRYPTO] 2.3.5 and 2.3.6).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator

from .records import BOF, BOUNDSHEET, FILEPASS, records

#: What Excel encrypts with when only the structure is protected ([MS-XLS] 2.2.10).
_KNOWN_TO_ALL = "VelvetSweatshop".encode("utf-16-le")
_BLOCK = 1024  # bytes of the stream that share a key
_LARGEST = 16 * 1024 * 1024  # deciphering in Python takes a second for two megabytes
_NEVER_ENCRYPTED = {BOF, FILEPASS, 0xE1, 0x194, 0x195, 0x196, 0x138}
_RC4, _CRYPTO_API = (1, 1), ((2, 2), (3, 2), (4, 2))

#: The key for a block of the stream, by its number.
_KeyOf = Callable[[int], bytes]


def is_locked(stream: bytes) -> bool:
    """True when the stream says that what follows is encrypted. Raises Cut, TooMuch."""
    return _password_record(stream) is not None


def unlocked(stream: bytes) -> bytes | None:
    """The stream in clear; None when it has a password of its own, or a way of encryption that we do not know.

    Raises Cut, TooMuch.
    """
    record = _password_record(stream)
    key_of = _key(record) if record is not None and len(stream) <= _LARGEST else None
    if key_of is None:
        return None
    clear = bytearray(_exclusive_or(stream, _key_stream(key_of, len(stream))))
    for at, kind, length in records(stream):
        clear[at - 4 : at] = stream[at - 4 : at]
        if kind == FILEPASS:
            clear[at - 4 : at] = struct.pack("<HH", 0xE2, length)  # readers stop at this record
        elif kind in _NEVER_ENCRYPTED:
            clear[at : at + length] = stream[at : at + length]
        elif kind == BOUNDSHEET:  # where the sheet begins stays legible
            clear[at : at + 4] = stream[at : at + 4]
    return bytes(clear)


def _password_record(stream: bytes) -> bytes | None:
    """The content of the record that tells how the stream is encrypted: one of the first."""
    for number, (at, kind, length) in enumerate(records(stream)):
        if kind == FILEPASS:
            return stream[at : at + length]
        if number > 20:
            return None
    return None


def _key(record: bytes) -> _KeyOf | None:
    """How to find the keys, when the password that everybody knows fits."""
    if len(record) < 54 or struct.unpack_from("<H", record)[0] != 1:  # 0: the older way, by a mask
        return None
    version = struct.unpack_from("<HH", record, 2)
    if version == _RC4:
        salt, verifier, digest = record[6:22], record[22:38], record[38:54]
        key_of, hashed = _key_of_rc4(salt), hashlib.md5
    elif version in _CRYPTO_API:
        header_size = struct.unpack_from("<I", record, 10)[0]
        rest = record[14 + header_size :]
        if header_size < 32 or len(rest) < 60:
            return None
        bits = struct.unpack_from("<I", record, 14 + 16)[0] or 40
        salt, verifier, digest = rest[4:20], rest[20:36], rest[40:60]
        key_of, hashed = _key_of_crypto_api(salt, bits), hashlib.sha1
    else:
        return None
    clear = _exclusive_or(verifier + digest, _rc4(key_of(0), len(verifier + digest)))
    return key_of if hashed(clear[:16]).digest() == clear[16:] else None


def _key_of_rc4(salt: bytes) -> _KeyOf:
    short = hashlib.md5(_KNOWN_TO_ALL).digest()[:5]
    base = hashlib.md5((short + salt) * 16).digest()[:5]
    return lambda block: hashlib.md5(base + struct.pack("<I", block)).digest()


def _key_of_crypto_api(salt: bytes, bits: int) -> _KeyOf:
    base = hashlib.sha1(salt + _KNOWN_TO_ALL).digest()

    def key_of(block: int) -> bytes:
        key = hashlib.sha1(base + struct.pack("<I", block)).digest()[: bits // 8]
        return key.ljust(16, b"\0") if bits == 40 else key

    return key_of


def _key_stream(key_of: _KeyOf, length: int) -> bytes:
    return b"".join(_rc4(key_of(block), _BLOCK) for block in range(-(-length // _BLOCK)))[:length]


def _rc4(key: bytes, length: int) -> bytes:
    """That many bytes of the cipher's stream."""
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    return bytes(_stream(state, length))


def _stream(state: list[int], length: int) -> Iterator[int]:
    i = j = 0
    for _ in range(length):
        i = (i + 1) & 255
        j = (j + state[i]) & 255
        state[i], state[j] = state[j], state[i]
        yield state[(state[i] + state[j]) & 255]


def _exclusive_or(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "little") ^ int.from_bytes(other, "little")).to_bytes(len(one), "little")
