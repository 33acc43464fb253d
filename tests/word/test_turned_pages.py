"""Pages turned for a broad form: the page number stands where the upright pages have it, turned with the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
from docx.section import Section
from docx.shared import Mm
from openxml_audit import OpenXmlValidator

from toolkit import word
from toolkit.document import Document, FormItem, Text

from .conftest import values
from .samples import SKELETON, small_document, wide
from .test_edited_skeletons import picture

Render = Callable[[Document], Path]
BROAD = FormItem(wide())


def _sections(path: Path) -> tuple[Section, Section]:
    """The first upright section of the body and the first turned one."""
    sections = list(docx.Document(str(path)).sections)[1:]
    return next(s for s in sections if not s.orientation), next(s for s in sections if s.orientation)


def test_the_number_stands_beside_the_type_area_and_is_turned(rendered: Render) -> None:
    path = rendered(small_document(Text("文"), BROAD, Text("文"), BROAD))
    assert OpenXmlValidator().validate(path).errors == []
    upright, turned = _sections(path)
    assert upright.footer.paragraphs[0].text == "— 1 —"
    assert turned.footer.paragraphs[0].text == ""
    [box] = turned.footer.part.element.xpath(".//w:txbxContent")
    assert "".join(values(box, ".//w:t/text()")) == "— 1 —"
    assert "PAGE" in "".join(values(box, ".//w:instrText/text()"))
    xml = turned.footer.part.blob.decode()
    assert 'vert="vert"' in xml
    assert f"<wp:posOffset>{upright.footer_distance}</wp:posOffset>" in xml  # from the left as the other from below
    assert f"<wp:posOffset>{upright.left_margin}</wp:posOffset>" in xml


def test_all_turned_sections_share_one_footer_and_upright_documents_have_none(rendered: Render) -> None:
    def footers(path: Path) -> int:
        parts = docx.Document(str(path)).part.package.iter_parts()
        return sum("footer" in part.partname for part in parts)

    assert footers(rendered(small_document(Text("文"), BROAD, Text("文"), BROAD))) == 2
    assert footers(rendered(small_document(Text("文")))) == 1


def test_tags_are_filled_there_and_a_footer_with_a_picture_stays_below(tmp_path: Path) -> None:
    skeleton = docx.Document(str(SKELETON))
    body = skeleton.sections[-1]
    body.different_first_page_header_footer = True
    body.footer.paragraphs[0].add_run("{{ 文种 }}")
    first = body.first_page_footer
    first.is_linked_to_previous = False
    first.paragraphs[0].add_run().add_picture(picture(), width=Mm(5))
    skeleton.save(str(tmp_path / "底稿.docx"))
    word.render(small_document(BROAD, Text("文")), tmp_path / "底稿.docx", tmp_path / "out.docx")
    upright, turned = _sections(tmp_path / "out.docx")
    [box] = turned.footer.part.element.xpath(".//w:txbxContent")
    assert "".join(values(box, ".//w:t/text()")) == "— 1 —单位决算"
    assert turned.first_page_footer.part.partname == upright.first_page_footer.part.partname
