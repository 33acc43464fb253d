"""docs/profile-keys.md says what the loader reads: every key, none besides."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tools.profile_keys import SECTIONS, markdown

PAGE = Path(__file__).resolve().parent.parent / "docs" / "profile-keys.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: python -m tools keys"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section[2].__name__)
def test_every_key_has_words_and_no_words_are_about_none(section: tuple[str, str, type, dict[str, str]]) -> None:
    assert {field.name for field in dataclasses.fields(section[2])} == set(section[3])
