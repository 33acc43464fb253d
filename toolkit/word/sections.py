"""The pages of a section: their type area, how they are counted, and how they are turned for a broad form."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import NamedTuple

from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENTATION
from docx.oxml.parser import parse_xml
from docx.oxml.section import CT_SectPr
from docx.parts.hdrftr import FooterPart
from docx.shared import Emu, Length, Mm
from lxml import etree

from ..errors import TemplateError
from .markup import NAMESPACE, qn


@dataclass(frozen=True)
class Room:
    """The type area of a page, in points. ``tight``: rows may stand as close as they can be read."""

    width: float
    height: float
    tight: bool = False


class Kind(NamedTuple):
    """How the pages of a section lie, and whether their margins are as narrow as a table may ask for."""

    turned: bool = False
    roomy: bool = False


UPRIGHT, TURNED = Kind(), Kind(turned=True)

#: What a table may leave of the margins at its sides, and above it: still enough to bind and to punch. Below stands the
#: page number, where it stands on all pages.
_BESIDE, _ABOVE = Mm(20), Mm(25)

#: What a box cannot hold, or would hold without its pictures.
_UNTURNABLE = ".//w:drawing | .//w:pict | .//w:object | .//w:tbl | .//@r:id"
_BOX_IDS = 9000  # far from the numbers that Word gives pictures

# A footer without height, and in it a box beside the type area whose text is turned a quarter.
_TURNED_FOOTER = """
<w:p xmlns:w="{namespace}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>
<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{number}" name="页码"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>
"""


def kinds_of(section: CT_SectPr) -> dict[Kind, CT_SectPr]:
    """The section as it is, with narrower margins, and both of them turned."""
    upright = {False: section, True: roomy(section)}
    return {
        Kind(turns, wide): turned(page) if turns else page for turns in (False, True) for wide, page in upright.items()
    }


def roomy(section: CT_SectPr) -> CT_SectPr:
    """The same page with narrower margins; as it is where it has a header, which stands in them."""
    page = deepcopy(section)
    if page.xpath("w:headerReference"):
        return page
    page.left_margin, page.right_margin = _narrowed(page.left_margin, _BESIDE), _narrowed(page.right_margin, _BESIDE)
    page.top_margin = _narrowed(page.top_margin, _ABOVE)
    return page


def _narrowed(margin: Length | None, least: Length) -> Length | None:
    return least if margin is not None and margin > least else margin


def room_of(section: CT_SectPr) -> Room:
    """Its type area. Raises TemplateError when the section says nothing of paper or margins."""
    width, height = section.page_width, section.page_height
    left, right, top, bottom = section.left_margin, section.right_margin, section.top_margin, section.bottom_margin
    if width is None or height is None or left is None or right is None or top is None or bottom is None:
        raise TemplateError("Word 模板没有页面设置；请在 Word 中设好纸张和页边距后保存。")
    beside = left + right + (section.gutter or 0)
    return Room(Emu(width - beside).pt, Emu(height - abs(top) - abs(bottom)).pt)


def first_number(section: CT_SectPr) -> int | None:
    """The number that its first page is given, if any."""
    numbering = section.find(qn("w:pgNumType"))
    start = numbering.get(qn("w:start")) if numbering is not None else None
    return int(start) if start else None


def counting_on(section: CT_SectPr) -> CT_SectPr:
    """A copy whose pages count on from those before."""
    section = deepcopy(section)
    for numbering in section.iterfind(qn("w:pgNumType")):
        numbering.attrib.pop(qn("w:start"), "")
    return section


def turned(section: CT_SectPr) -> CT_SectPr:
    """The same page turned a quarter: what was left is now on top, so that the table's head lies to the binding."""
    turned = deepcopy(section)
    turned.page_width, turned.page_height = section.page_height, section.page_width
    turned.orientation = WD_ORIENTATION.LANDSCAPE
    turned.top_margin, turned.right_margin = section.left_margin, section.top_margin
    turned.bottom_margin, turned.left_margin = section.right_margin, section.bottom_margin
    below = (section.footer or 0) - (section.bottom_margin or 0)  # as far below the type area as before
    turned.footer = Emu(max(below + (turned.bottom_margin or 0), 0))
    return turned


def turn_footers(document: WordFile, upright: CT_SectPr, lying: CT_SectPr, others: Iterable[CT_SectPr]) -> None:
    """Give turned pages footers where the upright ones have them: beside the type area, turned with the page.

    ``others`` are further turned pages, with the same footers.

    So GB/T 9704 wants the page number: leafing through, it stands in one place on every page. A footer with pictures or
    tables stays below, as it is.
    """
    for number, reference in enumerate(lying.xpath("w:footerReference")):
        part = document.part.related_parts[reference.rId]
        if isinstance(part, FooterPart) and not part.element.xpath(_UNTURNABLE):
            reference.rId = _turned_footer(document, part.element, upright, lying, _BOX_IDS + number)
            for other in others:
                other.xpath("w:footerReference")[number].rId = reference.rId


def _turned_footer(
    document: WordFile, footer: etree._Element, upright: CT_SectPr, lying: CT_SectPr, number: int
) -> str:
    """The relationship id of a footer with the same paragraphs in a turned box."""
    distance = upright.footer or Emu(0)
    top, bottom = lying.top_margin or Emu(0), lying.bottom_margin or Emu(0)
    xml = _TURNED_FOOTER.format(
        namespace=NAMESPACE,
        number=number,
        x=distance,
        y=top,
        width=max((lying.left_margin or 0) - distance, 0),
        height=(lying.page_height or 0) - top - bottom,
    )
    paragraph = parse_xml(xml.replace("\n", ""))
    box = next(paragraph.iter(qn("w:txbxContent")))
    box.extend(deepcopy(child) for child in footer)
    part, relation = document.part.add_footer_part()  # type: ignore[no-untyped-call]
    for old in list(part.element):
        part.element.remove(old)
    part.element.append(paragraph)
    return str(relation)
