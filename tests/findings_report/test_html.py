"""The HTML report: one file that needs nothing else, every text escaped, findings and cells linked both ways."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from lxml import html
from samples_of_findings import AWKWARD, CHECKED, DETAILS, FINDINGS, FORMS, REPORT, TOTALS, UNDRAWN, WARNING, Checked

from toolkit.cells import Cell, CellKind
from toolkit.findings_report import as_html


@pytest.fixture(scope="module")
def source() -> str:
    return as_html([(CHECKED, FORMS)])


@pytest.fixture(scope="module")
def page(source: str) -> html.HtmlElement:
    return html.fromstring(source)


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_nothing_is_fetched_and_nothing_runs(source: str, page: html.HtmlElement) -> None:
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@onclick")
    assert all(href.startswith("#") for href in page.xpath("//@href"))
    assert not re.search(r"url\(|@import|https?://", source)


def test_text_stays_text(page: html.HtmlElement) -> None:
    assert AWKWARD in page.xpath("string(//h1)")
    assert page.xpath("//section[@class='form']//td[1]")[0].text.strip() == AWKWARD
    assert any(AWKWARD in tip for tip in page.xpath("//td/@title"))


def test_the_verdict_stands_on_top_then_the_levels_tails_folded(page: html.HtmlElement) -> None:
    main = page.find(".//main")
    assert text(main[0].find("p[@class='verdict']")).startswith("错误 1 处，提示 3 处；已认可 1 处；")
    titles = [text(title) for title in page.xpath("//section[contains(@class, 'level')]//h2")]
    assert titles == ["错误 1 处", "提示 3 处", "已认可 1 处", "尾差 1 处（四舍五入造成，无需处理）", "查了什么 5 项"]
    assert [text(title) for title in page.xpath("//details//h2")] == titles[-2:]
    assert page.find(".//details").get("open") is None


def test_what_was_checked_is_listed_by_its_state(page: html.HtmlElement) -> None:
    (section,) = page.xpath("//section[contains(@class, 'coverage')]")
    heads = ["表 1 项", "规则：没能查 1 项", "规则：不适用 1 项", "规则：已认可 1 项", "规则：已查 1 项"]
    assert [text(head) for head in section.xpath(".//h4")] == heads
    rows = [[text(cell) for cell in row] for row in section.xpath(".//tr")]
    assert rows[0] == ["公开01", "公开01表 收入支出决算总表", "已查", "12 个数", ""]
    assert rows[1][2:] == ["没能查", "", "工作簿里没有 公开07"]
    assert rows[-1][2:] == ["已查", "2 处", "另有 1 处的格子读不出数，没有查"]


def test_findings_stand_by_sheet_in_the_order_of_the_workbook(page: html.HtmlElement) -> None:
    assert [text(h) for h in page.xpath("//section[@class='level warning']/h4")] == ["整个工作簿", "总表", "补充资料"]
    numbers = page.xpath("//ol/li/@value")
    assert numbers == [str(number) for number in range(1, len(FINDINGS) + 1)]


def test_every_anchor_is_there_once(page: html.HtmlElement) -> None:
    ids = Counter(page.xpath("//@id"))
    assert max(ids.values()) == 1
    assert {href[1:] for href in page.xpath("//@href")} <= set(ids)


def test_a_finding_leads_to_its_cells_and_they_lead_back(page: html.HtmlElement) -> None:
    (error,) = page.xpath("//section[@class='level error']//li[@id]")
    links = error.xpath("p[@class='places']/a")
    assert [text(link) for link in links] == ["总表!B3", "明细表!C2"]
    for link, figure in zip(links, ("7.00", "6.00"), strict=True):
        (cell,) = page.xpath(f"//td[@id='{link.get('href')[1:]}']")
        assert cell.text.strip() == figure
        assert "error" in cell.get("class").split()
        assert "B3 应为 6.00" in cell.get("title")
        assert [back.get("href") for back in cell.xpath("sup/a")] == [f"#{error.get('id')}"]


def test_what_a_finding_set_off_stands_beneath_it_with_its_own_links(page: html.HtmlElement) -> None:
    (caused,) = page.xpath("//section[@class='level error']//ul[@class='caused']/li")
    assert text(caused) == "GK01.2 总计 12.00，应为 11.00。 总表!B4"
    assert page.xpath(f"//td[@id='{caused.find('.//a').get('href')[1:]}']")[0].text.strip() == "12.00"


def test_cells_bear_the_style_of_the_gravest_finding(page: html.HtmlElement) -> None:
    drawn = [(cell.get("class").split()[-1], text(cell)) for cell in page.xpath("//td[@id]")]
    assert drawn == [
        ("warning", f"{AWKWARD}[3]"),
        ("right", "5.00"),  # of a tail, which shows at its first cell only
        ("error", "7.00[1]"),
        ("tail", "12.00[6]"),
        ("error", "6.00[1]"),
        ("accepted", "1.00[5]"),
    ]


def test_a_remark_stands_with_what_it_accepts(page: html.HtmlElement) -> None:
    assert text(page.xpath("//section[@class='level accepted']//p[@class='remark']")[0]).endswith(
        "张三：原表如此，已核实"
    )


def test_a_cell_outside_the_ruled_area_leads_to_its_form_one_on_our_sheets_nowhere() -> None:
    heading = replace(WARNING, cells=(Cell(DETAILS, "A9", CellKind.TEXT, "单位：元"), *UNDRAWN.cells))
    page = html.fromstring(as_html([(Checked(REPORT, (heading,)), FORMS)]))
    form, ours = page.xpath("//p[@class='places']/*")
    assert (text(form), text(ours)) == ("明细表!A9", "补充资料!B7")
    (section,) = page.xpath(f"//section[@id='{form.get('href')[1:]}']")
    assert text(section.find("h3")).startswith("某某明细表")
    assert (ours.tag, ours.get("href")) == ("span", None)


def test_forms_are_drawn_as_they_look(page: html.HtmlElement) -> None:
    totals, details = page.xpath("//section[contains(@class, 'form')]")
    assert (totals.get("class"), details.get("class")) == ("form", "form wide")
    assert [text(row) for row in totals.xpath(".//thead/tr")] == ["项目 金额"]
    assert len(totals.xpath(".//tbody/tr")) == 3
    assert text(totals.xpath("p[@class='above']")[0]) == "单位：某某中心2023年度单位：万元"
    assert text(totals.xpath("p[@class='below']")[0]) == "注：略。"


def test_several_workbooks_share_a_page_without_sharing_anchors() -> None:
    page = html.fromstring(as_html([(CHECKED, FORMS), (Checked(REPORT, FINDINGS), FORMS)]))
    assert len(page.findall(".//main")) == 2
    assert max(Counter(page.xpath("//@id")).values()) == 1
    for main in page.findall(".//main"):
        assert {href[1:] for href in main.xpath(".//@href")} <= set(main.xpath(".//@id"))


def test_a_clean_workbook_says_so() -> None:
    page = html.fromstring(as_html([(Checked(REPORT, ()), FORMS)]))
    assert page.find(".//header").get("class") == "clean"
    assert text(page.find(".//p[@class='verdict']")) == "全部相符，没有尾差。"
    assert not page.xpath("//td[@id] | //section[contains(@class, 'level')]")
    assert TOTALS in text(page.find(".//nav"))


def test_the_badge_of_a_form_counts_findings_and_a_title_leads_to_its_own() -> None:
    """One finding at two cells is one; what stands above the ruled area is shown at the title."""
    cells = tuple(Cell(TOTALS, address, CellKind.TEXT, "年度") for address in ("Z1", "Z2", "B3"))
    findings = (replace(WARNING, message="年度写错了。", cells=cells), replace(WARNING, cells=cells[:1]))
    page = html.fromstring(as_html([(replace(CHECKED, findings=findings), FORMS)]))
    (badge,) = page.xpath("//nav//b")
    assert (badge.get("class"), text(badge)) == ("warning", "2")
    (head,) = page.xpath("//h3[@class='warning']")
    assert [link.get("href") for link in head.xpath(".//sup/a")] == ["#1-finding-1", "#1-finding-2"]
    assert "年度写错了" in head.get("title")
