"""部门 = Σ 单位: a department's workbook held to the sum of its units', or made from theirs.

Called by :mod:`toolkit.batch.run` and by the command ``combine``. Workbooks are read and written by the workbook room.
"""
