"""Cells of spreadsheets: what may stand in one of CSV or XLSX so that it is read as it is meant.

CSV: a text whose first character other than white space would begin a formula, or that begins with an
apostrophe, has an apostrophe put before it; taking one apostrophe off gives every text back. Numbers are
never changed. XLSX: texts are written as texts, never as formulas or addresses; numbers as numbers where a
spreadsheet keeps all their digits, else as texts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any, TypeAlias

import xlsxwriter

Cell: TypeAlias = str | int | Decimal | bool | None

MARK = "\ufeff"
"""Byte order mark: spreadsheets then read UTF-8 right."""
APOSTROPHE = "'"
FORMULAS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""Beginnings of a formula, full-width ones of Chinese input included."""
LONGEST_TEXT = 32_766
"""Units of UTF-16 in one text: a cell holds 32,767, one of which is kept for the apostrophe of CSV."""
EXACT_DIGITS = 15
_BEYOND_ONE_UNIT = 0xFFFF


def safe_text(text: str) -> str:
    """Return a text as CSV may hold it.

    >>> safe_text("=1+1"), safe_text(" @SUM(A1)"), safe_text("'quoted'"), safe_text("a-b")
    ("'=1+1", "' @SUM(A1)", "''quoted'", 'a-b')
    """
    begins = text.lstrip()[:1]
    return APOSTROPHE + text if begins in FORMULAS - {""} or text.startswith(("\t", APOSTROPHE)) else text


def plain_text(cell: str) -> str:
    """Return the text that a cell of CSV stands for: the opposite of `safe_text`."""
    return cell.removeprefix(APOSTROPHE)


def csv_cell(value: Cell) -> str:
    """Write a value for CSV: exact numbers, true or false, nothing for None.

    >>> csv_cell(Decimal("-1.50")), csv_cell(True), csv_cell(None), csv_cell("-1.50")
    ('-1.50', 'true', '', "'-1.50")
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_text(value) if isinstance(value, str) else f"{Decimal(value):f}"


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file, one a row, the mark before the first."""
    file = io.StringIO()
    writer = csv.writer(file)
    file.write(MARK)
    for row in rows:
        writer.writerow([csv_cell(cell) for cell in row])
        yield file.getvalue()
        file.seek(0)
        file.truncate()


def parts_of(text: str, longest: int = LONGEST_TEXT) -> Iterator[str]:
    """Yield a text in parts that a cell can hold; joined they are the text, an empty text is one part.

    >>> list(parts_of("abcde", 2)), list(parts_of("a😀b", 2)), list(parts_of(""))
    (['ab', 'cd', 'e'], ['a', '😀', 'b'], [''])
    """
    start = units = 0
    for place, sign in enumerate(text):
        width = 2 if ord(sign) > _BEYOND_ONE_UNIT else 1
        if units + width > longest:
            yield text[start:place]
            start, units = place, 0
        units += width
    yield text[start:]


class Book:
    """A workbook that is written once, row by row, sheet after sheet; the same values give the same bytes."""

    def __init__(self, file: IO[bytes], made_at: datetime | None, *, streaming: bool = False) -> None:
        """Begin a workbook. `streaming` keeps one row in memory: the rows of a sheet in order, once each."""
        self._book = xlsxwriter.Workbook(
            file,
            {
                "in_memory": not streaming,
                "constant_memory": streaming,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        if made_at is not None:
            # The file format has no time zone: what is written is universal time.
            self._book.set_properties({"created": made_at.replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True})
        self._link = self._book.add_format({"underline": True, "font_color": "#0B6FA4"})
        self._formats: dict[int, Any] = {}

    def sheet(self, name: str, header: Sequence[str] = (), widths: Sequence[int] = ()) -> Any:
        """Add a sheet with its first row, which stays in view."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, self._bold)
        if header:
            sheet.freeze_panes(1, 1)
        return sheet

    def write_row(self, sheet: Any, row: int, cells: Sequence[Cell], *, bold: bool = False) -> None:
        """Write a row of typed cells; nothing is written for None."""
        for column, value in enumerate(cells):
            self._write(sheet, row, column, value, self._bold if bold else None)

    def link(self, sheet: Any, row: int, column: int, target: str) -> None:
        """Write the name of a sheet, leading there."""
        sheet.write_url(row, column, f"internal:'{target}'!A1", self._link, target)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _write(self, sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif isinstance(value, Decimal | int):
            self._write_number(sheet, row, column, Decimal(value))

    def _write_number(self, sheet: Any, row: int, column: int, value: Decimal) -> None:
        if len(value.as_tuple().digits) > EXACT_DIGITS:
            sheet.write_string(row, column, f"{value:f}")
        else:
            sheet.write_number(row, column, float(value), self._decimals(value))

    def _decimals(self, value: Decimal) -> Any:
        """Return the format that shows as many decimals as the value has."""
        exponent = value.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        if decimals == 0:
            return None
        if decimals not in self._formats:
            self._formats[decimals] = self._book.add_format({"num_format": f"0.{'0' * decimals}"})
        return self._formats[decimals]
