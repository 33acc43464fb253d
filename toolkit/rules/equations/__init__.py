"""Rules laid over one workbook: the equations, ratios and presences between its very cells, and what each says when it fails.

Called by the check, the formulas and the search for the culprit. Never here: rule text, Excel formulas, guesses.
"""
