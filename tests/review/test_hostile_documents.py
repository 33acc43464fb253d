"""Documents from anybody, whatever is in them: read, or told in one sentence, within seconds and a few hundred MB."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main

from .conftest import sample

DOCUMENT = "word/document.xml"
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
CELL = f"<w:tc>{PARAGRAPH.format('1.00')}</w:tc>"
BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">'


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def sentence(*arguments: object) -> str:
    """What a command says that cannot go on."""
    result = run(*arguments)
    assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
    assert result.output.startswith("无法完成：文件“")
    assert result.output.endswith("。\n")
    return result.output


@pytest.fixture
def rewritten(drawn: Callable[[str], Path], tmp_path: Path) -> Callable[[Callable[[dict[str, bytes]], None]], Path]:
    """A sample's document after something was done to its parts."""

    def rewrite(change: Callable[[dict[str, bytes]], None]) -> Path:
        with zipfile.ZipFile(drawn("jiyuan-2023")) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        target = tmp_path / "怪.docx"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return target

    return rewrite


def body(xml: str) -> Callable[[dict[str, bytes]], None]:
    """Another body in the same document."""

    def change(parts: dict[str, bytes]) -> None:
        head = parts[DOCUMENT].partition(b"<w:body>")[0]
        parts[DOCUMENT] = head + f"<w:body>{xml}</w:body></w:document>".encode()

    return change


def swapped(name: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda parts: parts.pop(DOCUMENT), "不是完整的 Word 文档"),
        (lambda parts: parts.pop("_rels/.rels"), "不是完整的 Word 文档"),
        (lambda parts: parts.update({DOCUMENT: parts["[Content_Types].xml"]}), "没有正文"),
        (lambda parts: parts.update({"word/styles.xml": b"<x"}), "word/styles.xml 读不出来"),
        (swapped(DOCUMENT, "<w:body>", f"{BILLION_LAUGHS}]><w:body>"), "读不出来"),
        (body("<w:p/>" * 2_000_000), "内容过多"),
        (body('<w:p w:a="" w:b="" w:c=""/>' * 450_000), "内容过多"),
        (body(PARAGRAPH.format("字" * 1_200_000)), "文档过长"),
        (body(PARAGRAPH.format("同一句话。") * 7_000), "文档过长"),
        (body(PARAGRAPH.format("增加1.00万元，" * 3_000)), "文档过长"),
        (body("<w:sdt><w:sdtContent>" * 900 + "</w:sdtContent></w:sdt>" * 900), "读不出来"),
        (body("<w:p>" + "<w:r>" * 1_900 + "</w:r>" * 1_900 + "</w:p>"), "读不出来"),
        (body("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000), "读不出来"),
    ],
    ids=range(13),
)
def test_what_no_account_can_be_is_told(rewritten, change, told: str) -> None:  # type: ignore[no-untyped-def]
    assert told in sentence("review", rewritten(change))


def test_what_no_account_can_be_is_told_as_last_years(rewritten) -> None:  # type: ignore[no-untyped-def]
    path = rewritten(lambda parts: parts.update({"word/styles.xml": b"<x"}))
    assert "word/styles.xml 读不出来" in sentence("check", sample("jiyuan-2023"), "--prior", path)


@pytest.mark.parametrize(
    "change",
    [
        body("<w:tbl>" + ('<w:tr>' + '<w:tc><w:tcPr><w:gridSpan w:val="999999"/></w:tcPr></w:tc>' * 60 + "</w:tr>") * 90 + "</w:tbl>"),
        body('<w:tbl><w:tr><w:trPr><w:gridBefore w:val="-5"/></w:trPr>' + CELL * 3 + "</w:tr></w:tbl>"),
        body("<w:tbl>" + ("<w:tr>" + CELL * 4_000 + "</w:tr>") * 3 + "</w:tbl>"),
        body('<w:tbl><w:tblGrid><w:gridCol w:w="nan"/><w:gridCol w:w="1e400"/></w:tblGrid><w:tr>' + CELL * 2 + "</w:tr></w:tbl>"),
        body("<w:tbl><w:tr><w:tc>" * 50 + PARAGRAPH.format("x" * 90_000) + "</w:tc></w:tr></w:tbl>" * 50),
        body("<w:p>" + "".join(f'<w:commentRangeStart w:id="{at}"/>' for at in range(9_000)) + "<w:r><w:t>字</w:t></w:r>" * 9_000 + "</w:p>"),
        body(PARAGRAPH.format("本年收入" + "9" * 5_000 + "万元，增长" + "1" * 5_000 + "%。")),
        body(PARAGRAPH.format("同一句话。") * 3_000),
        lambda parts: parts.pop("word/styles.xml"),
        lambda parts: parts.pop("[Content_Types].xml"),
        lambda parts: parts.update({"WORD\\Document.xml": parts.pop(DOCUMENT)}),
        swapped("word/styles.xml", "w:basedOn w:val=\"", "w:basedOn w:val=\"无"),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_only_odd_is_read(rewritten, change) -> None:  # type: ignore[no-untyped-def]
    path = rewritten(change)
    assert run("review", path, "--html", path.with_suffix(".html")).exit_code in (0, 3)


def test_what_repeats_without_end_is_compared_and_absorbed(rewritten, drawn) -> None:  # type: ignore[no-untyped-def]
    path = rewritten(body(PARAGRAPH.format("同一句话，收入1.00万元。") * 1_500))
    assert "句不同" in run("compare", path, drawn("jiyuan-2023")).output
    assert run("absorb", path, sample("jiyuan-2023"), "--show").exit_code in (0, 3)


def test_lists_that_count_from_nowhere(rewritten) -> None:  # type: ignore[no-untyped-def]
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum '
        'w:abstractNumId="x"><w:lvl w:ilvl="NaN"><w:start w:val="9e99"/><w:numFmt/><w:lvlText w:val="%9"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="-1e5"><w:abstractNumId w:val="x"/><w:lvlOverride w:ilvl="#"><w:startOverride/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )

    def change(parts: dict[str, bytes]) -> None:
        parts["word/numbering.xml"] = numbering.encode()
        rels = "word/_rels/document.xml.rels"
        link = b'<Relationship Id="rIdN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>'
        parts[rels] = parts[rels].replace(b"</Relationships>", link)

    assert run("review", rewritten(change)).exit_code == 0


def test_an_outside_file_is_never_read(rewritten) -> None:  # type: ignore[no-untyped-def]
    def change(parts: dict[str, bytes]) -> None:
        root = parts[DOCUMENT].index(b"<w:document")
        text = PARAGRAPH.format("见&j;处。").encode() + b"</w:body>"
        parts[DOCUMENT] = OUTSIDE.encode() + b"]>" + parts[DOCUMENT][root:].replace(b"</w:body>", text)

    path = rewritten(change)
    result = run("review", path, "--html", path.with_suffix(".html"))
    assert "root:" not in result.output + path.with_suffix(".html").read_text(encoding="utf-8")


def test_a_document_that_is_none_of_ours_to_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.docx")
    (tmp_path / "夹.pdf").mkdir()
    (tmp_path / "空.docx").touch()
    for name, told in (("管道.docx", "管道或设备"), ("夹.pdf", "文件夹"), ("空.docx", "0 字节"), ("无.pdf", "找不到")):
        assert told in sentence("review", tmp_path / name)
        assert told in sentence("compare", tmp_path / name, tmp_path / name)


# -- PDF ---------------------------------------------------------------------------------------------------------------


def pdf(tmp_path: Path, content: bytes = b"", *, pages: bytes = b"/Kids[3 0 R]/Count 1", more: bytes = b"") -> Path:
    """A PDF of one page with this content stream."""
    packed = zlib.compress(content, 1)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages" + pages + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        more or b"null",
    ]
    out, places = BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    target = tmp_path / "怪.pdf"
    target.write_bytes(out.getvalue())
    return target


TEXT = b"BT /F 9 Tf 50 700 Td (Income 2023) Tj ET "


@pytest.mark.skipif(sys.platform == "win32", reason="no bound of memory there")
@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        (TEXT + b" " * 500_000_000, {}, "内容过多"),
        (b"BT /F 1 Tf " + b"".join(b"1 0 0 1 9 %d Tm (1234567890) Tj " % at for at in range(9_000)) + b"ET", {}, "内容过多"),
        (TEXT, {"pages": b"/Kids[" + b"3 0 R " * 3_000 + b"]/Count 3000"}, "有 3000 页"),
        (TEXT, {"pages": b"/Kids[2 0 R 2 0 R]/Count 99999999"}, "已损坏|没有任何文字"),
        (b"/F 1e400 Tf nan inf Td (x) Tj 1e300 0 m 1e300 -1e300 l S", {}, "没有任何文字"),
        (b"".join(b"%d 9 m %d 700 l S 9 %d m 590 %d l S " % (at, at, at, at) for at in range(9, 590)), {}, "线条"),
    ],
    ids=["bomb", "characters", "pages", "ring", "nowhere", "rules"],
)  # fmt: skip
def test_a_pdf_that_holds_too_much_costs_a_sentence(tmp_path: Path, content: bytes, more, told: str) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("pypdfium2")
    assert re.search(told, sentence("review", pdf(tmp_path, content, **more)))


def test_a_pdf_cut_anywhere_is_told_or_read(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    data = pdf(tmp_path, TEXT).read_bytes()
    assert run("review", pdf(tmp_path, TEXT)).exit_code == 0
    for end in range(20, len(data), len(data) // 4):
        (tmp_path / "半.pdf").write_bytes(data[:end])
        assert run("review", tmp_path / "半.pdf").exit_code in (0, 1)


def test_without_its_reader_a_pdf_is_one_sentence(tmp_path: Path) -> None:
    """A plain installation has no reader of PDF."""
    program = "import sys; sys.modules['pypdfium2'] = None; from cli import main; main(['review', sys.argv[1]])"
    done = subprocess.run(
        [sys.executable, "-c", program, str(pdf(tmp_path, TEXT))],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("无法完成：文件“怪.pdf”：读 PDF 还需要一个组件，")
    assert done.stderr.count("\n") == 1


SIGNS = (
    "1", "1,", "20", "0、", "【", "。", "，", "…", "_", "（", " ", "占", "1辆", "2023年度比", "原因是", "预算数为1万元，", "其中：", "其中1", "（类）", "“", "1个", "项目1个",
    "比上年", "万元", "1万元，", "1%", "决算", "-1", "年", "、",
)  # fmt: skip


def test_whatever_is_repeated_for_a_whole_paragraph_costs_no_time(rewritten) -> None:  # type: ignore[no-untyped-def]
    """Most ways to look for something are tried anew at every sign, some for every pair of them."""

    def change(parts: dict[str, bytes]) -> None:
        signs = iter(SIGNS)

        def repeated(match: re.Match[str]) -> str:
            sign = next(signs, "")
            return match[1] + (sign * 6_000)[:6_000] + match[2]

        text = re.sub(r"(<w:t[^>]*>[^<]{40})([^<]{20,}</w:t>)", repeated, parts[DOCUMENT].decode())
        assert next(signs, None) is None
        parts[DOCUMENT] = text.encode()

    path = rewritten(change)
    begin = time.process_time()
    assert run("review", path).exit_code == 3
    assert time.process_time() - begin < 15
