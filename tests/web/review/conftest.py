"""A portal with a country under review, its coordinator and the people around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from portal.accounts.permissions import Role
from portal.reports.workflow import Action, Side
from tests.samples.portal import SamplePortal
from tests.web.review.visiting import Visitor, file_report, step


@dataclass
class Review:
    """One report and the people around it; `place` is a cycle with two countries of its own."""

    portal: Any
    place: Any
    report: int
    coordinator: Visitor
    staff: Visitor
    government: Visitor
    secretariat: Visitor
    elsewhere: Visitor

    @property
    def path(self):
        return f"review/{self.report}"

    def begin(self):
        step(self.portal, self.report, Action.BEGIN_REVIEW, Side.REVIEWER)
        return self

    def write(self, number="B1", text="Please say more about this.", reason="unclear", **more):
        fields = {f"VNR.12.{number}-text": text, f"VNR.12.{number}-reason": reason}
        return self.coordinator.post(self.path, language="en", go="stay", **fields, **more)

    def step(self, action, side, text=None):
        step(self.portal, self.report, action, side, text)


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    portal = SamplePortal(tmp_path_factory.mktemp("desks"))
    yield portal
    portal.close()


@pytest.fixture
def review(portal):
    """A report just submitted in a country with a coordinator, and everybody who has to do with it."""
    place = portal.new_place()

    def visitor(role, country=None):
        return Visitor(portal, portal.add_person(role, country))

    return Review(
        portal,
        place,
        file_report(portal, place.cycle, place.rc),
        visitor(Role.COORDINATOR, place.rc),
        visitor(Role.COORDINATOR_STAFF, place.rc),
        visitor(Role.FOCAL_POINT, place.rc),
        visitor(Role.SECRETARIAT),
        visitor(Role.COORDINATOR, place.norc),
    )
