"""Excel files as files: opened into a :class:`~.grid.Grid` of raw cells, and written back with only our changes in them.

Belongs here: what a package, a part, a cell, a number format or a comment box *is* (OOXML, BIFF), reading it whole,
patching it losslessly. Called by the wings beside it and, through ``toolkit.workbook``, by the workflow. Never here:
what a form or a sheet of ours means, profiles, findings.
"""
