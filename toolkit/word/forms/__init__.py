"""How an official form stands in the document: the one place that decides where it lies, in what type, on how many pages.

``placing`` turns it or shares a page with the form before it, ``fit`` shares out the widths and finds the type, ``rows`` the
heights and what stands on which page, ``table`` draws it. What it says comes as a :class:`~toolkit.document.Form`.
"""
