"""docs/findings.md says what the rules say."""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.profiles import load_profile, profile_ids
from toolkit.review.catalogue import CATALOGUE
from tools.findings_page import markdown

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "findings.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: python -m tools findings"


def test_every_rule_has_a_sentence_and_a_basis() -> None:
    for profile_id in profile_ids():
        for rule in load_profile(profile_id).rules.values():
            assert rule.title.strip(), rule.id
            assert rule.basis.strip(), f"{profile_id}: {rule.id} states no basis"


def test_every_finding_about_a_document_is_listed() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "toolkit" / "review").rglob("*.py"))
    assert set(re.findall(r'"(WD-\d\d)"', code)) == {number for number, *_ in CATALOGUE}
