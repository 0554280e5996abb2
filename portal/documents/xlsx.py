"""Writer of documents as XLSX: a sheet for each section, numbers as numbers, no text ever a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter

from portal import i18n
from portal.documents.pdf import picture
from portal.documents.word_marks import writable
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

LONGEST_CELL = 32_000
"""Characters of a cell as the format counts them (UTF-16), some below its limit of 32,767."""
LONGEST_NAME = 31
LONGEST_WORDS = 200
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FIGURE = re.compile(r"^[\d.,\u00a0\u202f+\u2212-]+")
"""The figure that a text begins with."""
_EXACT_DIGITS = 15
"""Spreadsheets know no more digits of a number; a longer one is written as text."""


def render(document: Document) -> bytes:
    """Write a document; a text too long for a cell goes on in the row below."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": writable(f"{document.name} – {document.title}")[:255]})
    if document.made_at:
        book.set_properties({"created": document.made_at.replace(tzinfo=None)})
    writer = _Writer(book, document)
    writer.write()
    book.close()
    return target.getvalue()


@dataclass
class _Sheet:
    """A sheet with the row where writing goes on."""

    sheet: Any
    row: int = 0


@dataclass
class _Writer:
    book: Any
    document: Document
    names: set[str] = field(default_factory=set)
    worded: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the formats."""
        base = {"text_wrap": True, "valign": "top"}
        self.plain = self.book.add_format(base)
        self.quiet = self.book.add_format({**base, "font_color": "#52606D", "font_size": 9})
        self.strong = self.book.add_format({**base, "bold": True})
        self.head = self.book.add_format({**base, "bold": True, "bottom": 2, "bottom_color": "#00507A"})
        self.title = self.book.add_format({"bold": True, "font_size": 16, "font_color": "#00507A"})
        self.texts = {
            direction: self.book.add_format({**base, "reading_order": order})
            for direction, order in (("ltr", 1), ("rtl", 2))
        }

    def write(self) -> None:
        """Write the first sheet with heading, notices and marks, then the sections."""
        document = self.document
        first = self._sheet(document.title)
        self._line(first, [(document.name, self.title)])
        self._line(first, [(f"{document.title} · {document.cycle}", self.quiet)])
        if document.demonstration:
            self._line(first, [(document.words["demonstration"], self.strong)])
        for notice in document.notices:
            self._line(first, [(notice, self.plain)])
        self._facts(first, document.heading)
        self._facts(first, document.marks)
        for section in document.sections:
            sheet = self._sheet(f"{section.number} {section.title}")
            self._line(sheet, [(f"{section.number}. {section.title}", self.title)])
            for block in section.blocks:
                self._block(sheet, block)
                sheet.row += 1

    # --- sheets and lines ---------------------------------------------------------------------------

    def _sheet(self, title: str) -> _Sheet:
        """Add a sheet; its name is unique, and as long and plain as the format allows."""
        plain = " ".join(_FORBIDDEN.sub(" ", title).split()) or "-"
        name, number = plain[:LONGEST_NAME], 1
        while name.casefold() in self.names:
            number += 1
            name = f"{plain[: LONGEST_NAME - 4]} {number}"
        self.names.add(name.casefold())
        sheet = self.book.add_worksheet(name)
        if i18n.direction_of(self.document.language) == "rtl":
            sheet.right_to_left()
        sheet.set_column(0, 0, 48)
        sheet.set_column(1, 12, 26)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return _Sheet(sheet)

    def _line(self, sheet: _Sheet, cells: Iterable[tuple[Any, Any]]) -> None:
        """Write a row; parts of a text too long for its cell stand below each other."""
        height = 1
        for column, (content, form) in enumerate(cells):
            if isinstance(content, int | Decimal):
                sheet.sheet.write_number(sheet.row, column, float(content), form)
                continue
            parts = list(pieces(writable(content)))
            for place, part in enumerate(parts):
                sheet.sheet.write_string(sheet.row + place, column, part, form)
            height = max(height, len(parts))
        sheet.row += height

    def _cell(self, value: Value) -> tuple[Any, Any]:
        exact = value.exact
        if exact is not None and len(Decimal(exact).as_tuple().digits) <= _EXACT_DIGITS:
            words = _FIGURE.sub("", value.text)
            return exact, self._with_words(words) if words else self.plain
        return value.text, self._form(value.language)

    def _with_words(self, words: str) -> Any:
        """Return the format of a number that its words follow: it stays a number that can be counted."""
        if words not in self.worded:
            quoted = words.replace('"', "'")[:LONGEST_WORDS]
            form = {"text_wrap": True, "valign": "top", "align": "left", "num_format": f'General"{quoted}"'}
            self.worded[words] = self.book.add_format(form)
        return self.worded[words]

    def _form(self, code: str | None) -> Any:
        return self.texts.get(i18n.direction_of(code), self.plain) if code else self.plain

    @staticmethod
    def _told(source: Source | None) -> str:
        if source is None:
            return ""
        return " · ".join(part for part in (source.number, source.paragraph) if part)

    # --- blocks -------------------------------------------------------------------------------------

    def _block(self, sheet: _Sheet, block: Block) -> None:
        if isinstance(block, FactList):
            self._facts(sheet, block.facts)
        elif isinstance(block, Table):
            self._table(sheet, block)
        elif isinstance(block, Narrative):
            self._line(sheet, [(block.label, self.strong), (self._told(block.source), self.quiet)])
            self._line(sheet, [(block.text, self._form(block.language)), (block.language, self.quiet)])
        elif isinstance(block, Paragraph):
            number = f"{block.number}. " if block.number else ""
            self._line(sheet, [(number + block.plain, self.plain), (block.references, self.quiet)])
        elif isinstance(block, Picture):
            self._picture(sheet, block)
        elif isinstance(block, Sentence):
            self._line(sheet, [(block.text, self.plain), (self._told(block.source), self.quiet)])

    def _facts(self, sheet: _Sheet, facts: Iterable[Fact]) -> None:
        for fact in facts:
            label, told = (fact.label, self.strong), (self._told(fact.source), self.quiet)
            for place, value in enumerate(fact.values):
                self._line(sheet, [label if place == 0 else ("", self.plain), self._cell(value), told])

    def _table(self, sheet: _Sheet, item: Table) -> None:
        note = self.document.caption_note
        self._line(sheet, [(f"{item.caption} {note}".strip(), self.strong)])
        self._line(sheet, [(name, self.head) for name in (*item.header, self.document.words["sources"])])
        for row in item.rows:
            cells = [self._cell(value) for value in (row.head, *row.cells)]
            self._line(sheet, [*cells, (self._told(row.source), self.quiet)])
        if item.note:
            self._line(sheet, [(item.note, self.quiet)])

    def _picture(self, sheet: _Sheet, item: Picture) -> None:
        self._line(sheet, [(item.title, self.strong)])
        drawn = io.BytesIO(picture(item.svg, self.document.language, density=120))
        sheet.sheet.insert_image(
            sheet.row, 0, "picture.png", {"image_data": drawn, "description": item.description}
        )
        sheet.row += PICTURE_ROWS
        self._table(sheet, item.table)


PICTURE_ROWS = 30
"""Rows kept free for a picture."""


def pieces(text: str) -> Iterator[str]:
    """Cut a text into parts that fit a cell, never within a character.

    >>> [len(piece) for piece in pieces("a" * 70_000)]
    [32000, 32000, 6000]
    """
    if len(text) * 2 <= LONGEST_CELL:
        yield text
        return
    start = units = 0
    for place, character in enumerate(text):
        size = 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004 - beyond it a character takes two units
        if units + size > LONGEST_CELL:
            yield text[start:place]
            start, units = place, 0
        units += size
    yield text[start:]
