"""In which order the format wants the children of an element: the one table for all who put something into a part.

Excel "repairs" a file whose elements stand in another order, and drops what it does not expect there.
"""

from __future__ import annotations

from lxml import etree

#: By the local name of the root (ECMA-376 part 1: CT_Worksheet 18.3.1.99, CT_Workbook 18.2.27, CT_Stylesheet 18.8.39).
CHILDREN: dict[str, tuple[str, ...]] = {
    "worksheet": (
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
        *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews"),
        *("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
        *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"),
        *("ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture"),
        *("oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
    ),
    "workbook": (
        *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
        *("externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches"),
        *("smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
    ),
    "styleSheet": (
        *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"),
        *("colors", "extLst"),
    ),
}
#: What wraps an element for programs of different ages (controls, oleObjects): it stands where that one belongs.
_WRAPPING = "AlternateContent"


def put_in_order(root: etree._Element, child: etree._Element) -> None:
    """Add a child to the root of a part, before the first of those that the format wants behind it."""
    behind = (each for each in root if isinstance(each.tag, str) and _is_behind(root, each, child))
    follower = next(behind, None)
    if follower is None:
        root.append(child)
    else:
        follower.addprevious(child)


def following(root: str, child: str) -> tuple[str, ...]:
    """What stands behind a child of ``root``."""
    order = CHILDREN[root]
    return order[order.index(child) + 1 :]


def _is_behind(root: etree._Element, each: etree._Element, child: etree._Element) -> bool:
    name = etree.QName(each).localname
    if name == _WRAPPING:
        name = next((etree.QName(wrapped).localname for wrapped in each.iterfind("*/*")), "")
    return name in following(etree.QName(root).localname, etree.QName(child).localname)
