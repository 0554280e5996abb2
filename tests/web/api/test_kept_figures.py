"""Figures asked for again and again cost a few small queries, and never outlive what they rest on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from portal.cycles.models import Cycle, InvitedCountry
from portal.extensions import db
from portal.issued.live import figures
from portal.issued.live.keeping import Kept
from portal.issued.live.standing import standing
from portal.reports.models import Filing, Report
from tests.web.test_budgets import counted

ADDRESS = "cycles/2000/aggregates?previous=1999"
CHANGES = {
    "a status": update(Report).where(Report.reference == "N5").values(status="endorsed"),
    "a suspension": update(Report).where(Report.reference == "N5").values(suspended=True),
    "a consent": update(Filing).values(consent="none"),
    "a first date": update(Report).values(first_submitted=date(2001, 1, 1)),
    "a region": update(InvitedCountry).where(InvitedCountry.country_code == "ARL").values(region="europe"),
    "a due date": update(Cycle).where(Cycle.code == "2000").values(due=date(2000, 3, 1)),
    "the cycle before": update(Report).where(Report.reference == "N1").values(status="endorsed"),
}


def reads_facts(statements):
    return any("FROM fact" in statement for statement in statements)


def test_figures_are_not_computed_again_while_nothing_changed(changing):
    with counted(changing.portal) as statements:
        first = changing.get(ADDRESS)
    assert reads_facts(statements)
    with counted(changing.portal) as statements:
        again = changing.get(ADDRESS)
    assert not reads_facts(statements)
    assert len(statements) <= 8
    assert again.data == first.data
    with counted(changing.portal) as statements:
        assert changing.get(ADDRESS.partition("?")[0]).data != first.data
    assert reads_facts(statements)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_the_figures_are_those_of_this_moment(changing, change):
    before = changing.get(ADDRESS)
    with changing.portal.session() as session:
        session.execute(change)
    after = changing.get(ADDRESS, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    with changing.portal.session() as session:
        anew = figures.served_figures(session, figures.Asked("2000", "1999"))
    assert after.data == anew != before.data


def test_what_changed_while_it_was_computed_is_not_kept(changing):
    """PostgreSQL lets a reader see what others commit between two statements."""
    asked = figures.Asked("2000", "1999")

    class Interrupted(Kept[bytes]):
        def get(self, asked, stood):
            db.session.rollback()
            changing.suspend("N5")
            return super().get(asked, stood)

    kept = Interrupted(1)
    with changing.portal.app.app_context():
        stood = standing(db.session, asked.codes)
        given = figures.public_figures(db.session, asked, kept)
        assert given == figures.served_figures(db.session, asked)
        assert standing(db.session, asked.codes) != stood
    assert Kept.get(kept, asked, stood) is None
