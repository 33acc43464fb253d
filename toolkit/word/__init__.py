"""The only room that knows Word files: a Document drawn into a skeleton, its pages numbered, and read back."""

from .pages import number_pages
from .reading import ReadBack, leftovers, read_back
from .writer import render

__all__ = ["ReadBack", "leftovers", "number_pages", "read_back", "render"]
