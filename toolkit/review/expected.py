"""What the workbook (or the document's own tables) would have a document say, sentence by sentence, held against what it says.

The texts are the profile's drafts, or people's own, as the next ``word`` would print them. Only a document that was made
from them is held to them: one that words most sentences otherwise says nothing by that. Where a fact is not known its
marker stands for any words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from .. import narrative
from ..document import Document
from ..findings import Finding, Place, Severity
from ..profiles import Profile
from ..report import Report
from ..text import common_ends, matcher
from .left_out import left_out
from .reading.finishing import squeezed
from .reworded import is_said_within, says_another_figure
from .sides import MARKER, Sentence, actual_sentences, expected_sentences
from .statements.figures import Kind, figures, plain
from .statements.sentences import Passage
from .statements.state import Binding, place_of

#: From this share of expected sentences found word for word a document is one of ours, and every word counts; below it
#: only figures and the words beside them in sentences that are otherwise the same.
_OURS = 0.8
#: Two sentences as alike as this are versions of one.
_ALIKE = 0.55
#: And as this though they have no figure in common.
_MUCH_ALIKE = 0.8
#: A document that lacks more of the sentences that its tables ask for is one in other words.
_MOST_LOST = 3
#: What is worked out from lists that only a workbook has.
_OF_LISTS = re.compile("绩效|自评|评价|项目")
_DIGITS = re.compile(r"\d+")
_SHORTEST = 6
#: So many letters in a row are no coincidence.
_LITERAL, _BEGINNING = 8, 4


def expected_document(report: Report, profile: Profile) -> Document:
    """The document as the narrative room writes it from a report without our sheets: facts are markers."""
    return narrative.assemble(report, profile, narrative.draft(report, profile), {})


def differences(
    document: Document,
    found: Sequence[Passage],
    told: Sequence[Finding],
    bindings: Sequence[Binding],
    *,
    facts_known: bool,
    written_by_us: bool,
    titles: Sequence[str] = (),
) -> Iterator[Finding]:
    """Sentences that are missing or read otherwise. ``told`` and ``bindings``: what is known of the figures already;
    ``titles``: of the tables, which may be the headings that stand above them.

    ``facts_known``: the document is a workbook's, with all its facts. Else it is made from the tables alone: then only
    sentences with amounts of the tables are looked for, and sentences about facts in a document ``written_by_us``.
    """
    wanted = [
        one for one in expected_sentences(document) if facts_known or not one.known or _is_of_tables(one, written_by_us)
    ]
    actual = list(actual_sentences(found))
    pairs, lost = _paired(wanted, actual)
    exact = sum(one.known and _fits(one, other) for one, other in pairs)
    ours = exact >= _OURS * max(sum(one.known for one in wanted), 1)
    by = "工作簿" if facts_known else "表格"
    settled = _settled(told, bindings)
    sound = {(b.passage.part, b.figure.start) for b in bindings if b.right}
    for one, other in pairs:
        if one.known and not one.turns and not _fits(one, other):
            changed = _changed(one, other, by, sound, ours=ours, to_the_digit=ours and facts_known)
            yield from (finding for finding in changed if not _places(finding) & settled)
    taken = {(other.passage, other.start) for one, other in pairs if _stands_for(one, other, written_by_us)}
    spare = [other for other in actual if (other.passage, other.start) not in taken]
    missing = [one for one in lost if len(one.text) >= _SHORTEST and not one.turns] if ours else []
    as_written = {(other.passage, other.start) for one, other in pairs if _fits(one, other)}
    reworded = [other for other in actual if (other.passage, other.start) not in as_written] if missing else []
    missing = [one for one in missing if not is_said_within(_key(one.text), _said_in(one.section, reworded))]
    if not facts_known:
        with_holes = {passage for passage in {one.passage for one in actual} if passage and passage.has_holes}
        unfinished = {_key(one.section) for one in actual if one.passage in with_holes}
        missing = [one for one in missing if _key(one.section) not in unfinished]
        missing = _surely_missing(missing, spare, written_by_us=written_by_us)
        wanted = [one for one in wanted if _key(one.section) not in unfinished]
    if not facts_known and not written_by_us:
        yield from left_out([one for one in wanted if one not in missing and not one.turns], actual)
    above_tables = {_key(squeezed(title)) for title in titles}
    for one in missing:
        if _is_heading(one) and _key(one.text) in above_tables:
            continue
        text = MARKER.sub("……", one.text)
        message = f"按{by}应有“{text}”，文档里没有这句话。"
        yield Finding("WD-23", Severity.WARNING, "应有的话没有写", message, place=Place(one.section))


def _said_in(section: str, sentences: Sequence[Sentence]) -> list[str]:
    return [_key(other.text) for other in sentences if _key(other.section) == _key(section)]


def _surely_missing(missing: Sequence[Sentence], spare: Sequence[Sentence], *, written_by_us: bool) -> list[Sentence]:
    """Those that tables alone ask for and that ``spare`` sentences do not say in other words. Where others wrote the
    document and many are missing, it is written otherwise altogether, and none is."""
    sure = [
        one
        for one in missing
        if (one.known or written_by_us) and not _is_said_otherwise(one, spare, written_by_us=written_by_us)
    ]
    return sure if written_by_us or len(sure) <= _MOST_LOST else []


def _settled(told: Sequence[Finding], bindings: Sequence[Binding]) -> set[tuple[int, int]]:
    """The places, letter by letter, that something is found at already."""
    settled = {place for finding in told for place in _places(finding)}
    for binding in bindings:
        if binding.right is False:
            settled |= {(binding.passage.part, at) for at in range(binding.figure.start, binding.figure.end)}
    return settled


def _places(finding: Finding) -> set[tuple[int, int]]:
    place = finding.place
    return {(place.part, at) for at in range(place.start, place.end)} if place and place.start >= 0 else set()


def _is_of_tables(one: Sentence, written_by_us: bool) -> bool:
    """Whether a sentence states figures of the tables: no count, and no amount of projects, that a list not known would
    make 0. That the tables have nothing is worth a sentence only in a document ``written_by_us``."""
    found = list(figures(plain(one.text)))
    if any(figure.kind is Kind.COUNT and not figure.value for figure in found):
        return False
    stated = [figure for figure in found if figure.kind in (Kind.MONEY, Kind.COUNT)]
    zero_counts = written_by_us and not _OF_LISTS.search(one.section + one.text)
    return any(figure.value or zero_counts for figure in stated)


def _is_said_otherwise(one: Sentence, spare: Sequence[Sentence], *, written_by_us: bool) -> bool:
    """Whether a sentence of the same section that is no other one word for word says it: its figures (what we wrote has
    them in other sentences too), or the words around a fact that is not known."""
    texts = _said_in(one.section, spare)
    values = _values(MARKER.sub("", one.text))
    there = {value for text in texts for value in _values(text)}
    if not written_by_us and values and values <= there:
        return True
    longest = max(MARKER.split(_key(one.text)), key=len)
    if one.known or len(longest) < _LITERAL:
        return not one.known
    if any(longest[:_LITERAL] in text or longest[-_LITERAL:] in text for text in texts):
        return True
    words = [_digitless(literal) for literal in MARKER.split(_key(one.text).rstrip("。；，"))]
    return any(_are_in_order(words, _digitless(text)) for text in texts)  # with another figure, which is told as that


def _digitless(text: str) -> str:
    return _DIGITS.sub("0", text)


def _are_in_order(words: Sequence[str], text: str) -> bool:
    at = 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def _stands_for(one: Sentence, other: Sentence, written_by_us: bool) -> bool:
    """Whether a sentence is taken by an expected one: word for word, or of a document of ours one that begins alike."""
    alike = _fits(one, other) or (written_by_us and _key(one.text)[:_BEGINNING] == _key(other.text)[:_BEGINNING])
    return _says_much(one) and alike


def _says_much(one: Sentence) -> bool:
    """Whether it has words of its own: what is all marker fits anything."""
    return len(MARKER.sub("", one.text)) >= _LITERAL


def _paired(
    wanted: Sequence[Sentence], actual: Sequence[Sentence]
) -> tuple[list[tuple[Sentence, Sentence]], list[Sentence]]:
    """Expected sentences with what stands for them, and those that nothing stands for."""
    keys, others = ([_key(one.text) for one in side] for side in (wanted, actual))
    pairs: list[tuple[Sentence, Sentence]] = []
    lost: list[Sentence] = []
    spare: list[Sentence] = []
    for tag, i1, i2, j1, j2 in matcher(keys, others).get_opcodes():
        if tag == "equal":
            pairs += zip(wanted[i1:i2], actual[j1:j2], strict=True)
        else:
            near, rest, free = _nearest(wanted[i1:i2], actual[j1:j2])
            pairs += near
            lost += rest
            spare += free
    missing = []
    for one in lost:  # where a sentence stands several times, it may have been taken for another
        places = [number for number, other in enumerate(spare) if _is_heading(other) == _is_heading(one)]
        best, at = max(((_how_alike(one, spare[number]), -number) for number in places), default=(0.0, 0))
        if best >= (_ALIKE if best and _is_version(one, spare[-at]) else _MUCH_ALIKE):
            pairs.append((one, spare.pop(-at)))
        else:
            missing.append(one)
    return pairs, missing


def _nearest(
    wanted: Sequence[Sentence], actual: Sequence[Sentence]
) -> tuple[list[tuple[Sentence, Sentence]], list[Sentence], list[Sentence]]:
    """Each expected sentence of a stretch with the most alike of what stands there, in order; what is left on both sides."""
    pairs: list[tuple[Sentence, Sentence]] = []
    lost: list[Sentence] = []
    taken: list[int] = []
    for one in wanted:
        free = taken[-1] + 1 if taken else 0
        places = [number for number in range(free, len(actual)) if _may_be(one, actual[number])]
        ranked = [(_how_alike(one, actual[number]), -number) for number in places]
        best, at = max(ranked, default=(0.0, 0))
        if best >= _ALIKE:
            pairs.append((one, actual[-at]))
            taken.append(-at)
        else:
            lost.append(one)
    return pairs, lost, [other for number, other in enumerate(actual) if number not in taken]


def _may_be(one: Sentence, other: Sentence) -> bool:
    """Whether a sentence says at least one of the figures that are known; else it is of another item, worded alike.
    A heading stands for no sentence."""
    if _is_heading(other) != _is_heading(one):
        return False
    known = _values(MARKER.sub("", one.text))
    return not known or bool(known & _values(other.text))


def _is_version(one: Sentence, other: Sentence) -> bool:
    return _may_be(one, other) or _masked(_key(one.text)) == _masked(_key(other.text))


def _is_heading(one: Sentence) -> bool:
    return one.text == one.section if one.passage is None else one.passage.level > 0


@lru_cache(maxsize=4096)
def _values(text: str) -> frozenset[Decimal]:
    return frozenset(figure.value for figure in figures(_key(text)))


def _how_alike(one: Sentence, other: Sentence) -> float:
    return 1.0 if _fits(one, other) else _likeness(one.text, other.text)


def _likeness(one: str, other: str) -> float:
    words = MARKER.sub("", one)
    enough = _ALIKE * (len(words) + len(other)) / 2
    if min(len(words), len(other)) < enough or _letters_in_common(words, other) < enough:
        return 0.0  # most are; what the matcher prepares costs more than the answer
    return matcher(words, other).ratio()


def _letters_in_common(one: str, other: str) -> int:
    there = _letters(other)
    return sum(min(number, there.get(letter, 0)) for letter, number in _letters(one).items())


@lru_cache(maxsize=4096)
def _letters(text: str) -> Mapping[str, int]:
    return Counter(text)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return plain(text)


def _fits(one: Sentence, other: Sentence) -> bool:
    """The same, a marker standing for any words."""
    if one.known:
        return _key(one.text) == _key(other.text)
    return _pattern(one.text).fullmatch(_key(other.text)) is not None


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(?:.*?)".join(map(re.escape, MARKER.split(_key(text)))))


def _changed(
    one: Sentence, other: Sentence, by: str, sound: set[tuple[int, int]], *, ours: bool, to_the_digit: bool
) -> Iterator[Finding]:
    """What differs. Of a document in other words only the figures of an otherwise equal sentence.

    ``sound``: where figures stand that fit what they are said of: some true amounts behind the tables could have made them.
    They may be rounded otherwise, unless they are to be the same ``to_the_digit``.
    """
    assert other.passage is not None
    wanted, text = _key(one.text), _key(other.text)
    if _masked(wanted) == _masked(text):
        for was, now in zip(figures(wanted), figures(text), strict=False):
            fits = not to_the_digit and (other.passage.part, other.start + now.start) in sound
            if was.value != now.value and not fits:
                yield _told(other, was.text, now.text, now.start, now.end, by, is_figure=True)
                return
    elif ours:
        was_text, now_text, start, end = _apart(wanted, text)
        known = {at - other.start for part, at in sound if part == other.passage.part}
        is_figure = says_another_figure(was_text, now_text, known_at={at - start for at in known})
        yield _told(other, was_text, now_text, start, end, by, is_figure=is_figure and not _say_the_same(wanted, text))


def _say_the_same(one: str, other: str) -> bool:
    """Whether the figures are the same, whatever unit each is written in."""
    sides = ([(figure.kind, figure.as_in_tables) for figure in figures(text)] for text in (one, other))
    return next(sides) == next(sides)


def _told(other: Sentence, was: str, now: str, start: int, end: int, by: str, *, is_figure: bool) -> Finding:
    assert other.passage is not None
    rule, title = ("WD-21", f"数字与{by}不符") if is_figure else ("WD-22", f"字句与按{by}生成的不同")
    severity = Severity.ERROR if is_figure else Severity.WARNING
    wrote = f"文中写的是“{now}”" if now else "文中没有"
    message = f"按{by}是“{was}”，{wrote}。" if was else f"文中的“{now}”，按{by}没有。"
    low = other.start + start
    return Finding(rule, severity, title, message, place=place_of(other.passage, low, max(other.start + end, low + 1)))


def _masked(text: str) -> str:
    """The text with its figures, not its years and numbering, as #."""
    out, end = "", 0
    for figure in figures(text):
        out += text[end : figure.start] + "#" + figure.unit
        end = figure.end
    return out + text[end:]


def _apart(one: str, other: str) -> tuple[str, str, int, int]:
    """The words that differ, whole figures and words: what was, what is, and where it is."""
    start, tail = common_ends(one, other)
    start = _to_figure(one, other, start)
    end_one, end_other = len(one) - tail, len(other) - tail
    while end_one < len(one) and re.match(r"[\d.,%]", one[end_one]):
        end_one, end_other = end_one + 1, end_other + 1
    return one[start:end_one], other[start:end_other], start, end_other


def _to_figure(one: str, other: str, start: int) -> int:
    """Back to where the figure begins in which two texts begin to differ."""
    around = one[start : start + 1] + other[start : start + 1]
    while start and re.match(r"[\d.,]", one[start - 1]) and re.search(r"[\d.,]", around):
        start -= 1
    return start
