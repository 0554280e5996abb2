"""The worked example as programs ask for it, and a place to change what is public."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.events.services import NOBODY
from portal.exchange.importing import import_bundle
from portal.issued.services import EVERYTHING, issue_tables
from portal.reports.models import Report
from portal.reports.workflow import Action, Side
from tests.bundles import EXAMPLE
from tests.factories import take
from tests.samples.portal import SamplePortal, now


class Example:
    """A portal with the worked example of the aggregation and its tables of 2000 issued."""

    def __init__(self, folder):
        self.portal = SamplePortal(folder)
        with self.portal.session() as session:
            assert not import_bundle(session, EXAMPLE.read_bytes(), now()).faults
            session.flush()
            self.issue = issue_tables(session, ("2000", "1999"), EVERYTHING, NOBODY, now())[1].number
        self.officer = self.portal.add_person(Role.SECRETARIAT)

    def get(self, address, person=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.portal.client(person).get(f"/api/v1/{address}", headers=named)

    def suspend(self, reference):
        with self.portal.session() as session:
            report = session.scalars(select(Report).where(Report.reference == reference)).one()
            text = "Asked for by the Government."
            take(session, report, Action.SUSPEND, Side.SECRETARIAT, text=text, now=now())


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The worked example; tests only read it."""
    made = Example(tmp_path_factory.mktemp("example"))
    yield made
    made.portal.close()


@pytest.fixture
def changing(tmp_path):
    """The worked example for one test, which may change it."""
    made = Example(tmp_path)
    yield made
    made.portal.close()
