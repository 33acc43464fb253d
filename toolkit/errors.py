"""What goes wrong with the user's input, told in one Chinese sentence that says where and what to do.

Three roads: wrong accounts are a ``Finding`` and the run goes on; unusable input is a ``ToolkitError`` and one line to
the user; anything else is a bug and keeps its traceback for us.
"""

from __future__ import annotations

from pathlib import Path

#: How many of many places a sentence names.
MOST_NAMED = 5
_SKELETON = "document.docx"


class ToolkitError(Exception):
    """Unusable input. ``str(error)`` is the whole sentence: 文件 › 工作表 › 单元格：what is wrong; what to do.

    ``about``: the table, group or rule of a profile's file that it is about, for who looks for what follows from it.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        sheet: str | None = None,
        cell: str | None = None,
        line: int | None = None,
        about: str = "",
    ) -> None:
        self.message = message
        self.about = about
        self.path = Path(path) if path is not None else None
        self.line = line
        self.sheet = sheet
        self.cell = cell
        super().__init__(message)

    def __str__(self) -> str:
        place = []
        if self.path is not None:
            line = f"第 {self.line} 行" if self.line else ""
            place.append(f"文件“{_shown(self.path)}”{line}")
        if self.sheet is not None:
            place.append(f"工作表“{self.sheet}”")
        if self.cell is not None:
            place.append(f"单元格 {self.cell}")
        return "，".join(place) + "：" + self.message if place else self.message


def _shown(path: Path) -> str:
    """The name of a file; those of a profile are called alike everywhere, so with their folder."""
    if path.suffix in (".toml", ".j2") or path.name == _SKELETON:
        return f"{path.parent.name}/{path.name}"
    return path.name or str(path)  # "." and "/" have no name


class WorkbookError(ToolkitError):
    """The workbook cannot be read, recognised or written."""


class ProfileError(ToolkitError):
    """A profile folder is missing or says something we do not understand."""


class TemplateError(ToolkitError):
    """A narrative or Word template names something that does not exist, or is malformed."""


class UnfinishedError(ToolkitError):
    """A document that must not be unfinished still has marks where something is to be filled in (``missing``)."""

    def __init__(self, missing: tuple[str, ...], *, path: Path | str | None = None) -> None:
        self.missing = missing
        named = "、".join(missing[:MOST_NAMED]) + ("等" if len(missing) > MOST_NAMED else "")
        super().__init__(f"情况说明还有 {len(missing)} 处没有填写（{named}），没有生成 Word；请补齐后再试。", path=path)


class OutputError(ToolkitError):
    """A result cannot be written where the user wants it."""


class DocumentError(ToolkitError):
    """A finished document (.docx, PDF) cannot be read."""
