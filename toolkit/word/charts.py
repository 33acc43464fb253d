"""Charts as Word has them: a chart part that people can restyle, with its figures in a small workbook behind 编辑数据.

The part is written with openpyxl's chart classes and stores the figures it shows, so that every program draws it without
opening the workbook. The same chart gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, cast

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from ..document import Chart, Shape
from ..outputs.files import undated, write_zip
from .markup import escape

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIGURES = "#,##0.00"
#: Muted colours that stay apart when they are printed in grey.
_COLOURS = ("2F5597", "C55A11", "7F7F7F", "BF9000", "548235", "7030A0")
_SHEET = "数据"
_EMU = 12700  # a point
_POINTS_HIGH = {Shape.PIE: 190, Shape.COLUMNS: 190, Shape.BARS: 60}
_POINTS_A_BAR = 26


def add_charts(word_file: WordFile, charts: Sequence[Chart]) -> list[str]:
    """Put the charts into the package; the relationship ids by which the body draws them, in the same order."""
    return [_added(word_file, chart, number) for number, chart in enumerate(charts, 1)]


def drawing(chart: Chart, relation: str, number: int, width: float) -> str:
    """The run that shows a chart over the width of the page (in points)."""
    extent = f'cx="{int(width * _EMU)}" cy="{int(height(chart) * _EMU)}"'
    name = escape(chart.caption or f"图 {number}")
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" name="图 {number}" descr="{name}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'r:id="{escape(relation)}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def height(chart: Chart) -> float:
    """How high a chart is drawn, in points; bars take a line each."""
    bars = len(chart.categories) * len(chart.series) * _POINTS_A_BAR if chart.shape is Shape.BARS else 0
    return min(_POINTS_HIGH[chart.shape] + bars, 420)


def _added(word_file: WordFile, chart: Chart, number: int) -> str:
    package = word_file.part.package
    workbook = Part(PackURI(f"/word/embeddings/figures{number}.xlsx"), _WORKBOOK, _figures(chart), package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART, b"", package)
    part._blob = _chart_xml(chart, part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    return str(word_file.part.relate_to(part, RELATIONSHIP_TYPE.CHART))


def _figures(chart: Chart) -> bytes:
    """The workbook behind the chart: categories down, series across."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _SHEET
    rows: list[list[str | Decimal]] = [["", *(name for name, _ in chart.series)]]
    rows += [[name, *(values[at] for _, values in chart.series)] for at, name in enumerate(chart.categories)]
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # also where it begins with "="
            else:
                cell.number_format = _FIGURES
    packed = BytesIO()
    book.save(packed)
    made = BytesIO()
    write_zip(made, undated(packed))
    return made.getvalue()


def _chart_xml(chart: Chart, workbook: str) -> bytes:
    from openpyxl.chart.chartspace import ChartContainer, ChartSpace, ExternalData
    from openpyxl.xml.functions import tostring

    drawn = _pie(chart) if chart.shape is Shape.PIE else _bars(chart)
    drawn.series = [_series(chart, at) for at in range(len(chart.series))]
    drawn.legend = _legend(chart)
    drawn.plot_area._charts = [drawn]
    container = ChartContainer(plotArea=drawn.plot_area, legend=drawn.legend, autoTitleDeleted=True, plotVisOnly=True)
    space = ChartSpace(chart=container, roundedCorners=False, externalData=ExternalData(id=workbook, autoUpdate=False))
    tree = space.to_tree()
    _print_exactly(tree, chart)
    return cast(bytes, tostring(tree))


def _print_exactly(tree: Any, chart: Chart) -> None:
    """openpyxl takes the stored figures through doubles; they are written as they are."""
    stored = [element for element in tree.iter() if element.tag == "numCache"]
    for cache, (_, values) in zip(stored, chart.series, strict=True):
        points = [point for point in cache if point.tag == "pt"]
        for point, value in zip(points, values, strict=True):
            point[0].text = f"{value:f}"


def _pie(chart: Chart) -> Any:
    from openpyxl.chart import PieChart
    from openpyxl.chart.label import DataLabelList

    pie = PieChart(varyColors=True)
    pie.dLbls = DataLabelList(
        numFmt="0.00%",
        dLblPos="outEnd",
        showPercent=True,
        showCatName=False,
        showVal=False,
        showSerName=False,
        showLegendKey=False,
    )
    return pie


def _bars(chart: Chart) -> Any:
    from openpyxl.chart import BarChart
    from openpyxl.chart.label import DataLabelList

    bars = BarChart(gapWidth=80)
    bars.type = "bar" if chart.shape is Shape.BARS else "col"
    bars.grouping = "clustered"
    bars.dLbls = DataLabelList(
        showVal=True, showCatName=False, showPercent=False, showSerName=False, showLegendKey=False
    )
    bars.y_axis.number_format = _FIGURES
    if all(value >= 0 for _, values in chart.series for value in values):
        bars.y_axis.scaling.min = 0  # else figures near each other are drawn as if one were a multiple of the other
    bars.y_axis.majorGridlines = None
    bars.x_axis.delete = bars.y_axis.delete = False
    if chart.shape is Shape.BARS:
        bars.x_axis.scaling.orientation = "maxMin"  # the first on top, as in the list
    return bars


def _legend(chart: Chart) -> Any:
    from openpyxl.chart.legend import Legend

    return Legend(legendPos="b") if chart.shape is Shape.PIE or len(chart.series) > 1 else None


def _series(chart: Chart, at: int) -> Any:
    from openpyxl.chart.data_source import (
        AxDataSource,
        NumData,
        NumDataSource,
        NumRef,
        NumVal,
        StrData,
        StrRef,
        StrVal,
    )
    from openpyxl.chart.marker import DataPoint
    from openpyxl.chart.series import Series, SeriesLabel
    from openpyxl.chart.shapes import GraphicalProperties

    name, values = chart.series[at]
    last, column = len(chart.categories) + 1, "BCDEFGHIJ"[at]
    names = StrData(ptCount=last - 1, pt=[StrVal(idx=n, v=text) for n, text in enumerate(chart.categories)])
    numbers = NumData(_FIGURES, last - 1, [NumVal(idx=n, v=value) for n, value in enumerate(values)])
    series = Series(
        idx=at,
        order=at,
        tx=SeriesLabel(strRef=StrRef(f"{_SHEET}!${column}$1", StrData(1, [StrVal(idx=0, v=name)]))),
        cat=AxDataSource(strRef=StrRef(f"{_SHEET}!$A$2:$A${last}", names)),
        val=NumDataSource(numRef=NumRef(f"{_SHEET}!${column}$2:${column}${last}", numbers)),
    )
    if chart.shape is Shape.PIE:
        colours = [_COLOURS[n % len(_COLOURS)] for n in range(len(values))]
        series.dPt = [DataPoint(idx=n, spPr=GraphicalProperties(solidFill=colour)) for n, colour in enumerate(colours)]
    else:
        series.spPr = GraphicalProperties(solidFill=_COLOURS[at % len(_COLOURS)])
    return series
