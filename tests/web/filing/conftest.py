"""The portal, and a focal point at work on a report of its own."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from tests.samples.portal import SamplePortal
from tests.web.filing.desk import Desk


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """One portal for all tests of a process; each test opens a cycle with countries of its own."""
    portal = SamplePortal(tmp_path_factory.mktemp("filing"))
    yield portal
    portal.close()


@pytest.fixture
def portal(served):
    return served


@pytest.fixture
def place(portal):
    return portal.new_place()


@pytest.fixture
def focal_point(portal, place):
    return portal.add_person(Role.FOCAL_POINT, place.rc)


@pytest.fixture
def desk(portal, place, focal_point):
    """A focal point whose report is not begun."""
    return Desk(portal, place.cycle, place.rc, focal_point)


@pytest.fixture
def begun(desk):
    """A focal point at a report in English, just begun."""
    return desk.start("en")
