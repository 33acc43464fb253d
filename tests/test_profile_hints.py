"""What the author of a profile is told besides its faults: what nobody should find out from a clerk's workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from authoring import add, begun, run
from openpyxl import load_workbook

from toolkit.profiles import Library, templates_folder
from toolkit.workbook import build_blank, read_grid, read_workbook


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return begun(tmp_path, "own-final", "central-final")


def sentence(profile: Path, text: str) -> str:
    (profile / "narrative.j2").write_text(f"{{% block 收入 %}}{text}{{% endblock %}}\n", encoding="utf-8")
    return run("profile", "check", profile).output


def test_a_sentence_that_divides_by_what_may_be_nothing_is_told(profile: Path) -> None:
    """Else the check of every workbook that nobody has begun yet ends with it."""
    total = '公开02["合计"].本年收入合计'
    said = sentence(profile, f"{{{{ 比率({total}, {total}) }}}}")
    assert "空白的工作簿写不出这一段" in said
    assert "段落“收入”：比率的分母是 0，请先用 {% if %} 判断。" in said
    guarded = sentence(profile, f"{{% if {total} %}}{{{{ 比率({total}, {total}) }}}}{{% endif %}}")
    assert "没有发现问题" in guarded


def test_a_sentence_that_divides_by_an_entry_of_0_is_told(profile: Path) -> None:
    """A blank entry is 【待补充】; it is the 0 that breaks the sentence."""
    said = sentence(profile, "{{ 比率(政府采购货物, 政府采购总额) }}")
    assert "全填 0 的工作簿写不出这一段" in said


def test_a_form_printed_too_small_is_pointed_out(profile: Path) -> None:
    columns = ", ".join(f'{{ id = "数{number}" }}' for number in range(18))
    add(
        profile,
        "profile.toml",
        'tables = ["公开01", "公开02", "公开03", "公开04", "公开05", "公开06", "公开07", "公开08", "公开09", "横", "竖"]\n',
    )
    for name, landscape in (("横", "true"), ("竖", "false")):
        form = f'["{name}"]\ntitle = "{name}着印的宽表"\nindex_row = false\nlandscape = {landscape}\n'
        form += f'[["{name}".blocks]]\nkind = "lines"\n'
        form += f'columns = [{{ id = "项目", role = "name" }}, {columns}]\nrows = ["合计"]\n'
        add(profile, "tables.toml", form)
    said = run("profile", "check", profile)
    assert said.exit_code == 0
    assert "提示：“横”的各列太宽，在一页上打印出来只有 6.0 磅的字：把各列的 width 写小一些" in said.output
    assert re.search(r"提示：“竖”.*写上 landscape = true（横排），或把各列的 width", said.output)


def test_what_is_shown_of_a_form_says_what_speaks_of_it() -> None:
    """Whoever changes the form looks at these rules and sentences, before profile check asks for it."""
    said = run("profile", "show", "central-final", "公开08").output
    assert "用到它的规则：GK08-1、GK08-2、GK03-08、GK04-08.1、GK04-08.2、BC-7.3" in said
    assert "用到它的段落：国有资本经营" in said
    assert "空表说明：" in said
    assert "表下的注：注：本表反映" in said
    assert "用到它的规则：BC-4.1、BC-4.2" in run("profile", "show", "central-final", "车辆合计").output


@pytest.mark.parametrize(
    ("words", "table"),
    [
        ('"名称栏" = "预算单位"\n"金额单位" = "计算单位：千元"\n', ""),
        ("", 'name_label = "预算单位"\nunit_line = "计算单位：千元"\nlabel = "附表二"\n'),
    ],
    ids=["all forms", "one form"],
)
def test_a_form_is_read_by_the_words_that_the_format_prints_above_it(
    profile: Path, tmp_path: Path, words: str, table: str
) -> None:
    add(profile, "profile.toml", f"[words]\n{words}")
    add(profile, "tables.toml", f'["公开02"]\n{table}')
    path = tmp_path / "a.xlsx"
    library = Library(tmp_path, templates_folder())
    build_blank(library.load("own-final"), path, year=2025, unit_name="某某局")
    form = read_workbook(read_grid(path), "own-final", library=library).report.tables["公开02"]
    assert (form.unit_name, form.unit.value, form.year) == ("某某局", "千元", 2025)
    assert form.label == ("附表二" if "附表二" in table else "公开02表")


def test_what_stands_in_the_legend_is_no_sentence(profile: Path) -> None:
    """The legend of narrative.j2 shows a block called 收入: what is shown, and what speaks of a form, is the true one."""
    said = run("profile", "show", "central-final", "收入", "公开02").output
    assert "年度收入合计{{ 合计.本年收入合计|万元 }}" in said
    assert "{% block 收入 %} … {% endblock %}" not in said
    assert "用到它的段落：收入、收入构成图" in said
    add(profile, "profile.toml", 'tables = ["公开01", "公开03"]\n')
    outline = Library(profile.parent, templates_folder()).load("own-final").outline
    assert not [item for item in outline if item.field == "收入"]  # it speaks of 公开02, which is dropped


def test_all_names_that_nothing_has_are_told_at_once() -> None:
    said = run("profile", "show", "central-final", "公开02", "公开2", "收支整体")
    assert (said.exit_code, said.stdout) == (1, "")
    assert "没有“公开2”。是不是“公开02”？没有“收支整体”。是不是“收支总体”？" in said.stderr


def test_a_faulty_phrase_hides_no_sentence_that_cannot_be_written(profile: Path) -> None:
    """Else the author is told of the one today and of the other when that is mended."""
    add(
        profile, "profile.toml", '[phrases."我省同比"]\n"增" = "多{差额}，增{比例}"\n"减" = "少{差额}"\n"平" = "相同"\n'
    )
    total = '公开02["合计"].本年收入合计'
    said = sentence(profile, f"{{{{ 比率({total}, {total}) }}}}{{{{ 没有的数 }}}}")
    assert "“phrases.我省同比.增”里的“{比例}”可能没有值" in said
    assert "没有名为“没有的数”的数据" in said
    assert said.count("narrative.j2") == 1  # what fails in the same line may follow from that
    apart = f"{{% if 上年收入总计 %}}{{{{ 没有的数 }}}}{{% endif %}}\n{{{{ 比率({total}, {total}) }}}}"
    assert "比率的分母是 0" in sentence(profile, apart)
    used = f'{{{{ 同比("我省同比", {total}, 上年收入总计) }}}}'
    assert "写不出这一段" not in sentence(profile, used)  # what a faulty phrase makes of a sentence is not told again


def test_a_new_profile_brings_every_file_that_its_author_may_want(profile: Path) -> None:
    summary = (profile / "summary.toml").read_text(encoding="utf-8")
    assert '# ["收入总计"]\n# now = "公开01.收入[总计]"' in summary
    assert "第一行      各组数的名称，用 | 隔开" in (profile / "charts.j2").read_text(encoding="utf-8")
    add(
        profile,
        "charts.j2",
        '{% block 我的图 %}\n项目 | 数\n\n收入 | {{ 公开02["合计"].本年收入合计 }}\n{% endblock %}\n',
    )
    assert "charts.j2”第 8 行：段落“我的图”写了，但 outline.toml 没有用到" in run("profile", "check", profile).output
    add(profile, "outline.toml", 'item = [{ chart = "我的图" }, { table = "公开02" }]\n')
    assert "没有发现问题" in run("profile", "check", profile).output


def test_rows_that_a_rule_counts_twice_or_passes_over_are_pointed_out(profile: Path) -> None:
    rows = '["一、财政拨款", { name = "其中：一般公共预算财政拨款收入", key = "一般" }, "本年收入合计", "总计"]'
    add(profile, "tables.toml", f'["公开01".blocks."收入"]\nrows = {rows}\n')
    rows = '[{ names = ["一、教育支出"], optional = true }, { blank = 2 }, "本年支出合计", "总计"]'
    add(profile, "tables.toml", f'["公开01".blocks."支出"]\nlevels = ["类"]\nrows = {rows}\n')
    add(profile, "rules.toml", '["A-1"]\ntitle = "和"\nidentity = "公开01.支出[本年支出合计] = SUM(公开01.支出[类])"\n')
    add(profile, "rules.toml", '["GK08-2"]\nenabled = false\n')
    copied = '["公开07"]\ntitle = "2024年度基金表"\n["公开07".blocks."".columns."小计"]\nhead = "2024年支出/小计"\n'
    add(profile, "tables.toml", copied)
    said = run("profile", "check", profile).output
    assert "提示：“公开08”没有一条规则说到上下级科目" in said
    assert said.count("没有一条规则说到上下级科目") == 1
    assert '提示：“公开07”的标题里写着“2024年”，别的年度就认不出来：写成 title = "{年度}年度基金表"。' in said
    assert "提示：“公开07”的表头“2024年支出/小计”里写着年份" in said
    assert "提示：规则“GK01-1”把“公开01表收入”的“其中：一般公共预算财政拨款收入”也加了进去" in said
    assert "提示：规则“A-1”的“公开01表支出”[类] 只有不在 rows 里的行；rows 里列着的（“教育支出”等）也算的" in said
    text = (
        (profile / "tables.toml")
        .read_text(encoding="utf-8")
        .replace("optional = true", 'optional = true, level = "款"')
    )
    (profile / "tables.toml").write_text(text, encoding="utf-8")
    said = run("profile", "check", profile).output
    assert "“公开01”的“一、教育支出”的 level 写的是“款”，可用：类。" in said


def test_a_bad_sentence_keeps_nobody_from_checking_tables(tmp_path: Path) -> None:
    """Whoever fills in a workbook did not write the sentences; a document without them is none."""
    profile = begun(tmp_path / "juesuan-profiles", "own-final", "central-final")
    add(profile, "narrative.j2", "{% block 收入 %}{{ 没有的数 }}{% endblock %}\n")
    unit, filled, document = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "a.docx"))
    assert run("new", "own-final", unit, "--year", "2025", "--unit", "某局").exit_code == 0
    book = load_workbook(unit)
    book["支出决算表"]["D8"] = 12
    book.save(unit)
    said = run("check", unit)
    assert said.exit_code == 3
    assert "NR-08　情况说明这次没有写，表格照常校验" in said.output
    assert "own-final/narrative.j2”第" in said.output
    assert "没有名为“没有的数”的数据" in said.output
    assert "支出决算表!" in said.output
    assert run("fill", unit, "-o", filled).exit_code == 3
    said = run("word", filled, "-o", document)
    assert said.exit_code == 1
    assert "没有名为“没有的数”的数据" in said.stderr
    assert not document.exists()
    assert run("build", unit, "--out", tmp_path / "建").exit_code == 3
    assert {path.suffix for path in (tmp_path / "建").glob("a.*")} == {".xlsx", ".json"}
    (tmp_path / "收").mkdir()
    unit.rename(tmp_path / "收" / "a.xlsx")
    said = run("batch", tmp_path / "收", "--out", tmp_path / "汇总")
    assert "处理了 1 个" in said.output
    assert {path.suffix for path in (tmp_path / "汇总" / "单位").glob("a.*")} == {".xlsx", ".json"}
