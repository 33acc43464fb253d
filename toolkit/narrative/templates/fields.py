"""The fields of a format: the blocks of its ``narrative.j2``, compiled once, each rendered on its own.

A field is a Jinja block. A profile's narrative.j2 overrides its base's field by field: the nearest folder that defines
the block wins; a block within a block is overridden by itself, and ``{{ super() }}`` prints the base's. In a block a
blank line separates paragraphs, also one after a line that ends with a tag, whose line break Jinja itself takes away;
other line breaks only wrap the template's text. What a value brings along stays what it is: its line breaks become
paragraphs, and nothing in it is ever run as a template.

This module is the only one that knows jinja2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from inspect import signature
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, NoReturn

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes, pass_context
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import Context

from ...errors import TemplateError
from ...patterns import nearest
from ...profiles import LARGEST, TOO_DEEP, TOO_LARGE, Profile
from ...text import fingerprint
from ..missing import Missing
from ..phrases import Asked, PhraseError, Phrases, ordinal, plain
from ..view import NOT_PRINTED, BlockView, Score, UnknownName, View, known_names
from . import functions
from .bounds import BoundedEnvironment, bounded, joined
from .names import blocks_within, name_faults, syntax_fault, used

FILE = "narrative.j2"
#: Blocks that list the figures of charts, a chart each; read only by a profile whose outline places one.
CHARTS = "charts.j2"
#: A paragraph break that came with a value; template text cannot hold it.
_BREAK = "\u2029"
#: A line that ends with a tag, before a blank line.
_TAG_BEFORE_BLANK = re.compile(r"^(.*[%#]\})[ \t]*\n(?=[ \t]*$)", re.MULTILINE)


class _TemplateText(str):
    """What a template has printed already (``{{ super() }}``): its line breaks wrap the template's text."""

    __slots__ = ()


class _Environment(BoundedEnvironment):
    """Views answer by name only, so that no attribute of a Python object can be reached through them."""

    concat = staticmethod(lambda parts: _TemplateText(joined(parts)))

    def getattr(self, obj: Any, attribute: str) -> Any:
        return obj[attribute] if isinstance(obj, View) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return obj[argument] if isinstance(obj, View) else super().getitem(obj, argument)


def make_environment(profile: Profile, *, faulty_phrases: bool = False) -> BoundedEnvironment:
    """The one environment: strict, sandboxed, plain text, with the profile's phrases and no globals of Python.

    Raises ProfileError when a phrase of the profile is malformed, but where ``faulty_phrases`` are told otherwise.
    """
    environment = _Environment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, finalize=_printed
    )
    phrases = Phrases(profile, faulty=faulty_phrases)
    environment.globals.clear()
    environment.globals.update(
        同比=_asking(phrases.change, "比例"),
        预决算=_asking(phrases.budget, "完成率"),
        占比=phrases.share,
        比率=phrases.ratio,
        列举=functions.items,
        逐项=functions.planned_rows,
        求和=functions.total_of,
        计数=functions.count_of,
    )
    environment.filters.update(
        万元=phrases.money,
        百分比=phrases.rate,
        全称=functions.full_name(phrases),
        对应=functions.about,
        序号=ordinal,
        句=functions.typed_clause,
        收尾=functions.typed_paragraphs,
        行=functions.typed_lines,
        去尾=functions.without_tail,
        或零=functions.or_zero,
        四舍五入=functions.rounded,
    )
    return environment


def _asking(phrase: Callable[..., str], rate: str) -> Callable[..., str]:
    """The phrase for templates: it knows the years, and may be told 基数="全年预算" and, where no percentage is wanted,
    ``rate``=false."""
    parameters = signature(phrase)

    @pass_context
    def said(context: Context, *given: Any, **asked: Any) -> str:
        base, with_rate = asked.pop("基数", ""), asked.pop(rate, True)
        if not isinstance(base, str) or not isinstance(with_rate, bool):
            raise PhraseError(f"“基数”要写成文字，“{rate}”只能是 true 或 false")
        try:
            wanted = parameters.bind(*given, **asked)
        except TypeError:
            raise PhraseError(f"这里依次要写：句式、两个数、原因（可以不写），再加 基数、{rate}（可以不写）") from None
        years = (str(context.get("年度") or ""), str(context.get("上年") or ""))
        return phrase(*wanted.args, **{**wanted.kwargs, "asked": Asked(*years, base, with_rate)})

    return said


class Field(NamedTuple):
    """One field: the block, the template that defines it."""

    id: str
    template: Template
    block: Callable[[Context], Iterator[str]]


class Fields(NamedTuple):
    """All blocks of a profile by name, the nearest folder's first: a block may stand in another, or print its base's."""

    by_id: Mapping[str, Field]
    blocks: Mapping[str, list[Callable[[Context], Iterator[str]]]]


def wanted(profile: Profile) -> dict[str, str]:
    """The fields and charts that the outline asks for, each with the file that it belongs in."""
    named = ((name, file) for item in profile.outline for name, file in ((item.field, FILE), (item.chart, CHARTS)))
    return {name: file for name, file in named if name}


def template_files(profile: Profile) -> list[Path]:
    """The files whose blocks a profile uses, its own first."""
    files = dict.fromkeys((FILE, *wanted(profile).values()))
    return [folder / file for folder in profile.folders for file in files if (folder / file).is_file()]


def chart_names(profile: Profile) -> tuple[str, ...]:
    """The charts that a profile or its bases have written, placed in the outline or not."""
    environment = make_environment(profile)
    files = [folder / CHARTS for folder in profile.folders if (folder / CHARTS).is_file()]
    return tuple(
        dict.fromkeys(name for file in files for name in blocks_within(environment.parse(read_template(file))))
    )


def unwritten(profile: Profile, name: str, file: str, known: Iterable[str]) -> TemplateError:
    """What is told of a block that the outline asks for and nobody wrote."""
    what = "图" if file == CHARTS else "段落"
    message = f"{what}“{name}”没有写：请在 {file} 里写上，或从 outline.toml 去掉。{nearest(name, known)}"
    place = profile.fault("outline.toml", f'"{name}"', message)
    return TemplateError(message, path=place.path, line=place.line)


@lru_cache(maxsize=32)
def load_fields(profile: Profile) -> Fields:
    """All fields of a profile, its own and its bases'. Compiled once a profile.

    Raises TemplateError when a template is malformed or names something that no workbook of this profile has, and when
    outline.toml asks for a field that no template defines. What the profile writes otherwise is not looked at in its
    base.
    """
    environment = make_environment(profile)
    names = known_names(profile)
    asked = wanted(profile)
    fields: dict[str, Field] = {}
    blocks: dict[str, list[Callable[[Context], Iterator[str]]]] = {}
    for path in template_files(profile):
        own = path.parent == profile.folder
        template = _compile(environment, path, _Wish(names, frozenset(fields), None if own else frozenset(asked)))
        for name, block in template.blocks.items():
            fields.setdefault(name, Field(name, template, block))
            blocks.setdefault(name, []).append(block)
    for name, file in asked.items():
        if name not in fields:
            raise unwritten(profile, name, file, fields)
    return Fields(fields, blocks)


def render(fields: Fields, field_id: str, names: Mapping[str, object]) -> str:
    """The text of one field: paragraphs, one a line.

    Raises TemplateError, naming file and line, when the template asks for a row or column the profile does not have or
    does something impossible with a value.
    """
    field = fields.by_id[field_id]
    context = field.template.new_context(dict(names))
    context.blocks.update(fields.blocks)
    environment = field.template.environment
    assert isinstance(environment, BoundedEnvironment)
    environment.begin()
    try:
        raw = joined(field.block(context))
    except RecursionError:
        raise TemplateError(f"段落“{field.id}”：{TOO_DEEP}", path=field.template.filename) from None
    except (UnknownName, PhraseError, UndefinedError, SecurityError, TemplateRuntimeError) as error:
        _fault(field, str(error), error)
    except (TypeError, ArithmeticError, LookupError, ValueError, AttributeError) as error:
        if _raised_here(error):
            raise
        _fault(field, f"对数据做了不可能的运算：{_in_words(error)}", error)
    return "\n".join(_paragraphs(raw))


def _paragraphs(raw: str) -> Iterator[str]:
    for part in re.split(rf"\n[ \t]*\n|{_BREAK}", raw):
        text = "".join(line.strip() for line in part.split("\n"))
        if text:
            yield text


# -- loading


class _Wish(NamedTuple):
    """What is looked at in a template: names that workbooks have; not the blocks that are ``overridden``, and of a base
    only the fields that are ``asked`` for (None: all)."""

    names: frozenset[str]
    overridden: frozenset[str]
    asked: frozenset[str] | None

    def passed_over(self, tree: nodes.Template) -> frozenset[str]:
        blocks = blocks_within(tree)
        unused = frozenset() if self.asked is None else blocks.keys() - used(self.asked, blocks)
        return self.overridden | unused


def read_template(path: Path) -> str:
    """The text of a template, its paragraph breaks kept. Raises TemplateError when it is not in UTF-8 or too large."""
    try:
        if path.stat().st_size > LARGEST:
            raise TemplateError(TOO_LARGE, path=path)
        return _TAG_BEFORE_BLANK.sub(_kept_break, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise TemplateError("文件不是 UTF-8 编码，请用 UTF-8 另存。", path=path) from None


def _kept_break(match: re.Match[str]) -> str:
    """Jinja takes away the line break after a tag, and half of a blank line with it: the break is said otherwise. Lines
    are not moved, so that faults are told at theirs."""
    return f"{match[1]}\n{_BREAK}"


def _compile(environment: BoundedEnvironment, path: Path, wish: _Wish) -> Template:
    source = read_template(path)
    stored = _stored(environment, path, source, wish)
    if stored is not None and stored.code is not None:
        return Template.from_code(environment, stored.code, environment.globals)
    try:
        tree = environment.parse(source, str(path), str(path))
        for fault in name_faults(tree, path, wish.names | environment.globals.keys(), wish.passed_over(tree)):
            raise fault
        code = environment.compile(bounded(tree), str(path), str(path))
    except TemplateSyntaxError as error:
        raise syntax_fault(error, path, environment) from None
    except (RecursionError, SyntaxError, MemoryError):  # Python, too, has a limit to what stands within what
        raise TemplateError(TOO_DEEP, path=path) from None
    if stored is not None:
        stored.code = code
        store = _store()
        if store is not None:
            store.set_bucket(stored)
    return Template.from_code(environment, code, environment.globals)


def _stored(environment: BoundedEnvironment, path: Path, source: str, wish: _Wish) -> Bucket | None:
    """The template as compiled by an earlier run, kept by jinja in the user's own temporary folder; None where there is
    no safe one. Compiling costs a third of a check. What is looked at belongs to the key: it was checked."""
    looked_at = (wish.names, wish.overridden, wish.asked or (), environment.filters, environment.globals)
    known = fingerprint("\n".join(",".join(sorted(one)) for one in looked_at))
    store = _store()
    return None if store is None else store.get_bucket(environment, f"{path.name}-{known}", str(path), source)


@lru_cache(maxsize=1)
def _store() -> FileSystemBytecodeCache | None:
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None


# -- faults


def _fault(field: Field, message: str, error: BaseException) -> NoReturn:
    message = re.sub(r"^'(.+)' is undefined$", r"没有名为“\1”的数据", message)
    template, line = _template_line(field, error.__traceback__)
    raise TemplateError(
        f"段落“{field.id}”：{message.rstrip('。')}。", path=template.filename, line=line or None
    ) from error


def _in_words(error: Exception) -> str:
    """What Python says of an operation, as people say it; its own words where that is not known."""
    if isinstance(error, ZeroDivisionError):
        return "除数是 0，请先用 {% if %} 判断"
    if isinstance(error, TypeError) and re.search(
        "unsupported operand|can only concatenate|not supported between", str(error)
    ):
        return "文字、数、表和行不能放在一起算，也不能比大小"
    if isinstance(error, TypeError) and "argument" in str(error):
        return "括号里写的个数或名称不对"
    return str(error)


def _template_line(field: Field, trace: TracebackType | None) -> tuple[Template, int]:
    """The template that failed, which may be that of a block within the field's, and its line."""
    template, line = field.template, 0
    while trace is not None:
        failed = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(failed, Template):
            template, line = failed, failed.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return template, line


def _raised_here(error: BaseException) -> bool:
    """True when our own code failed, which is a bug and keeps its traceback."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (
        trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).split(".")[0] == __name__.split(".")[0]
    )


def _printed(value: object) -> str:
    """How a value is printed by ``{{ }}``: amounts want |万元; bare numbers are counts and scores."""
    if isinstance(value, _TemplateText):
        return value
    if isinstance(value, str):
        return _BREAK.join(value.splitlines())
    if isinstance(value, Decimal):
        return str(value) if isinstance(value, Score) else plain(value)
    if isinstance(value, (int, Missing)):
        return str(value)
    if isinstance(value, Undefined):
        return str(value)  # a strict one raises, with its name; an inline if without else is nothing
    if isinstance(value, BlockView) and value.is_list and not value:
        return str(value.nothing())
    raise PhraseError(NOT_PRINTED)
