"""Files as other programs write them: a sample saved in other formats by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from toolkit.profiles import samples

#: The sample that is saved in other formats, and where a stray figure stands in a copy of it.
SAMPLE, FAR_AWAY = samples()[-1], "IV65536"


def convert(paths: Sequence[Path], kind: str, folder: Path) -> None:
    """Saved in another format by LibreOffice, all in one start."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice (soffice) writes the old formats"
    command = [soffice, f"-env:UserInstallation={(folder / 'user').as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True, timeout=240)
