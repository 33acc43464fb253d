"""All identities of one workbook as one exact system in 分: whether any true amounts satisfy it, and what a change would do.

The simplex and the system prove; the arithmetic answers cheaply what it can before the system is asked.
"""
