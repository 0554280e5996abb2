"""Differences between two filings over HTTP: for the author side, the reviewer and the secretariat."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.reports.models import Filing, Report
from portal.reports.workflow import Action, Side
from tests.factories import fill_report, take
from tests.samples.portal import now
from tests.web.filing.desk import Page
from tests.web.test_budgets import queries_of

LONG, SYSTEM = "VNR.12.B10", "VNR.12.H4"


class Twice:
    """A report filed, taken back or returned, and filed again."""

    def __init__(self, desk):
        self.desk = desk
        desk.fill()
        assert desk.sign().status == 303

    def again(self, text, *, recalled=False):
        """File it anew with other texts, after it was taken back or accepted."""
        by: dict[str, Any] = {"now": now()}
        with self.desk.portal.session() as session:
            report = session.get_one(Report, self.desk.number)
            if recalled:
                take(session, report, Action.RECALL, Side.AUTHOR, **by)
            else:
                take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER, **by)
                take(session, report, Action.ENDORSE, Side.REVIEWER, **by)
                take(session, report, Action.ACCEPT, Side.SECRETARIAT, **by)
                take(session, report, Action.NEW_VERSION, Side.AUTHOR, **by)
                report = session.scalars(
                    select(Report).where(
                        Report.cycle_code == report.cycle_code,
                        Report.country_code == report.country_code,
                        Report.version == report.version + 1,
                    )
                ).one()
            fill_report(session, report, {LONG: text, SYSTEM: "3"}, now=now())
            self.desk.number = report.id
        assert self.desk.sign().status == 303

    def filings(self):
        with self.desk.portal.session() as session:
            statement = select(Filing.id).join(Report).where(Report.country_code == self.desk.country)
            return list(session.scalars(statement.order_by(Filing.id)))

    def reader(self, role):
        return self.desk.for_person(self.desk.portal.add_person(role, self.desk.country))


@pytest.fixture
def twice(begun):
    return Twice(begun)


def test_one_filing_alone_is_compared_with_nothing(twice):
    assert "There are no two filings to compare yet." in twice.desk.get("/compare").text
    assert "Differences from the filing before" not in twice.desk.get("/history").text


def test_the_author_side_sees_by_word_what_changed_between_two_versions(twice):
    twice.again("Nothing of this was there before.")
    history = twice.desk.get("/history")
    first, second = twice.filings()
    address = f"/en/reports/{twice.desk.number}/compare?from={first}&to={second}"
    assert address in [link for link, _ in history.read.links]
    page = Page(twice.desk.client.get(address))
    assert "<ins>Nothing of this </ins>" in page.html
    assert f"q-{LONG}" in page.read.ids
    assert f"q-{SYSTEM}" in page.read.ids
    assert "q-VNR.12.B1" not in page.read.ids
    back = twice.desk.get(f"/compare?from={second}&to={first}")
    assert "<del>Nothing of this </del>" in back.html


def test_the_reviewer_sees_what_is_open_to_both_and_the_secretariat_all(twice):
    twice.again("Nothing of this was there before.")
    reviewer, secretariat = twice.reader(Role.COORDINATOR), twice.reader(Role.SECRETARIAT)
    page = reviewer.get("/compare")
    assert f"q-{LONG}" in page.read.ids
    assert f"q-{SYSTEM}" not in page.read.ids
    assert f"q-{SYSTEM}" in secretariat.get("/compare").read.ids
    review = Page(reviewer.client.get(f"/en/review/{twice.desk.number}"))
    assert f"/en/reports/{twice.desk.number}/compare" in [link for link, _ in review.read.links]


def test_what_was_taken_back_before_the_review_stays_the_author_s_own(twice):
    twice.again("Said again in another way.", recalled=True)
    first, second = twice.filings()
    query = f"/compare?from={first}&to={second}"
    assert "Said again in another way." in twice.desk.get(query).text
    for role in (Role.COORDINATOR, Role.SECRETARIAT):
        reader = twice.reader(role)
        assert reader.get(query).status == 404
        assert "There are no two filings" in reader.get("/compare").text
        assert "Differences from the filing before" not in reader.get("/history").text


def test_a_draft_filed_before_is_open_to_its_author_alone(twice):
    twice.again("Not yet.")
    with twice.desk.portal.session() as session:
        take(session, session.get_one(Report, twice.desk.number), Action.RECALL, Side.AUTHOR, now=now())
    first, second = twice.filings()
    query = f"/compare?from={first}&to={second}"
    assert twice.desk.get(query).status == 200
    assert twice.reader(Role.COORDINATOR).get(query).status == 404
    assert twice.reader(Role.SECRETARIAT).get(query).status == 404


def test_a_contributor_sees_the_changes_of_the_pages_assigned_alone(twice):
    twice.again("Only on one page.")
    contributor = twice.reader(Role.CONTRIBUTOR)
    typed = {"person": str(contributor.person.id), "pages": ["B"], "due": "", "note": ""}
    assert twice.desk.post("/assignments", typed).status == 303
    page = contributor.get("/compare")
    assert f"q-{LONG}" in page.read.ids
    assert f"q-{SYSTEM}" not in page.read.ids


@pytest.mark.parametrize("query", ["from=0&to=0", "from=x", "to=999999", "from=999999999999999999999&to=1"])
def test_a_filing_that_is_none_of_this_report_is_not_found(twice, query):
    assert twice.desk.get(f"/compare?{query}").status == 404


def test_filings_of_another_country_are_not_reached(twice, place, portal):
    first = twice.filings()[0]
    other = portal.add_person(Role.FOCAL_POINT, place.norc)
    assert twice.desk.for_person(other).get(f"/compare?from={first}&to={first}").status == 403


def test_the_queries_do_not_depend_on_the_number_of_filings(twice):
    def count(rest):
        return queries_of(twice.desk.portal, twice.desk.client, twice.desk.url(rest))

    twice.again("Second.")
    two = {rest: count(rest) for rest in ("/compare", "/history")}
    twice.again("Third.", recalled=True)
    twice.again("Fourth.", recalled=True)
    assert count("/compare") <= two["/compare"]
    assert count("/history") <= two["/history"]
