"""A page asks the database a fixed number of questions, whatever the questionnaire asks."""

from __future__ import annotations

import contextlib
import sys

import pytest
from sqlalchemy import event

from portal.extensions import db

MOST = {
    "/en/desk": 30,
    "": 24,
    "/sections/A": 13,
    "/sections/C/WCHR93": 13,
    "/sections/I": 13,
    "/draft": 12,
    "/check": 24,
    "/summary": 30,
    "/history": 12,
}


@contextlib.contextmanager
def _counted(desk):
    statements = []
    with desk.portal.app.app_context():
        engine = db.engine

    def note(*arguments):
        statements.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def _count(desk, page):
    with _counted(desk) as statements:
        path = page if page.startswith("/en/") else desk.url(page)
        answer = desk.client.get(path)
    assert answer.status_code == 200
    return len(statements), len(answer.get_data())


@pytest.mark.parametrize("page", MOST)
def test_the_number_of_queries_does_not_depend_on_the_answers(begun, page, record_property):
    empty, _ = _count(begun, page)
    begun.fill()
    full, size = _count(begun, page)
    record_property("queries", full)
    sys.stdout.write(f"{page or '/'}: {full} queries, {size} bytes\n")
    assert full - empty in {-1, 0, 1}, (empty, full)
    assert full <= MOST[page]


def test_the_number_of_queries_does_not_depend_on_the_number_of_questions(begun):
    begun.fill()
    counts = {section: _count(begun, f"/sections/{section}")[0] for section in ("A", "B", "E", "G", "Z")}
    assert len(set(counts.values())) == 1, counts


def test_a_page_that_only_reads_takes_no_write_lock(begun):
    with _counted(begun) as statements:
        begun.client.get(begun.url("/sections/A"))
    assert not [one for one in statements if one.split()[0].upper() in {"INSERT", "UPDATE", "DELETE"}]
