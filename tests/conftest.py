"""Shared by all tests."""

import gc
from unittest import mock

import pytest
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet.merge import MergedCellRange

#: What asks an office program, a browser, a package installer or a long search: the rest is quick (-m "not slow").
SLOW_FIXTURES = {"libreoffice", "soffice", "recalculated", "chromium"}
SLOW_FOLDERS = {"batch", "review", "word"}
SLOW_FILES = {
    "test_a_province_of_ones_own.py",
    "test_acts.py",
    "test_adopt.py",
    "test_attacked.py",
    "test_before_it_is_filled.py",
    "test_blank.py",
    "test_browser.py",
    "test_canglan.py",
    "test_carried_headings.py",
    "test_cell_comments.py",
    "test_central.py",
    "test_charts.py",
    "test_clerks_budget.py",
    "test_clerks_year.py",
    "test_cli.py",
    "test_code_rows.py",
    "test_completeness.py",
    "test_counts.py",
    "test_detection.py",
    "test_doors.py",
    "test_excel_button.py",
    "test_fidelity.py",
    "test_foreign_files.py",
    "test_forms.py",
    "test_forms_of_ones_own.py",
    "test_hostile_profiles.py",
    "test_inherited_fields.py",
    "test_installing_a_profile.py",
    "test_joint.py",
    "test_kept_files.py",
    "test_label_place.py",
    "test_launcher.py",
    "test_laws.py",
    "test_liaoning.py",
    "test_live.py",
    "test_long_texts.py",
    "test_macros.py",
    "test_misplaced_rows.py",
    "test_more_columns.py",
    "test_nothing_lost_unseen.py",
    "test_odd_files.py",
    "test_odd_writers.py",
    "test_old_files.py",
    "test_other_hands.py",
    "test_outline_in_data.py",
    "test_outputs.py",
    "test_packaging.py",
    "test_pages.py",
    "test_printing.py",
    "test_profile_hints.py",
    "test_profile_kit.py",
    "test_recalculated.py",
    "test_reruns.py",
    "test_rough_company.py",
    "test_rows_of_their_own_kind.py",
    "test_same_state.py",
    "test_samples.py",
    "test_shanxi_rules.py",
    "test_sheet_add.py",
    "test_simplex.py",
    "test_terminal.py",
    "test_texts.py",
    "test_tolerance.py",
    "test_writing_a_profile.py",
    "test_years.py",
}


_bind_merged_cells = WorksheetReader.bind_merged_cells


def _without_borders(reader: WorksheetReader) -> None:
    """Three quarters of the time in which openpyxl reads a sample go into drawing the borders of merged areas anew, which
    stand in the file anyway. Only tests read by openpyxl."""
    with mock.patch.object(MergedCellRange, "format", str):  # says what it is, and draws nothing
        _bind_merged_cells(reader)


WorksheetReader.bind_merged_cells = _without_borders


# Hundreds of workbooks are made and dropped: looking for rings among what is still there costs more than it frees.
gc.set_threshold(1_000_000, 10, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files anew (review their diff)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (
            item.path.name in SLOW_FILES
            or item.path.parent.name in SLOW_FOLDERS
            or SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
            or "libreoffice" in item.name
        ):
            item.add_marker("slow")
    # The long files first, so that two workers end together.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
