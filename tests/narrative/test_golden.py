"""The whole 情况说明 of a published sample, as a person can read it beside the published text.

After a change of wording: ``UPDATE_GOLDEN=1 pytest tests/narrative/test_golden.py``, then review the difference.
"""

import os
import time
from pathlib import Path

from samples import published

from toolkit.document import Text, Title
from toolkit.narrative import assemble, check_narrative, draft
from toolkit.profiles import load_profile
from toolkit.report import Form

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "workbooks" / "sources" / "jiyuan-2023.json"
GOLDEN = HERE / "golden" / "jiyuan-2023.txt"
PROFILE = load_profile("henan-final")


def lines(document):
    """Titles as in Markdown, leads in bold, forms by their titles."""
    for item in document.items:
        if isinstance(item, Title):
            yield f"\n{'#' * item.level} {item.text}\n"
        elif isinstance(item, Text):
            yield f"**{item.lead}**{item.text}" if item.lead else item.text
        else:
            yield f"［{item.form.title}］"


def test_the_whole_text_of_the_sample():
    made = published(PROFILE, SOURCE)
    forms = {key: Form(key, spec.title, 1, 1, (10.0,), ()) for key, spec in PROFILE.tables.items()}
    text = "\n".join(lines(assemble(made, PROFILE, draft(made, PROFILE), forms))).strip() + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_sample_says_all_there_is_to_say():
    made = published(PROFILE, SOURCE)
    drafts = draft(made, PROFILE)
    assert check_narrative(made, PROFILE, drafts) == ()
    assert "【" not in "".join(drafts.texts.values())


def test_drafting_is_quick():
    made = published(PROFILE, SOURCE)
    draft(made, PROFILE)
    best = min(_seconds(made) for _ in range(10))
    assert best < 0.05, "a draft of the sample took 4 ms when this was written"


def _seconds(made):
    start = time.perf_counter()
    draft(made, PROFILE)
    return time.perf_counter() - start
