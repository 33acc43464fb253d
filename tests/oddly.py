"""The smaller sample with one piece of a part replaced, and what a check tells of it that it does not tell of the sample."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from packages import part_of, parts_of, put
from smaller import smaller

from toolkit import workflow

SAMPLE = smaller()
FORM = "收入支出决算总表"
FORM_PART = part_of(parts_of(SAMPLE), FORM)


def changed(path: Path, old: str, new: str, part: str = FORM_PART) -> Path:
    """The sample with one piece of a part replaced."""
    parts = parts_of(SAMPLE)
    text = parts[part].decode()
    assert re.search(old, text), old
    parts[part] = re.sub(old, lambda match: match.expand(new), text, count=1).encode()
    return put(path, parts)


def checked(path: Path) -> workflow.Checked:
    """What is asked about a file several times is found once."""
    return _checked(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _checked(path: Path, written: int) -> workflow.Checked:
    return workflow.check(path)


def messages(path: Path) -> list[str]:
    return [f"{finding.rule} {finding.message}" for finding in checked(path).findings]


ORIGINAL = messages(SAMPLE)


def new_messages(path: Path) -> list[str]:
    return [message for message in messages(path) if message not in ORIGINAL]


def filled(path: Path, target: Path) -> Path:
    workflow.save_workbook(workflow.fill(checked(path)), target)
    return target
