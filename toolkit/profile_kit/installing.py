"""A profile given away as a folder or a zip, put where every workbook of this user finds it."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path, PurePosixPath

from ..errors import OutputError, ProfileError
from ..office_parts import UNREADABLE
from ..outputs.files import fault_of_name, make_folder, read_input, reason
from ..outputs.run import current
from ..profiles import FOLDER_BESIDE, Library, Profile, default_library, installed_folder

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
                known, new = (one.version or "没有写版本" for one in (found.read(target), profile))
                message = f"已经装有格式“{profile.id}”（{known}），没有改动它；确实要换成这一份（{new}）请加 --force。"
                raise ProfileError(message, path=source)
        for home, profile in zip(homes, profiles, strict=True):
            _copy(home, root / profile.id)
    return profiles


def _sound(home: Path, library: Library) -> Profile:
    fault = fault_of_name(home.name)
    if fault or not re.fullmatch(r"\w[\w.-]*", home.name):
        raise ProfileError(f"文件夹名“{home.name}”不能用作格式编号，请改名后再装，如 hubei-final。")
    faults: list[ProfileError] = []
    try:
        profile = library.read(home, faults.append)
    except ProfileError as error:  # it cannot go on: the cause was told before, if that is not it
        faults = faults or [error]
    if faults:
        raise ProfileError(f"格式“{home.name}”有 {len(faults)} 处要改，没有安装。第一处：{faults[0]}")
    return profile


def _copy(home: Path, target: Path) -> None:
    """Whole or not at all: made beside the target, then renamed."""
    try:
        make_folder(target.parent)
    except OutputError as error:
        message = f"装不进“{target.parent}”：{error.message}也可以把格式放进工作簿旁边的 {FOLDER_BESIDE} 文件夹。"
        raise ProfileError(message) from None
    files = [file for file in sorted(home.iterdir()) if _belongs(file)]
    if len(files) > _MOST_FILES or sum(file.stat().st_size for file in files) > _LARGEST:
        raise ProfileError("这个文件夹太大，不像一个格式，请检查是否选错了文件夹。", path=home)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".juesuan-") as name:
        new = Path(name) / target.name
        new.mkdir()
        for file in files:
            shutil.copyfile(file, new / file.name)
        if target.exists():
            target.rename(Path(name) / "former")
        new.rename(target)


def _belongs(file: Path) -> bool:
    """A file of a profile; a link may lead anywhere."""
    named = file.suffix.lower() in _SUFFIXES and not file.name.startswith((".", "~"))
    return named and file.is_file() and not file.is_symlink()


@contextmanager
def _opened(source: Path) -> Iterator[Path]:
    """The folder, or what a zip holds, in a temporary folder of its name."""
    if source.is_dir():
        yield source.absolute()
        return
    instead = "请给出格式文件夹或它的压缩包（.zip）"
    data = read_input(source, 2 * _LARGEST, error=ProfileError, what="格式的压缩包", instead=instead)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = _unpacked(archive, source)
    except (*UNREADABLE, ValueError):
        raise ProfileError(f"打不开，不是完整的压缩包（.zip），{instead}。", path=source) from None
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / source.stem
        try:
            for inside, content in files.items():
                target = place.joinpath(*inside)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        except OSError as error:
            raise ProfileError(f"压缩包里的文件写不出来（{reason(error)}），{instead}。", path=source) from None
        yield place


def _unpacked(archive: zipfile.ZipFile, source: Path) -> dict[tuple[str, ...], bytes]:
    """The files of profiles only, flat in their folders, within bounds: of an entry that says less than it holds no more
    is unpacked than it says."""
    wanted = [entry for entry in archive.infolist() if PurePosixPath(entry.filename).suffix.lower() in _SUFFIXES]
    if len(wanted) > _MOST_FILES or sum(entry.file_size for entry in wanted) > _LARGEST:
        raise ProfileError("这个压缩包太大，不像一个格式，请检查是否选错了文件。", path=source)
    files = {}
    for entry in wanted:
        name = entry.filename
        if not entry.flag_bits & 0x800:  # Windows writes names in its own code page
            with suppress(UnicodeError):
                name = name.encode("cp437").decode("gbk")
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not entry.is_dir() and parts and not any(part in ("..", "/") or ":" in part for part in parts):
            files[parts[-2:]] = archive.read(entry)
    return files
