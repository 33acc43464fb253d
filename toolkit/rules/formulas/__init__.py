"""Equations as Excel formulas: the totals that ``fill`` writes, and the live checks of the 校验 sheet.

Called by fill and by whoever writes the 校验 sheet. Never here: a verdict of its own; it is the equation's.
"""
