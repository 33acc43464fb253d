"""Everything that is wrong with a profile, told at once: its files, then what comes out of them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import narrative, review, rules, word
from ..amounts import Unit
from ..batch.figures import summary_faults
from ..errors import ProfileError, ToolkitError
from ..narrative.fact_tables import is_known
from ..narrative.placed import conditions
from ..patterns import nearest
from ..profiles import (
    FOREVER,
    KNOWN_FILES,
    FactGroup,
    Library,
    Profile,
    RowSpec,
    RuleSpec,
    default_library,
    slot_names,
    unfilled,
)
from .forms import form_faults
from .layouts import layout_hints
from .outline_hints import gaps, unplaced
from .suspects import Suspects
from .terms import term_faults
from .trying import Trial, try_samples

#: Where something of a base is changed, by the file of the base.
_IN_OWN_FILE = {
    "rules.toml": '在自己的 rules.toml 里写 ["规则的编号"] 和改好的 identity，用不上的写 enabled = false',
    "narrative.j2": "在自己的 narrative.j2 里写同名的 block，或从 outline.toml 去掉这一段",
    "tables.toml": "在自己的 tables.toml 里写这张表和要改的键",
    "facts.toml": "在自己的 facts.toml 里写这一组和要改的键",
    "summary.toml": "在自己的 summary.toml 里写这一项和要改的键",
    "glossary.toml": '在自己的 glossary.toml 里写这个名词和要改的键，不要的写 "不要" = true',
    "outline.toml": "去掉自己的 outline.toml 里各行开头的“# ”再改",
}
#: A unit that is meant for money.
_MONEY = re.compile("[元圆万千亿]")
#: For a format that names no last year.
_USUAL_YEAR = 2024


@dataclass(frozen=True)
class Inspection:
    """What is wrong with a profile (``faults``) and what its author should look at (``hints``), a sentence each."""

    faults: tuple[str, ...]
    hints: tuple[str, ...] = ()


def inspect(folder: Path, *, library: Library | None = None) -> Inspection:
    """Everything that is wrong with a profile at once. Its base lies beside it or is one of ``library``.

    All files are read: TOML, names across files, rules, sentences, the tags and styles of document.docx; a blank
    workbook of every year is drawn and read back, and all sentences are tried, as far as what is wrong allows. Once all
    that is right, a document and the samples of this profile are written. Raises ProfileError when there is no profile
    in ``folder``.
    """
    if not (folder / "profile.toml").is_file():
        raise ProfileError("这里没有 profile.toml，请给出一个格式文件夹。", path=folder)
    library = Library(folder.absolute().parent, *(library or default_library()).folders)
    faults: list[ProfileError] = []
    try:
        profile = library.read(folder, faults.append)
    except ProfileError as error:
        faults.append(error)
        return Inspection(tuple(map(str, faults)))
    forms = list(form_faults(profile))
    suspects = Suspects(profile, (*faults, *forms))
    found = [
        *unfilled(profile),
        *forms,
        *_outline(profile),
        *_facts(profile),
        *_printed(profile),
        *_dates(profile),
        *_rules(profile),
        *term_faults(profile),
        *_review_words(profile),
        *summary_faults(profile),
        *narrative.template_faults(profile),
        *_files(folder),
        *_skeleton(profile),
    ]
    found = [
        fault
        for fault in found
        if not suspects.explain(fault, in_base=fault.path is None or fault.path.parent != folder)
    ]
    told = [_in_own_file(fault, folder) for fault in (*faults, *found)]
    years = _years(profile)
    if sound := suspects.fit_to_try(profile):
        with tempfile.TemporaryDirectory() as name:
            trial = Trial(sound, years, Path(name))
            told += _tried(trial, found, suspects, anything_told=bool(told))
            if not told:
                told += trial.document()
    hints = (*gaps(profile), *unplaced(profile), *_gone(profile, years), *layout_hints(sound or profile, years))
    if told:
        return Inspection(tuple(told), hints)
    failed, unused = try_samples(profile, library)
    return Inspection(tuple(failed), (*hints, *unused))


def _tried(trial: Trial, found: Sequence[ToolkitError], suspects: Suspects, *, anything_told: bool) -> Iterator[str]:
    """What comes out of blanks and sentences, without what follows from what is told already."""
    made: list[str] = []
    try:
        made += trial.blanks()
        made += trial.sentences(found)
    except ToolkitError:  # a phrase, say, without which nothing can be written
        if not anything_told:
            raise
    yield from (message for message in made if not suspects.explain(message))


def _gone(profile: Profile, years: Sequence[int]) -> Iterator[str]:
    """The rules of a base that went with what the profile's forms do not have: who only renamed it wants them back. And
    what rules add up that their author may not mean."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for year in years:
        for gone in rules.gone_rules(profile.for_year(year)):
            names, ids = found.setdefault(gone.table, ({}, {}))
            names[gone.name] = ids[gone.rule] = None
    for table, (names, ids) in found.items():
        yield (
            f"“{table}”没有“{'”“'.join(names)}”，底稿的规则 {'、'.join(ids)} 用到，随着不用了；表上还有、只是换了叫法的，编号照底稿写"
            "（列写 id，行写 key），印的字写 head、name；规则还要留的，在 rules.toml 里照现有的行、列改写。"
        )
    yield from rules.overlooked(profile.for_year(years[-1]))


def _in_own_file(fault: ToolkitError, folder: Path) -> str:
    """A fault as its author is told it: what no longer fits in a base's file is changed in one's own."""
    path = fault.path
    if path is None or path.name not in _IN_OWN_FILE or path.parent.absolute() == folder.absolute():
        return str(fault)
    return f"{fault}（这是底稿的文件，不要改它：{_IN_OWN_FILE[path.name]}）"


def _skeleton(profile: Profile) -> list[ToolkitError]:
    """Tags and styles of document.docx."""
    try:
        skeleton = profile.file("document.docx")
    except ProfileError as error:
        return [error]
    levels = [(item.level, item.contents) for item in profile.outline if item.title and item.level]
    levels += [(item.level, False) for item in profile.outline if item.contents_title]
    return word.skeleton_faults(skeleton, slot_names(profile), levels)


def _review_words(profile: Profile) -> Iterator[ProfileError]:
    """What is wrong with review.toml, or that it cannot be read."""
    try:
        yield from review.vocabulary_faults(profile)
    except ProfileError as error:
        yield error


def _printed(profile: Profile) -> Iterator[ToolkitError]:
    """Words that a form prints in a column that it does not have."""
    for table in profile.tables.values():
        for block in table.blocks:
            columns = [column.id for column in block.columns]
            for row in block.rows:
                for name in (name for name in row.printed if name not in columns):
                    message = (
                        f"“{table.id}”的“{row.name}”的 printed 写的“{name}”不是这一块的列。{nearest(name, columns)}"
                    )
                    yield profile.fault("tables.toml", f'"{name}"', message)


def _outline(profile: Profile) -> Iterator[ToolkitError]:
    """Names in outline.toml that point to nothing, titles of the 目录 that are not in it."""
    texts = {text for group in profile.facts.values() for text in group.texts}
    lists = {group.id for group in profile.facts.values() if group.kind == "list"}
    for number, item in enumerate(profile.outline, 1):
        wanted = (("table", item.table, profile.tables), ("text", item.text, texts), ("glossary", item.glossary, lists))
        for key, name, known in wanted:
            if name and name not in known:
                message = f"第 {number} 项的 {key} 写的“{name}”不存在；可用：{'、'.join(known)}。"
                yield profile.fault("outline.toml", f'"{name}"', message)
        for name in item.facts:
            if not is_known(name, profile) and name not in profile.dropped:
                printable = [*profile.facts, *(fact.id for fact in profile.all_facts)]
                message = f"第 {number} 项的 facts 写的“{name}”不是补充资料、它的一组或一张清单。"
                message += nearest(name, printable)
                yield profile.fault("outline.toml", f'"{name}"', message)
        if item.contents_title and not (item.title and item.contents and 0 < item.level <= profile.contents_levels):
            message = f"第 {number} 项写了 contents_title，而它的标题不在目录里；目录只列到第 {profile.contents_levels} 级标题，请删去或改正。"
            yield profile.fault("outline.toml", f'"{item.contents_title}"', message)
        for key, name in (("when", item.when), ("unless", item.unless)):
            if name and name not in conditions(profile) | profile.dropped:
                message = f"第 {number} 项的 {key} 写的“{name}”不是表、补充资料、清单或文字。"
                message += nearest(name, sorted(conditions(profile)))
                yield profile.fault("outline.toml", f'"{name}"', message)
    if not any(item.table for item in profile.outline):
        yield profile.fault("outline.toml", "item", "没有列出任何表格（table）。")


def _facts(profile: Profile) -> Iterator[ToolkitError]:
    """Facts of one name, and amounts in a unit that nobody knows."""
    seen: dict[str, FactGroup] = {}
    for group in profile.facts.values():
        for fact in group.facts:
            named = f'"{fact.id}"'
            if fact.id in seen:
                message = f"“{fact.id}”在“{seen[fact.id].title}”和“{group.title}”里重复。"
                yield profile.fault("facts.toml", named, message)
            seen[fact.id] = group
            if fact.kind == "amount" and _MONEY.search(fact.unit) and Unit.called(fact.unit) is None:
                units = "、".join(unit.value for unit in Unit)
                message = f"“{fact.id}”的金额单位“{fact.unit}”不认识；可用：{units}。"
                yield profile.fault("facts.toml", named, message)


def _dated(profile: Profile) -> Iterator[tuple[str, str, RowSpec | RuleSpec]]:
    """Everything that can be dated: its file and what it is called."""
    for table in profile.tables.values():
        for block in table.blocks:
            for row in (*block.rows, *(item for group in block.groups for item in group)):
                yield "tables.toml", f"“{table.id}”的“{row.name}”", row
    for rule in profile.rules.values():
        yield "rules.toml", f"规则“{rule.id}”", rule


def _dates(profile: Profile) -> Iterator[ToolkitError]:
    """What is used in no year at all."""
    for file, name, dated in _dated(profile):
        if max(dated.since, profile.first_year) > min(dated.until, profile.last_year):
            message = f"{name}在任何年度都用不上：since、until 与本格式的 {profile.years}对不上。"
            said = dated.id if isinstance(dated, RuleSpec) else dated.name
            yield profile.fault(file, said, message)


def _years(profile: Profile) -> list[int]:
    """The last year of every stretch in which the format stays as it is."""
    changes = {year for *_, one in _dated(profile) for year in (one.since, one.until + 1)}
    inside = {year for year in changes if profile.first_year < year <= profile.last_year}
    last = profile.last_year if profile.last_year < FOREVER else max(profile.first_year, _USUAL_YEAR, *inside)
    return sorted({*(year - 1 for year in inside), last})


def _files(folder: Path) -> Iterator[ToolkitError]:
    """Files that look like one of a profile's and are not: nobody reads them."""
    for path in sorted(folder.iterdir()):
        ours = path.name in KNOWN_FILES or path.name.startswith((".", "~"))
        if path.suffix.lower() in (".toml", ".j2", ".csv") and not ours:
            message = f"格式里没有叫这个名字的文件，不会读它，请改名或移走。{nearest(path.name, KNOWN_FILES)}"
            yield ProfileError(message, path=path)


def _rules(profile: Profile) -> Iterator[ToolkitError]:
    """Rules that name what the forms do not have, in any year."""
    years = _years(profile)
    found: dict[str, tuple[ProfileError, list[int]]] = {}
    for year in years:
        for fault in rules.rule_faults(profile.for_year(year)):
            found.setdefault(fault.message, (fault, []))[1].append(year)
    for fault, wrong in found.values():
        always = len(wrong) == len(years)
        dated = f"按 {wrong[0]} 年度：{fault.message}"
        yield fault if always else ProfileError(dated, path=fault.path, line=fault.line)
