"""Which cell is wrong: all equations as one exact system in 分, what could end a contradiction, how the slip was made.

Called by the check once an equation fails, and loaded only then. Never here: a claim that the figures do not prove.
"""
