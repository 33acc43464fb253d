"""All that is wrong with the sentences of a profile at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import TemplateSyntaxError, nodes

from ...errors import ProfileError, TemplateError
from ...profiles import TOO_DEEP, Profile
from ..phrase_kinds import phrase_faults
from ..templates.bounds import BoundedEnvironment
from ..templates.fields import CHARTS, make_environment, read_template, template_files, unwritten, wanted
from ..templates.names import blocks_within, name_faults, syntax_fault, used
from ..view import known_names
from .calls import call_faults
from .reading_on import parsed
from .rows import known_views, row_faults

Faults = list[TemplateError | ProfileError]


class _Read(NamedTuple):
    """A template as far as it could be read; ``lost``: the blocks that could not."""

    path: Path
    tree: nodes.Template
    lost: frozenset[str]


def template_faults(profile: Profile) -> Faults:
    """Phrases, templates, fields asked for and not written, or written in vain.

    What a base writes is looked at as far as this profile still uses it.
    """
    faults: Faults = [*phrase_faults(profile)]
    environment = make_environment(profile, faulty_phrases=True)
    names, views = known_names(profile) | environment.globals.keys(), known_views(profile)
    charts = [path] if (path := profile.folder / CHARTS).is_file() else []  # though none of its own is placed
    paths = dict.fromkeys([*template_files(profile), *charts])
    reads = [read for path in paths if (read := _read(path, environment, faults))]
    written: set[str] = set()
    within: dict[str, frozenset[str]] = {}
    for path, tree, lost in reads:
        blocks = blocks_within(tree)
        own = path.parent == profile.folder
        wished = blocks.keys() if own else used(wanted(profile), blocks)
        passed_over = written | (blocks.keys() - wished)
        faults += name_faults(tree, path, names, passed_over)
        faults += row_faults(tree, path, views, passed_over)
        faults += call_faults(
            [block for block in tree.find_all(nodes.Block) if block.name not in passed_over], path, profile
        )
        written |= blocks.keys() | lost
        within = {**blocks, **within}
    faults += _unwritten(profile, written)
    faults += _in_vain(profile, reads, used(wanted(profile), within))
    return list({str(fault): fault for fault in faults}.values())  # a block within a block is met twice


def _read(path: Path, environment: BoundedEnvironment, faults: Faults) -> _Read | None:
    def tell(error: TemplateSyntaxError) -> None:
        faults.append(syntax_fault(error, path, environment))

    try:
        tree, lost = parsed(read_template(path), environment, str(path), tell)
    except (RecursionError, SyntaxError, MemoryError):
        faults.append(TemplateError(TOO_DEEP, path=path))
        return None
    except TemplateError as error:
        faults.append(error)
        return None
    return _Read(path, tree, lost) if tree is not None else None


def _unwritten(profile: Profile, written: set[str]) -> Iterator[TemplateError]:
    for name, file in wanted(profile).items():
        if name not in written:
            yield unwritten(profile, name, file, sorted(written))


def _in_vain(profile: Profile, reads: list[_Read], asked: frozenset[str]) -> Iterator[TemplateError]:
    for path, tree, _ in reads:
        if path.parent == profile.folder:
            for block in tree.find_all(nodes.Block):
                if block.name not in asked:
                    message = f"段落“{block.name}”写了，但 outline.toml 没有用到；不需要就删去。"
                    yield TemplateError(message, path=path, line=block.lineno)
