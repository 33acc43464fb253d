"""The folders that profiles come from, as a value that is passed in; and what comes with the toolkit."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..errors import ProfileError
from .building import Tell, stop_at_once
from .loading import read_forms_only, read_profile, read_toml
from .specs import Profile

#: The files that a profile may have; of what it does not have, those of its bases are used.
KNOWN_FILES = (
    "profile.toml",
    "tables.toml",
    "facts.toml",
    "rules.toml",
    "outline.toml",
    "summary.toml",
    "glossary.toml",
    "review.toml",
    "unit_kinds.toml",
    "narrative.j2",
    "charts.j2",
    "document.docx",
    "workbook.xlsx",
    "workbook.xlsm",
    "functional_classification.csv",
    "economic_classification.csv",
    "former_names.csv",
)
#: More folders of profiles, separated as in PATH.
FOLDERS_VARIABLE = "JUESUAN_PROFILES"
#: A folder of this name beside a workbook, beside the folder that it lies in (结果), or where one is, holds profiles for it.
FOLDER_BESIDE = "juesuan-profiles"
_LONGEST_ID = 40  # of one that is not there


class Library:
    """Folders of profile folders. Of two profiles with one id, that of the earlier folder is meant.

    A profile is read once, when it is first asked for.
    """

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self._loaded: dict[str, Profile] = {}
        self._forms: dict[str, Profile] = {}
        self._beside: dict[tuple[Path, ...], Library] = {}

    def ids(self) -> tuple[str, ...]:
        """The ids of all profiles (folders with a profile.toml that names a region), sorted.

        Raises ProfileError when none of the folders is there, or a profile.toml cannot be read.
        """
        there = [folder for folder in self.folders if folder.is_dir()]
        if not there:
            raise ProfileError(f"找不到格式文件夹 {'、'.join(map(str, self.folders))}，请重新安装本工具。")
        heads = {path.parent.name for folder in there for path in folder.glob("*/profile.toml")}
        return tuple(sorted(name for name in heads if (home := self.home(name)) and "region" in _head(home)))

    def home(self, profile_id: str) -> Path | None:
        """The folder of a profile or of a base; None when there is none. An id is a name and never a path."""
        if not profile_id or os.path.basename(profile_id) != profile_id:
            return None
        places = (folder / profile_id for folder in self.folders)
        return next((place for place in places if (place / "profile.toml").is_file()), None)

    def load(self, profile_id: str) -> Profile:
        """A profile with its bases.

        Raises ProfileError when there is no such profile (naming the nearest) or a file says something unknown (naming
        the file, the key and the known ones).
        """
        if profile_id not in self._loaded:
            folder = self.home(profile_id)
            if folder is None:
                raise ProfileError(self.unknown(profile_id))
            self._loaded[profile_id] = self.read(folder)
        return self._loaded[profile_id]

    def unknown(self, profile_id: str) -> str:
        """The sentence that there is no such profile, naming the nearest."""
        known, name = self.ids(), profile_id[:_LONGEST_ID]
        near = difflib.get_close_matches(name, known, 1)
        hint = f"是不是“{near[0]}”？" if near else ""
        return f"没有名为“{name}”的格式。{hint}现有格式：{'、'.join(known)}。{self._where_looked()}"

    def load_forms(self, profile_id: str) -> Profile:
        """A profile with nothing but its forms (:func:`read_forms_only`), for finding out whose forms a workbook has; the
        whole one where that has been read already. ``profile_id`` is one of :meth:`ids`."""
        if profile_id in self._loaded:
            return self._loaded[profile_id]
        if profile_id not in self._forms:
            folder = self.home(profile_id)
            assert folder is not None, "of ids()"
            self._forms[profile_id] = read_forms_only(folder, Library(folder.parent, *self.folders).home)
        return self._forms[profile_id]

    def read(self, folder: Path, tell: Tell = stop_at_once) -> Profile:
        """The profile in any folder; its base lies beside it or here.

        Every fault goes to ``tell``; raises ProfileError for one that leaves nothing to read.
        """
        return read_profile(folder, Library(folder.parent, *self.folders).home, tell)

    def _where_looked(self) -> str:
        own = [str(folder) for folder in self.folders if folder != templates_folder() and folder.is_dir()]
        looked = f"找过 {'、'.join(own)}；" if own else ""
        return (
            f"{looked}{''.join(missing_folders())}自己写的或别人给的格式，放进工作簿旁边（或上一级文件夹里）的 {FOLDER_BESIDE}，"
            "或用 juesuan profile install 安装。"
        )

    def beside(self, workbook: Path) -> Library:
        """These folders, and before them those with profiles near a workbook: beside it, beside its folder, where one is."""
        home = workbook.absolute().parent
        places = (home / FOLDER_BESIDE, home.parent / FOLDER_BESIDE, Path(FOLDER_BESIDE))
        near = dict.fromkeys(place.absolute() for place in places if place.is_dir())
        folders = tuple(folder for folder in near if folder not in self.folders)
        return self._beside.setdefault(folders, Library(*folders, *self.folders)) if folders else self


def missing_folders() -> Iterator[str]:
    """A sentence for each folder that JUESUAN_PROFILES names in vain."""
    for name in filter(None, os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)):
        if (Path(name) / "profile.toml").is_file():
            yield f"环境变量 {FOLDERS_VARIABLE} 写的“{name}”本身是一个格式，要写它上一级的文件夹。"
        elif not Path(name).is_dir():
            yield f"环境变量 {FOLDERS_VARIABLE} 写的文件夹“{name}”不存在，没有用上。"


def default_library() -> Library:
    """The profiles of JUESUAN_PROFILES, then those that the user installed, then those that come with the toolkit."""
    return _library(os.environ.get(FOLDERS_VARIABLE, ""), installed_folder())


@lru_cache(maxsize=1)
def _library(more: str, installed: Path) -> Library:
    return Library(*(Path(folder) for folder in more.split(os.pathsep) if folder), installed, templates_folder())


def installed_folder() -> Path:
    """Where profiles are installed for all workbooks of a user; the folder need not be there."""
    if os.name == "nt":
        data = Path(os.environ.get("APPDATA") or os.path.expanduser("~/AppData/Roaming"))
    elif sys.platform == "darwin":
        data = Path(os.path.expanduser("~/Library/Application Support"))
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"))
    return data / "juesuan" / "profiles"


def load_profile(profile_id: str) -> Profile:
    """:meth:`Library.load` of the default library."""
    return default_library().load(profile_id)


def profile_ids() -> tuple[str, ...]:
    """:meth:`Library.ids` of the default library."""
    return default_library().ids()


def templates_folder() -> Path:
    """The profiles that come with the toolkit."""
    return _shipped("templates")


def samples() -> tuple[Path, ...]:
    """The sample workbooks that come with the toolkit, sorted."""
    return tuple(sorted(_shipped("workbooks").glob("*.xlsx")))


def _shipped(name: str) -> Path:
    """A data folder of ours: inside the package where it is installed (setup.py), in a checkout beside it."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data" / name
    return installed if installed.is_dir() else package.parent / name


def _head(folder: Path) -> dict[str, object]:
    return read_toml(folder / "profile.toml")
