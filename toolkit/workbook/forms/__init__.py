"""What the official forms say: a Grid recognised by titles, headings, codes and names, read into a Report, drawn as it looks.

Belongs here: everything between raw cells and :class:`~toolkit.report.Report`: where a form stands, its columns, rows
and notes, what is missing in it, which profile and year it follows. Called by the workflow. Never here: bytes of files,
fixed coordinates, the names of regions.
"""
