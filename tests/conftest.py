"""Shared by all tests."""

import pytest

#: What asks an office program, a browser, a package installer or a long search: the rest is quick (-m "not slow").
SLOW_FIXTURES = {"libreoffice", "soffice", "recalculated", "chromium"}
SLOW_FOLDERS = {"batch", "review", "word"}
SLOW_FILES = {
    "test_attacks.py",
    "test_batch_run.py",
    "test_browser.py",
    "test_cell_comments.py",
    "test_detection.py",
    "test_fidelity.py",
    "test_kept_files.py",
    "test_live.py",
    "test_macros.py",
    "test_old_files.py",
    "test_outputs.py",
    "test_packaging.py",
    "test_pages.py",
    "test_recalculated.py",
    "test_same_state.py",
    "test_samples.py",
    "test_tolerance.py",
    "test_years.py",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files anew (review their diff)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (
            item.path.name in SLOW_FILES
            or item.path.parent.name in SLOW_FOLDERS
            or SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
        ):
            item.add_marker("slow")
