"""A profile given away as a folder or a zip, put where every workbook of this user finds it."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from ..errors import ProfileError
from ..files import fault_of_name, make_folder
from ..profiles import Library, Profile, default_library, installed_folder
from ..run import current

#: What a profile consists of; anything else in the folder stays where it is.
_SUFFIXES = frozenset({".toml", ".j2", ".docx", ".xlsx", ".xlsm", ".csv", ".md"})
_LARGEST = 20 * 1024 * 1024
_MOST_FILES = 200


def is_named_by_its_zip(source: Path) -> bool:
    """Whether a zip holds the files of one profile and no folder: then the zip's own name is its id."""
    try:
        with zipfile.ZipFile(source) as archive:
            return "profile.toml" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def install(source: Path, *, folder: Path | None = None, library: Library | None = None) -> list[Profile]:
    """The profiles in a folder or a zip, copied into the user's own; ``source`` is one profile, or holds several.

    Nothing is installed unless all can be read. Raises ProfileError when ``source`` holds no profile or a faulty one,
    or one of that name is installed already and is not to be replaced.
    """
    root = folder or installed_folder()
    with _opened(source) as place:
        homes = (
            [place] if (place / "profile.toml").is_file() else sorted(p.parent for p in place.glob("*/profile.toml"))
        )
        if not homes:
            raise ProfileError("这里没有格式（没有 profile.toml），请给出格式文件夹或它的压缩包（.zip）。", path=source)
        found = Library(place, root, *(library or default_library()).folders)
        profiles = [_sound(home, found) for home in homes]
        for profile in profiles:
            target = root / profile.id
            if target.exists() and not current().force:
                known = found.read(target).version or "没有写版本"
                message = f"已经装有格式“{profile.id}”（{known}），没有改动它；确实要换成这一份请加 --force。"
                raise ProfileError(message, path=source)
        for home, profile in zip(homes, profiles, strict=True):
            _copy(home, root / profile.id)
    return profiles


def _sound(home: Path, library: Library) -> Profile:
    fault = fault_of_name(home.name)
    if fault or not re.fullmatch(r"\w[\w.-]*", home.name):
        raise ProfileError(f"文件夹名“{home.name}”不能用作格式编号，请改名后再装，如 hubei-final。")
    faults: list[ProfileError] = []
    profile = library.read(home, faults.append)
    if faults:
        raise ProfileError(f"格式“{home.name}”有 {len(faults)} 处要改，没有安装。第一处：{faults[0]}")
    return profile


def _copy(home: Path, target: Path) -> None:
    """Whole or not at all: made beside the target, then renamed."""
    make_folder(target.parent)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".juesuan-") as name:
        new = Path(name) / target.name
        new.mkdir()
        for file in sorted(home.iterdir()):
            if file.is_file() and file.suffix.lower() in _SUFFIXES and not file.name.startswith((".", "~")):
                shutil.copyfile(file, new / file.name)
        if target.exists():
            target.rename(Path(name) / "former")
        new.rename(target)


@contextmanager
def _opened(source: Path) -> Iterator[Path]:
    """The folder, or what a zip holds, in a temporary folder of its name."""
    if source.is_dir():
        yield source.absolute()
        return
    try:
        with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory() as name:
            place = Path(name) / source.stem
            _unpack(archive, place, source)
            yield place
    except FileNotFoundError:
        raise ProfileError("找不到这个文件，请检查文件名和文件夹。", path=source) from None
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise ProfileError(f"打不开（{error}），请给出格式文件夹或它的压缩包（.zip）。", path=source) from None


def _unpack(archive: zipfile.ZipFile, place: Path, source: Path) -> None:
    """The files of profiles only, flat in their folders, within bounds."""
    wanted = [entry for entry in archive.infolist() if PurePosixPath(entry.filename).suffix.lower() in _SUFFIXES]
    if len(wanted) > _MOST_FILES or sum(entry.file_size for entry in wanted) > _LARGEST:
        raise ProfileError("这个压缩包太大，不像一个格式。", path=source)
    for entry in wanted:
        name = entry.filename
        if not entry.flag_bits & 0x800:  # Windows writes names in its own code page
            with suppress(UnicodeError):
                name = name.encode("cp437").decode("gbk")
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if entry.is_dir() or not parts or any(part in ("..", "/") or ":" in part for part in parts):
            continue
        target = place.joinpath(*parts[-2:])
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as packed:
            target.write_bytes(packed.read(_LARGEST + 1)[:_LARGEST])
