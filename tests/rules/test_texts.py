"""What a form leaves behind in the texts that people type (WZ-…): told where it is sure, silent on ordinary sentences."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from filled import Filled, cell
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit import rules
from toolkit.cells import Cell, CellKind
from toolkit.edits import Edit
from toolkit.errors import ProfileError
from toolkit.profiles import RuleSpec, samples
from toolkit.report import WrittenField
from toolkit.rules.language.compiled import compiled
from toolkit.workbook import edited, read_grid, read_workbook
from toolkit.workflow import check, check_grid

ALL = Filled().profile
PROFILE = replace(ALL, rules={key: rule for key, rule in ALL.rules.items() if key.startswith("WZ")})


REASON = "收支总计变动原因"


def told(report):
    return list(rules.check(report, PROFILE))


@cache
def published():
    return Filled().report()


def reason(text):
    """The findings about one reason on 补充资料."""
    facts = published().facts
    old = facts[REASON]
    return told(replace(published(), facts={**facts, REASON: cell(old.sheet, old.address, text, old.unit)}))


LEFT_OVER = [
    ("WZ-1", "较上年增加（减少）0 万元"),
    ("WZ-1", "较上年增长(下降)5%"),
    ("WZ-1", "决算数大于（小于）预算数"),
    ("WZ-1", "比上年减少（增加）的原因"),
    ("WZ-1", "比上年增加/减少 12.00 万元"),
    ("WZ-2", "XX项目资金增加"),
    ("WZ-2", "20XX年追加预算"),
    ("WZ-2", "根据××文件"),
    ("WZ-2", "按《xx管理办法》执行"),
    ("WZ-2", "增加***项目"),
    ("WZ-2", "20**年新增"),
    ("WZ-2", "共X万元"),
    ("WZ-2", "支出（X年结转）"),
    ("WZ-3", "部门评价结果（如有）已公开"),
    ("WZ-3", "部门评价结果(如无)已公开"),
    ("WZ-3", "（请说明增减变动的主要原因）人员增加"),
    ("WZ-3", "（此处填写原因）"),
    ("WZ-3", "自评结果按照如下格式说明：人员增加"),
    ("WZ-4", "人员增加____人"),
    ("WZ-4", "根据《》追加"),
    ("WZ-4", "人员（）增加"),
    ("WZ-4", "追加……万元"),
    ("WZ-4", "追加万元，人员增加"),
    ("WZ-4", "比上年减少 万元;人员减少"),
    ("WZ-4", "公务接待费2万元，占 %，接待增加"),
    ("WZ-4", "完成年初预算的%，项目推迟"),
    ("WZ-4", "【请选择】人员增加"),
    ("WZ-4", "【】人员增加"),
    ("WZ-5", "人员增加，。项目增加"),
    ("WZ-5", "人员增加；；项目增加"),
    ("WZ-6", "人员增加，0，项目增加"),
    ("WZ-6", "人员增加，无，项目增加"),
    ("WZ-6", "上缴上级支出 0 万元 0；人员增加"),
    ("WZ-7", "追加12.00万元万元"),
    ("WZ-7", "增长5%%"),
    ("WZ-7", "2024年度年度预算"),
    ("WZ-8", "公务接待费与上年持平，主要原因是。"),
    ("WZ-8", "人员增加，主要用于；"),
    ("WZ-9", "2023年度比2023年度增加"),
    ("WZ-9", "2023年决算数与2023年度相比减少"),
    ("WZ-10", "决算数大小于预算数"),
    ("WZ-10", "支出收入增加"),
    ("WZ-10", "比上年减少0.00万元，与上年持平"),
    ("WZ-11", "卫生健康支出占76.23，住房保障支出占比下降"),
    ("WZ-11", "占总支出的比重为 76.23；"),
    ("WZ-12", "公务接待费支出决算为4.19，完成预算"),
    ("WZ-13", "与202年度相比人员增加"),
    ("WZ-13", "20233年度"),
    ("WZ-14", "（仅有一个单位的部门不用填写此项）人员增加"),
    ("WZ-15", "组织“业务培训、案例讲解”比武”活动。"),
    ("WZ-15", "本年支出（含基本支出和项目支出，均按规定执行。"),
    ("WZ-15", "《预算法和有关规定"),
    ("WZ-16", "本部门人员增加"),
    ("WZ-17", "年初预算为100.00万元，支出决算为90.00万元，完成年初预算的91.00%。"),
    ("WZ-17", "支出总计120.00万元，与上年相比增加20.00万元，增长25.00%。"),
    ("WZ-17", "上年100.00万元，本年120.00万元，增加30.00万元。"),
    ("WZ-17", "合同金额90.00万元，其中小微企业合同金额90.00万元，占合同金额的88.36%。"),
]


@pytest.mark.parametrize(("rule", "text"), LEFT_OVER)
def test_what_a_form_left_behind_is_told_once_with_its_cell(rule, text):
    (finding,) = reason(text)
    assert finding.rule == rule
    assert finding.cells[0].text == text
    assert finding.message.startswith("补充资料“收、支总计比上年增减的主要原因”里有“")


ORDINARY = [
    "医疗费支出增加，公用经费减少（压减一般性支出）",
    "人员有增有减，增加、减少相抵",
    "现金净增加（减少）额",
    "增长（下降）率为 5%",
    "如有变化另行公告",
    "项目按进度支付，如有结余交回财政",
    "医保办〔2024〕12号",
    "济财社【2024】5号",
    "济财社【2022】12号文追加",
    "X光机购置",
    "XXL 号工作服 20 套",
    "配发 XL、XXL 工作服",
    "人均 500 元×12 个月×20 人",
    "20人X月均500元",
    "3×4=12",
    "身份证 4108***1234",
    "二〇〇三年建成",
    "（一）人员增加；（二）项目增加。",
    "门诊、住院……个人账户",
    "门诊、住院等……",
    "金额单位：万元",
    "单位为万元，保留两位小数",
    "万元产值能耗下降，万元增加值用水下降",
    "0.5 万元",
    "支出 10 万元，0.3 万元用于差旅",
    "完成率 100%，0 投诉",
    "增长5%，占比提高3个百分点",
    "按百分比（%）计算",
    "分别为 3、0、2 辆",
    "本年支出 0 万元，与上年持平。",
    "发现的主要问题：无。下一步改进措施：无。",
    "有无、轻重、缓急",
    "2024年年度报告",
    "目的的实现",
    "“放管服”改革，“互联网+”医保",
    "http://ybj.example.gov.cn/a__b.html",
    "（1）、（2）两项",
    "提高（医疗保障局）服务水平",
    "全年分别增长5%、3%",
    "1）人员增加；2）项目增加",
    "（一）“两定”机构（含村卫生室）增加",
    "占地 12.50 平方米，占 76.23%",
    "占比上升 0.52 个百分点",
    "决算数为 4.19 万元",
    "年初预算为100.00万元，支出决算为90.00万元，完成年初预算的90%。",
    "支出总计120.00万元，与上年相比增加20.00万元，增长20%。",
    "年初预算为3.00万元，支出决算为1.00万元，完成年初预算的33.3%。",
    "城乡居民人均支出收入比",
    "2023年决算数比2023年预算数减少",
    "1200 年会费",
    "主要原因是人员增加",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_are_left_in_peace(text):
    assert reason(text) == []


WORDS = st.sampled_from(
    [
        "人员",
        "项目",
        "医疗费",
        "预算",
        "决算",
        "支出",
        "收入",
        "增加",
        "减少",
        "下降",
        "增长",
        "安排",
        "追加",
        "本年",
        "上年",
        "2024年",
        "12.50万元",
        "5.3%",
        "3辆",
        "0万元",
        "《办法》",
        "（一）",
        "等",
    ]
)
MARKS = st.sampled_from("，；、。：")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=5), MARKS), min_size=1, max_size=6))
def test_words_and_single_marks_in_any_order_leave_nothing_behind(clauses):
    text = "".join("".join(words) + mark for words, mark in clauses)
    assume("支出收入" not in text)
    assert reason(text) == []


def test_the_published_texts_have_nothing_left_over():
    for path in samples():
        assert [f.message for f in check(path).findings if f.rule.startswith("WZ")] == []


def test_every_kind_of_text_is_read():
    filled = Filled().put("年初预算", "", "2101501", "差异原因", "XX原因")
    filled.data["tables"]["自评表#2"]["基本"]["rows"][0][0] = "体检费（如有）"
    person = Cell("情况说明", "D5", CellKind.TEXT, "支出，。")
    field = WrittenField("收支总体", "", person.text, "", person, person, person, person)
    report = replace(filled.report(), texts={"职责": ("负责医保。", "负责____。")}, written={"收支总体": field})
    found = {f.rule: f for f in told(report)}
    assert set(found) == {"WZ-2", "WZ-3", "WZ-4", "WZ-5"}
    assert found["WZ-2"].cells[0].sheet == "年初预算"
    assert found["WZ-3"].cells[0].sheet == "自评表2"
    assert (found["WZ-4"].cells, found["WZ-4"].message[:9]) == ((), "“职责”第 2 段")
    assert found["WZ-5"].cells == (person,)


def test_all_that_one_text_holds_is_quoted_in_one_finding():
    (finding,) = reason("增加（减少）0万元；其中人员经费比上年增长（下降）0%")
    assert finding.message == (
        "补充资料“收、支总计比上年增减的主要原因”里有“增加（减少）0万元；其中人员…”“…中人员经费比上年增长（下降）0%”，"
        "请选定一个，删去另一个。"
    )


def test_our_own_marker_is_told_by_the_narrative_only():
    assert reason("【待补充：上年度收入总计（补充资料!B7）】") == []


def test_a_profile_may_forbid_words_of_its_own():
    profile = replace(ALL, rules={"甲": RuleSpec("不写缩写", unwanted="医保办", id="甲")})
    (finding,) = rules.check(Filled().fact("收支总计变动原因", "医保办追加").report(), profile)
    assert finding.message == "补充资料“收、支总计比上年增减的主要原因”里有“医保办追加”，不写缩写。"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(甲", "正则表达式写法有误（括号没有成对）"),
        ("[甲", "正则表达式写法有误（方括号没有成对）"),
        ("甲**", "两个重复的记号连在一起"),
        ("甲*", "连空的文字也能找到"),
        *[
            (pattern, "里面还有重复")
            for pattern in (
                "(.+)+X",
                "(?:.*,)*X",
                "((?:甲乙)?.)+X",
                "(?:甲甲|甲)+X",
                "(?=(.+)+X)甲",
                "甲(?:(?:.{2,3}){2,}){9}X",
            )
        ],
        *[
            (pattern, "请写明最多多少个字")
            for pattern in (".*.*X", "[^。]+甲\\S*X", ".{0,99}甲.{0,99}.{0,99}X", "(甲|.*乙.*)X")
        ],
    ],
)
def test_a_pattern_that_cannot_be_meant_is_told_when_the_profile_is_loaded(pattern, said):
    profile = replace(ALL, rules={"甲": RuleSpec("例", unwanted=pattern, id="甲")}, folder=Path("某省"))
    with pytest.raises(ProfileError, match=said):
        compiled(profile)


def test_what_was_left_over_in_a_published_text_is_told_of_a_persons_text():
    """Sentences as they were published (docs/samples.md), typed beside the draft."""
    grid = read_grid(next(path for path in samples() if path.stem == "yanbian-2024"))
    cell = read_workbook(grid).report.written["三公具体"].person_cell
    text = "支出决算较 2023 年度增加（减少）0 万元，。上缴上级支出 0 万元 0；经营支出 0 万元 0；其他。"
    found = [f for f in check_grid(edited(grid, [Edit(cell.sheet, cell.address, text)])).findings if f.cells]
    assert [f.rule for f in found if f.cells[0].address == cell.address and f.cells[0].sheet == cell.sheet] == [
        "WZ-1",
        "WZ-5",
        "WZ-6",
    ]


# -- notes under the tables


def noted(*notes: str, **stated: object) -> list:
    filled = Filled()
    filled.notes["公开05"] = notes
    profile = replace(ALL, rules={"甲": RuleSpec("例", id="甲", **stated)})
    return list(rules.check(filled.report(), profile))


OTHER_YEAR = r"20\d\d年度(?<!{年度}年度)(?<!{上年}年度)"


@pytest.mark.parametrize(
    ("note", "quoted"),
    [
        ("注：本表反映2023年度支出。", None),
        ("注：与2022年度比较。", None),
        ("注：本表反映2021年度支出。", "注：本表反映2021年度支出。"),
    ],
)
def test_a_note_speaks_of_this_year(note, quoted):
    found = noted(note, unwanted=OTHER_YEAR, notes=("公开05",))
    assert [f.message for f in found] == ([f"公开05表下面的注里有“{quoted}”，例。"] if quoted else [])
    assert noted(note, unwanted=OTHER_YEAR, notes=("公开06",)) == []


def test_a_text_may_be_asked_for_the_year_too():
    profile = replace(ALL, rules={"甲": RuleSpec("例", unwanted=OTHER_YEAR, id="甲")})
    told = rules.check(Filled().fact("收支总计变动原因", "2022年度多，2020年度少").report(), profile)
    assert [f.message for f in told] == ["补充资料“收、支总计比上年增减的主要原因”里有“2022年度多，2020年度少”，例。"]


@pytest.mark.parametrize(("unit", "told"), [("万元", 0), ("元", 1)])
def test_a_wanted_note_names_the_unit_of_its_table(unit, told):
    found = noted("注：本表反映支出。", f"金额单位：{unit}", wanted="^金额单位：{单位}$", notes=("公开05",))
    assert [f.message for f in found] == ["公开05表下面的注里没有应有的文字：例。"] * told
    assert all(f.cells for f in found)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"wanted": "甲"}, "还要写 notes"),
        ({"unwanted": "{年底}"}, "这里没有“{年底}”，是不是“年度”"),
        ({"unwanted": "甲", "notes": ("公开5",)}, "notes 里的“公开5”不是表，是不是“公开05”"),
        ({"check": "表号", "notes": ("公开05",)}, "notes 只能与 wanted 或 unwanted 一起写"),
        ({"check": "表号", "tolerance": 1}, "只有算式"),
        ({"identity": "公开01.收入[总计] 有则有 公开01.支出[总计]", "tolerance": 1}, "只有算式"),
        ({"identity": "公开01.收入[总计] = 公开01.支出[总计]", "tolerance": -1}, "不能是负数"),
    ],
)
def test_what_cannot_be_meant_is_told(stated, told):
    profile = replace(ALL, rules={"甲": RuleSpec("例", id="甲", **stated)}, folder=Path("某省"))
    with pytest.raises(ProfileError, match=told):
        compiled(profile)


def test_notes_of_a_table_that_the_profile_has_dropped_are_asked_for_nothing():
    rule = RuleSpec("例", id="甲", wanted="甲", notes=("自评表",))
    profile = replace(ALL, rules={"甲": rule}, tables={}, dropped=frozenset({"自评表"}))
    compiled(profile)
