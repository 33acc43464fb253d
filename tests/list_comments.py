"""Lists every comment of a workbook as headless LibreOffice sees it. Run by the system's Python, which has python3-uno.

    /usr/bin/python3 tests/list_comments.py WORKBOOK.xlsx [SAVED.xlsx]

Prints a JSON list of [sheet, address, author, text, shown, width, height], the box in hundredths of a millimetre. With a
second name the workbook is saved there as LibreOffice writes it.
"""

import json
import sys
import tempfile
from pathlib import Path

from press_buttons import DEADLINE, PropertyValue, connect, load, start


def comments(document):
    for sheet in document.Sheets:
        for comment in sheet.Annotations:
            place = sheet.getCellByPosition(comment.Position.Column, comment.Position.Row).AbsoluteName
            box = comment.AnnotationShape.Size
            address = place.rpartition(".")[2].replace("$", "")
            yield sheet.Name, address, comment.Author, comment.String, comment.IsVisible, box.Width, box.Height


def main():
    path = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as profile:
        process = start(Path(profile).name, profile)
        try:
            desktop, document = load(connect(Path(profile).name, process), path)
            print(json.dumps(list(comments(document))))
            for saved in sys.argv[2:]:
                as_xlsx = PropertyValue(Name="FilterName", Value="Calc MS Excel 2007 XML")
                document.storeToURL(Path(saved).resolve().as_uri(), (as_xlsx,))
            document.close(True)
            desktop.terminate()
            process.wait(DEADLINE)
        finally:
            process.kill()


main()
