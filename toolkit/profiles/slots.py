"""What the texts of a profile may name in ``{…}``: one set of names, wherever such a text stands.

The words of the profile, every fact by its id, 单位名称, 年度, 上年. The texts of a form may name its 表号 and its labels with a
value besides; a column's heading names the years only, for it is how the column is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..errors import ProfileError
from ..patterns import Slot, fill, nearest, parse
from ..report import Report
from ..text import normal_name
from .form_specs import TableSpec, optional_year
from .specs import Profile

#: The column heads of a form are compared before anything but the year is known.
_IN_HEADS = ("年度", "上年")
_ALWAYS = ("单位名称", "年度", "上年")


def names(profile: Profile) -> tuple[str, ...]:
    """The names that every text may use, the usual ones first."""
    facts = (fact.id for fact in profile.all_facts)
    return tuple(dict.fromkeys((*_ALWAYS, *profile.words, *facts)))


def values(profile: Profile, facts: Mapping[str, object], unit_name: str, year: int | None) -> dict[str, str]:
    """The value of every name, "" for what is not known. ``facts``: those of the workbook, None where blank."""
    known = {fact.id: "" for fact in profile.all_facts}
    known |= {name: str(value) for name, value in facts.items() if value not in (None, "")}
    known |= {"单位名称": unit_name, "年度": str(year or ""), "上年": str(year - 1) if year else ""}
    known |= {name: text for name, text in _plain_words(profile).items() if not known.get(name)}
    words = {name: fill(text, known, f"words.{name}") for name, text in profile.words.items()}
    return {**known, **{name: text for name, text in words.items() if not known.get(name)}}


def values_of(report: Report, profile: Profile) -> dict[str, str]:
    """:func:`values` as a workbook says them."""
    facts = {name: cell.text for name, cell in report.facts.items()}
    return values(profile, facts, report.unit_name, report.year)


def _plain_words(profile: Profile) -> dict[str, str]:
    """The words that name nothing themselves: other words may name them. A fact that is called so comes before."""
    return {name: text for name, text in profile.words.items() if "{" not in text}


def of_form(spec: TableSpec, line: Mapping[str, object] | None = None) -> dict[str, str]:
    """What the texts of a form may name besides. ``line``: the values beside its labels."""
    labels = (pair.called for block in spec.blocks for pairs in block.pairs for pair in pairs)
    return {"表号": spec.label, **{label: str((line or {}).get(label) or "") for label in labels}}


#: How forms without figures say so, besides the words of their own format.
_NO_DATA = re.compile("无数据|没有|无此|空表|未发生")


def says_no_data(spec: TableSpec, note: str) -> bool:
    """Whether a sentence under a form says that it holds no data: in the format's own words, or as others put it."""
    own = "".join(
        ".*" if isinstance(part, Slot) else re.escape(normal_name(part))
        for segment in parse(spec.empty_note)
        for part in segment.parts
    )
    return bool(_NO_DATA.search(note) or own and re.fullmatch(own, normal_name(note)))


class Text(NamedTuple):
    """A text: the file and the keys that it stands under, and what it may name."""

    file: str
    place: str
    pattern: str
    names: tuple[str, ...]


def texts(profile: Profile) -> Iterator[Text]:
    """All texts of a profile that are filled in, but for its phrases, which have slots of their own kind each."""
    everywhere = names(profile)
    in_words = tuple(one for one in everywhere if one not in profile.words or one in _plain_words(profile))
    for name, word in profile.words.items():
        yield Text("profile.toml", f"words.{name}", word, tuple(one for one in in_words if one != name))
    for number, item in enumerate(profile.outline, 1):
        for key, text in (("title", item.title), ("contents_title", item.contents_title), ("caption", item.caption)):
            yield Text("outline.toml", f"第 {number} 项的 {key}", text, everywhere)
    for spec in profile.tables.values():
        in_form = (*of_form(spec), *everywhere)
        for key, lines in (("notes", spec.notes), ("above", spec.above)):
            yield from (Text("tables.toml", f"{spec.id}.{key}", line, in_form) for line in lines)
        title = "title" if spec.printed_title.endswith(spec.title) else "printed_title"
        for key, line in (("empty_note", spec.empty_note), (title, spec.printed_title)):
            yield Text("tables.toml", f"{spec.id}.{key}", line, in_form)
        for block in spec.blocks:
            heads = [(column.id, words) for column in block.columns for words in column.path]
            for column, words in [*heads, *(("group_heads", words) for words in block.group_heads)]:
                place = ".".join(filter(None, (spec.id, block.id, column)))
                yield Text("tables.toml", place, optional_year(words), _IN_HEADS)


def faults(profile: Profile) -> Iterator[ProfileError]:
    """Each text that names what nothing fills, or is no pattern."""
    for text in texts(profile):
        if "{" in text.pattern or "[" in text.pattern:  # hardly any
            for fault in _faults(text):
                message = f"“{text.place}”的“{text.pattern}”{fault}"
                yield profile.fault(text.file, text.pattern, message)


def ill_written(profile: Profile) -> Iterator[str]:
    """The texts of :func:`faults` as the profile has them: of a column's heading the whole of it."""
    wrong = {text.pattern for text in texts(profile) if any(_faults(text))}
    yield from wrong
    for block in (block for spec in profile.tables.values() for block in spec.blocks):
        yield from (words for words in block.group_heads if optional_year(words) in wrong)
        yield from (column.head for column in block.columns if not wrong.isdisjoint(map(optional_year, column.path)))


def _faults(text: Text) -> Iterator[str]:
    try:
        found = [slot for segment in parse(text.pattern) for slot in segment.slots]
    except ValueError as error:
        yield f"写法有误：{error}。"
        return
    for slot in found:
        if slot.name not in text.names:
            yield f"用到了不存在的“{{{slot.name}}}”。{nearest(slot.name, text.names)}"
        elif slot.style:
            yield f"里的“{{{slot.name}:{slot.style}}}”不是句式里的数，不能注明写法。"


def unfilled(profile: Profile) -> Iterator[ProfileError]:
    """Each ``{…}`` in a text that is printed as it is."""
    for text in _printed(profile):
        if "{" in text.pattern or "}" in text.pattern:
            message = f"“{text.place}”的“{text.pattern}”里有 {{ }}，这里照印、不会填写，请写明文字。"
            yield profile.fault(text.file, text.pattern, message)


def _printed(profile: Profile) -> Iterator[Text]:
    """The texts without slots."""
    for group in profile.facts.values():
        plain = {"title": group.title, "help": group.help, "sheet": group.sheet}
        plain |= {f"{fact.id}.label": fact.label for fact in group.facts}
        plain |= {f"{fact.id}.help": fact.help for fact in group.facts}
        plain |= {f"{column.id}.head": column.head for column in group.columns}
        yield from _texts("facts.toml", group.id, plain)
    for spec in profile.tables.values():
        plain = {"title": spec.title, "label": spec.label, "sheet": spec.sheet}
        plain |= {"name_label": spec.name_label, "unit_line": spec.unit_line}
        for block in spec.blocks:
            plain |= {f"{block.id}.caption": block.caption, f"{block.id}.side": block.side}
            plain |= {f"{block.id}.rows.{row.name}": row.name for row in block.rows}
        yield from _texts("tables.toml", spec.id, plain)
    for rule in profile.rules.values():
        yield from _texts("rules.toml", rule.id, {"title": rule.title, "advice": rule.advice, "basis": rule.basis})
    for number, item in enumerate(profile.outline, 1):
        yield from _texts("outline.toml", f"第 {number} 项", {"leads": "".join(item.leads)})


def _texts(file: str, owner: str, plain: Mapping[str, str]) -> Iterator[Text]:
    return (Text(file, f"{owner}.{key}", text, ()) for key, text in plain.items())
