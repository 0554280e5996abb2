"""Aggregates as files: every figure of the tables, regions before the total, in each format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from portal.aggregation.inputs import REGIONS
from portal.issued.cells import csv_cell
from portal.issued.files import (
    PLAIN,
    About,
    as_csv,
    as_xlsx,
    as_zip,
    facts_about,
    file_name,
    notes_on,
    tables_of,
)
from portal.issued.naming import LONGEST_NAME, number_of, sheet_names

EXAMPLE = Path(__file__).parents[2] / "data" / "aggregates_example.json"
ISSUE = About(
    made_at=datetime(2000, 7, 1, 12, tzinfo=UTC),
    number=3,
    digest="ab" * 32,
    selection={"region": None, "track": "rc", "group": None},
    demonstration=True,
    language="fr",
    filings=({"cycle": "2000", "report": "N5", "withheld": ["C", "E"]},),
)


@pytest.fixture(scope="module")
def aggregates():
    return json.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.fixture(scope="module")
def tables(aggregates):
    return {table.name: table for table in tables_of(aggregates)}


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_rows_are_the_regions_then_the_total(tables):
    for name in ("by_conference.WSSD95", "distributions.VNR.12.B1", "best_practices", "poverty"):
        assert [row[0] for row in tables[name].rows] == [*REGIONS, "total"]
    assert tables["countries"].rows[0] == ("ARL", "africa", "rc")
    assert tables["country_means"].rows[0] == ("ARL", 3, 3, Decimal("2.33"))


def test_an_archive_holds_one_csv_a_table_with_every_figure(aggregates, tables):
    archive = zipfile.ZipFile(io.BytesIO(as_zip(aggregates)))
    assert archive.namelist() == ["about.csv", *(f"{name}.csv" for name in tables)]
    for name, table in tables.items():
        header, *rows = rows_of(archive.read(f"{name}.csv"))
        assert header == list(table.header)
        assert rows == [[csv_cell(value) for value in row] for row in table.rows]


def test_one_csv_holds_every_figure_with_its_table_and_row(aggregates, tables):
    header, *rows = rows_of(as_csv(aggregates))
    assert header == ["table", "row", "figure", "value"]
    found = {tuple(row[:3]): row[3] for row in rows if row[0] != "about"}
    expected = {
        (name, row[0], column): csv_cell(value)
        for name, table in tables.items()
        for row in table.rows
        for column, value in zip(table.header[1:], row[1:], strict=True)
    }
    assert found == expected
    assert found["by_conference.ICPD94", "total", "mean"] == "2.0"


def test_a_workbook_has_one_typed_sheet_a_table_and_a_list_of_them(aggregates, tables):
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(aggregates)))
    assert book.sheetnames[:2] == ["about", "index"]
    listed = {row[1]: (row[0] or "", row[2]) for row in book["index"].iter_rows(min_row=2, values_only=True)}
    assert list(listed) == list(tables)
    assert listed["coverage.national"] == ("T1", "coverage.national")
    for name, table in tables.items():
        sheet = book[str(listed[name][1])]
        values = [tuple(_plain(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
        assert values[0] == table.header
        expected = [tuple(_plain(cell) for cell in row) for row in table.rows]
        assert values[1:] == expected, name


def _plain(value):
    return float(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value


def test_names_of_sheets_are_short_and_unique_whatever_the_case(tables):
    names = sheet_names(tables)
    assert len({name.casefold() for name in names.values()}) == len(tables)
    assert max(map(len, names.values())) <= LONGEST_NAME
    hard = [f"{'x' * 40}{number}{'y' * 40}" for number in range(12)] + ["a/b", "A:b", "a_b"]
    found = sheet_names(hard).values()
    assert len({name.casefold() for name in found}) == len(hard)
    assert max(map(len, found)) <= LONGEST_NAME


def test_tables_carry_the_numbers_of_the_definitions(tables):
    numbers = {number_of(name) for name in tables}
    assert numbers == {"", *(f"T{number}" for number in range(1, 13))}
    assert number_of("coordination.ratings.RCR.13.H1") == "T10"
    assert number_of("coordination.frameworks.RCR.14.E3") == "T11"
    assert number_of("trend.by_conference.WSSD95") == ""


def test_a_file_says_what_it_is(aggregates):
    facts = dict(facts_about(aggregates, ISSUE))
    assert facts["issued_at"] == "2000-07-01T12:00:00Z"
    assert (facts["issue"], facts["sha256"], facts["track"]) == (3, "ab" * 32, "rc")
    assert "region" not in facts
    assert "made_at" in dict(facts_about(aggregates, About(made_at=ISSUE.made_at)))
    assert (
        file_name("2000", "secretariat", ISSUE, "zip")
        == "demonstration-aggregates-2000-secretariat-issue-3.zip"
    )
    assert file_name("2000", "secretariat", PLAIN, "json") == "aggregates-2000-secretariat.json"
    archive = zipfile.ZipFile(io.BytesIO(as_zip(aggregates, ISSUE)))
    assert rows_of(archive.read("filings.csv")) == [
        ["filing", "cycle", "report", "withheld"],
        ["1", "2000", "N5", "C E"],
    ]


def test_notes_speak_of_demonstration_coverage_and_audience(aggregates):
    few = json.loads(json.dumps(aggregates, default=float))
    few["coverage"]["national"]["all"].update(low_coverage=True, counted=1, expected=4)
    assert "Based on reports from 1 of 4 countries; not representative." in notes_on(few)
    assert notes_on(aggregates)[-1] == "Figures marked as not displayed are for the secretariat only."
    few["audience"] = "public"
    assert len(notes_on(few, ISSUE)) == len(notes_on(few)) + 1
    assert "is left empty" in notes_on(few)[-1]


def test_the_same_figures_give_the_same_files(aggregates):
    assert as_zip(aggregates, ISSUE) == as_zip(aggregates, ISSUE)
    assert as_xlsx(aggregates, ISSUE) == as_xlsx(aggregates, ISSUE)
