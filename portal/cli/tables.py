"""Aggregates as files: every figure on a line of its own as CSV or XLSX, beside the JSON of the figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter

from portal.aggregation.writing import as_json

COLUMNS = ("part", "place", "table", "item", "measure", "value")
_HEADING = ("schema", "audience", "cycle", "previous", "minimum_countries")
_SCOPED = ("total", "by_region")


def as_csv(found: Mapping[str, Any]) -> bytes:
    """Write a line for each figure; UTF-8 with its mark, so that spreadsheets read it right."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for line in lines_of(found):
        writer.writerow(_plain(cell) for cell in line)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(found: Mapping[str, Any]) -> bytes:
    """Write a sheet with what was computed, and one with a row for each figure."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    about, sheet = book.add_worksheet("about"), book.add_worksheet("aggregates")
    for row, name in enumerate(_HEADING):
        about.write(row, 0, name, bold)
        about.write(row, 1, _cell(found[name]))
    sheet.write_row(0, 0, COLUMNS, bold)
    sheet.freeze_panes(1, 0)
    for row, line in enumerate(lines_of(found), 1):
        for column, cell in enumerate(line):
            sheet.write(row, column, _cell(cell))
    book.close()
    return file.getvalue()


WRITERS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "json": as_json,
    "csv": as_csv,
    "xlsx": as_xlsx,
}
"""Each format of `portal aggregate` with what writes it."""


def lines_of(found: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield part, place (region, country or nothing), table, item, measure and value of every figure.

    >>> list(lines_of({"cycle": "2000", "total": {"poverty": {"groups": {"urban": {"n": 2}}}}}))
    [('', '', '', '', 'cycle', '2000'), ('total', '', 'poverty', 'groups urban', 'n', 2)]
    """
    for part, value in found.items():
        if part == "total":
            yield from _lines((part, ""), value)
        elif isinstance(value, Mapping):
            for place, below in value.items():
                yield from _lines((part, place), below)
        else:
            yield ("", "", "", "", part, value)


def _lines(place: tuple[str, str], value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _lines(place, below, (*path, name))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, below in enumerate(value, 1):
            yield from _lines(place, below, (*path, str(number)))
    else:
        table = path[0] if len(path) > 1 else ""
        yield (*place, table, " ".join(path[1:-1]), path[-1] if path else "", value)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _cell(value: Any) -> Any:
    """Return a value as a cell holds it: spreadsheets know numbers with fifteen digits, and no list."""
    return float(value) if isinstance(value, Decimal) else _plain(value)
