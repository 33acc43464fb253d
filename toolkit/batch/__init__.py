"""From one unit to a whole bureau: many workbooks built by worker processes, and what a bureau makes of the results.

Here belong: finding the workbooks among folders, spreading them over processes of this machine or of a Dask cluster so
that a bad one costs only itself, remembering what is done (``running/``); the summary of all units as workbook, page and
JSON (``summary/``); the slips that go back to the units (``returns.py``); a department held to the sum of its units, and
its workbook made from theirs (``department/``).

Called by the command line only. It calls :mod:`toolkit.workflow` for each unit and never does itself what a unit's own
workbook needs: nothing here reads a form, judges a figure or writes a sentence of a 决算说明. pandas, dask and python-docx
are imported by the functions that need them, when they need them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .department.combine import combine as combine
    from .run import BatchOptions as BatchOptions
    from .run import run_batch as run_batch

_HOMES = {"BatchOptions": "run", "combine": "department.combine", "run_batch": "run"}
__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
