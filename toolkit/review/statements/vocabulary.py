"""The words a document is read by, from ``review.toml`` (templates/common's and a profile's own): topics of headings,
kinds of tables, names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ...errors import ProfileError
from ...profiles import Profile, read_toml, templates_folder

Key = TypeVar("Key")
Entry = TypeVar("Entry")

_FILE, _COMMON = "review.toml", "common"
#: What a profile may say of its own documents, and what only the file for all formats says: which ways of writing a name
#: are one, and what the forms of unknown regions are called.
_OWN = ("kind", "topic", "funds", "totals", "rows", "columns", "partition", "needed", "terms")
_SHARED = ("same", "forms")


class Topic(NamedTuple):
    """What a section is about. ``kinds``: the tables its figures are held to, the nearest first; ``whole``: those whose
    total a share without a named whole is of. ``silent``: nothing is bound there. ``loose``: only what is named in full."""

    id: str
    heading: re.Pattern[str]
    kinds: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    silent: bool = False
    loose: bool = False


class Partition(NamedTuple):
    """A whole that equals its parts, by the words for it and for them; ``fewest``: of how many that is sure. ``id``: what
    a profile calls it that has other words for it, or none."""

    id: str
    whole: re.Pattern[str]
    parts: re.Pattern[str]
    fewest: int


class Needed(NamedTuple):
    """What every account says in the section on a topic, in these ``words``: where the tables have an amount for ``row``,
    or the section itself says ``when`` it is needed. ``what``: how it is called. ``is_own``: a profile asks for it itself."""

    topic: str
    what: str
    words: re.Pattern[str]
    row: str = ""
    when: re.Pattern[str] | None = None
    is_own: bool = False


class Terms(NamedTuple):
    """Terms of the field, ``spelt`` as they should be, a longer one before a shorter one that it holds; ``meant``: what is
    one letter from a term and said on purpose."""

    spelt: tuple[str, ...]
    meant: re.Pattern[str]


class OtherWords(NamedTuple):
    """What other regions call the forms, by the general format's own words: titles, the lowest word of a head, rows."""

    titles: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[str, ...]]


class Vocabulary(NamedTuple):
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    topics: tuple[Topic, ...]
    funds: Mapping[str, tuple[str, ...]]
    totals: Mapping[str, Mapping[str, tuple[str, ...]]]
    rows: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, tuple[str, ...]]
    partitions: tuple[Partition, ...]
    needed: tuple[Needed, ...]
    same: tuple[tuple[str, str], ...]
    terms: Terms
    other_words: OtherWords

    def kind_of(self, title: str) -> str:
        """Which kind of table has such a title; "" for none."""
        return next((kind for kind, pattern in self.kinds if pattern.search(title)), "")

    def topic_of(self, headings: Sequence[str]) -> Topic | None:
        """What a paragraph under these headings is about: the nearest heading that says."""
        for heading in reversed(headings):
            for topic in self.topics:
                if topic.heading.search(heading):
                    return topic
        return None


def vocabulary(profile: Profile | None = None) -> Vocabulary:
    """The words that all formats share; those of a profile's own ``review.toml`` and of its bases' go before them.

    Raises ProfileError when a file is malformed, or names a kind of table that there is none of.
    """
    if profile is None:
        return _shared()
    folders = profile.folders
    own = [folder / _FILE for folder in folders if folder.name != _COMMON]
    common = next((folder for folder in folders if folder.name == _COMMON), templates_folder() / _COMMON) / _FILE
    return _vocabulary(tuple((path, path.stat().st_mtime_ns) for path in own if path.is_file()), common)


@lru_cache(maxsize=1)
def _shared() -> Vocabulary:
    """Asked for hundreds of times for one document: its file, which comes with the toolkit, is not looked for each time."""
    return _vocabulary((), templates_folder() / _COMMON / _FILE)


@lru_cache(maxsize=8)
def _vocabulary(files: tuple[tuple[Path, int], ...], common: Path) -> Vocabulary:
    """``files``: with the time they were changed, so that a file corrected is read again."""
    own = [path for path, _ in files]
    words = _Words()
    for path in (*own, common):  # the nearest first: of headings and titles the first that fits counts
        try:
            words.take(read_toml(path), is_own=path != common)
        except re.error as error:
            raise ProfileError(f"“{error.pattern!s}”不是正确的正则表达式，请改正。", path=path) from None
        except KeyError as error:
            raise ProfileError(f"有一项缺少 {error.args[0]}，请补上。", path=path) from None
        except ValueError as error:
            raise ProfileError(f"写法有误：{error}，请改正。", path=path) from None
        except (TypeError, AttributeError):
            message = "有一项的值不是该写的那一种：文字要用引号括起来，几个词要写成列表，请改正。"
            raise ProfileError(message, path=path) from None
    where = (*own, common)[0]
    if words.nothing_to_drop:
        what = "、".join(words.nothing_to_drop)
        raise ProfileError(
            f"enabled = false 要去掉的“{what}”，底稿和各格式通用的里面没有，名称要照那里写。", path=where
        )
    topics = {topic.id for topic in words.topics}
    for needed in words.vocabulary().needed:
        if needed.topic not in topics:
            message = (
                f"应写的话“{needed.what}”的节“{needed.topic}”没有在 [[topic]] 里；可用：{'、'.join(sorted(topics))}。"
            )
            raise ProfileError(message, path=where)
    known = {kind for kind, _ in words.kinds}
    for topic in words.topics:
        for kind in (*topic.kinds, *topic.whole):
            if kind not in known:
                message = f"节“{topic.id}”写的表“{kind}”没有在 [[kind]] 里；可用：{'、'.join(sorted(known))}。"
                raise ProfileError(message, path=where)
    return words.vocabulary()


class _Words:
    """What the files say, taken one after another: the words for one thing are added up."""

    def __init__(self) -> None:
        self.kinds: list[tuple[str, re.Pattern[str]]] = []
        self.topics: list[Topic] = []
        #: What is taken away and no file further on has.
        self.nothing_to_drop: dict[str, None] = {}
        #: By what they are called, None for what a profile takes away: the nearest file that speaks of one decides.
        self._partitions: dict[str, Partition | None] = {}
        self._needed: dict[tuple[str, str], Needed | None] = {}
        self._same: dict[str, str] = {}
        self._lists: dict[str, dict[str, tuple[str, ...]]] = {}

    def take(self, data: Mapping[str, Any], *, is_own: bool) -> None:
        """Raises KeyError, TypeError, ValueError or re.error for what is none of it."""
        if unknown := [name for name in data if name not in (_OWN if is_own else (*_OWN, *_SHARED))]:
            raise ValueError(f"没有“{unknown[0]}”这一项，可以写 {'、'.join(_OWN)}")
        self.kinds += [(entry["id"], re.compile(entry["title"])) for entry in data.get("kind", ())]
        self.topics += map(_topic, data.get("topic", ()))
        for entry in data.get("partition", ()):
            self._take(self._partitions, str(entry["id"]), _partition(entry), str(entry["id"]))
        for entry in data.get("needed", ()):
            key = (str(entry["topic"]), str(entry["what"]))
            self._take(self._needed, key, _needed(entry, is_own=is_own), "的".join(key))
        self._same |= data.get("same", {})
        for group in ("funds", "rows", "columns"):
            self._add(group, data.get(group, {}))
        self._add("terms", _terms(data.get("terms", {})))
        for group in ("totals", "forms"):
            for name, lists in data.get(group, {}).items():
                self._add(f"{group}.{name}", lists)

    def _take(self, known: dict[Key, Entry | None], key: Key, entry: Entry | None, called: str) -> None:
        if entry is not None:
            self.nothing_to_drop.pop(called, None)
        elif key not in known:
            self.nothing_to_drop[called] = None
        known.setdefault(key, entry)

    def _add(self, group: str, lists: Mapping[str, Sequence[str]]) -> None:
        known = self._lists.setdefault(group, {})
        for name, words in lists.items():
            if not isinstance(words, list):
                raise ValueError(f"“{name}”要写成一组词")
            known[name] = (*known.get(name, ()), *words)

    def vocabulary(self) -> Vocabulary:
        totals = {group: lists for group, lists in self._lists.items() if group.startswith("totals.")}
        return Vocabulary(
            tuple(self.kinds),
            tuple(self.topics),
            self._lists.get("funds", {}),
            {group.removeprefix("totals."): lists for group, lists in totals.items()},
            self._lists.get("rows", {}),
            self._lists.get("columns", {}),
            tuple(partition for partition in self._partitions.values() if partition),
            tuple(needed for needed in self._needed.values() if needed),
            tuple(self._same.items()),
            self._terms(),
            OtherWords(*(self._lists.get(f"forms.{group}", {}) for group in ("titles", "heads", "rows"))),
        )

    def _terms(self) -> Terms:
        said = self._lists.get("terms", {})
        spelt = sorted(set(said.get("spelt", ())), key=lambda term: (-len(term), term))
        return Terms(tuple(spelt), re.compile("|".join(said.get("meant", ())) or "(?!)"))


def _terms(entry: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    if unknown := [name for name in entry if name not in Terms._fields]:
        raise ValueError(f"[terms] 没有“{unknown[0]}”这一项，可以写 {'、'.join(Terms._fields)}")
    for pattern in entry.get("meant", ()):
        re.compile(pattern)  # each by itself: what is told is its own fault
    return entry


def _partition(entry: Mapping[str, Any]) -> Partition | None:
    """None for one that is taken away."""
    _only(entry, "各项之和", Partition._fields)
    if not entry.get("enabled", True):
        return None
    fewest = entry["fewest"]
    if type(fewest) is not int or fewest < 1:
        raise ValueError(f"各项之和“{entry['id']}”的 fewest 要写大于 0 的整数，不加引号")
    return Partition(str(entry["id"]), re.compile(str(entry["whole"])), re.compile(str(entry["parts"])), fewest)


def _needed(entry: Mapping[str, Any], *, is_own: bool) -> Needed | None:
    """None for what a profile does not ask for."""
    _only(entry, "应写的话", Needed._fields[:-1])
    if not entry.get("enabled", True):
        return None
    if "row" not in entry and "when" not in entry:
        raise KeyError("row 或 when")
    when = re.compile(str(entry["when"])) if "when" in entry else None
    words = re.compile(str(entry["words"]))
    return Needed(str(entry["topic"]), str(entry["what"]), words, str(entry.get("row", "")), when, is_own)


def _only(entry: Mapping[str, Any], what: str, keys: Sequence[str]) -> None:
    """Raises ValueError for a key that there is none of."""
    if unknown := [name for name in entry if name not in (*keys, "enabled")]:
        raise ValueError(f"{what}没有“{unknown[0]}”这一项，可以写 {'、'.join((*keys, 'enabled'))}")
    if type(entry.get("enabled", True)) is not bool:
        raise ValueError("enabled 要写 true 或 false，不加引号")


def _topic(entry: Mapping[str, Any]) -> Topic:
    if unknown := [name for name in entry if name not in Topic._fields]:
        raise ValueError(f"节没有“{unknown[0]}”这一项，可以写 {'、'.join(Topic._fields)}")
    for name in ("kinds", "whole"):
        if not isinstance(entry.get(name, []), list):
            raise ValueError(f"{name} 要写成一组词")
    return Topic(
        id=str(entry["id"]),
        heading=re.compile(str(entry["heading"])),
        kinds=tuple(entry.get("kinds", ())),
        whole=tuple(entry.get("whole", ())),
        silent=bool(entry.get("silent", False)),
        loose=bool(entry.get("loose", False)),
    )
