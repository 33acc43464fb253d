"""Profile folders read, with their bases, and everything wrong with them told."""

from __future__ import annotations

import pickle
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..amounts import NumberStyle
from ..errors import ProfileError
from ..outputs.files import reason
from . import slots
from .building import Builder, Place, Tell, nearest_key, stop_at_once
from .choices import LABEL_PLACES
from .form_specs import ALWAYS, FOREVER, TableSpec, other_layouts
from .phrase_tables import merged_phrases, resolved
from .rule_entries import STATEMENTS, as_now, ill_written, one_a_rule, states
from .specs import FactGroup, OutlineItem, Profile, RuleSpec, SummarySpec

#: What tomllib says, and what a clerk may do about it.
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_CAUSES = {
    "Invalid value": "的值不对：文字要用半角引号括起来，是否写 true、false，列表的括号要成对",
    "Expected newline": "多了东西：一行只写一项，文字要用引号括起来",
    "Expected ']'": "方括号没有成对",
    "Illegal character": "引号没有成对，或一段文字写成了几行",
    'Expected "\'"': "引号没有成对",
    "Unterminated string": "引号没有成对",
    "Cannot overwrite": "同一个键写了两次",
    "Cannot declare": "同一组写了两次，请合在一起",
    "Cannot mutate": "同一组写了两次，请合在一起",
    "Expected '='": "键后面应是等号；键里有中文的要用引号括起来",
    "Unclosed": "花括号没有成对：{ … } 要写在一行里",
    "Invalid statement": "看不懂这一行：键里有中文的要用引号括起来",
    "Invalid initial character": "这里应是一个键；最后一项后面不写逗号",
    "Unescaped": "引号里的 \\ 要写成 \\\\，或改用单引号",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
Fault = Callable[[str, Place], None]
#: Where the folder of a base is, by its id.
Home = Callable[[str], Path | None]


@dataclass(frozen=True)
class _Head:
    """What profile.toml says besides its phrases, key by key."""

    base: str = ""
    region: str = ""
    kind: str = "决算"
    description: str = ""
    version: str = ""
    first_year: int = ALWAYS
    last_year: int = FOREVER
    tables: tuple[str, ...] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    numbers: NumberStyle = NumberStyle()
    percent: NumberStyle = NumberStyle()
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    unfinished: str = "error"
    contents_levels: int = 2
    label_place: str = LABEL_PLACES[-1]


class _Files:
    """The files of a profile and of its bases, those of the most general folder first, merged by name."""

    def __init__(self, folder: Path, home_of: Home, tell: Tell) -> None:
        heads = list(_chain(folder, home_of, tell))
        self.folders = [folder for folder, _ in heads]
        self.heads = [head for _, head in heads]
        self.tell = tell
        #: Tables, groups of facts and facts that any of the folders defines; rules that the profile itself states.
        self.defined: set[str] = set()
        self.own_rules: frozenset[str] = frozenset()
        self.own_outline = False

    def builder(self, name: str) -> Builder:
        return Builder(self.folders[-1] / name, self.tell)

    def head(self) -> dict[str, Any]:
        return self._merged("profile.toml", zip(self.folders, self.heads, strict=True))

    def merged(self, name: str, read: Callable[[dict[str, Any]], dict[str, Any]] = dict) -> dict[str, Any]:
        return self._merged(name, self._read(name, read))

    def _read(
        self, name: str, read: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> Iterator[tuple[Path, dict[str, Any]]]:
        for folder in self.folders:
            if (folder / name).is_file():
                data = _data(folder / name, self.tell)
                if data is not None:
                    data = read(data)
                    self._note(name, folder, data)
                    yield folder, data

    def _note(self, name: str, folder: Path, data: dict[str, Any]) -> None:
        if name in ("tables.toml", "facts.toml"):
            self.defined |= data.keys()
            facts = [group["facts"] for group in data.values() if isinstance(group, dict) and "facts" in group]
            listed = (fact for group in facts if isinstance(group, list) for fact in group)
            self.defined |= {fact["id"] for fact in listed if isinstance(fact, dict) and "id" in fact}
            texts = [group["texts"] for group in data.values() if isinstance(group, dict) and "texts" in group]
            self.defined |= {
                text for group in texts if isinstance(group, list) for text in group if isinstance(text, str)
            }
        elif name == "rules.toml" and folder == self.folders[-1]:
            self.own_rules = frozenset(key for key in one_a_rule(data) if states(data, key))
        elif name == "outline.toml" and folder == self.folders[-1]:
            self.own_outline = "item" in data

    def _merged(self, name: str, files: Iterable[tuple[Path, Mapping[str, Any]]]) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for folder, data in files:
            _merge(merged, data, Builder(folder / name, self.tell).fault)
        return merged


def read_profile(folder: Path, home_of: Home, tell: Tell = stop_at_once) -> Profile:
    """The profile in a folder with its bases, wherever those are.

    Raises ProfileError when profile.toml cannot be read or names a base that is not there.
    """
    files = _Files(folder, home_of, tell)
    phrases = _phrases(files)
    profile = _of_forms(folder, files)
    facts = files.builder("facts.toml").named(FactGroup, files.merged("facts.toml"))
    rules = _rules(files)
    facts = {key: group for key, group in facts.items() if group.facts or group.columns or group.texts}
    kept = {name for group in facts.values() for name in (*(fact.id for fact in group.facts), *group.texts)}
    dropped = files.defined - {*profile.tables, *facts, *kept}
    profile = replace(
        profile,
        phrases=phrases,
        facts=facts,
        rules={key: rule for key, rule in rules.items() if rule.enabled},
        outline=_outline(files, dropped),
        summary=files.builder("summary.toml").named(SummarySpec, files.merged("summary.toml")),
        dropped=frozenset(dropped),
        own_rules=files.own_rules,
    )
    for fault in slots.faults(profile):
        tell(fault)
    return profile


def read_forms_only(folder: Path, home_of: Home) -> Profile:
    """The profile without all that is not needed to find its forms in a workbook: facts, rules, outline, sentences.

    Raises ProfileError for a fault in what is read.
    """
    return _of_forms(folder, _Files(folder, home_of, stop_at_once))


def _of_forms(folder: Path, files: _Files) -> Profile:
    head = _head(files)
    tables = files.builder("tables.toml").named(TableSpec, files.merged("tables.toml"))
    layouts = {name: other_layouts(table) for name, table in tables.items()}
    ordered = _in_order({name: usual for name, (usual, *_) in layouts.items()}, head.tables, files)
    return Profile(
        id=folder.name,
        folder=folder,
        folders=tuple(reversed(files.folders)),
        region=head.region,
        kind=head.kind,
        description=head.description,
        version=head.version,
        first_year=head.first_year,
        last_year=head.last_year,
        words=head.words,
        numbers=head.numbers,
        percent_style=head.percent,
        phrases={},
        tables=ordered,
        other_layouts={name: tuple(others) for name, (_, *others) in layouts.items() if others and name in ordered},
        facts={},
        rules={},
        outline=(),
        thresholds=head.thresholds,
        unfinished=head.unfinished,
        contents_levels=head.contents_levels,
        label_place=head.label_place,
    )


def _head(files: _Files) -> _Head:
    builder = files.builder("profile.toml")
    data = {key: value for key, value in files.head().items() if key != "phrases"}
    head = builder.one(_Head, data, ())
    assert head is not None, "nothing must be there"
    if head.contents_levels not in (1, 2, 3):
        builder.fault(
            f"contents_levels 写的是 {head.contents_levels}，目录只能列到 1、2 或 3 级标题。", ("contents_levels",)
        )
    if head.unfinished not in ("error", "warning"):
        builder.fault(f"unfinished 写的是“{head.unfinished}”，只能是 error 或 warning。", ("unfinished",))
    if head.label_place not in LABEL_PLACES:
        message = f"label_place 写的是“{head.label_place}”，{nearest_key(head.label_place, LABEL_PLACES)}"
        builder.fault(message, ("label_place",))
    return head


def _in_order(tables: Mapping[str, TableSpec], order: tuple[str, ...] | None, files: _Files) -> dict[str, TableSpec]:
    unknown = [name for name in order or () if name not in tables]
    for name in unknown:
        files.builder("profile.toml").fault(f"tables 列出的“{name}”没有定义，{nearest_key(name, tables)}", ("tables",))
    return {name: tables[name] for name in (tables if order is None or unknown else order)}


def _rules(files: _Files) -> dict[str, RuleSpec]:
    entries = files.merged("rules.toml", as_now)
    builder = files.builder("rules.toml")
    for key in ill_written(entries):
        builder.fault(f'规则“{key}”的 tables 要写成 {{ "规则编号" = "表" }}。', (key, "tables"))
    rules = builder.named(RuleSpec, one_a_rule(entries))
    for rule in rules.values():
        stated = [key for key in STATEMENTS if getattr(rule, key)]
        if len(stated) != 1 and rule.enabled:
            keys = "、".join(STATEMENTS)
            wrong = f"只能写 {keys} 中的一个，现有 {'、'.join(stated)}" if stated else f"要写 {keys} 中的一个"
            builder.fault(f"规则“{rule.id}”{wrong}。", (rule.id,))
    return rules


def _outline(files: _Files, dropped: set[str]) -> tuple[OutlineItem, ...]:
    """The outline; what a base lists of tables and facts that the profile has dropped is dropped with them, and so are
    its sentences that speak of them."""
    items = files.builder("outline.toml").all(OutlineItem, files.merged("outline.toml").get("item", []), ("item",))
    if files.own_outline or not dropped:
        return items
    from .dropping import still_there  # hardly ever needed

    return still_there(items, files.folders[::-1], dropped)


def _phrases(files: _Files) -> dict[str, Mapping[str, str]]:
    builder = files.builder("profile.toml")
    stated = [head.get("phrases", {}) for head in files.heads]
    if not all(isinstance(phrases, dict) for phrases in stated):
        builder.fault("“phrases”应是一组键值。", ("phrases",))
        return {}
    tables, astray = resolved(merged_phrases(stated))
    for name, table in tables.items():
        for key, sentence in table.items():
            if not isinstance(sentence, str):
                builder.fault(f"句式“{name}”的“{key}”应是文字，现为 {str(sentence)[:20]}。", ("phrases", name, key))
    for name in astray:
        builder.fault(
            f"句式“{name}”要写成一组句子，或写另一个句式的名称；可用：{'、'.join(tables)}。", ("phrases", name)
        )
    texts = {
        name: [(key, said) for key, said in table.items() if isinstance(said, str)] for name, table in tables.items()
    }
    return {name: dict(table) for name, table in texts.items()}


def _chain(
    folder: Path, home_of: Home, tell: Tell, above: tuple[Path, ...] = ()
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The folder's bases, the most general first, then the folder itself, each with its profile.toml."""
    head = _data(folder / "profile.toml", tell)
    if head is None:
        raise ProfileError(UNREADABLE, path=folder / "profile.toml")
    base = head.get("base")
    if base:
        found = home_of(base) if isinstance(base, str) else None
        if found is None or found.resolve() in (one.resolve() for one in (folder, *above)):
            why = "不存在" if found is None else "又以它为底，绕成了圈"
            raise ProfileError(f"base 指向的“{base}”{why}。", path=folder / "profile.toml")
        yield from _chain(found, home_of, tell, (folder, *above))
    yield folder, head


def _data(path: Path, tell: Tell) -> dict[str, Any] | None:
    """What a file says, without the statements in it that cannot be read; None when nothing can."""
    try:
        return read_toml(path)
    except ProfileError as error:
        if error.line is None:
            tell(error)
            return None
    from .recovering import read_on  # hardly ever needed

    return read_on(path.read_text(encoding="utf-8-sig"), lambda text: _parsed(text, path), tell)


UNREADABLE = "这个文件改好以前，其余的读不了。"
#: Bytes of a file of a profile; the largest of ours has a fiftieth of it.
LARGEST = 2 * 1024 * 1024
TOO_LARGE = f"文件过大（超过 {LARGEST // 1024 // 1024} MB），不像格式的文件，请检查。"
TOO_DEEP = "括号或段落套得太深，读不出来，请拆开写。"


def read_toml(path: Path) -> dict[str, Any]:
    """Raises ProfileError, with the line, for what is no TOML, too large or nested too deep."""
    try:
        if path.stat().st_size > LARGEST:
            raise ProfileError(TOO_LARGE, path=path)
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ProfileError("文件不是 UTF-8 编码，请用 UTF-8 另存。", path=path) from None
    except OSError as error:
        raise ProfileError(f"打不开（{reason(error)}），请检查文件夹和权限。", path=path) from None
    data: dict[str, Any] = pickle.loads(_pickled(text, path))  # our own, made by the line below
    return data


@lru_cache(maxsize=256)
def _pickled(text: str, path: Path) -> bytes:
    """What a file says, for whoever asks to have a copy of its own: every profile reads the files of its bases, and
    copying takes a twentieth of the time of reading."""
    return pickle.dumps(_parsed(text, path))


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise ProfileError(TOO_DEEP, path=path) from None
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        cause = next(
            (words for start, words in _CAUSES.items() if str(error).startswith(start)), "请核对引号、括号和等号"
        )
        place = f"第 {at[2]} 个字处" if at else "文件末尾"
        message = f"文件写法有误：{place}{cause}。"
        raise ProfileError(message, path=path, line=int(at[1]) if at else None) from None
    except (ValueError, ArithmeticError):  # a number of thousands of digits
        raise ProfileError("里面有大得不合理的数，请检查。", path=path) from None
    may_hold = "\\" in text or _CONTROL.search(text)  # nothing else brings one into a text
    if may_hold and (control := next(filter(None, map(_CONTROL.search, _texts(data))), None)):
        words = control.string[:20].replace(control[0], "□")
        raise ProfileError(f"文字“{words}”里有看不见的控制字符，请删去。", path=path)
    return data


def _texts(data: object) -> Iterator[str]:
    """All words of a file, keys among them."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from data
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _merge(into: dict[str, Any], new: Mapping[str, Any], fault: Fault, place: Place = ()) -> None:
    for key, value in new.items():
        known = into.get(key)
        if isinstance(value, dict) and isinstance(known, list):
            known = {item.get("id", ""): item for item in known if isinstance(item, dict)}
            for unknown in (key for key in value if key not in known):
                message = f"“{key}”里没有“{unknown}”，{nearest_key(unknown, known)}"
                fault(message, (*place, key, unknown))
        if isinstance(value, dict) and isinstance(known, dict):
            _merge(known, value, fault, (*place, key))  # changes the items of a list in their places
        else:
            into[key] = value
