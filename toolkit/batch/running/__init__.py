"""Running many units: which files, in which processes, what is done already, how far it is.

Called by :mod:`toolkit.batch.run`. Nothing here knows what a unit's workbook says.
"""
