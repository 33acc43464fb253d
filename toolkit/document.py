"""A Word document as data: what stands in it, in order. The narrative room writes it down, the word room draws it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .report import Form


class Title(NamedTuple):
    """A heading that appears in the 目录. ``level`` 1: 第一部分 …; 2: 一、…; 3: （一）…."""

    level: int
    text: str
    new_page: bool = False
    in_contents: bool = True


class Text(NamedTuple):
    """A body paragraph. ``lead`` is a bold run-in opening (**1. 因公出国（境）费**)."""

    text: str
    lead: str = ""


class FormItem(NamedTuple):
    """An official form drawn as a table, with its title line, label, unit and notes.

    A :class:`Title` of the same name right before it (``一、收入支出决算总表``) is the title line, and stands in the 目录.
    """

    form: Form


Item = Title | Text | FormItem


class Document(NamedTuple):
    """``fields`` fill the tags of the skeleton document.docx (cover, header): 年度, 单位名称, 文种, 编制日期"""

    fields: Mapping[str, str]
    items: tuple[Item, ...]
