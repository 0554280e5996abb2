"""A portal with the worked example of aggregation, tables issued from it, an officer and the public."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.accounts.permissions import Role
from portal.events.services import NOBODY
from portal.exchange.importing import import_bundle
from portal.issued.services import EVERYTHING, issue_tables
from tests.samples.portal import SamplePortal, now
from tests.web.review.visiting import Visitor

EXAMPLE = Path(__file__).parents[2] / "data" / "report_bundle_example.json"


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    portal = SamplePortal(tmp_path_factory.mktemp("provenance"))
    with portal.session() as session:
        assert not import_bundle(session, EXAMPLE.read_bytes(), now()).faults
    yield portal
    portal.close()


@pytest.fixture(scope="session")
def issue(portal):
    """The number of tables issued from the example."""
    with portal.session() as session:
        return issue_tables(session, ("2000", "1999"), EVERYTHING, NOBODY, now())[0].number


@pytest.fixture(scope="session")
def officer(portal):
    return Visitor(portal, portal.add_person(Role.SECRETARIAT))


@pytest.fixture(scope="session")
def anybody(portal, issue):
    """Anybody: the public reads the figures as last issued."""
    assert issue
    return Visitor(portal, None)
