"""How many wrong figures are found, how well the wrong cell is named, and how silent the check is on right ones.

    python benchmarks/detection.py                            every sample under workbooks/, 1,000 random workbooks each
    python benchmarks/detection.py jiyuan-2023 --random 50

Acts: what one person does in one go to several cells, planted at random places; of what contradicts the identities, how
often one finding names the act. Detection: every non-zero figure of the official tables is changed in turn in seven ways, each digit into every other; a
sample published with mistakes is put right first, by the check's own naming. Naming: after one change the changed cell
is among the cells named, and the first of them. Silence: random exact workbooks, printed half-up in 万元 and again in 元,
must raise no error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from exact_workbooks import ExactWorkbooks  # noqa: E402
from planted_acts import ACTS, Forms, aged, plants  # noqa: E402
from planted_slips import WAYS, is_error, retyped, slips  # noqa: E402

from toolkit import rules, workbook  # noqa: E402
from toolkit.amounts import Unit  # noqa: E402
from toolkit.cells import Cell  # noqa: E402
from toolkit.findings import Severity  # noqa: E402
from toolkit.profiles import Profile  # noqa: E402
from toolkit.report import Report  # noqa: E402
from toolkit.rules.culprit.cases import Repair, doubts, exchanged  # noqa: E402
from toolkit.rules.culprit.diagnosis import contradictions  # noqa: E402
from toolkit.rules.culprit.surroundings import Surroundings, in_steps  # noqa: E402
from toolkit.rules.culprit.wording import explain  # noqa: E402
from toolkit.rules.equations.equation import Equation, Figure, Ratio, Verdict  # noqa: E402
from toolkit.rules.equations.messages import finding_of  # noqa: E402
from toolkit.rules.solving.system import System  # noqa: E402
from tools.findings_page import printed, unbound  # noqa: E402

Items = list[Equation | Ratio]


def read(name: str) -> tuple[Report, Profile]:
    """A sample as the toolkit reads it."""
    grid = workbook.read_grid(ROOT / "workbooks" / f"{name}.xlsx")
    reading = workbook.read_workbook(grid)
    return reading.report, reading.profile


@dataclass
class Sample:
    """The equations of a sample without contradictions, ready to have one figure changed.

    ``figures`` are those to change; ``unbound`` the printed figures that no identity binds, each with the reason;
    ``healed`` how many published mistakes were put right.
    """

    items: Items
    report: Report | None = None
    figures: list[Figure] = field(default_factory=list)
    unbound: list[tuple[Cell, str]] = field(default_factory=list)
    healed: int = 0

    @classmethod
    def read(cls, name: str) -> Sample:
        report, profile = read(name)
        sample = cls(list(rules.instances(report, profile)), report)
        while found := contradictions([_strict(item) for item in sample.items]):
            sample._put_right(found[0].ways[0])
        sample.sort(report)
        return sample

    def _put_right(self, way: Sequence[Repair]) -> None:
        surroundings, new = Surroundings(self.items), {}
        for repair in way:
            figure, step = repair.figure, surroundings.step(repair.figure)
            right = sum(in_steps(end, step) for end in repair.right) // 2 * step
            new[id(figure)] = retyped(figure, Decimal(right) / (figure.unit or Unit.WAN).fen)
        self.items = [exchanged(item, new) for item in self.items]
        self.healed += len(new)

    def sort(self, report: Report) -> None:
        """Tell the figures to change from those that nothing binds."""
        self.unbound = [(cell, reason) for _, _, cell, reason in unbound(report, self.items)]
        loose = {(cell.sheet, cell.address) for cell, _ in self.unbound}
        figures = {(one.cell.sheet, one.cell.address): one for item in self.items for one in item.figures}
        places = [(cell.sheet, cell.address) for _, _, cell in printed(report)]
        self.figures = [figures[place] for place in places if place not in loose]

    def changed(self, figure: Figure, value: Decimal | None) -> tuple[Items, Figure]:
        """The equations with one figure replaced (None: the cell emptied), and the new figure."""
        new, using = retyped(figure, value), {id(item) for item in self.using(figure)}
        return [exchanged(item, {id(figure): new}) if id(item) in using else item for item in self.items], new

    def using(self, figure: Figure) -> list[Equation | Ratio]:
        """The equations that a figure stands in."""
        return self._using.get(id(figure), [])

    @cached_property
    def _using(self) -> dict[int, list[Equation | Ratio]]:
        """By the identity of the figure, once nothing is to be put right any more."""
        found: dict[int, list[Equation | Ratio]] = {}
        for item in self.items:
            for one in {id(figure) for figure in item.figures}:
                found.setdefault(one, []).append(item)
        return found


def _strict(item: Equation | Ratio) -> Equation | Ratio:
    """Two prints of one amount that differ in the last digit are a mistake, too."""
    return item._replace(rule=replace(item.rule, last_digit="error"))


@dataclass
class Detected:
    """Of how many changes a single rule, and all of them together, found how many."""

    tried: int = 0
    by_rule: int = 0
    jointly: int = 0


def detect(sample: Sample, way: str, every: int = 1) -> Detected:
    """Every change of this way, of each figure (or every n-th)."""
    system = System(sample.items)
    cells = {id(figure): cell for cell, figure in enumerate(system.figures)}
    result = Detected()
    for figure in sample.figures[::every]:
        cell, using = cells[id(figure)], sample.using(figure)
        for value in slips(way, figure):
            new = retyped(figure, value)
            alarm = any(is_error(exchanged(item, {id(figure): new})) for item in using)
            found = alarm or _contradicts(system, cell, new)
            result.tried, result.by_rule, result.jointly = (
                result.tried + 1,
                result.by_rule + alarm,
                result.jointly + found,
            )
    return result


def _contradicts(system: System, cell: int, new: Figure) -> bool:
    with system.printed_as(cell, new.interval):
        return system.conflict() is not None


@dataclass
class Named:
    """Of how many changes that were found, how often the changed cell was named, first, and alone."""

    found: int = 0
    named: int = 0
    first: int = 0
    alone: int = 0


def name_cells(sample: Sample, way: str, every: int = 1) -> Named:
    """One change of this way, drawn by lot, of each figure (or every n-th)."""
    result = Named()
    for figure in sample.figures[::every]:
        values = slips(way, figure)
        if values:
            lot = Random(f"{figure.cell.sheet}!{figure.cell.address} {way}")
            items, new = sample.changed(figure, lot.choice(values))
            cells = [repair.figure for one in contradictions(items) for repair in one.repairs]
            named = any(cell is new for cell in cells)
            result.found += bool(cells)
            result.named, result.first = result.named + named, result.first + (named and cells[0] is new)
            result.alone += len(cells) == 1
    return result


@dataclass
class NamedActs:
    """Of how many acts that contradict the identities one finding names the act first (``alone``), or the first of
    several does (``first``); how many errors are told, and how long naming took, in seconds."""

    planted: int = 0
    first: int = 0
    alone: int = 0
    errors: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def found(self) -> int:
        return len(self.errors)


def name_acts(sample: Sample, act: str, count: int) -> NamedActs:
    """So many plants of one act, among the amounts of the official forms.

    An act counts as named when the first way that is told, or one that is told as equally likely, changes none but cells
    that the act has changed.
    """
    assert sample.report is not None
    sheets = {table.sheet for table in sample.report.tables.values() if "#" not in table.id}
    figures = {
        id(figure): figure
        for item in sample.items
        for figure in item.figures
        if figure.role == "amount" and figure.cell.sheet in sheets and not figure.prior
    }
    forms = Forms(list(figures.values()), [item for item in sample.items if isinstance(item, Equation)])
    prior, result = aged(sample.report), NamedActs()
    for planted in plants(forms, ACTS[act], f"{sample.report.path.stem} {act}", count):
        result.planted += 1
        new = {key: retyped(figures[key], value) for key, value in planted.items()}
        items = [exchanged(item, new) for item in sample.items]
        alarms = [(item, finding_of(item, item.verdict)) for item in items if item.verdict is not Verdict.EXACT]
        start = perf_counter()
        told = explain(sample.report, items, alarms, prior=prior)
        seconds = perf_counter() - start
        errors = [finding for finding in told if finding.severity is Severity.ERROR]
        cases = contradictions(items, Surroundings(items, sample.report, prior))
        if cases:
            changed = {id(figure) for figure in new.values()}
            likeliest = [way for way in cases[0].ways if doubts(way)[:1] == doubts(cases[0].ways[0])[:1]]
            named = any({id(repair.figure) for repair in way} <= changed for way in likeliest)
            result.first, result.alone = result.first + named, result.alone + (named and len(errors) == 1)
            result.errors.append(len(errors))
            result.seconds.append(seconds)
    return result


def silence(name: str, count: int, units: Iterable[Unit] = Unit) -> Iterator[tuple[Unit, int, int]]:
    """For each unit: of how many random exact workbooks an error is told, and how many figures all of them hold.

    What the sample itself tells of its words, counts and scores, which stay as published, does not count.
    """
    report, profile = read(name)
    published = {finding.message for finding in rules.check(report, profile)}
    exact = ExactWorkbooks(report, profile)
    for unit in units:
        wrong = figures = 0
        for made in exact.take(count, unit, Random(f"{name} {unit.name}")):
            figures += sum(1 for _ in printed(made))
            errors = [finding for finding in rules.check(made, profile) if finding.severity is Severity.ERROR]
            wrong += any(finding.message not in published for finding in errors)
        yield unit, wrong, figures


def print_slips(name: str, every: int) -> None:
    sample = Sample.read(name)
    print(
        f"\n{name}：{len(sample.figures)} 个非零数受等式约束，{len(sample.unbound)} 个不受；先改正公布的 {sample.healed} 处错误"
    )
    print("改法　　　　    改动  单条查出  联合查出 |  点名含该格  首位即是  唯一")
    six = []
    for way in WAYS:
        one, names = detect(sample, way), name_cells(sample, way, every)
        if way != WAYS[-1]:
            six.append(one.jointly / one.tried)
        shares = [one.by_rule / one.tried, one.jointly / one.tried]
        shares += [count / names.found for count in (names.named, names.first, names.alone)]
        print(f"{way:　<6}{one.tried:>8}" + "".join(f"{share:>10.1%}" for share in shares))
    print(f"前六种平均查出 {sum(six) / len(six):.2%}")
    for reason in dict.fromkeys(reason for _, reason in sample.unbound):
        cells = [f"{cell.sheet}!{cell.address}" for cell, why in sample.unbound if why == reason]
        print(f"    不受等式约束 {len(cells)} 个，{reason}：{'、'.join(cells)}")


def print_acts(name: str, count: int) -> None:
    sample = Sample.read(name)
    print(f"\n{name}：一次失手牵动几格，各种 {count} 次")
    print("失手　　　　    改动  有矛盾 |  首处点名  只报一处  错误中位数  最慢（秒）")
    for act in ACTS:
        named = name_acts(sample, act, count)
        if named.found:
            shares = f"{named.first / named.found:>10.1%}{named.alone / named.found:>10.1%}"
            print(
                f"{act:　<7}{named.planted:>6}{named.found:>8}{shares}{median(named.errors):>10}{max(named.seconds):>12.2f}"
            )


def print_silence(name: str, count: int) -> None:
    for unit, wrong, figures in silence(name, count):
        print(f"{name}：{count} 个随机精确工作簿，单位{unit.value}，共 {figures:,} 个非零数，报错的 {wrong} 个")


def main() -> None:
    known = sorted(path.stem for path in (ROOT / "workbooks").glob("*.xlsx"))
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("samples", nargs="*", metavar="SAMPLE", help=f"default: {', '.join(known)}")
    options.add_argument("--every", type=int, default=1, help="name the cell after changing every n-th figure only")
    options.add_argument("--random", type=int, default=1000, help="random workbooks for each sample and unit")
    options.add_argument("--acts", type=int, default=100, help="plants of each act for each sample")
    given = options.parse_args()
    for name in given.samples or known:
        print_slips(name, given.every)
        print_acts(name, given.acts)
        print_silence(name, given.random)


if __name__ == "__main__":
    main()
