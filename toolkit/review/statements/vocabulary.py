"""The words a document is read by, from ``templates/common/review.toml``: topics of headings, kinds of tables, names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...errors import ProfileError
from ...profiles import templates_folder

_FILE = "review.toml"


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
    """A whole that equals its parts, by the words for it and for them; ``fewest``: of how many that is sure."""

    whole: re.Pattern[str]
    parts: re.Pattern[str]
    fewest: int


class Needed(NamedTuple):
    """What every account says in the section on a topic, in these ``words``: where the tables have an amount for ``row``,
    or the section itself says ``when`` it is needed. ``what``: how it is called."""

    topic: str
    what: str
    words: re.Pattern[str]
    row: str = ""
    when: re.Pattern[str] | None = None


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


@lru_cache(maxsize=4)
def vocabulary() -> Vocabulary:
    """Raises ProfileError when the file is missing or malformed."""
    path = templates_folder() / "common" / _FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Vocabulary(
            tuple((entry["id"], re.compile(entry["title"])) for entry in data["kind"]),
            tuple(_topic(entry) for entry in data["topic"]),
            {name: tuple(kinds) for name, kinds in data["funds"].items()},
            {kind: {block: tuple(names) for block, names in blocks.items()} for kind, blocks in data["totals"].items()},
            {row: tuple(names) for row, names in data["rows"].items()},
            {column: tuple(names) for column, names in data["columns"].items()},
            tuple(
                Partition(re.compile(entry["whole"]), re.compile(entry["parts"]), int(entry["fewest"]))
                for entry in data["partition"]
            ),
            tuple(_needed(entry) for entry in data["needed"]),
            tuple(data["same"].items()),
            OtherWords(*(_lists(data["forms"][kind]) for kind in ("titles", "heads", "rows"))),
        )
    except OSError:
        raise ProfileError(f"找不到 {_FILE}，请重新安装本工具。", path=path) from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, re.error) as error:
        raise ProfileError(f"写法有误（{error}），请改正或重新安装本工具。", path=path) from None


def _lists(data: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in data.items()}


def _needed(entry: Mapping[str, str]) -> Needed:
    when = re.compile(entry["when"]) if "when" in entry else None
    return Needed(entry["topic"], entry["what"], re.compile(entry["words"]), entry.get("row", ""), when)


def _topic(entry: Mapping[str, object]) -> Topic:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return Topic(**{**values, "heading": re.compile(str(entry["heading"]))})  # type: ignore[arg-type]
