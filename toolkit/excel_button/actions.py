"""What each button does to the open workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .. import review, workflow
from ..findings import Severity, by_level
from ..findings_report import places, verdict
from ..outputs.files import result_source
from ..outputs.former_results import former_results
from ..outputs.run import command
from .pressing import TITLE, Message, beside, copy_of, folder_of, press
from .writing import Book, apply_edits, require_writable

#: How many findings a message box lists; the 校验 sheet has them all.
LISTED = 5
#: How many lines about a document a message box has room for, and how long they are.
_LINES, _LINE = 16, 80
_WORD_FILES = "Word 文档 (*.docx;*.docm),*.docx;*.docm"
_UNTOUCHED = "没有收回，工作簿没有改动。"


def check() -> None:
    """校验: the findings into the 校验 sheet and as marks, a summary on the screen."""
    press(_check)


def fill() -> None:
    """填报: formulas, narrative drafts, the 校验 sheet and marks into the open workbook."""
    press(_fill)


def word() -> None:
    """生成 Word: the document beside the workbook, under the same name."""
    press(_word)


def absorb() -> None:
    """收回 Word: what people changed in the Word document, shown first, into the open workbook."""
    press(_absorb)


def add_form() -> None:
    """加自评表: one more blank sheet of the form that is shown, else of 自评表, behind those there are."""
    press(_add_form)


def _check(book: Book) -> Message:
    with copy_of(book) as path:
        checked = workflow.check(path, folder=beside(book))
        apply_edits(book, workflow.check_sheet(checked))
    return Message(
        _summary(checked) + "\n\n结果已写入“校验”工作表，有关单元格已标色、加了批注；工作簿尚未保存。",
        checked.has_errors,
    )


def _fill(book: Book) -> Message:
    with copy_of(book) as path:
        filled = workflow.fill(workflow.check(path, folder=beside(book)))
        apply_edits(book, filled.edits, filled.new_rows)
    text = "填报完成，已写入公式、情况说明的草稿和“校验”工作表；工作簿尚未保存。"
    return Message(f"{text}\n\n{_summary(filled.checked)}", filled.checked.has_errors)


def _word(book: Book) -> Message:
    target = folder_of(book) / f"{Path(book.name).stem}.docx"
    if target.exists() and not _agrees(book, _replaced(target)):
        return Message("没有生成 Word 文档，原有的文件没有改动。")
    original = target.with_name(book.name)
    with copy_of(book) as path, command(force=True) as run:  # the person has been asked
        run.note_copy(path, original)
        filled = workflow.fill(workflow.check(path, folder=beside(book)))
        unfinished = workflow.save_document(filled, target)
        numbered = workflow.number_pages([target])
        former = "".join(f"\n{each.sentence}" for each in former_results(target, original))
    contents = "" if numbered else "\n打开后请按 Ctrl+A、F9 更新目录的页码。"
    missing = f"\n文档还没有写完：{len(unfinished)} 处【待补充】已标成黄色。" if unfinished else ""
    return Message(
        f"已生成：\n{target}{contents}{missing}{former}\n\n{_summary(filled.checked)}", filled.checked.has_errors
    )


def _replaced(target: Path) -> str:
    """The question whether a document may be replaced: one that was changed since we wrote it is worth a second thought."""
    if result_source(target):
        return f"“{target.name}”已经存在，要覆盖它吗？"
    return (
        f"“{target.name}”已经存在，而且不是本工具刚生成的样子：覆盖以后，其中的改动就没有了。"
        "要留下改动，请选“否”，先按“收回 Word”。\n\n要覆盖它吗？"
    )


def _absorb(book: Book) -> Message:
    document = _edited_document(book)
    if document is None:
        return Message(_UNTOUCHED)
    with copy_of(book) as path:
        absorbed = review.absorb(document, path, folder=beside(book))
        told = list(review.absorbed_lines(absorbed))
        if not absorbed.edits:
            return Message(_shortened(told), absorbed.has_errors)
        if not _agrees(book, f"{_shortened(told)}\n\n把这些改动写进工作簿吗？"):
            return Message(_UNTOUCHED)
        steps = review.steps_home(absorbed)
    require_writable(book, [step.edits for step in steps], [step.new_rows for step in steps])
    for step in steps:
        apply_edits(book, step.edits, step.new_rows)
    by_hand = _shortened(list(review.left_lines(absorbed)))
    text = f"已收回 {len(absorbed.changes)} 处改动，并重新填报；工作簿尚未保存。"
    return Message(f"{text}\n\n{by_hand}".rstrip(), absorbed.has_errors)


def _edited_document(book: Book) -> Path | None:
    """The document to take changes from: the one that 生成 Word makes, or another that the user picks; None for none."""
    folder = beside(book)
    usual = folder / f"{Path(book.name).stem}.docx" if folder else None
    if usual is not None and usual.is_file():
        question = f"收回“{usual.name}”里的改动吗？\n改动在另一份文档里的，选“否”去找它。"
        answer = book.app.alert(question, TITLE, "yes_no_cancel", "info")
        if answer != "no":
            return usual if answer == "yes" else None
    picked = book.app.api.GetOpenFilename(_WORD_FILES, 1, "选择在 Word 里改过的文档")
    return Path(picked) if isinstance(picked, str) else None  # False: none was picked


def _agrees(book: Book, question: str) -> bool:
    return bool(book.app.alert(question, TITLE, "yes_no", "info") == "yes")


def _shortened(lines: Sequence[str]) -> str:
    """Lines as far as a message box has room for them."""
    shown = [line if len(line) <= _LINE else f"{line[:_LINE]}…" for line in lines[:_LINES]]
    return "\n".join([*shown, f"……另有 {len(lines) - _LINES} 行。"] if len(lines) > _LINES else shown)


def _add_form(book: Book) -> Message:
    with copy_of(book) as path:
        blank = workflow.blank_form(path, book.sheets.active.name, folder=beside(book))
        donor_path = path.with_name(f"juesuan-{blank.names[0]}.xlsx")
        donor_path.write_bytes(blank.book)
        donor = book.app.books.open(str(donor_path))
        try:
            donor.sheets[0].copy(after=book.sheets[blank.behind])
        finally:
            donor.close()
    return Message(f"已加上工作表“{blank.names[0]}”，在“{blank.behind}”后面；工作簿尚未保存。")


def _summary(checked: workflow.Checked) -> str:
    """How the workbook stands, and the first findings with their places."""
    levels = by_level(checked.findings)
    serious = [finding for severity in (Severity.ERROR, Severity.WARNING) for finding in levels.get(severity.label, ())]
    lines = [verdict(checked.findings)]
    for finding in serious[:LISTED]:
        place = f"（{places(finding.cells, 3)}）" if finding.cells else ""
        lines.append(f"【{finding.severity.label}】{finding.message}{place}")
    if len(serious) > LISTED:
        lines.append(f"……另有 {len(serious) - LISTED} 处。")
    return "\n".join(lines)
