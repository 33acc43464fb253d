"""What is written into a user's own sheets besides totals and drafts: rows of 科目 left out, headings, notes, last year's figures,
marks and comments on cells; and what next year's workbook keeps. Pure functions that give edits; the workflow's ``working_out``
and ``filling`` put them in order.
"""
