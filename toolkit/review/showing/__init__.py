"""What came of a review or a comparison shown: JSON, lines for the console, and one HTML page with the document drawn.

Belongs here: how it looks. Called by the command line. Never here: what is right or wrong. Every text is escaped; a page
holds no script and fetches nothing.
"""
