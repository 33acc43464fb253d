"""New workbooks: the blank of a profile, its looks and help texts, buttons, and our sheets added to a bare export.

Belongs here: everything drawn with openpyxl, which is loaded here and nowhere else. Called when a workbook is made, by
``new``, ``adopt`` and the maintainer's tools; never when one is only read, checked or filled.
"""
