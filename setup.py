"""What setup.cfg cannot say: where templates/ and workbooks/ go, which stand at the top of the source tree.

Installed, they are files of the package like any other, so that they are found whatever the way of installing. No
format is listed by hand: a new folder in templates/ is installed as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
#: Where toolkit/profiles/loading.py looks first.
INSTALLED = Path("toolkit", "data")
#: Folder at the top → its files that are installed.
DATA = {"templates": "**/*", "workbooks": "*.xls?"}


class BuildWithData(build_py):
    """The package with its data. An editable install has them in the source tree, where they are."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            shutil.rmtree(Path(self.build_lib, INSTALLED), ignore_errors=True)  # a format removed since the last build
            for source, target in self._data():
                self.mkpath(str(target.parent))
                self.copy_file(str(source), str(target))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        data = [] if self.editable_mode else [str(target) for _, target in self._data()]
        return [*super().get_outputs(include_bytecode), *data]

    def _data(self) -> Iterator[tuple[Path, Path]]:
        """Each data file and where it is installed."""
        for folder, pattern in DATA.items():
            for file in sorted((ROOT / folder).glob(pattern)):
                inside = file.relative_to(ROOT)
                if file.is_file() and not any(part.startswith((".", "~", "__")) for part in inside.parts):
                    yield file, Path(self.build_lib, INSTALLED, inside)


setup(cmdclass={"build_py": BuildWithData})
