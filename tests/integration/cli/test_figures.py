"""The commands for figures: aggregates as files, issued tables, all answers of a cycle."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import canonical
from portal.aggregation.flat import to_tables
from portal.issued.cells import csv_cell
from portal.issued.models import IssuedTables
from portal.operations.database import opened
from tests.bundles import EXAMPLE


@pytest.fixture
def example(portal):
    portal("import", EXAMPLE)
    return portal


def tables_in(ran):
    return {table.name: table for table in to_tables(canonical.loads(ran.output))}


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_one_csv_file_a_table_goes_into_a_folder_or_an_archive(example, folder):
    asked = ("aggregate", "--cycle", "2000", "--previous", "1999", "--audience", "public")
    tables = tables_in(example(*asked))
    target, archive = folder / "tables", folder / "tables.zip"
    for place in (target, archive):
        assert example(*asked, "--format", "csv", "-o", place).status == 0
    assert {path.stem for path in target.iterdir()} == {"about", "countries", *tables}
    inside = zipfile.ZipFile(archive)
    for name, table in tables.items():
        content = (target / f"{name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert inside.read(f"{name}.csv") == content
        header, *rows = read(content.decode("utf-8-sig"))
        assert header == list(table.header)
        assert rows == [[csv_cell(value) for value in row] for row in table.rows]


@pytest.mark.parametrize("part", [("region", "africa"), ("track", "rc"), ("group", "sids")])
def test_tables_of_some_countries_alone_have_no_public_variant(example, part):
    """Beside those of all countries they tell what complementary suppression hides."""
    name, value = part
    ran = example("aggregate", "--cycle", "2000", "--audience", "public", f"--{name}", value)
    assert (ran.status, ran.output) == (2, "")
    assert "no public variant" in ran.told
    assert example("aggregate", "--cycle", "2000", f"--{name}", value).status == 0


def test_a_folder_that_holds_something_is_left_alone(example, folder):
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    ran = example("aggregate", "--cycle", "2000", "--format", "csv", "-o", folder)
    assert ran.status == 1
    assert "nothing is overwritten" in ran.told
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_one_csv_with_a_line_for_each_figure_goes_to_standard_output_or_a_file(example, folder):
    ran = example("aggregate", "--cycle", "2000", "--format", "csv")
    found = {tuple(row[:3]): row[3] for row in read(ran.output[1:])}
    for name, table in tables_in(example("aggregate", "--cycle", "2000")).items():
        for row in table.rows:
            for column, value in zip(table.header[1:], row[1:], strict=True):
                assert found[name, row[0], column] == csv_cell(value)
    target = folder / "figures.csv"
    assert example("aggregate", "--cycle", "2000", "--format", "csv", "-o", target).status == 0
    written = target.read_text(encoding="utf-8-sig")
    assert [row for row in read(written) if row[2] != "made_at"] == [
        row for row in read(ran.output[1:]) if row[2] != "made_at"
    ]


def test_a_workbook_has_one_sheet_a_table(example, folder):
    target = folder / "a.xlsx"
    assert example("aggregate", "--cycle", "2000", "--format", "xlsx", "-o", target).status == 0
    book = openpyxl.load_workbook(target)
    names = [str(row[1]) for row in book["index"].iter_rows(min_row=2, values_only=True)]
    assert {*names} == {*tables_in(example("aggregate", "--cycle", "2000")), "countries", "country_means"}
    assert len(book.sheetnames) == len(names) + 2
    about = [row[:2] for row in book["about"].iter_rows(values_only=True)]
    for fact in (("cycle", "2000"), ("audience", "secretariat"), ("minimum_countries", 3)):
        assert fact in about


@pytest.mark.parametrize("command", ["aggregate", "answers"])
def test_a_binary_format_needs_a_file(example, command):
    ran = example(command, "--cycle", "2000", "--format", "xlsx")
    assert (ran.status, ran.output) == (2, "")
    assert "-o FILE" in ran.told


def test_the_help_says_where_csv_goes(portal):
    told = " ".join(portal("aggregate", "--help").output.split())
    assert "-o FILE.zip the same files in an archive" in told


def test_issuing_prints_number_and_digests_and_keeps_the_tables(example, database_url):
    first = example("issue", "--cycle", "2000", "--previous", "1999").output.split()
    second = example("issue", "--cycle", "2000", "--region", "africa").output.split()
    assert (first[:2], second[:2]) == (["issue", "1"], ["issue", "2"])
    with opened(database_url) as engine, Session(engine) as session:
        rows = session.scalars(select(IssuedTables).order_by(IssuedTables.id)).all()
        printed = dict(zip(first[2::2], first[3::2], strict=True))
        assert {row.audience: row.digest for row in rows[:2]} == printed
        assert [row.region for row in rows] == [None, None, "africa"]
        assert canonical.digest(rows[1].content) == printed["public"]
    assert example("audit", "verify").status == 0


def test_issuing_a_cycle_that_does_not_exist_is_refused(example):
    ran = example("issue", "--cycle", "1066")
    assert (ran.status, ran.output) == (1, "")


def test_all_answers_go_to_standard_output_or_a_file(example, folder):
    ran = example("answers", "--cycle", "2000")
    rows = list(csv.DictReader(io.StringIO(ran.output[1:], newline="")))
    line = next(row for row in rows if (row["report"], row["key"]) == ("N5", "VNR.12.E5"))
    assert (line["type"], Decimal(line["value"])) == ("number", Decimal("310.5"))
    target = folder / "answers.xlsx"
    assert example("answers", "--cycle", "2000", "--format", "xlsx", "-o", target).status == 0
    sheet = openpyxl.load_workbook(target)["answers"]
    assert len(list(sheet.iter_rows())) == len(rows) + 1
    assert [path.name for path in folder.iterdir()] == ["answers.xlsx"]


def test_answers_of_a_cycle_that_does_not_exist_leave_no_file(example, folder):
    ran = example("answers", "--cycle", "1066", "-o", folder / "answers.csv")
    assert ran.status == 1
    assert not list(folder.iterdir())
