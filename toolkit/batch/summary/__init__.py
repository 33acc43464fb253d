"""What a bureau reads: units and findings as tables, far-off figures, the list of who has to hand in; as .xlsx and .html.

Called by :mod:`toolkit.batch.run` with the records of all units. No unit's workbook is read here.
"""
