"""The worked example in a database, with its published reports under the secretariat's hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.events.services import NOBODY
from portal.exchange.importing import import_bundle
from portal.issued.services import EVERYTHING, issue_tables
from portal.reports.models import Report
from portal.reports.workflow import Side
from tests.bundles import EXAMPLE
from tests.factories import NOW, take


@pytest.fixture
def example(session):
    """The session on a database that holds the worked example."""
    assert not import_bundle(session, EXAMPLE.read_bytes(), NOW).faults
    session.flush()
    return session


@pytest.fixture
def issue(example):
    """Issue the tables of 2000 and return both rows."""

    def make(previous="1999", restriction=EVERYTHING):
        made = issue_tables(example, ("2000", previous), restriction, NOBODY, NOW)
        example.expire_all()
        return made

    return make


@pytest.fixture
def step(example):
    """Take a step on a report of the example, by its name."""

    def do(reference, action, side=Side.SECRETARIAT, text="Asked for by the Government."):
        report = example.scalars(select(Report).where(Report.reference == reference)).one()
        take(example, report, action, side, text=text)

    return do
