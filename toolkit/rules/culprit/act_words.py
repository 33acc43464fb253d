"""Acts as sentences: ``公开05表自“2080505 机关事业单位基本养老保险缴费支出”起金额错位两行``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...addresses import Area, position
from ...amounts import Unit
from ...numerals import chinese_number
from ...text import listed
from ..equations.equation import Figure
from .acts import Act, Kind
from .cases import Repair
from .cell_words import EMPTY, CellWords

#: So many areas of cells are told; of more, what encloses them.
_PLACES = 8
#: Of so many cells it is told what they should hold.
_RIGHTS = 3

Way = Sequence[Repair]


def sentence(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    """What was probably done, and to which cells, without a full stop."""
    return _SENTENCES[act.kind](act, way, words)


def _shifted(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    start = min((repair.figure for repair in way), key=lambda figure: position(figure.cell.address))
    rows = "两" if abs(act.by) == 2 else chinese_number(abs(act.by))
    moved, back = ("上", "下") if act.by < 0 else ("下", "上")
    whole = len({repair.figure.column for repair in way}) > 1 or not start.column
    what = "金额" if whole else f"“{start.column}”"
    return f"{start.form}自“{start.row}”起{what}错位{rows}行（{_areas(way)}），整体{moved}移了，应{back}移{rows}行"


def _closed_up(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    start = act.about[0]
    return f"{_column(start)}自“{start.row}”起跳过空行填列，金额与科目错开（{_areas(way)}）"


def _rows(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    one, other = act.about
    return f"{one.form}“{one.row}”与“{other.row}”两行的金额对调了（{_areas(way)}）"


def _columns(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    one, other = act.about
    return f"{one.form}“{one.column}”与“{other.column}”两列的金额对调了（{_areas(way)}）"


def _figures(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    first, second = (_at(figure) for figure in act.about)
    values = {id(repair.figure): cell.printed for repair, cell in zip(way, words, strict=True)}
    here, there = (values.get(id(figure), EMPTY) for figure in act.about)
    if EMPTY in (here, there):
        (empty, filled), value = ((first, second), there) if here == EMPTY else ((second, first), here)
        return f"{filled}的 {value} 应填在{empty}，填错了位置"
    return f"{first}的 {here} 与{second}的 {there} 对调了"


def _sign(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    return f"{_scope(way)}的 {len(way)} 个数正负号相反（{_areas(way)}）"


def _unit(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    unit = way[0].figure.unit or Unit.WAN
    return f"{_scope(way)}的 {len(way)} 个数是按元填列的，应为{unit.value}（{_areas(way)}）"


def _copied(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    to, at = act.about
    return f"{_column(to)}照抄了“{at.column}”（{_areas(way)}）{_rights(words)}"


def _copied_prior(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    (to,) = act.about
    return f"{_column(to)}照抄了上年的数（{_areas(way)}）{_rights(words)}"


def _repeated(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    rows = dict.fromkeys(repair.figure.row for repair in way)
    names = listed(list(rows)[:2]) + ("等" if len(rows) > 2 else "")
    first = words[0]
    printed = "都空着" if first.printed == EMPTY else f"都印作 {first.printed}"
    return f"{names}在 {len(way)} 处（{_areas(way)}）{printed}，{first.should}{first.likely_slip}"


def _unfilled(act: Act, way: Way, words: Sequence[CellWords]) -> str:
    (figure,) = act.about
    form = f"工作表“{figure.cell.sheet}”" if figure.is_in_repeated_form else figure.form
    return f"{form}还没有填数"


_SENTENCES: Mapping[Kind, Callable[[Act, Way, Sequence[CellWords]], str]] = {
    Kind.SHIFTED: _shifted,
    Kind.CLOSED_UP: _closed_up,
    Kind.ROWS: _rows,
    Kind.COLUMNS: _columns,
    Kind.FIGURES: _figures,
    Kind.SIGN: _sign,
    Kind.UNIT: _unit,
    Kind.COPIED_COLUMN: _copied,
    Kind.COPIED_PRIOR: _copied_prior,
    Kind.REPEATED: _repeated,
    Kind.UNFILLED: _unfilled,
}


def _at(figure: Figure) -> str:
    return f"{figure.place}（{figure.cell.address}）"


def _column(figure: Figure) -> str:
    return (
        f"{figure.form}“{figure.column}”"
        if figure.column
        else f"{figure.form} {figure.cell.address.rstrip('0123456789')} 列"
    )


def _scope(way: Way) -> str:
    """The form, the column or the row that all of the cells are in."""
    forms = dict.fromkeys(repair.figure.form for repair in way)
    first = way[0].figure
    if len(forms) > 1:
        return "、".join(forms)
    if len({repair.figure.row for repair in way}) == 1:
        return f"{first.form}“{first.row}”一行"
    return _column(first) if len({_letters(repair.figure) for repair in way}) == 1 else first.form


def _letters(figure: Figure) -> str:
    return figure.cell.address.rstrip("0123456789")


def _rights(words: Sequence[CellWords]) -> str:
    """What the first cells should hold of which it is known; "" where it is known of none."""
    known = [cell for cell in words if cell.figures[0] is not None]
    rights = "、".join(f"{cell.address} {cell.should}" for cell in known[:_RIGHTS])
    return f"，其中 {rights}" if rights else ""


def _areas(way: Way) -> str:
    """``公开02表 C24:D25、公开03表 C24``: where all the cells are; the form once, and only where there are several."""
    places: dict[str, list[tuple[int, int]]] = {}
    for repair in way:
        places.setdefault(repair.figure.form, []).append(position(repair.figure.cell.address))
    if len(places) == 1:
        return _rectangles(next(iter(places.values())))
    return "，".join(f"{form} {_rectangles(cells)}" for form, cells in places.items())


def _rectangles(cells: Sequence[tuple[int, int]]) -> str:
    """``C24:D25、C28``: runs down the columns, equal runs beside each other as one; many as what encloses them."""
    runs: list[Area] = []
    for row, column in sorted(cells, key=lambda place: (place[1], place[0])):
        if runs and (runs[-1].bottom + 1, runs[-1].right) == (row, column):
            runs[-1] = runs[-1]._replace(bottom=row)
        else:
            runs.append(Area(row, column, row, column))
    joined: list[Area] = []
    for run in sorted(runs):
        if joined and joined[-1][::2] == run[::2] and joined[-1].right + 1 == run.left:
            joined[-1] = joined[-1]._replace(right=run.right)
        else:
            joined.append(run)
    if len(joined) <= _PLACES:
        return "、".join(map(str, joined))
    return f"{Area.around(cells)} 内 {len(cells)} 格"
