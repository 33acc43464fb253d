"""Two versions of an account side by side: workbooks or documents, draft and final, last year and this.

Belongs here: what both say in one shape (``contents``), and what differs: amounts as amounts, sentences as sentences
(``differences``). Called by the command line. Never here: which of the two is right.
"""
