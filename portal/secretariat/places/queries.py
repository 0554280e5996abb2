"""One country in one cycle as the secretariat sees it: never an answer of a draft, only how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.people.queries import Member, members
from portal.accounts.permissions import GOVERNMENT, OFFICE_CIRCLE
from portal.countries.queries import get_country
from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle, invitation_of
from portal.events.queries import events_of
from portal.questionnaires.answering.conditions import (
    is_answered,
    required_now,
    shown_keys,
    visible_answers,
)
from portal.reports.filings import wire_answers
from portal.reports.lifecycle.recording import Original, original_in
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Report
from portal.reports.queries import Surroundings, answers_of, last_activity, surroundings
from portal.reports.workflow import Family, Status
from portal.secretariat.queries import CountryLine, country_lines


@dataclass(frozen=True)
class Draft:
    """How far a draft is: share of required questions answered, in per cent; when somebody last saved."""

    report: Report
    percent: int
    last_activity: datetime | None


@dataclass(frozen=True)
class Place:
    """A country in a cycle: its line, its draft if there is one, who works for it, the original received."""

    cycle: Cycle
    line: CountryLine
    draft: Draft | None
    government: list[Member]
    office: list[Member]
    original: Original | None
    others: list[Report]


def place_of(session: Session, code: str, country_code: str) -> Place:
    """Return a country in a cycle; raises NotFoundError where it is not invited."""
    cycle = get_cycle(session, code)
    get_country(session, country_code)
    invitation_of(session, code, country_code)
    line = next(line for line in country_lines(session, cycle) if line.country.code == country_code)
    drafts = [report for report in line.versions if report.status is Status.DRAFT]
    return Place(
        cycle=cycle,
        line=line,
        draft=_draft(session, drafts[-1]) if drafts else None,
        government=members(session, GOVERNMENT, country_code),
        office=members(session, OFFICE_CIRCLE, country_code),
        original=original_of(session, line.versions[-1]) if line.versions else None,
        others=_others(session, code, country_code),
    )


def _others(session: Session, code: str, country_code: str) -> list[Report]:
    """Return every version of the coordinator's report and of each practice, drafts too, by their names."""
    statement = (
        select(Report)
        .where(
            Report.cycle_code == code,
            Report.country_code == country_code,
            Report.family != Family.NATIONAL,
        )
        .order_by(Report.family, Report.subject, Report.version)
    )
    return list(session.scalars(statement))


def original_of(session: Session, report: Report) -> Original | None:
    """Return the file a report was received as, or None."""
    return original_in([event.payload for event in events_of(session, stream_of(report))])


def _draft(session: Session, report: Report) -> Draft:
    activity = last_activity(session, [report.id])
    return Draft(report, percent_of(session, surroundings(session, report)), activity.get(report.id))


def percent_of(session: Session, context: Surroundings) -> int:
    """Return the share of required questions answered, rounded down."""
    answers = wire_answers(context, answers_of(session, context.report.id))
    visible = visible_answers(context.questionnaire, context.asked, answers)
    required = [
        key
        for key in shown_keys(context.questionnaire, context.asked, visible)
        if required_now(context.questionnaire.question(key.code), context.asked, visible, key.conference)
    ]
    given = sum(is_answered(visible.get(str(key))) for key in required)
    return 100 * given // len(required) if required else 100
