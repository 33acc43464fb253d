"""The steps of 填报顺序 written into a workbook whose other sheets stand, for their formulas name cells of all of these."""

from __future__ import annotations

from ...outputs.files import scratch_folder
from ...profiles import Profile
from ..files.grid import Grid
from ..files.opening import read_grid
from ..files.writing.patch import apply_edits
from ..ours.steps_sheet import steps_edits
from ..reading import read_by


def with_steps(book: bytes, profile: Profile, suffix: str = ".xlsx", *, grid: Grid | None = None) -> bytes:
    """The workbook with its steps, as a fresh look at it finds them. Nothing changes where it has no forms.

    ``grid``: how the workbook reads, when that is known already.
    """
    if not profile.tables:
        return book
    with scratch_folder() as folder:
        path, finished = folder / f"book{suffix}", folder / f"finished{suffix}"
        path.write_bytes(book)
        apply_edits(path, finished, steps_edits(read_by(grid or read_grid(path), profile)))
        return finished.read_bytes()
