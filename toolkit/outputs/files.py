"""Files of the user's: read whole, within bounds; written first beside the target, then renamed, so that no
half-written file is left and nothing is replaced that must not be."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

from ..errors import OutputError, ToolkitError, WorkbookError
from ..text import fingerprint, without_halves
from . import marks, run

Moment = tuple[int, int, int, int, int, int]
# Zip cannot say "no date"; this is its earliest one.
_NO_DATE: Moment = (1980, 1, 1, 0, 0, 0)
_PROPERTIES, _SAVED_AT = "docProps/core.xml", re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_UNIX, _FILE_MODE = 3, 0o644 << 16
#: How hard zip files are packed. XML repeats itself: 3 takes half the time of the usual 6 and 15 % more room.
PACKING_LEVEL = 3
_PREFIX = ".juesuan-"
_FOLDER = "juesuan-"
#: Which computer made a temporary file, for folders that several share: by its number a process is known on its own only.
_HOST = fingerprint(os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename)[:6]
_LEFT_BY = re.compile(rf"\.?juesuan-{_HOST}-(\d+)-\w+(?:\.\w+)?")
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d|CONIN\$|CONOUT\$)(?:\..*)?", re.IGNORECASE)
_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EFBIG: "文件过大",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOENT: "找不到",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EIO: "磁盘读写出错",
    errno.EINVAL: "这样的文件名不能用",
    errno.EPIPE: "接收的程序已经关闭",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
}
_cleared: set[Path] = set()


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


# -- reading --------------------------------------------------------------------------------------------------------


def read_input(
    path: Path,
    largest: int,
    *,
    error: type[ToolkitError] = WorkbookError,
    what: str = "决算公开工作簿",
    instead: str = "请给出其中的 Excel 文件；整个文件夹的请用 juesuan batch",
) -> bytes:
    """The content of a file of the user's, which this run never writes over from then on.

    Raises ``error`` when there is no such file, it is a folder (``instead``: what to give then), a device or a pipe
    (which may never end), it has more than ``largest`` bytes, which no ``what`` has, or may not be read.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise error(f"这是一个文件夹，{instead}。", path=path)
        if not stat.S_ISREG(mode):
            raise error("这是管道或设备，不是文件，请先存成文件再试。", path=path)
        run.current().note_input(path)
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except FileNotFoundError:
        raise error("找不到这个文件，请检查文件名和文件夹。", path=path) from None
    except PermissionError:
        is_open = (path.parent / f"~${path.name}").exists()  # Office leaves it beside a file while it is open
        advice = "文件正在 Excel、Word 或 WPS 中打开，请关闭后再试" if is_open else "请关闭打开它的程序，或检查读取权限"
        raise error(f"没有权限读取，{advice}。", path=path) from None
    except OSError as refused:
        raise error(f"读取失败（{reason(refused)}），请换个位置或文件名再试。", path=path) from None
    except ValueError:  # a zero in the name
        raise error("读取失败（这样的文件名不能用），请检查文件名。", path=path) from None
    if len(data) > largest:
        size = f"超过 {largest // 1024 // 1024} MB"
        raise error(f"文件过大（{size}），不像{what}，请检查是否选错了文件。", path=path)
    return data


def is_owner_file(path: Path) -> bool:
    """True for what Excel, WPS and LibreOffice leave beside a workbook while it is open (``~$name``): to be passed over
    where many files are named at once."""
    try:
        return path.name.startswith(("~$", ".~", "._")) and path.stat().st_size < 4096
    except (OSError, ValueError):
        return False


# -- writing --------------------------------------------------------------------------------------------------------


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path in the target's folder; when the block ends well it becomes ``target``, else it is removed.

    A link is followed: the file behind it is the target. Raises OutputError when the target is an input of this run, is
    no regular file, exists and is neither ours nor to be replaced by force (see :func:`require_free`), when the folder
    is missing, may not be written to, or the target is open in another program.
    """
    behind = _behind(target)
    may_replace = _may_replace(behind)
    temporary = _temporary(behind, target)
    try:
        yield temporary
        data = temporary.read_bytes()
        content = marks.signed(data, behind.suffix.lower(), run.source(behind.parent) or result_source(behind))
        if content is not data:
            temporary.write_bytes(content)
        if not may_replace:
            if behind.read_bytes() == content:
                return
            raise _taken(target)
        os.chmod(temporary, behind.stat().st_mode & 0o777 if behind.exists() else 0o666 & ~_umask())
        os.replace(temporary, behind)
        run.current().note_written(behind)
    except PermissionError:
        raise OutputError("无法写入，文件可能正在 Excel、WPS 或 Word 中打开，请关闭后再试。", path=target) from None
    except OSError as error:
        raise OutputError(f"写入失败（{reason(error)}），请检查磁盘空间和权限。", path=target) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """A UTF-8 text file, written whole or not at all. Halves of characters, which no file can hold, become �."""
    with replacing(target) as temporary:
        temporary.write_bytes(without_halves(text).encode("utf-8"))


def zip_entry(name: str, date: Moment = _NO_DATE, packing: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """An entry of a zip file that says nothing about when and where it was written: the same on every day and system."""
    entry = zipfile.ZipInfo(name, date)
    entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _FILE_MODE, packing
    return entry


def write_zip(target: Path | BytesIO, entries: Mapping[str, bytes], level: int = PACKING_LEVEL) -> None:
    """A zip file of these entries in their order."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zip_entry(name), content, compresslevel=level)


def undated(package: BytesIO) -> dict[str, bytes]:
    """The entries of a package as a library saved it, for :func:`write_zip`: nothing in them says when that was."""
    with zipfile.ZipFile(package) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    if _PROPERTIES in entries:
        entries[_PROPERTIES] = _SAVED_AT.sub(rb"\g<1>1980-01-01T00:00:00Z", entries[_PROPERTIES])
    return entries


def require_free(*targets: Path) -> None:
    """Raises OutputError unless each of these may be written: before one of several results is.

    A file that exists may be replaced when the user said so, or when this tool wrote it from the same source
    (``run.made_from``) and nobody changed it since.
    """
    for target in targets:
        if not _may_replace(_behind(target)):
            raise _taken(target)


def require_suffix(target: Path, *suffixes: str, what: str) -> None:
    """Raises OutputError unless the name of a result ends as its format does."""
    if target.suffix.lower() not in suffixes:
        raise OutputError(f"{what}只能存为 {'、'.join(suffixes)} 文件，请改一下文件名。", path=target)


def make_folder(folder: Path) -> None:
    """A folder for results, with those it stands in. Raises OutputError when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputError("已经有同名的文件，不能作为输出文件夹，请换一个名字。", path=folder) from None
    except OSError as error:
        raise OutputError(f"无法建立输出文件夹（{reason(error)}），请换一个位置。", path=folder) from None
    except ValueError:
        raise OutputError("无法建立输出文件夹（这样的名字不能用），请换一个名字。", path=folder) from None


def fault_of_name(name: str) -> str:
    """What keeps a name from being a file's on every system, as the end of a sentence; "" when nothing does."""
    if _DEVICES.fullmatch(name):
        return f"“{name.partition('.')[0]}”是 Windows 保留的设备名"
    if len(os.fsencode(name)) > 255:
        return "文件名过长"
    if any(character < " " for character in name):
        return "文件名里有看不见的控制字符"
    if sys.platform == "win32" and re.search(r'[<>:"|?*]', name):
        return '文件名里不能有 < > : " | ? *'
    return ""


def _behind(target: Path) -> Path:
    """The file that will be written, links followed. Raises OutputError unless it is a regular file or none yet."""
    try:
        fault = fault_of_name(target.name)
        if fault or not target.name:
            raise OutputError(f"不能用作文件名（{fault or '没有文件名'}），请换一个。", path=target)
        if not target.parent.is_dir():
            raise OutputError(f"文件夹“{target.parent}”不存在，请先建立或换一个位置。", path=target)
        behind = Path(os.path.realpath(target))
        mode = behind.stat().st_mode
    except FileNotFoundError:
        return behind
    except OSError as error:
        raise OutputError(f"无法写入（{reason(error)}），请换一个位置或文件名。", path=target) from None
    except ValueError:
        raise OutputError("不能用作文件名，请换一个。", path=target.name) from None
    if stat.S_ISDIR(mode):
        raise OutputError("这是一个文件夹，请给出文件名。", path=target)
    if not stat.S_ISREG(mode):
        raise OutputError("这是管道或设备，不能写成文件，请换一个文件名。", path=target)
    current = run.current()
    if current.is_input(behind) and not current.in_place:
        raise OutputError("输出会覆盖原文件，请换一个文件名。", path=target)
    return behind


def _may_replace(behind: Path) -> bool:
    """Whether the target is free, or may be written over."""
    current = run.current()
    if not current.guarded or current.force or not behind.exists():
        return True
    if current.has_written(behind) or (current.in_place and current.is_input(behind)):
        return True
    source = result_source(behind)
    return bool(source) and source == run.source(behind.parent)


def result_source(path: Path) -> str:
    """What a result of ours was made of (:func:`toolkit.outputs.run.source_of`), when nobody has changed it since; else ""."""
    try:
        return marks.source_of(path.read_bytes(), path.suffix.lower())
    except OSError:
        return ""


def _taken(target: Path) -> OutputError:
    return OutputError("已经有这个文件，没有覆盖它；请换一个文件名，确实要覆盖请加 --force。", path=target)


def _temporary(behind: Path, target: Path) -> Path:
    """An empty file beside the target; what killed runs left there is cleared away first."""
    folder = behind.parent
    if folder not in _cleared:
        _cleared.add(folder)
        _clear(folder, _PREFIX)
    try:
        handle, name = tempfile.mkstemp(
            dir=folder, prefix=f"{_PREFIX}{_HOST}-{os.getpid()}-", suffix=behind.suffix[:20]
        )
        os.close(handle)
    except FileNotFoundError:
        raise OutputError(f"文件夹“{folder}”不存在，请先建立或换一个位置。", path=target) from None
    except OSError as error:
        raise OutputError(f"没有写入权限或磁盘有问题（{reason(error)}），请换一个位置。", path=target) from None
    return Path(name)


def _umask() -> int:
    """The process's umask; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


# -- temporary folders, and what killed runs left ---------------------------------------------------------------------


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for the length of a block, removed at its end; what killed runs left is removed too.

    Raises OSError when there is no room for one.
    """
    root = Path(tempfile.gettempdir())
    _clear(root, _FOLDER)
    folder = Path(tempfile.mkdtemp(dir=root, prefix=f"{_FOLDER}{_HOST}-{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(folder: Path, prefix: str) -> None:
    """Remove what processes that live no more have left: they were killed before they could."""
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            match = _LEFT_BY.fullmatch(entry.name) if entry.name.startswith(prefix) else None
            if match is None or is_alive(int(match[1])):
                continue
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)


def is_alive(process: int) -> bool:
    """Whether a process of this number runs on this computer; True when that cannot be told."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # PROCESS_QUERY_LIMITED_INFORMATION
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
