"""What belongs to each unit's workbook: last year's, by the names of file and folder where they say enough, else by what
stands inside; its document, by the unit and the year that stand inside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...text import bare_name
from .child import Trouble
from .crew import Job, Workers

_YEARS = re.compile(r"\d+")


def pair_by_name(sources: Sequence[Path], priors: Sequence[Path]) -> dict[Path, Path]:
    """Source → prior where the names without their figures are the same, with the folder's or alone, and only once."""
    found: dict[Path, Path] = {}
    for key in (_with_folder, _alone):
        left = [source for source in sources if source not in found]
        used = set(found.values())
        found |= _once(left, [prior for prior in priors if prior not in used], key)
    return found


def pair_by_content(
    sources: Sequence[Path], priors: Sequence[Path], workers: Workers, tell: Callable[[str], None]
) -> tuple[dict[Path, Path], list[Path]]:
    """Source → prior of the same unit and kind of account; and the priors that could be read and have no source. Of one
    that cannot be read it is told why."""
    looks = _looks(sources, priors, workers, lambda path, why: tell(f"上年的“{path.name}”没有用上：{why}"))

    def whose(path: Path) -> Hashable:
        look = looks.get(path)
        return (bare_name(look["unit"]), look["kind"]) if look and look["unit"] else None

    pairs = _once(sources, priors, whose)
    return pairs, [prior for prior in priors if prior in looks and prior not in pairs.values()]


def pair_documents(
    sources: Sequence[Path], documents: Sequence[Path], workers: Workers, tell: Callable[[str], None]
) -> dict[Path, Path]:
    """Source → document of the same unit, kind of account and year. Documents without a workbook are told."""
    looks = _looks(sources, documents, workers, lambda path, why: tell(f"文档“{path.name}”没有审读：{why}"))

    def whose(path: Path) -> Hashable:
        look = looks.get(path)
        return (bare_name(look["unit"]), look["kind"], look["year"]) if look and look["unit"] else None

    pairs = _once(sources, documents, whose)
    for document in documents:
        if document in looks and document not in pairs.values():
            unit = looks[document]["unit"] or "没有写明单位"
            tell(f"文档“{document.name}”没有审读：没有唯一对应的工作簿（{unit}，{looks[document]['year']} 年度）。")
    return pairs


def _looks(
    sources: Sequence[Path], others: Sequence[Path], workers: Workers, unreadable: Callable[[Path, str], None]
) -> Mapping[Path, Mapping[str, Any]]:
    """What each file says of itself; of the ``others`` that cannot be read it is told why (that of a source comes later)."""
    looks: dict[Path, Mapping[str, Any]] = {}
    jobs = [Job(str(path), "look", {"source": str(path.resolve())}) for path in (*sources, *others)]
    for job, result in workers.run(jobs):
        path = Path(job.key)
        if not isinstance(result, Trouble):
            looks[path] = result
        elif path in others:
            unreadable(path, result.reason)
    return looks


def _once(sources: Sequence[Path], priors: Sequence[Path], key: Callable[[Path], Hashable]) -> dict[Path, Path]:
    """Pairs with the same key where exactly one of each side has it. None is no key."""
    mine, theirs = Counter(map(key, sources)), {key(prior): prior for prior in priors}
    twice = {name for name, number in Counter(map(key, priors)).items() if number > 1}
    return {
        source: theirs[name]
        for source in sources
        if (name := key(source)) is not None and mine[name] == 1 and name in theirs and name not in twice
    }


def _alone(path: Path) -> Hashable:
    return bare_name(_YEARS.sub("", path.stem)) or None


def _with_folder(path: Path) -> Hashable:
    name = _alone(path)
    return name and (bare_name(_YEARS.sub("", path.parent.name)), name)
