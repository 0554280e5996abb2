"""Reading of filings and drafts: from the rows of the database to the structure that every page draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle
from portal.questionnaires.answering.conditions import visible_answers
from portal.reports.disclosure import Audience, Disclosed, is_public_in_full, may_read_in_catalogue
from portal.reports.filings import CONTACT_CONSENT, consent_of, filed_answers, wire_answers
from portal.reports.models import Filing, Report
from portal.reports.queries import Surroundings, answers_of, latest_filing, surroundings
from portal.reports.reading.displayed import ReadQuestion, ReadSection
from portal.reports.reading.structure import Reader, read_report
from portal.reports.reading.values import Asking
from portal.reports.workflow import COUNTED, Family, Status


@dataclass(frozen=True)
class Earlier:
    """The counted report of the cycle before: its cycle, and its questions by key for one audience."""

    cycle: Cycle
    report: Report
    questions: dict[str, ReadQuestion]


def disclosed(report: Report, filing: Filing) -> Disclosed:
    """Return the state of a filing that decides what may be shown of it."""
    is_practice = report.family is Family.PRACTICE
    contact = is_practice and filed_answers(filing).get(CONTACT_CONSENT) == "yes"
    return Disclosed(report.status, filing.consent, frozenset(filing.withheld), report.suspended, contact)


def in_full(report: Report, filing: Filing) -> bool:
    """Whether everybody may read all of a filing: only then is its digest shown to the public."""
    return is_public_in_full(disclosed(report, filing), reserved=filing.reserved)


def read_filing(context: Surroundings, filing: Filing, audience: Audience) -> tuple[ReadSection, ...]:
    """Return the sections of a filing as the audience may read them."""
    reader = Reader(audience, disclosed(context.report, filing))
    return read_report(_asking(context, filing.language), filed_answers(filing), reader)


def read_draft(session: Session, context: Surroundings) -> tuple[ReadSection, ...]:
    """Return the sections of the live answers, for the author side alone; hidden answers are left out."""
    wire = wire_answers(context, answers_of(session, context.report.id))
    answers = visible_answers(context.questionnaire, context.asked, wire)
    reader = Reader(Audience.AUTHOR, Disclosed(Status.DRAFT, "none"))
    return read_report(_asking(context, context.report.language), answers, reader)


def read_as_public(session: Session, context: Surroundings) -> tuple[str, tuple[ReadSection, ...]]:
    """Return the consent and what the public would read of the live answers, were they published.

    Of a practice with the consent ``summary`` its title, summary and lead institution; with ``none`` nothing.
    """
    wire = wire_answers(context, answers_of(session, context.report.id))
    answers = visible_answers(context.questionnaire, context.asked, wire)
    consent = consent_of(context.report.instrument, answers)
    if consent == "none":
        return consent, ()
    state = Disclosed(Status.PUBLISHED, "full", contact=answers.get(CONTACT_CONSENT) == "yes")
    sections = read_report(_asking(context, context.report.language), answers, Reader(Audience.PUBLIC, state))
    return consent, sections if consent == "full" else tuple(_of_catalogue(sections, state))


def _of_catalogue(sections: Iterable[ReadSection], state: Disclosed) -> Iterator[ReadSection]:
    for section in sections:
        kept = [one for one in section.questions if may_read_in_catalogue(Audience.PUBLIC, state, one.code)]
        if kept:
            yield replace(section, questions=tuple(kept))


def earlier_report(session: Session, context: Surroundings, audience: Audience) -> Earlier | None:
    """Return the country's counted report of the same family in the last cycle before this one, or None."""
    found = last_counted(session, context)
    filing = latest_filing(session, found[0].id) if found else None
    if found is None or filing is None:
        return None
    last, cycle = found
    sections = read_filing(surroundings(session, last), filing, audience)
    questions = {question.key: question for section in sections for question in section.questions}
    return Earlier(cycle, last, questions)


def last_counted(session: Session, context: Surroundings) -> tuple[Report, Cycle] | None:
    """Return that report with its cycle, without reading it."""
    report = context.report
    found = session.execute(
        select(Report, Cycle)
        .join(Cycle, Cycle.code == Report.cycle_code)
        .where(
            Report.country_code == report.country_code,
            Report.family == report.family,
            Report.subject == report.subject,
            Report.status.in_(COUNTED),
            Cycle.period_start < context.cycle.period_start,
        )
        .order_by(Cycle.period_start.desc())
        .limit(1)
    ).first()
    return None if found is None else (found[0], found[1])


def _asking(context: Surroundings, language: str) -> Asking:
    return Asking(context.questionnaire, context.asked, language)
