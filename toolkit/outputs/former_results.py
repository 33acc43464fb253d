"""Older results of ours that stand beside a new one: of the same workbook under another name, or of one that was renamed.

They are told, never removed: whoever published one may want it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .files import result_source
from .run import source_of

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
#: What the name of a result has beyond that of its workbook.
_ADDED = ("-已填", "")


class Former(NamedTuple):
    """An older result that nobody has changed. ``renamed``: the workbook it was made of, where that is there no more."""

    path: Path
    renamed: str = ""

    @property
    def sentence(self) -> str:
        made = f"由已改名或移走的“{self.renamed}”" if self.renamed else "由同一份工作簿"
        return f"旁边的“{self.path.name}”也是本工具{made}生成的，没有改动过：不再用的请删除，以免拿错。"


def former_results(target: Path, source: Path) -> Iterator[Former]:
    """The older results in the folder of ``target``, which was made of the workbook ``source``, with its ending."""
    folder = target.parent
    same = source_of(source, folder=folder)
    for path in sorted(folder.glob(f"*{target.suffix}")):
        if path.name == target.name or not path.is_file():
            continue
        made_of = result_source(path)
        if made_of == same:
            yield Former(path)
        elif made_of:
            yield from (Former(path, name) for name in _gone(path, source, folder, made_of))


def _gone(path: Path, source: Path, folder: Path, made_of: str) -> Iterator[str]:
    """The workbook of the name of a result, when that was made of it and it is not beside the others any more."""
    for ending in _ADDED:
        for suffix in _WORKBOOKS if path.stem.endswith(ending) else ():
            workbook = source.with_name(path.stem.removesuffix(ending) + suffix)
            if source_of(workbook, folder=folder) == made_of and not workbook.exists():
                yield workbook.name
                return
