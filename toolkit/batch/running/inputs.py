"""Which files are meant: folders searched through, what is no input passed over, a name for what is made of each."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ...errors import OutputError
from ...text import listed

#: What a unit may hand in. What is none of our readers' is named with its reason, not passed over in silence.
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb"})
#: The documents of the units, to be reviewed with their workbooks.
DOCUMENTS = frozenset({".docx", ".pdf"})
#: The folder in which a batch keeps what it knows; a folder that holds one is made by a batch.
MEMORY = ".juesuan"
#: The folder in which a batch puts what it makes of each unit.
UNITS = "单位"
#: The folder in which it puts what goes back to the units.
RETURNED = "退回"
#: What the files of its summary are called.
_OWN = re.compile(r"汇总(（改动过\d+）)?\.(xlsx|html|json)")
_BUILT = ".findings.json"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME = 60


def find_inputs(paths: Sequence[Path], out: Path, besides: Iterable[Path] = ()) -> list[Path]:
    """All workbooks meant by ``paths``, each once, sorted. Files are taken as they are; folders are searched through.

    Passed over in folders: temporary files of Excel and WPS (``~$``), what is hidden, what a batch or ``build`` made,
    and the files and folders ``besides`` (the list, last year's). Raises OutputError when ``paths`` hold nothing.
    """
    found = [path for path in _found(paths, out, besides, WORKBOOKS) if path.suffix.lower() not in DOCUMENTS]
    if not found:
        raise OutputError(f"{listed(paths)}里没有找到工作簿（.xlsx、.xlsm、.xls、.et），请检查文件夹。")
    return found


def find_units(paths: Sequence[Path], out: Path, besides: Sequence[Path] = ()) -> list[Path]:
    """The units' workbooks; where there is not one, their documents, each of which is a unit then. Raises as
    :func:`find_inputs` when there is neither."""
    try:
        return find_inputs(paths, out, besides)
    except OutputError:
        if documents := find_documents(paths, out, besides):
            return documents
        raise


def find_documents(paths: Sequence[Path], out: Path, besides: Iterable[Path] = ()) -> list[Path]:
    """The Word and PDF files among the same files and folders, found and passed over alike."""
    return [path for path in _found(paths, out, besides, DOCUMENTS) if path.suffix.lower() in DOCUMENTS]


def find_others(paths: Sequence[Path], out: Path, besides: Iterable[Path] = ()) -> tuple[list[Path], list[Path]]:
    """What stands in the folders and is not read: files of no kind that is (archives, old documents, pictures), and
    workbooks and documents that ``build`` made, which a unit may have handed in as its own."""
    folders = [path for path in paths if path.is_dir()]
    given = {path.resolve() for path in paths}
    others = [
        path
        for path in _found(folders, out, besides, None)
        if path.suffix.lower() not in WORKBOOKS | DOCUMENTS and not path.name.endswith(_BUILT)
    ]
    passed_over = {path.resolve() for path in (out, *besides)}
    built = [
        path
        for folder in folders
        for path in _search(folder, passed_over, WORKBOOKS, results=True)
        if path.with_name(f"{path.stem}{_BUILT}").exists() and not _is_in_a_batch(path, folder)
    ]
    return [path for path in others if path.resolve() not in given], [
        path for path in built if path.resolve() not in given
    ]


def _is_in_a_batch(path: Path, folder: Path) -> bool:
    """Whether a folder around it holds what a batch made."""
    around = path.parents[: len(path.relative_to(folder).parts)]
    return any((place / MEMORY).is_dir() for place in around)


def _found(paths: Sequence[Path], out: Path, besides: Iterable[Path], suffixes: frozenset[str] | None) -> list[Path]:
    """The files as they are and those of the kinds (None: of any) in the folders, each once, sorted."""
    passed_over = {path.resolve() for path in (out, *besides)}
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _search(path, passed_over, suffixes) if path.is_dir() else (path,):
            found.setdefault(file.resolve(), file)
    return sorted(found.values(), key=str)


def find_priors(path: Path, out: Path) -> list[Path]:
    """Last year's workbooks, and documents where a folder has no workbook of that name; what a batch or ``build`` made of
    the units then is among them. Raises OutputError when there is none."""
    if not path.is_dir():
        return [path]
    files = sorted(_search(path, {out.resolve()}, WORKBOOKS | DOCUMENTS, results=True), key=str)
    workbooks = {file.with_suffix("") for file in files if file.suffix.lower() in WORKBOOKS}
    found = [file for file in files if file.suffix.lower() in WORKBOOKS or file.with_suffix("") not in workbooks]
    if not found:
        raise OutputError(f"“{path}”里没有找到上年的工作簿或文档（.xlsx、.xls、.docx、.pdf 等），请检查文件夹。")
    return found


def _search(
    folder: Path, passed_over: set[Path], suffixes: frozenset[str] | None, *, results: bool = False
) -> Iterator[Path]:
    """``results``: also what a batch or ``build`` made of the units."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        if results and (here / MEMORY).is_dir():
            folders[:], files = [name for name in folders if name == UNITS], []
        elif (here / MEMORY).is_dir():  # what came in and what was made of it in one folder
            folders[:] = [name for name in folders if name not in (UNITS, RETURNED)]
            files = [name for name in files if not _OWN.fullmatch(name)]
        folders[:] = sorted(name for name in folders if _is_searched(here / name, passed_over, results=results))
        names = set(files)
        for name in files:
            file = here / name
            if name.startswith(("~$", ".")) or suffixes is not None and file.suffix.lower() not in suffixes:
                continue
            if _is_hidden(file):
                continue
            if file.resolve() not in passed_over and (results or f"{file.stem}{_BUILT}" not in names):
                yield file


def _is_searched(folder: Path, passed_over: set[Path], *, results: bool) -> bool:
    if folder.name.startswith(".") or folder.name == "__MACOSX" or _is_hidden(folder):
        return False
    return folder.resolve() not in passed_over and (results or not (folder / MEMORY).is_dir())


def _is_hidden(path: Path) -> bool:
    """Hidden as Windows has it."""
    try:
        return bool(getattr(path.stat(), "st_file_attributes", 0) & getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2))
    except OSError:
        return False


def output_names(sources: Sequence[Path]) -> Mapping[Path, str]:
    """What the files made of each source are called: its own name; with its folder's where several have the same.

    No two names differ in case only, as Windows would not tell them apart. The same sources get the same names.
    """
    names = {source: safe_name(source.stem) for source in sources}
    for more in (_folder_name, _suffix):
        counts = Counter(name.casefold() for name in names.values())
        for source, name in names.items():
            if counts[name.casefold()] > 1:
                names[source] = safe_name(f"{more(source)}-{name}")
    return unique(names)


def _folder_name(source: Path) -> str:
    return source.resolve().parent.name


def _suffix(source: Path) -> str:
    return source.suffix.lower().lstrip(".")


def unique(names: Mapping[Path, str]) -> dict[Path, str]:
    """The names with a number where the same comes again."""
    taken: set[str] = set()
    result = {}
    for source, name in names.items():
        number, free = 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{name}（{number}）"
        taken.add(free.casefold())
        result[source] = free
    return result


def safe_name(text: str) -> str:
    """A file name on every system from words that come from anywhere: never a path, never a name Windows reserves."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).strip(" .")
    if not plain or _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    return plain[:_LONGEST_NAME].rstrip(" .")
