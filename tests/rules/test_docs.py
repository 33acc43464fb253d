"""docs/rules.md teaches by example: every rule in it must be one that the toolkit takes."""

import re
from dataclasses import replace
from pathlib import Path

from toolkit.profiles import RuleSpec, load_profile
from toolkit.rules import validate_rules
from toolkit.rules.checks.by_name import CHECKS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


def _examples() -> list[str]:
    spans = re.findall(r"`([^`\n]+)`", TEXT) + [line.strip() for line in TEXT.splitlines()]
    spans += re.findall(r"""identity = ["'](.+)["']""", TEXT)
    return [
        span
        for span in spans
        if re.match(r"^[^|`]*\[.*\].*(?: = | <= | 同有同无 )(?!\")|^文字不应有 ", span)
        and not span.startswith("identity")
    ]


def test_every_example_is_a_valid_rule():
    examples = _examples()
    assert len(examples) >= 12
    profile = load_profile("henan-final")
    rules = {str(number): RuleSpec("例", text, str(number)) for number, text in enumerate(examples)}
    validate_rules(replace(profile, rules=rules))


def test_every_named_check_is_explained():
    assert set(re.findall(r"`检查 ([^`]+)`", TEXT)) == set(CHECKS)
