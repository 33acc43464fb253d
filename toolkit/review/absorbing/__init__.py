"""What people changed in Word brought home into the workbook.

Belongs here: which field a paragraph of an edited document is (``fields``), what was changed (``changes``), and the edits
that put it where the next document is written from (``home``). Called by the command line. Never here: an amount of a table
changed; a text lost. What cannot be brought home is told.
"""
