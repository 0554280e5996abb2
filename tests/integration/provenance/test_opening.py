"""Figures and answers opened from a database: what is suspended or withdrawn is behind none of them."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from portal.errors import NotFoundError
from portal.events.services import NOBODY
from portal.exchange.importing import import_bundle
from portal.issued.services import EVERYTHING, issue_tables
from portal.provenance.pages import Wanted, open_figure
from portal.provenance.queries import filed_reports, uses_of
from portal.reports.disclosure import Audience
from portal.reports.models import Report
from portal.reports.workflow import Action, Side
from tests.bundles import EXAMPLE
from tests.factories import NOW, take

FINANCE = "total/obstacles/by_country/options/finance/count"
TEXT = "Asked for by the Government."


@pytest.fixture
def example(session):
    """The session on a database that holds the worked example with its tables of 2000 issued."""
    assert not import_bundle(session, EXAMPLE.read_bytes(), NOW).faults
    session.flush()
    issue_tables(session, ("2000", "1999"), EVERYTHING, NOBODY, NOW)
    session.expire_all()
    return session


def opened(session, audience, path=FINANCE, **more):
    found = open_figure(session, Wanted("2000", path, **more), audience, "en")
    return found, [line.code for line in found.page.lines]


def change(session, reference, action, side):
    report = session.scalars(select(Report).where(Report.reference == reference)).one()
    take(session, report, action, side, text=TEXT)
    session.expire_all()


def test_a_figure_opens_with_the_filings_that_its_answers_were_filed_in(example):
    found, countries = opened(example, Audience.SECRETARIAT)
    assert countries == ["ARL", "BOR", "COR"]
    digests = {line.filed.reference: line.filed.digest for line in found.page.lines}
    assert digests == {name: one.digest for name, one in filed_reports(example, ["N5", "N6", "N7"]).items()}


def test_what_is_suspended_is_listed_for_the_public_no_more_and_closes_the_public_issue(example):
    assert opened(example, Audience.PUBLIC, issue=1)[1] == ["ARL", "BOR", "COR"]
    assert len(uses_of(example, "N5", "public").issues) == 1
    change(example, "N5", Action.SUSPEND, Side.SECRETARIAT)
    assert "ARL" not in opened(example, Audience.PUBLIC)[1]
    assert uses_of(example, "N5", "public").issues == ()
    with pytest.raises(NotFoundError):
        opened(example, Audience.PUBLIC, issue=1)
    assert opened(example, Audience.SECRETARIAT, issue=1)[1] == ["ARL", "BOR", "COR"]
    assert len(uses_of(example, "N5", "secretariat").issues) == 1


def test_an_issue_says_of_which_filings_the_figure_rests_on_no_more(example):
    change(example, "N7", Action.WITHDRAW_REPORT, Side.SIGNATORY)
    found, countries = opened(example, Audience.SECRETARIAT, issue=1)
    assert countries == ["ARL", "BOR"]
    assert {line.reference: line.as_today for line in found.issue.lines} == {
        "N5": True,
        "N6": True,
        "N7": False,
    }
    assert (found.page.value, found.issue.value) == ("1", "2")


BEHIND = {
    "total/trend/by_conference/WSSD95/improved": ["N1", "N2", "N3", "N5", "N6", "N7"],
    "coverage/previous/national/received": ["N1", "N2", "N3"],
    "coverage/coordinators/all/counted": ["R1", "R3"],
    "coverage/national/by_region/africa/received": ["N5"],
    "coverage/national/by_track/norc/received": ["N6"],
    "total/best_practices/counted": ["P1", "P2", "P3"],
    "by_region/africa/coordination/ratings/RCR.13.H1/n": ["R1"],
    "progress_matrix/ARL/WSSD95/value": ["N5"],
}


def test_an_issue_lists_the_filings_that_can_stand_behind_a_figure_and_no_others(example):
    listed = {
        path: sorted(
            line.reference for line in opened(example, Audience.SECRETARIAT, path, issue=1)[0].issue.lines
        )
        for path in BEHIND
    }
    assert listed == BEHIND


def test_a_figure_that_an_issue_withholds_is_withheld_whatever_was_published_since(example):
    path = "total/coordination/ratings/RCR.13.H1/n"
    change(example, "R3", Action.PUBLISH, Side.SECRETARIAT)
    assert opened(example, Audience.PUBLIC, path)[1] == []
    issue_tables(example, ("2000", "1999"), EVERYTHING, NOBODY, NOW)
    assert opened(example, Audience.PUBLIC, path)[1] == ["ARL", "DUN"]
    found, countries = opened(example, Audience.PUBLIC, path, issue=1)
    assert (countries, found.issue.value, found.page.value, found.beside) == ([], "", "", ())
    assert [line.as_today for line in found.issue.lines] == []


def test_what_is_no_figure_cannot_be_opened(example):
    paths = ("total", "total/trend/all", "nothing/at/all", "total/poverty/displayed")
    for path, issue, audience in itertools.product(paths, (None, 1), (Audience.PUBLIC, Audience.SECRETARIAT)):
        with pytest.raises(NotFoundError):
            opened(example, audience, path, issue=issue)
