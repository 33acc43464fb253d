"""What an author of a profile does in the tests: starts one, adds to its files, runs the commands."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from cli import main


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


def begun(folder: Path, profile_id: str, base: str) -> Path:
    """A profile just started from another."""
    assert run("profile", "new", profile_id, "--from", base, "--out", folder).exit_code == 0
    return folder / profile_id


def add(profile: Path, file: str, text: str) -> None:
    path = profile / file
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(known + text, encoding="utf-8")
