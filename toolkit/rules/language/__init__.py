"""The rule language: what a clerk writes in ``rules.toml``, parsed, held against the forms it names, compiled once a profile.

Called by the wings beside it and by whoever checks a profile. Never here: figures of a workbook.
"""
