"""Presses every button of a workbook in headless LibreOffice. Run by the system's Python, which has python3-uno.

    /usr/bin/python3 tests/press_buttons.py WORKBOOK.xlsm SHEET

``RunPython`` is replaced in the loaded document by a stub that records the command. Prints a JSON list of
[caption, shown in print, command].
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

DEADLINE = 60  # seconds; LibreOffice takes two, on a busy machine ten
STUB = """Option VBASupport 1
Public Function RunPython(PythonCommand As String)
    ThisComponent.Sheets.getByIndex(0).getCellRangeByName("Z99").String = PythonCommand
    RunPython = 0
End Function
"""


def start(pipe, profile):
    return subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={Path(profile).as_uri()}"]
        + [f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def connect(pipe, process):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + DEADLINE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)


def load(context, path):
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    hidden = PropertyValue(Name="Hidden", Value=True)
    macros = PropertyValue(Name="MacroExecutionMode", Value=4)  # ALWAYS_EXECUTE_NO_WARN
    return desktop, desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, (hidden, macros))


def press_all(document, sheet):
    project = document.BasicLibraries.getByName("VBAProject")
    project.replaceByName("xlwings", STUB)
    recorded = document.Sheets.getByIndex(0).getCellRangeByName("Z99")
    form = document.Sheets.getByName(sheet).DrawPage.Forms.getByIndex(0)
    for place in range(form.Count):
        button = form.getByIndex(place)
        (event,) = form.getScriptEvents(place)
        recorded.String = ""
        document.getScriptProvider().getScript(event.ScriptCode).invoke((), (), ())
        yield button.Label, button.Printable, recorded.String


def main():
    path, sheet = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as profile:
        pipe = Path(profile).name
        process = start(pipe, profile)
        try:
            desktop, document = load(connect(pipe, process), path)
            print(json.dumps(list(press_all(document, sheet))))
            document.close(True)
            desktop.terminate()
            process.wait(DEADLINE)
        finally:
            process.kill()


if __name__ == "__main__":
    main()
