"""The checks that are not equations: one fault each, and what must not be told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from filled import Filled, only

from toolkit import rules
from toolkit.amounts import Unit


def told(report, *ids):
    return [f for f in rules.check(report, only(Filled().profile, *ids)) if f.rule in ids]


def changed(table_id, **more):
    report = Filled().report()
    return replace(report, tables={**report.tables, table_id: replace(report.tables[table_id], **more)})


ALL = ("BT-1", "BT-2", "BT-3", "BT-4", "BT-5", "KM-1", "KM-2", "KM-3", "KM-4", "FS-1", "KB-1", "ZP-7")


def test_the_published_workbook_has_none():
    assert told(Filled().report(), *ALL) == []


@pytest.mark.parametrize(
    ("change", "rule", "said", "address"),
    [
        ({"unit_name": "济源市医疗保险中心"}, "BT-1", "公开03表的单位名称“济源市医疗保险中心”与基本信息的", "A3"),
        ({"year": 2022}, "BT-2", "公开03表的年度是 2022，与基本信息的 2023 不一致", "D3"),
        ({"label": "公开02表"}, "BT-3", "“支出决算表”的表号应为“公开03表”，表中是“公开02表”", "H2"),
        ({"title": "收入决算表"}, "BT-4", "表名应为“支出决算表”，表中是“收入决算表”", "A1"),
        ({"unit": Unit.YUAN}, "BT-5", "公开03表以“元”为单位，其他表以“万元”为单位", "H3"),
    ],
)
def test_headings(change, rule, said, address):
    findings = told(changed("公开03", **change), *ALL)
    assert [f.rule for f in findings] == [rule]
    assert said in findings[0].message
    assert findings[0].cells[0].address == address


@pytest.mark.parametrize(
    "change",
    [
        {"unit_name": "济源市 社会医疗保险中心"},
        {"unit_name": ""},
        {"year": None},
        {"label": "公开 ０３ 表"},
        {"title": "2023年度支出决算表"},
    ],
)
def test_headings_that_say_the_same(change):
    assert told(changed("公开03", **change), *ALL) == []


def test_a_code_without_its_parent():
    (finding,) = told(Filled().drop("公开05", "", "21011").report(), "KM-1")
    assert finding.message == "公开05表有“2101199 其他行政事业单位医疗支出”，却没有它的上级科目 21011。"
    assert finding.cells[0].text == "2101199"


def test_one_code_with_two_names():
    report = Filled().put("公开05", "", "2101501", "名称", "行政管理").report()
    (finding,) = told(report, "KM-2", "KM-4", "KM-7")
    assert finding.message == "公开05表“2101501 行政管理”的名称应为“行政运行”，请核对编码和名称。"
    (beneath,) = finding.caused
    assert beneath.message == "科目 2101501 在公开05表叫“行政管理”，在公开02表叫“行政运行”。"
    assert len(beneath.cells) == 2


def test_a_class_misspelt_in_every_form_is_one_finding():
    filled = Filled()
    for form in ("公开02", "公开03", "公开05"):
        filled.put(form, "", "210", "名称", "卫生健唐支出")
    (finding,) = told(filled.report(), "KM-2", "KM-4", "KM-7")
    assert finding.message.endswith("的名称应为“卫生健康支出”，请核对编码和名称。")
    assert {beneath.rule for beneath in finding.caused} == {"KM-4"}


def test_a_name_in_the_list_of_budgets_that_the_forms_have_otherwise():
    (names,) = told(Filled().put("年初预算", "", "2101501", "名称", "行政管理").report(), "KM-2", "KM-7")
    (finding,) = names.caused
    assert "科目 2101501 在“年初预算（按一般公共预算支出的“项”）”叫“行政管理”" in finding.message
    assert finding.cells[0].sheet == "年初预算"


def test_a_code_that_stands_twice():
    filled = Filled()
    rows = filled.data["tables"]["公开08"][""]["rows"]
    rows += [["223", "国有资本经营预算支出", 0, 0, 0], ["223", "国有资本经营预算支出", 0, 0, 0]]
    (finding,) = told(filled.report(), "KM-3")
    assert finding.message == "公开08表里科目 223 出现不止一次。"
    filled = Filled()
    filled.data["lists"]["年初预算"]["rows"].append(list(filled.data["lists"]["年初预算"]["rows"][0]))
    (finding,) = told(filled.report(), "KM-3")
    assert finding.message.startswith("“年初预算（按一般公共预算支出的“项”）”里科目 ")


def test_a_negative_amount_and_a_legal_one():
    (finding,) = told(Filled().put("公开06", "", "30201", "决算数", Decimal("-5.73")).report(), "FS-1")
    assert finding.message == "公开06表“30201 办公费”的决算数是负数 -5.73，请核对。"
    (finding,) = told(Filled().fact("国内接待团组", -3).report(), "FS-1")
    assert finding.message == "补充资料“国内来访团组”是负数 -3，请核对。"
    assert told(Filled().put("自评表#1", "指标", "1", "偏差度", -20).report(), "FS-1") == []


def test_an_empty_form_needs_its_sentence():
    filled = Filled()
    filled.notes["公开08"] = ("注：本表反映单位本年度国有资本经营预算财政拨款支出情况。",)
    (finding,) = told(filled.report(), "KB-1")
    assert finding.message.startswith("公开08表没有数据，表下应附说明，如“说明：我单位没有使用国有资本经营预算")
    filled.notes["公开08"] = ("说明：本表无数据",)
    assert told(filled.report(), "KB-1") == []
    filled.notes["公开07"] = ()
    assert told(filled.report(), "KB-1") == []  # it has amounts


def test_two_forms_about_one_project():
    filled = Filled()
    filled.data["tables"]["自评表#3"]["基本"]["rows"][0][0] = " 参保退休人体检费"
    (finding,) = told(filled.report(), "ZP-7")
    assert "工作表“自评表3”与“自评表2”的项目名称相同" in finding.message
