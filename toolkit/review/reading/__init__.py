"""A finished document read: Word or PDF into one frozen record of headings, paragraphs and tables.

Belongs here: what a .docx or a PDF *is*, and how paragraphs, headings, tables, titles and the 目录 are found in it. Called by
the wings beside it. Never here: what a table or a sentence means, profiles, findings.
"""
