"""A Word document as PDF, printed by an office program."""

from __future__ import annotations

import shutil
from pathlib import Path

from ...errors import OutputError
from ...outputs.files import reason, replacing, scratch_folder
from .office import as_pdf


def save_pdf(document: Path, target: Path) -> None:
    """Write the PDF of a .docx to ``target``. Raises OutputError when no program here makes one, or it cannot be written."""
    try:
        with scratch_folder() as folder:
            copy = Path(shutil.copyfile(document, folder / "document.docx"))
            made = as_pdf(copy)
            if made is None:
                raise OutputError(
                    "没有生成 PDF：没有找到 LibreOffice 或 Word，请安装后再试，或在 Word 中另存为 PDF。", path=target
                )
            with replacing(target) as temporary:
                shutil.copyfile(made, temporary)
    except OSError as error:
        raise OutputError(f"没有生成 PDF（{reason(error)}），请检查磁盘空间。", path=target) from None
