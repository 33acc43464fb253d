"""On which page each title of the 目录 stands.

Worked out while a document is drawn: ``glyphs`` and ``line_breaks`` say how many lines a text takes, ``paging`` puts them
on pages, ``reckonable`` says whether a skeleton is one whose pages we know. Where a page is a close call or unknown,
``numbers`` has an office program (``office``) lay the finished document out. Nothing here draws.
"""
