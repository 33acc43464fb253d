"""Writing results: first to a temporary file beside the target, then renamed, so that no half-written file is left."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .errors import OutputError

# Zip cannot say "no date"; this is its earliest one.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# XML repeats itself: level 3 packs nearly as small as level 6 in half the time.
_LEVEL = 3


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path in the target's folder; when the block ends well it becomes ``target``, else it is removed.

    Raises OutputError when the folder is missing, may not be written to, or the target is open in another program.
    """
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".juesuan-", suffix=target.suffix)
        os.close(handle)
    except FileNotFoundError:
        raise OutputError(f"文件夹“{target.parent}”不存在，请先建立或换一个位置。", path=target) from None
    except OSError as error:
        raise OutputError(f"没有写入权限或磁盘有问题（{error.strerror}），请换一个位置。", path=target) from None
    temporary = Path(name)
    try:
        yield temporary
        if target.is_dir():
            raise OutputError("这是一个文件夹，请给出文件名。", path=target)
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(temporary, target)
    except PermissionError:
        raise OutputError("无法写入，文件可能正在 Excel、WPS 或 Word 中打开，请关闭后再试。", path=target) from None
    except OSError as error:
        raise OutputError(f"写入失败（{error.strerror}），请检查磁盘空间和权限。", path=target) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """A UTF-8 text file, written whole or not at all."""
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_zip(target: Path, entries: Mapping[str, bytes]) -> None:
    """A zip file of these entries in their order: the same bytes for the same entries, on every day and system."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, _NO_DATE)
            info.create_system = 0
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, _LEVEL)


def _umask() -> int:
    """The process's umask; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
