"""Files that are only read, one module a format: .xls and .et, web pages, XML 表格 2003, single-file web pages; and what
everything else is called.

Whatever comes in, a :class:`~..grid.Grid` with ``complete=False`` comes out (no formulas can be seen), or one Chinese
sentence. What a file is, its content tells, never its name. Nothing here writes.
"""
