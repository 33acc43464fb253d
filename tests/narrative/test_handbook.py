"""docs/narrative.md names everything a template or a phrase can use."""

from pathlib import Path

import pytest

from toolkit.narrative.phrases import KINDS
from toolkit.narrative.templates.fields import make_environment
from toolkit.profiles import load_profile

PAGE = (Path(__file__).parents[2] / "docs" / "narrative.md").read_text(encoding="utf-8")
ENVIRONMENT = make_environment(load_profile("henan-final"))


@pytest.mark.parametrize("name", [name for name in ENVIRONMENT.filters if not name.isascii()])
def test_every_filter_is_explained(name):
    assert f"\\|{name}" in PAGE


@pytest.mark.parametrize("name", ENVIRONMENT.globals)
def test_every_function_is_explained(name):
    assert f"`{name}(" in PAGE


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_every_kind_of_phrase_is_explained(kind):
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {kind.title} |")]
    for name in (*kind.situations, *(f"{{{slot}}}" for slot in kind.slots)):
        assert name in row
    for slot, always in kind.slots.items():
        assert (f"[{{{slot}}}]" in row) is not always
