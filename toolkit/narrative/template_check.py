"""All that is wrong with the sentences of a profile at once, for its author."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from ..errors import ProfileError, TemplateError
from ..profiles import TOO_DEEP, Profile
from .template_names import blocks_within, name_faults, syntax_fault, used
from .templates import make_environment, read_template, template_files, unwritten, wanted
from .view import known_names


def template_faults(profile: Profile) -> list[TemplateError | ProfileError]:
    """Phrases, templates, fields asked for and not written, or written in vain.

    What a base writes is looked at as far as this profile still uses it.
    """
    try:
        environment = make_environment(profile)
    except ProfileError as error:
        return [error]
    faults: list[TemplateError | ProfileError] = []
    names = known_names(profile) | environment.globals.keys()
    trees: list[tuple[Path, nodes.Template]] = []
    for path in template_files(profile):
        try:
            source = read_template(path)
            trees.append((path, environment.parse(source, str(path), str(path))))
            environment.compile(source, str(path), str(path))  # knows the filters
        except TemplateSyntaxError as error:
            faults.append(syntax_fault(error, path, environment))
        except (RecursionError, SyntaxError):
            faults.append(TemplateError(TOO_DEEP, path=path))
        except TemplateError as error:
            faults.append(error)
    written: set[str] = set()
    within: dict[str, frozenset[str]] = {}
    for path, tree in trees:
        blocks = blocks_within(tree)
        own = path.parent == profile.folder
        wished = blocks.keys() if own else used(wanted(profile), blocks)
        faults += name_faults(tree, path, names, written | (blocks.keys() - wished))
        written |= blocks.keys()
        within = {**blocks, **within}
    faults += _unwritten(profile, written)
    faults += _in_vain(profile, trees, used(wanted(profile), within))
    return faults


def _unwritten(profile: Profile, written: set[str]) -> Iterator[TemplateError]:
    for name, file in wanted(profile).items():
        if name not in written:
            yield unwritten(profile, name, file, sorted(written))


def _in_vain(
    profile: Profile, trees: list[tuple[Path, nodes.Template]], asked: frozenset[str]
) -> Iterator[TemplateError]:
    for path, tree in trees:
        if path.parent == profile.folder:
            for block in tree.find_all(nodes.Block):
                if block.name not in asked:
                    message = f"段落“{block.name}”写了，但 outline.toml 没有用到；不需要就删去。"
                    yield TemplateError(message, path=path, line=block.lineno)
