"""The pages assigned to the person asking, as the desk lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.permissions import Identity
from portal.countries.models import Country
from portal.countries.queries import countries_by_code
from portal.deadlines import is_over
from portal.extensions import db
from portal.filing import texts
from portal.filing.progress.tasks import draft_url, section_url
from portal.questionnaires.loader import load_library
from portal.reports.assignments.models import Assignment
from portal.reports.assignments.queries import assigned_to
from portal.reports.models import Report
from portal.reports.workflow import COUNTED, EDITABLE, OUT


@dataclass(frozen=True)
class Mine:
    """One page assigned: of which country, what it is called, where it opens, by when, and what is asked."""

    country: Country
    title: str
    url: str
    due: date | None
    is_after: bool
    note: str


def assigned_pages(who: Identity, now: datetime) -> list[Mine]:
    """Return the pages of reports in progress that a person is to draft, in two queries."""
    found = [
        (assignment, report)
        for assignment, report in assigned_to(db.session, who.user_id or 0)
        if report.status not in COUNTED | OUT
    ]
    countries = countries_by_code(db.session, {report.country_code for _, report in found}) if found else {}
    return [_mine(one, report, countries[report.country_code], now) for one, report in found]


def _mine(one: Assignment, report: Report, country: Country, now: datetime) -> Mine:
    questionnaire = load_library().release(report.instrument, report.release)
    conference = one.conference or None
    address = section_url if report.status in EDITABLE else draft_url
    return Mine(
        country=country,
        title=texts.labelled(
            one.section, texts.page_title(questionnaire, questionnaire.section(one.section), conference)
        ),
        url=address(report.id, (one.section, conference)),
        due=one.due,
        is_after=one.due is not None and is_over(one.due, now),
        note=one.note,
    )
