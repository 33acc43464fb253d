"""What a batch remembers in its folder: results of units, what it wrote, what was found the last time.

``DIR/.juesuan/results.jsonl`` gets a line for each unit as it is done and is read whole at the next start, so that a
killed run has lost nothing but the unit it was at. A line that was cut off is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

from ...errors import OutputError
from ...outputs import marks
from ...outputs.files import make_folder, reason, write_text
from ..records import Failure, Outcome, UnitRecord, as_data, from_data
from . import fingerprints
from .inputs import MEMORY


class Done(NamedTuple):
    """A unit's result. ``made_from``: the fingerprint of all that went into it; ``numbered``: its document has page
    numbers (or there is none)."""

    made_from: str
    outcome: Outcome
    numbered: bool = True


class Memory:
    """The results of a folder. Use it within :func:`remembered`, which keeps other runs out."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "results.jsonl"
        self._last = folder / "last.json"
        self.done: dict[str, Done] = dict(_lines(self._file))

    def note(self, source: str, done: Done) -> None:
        """Remember a result from now on. Raises OutputError when the folder is gone or takes no more."""
        self.done[source] = done
        try:
            with self._file.open("a", encoding="ascii") as file:
                file.write(_line(source, done))
        except OSError as error:
            raise _refused(error, self._file.parents[1]) from None

    def tidy(self, sources: set[str]) -> None:
        """Rewrite the file, one line a source, without those that are none any more."""
        self.done = {source: done for source, done in sorted(self.done.items()) if source in sources}
        write_text(self._file, "".join(_line(source, done) for source, done in self.done.items()))

    def last_findings(self) -> dict[str, list[list[str]]] | None:
        """What the last whole run found, by unit; None when there was none."""
        try:
            found = json.loads(self._last.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def keep_findings(self, found: Mapping[str, list[list[str]]]) -> None:
        write_text(self._last, json.dumps(found))


def _line(source: str, done: Done) -> str:
    data = {"source": source, "made_from": done.made_from, "numbered": done.numbered}
    return json.dumps({**data, "outcome": as_data(done.outcome)}) + "\n"


def _lines(file: Path) -> Iterator[tuple[str, Done]]:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.split("\n"):
        try:
            data = json.loads(line)
            yield data["source"], Done(data["made_from"], from_data(data["outcome"]), data["numbered"])
        except (ValueError, KeyError, TypeError):
            continue  # cut off when the run was killed, or by another version: that unit is done again


def basis(source: Path, content: str, prior: str, outcome: Outcome | None, options: str) -> str:
    """The fingerprint of all that goes into a unit's result; ``outcome`` tells the profile that it follows."""
    profile = outcome.profile if isinstance(outcome, UnitRecord) else ""
    own = fingerprints.of_profile(profile, source)
    return fingerprints.of_parts(content, prior, own, fingerprints.of_toolkit(), options)


def still_holds(done: Done, now: str, folder: Path) -> bool:
    """True when the result is of the same contents (``now``) and what was written is there.

    What went wrong is tried again, unless the file itself was to blame.
    """
    if isinstance(done.outcome, Failure) and done.outcome.kind != "unusable":
        return False
    made = done.outcome.outputs.values() if isinstance(done.outcome, UnitRecord) else ()
    return done.made_from == now and all((folder / name).is_file() for name in made)


@contextmanager
def remembered(out: Path) -> Iterator[Memory]:
    """The folder's memory, for one run at a time. Raises OutputError while another run uses the folder."""
    import filelock

    folder = out / MEMORY
    make_folder(out)  # first: its name the user knows
    make_folder(folder)
    lock = filelock.FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        message = "另一个批量处理正在往这个文件夹里写，请等它做完，或者用 --out 换一个文件夹。"
        raise OutputError(message, path=out) from None
    except OSError as error:
        raise _refused(error, out) from None
    try:
        yield Memory(folder)
    finally:
        lock.release()


def _refused(error: OSError, out: Path) -> OutputError:
    return OutputError(f"不能在输出文件夹里写文件（{reason(error)}），请检查这个文件夹，或用 --out 换一个。", path=out)


def keep_what_people_changed(paths: Iterable[Path]) -> list[Path]:
    """Move aside what stands where we are about to write and is not as this tool left it; returns where it is now."""
    moved = []
    for path in paths:
        if path.is_file() and not is_ours(path):
            free = (path.with_stem(f"{path.stem}（改动过{number}）") for number in count(1))
            kept = next(place for place in free if not place.exists())
            path.rename(kept)
            moved.append(kept)
    return moved


def is_ours(path: Path) -> bool:
    """As we wrote it; what cannot be read cannot be replaced either, which is told when it is tried."""
    try:
        return bool(marks.source_of(path.read_bytes(), path.suffix.lower()))
    except OSError:
        return True
