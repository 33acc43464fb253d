"""The fields of a format: the blocks of its ``narrative.j2``, compiled once, each rendered on its own.

A field is a Jinja block. A profile's narrative.j2 overrides its base's field by field: the nearest folder that defines
the block wins. In a block a blank line separates paragraphs; other line breaks only wrap the template's text. What a
value brings along stays what it is: its line breaks become paragraphs, and nothing in it is ever run as a template.

This module is the only one that knows jinja2.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, NoReturn

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..amounts import round_half_up
from ..errors import ProfileError, TemplateError
from ..patterns import nearest, without_lead
from ..profiles import Profile
from ..text import fingerprint
from .missing import Missing
from .phrases import PhraseError, Phrases, clause, lines, listing, number_of, ordinal, plain
from .view import LEVELS, BlockView, RowView, UnknownName, View, known_names

FILE = "narrative.j2"
#: Blocks that list the figures of charts, a chart each; read only by a profile whose outline places one.
CHARTS = "charts.j2"
#: A paragraph break that came with a value; template text cannot hold it.
_BREAK = "\u2029"


class _Environment(ImmutableSandboxedEnvironment):
    """Views answer by name only, so that no attribute of a Python object can be reached through them."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return obj[attribute] if isinstance(obj, View) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return obj[argument] if isinstance(obj, View) else super().getitem(obj, argument)


def make_environment(profile: Profile) -> ImmutableSandboxedEnvironment:
    """The one environment: strict, sandboxed, plain text, with the profile's phrases and no globals of Python.

    Raises ProfileError when a phrase of the profile is malformed.
    """
    environment = _Environment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, finalize=_printed
    )
    phrases = Phrases(profile)
    environment.globals.clear()
    environment.globals.update(
        同比=phrases.change,
        预决算=phrases.budget,
        占比=phrases.share,
        比率=phrases.ratio,
        列举=_items,
        逐项=_planned_rows,
        求和=_sum,
    )
    environment.filters.update(
        万元=phrases.money,
        百分比=phrases.rate,
        全称=_full_name(phrases),
        对应=_about,
        序号=ordinal,
        句=_clause,
        行=_lines,
        去尾=_without_tail,
        或零=_or_zero,
        四舍五入=_rounded,
    )
    return environment


class Field(NamedTuple):
    """One field: the block, the template that defines it."""

    id: str
    template: Template
    block: Callable[[Context], Iterator[str]]


@lru_cache(maxsize=32)
def load_fields(profile: Profile) -> Mapping[str, Field]:
    """All fields of a profile, its own and its bases', by id. Compiled once a profile.

    Raises TemplateError when a template is malformed or names something that no workbook of this profile has, and when
    outline.toml asks for a field that no template defines.
    """
    environment = make_environment(profile)
    names = known_names(profile)
    fields: dict[str, Field] = {}
    for path in template_files(profile):
        template = _compile(environment, path, names)
        fields |= {name: Field(name, template, block) for name, block in template.blocks.items()}
    for name, file in _asked(profile):
        if name not in fields:
            raise _unwritten(profile, name, file, fields)
    return fields


def template_files(profile: Profile) -> list[Path]:
    """The files whose blocks a profile uses, its bases' first."""
    files = (FILE, CHARTS) if any(item.chart for item in profile.outline) else (FILE,)
    paths = [folder / file for folder in reversed(profile.folders) for file in files]
    return [path for path in paths if path.is_file()]


def _asked(profile: Profile) -> list[tuple[str, str]]:
    """The blocks that the outline asks for, each with the file that it belongs in."""
    named = ((name, file) for item in profile.outline for name, file in ((item.field, FILE), (item.chart, CHARTS)))
    return [(name, file) for name, file in named if name]


def _unwritten(profile: Profile, name: str, file: str, known: Mapping[str, object]) -> TemplateError:
    return TemplateError(
        f"outline.toml 要用的{'图' if file == CHARTS else '段落'}“{name}”没有写。{nearest(name, known)}",
        path=profile.folder / file,
    )


def render(field: Field, names: Mapping[str, object]) -> str:
    """The text of one field: paragraphs, one a line.

    Raises TemplateError, naming file and line, when the template asks for a row or column the profile does not have or
    does something impossible with a value.
    """
    context = field.template.new_context(dict(names))
    try:
        raw = "".join(field.block(context))
    except (UnknownName, PhraseError, UndefinedError, SecurityError, TemplateRuntimeError) as error:
        _fault(field, str(error), error)
    except (TypeError, ArithmeticError, LookupError, ValueError, AttributeError) as error:
        if _raised_here(error):
            raise
        _fault(field, f"对数据做了不可能的运算（{error}）", error)
    return "\n".join(_paragraphs(raw))


def _paragraphs(raw: str) -> Iterator[str]:
    for part in re.split(rf"\n[ \t]*\n|{_BREAK}", raw):
        text = "".join(line.strip() for line in part.split("\n"))
        if text:
            yield text


# -- loading


def _compile(environment: ImmutableSandboxedEnvironment, path: Path, names: frozenset[str]) -> Template:
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise TemplateError("文件不是 UTF-8 编码，请用 UTF-8 另存。", path=path) from None
    stored = _stored(environment, path, source, names)
    if stored is not None and stored.code is not None:
        return Template.from_code(environment, stored.code, environment.globals)
    try:
        tree = environment.parse(source, str(path), str(path))
        for fault in _name_faults(tree, path, names | environment.globals.keys()):
            raise fault
        code = environment.compile(tree, str(path), str(path))
    except TemplateSyntaxError as error:
        message = _syntax(error, environment)
        raise TemplateError(f"第 {error.lineno} 行：{message}", path=path) from None
    if stored is not None:
        stored.code = code
        store = _store()
        if store is not None:
            store.set_bucket(stored)
    return Template.from_code(environment, code, environment.globals)


def _stored(
    environment: ImmutableSandboxedEnvironment, path: Path, source: str, names: frozenset[str]
) -> Bucket | None:
    """The template as compiled by an earlier run, kept by jinja in the user's own temporary folder; None where there is
    no safe one. Compiling costs a third of a check. The names a workbook has belong to the key: they were checked."""
    known = fingerprint("\n".join(sorted({*names, *environment.filters, *environment.globals})))
    store = _store()
    return None if store is None else store.get_bucket(environment, f"{path.name}-{known}", str(path), source)


@lru_cache(maxsize=1)
def _store() -> FileSystemBytecodeCache | None:
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None


def template_faults(profile: Profile) -> list[TemplateError | ProfileError]:
    """All that is wrong with the sentences: phrases, templates, fields asked for and not written, or written in vain."""
    try:
        environment = make_environment(profile)
    except ProfileError as error:
        return [error]
    faults: list[TemplateError | ProfileError] = []
    written: dict[str, Path] = {}
    for path in template_files(profile):
        try:
            tree = environment.parse(path.read_text(encoding="utf-8"), str(path), str(path))
            environment.compile(path.read_text(encoding="utf-8"), str(path), str(path))  # knows the filters
        except TemplateSyntaxError as error:
            faults.append(TemplateError(f"第 {error.lineno} 行：{_syntax(error, environment)}", path=path))
            continue
        faults += _name_faults(tree, path, known_names(profile) | environment.globals.keys())
        written |= {block.name: path for block in tree.find_all(nodes.Block)}
    asked = dict(_asked(profile))
    faults += [_unwritten(profile, name, file, written) for name, file in asked.items() if name not in written]
    faults += [
        TemplateError(f"段落“{name}”写了，但 outline.toml 没有用到；不需要就删去。", path=path)
        for name, path in written.items()
        if name not in asked and path.parent == profile.folder
    ]
    return faults


def _name_faults(tree: nodes.Template, path: Path, names: frozenset[str]) -> Iterator[TemplateError]:
    """Top-level names that no workbook has, in all branches, before any workbook is read."""
    for forbidden in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        yield TemplateError(f"第 {forbidden.lineno} 行：不能引入别的模板；同名的段落会自动取最近的一份。", path=path)
    written = list(tree.find_all(nodes.Name))
    known = names | {name.name for name in written if name.ctx != "load"} | {"loop"}
    for name in written:
        if name.name not in known:
            message = f"第 {name.lineno} 行：没有名为“{name.name}”的数据。{nearest(name.name, names)}"
            yield TemplateError(message, path=path)


def _syntax(error: TemplateSyntaxError, environment: ImmutableSandboxedEnvironment) -> str:
    unknown = re.match(r"No (filter|test) named '(.+?)'", error.message or "")
    if unknown:
        known = environment.filters if unknown[1] == "filter" else environment.tests
        near = difflib.get_close_matches(unknown[2], known, 1, 0.3)
        return f"没有名为“{unknown[2]}”的写法。" + (f"是不是“{near[0]}”？" if near else "")
    return f"模板写法有误（{error.message}）。"


# -- faults


def _fault(field: Field, message: str, error: BaseException) -> NoReturn:
    message = re.sub(r"^'(.+)' is undefined$", r"没有名为“\1”的数据", message)
    place = f"第 {_template_line(field, error.__traceback__)} 行（段落“{field.id}”）"
    raise TemplateError(f"{place}：{message.rstrip('。')}。", path=field.template.filename) from error


def _template_line(field: Field, trace: TracebackType | None) -> int:
    """The line of the template that failed."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_globals.get("__jinja_template__") is field.template:
            line = field.template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line


def _raised_here(error: BaseException) -> bool:
    """True when our own code failed, which is a bug and keeps its traceback."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (
        trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).split(".")[0] == __name__.split(".")[0]
    )


# -- what templates can do besides the phrases


def _printed(value: object) -> str:
    """How a value is printed by ``{{ }}``: amounts want |万元; bare numbers are counts and scores."""
    if isinstance(value, str):
        return _BREAK.join(value.splitlines())
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, (int, Missing)):
        return str(value)
    if isinstance(value, Undefined):
        return str(value)  # a strict one raises, with its name; an inline if without else is nothing
    if isinstance(value, BlockView) and value.is_list and not value:
        return str(value.nothing())
    raise PhraseError("表、行和列表不能直接印出来，请写明要哪一行哪一列")


def _table(value: object) -> BlockView:
    if isinstance(value, BlockView):
        return value
    raise PhraseError(f"这里要的是一张表，得到的是“{value}”")


def _planned_rows(table: object, plan: object, level: str = "项") -> tuple[RowView, ...]:
    """逐项: the rows of a level of ``table``, and those that only the list ``plan`` has money for, with figures of 0."""
    if level not in LEVELS:
        raise PhraseError(f"没有“{level}”这一级，可用：{'、'.join(LEVELS)}")
    return _table(table).with_rows_of(_table(plan), level)


def _about(rows: object, table: object) -> list[RowView | Missing]:
    """对应: for each row of one form the row of ``table`` that it is about, punctuation of the names aside."""
    if not isinstance(rows, tuple):
        raise PhraseError("“对应”要的是一张表的某一级，如 绩效目标表.项目")
    return [_table(table).about(row) for row in rows]


def _sum(rows: object, column: str, *only: str) -> Decimal | Missing:
    """求和: a column over the rows, or over those that say ``only[1]`` in the column ``only[0]``. A blank keeps it missing."""
    total: Decimal | Missing = Decimal(0)
    for row in rows if isinstance(rows, (BlockView, list, tuple)) else (None,):
        if isinstance(row, Missing):
            total += row
            continue
        if not isinstance(row, RowView) or len(only) not in (0, 2):
            raise PhraseError("“求和”要的是一张表或几行、一栏，可以再加一栏和其中的文字")
        if not only or row[only[0]] == only[1]:
            total += number_of(row[column])
    return total


def _items(rows: object, column: str, *groups: str) -> str:
    """列举: names of the rows with an amount whose codes belong to ``groups``, group by group: 基本工资、津贴补贴."""
    if not isinstance(rows, tuple):
        raise PhraseError("“列举”要的是一张表的某一级，如 公开06.款")
    return listing((row.name, number_of(row[column])) for group in groups for row in rows if row.code.startswith(group))


def _full_name(phrases: Phrases) -> Callable[[object], str]:
    def full_name(row: object) -> str:
        if not isinstance(row, RowView):
            raise PhraseError(f"“全称”要的是一行，得到的是“{row}”")
        return phrases.subject((row.level_name("类"), row.level_name("款"), row.name))

    return full_name


def _clause(value: object, lead: str = "") -> object:
    """A typed text as part of a sentence, without the words ``lead`` that the sentence begins with."""
    if isinstance(value, Missing):
        return str(value)
    return without_lead(clause(str(value)), lead)


def _lines(value: object) -> list[str]:
    if isinstance(value, Missing):
        return [str(value)] if value.needed else []
    return lines(str(value))


def _without_tail(text: object, tail: str) -> str:
    return str(text).removesuffix(tail)


def _or_zero(value: Decimal | Missing) -> Decimal:
    """A figure whose blank means none."""
    return Decimal(0) if isinstance(value, Missing) else value


def _rounded(value: Decimal | Missing, decimals: int = 2) -> Decimal | Missing:
    """A figure that was worked out (an average score), half-up."""
    number = number_of(value)
    return number if isinstance(number, Missing) else round_half_up(number, decimals)
