"""The work on one unit of which only the published document is there: held to its own tables, nothing built."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from .. import review, rules
from ..files import write_text
from ..findings_report import json_text
from ..profiles import Profile
from ..report import Report
from ..review import Reviewed
from ..run import made_from
from ..text import bare_name
from .figures import summary_figures
from .records import Failure, FindingRecord, Outcome, UnitRecord, finding_records, stated_codes
from .unit_kinds import kind_of_unit


def review_unit(source: Path, name: str, folder: Path, last_year: tuple[Report, Profile] | None) -> Outcome:
    """Write what was found in a document, as JSON and as a page that draws it; returns what the summary needs.

    ``name``: what its files are called in ``folder``. Raises ToolkitError when the document cannot be read or a file not
    be written.
    """
    start = time.perf_counter()
    reviewed = review.review(source)
    report, profile = reviewed.report, reviewed.profile
    if profile is None:
        reason = f"文件“{source.name}”：没有认出官方表格，不能汇总；文字的问题请用 juesuan review 单独看。"
        return Failure(str(source), "unusable", reason)
    outputs = {"findings": f"{name}.findings.json", "report": f"{name}.html"}
    with made_from(source):
        write_text(folder / outputs["findings"], json_text(review.as_json(reviewed)))
        review.save_html(reviewed, folder / outputs["report"])
    same = last_year if last_year and bare_name(last_year[0].unit_name) == bare_name(report.unit_name) else None
    return UnitRecord(
        source=str(source),
        unit=report.unit_name,
        unit_kind=kind_of_unit(report.unit_name, profile),
        year=report.year,
        profile=profile.id,
        region=profile.region,
        kind=profile.kind,
        codes=stated_codes(report),
        findings=tuple(said_where(reviewed)),
        gaps=(),
        figures=summary_figures(report, profile, same),
        prior=same[0].path.name if same else "",
        reviewed="只有公开的文档，按文档自己的表核对",
        outputs=outputs,
        pages_sure=True,
        seconds=round(time.perf_counter() - start, 3),
        names=rules.code_names_of(report, profile),
    )


def said_where(reviewed: Reviewed, before: str = "") -> Iterator[FindingRecord]:
    """What was found in a document, each with the section it stands in, after the words ``before``."""
    for record, finding in zip(finding_records(reviewed.findings), reviewed.findings, strict=True):
        where = f"{before}{finding.place.section if finding.place else ''}"
        yield record._replace(message=f"{where}：{record.message}" if where else record.message)
