"""From an answer to what used it: the country summary, figures, issued tables and reports bound to them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.compositions.models import Composition
from portal.issued.models import IssuedTables
from portal.reports.models import Report
from tests.samples.portal import now
from tests.web.review.visiting import Visitor

ANSWER = "countries/ARL/2000/answers/VNR.12.C1@WSSD95"


@pytest.fixture
def composed(portal, issue):
    """Two reports composed from the public issue: one published, one not."""
    with portal.session() as session:
        tables = session.scalars(
            select(IssuedTables.id).where(IssuedTables.number == issue, IssuedTables.audience == "public")
        ).one()
        made = [
            Composition(kind="progress", issued_id=tables, started_at=now(), published_at=now()),
            Composition(kind="review", issued_id=tables, started_at=now()),
        ]
        session.add_all(made)
    yield
    with portal.session() as session:
        for one in made:
            session.delete(session.merge(one))


def number_of(portal, reference):
    with portal.session() as session:
        return session.scalars(select(Report.id).where(Report.reference == reference)).one()


def test_a_public_answer_leads_to_its_summary_figures_issues_and_published_reports(anybody, issue, composed):
    page = anybody.get(ANSWER)
    used = page.text.partition("Where this answer is used")[2]
    assert "Country summary" in used
    assert "T3 · Progress by conference" in used
    assert f"Issued tables, number {issue}" in used
    assert f"Progress report, from issued tables {issue}" in used
    assert "Review, from" not in used
    figures = re.findall(r'href="/en/(cycles/2000/figures/[^"]+)"', page.html)
    assert len(figures) == 3
    for address in figures:
        assert anybody.get(address).status == 200


def test_the_secretariat_sees_reports_not_published_yet_as_well(portal, officer, issue, composed):
    report = number_of(portal, "N5")
    page = officer.get(f"secretariat/reports/{report}/answers/VNR.12.C1@WSSD95")
    assert page.status == 200
    assert f"Review, from issued tables {issue}" in page
    figures = re.findall(r'href="/en/(secretariat/cycles/2000/figure/[^"]+)"', page.html)
    assert len(figures) == 3
    for address in figures:
        listed = officer.get(address)
        assert "N5" in listed, address


def test_every_answer_listed_behind_a_figure_leads_to_its_own_page(officer):
    page = officer.get("secretariat/cycles/2000/figure/total/coordination/ratings/RCR.13.H1/n")
    addresses = set(re.findall(r'href="/en/(secretariat/reports/\d+/answers/[^"]+)"', page.html))
    assert len(addresses) == 2
    for address in addresses:
        assert officer.get(address).status == 200


def test_answers_that_there_are_not_lead_nowhere(portal, officer):
    report = number_of(portal, "N5")
    for key in ("VNR.12.ZZ", "VNR.12.C1", "VNR.12.C1@NOWHERE", "%00", "..", "RCR.13.H1"):
        assert officer.get(f"secretariat/reports/{report}/answers/{key}").status == 404
    assert officer.get("secretariat/reports/999999/answers/VNR.12.B1").status == 404


def test_answers_are_for_the_secretariat(portal):
    report = number_of(portal, "N5")
    for role, country in ((Role.FOCAL_POINT, "ARL"), (Role.ADMINISTRATOR, None)):
        visitor = Visitor(portal, portal.add_person(role, country))
        assert visitor.get(f"secretariat/reports/{report}/answers/VNR.12.B1").status == 403
