"""For the author of a profile: all that is wrong with its sentences, told at once.

Belongs here: reading a template on after a fault, and what can be known of it before any workbook is read. Never here:
anything that a run needs.
"""
