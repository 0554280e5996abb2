"""Every answer to one question in a cycle, as an audience may read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.countries.models import Country
from portal.cycles.models import Cycle, InvitedCountry
from portal.passages.reading.choosing import GROUPS, Entry
from portal.passages.reading.offered import INSTRUMENTS, OfferedQuestion
from portal.questionnaires.answering.conditions import chosen, is_answered
from portal.questionnaires.definition import NOT_APPLICABLE, OTHER, Question, Questionnaire, key_of, parse_key
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience, Disclosed, may_read_answer
from portal.reports.filings import filed_answers
from portal.reports.models import Filing, Report
from portal.reports.queries import asked_in, release_in
from portal.reports.reading.filed import disclosed
from portal.reports.reading.values import Asking, shown_of
from portal.reports.workflow import COUNTED, Family

PROGRESS, CONFERENCES_OF_PRACTICE = "VNR.12.C1", "BPR.12.A2"


@dataclass(frozen=True)
class CountedReport:
    """One counted report with its last filing and all that decides what may be read of it."""

    report: Report
    filing: Filing
    country: Country
    invited: InvitedCountry
    questionnaire: Questionnaire

    @cached_property
    def state(self) -> Disclosed:
        """Return the state that decides what may be read; of a practice it is read from its answers."""
        return disclosed(self.report, self.filing)

    def may_read(self, audience: Audience, code: str) -> bool:
        if not self.questionnaire.has(code):
            return False
        section = self.questionnaire.question(code).section
        return may_read_answer(audience, self.state, section, code)


def questionnaires_of(cycle: Cycle) -> dict[str, Questionnaire]:
    """Return the questionnaires of a cycle, by instrument."""
    library = load_library()
    return {name: library.release(name, release_in(cycle, name)) for name in INSTRUMENTS}


def answers_across(
    session: Session, cycle: Cycle, asked: OfferedQuestion, audience: Audience
) -> tuple[list[Entry], int]:
    """Return every answer to a question that the audience may read, and how many reports it may read of.

    Counted reports alone, each by its last filing; one query whatever the number of countries. Without
    the tags, which are the secretariat's.
    """
    found: list[Entry] = []
    readable = 0
    for row in session.execute(counted_reports(cycle).where(Report.family == asked.family)):
        one = counted_report(row)
        if one.may_read(audience, asked.code):
            readable += 1
            found += _entries(cycle, one, asked.question, audience)
    return found, readable


def reports_by_question(session: Session, cycle: Cycle, audience: Audience) -> dict[str, int]:
    """Return how many counted reports answer each question, as far as the audience may read it; one query."""
    found: Counter[str] = Counter()
    for row in session.execute(counted_reports(cycle)):
        one = counted_report(row)
        codes = {
            parse_key(key).code for key, value in filed_answers(one.filing).items() if is_answered(value)
        }
        found.update(code for code in codes if one.may_read(audience, code))
    return dict(found)


def counted_reports(cycle: Cycle) -> Select[Report, Filing, Country, InvitedCountry]:
    """Return the select of the counted reports of a cycle: last filing, country and invitation of each."""
    last = (
        select(Filing.report_id, func.max(Filing.number).label("number"))
        .group_by(Filing.report_id)
        .subquery()
    )
    return (
        select(Report, Filing, Country, InvitedCountry)
        .join(Country, Country.code == Report.country_code)
        .join(
            InvitedCountry,
            (InvitedCountry.cycle_code == Report.cycle_code)
            & (InvitedCountry.country_code == Report.country_code),
        )
        .join(last, last.c.report_id == Report.id)
        .join(Filing, (Filing.report_id == Report.id) & (Filing.number == last.c.number))
        .where(Report.cycle_code == cycle.code, Report.status.in_(COUNTED))
        .order_by(Report.country_code, Report.id)
    )


def counted_report(row: Any) -> CountedReport:
    """Return a row of `counted_reports` as one thing."""
    report, filing, country, invited = row
    return CountedReport(
        report, filing, country, invited, load_library().release(report.instrument, report.release)
    )


def _entries(cycle: Cycle, one: CountedReport, question: Question, audience: Audience) -> Iterable[Entry]:
    own = one.questionnaire.question(question.code)
    answers = filed_answers(one.filing)
    asking = Asking(one.questionnaire, asked_in(cycle, one.invited.track), one.filing.language)
    ratings = _ratings(cycle, one, answers, audience)
    for conference in cycle.conferences if own.repeated else (None,):
        key = key_of(own.code, conference)
        if is_answered(answers.get(key)):
            yield Entry(
                report_id=one.report.id,
                filing_id=one.filing.id,
                reference=one.report.reference,
                family=Family(one.report.family),
                subject=one.report.subject,
                country=one.country.code,
                names=one.country.names,
                region=one.invited.region.value,
                groups=frozenset(group for group in GROUPS if getattr(one.country, group)),
                version=one.report.version,
                language=one.filing.language,
                filed_at=one.filing.filed_at,
                digest=one.filing.digest,
                key=key,
                conference=conference,
                shown=shown_of(asking, own, answers[key], answers.get(f"{key}.{OTHER}")),
                ratings=ratings,
                conferences=_conferences(one, answers, ratings, audience),
            )


def _ratings(
    cycle: Cycle, one: CountedReport, answers: Mapping[str, Any], audience: Audience
) -> dict[str, str]:
    """Return progress by conference, where the audience may read it: a filter tells what it goes by."""
    if not one.may_read(audience, PROGRESS):
        return {}
    found = {code: answers.get(key_of(PROGRESS, code)) for code in cycle.conferences}
    return {code: str(rating) for code, rating in found.items() if is_answered(rating)}


def _conferences(
    one: CountedReport, answers: Mapping[str, Any], ratings: Mapping[str, str], audience: Audience
) -> frozenset[str]:
    """Return the conferences of a practice, or those under which progress is rated."""
    if one.may_read(audience, CONFERENCES_OF_PRACTICE):
        return frozenset(chosen(answers.get(CONFERENCES_OF_PRACTICE)))
    return frozenset(code for code, rating in ratings.items() if rating != NOT_APPLICABLE)
