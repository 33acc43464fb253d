"""名词解释 of a clerk who has written none: the terms that the forms use, once; afterwards it is a person's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import clerk
import pytest

from toolkit import workflow
from toolkit.edits import Edit
from toolkit.errors import ProfileError
from toolkit.findings import Finding, Severity
from toolkit.profiles import Library, load_profile, profile_ids, templates_folder
from toolkit.profiles.glossary import glossary

TERMS = ["财政拨款收入", "基本支出", "项目支出", "“三公”经费", "机关运行经费"]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clerk.filled_in("henan-final", tmp_path_factory.mktemp("typed") / "a.xlsx")


@pytest.fixture(scope="module")
def filled(typed: Path) -> Path:
    workflow.save_workbook(workflow.fill(workflow.check(typed)), typed.with_stem("filled"))
    return typed.with_stem("filled")


def terms(path: Path) -> list[str]:
    return [row.name for row in clerk.read(path).report.lists["名词解释"].rows]


def of_glossary(path: Path, rule: str) -> list[Finding]:
    findings = workflow.check(path).findings
    return [finding for finding in findings if finding.rule == rule and "名词解释" in finding.message]


def test_what_the_forms_use_is_explained(filled: Path) -> None:
    found = terms(filled)
    assert found[: len(TERMS)] == TERMS
    assert found[len(TERMS)] == "社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）"
    assert len(found) == len(TERMS) + len(clerk.ITEMS)


def test_what_is_ours_is_to_be_looked_over_and_official_notes_are_not(filled: Path) -> None:
    rows = clerk.read(filled).report.lists["名词解释"].rows
    assert [row.name for row in rows if row.cells["核对"].text == "请核对"] == TERMS
    (finding,) = of_glossary(filled, "RD-45")
    assert (finding.severity, len(finding.cells)) == (Severity.WARNING, len(TERMS))


def test_a_term_that_the_forms_use_not_is_left_out(typed: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(typed.read_bytes())
    fact = clerk.read(path).report.facts["机关运行经费"]
    clerk.type_in(path, [Edit(fact.sheet, fact.address, 0)])
    workflow.save_workbook(workflow.fill(workflow.check(path)), tmp_path / "b.xlsx")
    assert "机关运行经费" not in terms(tmp_path / "b.xlsx")


def test_a_term_of_every_document_is_brought_by_no_figure(typed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own-final"
    folder.mkdir()
    (folder / "profile.toml").write_text('base = "henan-final"\nregion = "某省"\n', encoding="utf-8")
    written = '["甲"]\n"解释" = "乙。"\n"必有" = true\n["丙"]\n"解释" = "丁。"\n"用于" = ["公开02.没有"]\n'
    (folder / "glossary.toml").write_text(written, encoding="utf-8")
    made = workflow.fill(workflow.check(typed, profile_id="own-final", library=Library(tmp_path, templates_folder())))
    workflow.save_workbook(made, tmp_path / "b.xlsx")
    found = terms(tmp_path / "b.xlsx")
    assert "甲" in found
    assert "丙" not in found
    assert found[: len(TERMS)] == TERMS  # what it does not write of its base's stays


def test_what_a_person_changed_or_emptied_stays_so(filled: Path, tmp_path: Path) -> None:
    path, again = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(filled.read_bytes())
    rows = clerk.read(path).report.lists["名词解释"].rows
    clerk.type_in(path, [Edit(cell.sheet, cell.address) for row in rows for cell in row.cells.values() if cell.text])
    (finding,) = of_glossary(path, "NR-01")
    assert finding.severity is Severity.WARNING
    made = workflow.fill(workflow.check(path))
    workflow.save_workbook(made, again)
    assert terms(again) == []
    assert "没有需要解释的名词。" in [getattr(item, "text", "") for item in workflow.document(made).items]


@pytest.mark.parametrize("profile_id", profile_ids())
def test_every_place_that_brings_a_term_is_in_some_form(profile_id: str) -> None:
    """A misspelt one would never bring its term. Forms that a profile has not are its base's."""
    profile = load_profile(profile_id)
    for term in glossary(profile):
        assert term.meaning.endswith("。")
        for use in term.uses:
            spec = profile.tables.get(use.table)
            if spec is None:
                assert use.table in ("补充资料", "公开10")
                continue
            columns = {column.id for block in spec.blocks for column in block.columns}
            assert use.column in ("", *columns), term.name


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('["甲"]\n"解释" = "乙。"\n', "名词“甲”缺少“用于”"),
        ('["甲"]\n"用于" = ["公开09"]\n', "名词“甲”缺少“解释”"),
        ("甲 = 1", "文件写法有误"),
        ('"甲" = 1', "名词“甲”要写成一项"),
        ('["甲"]\n"解释" = "乙。"\n"用于" = ["["]\n', "“用于”里的“\\[”看不懂"),
        ('["甲"]\n"解释" = "乙。"\n"用于" = "公开09"\n', "的“用于”要写成列表"),
        ('["甲"]\n"解释" = "乙。"\n"必有" = "是"\n', "的“必有”只能写 true 或 false"),
        ('["甲"]\n"解释" = "乙。"\n"用途" = ["公开09"]\n', "不认识的键“用途”，可用：解释、用于"),
    ],
)
def test_a_malformed_file_is_told_with_its_name(written: str, told: str, tmp_path: Path) -> None:
    profile = load_profile("henan-final")
    (tmp_path / "glossary.toml").write_text(written, encoding="utf-8")
    with pytest.raises(ProfileError, match=told):
        glossary(replace(profile, folders=(tmp_path, *profile.folders)))


def test_single_terms_are_added_changed_and_left_out(tmp_path: Path) -> None:
    """What a profile does not write of its base's glossary stays as it is there, and where it is."""
    profile = load_profile("henan-final")
    known = glossary(profile)
    own = f'''
["{known[1].name}"]
"解释" = "另一种说法。"
["{known[2].name}"]
"不要" = true
["本省名词"]
"解释" = "指本省的。"
"用于" = ["公开09"]
'''
    (tmp_path / "glossary.toml").write_text(own, encoding="utf-8")
    found = glossary(replace(profile, folders=(tmp_path, *profile.folders)))
    assert [term.name for term in found] == [known[0].name, known[1].name, *(t.name for t in known[3:]), "本省名词"]
    assert found[1] == known[1]._replace(meaning="另一种说法。")
    assert found[-1].uses == (("公开09", "", ""),)
