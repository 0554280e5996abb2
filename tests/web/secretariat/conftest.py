"""A portal with an officer of the secretariat and a cycle of its own for each test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from portal.accounts.permissions import Role
from portal.cycles.queries import get_cycle
from portal.events.services import NOBODY
from portal.reports.lifecycle.recording import Receipt, record_received_draft
from portal.reports.queries import surroundings
from portal.reports.workflow import Action, Side
from tests.factories import complete_answers, fill_report, make_report
from tests.samples.portal import SamplePortal, now
from tests.web.review.visiting import Visitor, file_report, step


@dataclass
class Desk:
    """The officer's desk; `place` is a cycle with two countries of its own."""

    portal: Any
    place: Any
    officer: Visitor

    @property
    def cycle(self):
        return f"secretariat/cycles/{self.place.cycle}"

    def country(self, code):
        return f"{self.cycle}/countries/{code}"

    def visitor(self, role, country=None):
        return Visitor(self.portal, self.portal.add_person(role, country))

    def file(self, country=None, answers=None, **how):
        return file_report(self.portal, self.place.cycle, country or self.place.norc, answers, **how)

    def endorsed(self, answers=None):
        """File a report of the country with a coordinator and have it found complete and clear."""
        report = self.file(self.place.rc, answers)
        step(self.portal, report, Action.BEGIN_REVIEW, Side.REVIEWER)
        step(self.portal, report, Action.ENDORSE, Side.REVIEWER)
        return report

    def accepted(self, answers=None):
        report = self.file(None, answers)
        step(self.portal, report, Action.ACCEPT, Side.SECRETARIAT)
        return report

    def received(self, left_out):
        """Record a report received by mail that leaves these questions unanswered."""
        with self.portal.session() as session:
            cycle = get_cycle(session, self.place.cycle)
            report = make_report(session, cycle, self.place.norc, now=now(), received=True)
            context = surroundings(session, report)
            answers = complete_answers(context.questionnaire, context.asked, period=context.period)
            fill_report(
                session, report, {key: answers[key] for key in answers if key not in left_out}, now=now()
            )
            receipt = Receipt(now().date(), "", None)
            return record_received_draft(session, report.id, receipt, NOBODY, now()).id

    def step(self, report, action, side, text=None):
        step(self.portal, report, action, side, text)


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    portal = SamplePortal(tmp_path_factory.mktemp("secretariat"))
    yield portal
    portal.close()


@pytest.fixture(scope="session")
def officer(portal):
    return Visitor(portal, portal.add_person(Role.SECRETARIAT))


@pytest.fixture
def desk(portal, officer):
    return Desk(portal, portal.new_place(), officer)
