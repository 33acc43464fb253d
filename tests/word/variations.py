"""Documents like a given one, with other texts, figures and rows: the same for the same seed."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Sequence

from toolkit.document import Document, Form, FormItem, Item, Text

_FIGURE = re.compile(r"\d[\d,.]*")


def varied(document: Document, seed: str, *, long_cells: bool = False) -> Document:
    """Some texts longer, shorter, left out or with other figures, some forms with other rows.

    ``long_cells``: some cells hold more than a page has room for.
    """
    choice = random.Random(seed)
    share = choice.choice((0.1, 0.3, 0.6))
    sentences = [
        sentence
        for item in document.items
        if isinstance(item, Text)
        for sentence in re.findall("[^。；]+[。；]", item.text)
    ]
    items: list[Item] = []
    for item in document.items:
        if choice.random() > share:
            items.append(item)
        elif isinstance(item, Text) and item.text:
            text = _text(item.text, sentences, choice)
            items += [item._replace(text=text)] if text else []
        elif isinstance(item, FormItem):
            items.append(FormItem(_form(item.form, sentences if long_cells else (), choice)))
        else:
            items.append(item)
    return document._replace(items=tuple(items))


def _text(text: str, sentences: Sequence[str], choice: random.Random) -> str:
    step = choice.randrange(5)
    if step == 0:
        return ""
    if step == 1:
        return text[: choice.randint(1, len(text))]
    if step == 2:
        return text + "".join(choice.choices(sentences, k=choice.randint(1, 6)))
    if step == 3:
        mixed = "".join(choice.choices(sentences, k=choice.randint(1, 8)))
        return mixed[choice.randint(0, len(mixed) - 1) :]
    return _FIGURE.sub(lambda _: f"{10 ** choice.randint(0, 5) * choice.random():,.2f}", text)


def _form(form: Form, sentences: Sequence[str], choice: random.Random) -> Form:
    """Rows doubled and left out, but for those of merged areas."""
    merged = {row for cell in form.cells if cell.rowspan > 1 for row in range(cell.row, cell.row + cell.rowspan)}
    free = [row for row in range(form.header_rows, form.row_count) if row not in merged]
    order = list(range(form.row_count))
    for _ in range(choice.randint(1, 25) if free else 0):
        row = choice.choice(free)
        if row in order:
            if choice.random() < 0.65:
                order.insert(order.index(row), row)
            elif len(order) > form.header_rows + 3:
                order.remove(row)
    cells = []
    for number, row in enumerate(order):
        for cell in form.cells:
            if cell.row == row:
                is_long = sentences and row in free and choice.random() < 0.02
                text = "".join(choice.choices(sentences, k=choice.randint(8, 60))) if is_long else cell.text
                cells.append(cell._replace(row=number, text=text))
    return dataclasses.replace(form, row_count=len(order), cells=tuple(cells))
