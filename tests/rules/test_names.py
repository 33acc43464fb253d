"""Names that must agree: projects and their forms, the unit's name in a form, 科目 in the glossary."""

from dataclasses import replace

import pytest
from filled import Filled, only

from toolkit import rules

PROFILE = Filled().profile


def told(filled, rule):
    found = rules.check(filled.report(), only(filled.profile, rule))
    return [(f.message, f.cells[0].text) for f in found if f.rule == rule]


def sample():
    return Filled("yanbian-2024")


def renamed(list_id, column, old, new):
    filled = sample()
    block = filled.data["lists"][list_id]
    row = next(row for row in block["rows"] if row[block["columns"].index(column)] == old)
    row[block["columns"].index(column)] = new
    return filled


def test_projects_that_have_other_names_in_the_list_than_on_their_forms():
    assert [(name, "最接近的是" in message) for message, name in told(sample(), "ZP-9")] == [
        ("州直离休人员医疗费超支款", True),
        ("个人权益邮寄费", True),
        ("医疗保障专家评审费", True),
    ]


def test_a_project_without_a_form_and_a_form_without_a_line():
    filled = renamed("项目自评结果", "项目名称", "运行经费", "档案数字化")
    found = told(filled, "ZP-9")
    assert ("“项目绩效自评结果”里的“档案数字化”没有同名的表。", "档案数字化") in found
    assert ("工作表“自评表2”的“运行经费”没有列入“项目绩效自评结果”。", "运行经费") in found


def test_spaces_and_brackets_do_not_make_another_project():
    filled = renamed("项目自评结果", "项目名称", "运行经费", " 运行 经费")
    assert len(told(filled, "ZP-9")) == 3


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        ("延边朝鲜族自治州社会保险管理局", True),
        ("延边朝鲜族自治州社会医疗保险保险管理局", True),
        ("延边朝鲜族自治州社会医疗保险管理局本级", False),
        ("延边朝鲜族自治州社会医疗保险管理局-", False),
        ("806001 延边朝鲜族自治州社会医疗保险管理局-222400000", False),
        ("12-延边朝鲜族自治州社会保险管理局-", True),
        ("延边朝鲜族自治州医疗保障局", False),
        ("", False),
    ],
)
def test_a_name_that_is_nearly_the_units(name, is_told):
    filled = sample()
    for number in (1, 2, 3, 4):
        filled.data["tables"][f"自评表#{number}"]["基本"]["rows"][0][2] = name if number == 2 else None
    assert bool(told(filled, "ZP-10")) is is_told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("卫生健康支出--行政事业单位医疗--事业单位医疗", None),
        ("卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）", None),
        ("行政事业单位医疗——事业单位医疗", None),
        ("“三公”经费", None),
        ("卫生健康支出--公立医院--事业单位医疗", "表中是“卫生健康支出—行政事业单位医疗—事业单位医疗”"),
        ("农林水支出--农业农村--行政运行", "各表里没有这个科目"),
    ],
)
def test_the_glossary_names_items_of_the_forms(name, said):
    filled = sample()
    filled.data["lists"]["名词解释"]["rows"] = [[name, "解释"]]
    assert [said in message for message, _ in told(filled, "KM-5")] == ([True] if said else [])


@pytest.mark.parametrize("name", ["yanbian-2024", "jiyuan-2023", "fenyang-2024", "beipiao-2024"])
def test_the_published_economic_names_are_known(name):
    assert told(Filled(name), "KM-6") == []


@pytest.mark.parametrize(
    ("code", "name", "usual"),
    [
        ("30112", "其他社会保险缴费", ""),
        ("30112", "其他社会保障缴费", ""),
        ("30212", "因公出国(境)费用", ""),
        ("30213", " 维修（护）费", ""),
        ("30201", "办公用费", "“办公费”"),
        ("30112", "其他社会报障缴费", "“其他社会保障缴费”或“其他社会保险缴费”"),
        ("30217", "公务用车运行维护费", "“公务接待费”"),
    ],
)
def test_an_economic_name_is_one_that_its_code_goes_by(code, name, usual):
    filled = Filled().put("公开06", "", code, "名称", name)
    found = told(filled, "KM-6")
    assert [f"“{code} {name}”的名称应为{usual}" in message for message, _ in found] == ([True] if usual else [])
    assert [cell for _, cell in found] == ([name] if usual else [])


def renamed_everywhere(filled, code, name, new_code=None):
    """A 科目 called otherwise in all tables and lists, as when last year's names are copied."""
    for blocks in filled.data["tables"].values():
        for block in blocks.values():
            for line in block["rows"]:
                if line and line[0] == code:
                    line[:2] = [new_code or code, name]
    for block in filled.data["lists"].values():
        for line in block["rows"]:
            if line and line[0] == code:
                line[:2] = [new_code or code, name]
    return filled


@pytest.mark.parametrize(
    ("code", "name", "fault"),
    [
        ("20805", "行政事业单位离退休", "用的是旧名称，2019 年以后已经改了，现为“行政事业单位养老支出”"),
        ("2210201", "住房公积", "的名称不全，应为“住房公积金”"),
        ("2210201", "购房补贴款", "的名称应为“住房公积金”，请核对编码和名称"),
        ("2101301", "住房公积金", "的名称应为“城乡医疗救助”；“住房公积金”的编码是 2210201，请核对编码和名称"),
    ],
)
def test_a_name_that_is_the_same_wrong_one_in_all_tables_is_told_once(code, name, fault):
    found = told(renamed_everywhere(Filled(), code, name), "KM-7")
    assert [(fault in message, cell) for message, cell in found] == [(True, name)]


def test_a_code_that_is_nearly_the_one_its_name_belongs_to():
    found = told(renamed_everywhere(Filled(), "2210201", "住房公积金", "2210210"), "KM-7")
    assert [("的编码应为 2210201" in message, cell) for message, cell in found] == [(True, "2210210")]


def test_a_code_that_the_lists_do_not_have_says_nothing():
    assert told(renamed_everywhere(Filled(), "2210201", "行政运行", "2239901"), "KM-7") == []
    assert told(Filled(), "KM-7") == []


def test_a_name_that_most_units_write_otherwise():
    units = [Filled() for _ in range(4)]
    other = renamed_everywhere(Filled(), "2299999", "其它支出")
    usual = rules.usual_names(rules.code_names_of(unit.report(), unit.profile) for unit in (*units, other))
    found = [message for _, message in rules.unlike_most(rules.code_names_of(other.report(), other.profile), usual)]
    assert found == ["公开02表“2299999 其它支出”与多数单位不同，多数写作“其他支出”，请核对。"]
    assert not list(rules.unlike_most(rules.code_names_of(units[0].report(), units[0].profile), usual))


def test_a_name_that_is_official_is_right_whatever_most_write():
    """其他社会保障缴费 and 其他社会保险缴费: each is printed on the forms of some province."""
    units = [Filled() for _ in range(4)]
    other = Filled("yanbian-2024")
    usual = rules.usual_names(rules.code_names_of(unit.report(), unit.profile) for unit in (*units, other))
    names = rules.code_names_of(other.report(), other.profile)
    assert usual["30112"] == "其他社会保障缴费"
    assert [each.name for each in names if each.code == "30112"] == ["其他社会保险缴费"]
    assert not [each.code for each, _ in rules.unlike_most(names, usual) if each.code == "30112"]


def test_two_units_are_no_majority():
    units = [Filled(), Filled()]
    assert rules.usual_names(rules.code_names_of(unit.report(), unit.profile) for unit in units) == {}


def test_an_item_that_has_moved_to_another_code_since_last_year():
    prior = renamed_everywhere(Filled(), "2299999", "其他支出", "2239901")
    before = replace(prior.report(), year=2022)
    (hint,) = (finding for finding in rules.check(Filled().report(), PROFILE, prior=before) if finding.rule == "SN-4")
    assert "上年的“2239901 其他支出”" in hint.message
    assert "今年的“2299999 其他支出”" in hint.message
    assert "可能是科目调整" in hint.message
    assert [cell.text for cell in hint.cells] == ["2299999"]
    same = replace(Filled().report(), year=2022)
    assert not [finding for finding in rules.check(Filled().report(), PROFILE, prior=same) if finding.rule == "SN-4"]
