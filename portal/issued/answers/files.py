"""All answers of a cycle as one flat file, written line by line: CSV or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import IO

from portal.issued.answers.rows import COLUMNS, FiledReport, lines_of
from portal.issued.cells import Book, Cell, csv_lines
from portal.issued.files import XLSX_TYPE

LAST_ROW = 1_048_576
"""Rows of a sheet; what is beyond goes on in the next one."""
NOTES = (
    "One row for each answer and each cell of a table, from the latest filing of every version. No drafts.",
    "Values are codes, numbers and texts as filed. Several options stand in one cell, joined by semicolons.",
    "A text too long for a cell goes on in the next row; the column “part” counts.",
    "Status, consent and the column “suspended” say what is not public. VNR.12.H7 is never published.",
)


def write_csv(reports: Iterable[FiledReport], file: IO[bytes], _made_at: datetime) -> None:
    """Write the lines of the reports; texts that would begin a formula begin with an apostrophe."""
    for line in csv_lines(chain([COLUMNS], _lines(reports))):
        file.write(line.encode("utf-8"))


def write_xlsx(
    reports: Iterable[FiledReport], file: IO[bytes], made_at: datetime, last_row: int = LAST_ROW
) -> None:
    """Write a sheet that says what it is, and one with the lines; one row is in memory at a time."""
    book = Book(file, made_at, streaming=True)
    about = book.sheet("about", (), (100,))
    for row, note in enumerate((f"made at {made_at:%Y-%m-%dT%H:%M:%SZ}", *NOTES)):
        book.write_row(about, row, (note,))
    sheet, row, number = book.sheet("answers", COLUMNS), 0, 1
    for line in _lines(reports):
        row += 1
        if row == last_row:
            number += 1
            sheet, row = book.sheet(f"answers {number}", COLUMNS), 1
        book.write_row(sheet, row, line)
    book.close()


def _lines(reports: Iterable[FiledReport]) -> Iterator[tuple[Cell, ...]]:
    for report in reports:
        yield from lines_of(report)


@dataclass(frozen=True)
class Format:
    """A format of the flat file: what writes it, and its media type."""

    write: Callable[[Iterable[FiledReport], IO[bytes], datetime], None]
    media_type: str


FORMATS: Mapping[str, Format] = {
    "csv": Format(write_csv, "text/csv; charset=utf-8"),
    "xlsx": Format(write_xlsx, XLSX_TYPE),
}
