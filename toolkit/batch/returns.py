"""The folder 退回: which units get a slip, which slips are to be drawn anew, and all messages in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..outputs.files import make_folder, result_source, write_text
from ..outputs.run import made_from, source
from .records import UnitRecord
from .running.crew import Job
from .running.fingerprints import of_toolkit
from .running.inputs import RETURNED, safe_name, unique
from .running.remembering import is_ours, keep_what_people_changed
from .slips import Slip, message_of, slip_of

FOLDER, MESSAGES = RETURNED, "通知文字.txt"


class Slips(NamedTuple):
    """The slips of a bureau. ``files``: source → slip as seen from the result folder; ``jobs``: those that are to be
    drawn, the others say what they should; ``moved``: what people had changed, moved aside."""

    files: Mapping[str, str]
    jobs: tuple[Job, ...]
    moved: tuple[Path, ...]


def plan_slips(records: Sequence[UnitRecord], out: Path, due: str = "") -> Slips:
    """``退回/单位名称.docx`` for every unit with errors; all messages go into ``退回/通知文字.txt`` at once, and slips of ours
    that nobody needs any more are taken away. Raises OutputError when the folder cannot be written.
    """
    folder = out / FOLDER
    make_folder(folder)
    wrong = [record for record in records if record.errors]
    names = unique({Path(record.source): safe_name(record.called) for record in wrong})
    slips = {folder / f"{names[Path(record.source)]}.docx": slip_of(record, due) for record in wrong}
    todo = [target for target, slip in slips.items() if result_source(target) != _fingerprint(slip)]
    moved = keep_what_people_changed(todo)
    for path in folder.glob("*.docx"):
        if path not in slips and is_ours(path):
            path.unlink()
    messages = "\n".join(map(message_of, slips.values()))
    write_text(folder / MESSAGES, "\ufeff" + (messages or "没有要退回的单位。\n"))  # older Notepads want the mark
    jobs = tuple(Job(str(target), "slip", _task(slips[target], target)) for target in todo)
    files = {record.source: f"{FOLDER}/{target.name}" for record, target in zip(wrong, slips, strict=True)}
    return Slips(files, jobs, tuple(moved))


def _task(slip: Slip, target: Path) -> dict[str, object]:
    return {
        "slip": slip._asdict(),
        "folder": str(target.parent.resolve()),
        "name": target.name,
        "program": of_toolkit(),
    }


def _fingerprint(slip: Slip) -> str:
    """The mark of a slip that says the same."""
    with made_from(slip, of_toolkit()):
        return source()
