"""Our page numbers against LibreOffice's, on the samples and on variations of them. Needs LibreOffice and Liberation Serif."""

from __future__ import annotations

import shutil
from pathlib import Path

from smaller import smaller

from toolkit import word, workflow
from toolkit.profiles import samples

from .conftest import body_of, find, values
from .variations import varied


def _entries(path: Path) -> list[list[str]]:
    return [values(link, "w:r/w:t/text()") for link in find(body_of(path), "//w:hyperlink")]


def test_libreoffice_numbers_the_pages_as_we_do(tmp_path: Path) -> None:
    ours, theirs = [], []
    for position, sample in enumerate(samples()):
        filled = workflow.fill(workflow.check(smaller(sample.stem, keep=2)))
        document, skeleton = workflow.document(filled), filled.checked.profile.file("document.docx")
        # of every other one some cells fill more than a page
        if (
            position % 2
        ):  # some cells fill more than a page; other seeds make documents that it lays out for ten seconds
            document = varied(document, f"{sample.stem} 2", long_cells=True)
        ours.append(tmp_path / f"{sample.stem}.docx")
        word.render(document, skeleton, ours[-1])
    for path in ours:
        theirs.append(Path(shutil.copy(path, path.with_suffix(".office.docx"))))
    assert word.number_pages(ours, "own")
    assert word.number_pages(theirs, "office")
    for mine, other in zip(ours, theirs, strict=True):
        unsure = "_PagesUnsure" in values(body_of(mine), "//w:bookmarkStart/@w:name")
        assert unsure or _entries(mine) == _entries(other), mine.name
        assert len(_entries(mine)) > 10
