"""The command line: ``juesuan …`` after installing, ``python cli.py …`` from a checkout.

The commands themselves stand in ``toolkit/commands``; each is imported when it is run, or when all are listed.
"""

from __future__ import annotations

from toolkit.commands.interrupts import end_quietly_when_interrupted

end_quietly_when_interrupted()  # before anything else that takes a moment to load

import atexit  # noqa: E402
import gc  # noqa: E402
import gettext  # noqa: E402
import os  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402

# click speaks through gettext's default domain, which it looks up when it is used: ours is Chinese.
os.environ["LANGUAGE"] = "zh_CN"
gettext.bindtextdomain("click", str(Path(__file__).parent / "toolkit" / "locale"))
gettext.textdomain("click")

import click  # noqa: E402

from toolkit.commands.program import Program  # noqa: E402
from toolkit.commands.shared import HELP  # noqa: E402

#: Every command and the file it stands in, in the order of a person's work.
COMMANDS = {
    "demo": "many",
    "profiles": "formats",
    "new": "workbooks",
    "adopt": "workbooks",
    "check": "checking",
    "roll": "workbooks",
    "sheet": "workbooks",
    "fill": "workbooks",
    "word": "documents",
    "review": "reviewing",
    "absorb": "reviewing",
    "compare": "reviewing",
    "build": "many",
    "batch": "bureau",
    "combine": "bureau",
    "profile": "formats",
}
#: What people never type: the command that a batch starts in its processes.
HIDDEN = {"batch-worker": ("bureau", "batch_worker")}
#: A command makes many objects that all stay: to look for garbage every 700 of them takes a sixth of its time, and once
#: after all is done is for nothing.
GARBAGE_THRESHOLD = 100_000


class Commands(Program):
    """The commands above, each imported when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        home, attribute = HIDDEN.get(name) or (COMMANDS.get(name, ""), name)
        if not home:
            return None
        command = getattr(import_module(f"toolkit.commands.{home}"), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings=HELP)
@click.version_option(package_name="juesuan", message="决算公开工具 %(version)s", help="显示版本。")
def main() -> None:
    """部门决算公开工具：校验官方 Excel 表格的勾稽关系，填报公式和情况说明，生成 Word 决算说明。

    \b
    例：juesuan build workbooks/jiyuan-2023.xlsx --out out
    """
    gc.set_threshold(GARBAGE_THRESHOLD)


# As the process ends, the system takes back at once what would be looked through object by object.
atexit.register(gc.freeze)

if __name__ == "__main__":
    main()
