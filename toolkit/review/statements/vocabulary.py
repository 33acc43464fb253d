"""The words a document is read by, from ``review.toml`` (templates/common's and a profile's own): topics of headings,
kinds of tables, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    words, faults = _shared() if profile is None else _of(profile)
    if faults:
        raise faults[0]
    return words


def vocabulary_faults(profile: Profile) -> tuple[ProfileError, ...]:
    """All that is wrong with the ``review.toml`` of a profile; none when it has none. Raises ProfileError for one that is
    no TOML."""
    return _of(profile)[1]


_Read = tuple[Vocabulary, tuple[ProfileError, ...]]


def _of(profile: Profile) -> _Read:
    folders = profile.folders
    own = [folder / _FILE for folder in folders if folder.name != _COMMON]
    common = next((folder for folder in folders if folder.name == _COMMON), templates_folder() / _COMMON) / _FILE
    return _vocabulary(tuple((path, path.stat().st_mtime_ns) for path in own if path.is_file()), common)


@lru_cache(maxsize=1)
def _shared() -> _Read:
    """Asked for hundreds of times for one document: its file, which comes with the toolkit, is not looked for each time."""
    return _vocabulary((), templates_folder() / _COMMON / _FILE)


@lru_cache(maxsize=8)
def _vocabulary(files: tuple[tuple[Path, int], ...], common: Path) -> _Read:
    """``files``: with the time they were changed, so that a file corrected is read again."""
    words = _Words()
    for path in (*(path for path, _ in files), common):  # the nearest first: of headings and titles the first that fits
        words.take(path, is_own=path != common)
    words.look_over(files[0][0] if files else common)
    return words.vocabulary(), tuple(words.faults)


class _Words:
    """What the files say, taken one after another: the words for one thing are added up. What is wrong with a statement
    is told (``faults``), and costs nothing else."""

    def __init__(self) -> None:
        self.faults: list[ProfileError] = []
        self._kinds: list[tuple[str, re.Pattern[str]]] = []
        self._topics: list[Topic] = []
        #: What is called so, though there may be something wrong with it.
        self._named: dict[str, set[str]] = {"kind": set(), "topic": set()}
        #: What is taken away and no file further on has.
        self._nothing_to_drop: dict[str, None] = {}
        #: By what they are called, None for what a profile takes away: the nearest file that speaks of one decides.
        self._partitions: dict[str, Partition | None] = {}
        self._needed: dict[tuple[str, str], Needed | None] = {}
        self._same: dict[str, str] = {}
        self._lists: dict[str, dict[str, tuple[str, ...]]] = {}

    def take(self, path: Path, *, is_own: bool) -> None:
        """Raises ProfileError for a file that is no TOML."""
        data = read_toml(path)
        known = _OWN if is_own else (*_OWN, *_SHARED)
        for name in (name for name in data if name not in known):
            self._tell(path, f"没有“{name}”这一项，可以写 {'、'.join(_OWN)}，请改正。")
        data = {name: said for name, said in data.items() if name in known}
        for where, entry in self._entries(path, data, "kind"):
            with self._statement(path, where):
                self._kinds.append((entry["id"], re.compile(entry["title"])))
        for where, entry in self._entries(path, data, "topic"):
            with self._statement(path, where):
                self._topics.append(_topic(entry))
        for where, entry in self._entries(path, data, "partition"):
            with self._statement(path, where):
                self._take(self._partitions, str(entry["id"]), _partition(entry), str(entry["id"]))
        for where, entry in self._entries(path, data, "needed"):
            with self._statement(path, where):
                key = (str(entry["topic"]), str(entry["what"]))
                self._take(self._needed, key, _needed(entry, is_own=is_own), "的".join(key))
        self._same |= data.get("same", {})
        for group in ("funds", "rows", "columns"):
            self._add(path, group, data.get(group, {}))
        self._add_terms(path, data.get("terms", {}))
        for group in ("totals", "forms"):
            with self._statement(path, f"[{group}] 里"):
                for name, lists in data.get(group, {}).items():
                    self._add(path, f"{group}.{name}", lists)

    @contextmanager
    def _statement(self, path: Path, where: str) -> Iterator[None]:
        """KeyError, TypeError, ValueError and re.error say in a sentence what is wrong with it."""
        try:
            yield
        except re.error as error:
            self._tell(path, f"{where}的“{error.pattern!s}”不是正确的正则表达式，请改正。")
        except KeyError as error:
            self._tell(path, f"{where}缺少 {error.args[0]}，请补上。")
        except ValueError as error:
            self._tell(path, f"{where}写法有误：{error}，请改正。")
        except (TypeError, AttributeError):
            message = f"{where}的值不是该写的那一种：文字要用引号括起来，几个词要写成列表，请改正。"
            self._tell(path, message)

    def _entries(self, path: Path, data: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The tables of a list of tables, and how each is spoken of."""
        entries = data.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._tell(path, f"“{name}”的每一项要写成 [[{name}]]，请改正。")
            return
        if name in self._named:
            self._named[name] |= {str(entry.get("id")) for entry in entries}
        for number, entry in enumerate(entries, 1):
            yield f"[[{name}]] 第 {number} 项", entry

    def look_over(self, path: Path) -> None:
        """What the files name of each other must be there."""
        if self._nothing_to_drop:
            what = "、".join(self._nothing_to_drop)
            self._tell(path, f"enabled = false 要去掉的“{what}”，底稿和各格式通用的里面没有，名称要照那里写。")
        for needed in filter(None, self._needed.values()):
            if needed.topic not in self._named["topic"]:
                known = "、".join(sorted(self._named["topic"]))
                self._tell(path, f"应写的话“{needed.what}”的节“{needed.topic}”没有在 [[topic]] 里；可用：{known}。")
        for topic in self._topics:
            for kind in (*topic.kinds, *topic.whole):
                if kind not in self._named["kind"]:
                    known = "、".join(sorted(self._named["kind"]))
                    self._tell(path, f"节“{topic.id}”写的表“{kind}”没有在 [[kind]] 里；可用：{known}。")

    def _tell(self, path: Path, message: str) -> None:
        self.faults.append(ProfileError(message, path=path))

    def _take(self, known: dict[Key, Entry | None], key: Key, entry: Entry | None, called: str) -> None:
        if entry is not None:
            self._nothing_to_drop.pop(called, None)
        elif key not in known:
            self._nothing_to_drop[called] = None
        known.setdefault(key, entry)

    def _add(self, path: Path, group: str, lists: Mapping[str, Sequence[str]]) -> None:
        known = self._lists.setdefault(group, {})
        with self._statement(path, f"[{group}] 里"):
            for name, words in lists.items():
                if isinstance(words, list) and all(isinstance(word, str) for word in words):
                    known[name] = (*known.get(name, ()), *words)
                else:
                    self._tell(path, f"[{group}] 的“{name}”要写成一组词，请改正。")

    def _add_terms(self, path: Path, said: Mapping[str, Sequence[str]]) -> None:
        with self._statement(path, "[terms] 里"):
            for name in (name for name in said if name not in Terms._fields):
                self._tell(path, f"[terms] 没有“{name}”这一项，可以写 {'、'.join(Terms._fields)}，请改正。")
            meant = said.get("meant", [])
            sound = (
                [pattern for pattern in meant if self._is_pattern(path, pattern)] if isinstance(meant, list) else meant
            )
            self._add(path, "terms", {**said, "meant": sound})

    def _is_pattern(self, path: Path, pattern: str) -> bool:
        with self._statement(path, "[terms] 里"):
            return bool(re.compile(pattern))
        return False

    def vocabulary(self) -> Vocabulary:
        totals = {group: lists for group, lists in self._lists.items() if group.startswith("totals.")}
        return Vocabulary(
            tuple(self._kinds),
            tuple(self._topics),
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


def _partition(entry: Mapping[str, Any]) -> Partition | None:
    """None for one that is taken away."""
    _only(entry, Partition._fields)
    if not entry.get("enabled", True):
        return None
    fewest = entry["fewest"]
    if type(fewest) is not int or fewest < 1:
        raise ValueError("fewest 要写大于 0 的整数，不加引号")
    return Partition(str(entry["id"]), re.compile(str(entry["whole"])), re.compile(str(entry["parts"])), fewest)


def _needed(entry: Mapping[str, Any], *, is_own: bool) -> Needed | None:
    """None for what a profile does not ask for."""
    _only(entry, Needed._fields[:-1])
    if not entry.get("enabled", True):
        return None
    if "row" not in entry and "when" not in entry:
        raise KeyError("row 或 when")
    when = re.compile(str(entry["when"])) if "when" in entry else None
    words = re.compile(str(entry["words"]))
    return Needed(str(entry["topic"]), str(entry["what"]), words, str(entry.get("row", "")), when, is_own)


def _only(entry: Mapping[str, Any], keys: Sequence[str]) -> None:
    """Raises ValueError for a key that there is none of."""
    if unknown := [name for name in entry if name not in (*keys, "enabled")]:
        raise ValueError(f"没有“{unknown[0]}”这一项，可以写 {'、'.join((*keys, 'enabled'))}")
    if type(entry.get("enabled", True)) is not bool:
        raise ValueError("enabled 要写 true 或 false，不加引号")


def _topic(entry: Mapping[str, Any]) -> Topic:
    if unknown := [name for name in entry if name not in Topic._fields]:
        raise ValueError(f"没有“{unknown[0]}”这一项，可以写 {'、'.join(Topic._fields)}")
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
