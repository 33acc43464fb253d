"""One slip, one finding: the alarms that a single wrong cell sets off are told under the cell and its right value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ...findings import Act, Finding, Severity
from ...report import Report
from ..equations.equation import Equation, Ratio
from ..equations.messages import LONGEST_SUM, with_last_digits_gathered
from ..solving.system import System
from .act_words import sentence
from .acts import Kind
from .cases import Contradiction, doubts
from .cell_words import CellWords
from .diagnosis import contradictions
from .slips import slip_title
from .surroundings import Surroundings

WRONG_CELL = "LH-1"
CONTRADICTION = "LH-2"
UNFILLED = "LH-3"
TITLES = {
    WRONG_CELL: "录错的数，和它引起的各处不符",
    CONTRADICTION: "几处关系各自相符，合在一起却不能同时成立",
    UNFILLED: "还没有填的表，和它引起的各处不符",
}
#: A message names so many relations, and says what so many cells should be.
_NAMED_RULES, _NAMED_WAYS = 6, 4
#: The cells that would have to change together.
_Way = list[CellWords]


def explain(
    report: Report,
    items: Sequence[Equation | Ratio],
    alarms: Iterable[tuple[Equation | Ratio, Finding]],
    *,
    system: System | None = None,
    prior: Report | None = None,
) -> list[Finding]:
    """The findings of a workbook's equations, every heap of alarms gathered under the one cell that explains it.

    ``items`` are all equations (``system``: the same, if they are to be solved already), ``alarms`` those that are not
    exact with what they say. An alarm stays as it is when
    nothing speaks for one of its cells rather than another. Figures that satisfy every identity by itself, but not all
    of them together, are told too. ``prior`` is last year's workbook, to recognise figures copied from it.
    """
    words = {id(item): finding for item, finding in alarms}
    surroundings = Surroundings(items, report, prior)
    found = []
    contradictory = contradictions(items, surroundings, system)
    for case in contradictory:
        if case.acts or (_is_clear(case) and not _is_repeated(case, contradictory)):
            gathered = [words.pop(id(alarm), None) for alarm in (*case.alarms, *_also(case))]
            caused = tuple(finding for finding in gathered if finding)
            found.append(_teller(case)(case, caused, surroundings))
        elif not case.alarms:
            found.append(_contradiction(case, surroundings))
    _gather_absent(items, words)
    return [*with_last_digits_gathered(items, words), *found]


def _gather_absent(items: Sequence[Equation | Ratio], words: dict[int, Finding]) -> None:
    """A row that a form does not list is one finding, however many relations and columns miss it."""
    groups: dict[str, list[Equation]] = {}
    for item in items:
        if id(item) in words and isinstance(item, Equation) and len(set(item.absent)) == 1:
            groups.setdefault(item.absent[0], []).append(item)
    for absent, alike in groups.items():
        findings = [words[id(item)] for item in alike]
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if len(alike) > 1 and errors:
            for item in alike:
                del words[id(item)]
            message = f"{absent}，下列 {len(alike)} 处关系因此不符；请补上这一行。"
            cells = tuple(dict.fromkeys(cell for finding in findings for cell in finding.cells))
            words[id(alike[0])] = replace(errors[0], message=message, cells=cells, caused=tuple(findings))


def _is_clear(case: Contradiction) -> bool:
    """True when there is more to say than the alarms say themselves.

    Several of them have one cause, or something speaks for one way: no other would do, or a usual slip explains it.
    """
    if not case.ways:
        return False
    if not _is_best(case):
        return len(case.alarms) > 1
    best = case.ways[0]
    if len(case.ways) == 1 or len(case.alarms) > len(best) or bool(_also(case)) or all(repair.slip for repair in best):
        return True
    return all(repair.doubt[-1] for way in case.ways[1:] for repair in way)


def _is_repeated(case: Contradiction, contradictory: Sequence[Contradiction]) -> bool:
    """True when the same figure would have to become the same other one elsewhere, too.

    That is no slip of the hand: two figures stand against each other in several places, and either may be the wrong one.
    A line that was not filled in is left out in all its columns.
    """
    elsewhere = [repair for other in contradictory if other is not case for way in other.ways[:1] for repair in way]
    return any(
        mine.figure.value == other.figure.value != 0 and mine.right.meets(other.right)
        for mine in case.ways[0]
        for other in (*elsewhere, *(repair for repair in case.ways[0] if repair is not mine))
    )


def _is_best(case: Contradiction) -> bool:
    """True when something speaks for the first way rather than the second."""
    return len(case.ways) == 1 or doubts(case.ways[0]) < doubts(case.ways[1])


def _also(case: Contradiction) -> list[Equation | Ratio]:
    """What else would hold if the first way is the right one."""
    return [item for repair in case.ways[0] for item in repair.also] if _is_best(case) else []


def _teller(case: Contradiction) -> Callable[[Contradiction, tuple[Finding, ...], Surroundings], Finding]:
    if not case.acts:
        return _wrong_cells
    return _unfilled if case.acts[0].kind is Kind.UNFILLED else _done


def _unfilled(case: Contradiction, caused: tuple[Finding, ...], surroundings: Surroundings) -> Finding:
    """A hint where it is one form of many; what is to be published has to be filled in."""
    ((repair,), *_), (act, *_) = case.ways, case.acts
    words = CellWords(repair, surroundings)
    severity = Severity.WARNING if repair.figure.is_in_repeated_form else Severity.ERROR
    message = f"{sentence(act, case.ways[0], [words])}，下列 {len(case.alarms)} 处关系因此不符：{_rules(case.alarms)}；填好后再校验。"
    done = Act(act.kind.name.lower(), act.kind.value, len(case.ways) == 1, (words.right,))
    return Finding(UNFILLED, severity, TITLES[UNFILLED], message, (repair.figure.cell,), caused=caused, act=done)


def _done(case: Contradiction, caused: tuple[Finding, ...], surroundings: Surroundings) -> Finding:
    """The finding of an act, or of several that explain the alarms equally well."""
    ways = [[CellWords(repair, surroundings) for repair in way] for way in case.ways]
    equal = [rank for rank, way in enumerate(case.ways) if doubts(way)[0] == doubts(case.ways[0])[0]]
    acts = [sentence(act, way, words) for act, way, words in zip(case.acts, case.ways, ways, strict=True)]
    mended = (*case.alarms, *(_also(case) if len(equal) == 1 else ()))
    parts = [
        acts[0]
        if len(equal) == 1
        else f"下列 {len(equal)} 种情形都说得通，请核对：" + "；或者".join(acts[: len(equal)])
    ]
    parts.append(
        f"改正后下列 {len(mended)} 处关系都相符：{_rules(mended)}"
        if len(mended) > 1
        else f"改正后相符：{_rules(mended)}"
    )
    parts += [f"也可能是{other}" for other in acts[len(equal) : _NAMED_WAYS]] or ["只改一个数不能相符"]
    plausible = case.ways[: len(equal)]
    return Finding(
        WRONG_CELL,
        Severity.ERROR,
        TITLES[WRONG_CELL],
        "；".join(parts) + "。",
        tuple(dict.fromkeys(repair.figure.cell for way in plausible for repair in way)),
        caused=caused,
        act=Act(
            case.acts[0].kind.name.lower(),
            case.acts[0].kind.value,
            len(ways) == 1,
            tuple(cell.right for cell in ways[0]),
        ),
    )


def _wrong_cells(case: Contradiction, caused: tuple[Finding, ...], surroundings: Surroundings) -> Finding:
    ways = [[CellWords(repair, surroundings) for repair in way] for way in case.ways]
    expected, actual, difference = ways[0][0].figures if _is_best(case) and len(ways[0]) == 1 else (None, None, None)
    shown = case.ways if len(case.ways) <= LONGEST_SUM or not _is_best(case) else case.ways[:1]
    return Finding(
        WRONG_CELL,
        Severity.ERROR,
        TITLES[WRONG_CELL],
        "；".join(_best_first(case, ways) if _is_best(case) else _equally_good(case, ways)) + "。",
        tuple(dict.fromkeys(repair.figure.cell for way in shown for repair in way)),
        expected,
        actual,
        difference,
        caused,
        act=_act(case, ways) if _is_best(case) else None,
    )


def _act(case: Contradiction, ways: Sequence[_Way]) -> Act:
    """What was done to the cells that are named, as data."""
    slips = {(repair.slip.kind, repair.figure.unit) for repair in case.ways[0] if repair.slip}
    kind, title = "figure", "录错"
    if len(slips) == 1:
        ((slip, unit),) = slips
        kind, title = slip.name.lower(), slip_title(slip, unit)
    return Act(kind, title, len(ways) == 1, tuple(cell.right for cell in ways[0]))


def _best_first(case: Contradiction, ways: Sequence[_Way]) -> Iterator[str]:
    mended = (*case.alarms, *_also(case))
    yield "，并且".join(f"{cell.place}{cell.should}，{cell.now}" for cell in ways[0])
    if len(mended) > 1:
        yield f"改正后下列 {len(mended)} 处关系都相符：{_rules(mended)}"
    else:
        yield f"改正后相符：{_rules(mended)}" if mended else _conflict(case)
    if len(ways) == 1:
        yield "只改一个数的话，本工作簿没有别处可改" if len(ways[0]) == 1 else "少改一个，或者改别处，都不能相符"
    else:
        yield f"如{'这个数' if len(ways[0]) == 1 else '这些数'}没有录错，请核对{_alternatives(ways[1:], _NAMED_WAYS - 1)}"


def _equally_good(case: Contradiction, ways: Sequence[_Way]) -> Iterator[str]:
    each = "个数改正其中任何一个" if len(ways[0]) == 1 else "种改法任取一种"
    yield f"下列 {len(ways)} {each}，{_rules(case.alarms)}就都相符"
    yield f"请核对{_alternatives(ways)}"


def _conflict(case: Contradiction) -> str:
    return f"下列 {len(case.identities)} 处关系各自在尾差之内，合在一起却不能同时成立：{_rules(case.identities)}"


def _contradiction(case: Contradiction, surroundings: Surroundings) -> Finding:
    parts = [_conflict(case)]
    figures = [repair.figure for repair in case.repairs]
    if figures:
        parts.append(
            f"请核对{_alternatives([[CellWords(repair, surroundings) for repair in way] for way in case.ways])}"
        )
    else:
        figures = [
            figure for equation in case.identities for figure in equation.figures if figure.value and not figure.prior
        ]
    cells = tuple(dict.fromkeys(figure.cell for figure in figures))
    return Finding(CONTRADICTION, Severity.ERROR, TITLES[CONTRADICTION], "；".join(parts) + "。", cells)


def _alternatives(ways: Sequence[_Way], most: int = _NAMED_WAYS) -> str:
    """The likeliest ways with their figures, and how many others there are: more than that nobody looks through."""
    words = ["和".join(cell.brief for cell in way) for way in ways[:most]]
    likelier = ("；或者" if len(ways[0]) > 1 else "、").join(words)
    others = len(ways) - len(words)
    return f"{likelier}；另有 {others} {'种改法' if len(ways[0]) > 1 else '格'}也说得通" if others else likelier


def _rules(items: Sequence[Equation | Ratio]) -> str:
    titles = list(dict.fromkeys(f"{item.rule.id} {item.rule.title}" for item in items))
    return "、".join(titles[:_NAMED_RULES]) + (f"等 {len(titles)} 条" if len(titles) > _NAMED_RULES else "")
