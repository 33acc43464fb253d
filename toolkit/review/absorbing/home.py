"""Changed texts put where the next document is written from: reasons and other facts, 概况, 名词解释, else 人工改写.

A change within one fact (主要原因是 …) goes into that fact, so that the sentence around it goes on following the figures. It
is tried out first: where the next document would not say what the edited one says, the text becomes a 人工改写.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ... import workbook, workflow
from ...cells import Cell, CellKind
from ...document import Document, carrier_name
from ...edits import Edit, EditedRows, NewRows
from ...errors import DocumentError, OutputError
from ...findings import Finding
from ...outputs.files import scratch_folder
from ...outputs.run import made_from
from ...profiles import Profile
from ...report import Report
from ...text import listed, plain
from ..identity import of_another
from ..reading.opening import read_bytes
from ..reading.records import Comment, Part, Table
from ..reading.word import read_word, word_parts
from .changes import Change, changed_cells, changes, lost, moved, says_the_same
from .fields import FieldText, edited_fields, outside_fields, printed_fields

_ENTRY = re.compile(
    r"^(?P<ordinal>[（(]?[一二三四五六七八九十]+[）)]?[、.．]?|\d+[.．、])?\s*(?P<name>[^：:]{2,80})[：:](?P<meaning>.+)$",
    re.DOTALL,
)
#: What a workbook that can be written into ends in.
_WORKBOOKS = (".xlsx", ".xlsm")
_TRIMMED = "。；;，, "
_SHORTEST_FACT = 4
_LONGEST_SHOWN = 30
_MOST_OUTSIDE = 20


class Absorbed(NamedTuple):
    """What an edited document changes in its workbook: nothing is written yet.

    ``edits`` are for the workbook as it is once it is filled (``filled``), which has a row for every field.
    ``changes`` are brought home, ``left`` are not (each with the reason); ``findings`` are cells of tables that differ.
    """

    document: Path
    workbook: Path
    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    left: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    comments: tuple[Comment, ...]
    revisions: int
    filled: workflow.Filled
    near: _Near

    @property
    def has_errors(self) -> bool:
        return any(finding.severity.value == "error" for finding in self.findings)


class _Near(NamedTuple):
    """How the workbook and copies of it are checked: the folder it lies in, the format where one is named."""

    folder: Path
    profile_id: str = ""

    def fill(self, path: Path) -> workflow.Filled:
        return workflow.fill(workflow.check(path, folder=self.folder, profile_id=self.profile_id))


class Step(NamedTuple):
    """Edits that are laid over the workbook as the step before has left it; ``new_rows`` are put in first."""

    edits: tuple[Edit | EditedRows, ...]
    new_rows: tuple[NewRows, ...] = ()


class _Home(NamedTuple):
    """The workbook as it stands once it is filled, and the document it prints."""

    filled: workflow.Filled
    document: Document
    printed: Mapping[tuple[str, str], FieldText]

    @property
    def report(self) -> Report:
        return self.filled.checked.report

    @property
    def profile(self) -> Profile:
        return self.filled.checked.profile


def absorb(document: Path, workbook_path: Path, *, folder: Path | None = None, profile_id: str = "") -> Absorbed:
    """Find what people changed in a document that we wrote, and the edits that bring it home.

    ``folder`` is where the workbook lies when ``workbook_path`` is but a copy of it; ``profile_id`` names the format when
    it is not to be recognised. Raises DocumentError when it is no Word document or cannot be read, WorkbookError when
    the workbook cannot be used.
    """
    data = read_bytes(document)
    if not data.startswith(b"PK"):
        raise DocumentError("只有 .docx 里的改动收得回来，请用 Word 或 WPS 另存为 .docx。", path=document)
    published = read_word(document, data)
    near = _Near(folder or workbook_path.absolute().parent, profile_id)
    filled = near.fill(workbook_path)
    home = _home(filled)
    with scratch_folder() as scratch:
        own = scratch / "印.docx"
        workflow.save_document(filled, own)
        parts, as_printed = word_parts(document, data), word_parts(own, read_bytes(own))
        edited, outside = edited_fields(parts, home.printed, outside_fields(as_printed))
        found = list(changes(edited, home.printed))
        edits, left = _edits(home, found)
    kept = tuple(change for change in found if change.field.heading not in dict(left))
    gone = [("整份文档", other.message.rstrip("。")) for other in of_another(published, home.report, workbook_path)]
    gone += [(field.heading, "在文档里挪了位置；工作簿印出来的次序不变") for field in moved(edited, home.printed)]
    gone += [
        (field.heading, "文档里已经没有这一段；工作簿里留着，不要的话请自己删") for field in lost(edited, home.printed)
    ]
    gone += [
        (_cut(text), "不是工作簿里可以改写的一段，收不回去，请自己在工作簿里改") for text in outside[:_MOST_OUTSIDE]
    ]
    if len(outside) > _MOST_OUTSIDE:
        gone.append(
            (f"另外 {len(outside) - _MOST_OUTSIDE} 段", "也不是工作簿里可以改写的；这份文档可能不是由这份工作簿写出的")
        )
    if (more := _tables(parts) - _tables(as_printed)) > 0:
        gone.append((f"多出的 {more} 张表", "工作簿里没有，表格不从文档收回"))
    cells = tuple(changed_cells(list(published.tables), home.document))
    return Absorbed(
        document,
        workbook_path,
        edits,
        kept,
        (*left, *gone),
        cells,
        published.comments,
        published.revisions,
        filled,
        near,
    )


def _tables(parts: Sequence[Part]) -> int:
    return sum(isinstance(part, Table) for part in parts)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def workbook_beside(document: Path) -> Path:
    """The workbook of the same name beside a document. Raises DocumentError when there is none, or more than one."""
    there = [path for ending in _WORKBOOKS if (path := document.with_suffix(ending)).is_file()]
    if len(there) == 1:
        return there[0]
    if there:
        names = listed(path.name for path in there)
        raise DocumentError(f"旁边有 {names}，请写明收回到哪一份工作簿。", path=document)
    wanted = document.with_suffix(_WORKBOOKS[0]).name
    raise DocumentError(f"旁边没有同名的工作簿“{wanted}”，请写明收回到哪一份工作簿。", path=document)


def save_absorbed(absorbed: Absorbed, target: Path) -> None:
    """The workbook with the changes in it, filled anew, as ``target``. Raises OutputError when it cannot be written."""
    if target.suffix.lower() != absorbed.workbook.suffix.lower():
        raise OutputError(f"输出的类型应与工作簿相同（{absorbed.workbook.suffix}），请改一下文件名。", path=target)
    with scratch_folder() as folder, made_from("absorb", absorbed.document, absorbed.workbook):
        anew = _filled_anew(absorbed, folder)
        workbook.apply_edits(anew.checked.path, target, anew.edits, anew.new_rows)


def steps_home(absorbed: Absorbed) -> tuple[Step, ...]:
    """What brings the changes home into a workbook that is open: it is filled, changed, and filled anew."""
    with scratch_folder() as folder:
        anew = _filled_anew(absorbed, folder)
    filled = absorbed.filled
    return Step(filled.edits, filled.new_rows), Step(absorbed.edits), Step(anew.edits, anew.new_rows)


def _filled_anew(absorbed: Absorbed, folder: Path) -> workflow.Filled:
    """How the workbook is filled once the changes are in it, which a copy in ``folder`` has."""
    changed = folder / f"改{absorbed.workbook.suffix.lower()}"
    workbook.apply_edits(_saved(absorbed.filled, folder), changed, absorbed.edits)
    return absorbed.near.fill(changed)


def _saved(filled: workflow.Filled, folder: Path) -> Path:
    """The workbook filled, in a folder of ours: its 情况说明 has a row for every field then."""
    target = folder / f"填{filled.checked.path.suffix.lower()}"
    workflow.save_workbook(filled, target)
    return target


def _home(filled: workflow.Filled) -> _Home:
    document = workflow.document(filled)
    return _Home(filled, document, printed_fields(document))


def _edits(home: _Home, found: Sequence[Change]) -> tuple[tuple[Edit, ...], list[tuple[str, str]]]:
    """The edits for all changes, and what could not be brought home, with why."""
    edits: list[Edit] = []
    left: list[tuple[str, str]] = []
    narrative = [change for change in found if change.field.kind == "段"]
    for change in found:
        if change.field.kind == "文":
            edits += _text_edits(home, change, left)
        elif change.field.kind == "词":
            edits += _glossary_edits(home, change, left)
    facts = {id(change): edit for change in narrative if (edit := _fact_edit(home, change)) is not None}
    if facts and not _prints(home, [*edits, *facts.values()], narrative):
        facts = {}
    edits += facts.values()
    for change in narrative:
        if id(change) not in facts:
            edits += _person_edits(home, change, left)
    return tuple(edits), left


def _person_edits(home: _Home, change: Change, left: list[tuple[str, str]]) -> Iterator[Edit]:
    """The text as 人工改写; none where the draft says just that."""
    ids = {carrier_name(field_id): field_id for field_id in home.filled.checked.drafts.texts}
    field_id = ids.get(change.field.name, "")
    written = home.report.written.get(field_id)
    if written is None:
        left.append((change.field.heading, "工作簿的“情况说明”里没有这一段"))
        return
    if not change.new:
        left.append((change.field.heading, "文档里删空了；“人工改写”留空表示用自动生成稿，请自己处理"))
        return
    same = says_the_same(home.filled.checked.drafts.texts[field_id], change.new)
    cell = written.person_cell
    yield Edit(cell.sheet, cell.address, None if same else change.new)


def _text_edits(home: _Home, change: Change, left: list[tuple[str, str]]) -> Iterator[Edit]:
    """The paragraphs of 职责, 机构设置 … on their sheet."""
    ids = {carrier_name(name): name for group in home.profile.facts.values() for name in group.texts}
    grid = home.filled.checked.grid
    edits = workbook.text_edits(grid, home.profile, ids.get(change.field.name, ""), change.field.paragraphs)
    if edits is None:
        left.append((change.field.heading, "工作簿里没有写这一段的地方"))
        return
    yield from edits


def _glossary_edits(home: _Home, change: Change, left: list[tuple[str, str]]) -> Iterator[Edit]:
    """The meanings of terms that the workbook lists; terms added or taken away are told."""
    ids = {carrier_name(group.id): group.id for group in home.profile.facts.values() if group.kind == "list"}
    block = home.report.lists.get(ids.get(change.field.name, ""))
    rows = {plain(row.name): row for row in block.rows} if block else {}
    entries: list[tuple[str, str]] = []
    for text in change.field.paragraphs:
        match = _ENTRY.match(text)
        if match and (match["ordinal"] or not entries or plain(match["name"]) in rows):
            entries.append((match["name"], match["meaning"].strip()))
        elif entries:  # a term may take several paragraphs
            entries[-1] = entries[-1][0], f"{entries[-1][1]}\n{text}"
        else:
            left.append((f"{change.field.heading}“{_cut(text)}”", "不是名词解释里的一条，请自己放到工作簿里"))
    for name, meaning in entries:
        row = rows.pop(plain(name), None)
        cell = row.cells.get("解释") if row else None
        if cell is None or not cell.address:
            left.append((f"{change.field.heading}“{name}”", "名词解释表里没有这一条，请自己加上"))
        elif not says_the_same(cell.text.strip().rstrip(_TRIMMED), meaning.rstrip(_TRIMMED)):
            yield Edit(cell.sheet, cell.address, meaning)
    for row in rows.values():
        if row.name:
            left.append((f"{change.field.heading}“{row.name}”", "文档里已经没有这一条；工作簿里留着，不要的话请自己删"))


def _fact_edit(home: _Home, change: Change) -> Edit | None:
    """The fact within which alone the text differs, with what it says now."""
    old, new = change.old, change.new
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    tail = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    for cell in _fact_cells(home.report):
        text = cell.text.strip().rstrip(_TRIMMED)
        at = old.find(text) if len(text) >= _SHORTEST_FACT and "\n" not in text else -1
        if 0 <= at <= start and at + len(text) >= len(old) - tail and old.count(text) == 1:
            now = new[at : len(new) - (len(old) - at - len(text))].strip()
            return Edit(cell.sheet, cell.address, now) if now and "\n" not in now else None
    return None


def _fact_cells(report: Report) -> Iterator[Cell]:
    """The texts that people entered for sentences: reasons, uses."""
    for cell in report.facts.values():
        if cell.kind is CellKind.TEXT and cell.address:
            yield cell
    for block in report.lists.values():
        for row in block.rows:
            yield from (cell for cell in row.cells.values() if cell.kind is CellKind.TEXT and cell.address)


def _prints(home: _Home, edits: Sequence[Edit], narrative: Sequence[Change]) -> bool:
    """Whether the workbook with these edits prints every changed field as the document has it, and no other differently."""
    checked = home.filled.checked
    grid = workbook.edited(checked.grid, edits)
    after = workflow.check_reading(workbook.read_by(grid, checked.profile), checked.prior)
    printed = printed_fields(workflow.document(workflow.Filled((), after)))
    wanted = {change.field.key: change.new for change in narrative}
    facts = {edit.address for edit in edits}
    assert facts
    for key, field in printed.items():
        before = home.printed.get(key)
        now = "\n".join(field.paragraphs)
        if key in wanted:
            continue
        if key[0] == "段" and before is not None and plain(now) != plain("\n".join(before.paragraphs)):
            return False
    tried = [change for change in narrative if _fact_edit(home, change) is not None]
    return all(plain("\n".join(printed[change.field.key].paragraphs)) == plain(change.new) for change in tried)
