"""What kinds of phrase tables there are, and all that is wrong with those of a profile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..errors import ProfileError
from ..patterns import may_be_blank, nearest, parse, unknown
from ..profiles import COMMON, Profile
from ..profiles.lines import lines_of

_ALWAYS = {"年度": True, "上年": True, "基数": True}


class Kind(NamedTuple):
    """What one kind of phrase table may hold.

    ``situations``: its keys, each with the key used in its stead when a format does not state it ("" = none is).
    ``slots``: name → whether it always has a value; one that may have none must stand in square brackets.
    """

    title: str
    situations: Mapping[str, str]
    slots: Mapping[str, bool]

    def stated(self, situation: str, table: Mapping[str, str]) -> str | None:
        """The situation itself, or the one that stands in for it in ``table``; None where there is none."""
        key = situation
        while key and key not in table:
            key = self.situations[key]
        return key or None


#: The kinds are told apart by their keys; a profile names its tables as it likes (同比, 各同比, 三公同比 …).
KINDS = (
    Kind("数字", {"金额": "", "百分比": ""}, {"数": True}),
    Kind(
        "同比",
        {"增": "", "减": "", "平": "", "无基数": "增"},
        {"本期": True, "上期": True, "差额": True, "比例": False, "原因": False, **_ALWAYS},
    ),
    Kind(
        "预决算",
        {**dict.fromkeys(("大于", "小于", "相等", "缺"), COMMON), "无预算": "大于", "均为零": "相等", COMMON: ""},
        {"预算": True, "决算": True, "差额": True, "完成率": False, "原因": False, **_ALWAYS},
    ),
    Kind("占比", {"占": "", "均为零": "占"}, {"数": True, "全体": False, "比例": True}),
    Kind("科目", {"全称": ""}, {"类": False, "款": False, "项": True}),
    Kind("名词", {"条": ""}, {"一": True, "1": True, "名词": True, "解释": True}),
)


def kind_of(table: Mapping[str, str]) -> Kind:
    """The kind of a phrase table, told by its keys."""
    return max(KINDS, key=lambda kind: len(table.keys() & kind.situations.keys()))


def phrase_faults(profile: Profile) -> Iterator[ProfileError]:
    """A phrase table of no known kind, a missing or unknown key, a slot that cannot be filled: each at its line.

    Every pattern is checked, also those of situations that hardly ever arise. Tables that are another's are told once, those
    that are written out first. Where they are written is looked up only where something is wrong.
    """
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, table in profile.phrases.items():
        alike.setdefault(tuple(table.items()), []).append(name)
    faulty = [names for table, names in alike.items() if next(_faults(names[0], dict(table)), None)]

    def is_taken_over(name: str) -> bool:
        return _home(profile, name) is None

    for name in sorted((min(names, key=is_taken_over) for names in faulty), key=is_taken_over):
        for key, message in _faults(name, profile.phrases[name]):
            path, line = _place(profile, name, key)
            yield ProfileError(message, path=path, line=line)


def _faults(name: str, table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The key that is at fault, and what is wrong with it."""
    kind = kind_of(table)
    where = f"phrases.{name}"
    for key, pattern in table.items():
        if key in kind.situations:
            yield from ((key, fault) for fault in _pattern_faults(pattern, kind, f"{where}.{key}"))
        else:
            yield key, f"“{where}”（{kind.title}）里有不认识的“{key}”。{nearest(key, kind.situations)}"
    for key in kind.situations:
        if key != COMMON and kind.stated(key, table) is None:
            yield "", f"“{where}”（{kind.title}）缺少“{key}”的写法。"


def _pattern_faults(pattern: str, kind: Kind, where: str) -> Iterator[str]:
    try:
        segments = parse(pattern)
    except ValueError as error:
        yield f"“{where}”写法有误：{error}。"
        return
    for segment in segments:
        for slot in segment.slots:
            if slot.name not in kind.slots:
                yield unknown(slot, kind.slots, where)
            elif not (segment.optional or kind.slots[slot.name]):
                yield may_be_blank(slot, where)


def _home(profile: Profile, name: str) -> tuple[Path, int] | None:
    """The nearest profile.toml that writes a phrase table out, and the line where it begins."""
    head = re.compile(rf"""\s*\[\s*phrases\s*\.\s*["']?{re.escape(name)}["']?\s*\]""")
    for folder in profile.folders:
        path = folder / "profile.toml"
        at = next((number for number, line in enumerate(lines_of(path), 1) if head.match(line)), None)
        if at:
            return path, at
    return None


def _place(profile: Profile, name: str, key: str) -> tuple[Path, int | None]:
    """The line of a key of a phrase table; of its head where the key is not there."""
    home = _home(profile, name)
    if home is None:
        return profile.folder / "profile.toml", None
    path, first = home
    for number, line in enumerate(lines_of(path)[first:], first + 1):
        if line.lstrip().startswith("["):
            break
        if key and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return path, number
    return path, first
