"""A blank form learns the unit's name and the year from 基本信息, whatever its heading looks like."""

import pytest

from toolkit import workbook
from toolkit.profiles import load_profile, profile_ids
from toolkit.workbook.blanks.blank import build_workbook
from toolkit.workbook.blanks.contents import Filling


@pytest.mark.parametrize("profile_id", profile_ids())
def test_no_heading_stays_blank(profile_id, tmp_path):
    profile = load_profile(profile_id)
    build_workbook(profile, tmp_path / "空白.xlsx", Filling(facts={"单位名称": "某某中心", "年度": 2024}))
    grid = workbook.read_grid(tmp_path / "空白.xlsx")
    edits = workbook.heading_edits(workbook.read_report(grid, profile), profile)
    after = workbook.read_report(workbook.edited(grid, edits), profile)
    assert edits or not any(table.heading.unit_name or table.heading.year for table in after.tables.values())
    for table in after.tables.values():
        assert table.heading.unit_name is None or table.unit_name == "某某中心", table.id
        assert table.heading.year is None or table.year == 2024, table.id
        above = {cell.text for cell in (table.heading.year, table.heading.unit_name) if cell}
        assert not above & {"年度", "（年度）", "2024"}
