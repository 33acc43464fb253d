"""How many slips in the text of a finished document are found, in the right sentence, and how silent the review is.

    python benchmarks/review.py                              every sample, 200 slips each, against its workbook and alone
    python benchmarks/review.py jiyuan-2023 --slips 50
    python benchmarks/review.py --published 文件夹            published texts (*.txt) with the samples' tables, all findings

Each sample's document is drawn, read back, and one sentence of its 情况说明 gets one slip: another figure, a wrong digit, a
wrong percentage, the other direction, a wrong name, a wrong year, 元 for 万元, a missing % or 万元, two figures swapped,
a sentence dropped. Found: a finding that the untouched document does not have, in that very sentence (for a dropped one:
in its section). Alone, without the workbook, facts that stand in no table (how many visits, cars, points) cannot be known:
``--prove`` looks for another workbook with the same forms of which the document with the slip is the true document
(other_workbooks.py), and leaves the slips out for which there is one; of some minutes.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from other_workbooks import OtherWorkbooks  # noqa: E402
from published import published_document  # noqa: E402

from toolkit import workflow  # noqa: E402
from toolkit.findings import Finding, Severity  # noqa: E402
from toolkit.review.reading.opening import read_document  # noqa: E402
from toolkit.review.reading.records import Paragraph, Published  # noqa: E402
from toolkit.review.reviewing import Basis, Reviewed, from_workbook, held_to, own_tables, review  # noqa: E402
from toolkit.review.statements.figures import Figure, Kind, figures  # noqa: E402
from toolkit.review.statements.sentences import Passage, passages  # noqa: E402

_OPPOSITE = {
    "增加": "减少",
    "减少": "增加",
    "增长": "下降",
    "下降": "增长",
    "降低": "增长",
    "大于": "小于",
    "小于": "大于",
    "持平": "大于",
}


class Slip(NamedTuple):
    """One sentence with a slip: the paragraph's new text, and where the sentence stands."""

    way: str
    passage: Passage
    text: str
    start: int
    end: int


def samples(names: list[str]) -> list[Path]:
    """The sample workbooks, all or by name."""
    return [path for path in sorted((ROOT / "workbooks").glob("*.xlsx")) if not names or path.stem in names]


# -- slips


def _changed(passage: Passage, figure: Figure, text: str) -> str:
    return passage.text[: figure.start] + text + passage.text[figure.end :]


def _other_digit(text: str, random: Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    at = random.choice(places)
    digit = random.choice([d for d in "0123456789" if d != text[at]])
    return text[:at] + digit + text[at + 1 :]


def _figure(passage: Passage, low: int, high: int, random: Random) -> str | None:
    found = _in(passage, low, high, Kind.MONEY)
    if not found:
        return None
    figure = random.choice(found)
    return _changed(passage, figure, f"{random.randint(1, 99999) / 100:,.2f}万元")


def _digit(passage: Passage, low: int, high: int, random: Random) -> str | None:
    found = [figure for figure in _in(passage, low, high, Kind.MONEY) if figure.value]
    figure = random.choice(found) if found else None
    return _changed(passage, figure, _other_digit(figure.text, random)) if figure else None


def _percentage(passage: Passage, low: int, high: int, random: Random) -> str | None:
    found = _in(passage, low, high, Kind.PERCENT)
    figure = random.choice(found) if found else None
    return _changed(passage, figure, _other_digit(figure.text, random)) if figure else None


def _direction(passage: Passage, low: int, high: int, random: Random) -> str | None:
    words = list(re.finditer("|".join(_OPPOSITE), passage.text[low:high]))
    words = [match for match in words if "原因" not in passage.text[low : low + match.start()]]
    if not words:
        return None
    match = random.choice(words)
    at = low + match.start()
    return passage.text[:at] + _OPPOSITE[match[0]] + passage.text[at + 2 :]


def _name(passage: Passage, low: int, high: int, random: Random) -> str | None:
    names = re.findall("[\u4e00-\u9fff]{4,}(?=（[类款项]）|支出|收入|费)", passage.text[low:high].partition("原因")[0])
    if not names:
        return None
    name = random.choice(names)
    at = passage.text.index(name, low) + random.randrange(len(name))
    return passage.text[:at] + random.choice("部合理保基公会") + passage.text[at + 1 :]


def _year(passage: Passage, low: int, high: int, random: Random) -> str | None:
    found = list(re.finditer(r"(20\d\d)(?=年)", passage.text[low:high].partition("原因")[0]))
    if not found:
        return None
    match = random.choice(found)
    at = low + match.start()
    return passage.text[:at] + str(int(match[1]) + random.choice((-2, -1, 1, 10))) + passage.text[at + 4 :]


def _unit(passage: Passage, low: int, high: int, random: Random) -> str | None:
    found = [figure for figure in _in(passage, low, high, Kind.MONEY) if figure.unit == "万元"]
    figure = random.choice(found) if found else None
    return _changed(passage, figure, figure.text.replace("万元", "元")) if figure else None


def _missing(passage: Passage, low: int, high: int, random: Random) -> str | None:
    found = [*_in(passage, low, high, Kind.PERCENT), *_in(passage, low, high, Kind.MONEY)]
    figure = random.choice(found) if found else None
    return _changed(passage, figure, figure.text.removesuffix(figure.unit)) if figure else None


def _swapped(passage: Passage, low: int, high: int, random: Random) -> str | None:
    found = _in(passage, low, high, Kind.MONEY)
    pairs = [(a, b) for a, b in zip(found, found[1:], strict=False) if a.value != b.value]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    text = passage.text
    return text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]


def _dropped(passage: Passage, low: int, high: int, random: Random) -> str | None:
    if not _in(passage, low, high, None):
        return None
    return passage.text[:low] + passage.text[high:]


WAYS: dict[str, Callable[[Passage, int, int, Random], str | None]] = {
    "换了一个数": _figure,
    "错一位数字": _digit,
    "百分比错": _percentage,
    "方向相反": _direction,
    "名称错字": _name,
    "年份错": _year,
    "万元写成元": _unit,
    "缺少%或万元": _missing,
    "两个数互换": _swapped,
    "少了一句": _dropped,
}


def _in(passage: Passage, low: int, high: int, kind: Kind | None) -> list[Figure]:
    """The figures of a sentence, those of its reason left out: what stands there is people's own."""
    reason = passage.plain.find("原因", low, high)
    high = reason if reason >= 0 else high
    return [f for f in figures(passage.plain) if low <= f.start < high and (kind is None or f.kind is kind)]


def slips(document: Published, number: int, random: Random) -> Iterator[Slip]:
    """So many slips, the ways in turn, each in a sentence of the 情况说明 that has a figure."""
    places = []
    for passage in passages(document):
        if passage.topic is None or passage.topic.silent or passage.level:
            continue
        low = 0
        while low < len(passage.text):
            low, high = passage.sentence(low)
            if _in(passage, low, high, None):
                places.append((passage, low, high))
            low = high
    ways = list(WAYS.items())
    made = 0
    while made < number:
        way, plant = ways[made % len(ways)]
        for _ in range(200):
            passage, low, high = random.choice(places)
            text = plant(passage, low, high, random)
            if text is not None and text != passage.text:
                yield Slip(way, passage, text, low, high + len(text) - len(passage.text))
                break
        made += 1


# -- what is found


def found(slip: Slip, document: Published, basis: Basis, known: set[tuple[str, str]]) -> bool:
    """Whether the slip has a finding of its own in its sentence."""
    part = document.parts[slip.passage.part]
    assert isinstance(part, Paragraph)
    parts = list(document.parts)
    parts[slip.passage.part] = part._replace(text=slip.text)
    if not slip.text:
        del parts[slip.passage.part]
    reviewed = held_to(replace(document, parts=tuple(parts)), basis)
    return any(_tells(finding, slip) for finding in _new(reviewed, known))


def _new(reviewed: Reviewed, known: set[tuple[str, str]]) -> list[Finding]:
    return [finding for finding in reviewed.findings if (finding.rule, finding.message) not in known]


def _tells(finding: Finding, slip: Slip) -> bool:
    place = finding.place
    if place is None:
        return False
    if slip.way == "少了一句":
        return place.part in (-1, slip.passage.part) or finding.rule in ("WD-18", "WD-23")
    return place.part == slip.passage.part and place.start < max(slip.end, slip.start + 1) and place.end > slip.start


def measure(sample: Path, number: int, seed: int, *, prove: bool = False) -> None:
    """Print what is found in one sample's document, against its workbook and by its own tables."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{sample.stem}.docx"
        checked = workflow.fill(workflow.check(sample))
        workflow.save_document(checked, target)
        document = read_document(target)
        start = time.perf_counter()
        review(target)
        took = time.perf_counter() - start
    print(f"{sample.stem}：审读 {took:.2f} 秒，{sum(1 for _ in passages(document))} 段")
    for title, basis in (("与工作簿对照", from_workbook(sample)), ("只看文档自身", own_tables(document))):
        untouched = held_to(document, basis)
        known = {(finding.rule, finding.message) for finding in untouched.findings}
        alarms = [f for f in untouched.findings if f.rule.startswith("WD-") and f.severity is Severity.ERROR]
        hits: Counter[str] = Counter()
        all_: Counter[str] = Counter()
        missed = []
        for slip in slips(document, number, Random(seed)):
            all_[slip.way] += 1
            if found(slip, document, basis, known):
                hits[slip.way] += 1
            else:
                missed.append(slip)
        total = sum(all_.values())
        print(
            f"  {title}：{sum(hits.values())}/{total} = {100 * sum(hits.values()) / total:.1f}%；未改动的文档报错 {len(alarms)} 处"
        )
        print("    " + "，".join(f"{way} {hits[way]}/{all_[way]}" for way in WAYS))
        if prove and basis.workbook is None:
            others = OtherWorkbooks(checked)
            missed = [slip for slip in missed if not others.explain(slip.passage.text, slip.text)]
            wanted = sum(hits.values()) + len(missed)
            share = 100 * sum(hits.values()) / wanted
            print(
                f"    其中 {total - wanted} 处只看文档无从知道（另有工作簿正好写成这样），其余 {sum(hits.values())}/{wanted} = {share:.1f}%"
            )
        if VERBOSE:
            for slip in missed:
                print(f"      没查出（{slip.way}）：{slip.text[max(0, slip.start) : slip.end][:110]}")


VERBOSE = False


def show_published(folder: Path) -> None:
    """The findings in published texts with the tables of the sample of the same place."""
    for text in sorted(folder.glob("*.txt")):
        sample = next((path for path in samples([]) if text.stem.startswith(path.stem)), None)
        if sample is None:
            continue
        with tempfile.TemporaryDirectory() as temporary:
            target = Path(temporary) / f"{text.stem}.docx"
            published_document(text, sample, target)
            reviewed = review(target)
        told = [finding for finding in reviewed.findings if finding.severity is not Severity.TAIL]
        print(f"{text.stem}：{len(told)} 处")
        for finding in told:
            print(f"    {finding.rule}　{finding.message}")


def main() -> None:
    global VERBOSE
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="*")
    parser.add_argument("--slips", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--published", type=Path)
    parser.add_argument("--prove", action="store_true", help="leave out what cannot be known from the document alone")
    parser.add_argument("--missed", action="store_true", help="list what was not found")
    options = parser.parse_args()
    VERBOSE = options.missed
    if options.published:
        show_published(options.published)
        return
    for sample in samples(options.samples):
        measure(sample, options.slips, options.seed, prove=options.prove)


if __name__ == "__main__":
    main()
