"""The Word document as data: the outline of the profile with titles filled in, drafts or people's texts, and forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..document import ChartItem, Document, Form, FormItem, Item, Text, Title, carrier
from ..errors import ProfileError
from ..patterns import fill, nearest
from ..profiles import FACTS_SHEET, OutlineItem, Profile, of_form
from ..report import Report
from .checking import is_without, person_text
from .drafts import Drafts, document_fields
from .fact_tables import fact_form, is_known
from .missing import Gap, Gaps, Missing, marker
from .phrases import Phrases
from .placed import placed

#: What a glossary says that a person has emptied.
_NO_TERMS = "没有需要解释的名词。"
#: What stands under a title whose forms (自评表) there are none of, so that nobody takes the page for unfinished.
_NO_FORMS = "没有需要公开的{}。"


def assemble(report: Report, profile: Profile, drafts: Drafts, forms: Mapping[str, Form]) -> Document:
    """The document in the order of the profile's outline.

    ``forms`` are keyed by table id (自评表#1 … for repeated ones). A person's text stands instead of the draft. Raises
    ProfileError when the outline names a table, text or placeholder that the profile does not have.
    """
    fields = document_fields(report, profile)
    maker = _Maker(report, profile, drafts, forms, fields)
    return Document(fields, tuple(maker.all_items()), profile.contents_levels)


def _none_of_these(titles: Iterable[Item], forms: Iterable[str]) -> Iterator[Item]:
    """Titles with nothing to stand under them: a part of one line needs no page of its own."""
    for title in titles:
        yield title._replace(new_page=False) if isinstance(title, Title) else title
    yield Text(_NO_FORMS.format("、".join(dict.fromkeys(forms))))


class _Maker:
    """One outline item at a time."""

    def __init__(
        self, report: Report, profile: Profile, drafts: Drafts, forms: Mapping[str, Form], fields: Mapping[str, str]
    ) -> None:
        self.report, self.profile, self.drafts, self.forms, self.fields = report, profile, drafts, forms, fields

    def all_items(self) -> Iterator[Item]:
        bare: list[Item] = []  # a title for forms, and no form yet
        forms: list[str] = []  # what these are called
        for entry in placed(self.report, self.profile):
            items = list(self.items(entry))
            if bare and (entry.title or len(items) > bool(entry.title)):
                yield from _none_of_these(bare, forms) if entry.title else bare
                bare, forms = [], []
            if entry.table and len(items) == bool(entry.title) and (bare or entry.title):
                bare += items
                forms.append(self.profile.tables[entry.table].title)
            else:
                yield from items
        if bare:
            yield from _none_of_these(bare, forms)

    def items(self, entry: OutlineItem) -> Iterator[Item]:
        title = fill(entry.title, self.fields, f"outline.toml：{entry.title}")
        if title:
            listed = fill(entry.contents_title, self.fields, f"outline.toml：{entry.contents_title}")
            yield Title(entry.level, title, entry.new_page, entry.contents, listed if listed != title else "")
        if entry.table:
            yield from self._forms(entry.table)
        if entry.field:
            lines = self._text(entry.field)
            yield from _carried("段", entry.field, (_paragraph(line, entry.leads) for line in lines))
        if entry.chart and (chart := self.drafts.charts.get(entry.chart)):
            yield ChartItem(chart)
        if entry.text:
            yield from _carried("文", entry.text, map(Text, self._typed(entry.text)))
        if entry.glossary:
            yield from _carried("词", entry.glossary, self._glossary(entry.glossary))
        if entry.facts:
            yield FormItem(self._facts(entry, title))

    def _text(self, field_id: str) -> list[str]:
        text = person_text(self.report, field_id) or self.drafts.texts[field_id]
        return [line.strip() for line in text.splitlines() if line.strip()]

    def _typed(self, text_id: str) -> tuple[str, ...]:
        known = [text for group in self.profile.facts.values() for text in group.texts]
        self._must_be_known(text_id, known, "文字")
        return self.report.texts.get(text_id) or (marker([Gap(text_id)]),)

    def _forms(self, table_id: str) -> Iterator[Item]:
        self._must_be_known(table_id, self.profile.tables, "表")
        spec = self.profile.tables[table_id]
        forms = [form for key, form in self.forms.items() if key.split("#")[0] == table_id]
        if forms:
            yield from map(FormItem, forms)
        elif not spec.optional:
            yield Text(marker([Gap(spec.title)]))
        elif spec.empty_note:
            yield Text(fill(spec.empty_note, {**self.fields, **of_form(spec)}, f"tables.toml：{table_id}"))

    def _facts(self, entry: OutlineItem, title: str) -> Form:
        known = [name for name in entry.facts if name not in self.profile.dropped]
        for name in known:
            if not is_known(name, self.profile):
                self._must_be_known(name, [fact.id for fact in self.profile.all_facts], "补充资料")
        group = next((self.profile.facts[name] for name in known if name in self.profile.facts), None)
        caption = fill(entry.caption, self.fields, f"outline.toml：{entry.caption}")
        return fact_form(entry, caption or (group.title if group else title or FACTS_SHEET), self.report, self.profile)

    def _glossary(self, list_id: str) -> Iterator[Text]:
        lists = [group.id for group in self.profile.facts.values() if group.kind == "list"]
        self._must_be_known(list_id, lists, "列表")
        phrases = Phrases(self.profile)
        block = self.report.lists.get(list_id)
        rows = [row for row in block.rows if row.name] if block else []
        if not rows:
            yield Text(marker([Gap(list_id)]) if is_without(self.report, self.profile, list_id) else _NO_TERMS)
        for number, row in enumerate(rows, 1):
            cell = row.cells.get("解释")
            meaning = cell.text if cell and cell.text else Missing([Gap(f"{row.name}的解释", cell)], Gaps())
            yield Text(phrases.term(number, row.name, meaning))

    def _must_be_known(self, name: str, known: Mapping[str, object] | list[str], what: str) -> None:
        if name not in known:
            raise ProfileError(
                f"要用的{what}“{name}”没有定义。{nearest(name, known)}", path=self.profile.folder / "outline.toml"
            )


def _carried(kind: str, field_id: str, paragraphs: Iterable[Text]) -> Iterator[Text]:
    """The paragraphs of one field, each knowing it, so that what people change in Word finds its way back."""
    texts = list(paragraphs)
    name = carrier(kind, field_id, [text.lead + text.text for text in texts])
    return (text._replace(carrier=name) for text in texts)


def _paragraph(line: str, leads: tuple[str, ...]) -> Text:
    """A body paragraph; when it starts with one of the leads (the longest that fits) that part is the lead."""
    lead = max((lead for lead in leads if line.startswith(lead)), key=len, default="")
    return Text(line[len(lead) :].lstrip(), lead)
