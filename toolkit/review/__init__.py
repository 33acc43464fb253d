"""Finished documents: read back, held to their tables, brought home into the workbook, compared.

Belongs here: reading a .docx or a PDF (``reading``), binding every sentence to the cells it speaks of and judging it
(``statements``), the checks of a document as a whole, the comparison of two versions, and what people changed in Word put
back into the workbook. Called by the command line and the button, above the workflow. Never here: drawing a document, a
table changed, a person's words lost; a sentence called wrong that some true amounts could have made.
"""
