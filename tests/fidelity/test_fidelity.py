"""The documents made of the samples say what was published, and say it right where the publication was wrong.

What is left, and why, stands in the two tables below and nowhere else: a statement that goes missing, or comes out
wrong again, fails here; one that comes out right after all must be taken off the table.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import judge
import pytest

from toolkit import workflow
from toolkit.profiles import samples
from toolkit.workflow import Filled

#: Of the right statements of a publication, how many percent its document must make again.
ENOUGH = 97
#: Those with real published figures: the example of the general format was never published.
SAMPLES = {path.stem: path for path in samples() if (judge.HERE / f"{path.stem}.csv").is_file()}

#: Right statements that the document makes in another way: (sample, section, what) → why.
SAID_OTHERWISE = {
    ("beipiao-2024", "第二部分/五/（四）/2/（2）", "完成率"): "82% 少印了小数（82.05%）；文中按两位小数写出",
    (
        "yanbian-2024",
        "第三部分/十/（一）/3",
        "整体评价金额 政府性基金预算",
    ): "没有开展整体支出评价，只写未开展，不写涉及0万元",
}

#: Wrong statements that come out as published, because the clerk's own entry is the mistake and only a person can say
#: what is true: (sample, section, what) → the rule that tells the contradiction.
LEFT_TO_A_PERSON = {
    ("fenyang-2024", "第三部分/九/（二）/3", "公务用车保有量"): "BC-4.2",
}


@cache
def filled(name: str) -> Filled:
    """A sample as it stands once filled; what the document is made of."""
    return workflow.fill(workflow.check(SAMPLES[name]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(params=SAMPLES)
def judged(request: pytest.FixtureRequest, folder: Path) -> tuple[str, judge.Result]:
    """A sample, and how its document compares with what was published."""
    name = request.param
    document = folder / f"{name}.docx"
    workflow.save_document(filled(name), document)
    return name, judge.count(judge.HERE / f"{name}.csv", judge.paragraphs(document))


def places(name: str, statements: tuple[judge.Statement, ...]) -> set[tuple[str, str, str]]:
    return {(name, one.section, one.what) for one in statements}


def test_what_was_published_is_said_and_what_was_wrong_is_right(judged: tuple[str, judge.Result]) -> None:
    name, result = judged
    assert result.percent >= ENOUGH
    assert places(name, result.missing) == {one for one in SAID_OTHERWISE if one[0] == name}
    assert places(name, result.uncorrected) == {one for one in LEFT_TO_A_PERSON if one[0] == name}


@pytest.mark.parametrize(("place", "rule"), LEFT_TO_A_PERSON.items())
def test_what_is_left_to_a_person_is_told_by_the_check(place: tuple[str, str, str], rule: str) -> None:
    name, _, fact = place
    alarms = [alarm for finding in filled(name).checked.findings for alarm in (finding.caused or (finding,))]
    assert [fact in alarm.message for alarm in alarms if alarm.rule == rule] == [True]
