"""The HTML report in a real browser, cut off from the network: what it shows, where links lead, what it prints."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from lxml import html
from PIL import Image
from pypdf import PdfReader
from samples_of_findings import AWKWARD, CHECKED, FORMS

from toolkit import workflow
from toolkit.findings import Finding, by_level
from toolkit.findings_report import as_html
from toolkit.profiles import samples

OFFLINE = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]
OFFLINE += ["--host-resolver-rules=MAP * ~NOTFOUND"]


def browse(page: Path, folder: Path, *options: str, anchor: str = "") -> str:
    browser = shutil.which("chromium")
    assert browser, "chromium is needed: apt-get install chromium"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", *OFFLINE]
    command += ["--hide-scrollbars", f"--user-data-dir={folder / 'browser'}", *options, page.as_uri() + anchor]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode("utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("网页") / "报告.html"
    target.write_text(as_html([(CHECKED, FORMS)]), encoding="utf-8")
    return target


def test_the_browser_sees_the_page_as_it_was_meant(page: Path, tmp_path: Path) -> None:
    seen = html.fromstring(browse(page, tmp_path, "--dump-dom"))
    assert not seen.xpath("//script")
    assert AWKWARD in seen.xpath("string(//h1)")
    assert {href[1:] for href in seen.xpath("//@href")} <= set(seen.xpath("//@id"))
    # a broken table is mended by moving things about: the browser must have found nothing to mend
    meant = html.fromstring(page.read_text(encoding="utf-8"))
    assert [element.tag for element in seen.iter("*")] == [element.tag for element in meant.iter("*")]


def test_wrong_cells_are_coloured_on_the_screen(page: Path, tmp_path: Path) -> None:
    shot = tmp_path / "屏幕.png"
    browse(page, tmp_path, f"--screenshot={shot}", "--window-size=1000,1600")
    picture = Image.open(shot).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(picture.width * picture.height)}
    assert {tuple(bytes.fromhex(fill)) for fill in ("ffc7ce", "ffeb9c", "e2efda")} <= colours


def test_printed_on_a4_wide_tables_across(page: Path, tmp_path: Path) -> None:
    paper = tmp_path / "打印.pdf"
    browse(page, tmp_path, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    pages = PdfReader(paper).pages
    sizes = [(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in pages]
    assert [(abs(w - 595) < 3, abs(h - 842) < 3) for w, h in sizes] == [(True, True), (True, True), (False, False)]
    assert sizes[-1][0] > sizes[-1][1]
    printed = [unicodedata.normalize("NFKC", one.extract_text()) for one in pages]
    assert "错误 1 处" in printed[0]
    assert "总计" in printed[1]
    assert "卫生" in printed[2]


def test_every_sample_is_drawn_whole(tmp_path: Path) -> None:
    """All on one page: no two of them share an id."""
    target = tmp_path / "报告.html"
    samples_checked = [workflow.check(sample) for sample in samples()]
    workflow.save_html(samples_checked, target)
    seen = html.fromstring(browse(target, tmp_path, "--dump-dom"))
    ids = seen.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in seen.xpath("//@href")} <= set(ids)
    forms = sum(len(checked.report.tables) for checked in samples_checked)
    assert len(seen.xpath("//section[contains(@class, 'form')]")) == forms
    listed = [(checked, finding) for checked in samples_checked for finding in _as_listed(checked)]
    for item, (checked, finding) in zip(seen.xpath("//ol/li"), listed, strict=True):
        drawn = {table.sheet for table in checked.report.tables.values()}
        linked = [place.get("href") is not None for place in item.xpath("p[@class='places']/*")]
        assert linked == [cell.sheet in drawn for cell in finding.cells], finding.message


def _as_listed(checked: workflow.Checked) -> list[Finding]:
    order = list(checked.report.sheets)
    return [
        finding
        for found in by_level(checked.findings).values()
        for finding in sorted(found, key=lambda f: order.index(f.cells[0].sheet) if f.cells else -1)
    ]
