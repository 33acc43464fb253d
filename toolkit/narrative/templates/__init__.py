"""The blocks of ``narrative.j2``, a field each: compiled and rendered (``fields``) within bounds that no stranger's template passes
(``bounds``), what they can call (``functions``), what they name (``names``), and how they are written (``sources``).
"""
