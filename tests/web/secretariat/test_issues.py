"""Issuing of tables at the desk, and what becomes of the public ones when a report is suspended."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile

import openpyxl
import pytest

from portal import canonical
from portal.accounts.permissions import Role
from portal.aggregation.flat import to_tables
from portal.issued.cells import csv_cell
from portal.reports.workflow import Action, Side
from tests.web.review.visiting import count_questions

CLOSED = "These tables are closed: a report on which they rest is no longer public."


@pytest.fixture
def issue(desk):
    """Issue the tables of the desk's cycle through the pages; return the number."""

    def make(query=""):
        page = desk.officer.post(f"{desk.cycle}/issues/new{query}")
        assert page.status == 303
        listed = desk.officer.get(f"{desk.cycle}/issues").html
        return int(re.findall(r'id="issue-(\d+)"', listed)[0])

    return make


@pytest.fixture
def visitor(desk):
    return desk.portal.client()


def digests(page):
    return re.findall(r"[0-9a-f]{64}", page)


def test_an_officer_issues_tables_after_being_told_what_it_means(desk, issue):
    desk.accepted()
    assert "No tables have been issued yet." in desk.officer.get(f"{desk.cycle}/issues")
    told = desk.officer.get(f"{desk.cycle}/issues/new")
    assert "The figures are frozen as they stand at this moment" in told
    assert "All countries" in told
    number = issue()
    page = desk.officer.get(f"{desk.cycle}/issues")
    assert f"Issue {number}" in page
    assert "1 filing stands behind the figures." in page
    assert "The public can read these tables." in page
    assert "The same tables as now will be shown" in desk.officer.get(f"{desk.cycle}/issues/new")


def test_tables_issued_twice_by_one_press_are_one_issue(desk, issue):
    desk.accepted()
    first = issue()
    assert issue() == first
    second = issue("?track=rc")
    assert second != first
    assert issue() == second, "the newest stays that of the other selection"


def test_the_digest_shown_is_that_of_the_json_sent(desk, issue, visitor):
    desk.accepted()
    number = issue()
    secretariat, public = digests(desk.officer.get(f"{desk.cycle}/issues").html)
    for audience, digest in (("secretariat", secretariat), ("public", public)):
        sent = desk.officer.client.get(f"/en/{desk.cycle}/issues/{number}/{audience}/json")
        assert hashlib.sha256(sent.data).hexdigest() == digest
    sent = visitor.get(f"/en/data/issues/{number}/json")
    assert hashlib.sha256(sent.data).hexdigest() == public
    assert public in visitor.get("/en/data").text
    assert secretariat not in visitor.get("/en/data").text
    assert sent.headers["Content-Disposition"].endswith(f"-public-issue-{number}.json")


def test_every_format_holds_the_frozen_figures(desk, issue, visitor):
    desk.accepted()
    number = issue()
    frozen = canonical.loads(visitor.get(f"/en/data/issues/{number}/json").data)["aggregates"]
    archive = zipfile.ZipFile(io.BytesIO(visitor.get(f"/en/data/issues/{number}/csv").data))
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(f"/en/data/issues/{number}/xlsx").data))
    names = {str(row[1]): str(row[2]) for row in book["index"].iter_rows(min_row=2, values_only=True)}
    for table in to_tables(frozen):
        text = archive.read(f"{table.name}.csv").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert rows[1:] == [[csv_cell(value) for value in row] for row in table.rows]
        assert book[names[table.name]].max_row == len(table.rows) + 1
    assert "filings.csv" in archive.namelist()


def test_suspending_a_report_closes_the_public_issue_at_once_and_publishing_opens_it(desk, issue, visitor):
    report = desk.accepted()
    desk.step(report, Action.PUBLISH, Side.SECRETARIAT)
    number = issue()
    address = f"/en/data/issues/{number}/csv"
    assert visitor.get(address).status_code == 200
    desk.step(report, Action.SUSPEND, Side.SECRETARIAT, "Asked for by the Government.")
    answer = visitor.get(address)
    assert answer.status_code == 410
    assert CLOSED in answer.text
    page = visitor.get("/en/data").text
    own = page[page.index(f'id="issue-{number}"') :].partition("</li>")[0]
    assert CLOSED in own
    assert "href" not in own
    assert CLOSED in desk.officer.get(f"{desk.cycle}/issues")
    kept = desk.officer.client.get(f"/en/{desk.cycle}/issues/{number}/public/json")
    assert kept.status_code == 200
    desk.step(report, Action.PUBLISH, Side.SECRETARIAT)
    assert visitor.get(address).status_code == 200


def test_tables_of_some_countries_are_for_the_secretariat(desk, issue, visitor):
    desk.accepted()
    number = issue("?track=rc")
    assert "Tables of some countries only are not offered to the public." in desk.officer.get(
        f"{desk.cycle}/issues"
    )
    assert visitor.get(f"/en/data/issues/{number}/json").status_code == 404
    assert f'id="issue-{number}"' not in visitor.get("/en/data").text


@pytest.mark.parametrize("rest", ["9999/public/json", "{number}/public/pdf", "{number}/everybody/json"])
def test_what_does_not_exist_is_not_found(desk, issue, visitor, rest):
    desk.accepted()
    number = issue()
    asked = rest.format(number=number)
    assert desk.officer.get(f"{desk.cycle}/issues/{asked}").status == 404
    public = asked.replace("/public", "").replace("/everybody/json", "/doc")
    assert visitor.get(f"/en/data/issues/{public}").status_code == 404
    other = desk.portal.new_place().cycle
    assert desk.officer.get(f"secretariat/cycles/{other}/issues/{number}/public/json").status == 404


def test_lists_of_issues_take_as_many_questions_for_one_as_for_two(desk, issue):
    desk.accepted()
    issue()
    pages = (f"{desk.cycle}/issues", "data")
    one = [count_questions(desk.officer, page) for page in pages]
    issue()
    assert [count_questions(desk.officer, page) for page in pages] == one


def test_nobody_else_issues_or_reads_them(desk, issue):
    desk.accepted()
    number = issue()
    for role in (Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMINISTRATOR):
        visitor = desk.visitor(role, desk.place.rc)
        for page in ("issues", "issues/new", f"issues/{number}/secretariat/json", "answers.csv"):
            assert visitor.get(f"{desk.cycle}/{page}").status == 403
