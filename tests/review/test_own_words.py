"""A profile says what its region calls the sections and figures of a document: review binds by its words, too."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from cli import main
from toolkit.profiles import samples

#: A section under a heading that nobody else writes.
LOCAL = "二、钱从哪里来"
WORDS = """
[[topic]]
id = "收入"
heading = '钱从哪里来'
kinds = ["收入", "总表"]
whole = ["收入", "总表"]
"""


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    assert (
        run(
            "profile", "new", "local-final", "--from", "central-final", "--out", tmp_path / "juesuan-profiles"
        ).exit_code
        == 0
    )
    return tmp_path / "juesuan-profiles" / "local-final"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """The made-up sample as a document, with that heading over the sentences about 收入."""
    sample = next(path for path in samples() if path.stem == "example-2025")
    path = tmp_path / "a.docx"
    assert run("word", sample, "-o", path).exit_code == 0
    made = docx.Document(str(path))
    heads = [
        one for one in made.paragraphs if one.style.name.startswith("heading") or one.style.name.startswith("Heading")
    ]
    (head,) = (one for one in heads if one.text == "二、收入决算情况说明")
    for other in head.runs[1:]:
        other.text = ""
    head.runs[0].text = LOCAL
    made.save(str(path))
    return path


def bound(document: Path) -> int:
    said = json.loads(run("review", document, "--profile", "local-final", "--json").stdout)
    said = said[0] if isinstance(said, list) else said
    return int(said["figures"]["right"])


def test_a_section_of_another_name_is_bound_by_the_profile_s_words(profile: Path, document: Path) -> None:
    before = bound(document)
    (profile / "review.toml").write_text(WORDS, encoding="utf-8")
    assert bound(document) > before


def told(document: Path) -> str:
    return run("review", document, "--profile", "local-final", "--json").stdout


def rewritten(document: Path, old: str, new: str) -> None:
    """Every paragraph with what fits ``old`` in other words."""
    made = docx.Document(str(document))
    count = 0
    for paragraph in made.paragraphs:
        if (text := re.sub(old, new, paragraph.text)) != paragraph.text:
            count += 1
            for other in paragraph.runs[1:]:
                other.text = ""
            paragraph.runs[0].text = text
    assert count
    made.save(str(document))


def test_what_was_spent_is_of_what_was_planned_just_before(profile: Path, document: Path) -> None:
    """教育支出年初预算15万元，全年支出12万元: not of the whole section."""
    before = bound(document)
    rewritten(document, r"(年初预算)为([\d,.]+万元，)支出决算为", r"\1\2全年支出")
    assert bound(document) > before - 5  # some go on after another sign
    assert '"WD-01"' not in told(document)


PARTS = """
item = [
    { title = "一、单位简介", level = 1 },
    { title = "（一）职责", level = 2, text = "职责" },
    { title = "（二）机构", level = 2, text = "机构设置" },
    { title = "二、情况说明", level = 1 },
    { title = "（一）收入", level = 2, field = "收入" },
    { title = "（二）“三公”经费", level = 2, field = "三公总体" },
    { title = "三、名词解释", level = 1, glossary = "名词解释" },
    { title = "四、附表", level = 1 },
    { title = "附件1 收入决算表", level = 2, table = "公开02" },
    { title = "附件2 财政拨款“三公”经费支出决算表", level = 2, table = "公开09" },
]
"""


def test_parts_may_be_counted_as_the_terms_under_one_of_them(profile: Path, tmp_path: Path) -> None:
    """三、名词解释 with 一、二、 below it, and 四、 after them; a unit that no workbook of ours has; and what the format itself
    does not say of “三公” is not asked for, though it speaks of cars elsewhere."""
    (profile / "outline.toml").write_text(PARTS, encoding="utf-8")
    cars = "购置车辆0辆，车辆6辆，管理水库面积1,250.75公顷。"
    (profile / "narrative.j2").write_text(
        f"{{% block 收入 %}}{{{{ super() }}}}{cars}{{% endblock %}}", encoding="utf-8"
    )
    sample = next(path for path in samples() if path.stem == "example-2025")
    path = tmp_path / "b.docx"
    unit = Path(shutil.copy(sample, tmp_path))
    assert run("word", unit, "-o", path, "--profile", "local-final").exit_code == 0
    said = told(path)
    assert not [rule for rule in ("WD-07", "WD-18", "WD-23") if f'"{rule}"' in said]


def test_a_profile_asks_for_more_than_everybody_and_for_less(profile: Path, document: Path) -> None:
    rewritten(document, "项目支出(830)", r"专项\1")
    assert "没有写项目支出" in told(document)
    (profile / "review.toml").write_text(
        """
[[needed]]
topic = "支出"
what = "项目支出"
enabled = false
[[needed]]
topic = "基本"
what = "编制内的人数"
when = '[1-9]'
words = '编制内'
""",
        encoding="utf-8",
    )
    after = told(document)
    assert "没有写项目支出" not in after
    assert "没有写编制内的人数" in after


def test_which_parts_make_up_a_whole_is_the_profile_s_to_say(profile: Path, document: Path) -> None:
    rewritten(document, "^(.*公务接待费预算数.*)$", r"\1吃饭支出10.00万元，其中：请人9.00万元，被请0.50万元。")
    rewritten(
        document,
        "^(.*一般公共预算财政拨款基本支出700.*)$",
        r"\1基本支出9.00万元，其中：人员经费6.00万元，公用经费2.00万元。",
    )
    said = "“吃饭支出”写的是 10.00万元，所列各项之和是"
    usual = "“基本支出”写的是 9.00万元，所列各项之和是"
    before = told(document)
    assert said not in before
    assert usual in before
    (profile / "review.toml").write_text(
        """
[[partition]]
id = "吃饭"
whole = '吃饭'
parts = '请人|被请'
fewest = 2
[[partition]]
id = "基本支出"
enabled = false
""",
        encoding="utf-8",
    )
    after = told(document)
    assert said in after
    assert usual not in after


def test_which_terms_are_held_to_their_letters_is_the_profile_s_to_say(profile: Path, document: Path) -> None:
    rewritten(document, "^(.*公务接待费预算数.*)$", r"\1村级运传经费和村组运转经费都已支付，机关运营经费已支付。")
    said, other, usual = "“村级运传经费”应为“村级运转经费”", "“村组运转经费”应为", "“机关运营经费”应为“机关运行经费”"
    before = told(document)
    assert said not in before
    assert usual in before
    own = profile / "review.toml"
    own.write_text('[terms]\nspelt = ["村级运转经费"]\n', encoding="utf-8")
    assert all(words in told(document) for words in (said, other, usual))
    own.write_text('[terms]\nspelt = ["村级运转经费"]\nmeant = ["村组运转经费"]\n', encoding="utf-8")
    after = told(document)
    assert said in after
    assert usual in after
    assert other not in after


ILL_WRITTEN = """
[terms]
spelled = ["甲乙"]
meant = ["甲("]
spelt = "甲乙"
[same]
"甲" = "乙"
[rows]
"甲" = "乙"
[[topic]]
id = "甲"
heading = "甲("
[[topic]]
id = "丙"
heading = "甲"
kinds = ["乙"]
[[topic]]
id = "丁"
[[topic]]
id = "戊"
heading = "甲"
kind = "三公"
[[needed]]
topic = "收入"
what = "甲"
words = "甲"
[[needed]]
topic = "乙"
what = "甲"
words = "甲"
when = "1"
[[needed]]
topic = "收入"
what = "丙"
enabled = false
[[needed]]
topic = "收入"
what = "丁"
word = "甲"
[[partition]]
id = "甲"
whole = "甲"
parts = "乙"
fewest = "两"
[[partition]]
id = "基本支出"
enabled = "否"
"""
TOLD = (
    "没有“same”这一项，可以写 kind、topic",
    "[[topic]] 第 1 项的“甲(”不是正确的正则表达式",
    "[[topic]] 第 3 项缺少 heading",
    "[[topic]] 第 4 项写法有误：没有“kind”这一项，可以写 id、heading",
    "[[partition]] 第 1 项写法有误：fewest 要写大于 0 的整数",
    "[[partition]] 第 2 项写法有误：enabled 要写 true 或 false",
    "[[needed]] 第 1 项缺少 row 或 when",
    "[[needed]] 第 4 项写法有误：没有“word”这一项，可以写 topic、what",
    "[rows] 的“甲”要写成一组词",
    "[terms] 没有“spelled”这一项，可以写 spelt、meant",
    "[terms] 里的“甲(”不是正确的正则表达式",
    "[terms] 的“spelt”要写成一组词",
    "要去掉的“收入的丙”，底稿和各格式通用的里面没有",
    "应写的话“甲”的节“乙”没有在 [[topic]] 里",
    "节“丙”写的表“乙”没有在 [[kind]] 里",
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (ILL_WRITTEN, TOLD),
        (
            'terms = 3\nrows = 3\ntotals = 3\ntopic = "甲"\npartition = ["甲"]\n[funds]\n"甲" = [3]\n',
            (
                "[terms] 里的值不是该写的那一种",
                "[rows] 里的值不是该写的那一种",
                "[totals] 里的值不是该写的那一种",
                "“topic”的每一项要写成 [[topic]]",
                "“partition”的每一项要写成 [[partition]]",
                "[funds] 的“甲”要写成一组词",
            ),
        ),
    ],
)
def test_all_ill_written_words_are_told_at_once(profile: Path, words: str, told: tuple[str, ...]) -> None:
    (profile / "review.toml").write_text(words, encoding="utf-8")
    result = run("profile", "check", profile)
    assert result.exit_code == 3
    assert [
        said
        for said in told
        if f"“{profile.name}/review.toml”：{said}" not in result.output.replace("enabled = false ", "")
    ] == []
    assert f"共 {len(told)} 处要改" in result.output


def test_one_of_the_words_of_a_table_is_no_slip(document: Path) -> None:
    """“优” four times and “良” once: what a project got, as the table of the projects says."""
    made = docx.Document(str(document))
    (after,) = (one for one in made.paragraphs if one.text == LOCAL)
    table = made.add_table(6, 2)
    for number, grade in enumerate("优优优优良"):
        item = after.insert_paragraph_before(f"第{number + 1}个项目自评等级为“{grade}”。")
        item.style = made.styles["Normal"]
        table.cell(number + 1, 0).text, table.cell(number + 1, 1).text = f"项目{number + 1}", grade
    table.cell(0, 0).text, table.cell(0, 1).text = "项目名称", "自评等级"
    made.save(str(document))
    assert "WD-10" not in run("review", document).output
    table.cell(5, 1).text = "优"
    made.save(str(document))
    assert "“级为“良”。”里的“良”是不是“优”？" in run("review", document).output.replace("“。", "”。")


def test_cars_may_be_said_to_be_kept(document: Path) -> None:
    made = docx.Document(str(document))
    said = [one for one in made.paragraphs if "保有量为" in one.text or "购置车辆" in one.text]
    assert len(said) == 2
    for one in said:
        text = re.sub(r"[^，。]*公务用车保有量为(\d+)辆", r"年末保有\1辆", one.text)
        for other in one.runs[1:]:
            other.text = ""
        one.runs[0].text = re.sub(r"，购置车辆\d+辆", "", text)
    made.save(str(document))
    assert "没有写公务用车保有量" not in run("review", document).output
