"""What stands behind a figure: every counted report of the cycle with its answer to the question."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.countries.models import Country
from portal.cycles.models import Cycle, InvitedCountry
from portal.questionnaires.definition import parse_key
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience
from portal.reports.models import Filing, Report
from portal.reports.queries import Surroundings, asked_in
from portal.reports.reading.displayed import ReadQuestion
from portal.reports.reading.filed import read_filing
from portal.reports.workflow import COUNTED, Family


@dataclass(frozen=True)
class Contribution:
    """One counted report and its answer; `question` None where the report was not asked."""

    report: Report
    country: Country
    invited: InvitedCountry
    filing: Filing
    question: ReadQuestion | None


def contributions(session: Session, cycle: Cycle, key: str) -> list[Contribution]:
    """Return the counted national reports of a cycle with their answers, by country; one query."""
    newest = (
        select(Filing.report_id, func.max(Filing.number).label("number"))
        .group_by(Filing.report_id)
        .subquery()
    )
    statement = (
        select(Report, Country, InvitedCountry, Filing)
        .join(Country, Country.code == Report.country_code)
        .join(
            InvitedCountry,
            (InvitedCountry.cycle_code == Report.cycle_code)
            & (InvitedCountry.country_code == Report.country_code),
        )
        .join(newest, newest.c.report_id == Report.id)
        .join(Filing, (Filing.report_id == Report.id) & (Filing.number == newest.c.number))
        .where(Report.cycle_code == cycle.code, Report.family == Family.NATIONAL, Report.status.in_(COUNTED))
        .order_by(Report.country_code)
    )
    return [
        Contribution(report, country, invited, filing, _answer(cycle, report, invited, filing, key))
        for report, country, invited, filing in session.execute(statement)
    ]


def _answer(
    cycle: Cycle, report: Report, invited: InvitedCountry, filing: Filing, key: str
) -> ReadQuestion | None:
    questionnaire = load_library().release(report.instrument, report.release)
    if not questionnaire.has(parse_key(key).code):
        return None
    context = Surroundings(report, cycle, invited, questionnaire, asked_in(cycle, invited.track))
    found = read_filing(context, filing, Audience.SECRETARIAT)
    return next((one for section in found for one in section.questions if one.key == key), None)
