"""Aggregates as files: exact JSON, one CSV file a table (in a folder or ZIP), one CSV in all, a workbook.

Names of tables, columns and rows are those of `aggregates/1`; nothing is computed here. Rows of a table are
the regions in alphabetical order, then the total; of a matrix, the countries.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.aggregation.flat import FlatTable, to_tables
from portal.aggregation.writing import as_json
from portal.i18n import DEFAULT, N_, translate
from portal.issued.cells import Book, Cell, csv_lines
from portal.issued.naming import number_of, sheet_names

COMBINED = ("table", "row", "figure", "value")
"""Columns of the one CSV: a line for each figure, in the order of the tables."""
ABOUT, INDEX = "about", "index"
_HEADING = ("schema", "audience", "cycle", "previous", "minimum_countries", "conferences", "themes")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment written into archives: the same figures give the same file."""

SELF_REPORTED = N_("Ratings are the Governments' own; they are not verified by the United Nations.")
SHARES = N_("n is the number of reports that answer; shares are per cent of n.")
LEFT_OUT = N_(
    "A figure that rests on few reports, or would tell what a report that is not public says, is left empty."
)
INTERNAL = N_("Figures marked as not displayed are for the secretariat only.")
LOW_COVERAGE = N_("Based on reports from %(n)s of %(total)s countries; not representative.")
DEMONSTRATION = N_("Demonstration, filed by nobody")


@dataclass(frozen=True)
class About:
    """What a file says of itself beside the figures.

    `digest` is the SHA-256 of the canonical text of the issue (with its `number` and moment), empty for
    figures of the moment. `selection` names region, track and group where they are restricted. `filings` are
    those behind an issue.
    """

    made_at: datetime | None = None
    number: int | None = None
    digest: str = ""
    selection: Mapping[str, str | None] | None = None
    demonstration: bool = False
    language: str = DEFAULT
    filings: tuple[Mapping[str, Any], ...] = ()


PLAIN = About()

Aggregates = Mapping[str, Any]


def tables_of(aggregates: Aggregates, about: About = PLAIN) -> tuple[FlatTable, ...]:
    """Return every table: of the figures, the countries with region and track, their means, the filings."""
    # A country's own mean is for itself and the secretariat: the public variant has none.
    countries = {name: aggregates[name] for name in ("countries", "country_means") if aggregates[name]}
    filings = {str(number): entry for number, entry in enumerate(about.filings, 1)}
    return (
        *to_tables(aggregates),
        *(_listing(name, "country", entries) for name, entries in countries.items()),
        *([_listing("filings", "filing", filings)] if filings else ()),
    )


def facts_about(aggregates: Aggregates, about: About = PLAIN) -> list[tuple[str, Cell]]:
    """Return what was computed, name by name, as a file says it first."""
    facts: list[tuple[str, Cell]] = [(name, _listed(aggregates[name])) for name in _HEADING]
    facts += [(name, value) for name, value in (about.selection or {}).items() if value]
    if about.number is not None:
        facts.append(("issue", about.number))
    if about.made_at is not None:
        facts.append(("issued_at" if about.number else "made_at", f"{about.made_at:%Y-%m-%dT%H:%M:%SZ}"))
    if about.digest:
        facts.append(("sha256", about.digest))
    return facts


def notes_on(aggregates: Aggregates, about: About = PLAIN) -> list[str]:
    """Return the sentences that go with the figures, in the language of the file."""
    coverage = aggregates["coverage"]["national"]["all"]
    notes = [translate(about.language, DEMONSTRATION)] if about.demonstration else []
    if coverage["low_coverage"]:
        counts = {"n": coverage["counted"], "total": coverage["expected"]}
        notes.append(translate(about.language, LOW_COVERAGE, **counts))
    hidden = LEFT_OUT if aggregates["audience"] == "public" else INTERNAL
    return [*notes, *(translate(about.language, note) for note in (SELF_REPORTED, SHARES, hidden))]


def as_csv(aggregates: Aggregates, about: About = PLAIN) -> bytes:
    """Write every table into one CSV: a line for each figure, with its table and row."""
    return _csv(_combined(aggregates, about))


def _combined(aggregates: Aggregates, about: About) -> Iterator[Sequence[Cell]]:
    yield COMBINED
    for name, value in facts_about(aggregates, about):
        yield (ABOUT, "", name, value)
    for note in notes_on(aggregates, about):
        yield (ABOUT, "", "note", note)
    for table in tables_of(aggregates, about):
        for row in table.rows:
            for column, value in zip(table.header[1:], row[1:], strict=True):
                yield (table.name, row[0], column, value)


def csv_files(aggregates: Aggregates, about: About = PLAIN) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of one CSV file a table, after one that says what they are."""
    facts = facts_about(aggregates, about)
    notes = [("note", note) for note in notes_on(aggregates, about)]
    yield f"{ABOUT}.csv", _csv([("name", "value"), *facts, *notes])
    for table in tables_of(aggregates, about):
        yield f"{table.name}.csv", _csv([table.header, *table.rows])


def as_zip(aggregates: Aggregates, about: About = PLAIN) -> bytes:
    """Write one CSV file a table into an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in csv_files(aggregates, about):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def as_xlsx(aggregates: Aggregates, about: About = PLAIN) -> bytes:
    """Write a workbook: what it is, a list of its tables, and one sheet a table with typed cells."""
    file = io.BytesIO()
    book = Book(file, about.made_at)
    tables = tables_of(aggregates, about)
    names = sheet_names([ABOUT, INDEX, *(table.name for table in tables)])
    _write_about(book, aggregates, about)
    index = book.sheet(INDEX, ("number", "table", "sheet"), (10, 50, 34))
    for row, table in enumerate(tables, 1):
        book.write_row(index, row, (number_of(table.name), table.name))
        book.link(index, row, 2, names[table.name])
    for table in tables:
        sheet = book.sheet(names[table.name], table.header, (18,))
        for row, cells in enumerate(table.rows, 1):
            book.write_row(sheet, row, cells, bold=cells[0] == "total")
    book.close()
    return file.getvalue()


def _write_about(book: Book, aggregates: Aggregates, about: About) -> None:
    sheet = book.sheet(ABOUT, (), (20, 100))
    rows: list[tuple[Cell, ...]] = [*facts_about(aggregates, about)]
    rows += [("note", note) for note in notes_on(aggregates, about)]
    for row, cells in enumerate(rows):
        book.write_row(sheet, row, cells)


@dataclass(frozen=True)
class Written:
    """A format that pages offer: what writes it, its media type and the end of its name."""

    write: Callable[[Aggregates, About], bytes]
    media_type: str
    suffix: str


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Mapping[str, Written] = {
    "json": Written(lambda aggregates, _about: as_json(aggregates), "application/json", "json"),
    "csv": Written(as_zip, "application/zip", "zip"),
    "xlsx": Written(as_xlsx, XLSX_TYPE, "xlsx"),
}
"""What pages offer for download; CSV is an archive with one file a table."""


def file_name(cycle: str, audience: str, about: About, suffix: str) -> str:
    """Return the name a file is saved under, such as ``aggregates-2000-public-issue-3.json``."""
    mark = "demonstration-" if about.demonstration else ""
    issue = f"-issue-{about.number}" if about.number is not None else ""
    return f"{mark}aggregates-{cycle}-{audience}{issue}.{suffix}"


def _listing(name: str, first: str, entries: Mapping[str, Mapping[str, Any]]) -> FlatTable:
    columns = tuple(dict.fromkeys(column for entry in entries.values() for column in entry))
    rows = tuple(
        (code, *(_listed(entry.get(column)) for column in columns)) for code, entry in entries.items()
    )
    return FlatTable(name, (first, *columns), rows)


def _listed(value: Any) -> Cell:
    found: Cell = " ".join(value) if isinstance(value, list) else value
    return found


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    return "".join(csv_lines(rows)).encode("utf-8")
