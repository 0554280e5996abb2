"""Writer of documents as DOCX that an editor can work on: styles, headings, numbers, alt texts."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

import docx
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_DIRECTION
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from portal import i18n
from portal.documents import word_marks as marks
from portal.documents.pdf import picture, width_share
from portal.summaries.structure import (
    Block,
    Document,
    Fact,
    FactList,
    Narrative,
    Paragraph,
    Picture,
    Sentence,
    Source,
    Table,
    Value,
)

DEEP, QUIET = RGBColor(0x00, 0x50, 0x7A), RGBColor(0x52, 0x60, 0x6D)
SMALL, SIZE = Pt(8), Pt(10.5)
TEXT_WIDTH = Mm(160)


def render(document: Document) -> bytes:
    """Write a document; its moment of making is the file's date, so that it is reproducible."""
    writer = _Writer(docx.Document(), document, i18n.direction_of(document.language) == "rtl")
    writer.write()
    target = io.BytesIO()
    writer.word.save(target)
    return target.getvalue()


@dataclass(frozen=True)
class _Writer:
    word: Word
    document: Document
    right_to_left: bool

    def write(self) -> None:
        """Write the whole document."""
        document = self.document
        marks.prepare(self.word, document.language, right_to_left=self.right_to_left)
        self._set_page()
        self._add(f"{document.title} · {document.cycle}", "Subtitle")
        self._add(document.name, "Title")
        if document.demonstration:
            self._add(document.words["demonstration"], "Intense Quote")
        for notice in document.notices:
            self._add(notice)
        if document.heading:
            self._facts(document.heading)
        for section in document.sections:
            self._add(f"{section.number}. {section.title}", "Heading 1")
            for block in section.blocks:
                self._block(block)
        for mark in document.marks:
            paragraph = self._add(f"{mark.label} ")
            for value in mark.values:
                self._run(paragraph, value.text, size=SMALL)

    def _set_page(self) -> None:
        document, word = self.document, self.word
        section = word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
        properties = word.core_properties
        properties.title = marks.writable(f"{document.name} – {document.title}, {document.cycle}")[:255]
        properties.language, properties.author = document.language, ""
        if document.made_at:
            properties.created = properties.modified = document.made_at.replace(tzinfo=None)
        word.styles["Normal"].font.size = SIZE
        for name in ("Title", "Heading 1", "Heading 2"):
            word.styles[name].font.color.rgb = DEEP
        head = section.header.paragraphs[0]
        self._run(head, f"{document.name} · {document.title} · {document.cycle}", size=SMALL)
        foot = section.footer.paragraphs[0]
        before, _, rest = document.words["page"].partition("%(page)s")
        between, _, after = rest.partition("%(total)s")
        self._run(foot, before, size=SMALL)
        marks.add_field(foot, "PAGE")
        self._run(foot, between, size=SMALL)
        marks.add_field(foot, "NUMPAGES")
        self._run(foot, after, size=SMALL)

    # --- stretches and paragraphs -------------------------------------------------------------------

    def _add(self, text: str = "", style: str | None = None) -> WordParagraph:
        paragraph = self.word.add_paragraph(style=style)
        if text:
            self._run(paragraph, text)
        return paragraph

    def _run(
        self, paragraph: WordParagraph, text: str, code: str | None = None, size: Pt | None = None
    ) -> None:
        run = paragraph.add_run(marks.writable(text))
        code = code or self.document.language
        marks.mark_run(run, code, right_to_left=i18n.direction_of(code) == "rtl")
        if size is not None:
            run.font.size, run.font.color.rgb = size, QUIET

    def _source(self, paragraph: WordParagraph, source: Source | None) -> None:
        if source is not None and source.number:
            told = " · ".join(part for part in (source.number, source.paragraph) if part)
            self._run(paragraph, f" · {told}", size=SMALL)

    def _values(self, paragraph: WordParagraph, values: Iterable[Value]) -> None:
        for place, value in enumerate(values):
            if place:
                paragraph.add_run().add_break()
            self._run(paragraph, value.text, value.language)

    # --- blocks -------------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        if isinstance(block, FactList):
            self._facts(block.facts)
        elif isinstance(block, Table):
            self._table(block, self.document.caption_note)
        elif isinstance(block, Narrative):
            self._narrative(block)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Sentence):
            self._source(self._add(block.text), block.source)

    def _facts(self, facts: tuple[Fact, ...]) -> None:
        table = self._new_table(len(facts), 2, "Table Grid")
        for fact, row in zip(facts, table.rows, strict=True):
            label, values = row.cells
            self._run(label.paragraphs[0], fact.label)
            self._source(label.paragraphs[0], fact.source)
            self._values(values.paragraphs[0], fact.values)
        self._add()

    def _new_table(self, rows: int, columns: int, style: str) -> WordTable:
        table: WordTable = self.word.add_table(rows=rows, cols=columns)
        table.style = self.word.styles[style]
        if self.right_to_left:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        return table

    def _table(self, item: Table, note: str) -> None:
        caption = self._add(item.caption, "Caption")
        if note:
            self._run(caption, f" {note}")
        table = self._new_table(len(item.rows) + 1, len(item.header), "Light Grid Accent 1")
        # One list of cells: asking a row for its cells looks through the whole table each time.
        cells = table._cells  # noqa: SLF001 - see above
        wide = len(item.header)
        for place, name in enumerate(item.header):
            self._run(cells[place].paragraphs[0], name)
        for number, row in enumerate(item.rows, 1):
            first = cells[number * wide].paragraphs[0]
            self._values(first, (row.head,))
            self._source(first, row.source)
            for place, value in enumerate(row.cells, 1):
                self._values(cells[number * wide + place].paragraphs[0], (value,))
        marks.repeat_header(table)
        self._add(item.note)

    def _narrative(self, item: Narrative) -> None:
        self._source(self._add(item.label, "Heading 2"), item.source)
        for line in item.text.split("\n"):
            paragraph = self._add(style="Quote")
            marks.mark_paragraph(paragraph, right_to_left=i18n.direction_of(item.language) == "rtl")
            self._run(paragraph, line, item.language)

    def _paragraph(self, item: Paragraph) -> None:
        paragraph = self._add(style="List Number" if item.number else None)
        for run in item.runs:
            self._run(paragraph, run.text, run.language)
        if item.references:
            self._run(paragraph, f" [{item.references}]", size=SMALL)

    def _picture(self, item: Picture) -> None:
        caption = self._add(item.title, "Caption")
        self._run(caption, f" {self.document.caption_note}")
        run = self._add().add_run()
        run.add_picture(
            io.BytesIO(picture(item.svg, self.document.language)),
            width=int(TEXT_WIDTH * width_share(item.svg)),
        )
        marks.describe_picture(run, item.title, item.description)
        self._table(item.table, "")
