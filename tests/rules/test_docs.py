"""docs/rules.md teaches by example: every rule in it must be one that the toolkit takes."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

from toolkit.profiles import RuleSpec, load_profile
from toolkit.profiles.rule_entries import as_now, one_a_rule
from toolkit.rules.checks.by_name import CHECKS
from toolkit.rules.language.compiled import compiled

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


def _examples() -> list[str]:
    spans = re.findall(r"`([^`\n]+)`", TEXT) + [line.strip() for line in TEXT.splitlines()]
    spans += re.findall(r"""identity = ["'](.+)["']""", TEXT)
    return [
        span
        for span in spans
        if re.match(r"^[^|`]*\[.*\].*(?: = | <= | 同有同无 )(?!\")", span) and not span.startswith("identity")
    ]


def _whole_rules() -> dict[str, dict[str, object]]:
    """The rules given as they stand in a file, by id."""
    blocks = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    return {key: rule for block in blocks for key, rule in one_a_rule(as_now(tomllib.loads(block))).items()}


def test_every_rule_as_it_stands_in_a_file_is_valid():
    rules = {key: RuleSpec(id=key, **rule) for key, rule in _whole_rules().items()}
    assert {"check", "unwanted", "wanted", "notes", "table"} <= {
        key for rule in _whole_rules().values() for key in rule
    }
    compiled(replace(load_profile("henan-final"), rules=rules))


def test_every_example_is_a_valid_rule():
    examples = _examples()
    assert len(examples) >= 12
    profile = load_profile("henan-final")
    rules = {str(n): RuleSpec("例", text, str(n), table="公开05") for n, text in enumerate(examples)}
    compiled(replace(profile, rules=rules))


def test_every_named_check_is_explained():
    assert set(re.findall(r"`check = \"([^`\"]+)\"`", TEXT)) == set(CHECKS)
