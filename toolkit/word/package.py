"""Word files opened and saved through python-docx, the same bytes for the same content."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as WordFile
from lxml import etree

from ..errors import TemplateError
from ..office_parts import Kind, Parts
from ..outputs.files import reason, replacing, undated, write_zip

_DOCUMENT = "word/document.xml"
#: A skeleton comes from whoever wrote the profile; python-docx unpacks all there is in it.
_SKELETON = Kind(
    error=TemplateError,
    other="打不开，它不是 .docx 文件或已损坏；请用 Word 另存为 .docx 后再试。",
    too_much="超过一百页的份量",
    unlike="不像 Word 模板，请检查是否放错了文件。",
    programs="Word",
    most_bytes=64 * 1024 * 1024,
    most_tags=700_000,
    most_attributes=700_000,
)
#: What python-docx and zipfile raise for a file that is damaged, encrypted or none of Word's.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    RuntimeError,
)


def open_word(path: Path) -> WordFile:
    """Raises TemplateError when the file is missing, is no .docx (an old .doc, a half copied file) or holds too much."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TemplateError("找不到这个文件，请检查文件名和文件夹。", path=path) from None
    except OSError as error:
        raise TemplateError(f"打不开（{reason(error)}），请换个位置或文件名再试。", path=path) from None
    parts = Parts(path, data, _SKELETON)
    for name in parts:
        parts.read(name)
    try:
        document = docx.Document(BytesIO(data))
        document.element.body  # noqa: B018  # a file of another program may have none
    except _UNREADABLE:
        raise TemplateError(_SKELETON.other, path=path) from None
    return document


def document_xml(path: Path) -> bytes:
    """The part with the body of a document of ours, as it is. Raises TemplateError when it is no .docx."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(_DOCUMENT)
    except (OSError, *_UNREADABLE):
        return bytes(open_word(path).part.blob)


def save_word(document: WordFile, target: Path, drawn: Mapping[bytes, str] | None = None) -> None:
    """Write the document to ``target``, all of it or nothing.

    ``drawn`` is XML for the body by the mark that it takes the place of: as text, for moving its thousands of elements
    into the tree costs more than drawing them. Raises OutputError as :func:`toolkit.outputs.files.replacing` does.
    """
    packed = BytesIO()
    document.save(packed)
    parts = undated(packed)
    body = document.part.partname.membername
    for mark, xml in (drawn or {}).items():
        parts[body] = parts[body].replace(mark, xml.encode(), 1)
    with replacing(target) as temporary:
        write_zip(temporary, parts)
