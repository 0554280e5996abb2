"""People who work together on a report of the sample portal: pages assigned, links, texts suggested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Role
from portal.questionnaires.definition import Questionnaire
from portal.reports.assignments.services import AssignmentDraft, assign, contributors_of
from portal.reports.models import Report
from portal.reports.queries import surroundings
from tests.factories import TEXTS
from tests.samples.portal import Person, SamplePortal, now


def every_page(questionnaire: Questionnaire, conferences: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """Return the pages of a report: each section, the repeated one once for each conference."""
    return [
        (section.id, conference)
        for section in questionnaire.sections
        for conference in (conferences if section.repeated else (None,))
    ]


def assign_pages(session: Session, report: Report, person: int, *pages: str) -> None:
    """Assign pages of a report to somebody, named as in addresses (``C/WSSD95``); without names, all."""
    context = surroundings(session, report)
    named = [(name.partition("/")[0], name.partition("/")[2] or None) for name in pages]
    wanted = named or every_page(context.questionnaire, context.asked.conferences)
    assign(session, report, AssignmentDraft(person, wanted, None, ""), None, now())


def assign_in(portal: SamplePortal, number: int, person: int, *pages: str) -> None:
    """Assign pages of a report of a portal to somebody; without names, all."""
    with portal.session() as session:
        assign_pages(session, session.get_one(Report, number), person, *pages)


def assign_everything(portal: SamplePortal, people: Iterable[Person]) -> None:
    """Assign every page of every report to these contributors, where they contribute to it."""
    with portal.session() as session:
        for report in session.scalars(select(Report)).all():
            mine = {account.id for account in contributors_of(session, report)}
            for person in people:
                if person.id in mine:
                    assign_pages(session, report, person.id)


def make_team(session: Session, people: Mapping[Role, int], reports: Mapping[str, int]) -> None:
    """Give the contributors of the sample portal some pages, of which one is after its date."""
    report = session.get_one(Report, reports["QMD"])
    contributor = people[Role.CONTRIBUTOR]
    before, later = now().date() - timedelta(days=3), now().date() + timedelta(days=9)
    for page, due in ((("A", None), before), (("B", None), later), (("C", "WSSD95"), None)):
        assign(session, report, AssignmentDraft(contributor, [page], due, TEXTS["en"]), None, now())
    annual = session.get_one(Report, reports["RCR draft"])
    assign_pages(session, annual, people[Role.OFFICE_CONTRIBUTOR], "A")
