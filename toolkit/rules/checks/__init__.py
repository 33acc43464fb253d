"""The checks that are not equations: headings and numbering, codes and names, 自评表, and the words that people typed.

Called by name from ``rules.toml``. Never here: amounts that must add up.
"""
