"""Cells of CSV and workbooks: nothing is executed, nothing is lost."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.issued.cells import (
    FORMULAS,
    LONGEST_TEXT,
    Book,
    csv_cell,
    csv_lines,
    parts_of,
    plain_text,
    safe_text,
)

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32)])
    | st.sampled_from("\t\n=+-@'\"＝")
)


@given(TEXTS)
def test_every_text_comes_back_and_none_begins_a_formula(text):
    cell = safe_text(text)
    assert plain_text(cell) == text
    assert not cell.lstrip().startswith(tuple(FORMULAS))
    assert not cell.startswith("\t")


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_csv_is_read_back_whole(rows):
    written = "".join(csv_lines([("one", "two"), *rows]))
    assert written.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(written[1:], newline="")))
    assert [[plain_text(cell) for cell in row] for row in read[1:]] == rows


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (0, "0"),
        (12, "12"),
        (Decimal("2.00"), "2.00"),
        (Decimal("1E+3"), "1000"),
        (False, "false"),
        (-3, "-3"),
    ],
)
def test_numbers_are_written_plainly(value, cell):
    assert csv_cell(value) == cell


@given(st.text(max_size=40), st.integers(2, 7))
def test_parts_of_a_text_fit_a_cell_and_join_to_the_text(text, longest):
    parts = list(parts_of(text, longest))
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= longest for part in parts)
    assert text == "" or all(parts)


def read(rows, **how):
    file = io.BytesIO()
    book = Book(file, None, **how)
    sheet = book.sheet("cells", ("value",))
    for number, value in enumerate(rows, 1):
        book.write_row(sheet, number, (value,))
    book.close()
    found = openpyxl.load_workbook(file)["cells"]
    return [found.cell(number + 1, 1) for number in range(1, len(rows) + 1)]


HOSTILE = [
    '=HYPERLINK("http://example.org")',
    "{=1+1}",
    "http://example.org",
    "<b>&amp;</b>",
    " spaces kept ",
    "first\nsecond",
    "שלום \u202eabc",
    "😀 𠮷 e\u0301",
    "12",
    "true",
    "x" * LONGEST_TEXT,
]


@pytest.mark.parametrize("streaming", [False, True])
def test_texts_stay_texts_in_a_workbook(streaming):
    cells = read(HOSTILE, streaming=streaming)
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_cells_of_a_workbook_are_typed_and_show_their_decimals():
    whole, exact, long, yes, nothing = read([3, Decimal("66.70"), Decimal("12345678901234567.5"), True, None])
    assert (whole.value, whole.data_type) == (3, "n")
    assert (exact.value, exact.number_format) == (66.7, "0.00")
    assert (long.value, long.data_type) == ("12345678901234567.5", "s")
    assert (yes.value, yes.data_type) == (True, "b")
    assert nothing.value is None
