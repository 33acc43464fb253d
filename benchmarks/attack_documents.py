"""The doors for finished documents attacked: .docx and PDF made wrong, then reviewed, compared, absorbed, taken as last year's.

    python benchmarks/attack_documents.py                    1000 documents, some 20 minutes on one core
    python benchmarks/attack_documents.py --count 100 --seed 7

The documents are those of the samples, the PDFs drawn by LibreOffice. Each goes through all doors in a process of its own;
what ends in a sentence or in a result is well.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from random import Random

from mutations import bytes_mutated, mutated
from trials import ROOT, attempt, tally

from toolkit import review, workflow

SAMPLES = sorted((ROOT / "workbooks").glob("*.xlsx"))
#: What may stand in a PDF where something else belongs.
STRANGE = (
    b"0", b"-1", b"999999999", b"1e400", b"9" * 400, b"<<", b">>", b"[", b"]", b"1 0 R", b"99999 0 R", b"null", b"(", b")",
    b"/Kids", b"/Parent", b"endobj", b"stream", b"\0", b"%", b"true", b"<FEFF", b"/Encrypt",
)  # fmt: skip
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def documents(folder: Path) -> list[tuple[Path, Path]]:
    """Each document (.docx, .pdf) with its workbook."""
    soffice = shutil.which("soffice")
    if soffice is None:
        sys.exit("需要 LibreOffice（soffice）来画 PDF。")
    made = []
    for path in SAMPLES:
        target = folder / f"{path.stem}.docx"
        workflow.save_document(workflow.fill(workflow.check(path)), target)
        made.append(target)
    user = f"-env:UserInstallation={(folder / 'user').as_uri()}"
    command = [soffice, user, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, made)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [
        (target.with_suffix(suffix), path)
        for target, path in zip(made, SAMPLES, strict=True)
        for suffix in (".docx", ".pdf")
    ]


def mutated_pdf(data: bytes, random: Random) -> tuple[bytes, str]:
    """Bytes changed anywhere; a word of its structure replaced; or a word within a content stream, packed again."""
    way = random.random()
    if way < 0.3:
        return bytes_mutated(data, random), "bytes"
    if way < 0.6:
        words = list(re.finditer(rb"[^\s<>\[\]()]+", data[-60_000:]))
        word, strange = random.choice(words), random.choice(STRANGE)
        start, end = (len(data) - len(data[-60_000:]) + at for at in word.span())
        return data[:start] + strange + data[end:], f"{word[0][:20]!r} is {strange[:20]!r}"
    stream = random.choice(list(_STREAM.finditer(data)))
    try:
        content = bytearray(zlib.decompress(stream[1]))
    except zlib.error:
        return bytes_mutated(data, random), "bytes"
    for _ in range(random.choice((1, 3, 30))):
        words = list(re.finditer(rb"[^\s<>\[\]()]+", content))
        if words:
            word = random.choice(words)
            content[word.start() : word.end()] = random.choice(STRANGE)
    return data[: stream.start(1)] + zlib.compress(bytes(content)) + data[stream.end(1) :], "a stream"


def doors(source: Path, whole: Path, workbook: Path, folder: Path) -> str:
    """All that a finished document may be given to; "" when nothing is amiss."""
    reviewed = review.review(source)
    review.as_json(reviewed)
    list(review.lines(reviewed, unbound=True))
    review.save_html(reviewed, folder / "out.html")
    review.review(source, workbook_path=workbook)
    comparison = review.compare(review.content_of(source), review.content_of(whole))
    review.save_comparison(comparison, folder / "out2.html")
    if reviewed.profile is not None:
        workflow.check(workbook, prior=review.account_of(source)[0])
    if source.suffix == ".docx":
        absorbed = review.absorb(source, workbook)
        list(review.absorbed_lines(absorbed))
        if absorbed.edits:
            review.save_absorbed(absorbed, folder / "out.xlsx")
            workflow.check(folder / "out.xlsx")
    return ""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="a folder for the documents that fared badly")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = documents(folder)
        for path, workbook in made:  # what is loaded once need not be loaded in every process
            doors(path, path, workbook, folder)
        with tally("改坏的 Word 文档和 PDF", options.count) as counted:
            for number in range(options.count):
                seed = options.seed * 1_000_000 + number
                random = Random(seed)
                path, workbook = random.choice(made)
                change = mutated if path.suffix == ".docx" else mutated_pdf
                data, told = change(path.read_bytes(), random)
                source = folder / f"in{path.suffix}"
                source.write_bytes(data)
                outcome = attempt(lambda: doors(source, path, workbook, folder))  # noqa: B023  # done before the next
                if not counted.add(outcome, f"{seed} {path.name} {told}") and options.keep:
                    options.keep.mkdir(exist_ok=True)
                    (options.keep / f"{seed}{path.suffix}").write_bytes(data)
    sys.exit(not counted.is_well)


if __name__ == "__main__":
    main()
