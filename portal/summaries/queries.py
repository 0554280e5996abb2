"""Gathering of what a country summary is composed from, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import canonical
from portal.aggregation.inputs import RESIDENT_COORDINATOR
from portal.countries.queries import get_country
from portal.cycles.models import Cycle
from portal.errors import NotFoundError
from portal.questionnaires.answering.conditions import visible_answers
from portal.questionnaires.definition import parse_key
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import (
    Audience,
    Disclosed,
    is_public_in_full,
    may_read_in_summary,
    may_read_summary,
)
from portal.reports.models import Filing, Report
from portal.reports.queries import asked_in, counted_version, latest_filing, surroundings
from portal.reports.reading.filed import disclosed
from portal.reports.workflow import COUNTED, Family, Status
from portal.summaries.inputs import Coordinator, Previous, SummaryInput

TITLE = "BPR.12.A1"


def summary_input(session: Session, cycle: Cycle, country: str, audience: Audience) -> SummaryInput:
    """Return what the summary of a country's counted report is composed from; raises NotFoundError.

    Not found as well where the audience may not see the summary: nothing tells one from the other.
    """
    report = counted_version(session, cycle.code, country, Family.NATIONAL)
    filing = latest_filing(session, report.id) if report is not None else None
    if report is None or filing is None or not may_read_summary(audience, disclosed(report, filing)):
        raise NotFoundError("summary_unknown")
    return summary_input_of(session, report, canonical.loads(filing.content), filing, audience)


def summary_input_of(
    session: Session, report: Report, content: dict[str, Any], filing: Filing | None, audience: Audience
) -> SummaryInput:
    """Return the input for a report's submission object; `filing` None for the preview of a draft."""
    context = surroundings(session, report)
    answers = visible_answers(context.questionnaire, context.asked, content["answers"])
    state = disclosed(report, filing) if filing else _as_if_accepted(answers)
    titles, counted = _practices(session, report)
    return SummaryInput(
        questionnaire=context.questionnaire,
        asked=context.asked,
        answers=answers,
        disclosed=state,
        audience=audience,
        country_code=report.country_code,
        country_names=get_country(session, report.country_code).names,
        region=context.invited.region.value,
        cycle_code=context.cycle.code,
        cycle_titles=context.cycle.title,
        period=(context.cycle.period_start, context.cycle.period_end),
        first_submitted=report.first_submitted or context.cycle.due,
        version=report.version,
        report_language=report.language,
        digest=_digest(audience, state, filing),
        reference=report.reference,
        omissions=tuple(report.omissions),
        lapsed=report.lapsed,
        received=report.received,
        demonstration=context.cycle.demonstration,
        previous=_previous(session, context.cycle, report.country_code, audience),
        practices=titles,
        practices_counted=counted,
        coordinator=_coordinator(session, context.cycle, report.country_code, audience),
    )


def _digest(audience: Audience, state: Disclosed, filing: Filing | None) -> str:
    """Return the digest of a filing; empty for the public where it could confirm a guess."""
    if filing is None:
        return ""
    told = audience is not Audience.PUBLIC or is_public_in_full(state, reserved=filing.reserved)
    return filing.digest if told else ""


def _as_if_accepted(answers: dict[str, Any]) -> Disclosed:
    """Return the disclosure a draft would have once accepted, for its preview."""
    consent = str(answers.get("VNR.12.Z1", "none"))
    withheld = answers.get("VNR.12.Z2", []) if consent == "partial" else []
    return Disclosed(Status.ACCEPTED, consent, frozenset(withheld))


def _coordinator(session: Session, cycle: Cycle, country: str, audience: Audience) -> Coordinator | None:
    """Return the coordinator's report: when published; until then it is for the secretariat alone."""
    report = counted_version(session, cycle.code, country, Family.COORDINATOR)
    kept = report is not None and report.status is not Status.PUBLISHED
    if report is None or (kept and audience is not Audience.SECRETARIAT):
        return None
    filing = latest_filing(session, report.id)
    if filing is None:
        return None
    questionnaire = load_library().release(report.instrument, report.release)
    asked = asked_in(cycle, RESIDENT_COORDINATOR)
    answers = visible_answers(questionnaire, asked, canonical.loads(filing.content)["answers"])
    return Coordinator(questionnaire, asked, answers)


def _previous(session: Session, cycle: Cycle, country: str, audience: Audience) -> Previous | None:
    """Return the counted report of the cycle before, with those answers the audience may see."""
    statement = (
        select(Report)
        .join(Cycle, Cycle.code == Report.cycle_code)
        .where(
            Report.country_code == country,
            Report.family == Family.NATIONAL,
            Report.status.in_(COUNTED),
            Cycle.period_start < cycle.period_start,
            Cycle.demonstration == cycle.demonstration,
        )
        .order_by(Cycle.period_start.desc())
        .limit(1)
    )
    report = session.scalar(statement)
    filing = latest_filing(session, report.id) if report is not None else None
    if report is None or filing is None:
        return None
    questionnaire = load_library().release(report.instrument, report.release)
    state = disclosed(report, filing)
    answers = canonical.loads(filing.content)["answers"]
    shown = {
        key: value
        for key, value in answers.items()
        if questionnaire.has(code := parse_key(key).code)
        and may_read_in_summary(audience, state, questionnaire.question(code).section, code)
    }
    return Previous(report.cycle_code, shown) if shown else None


def _practices(session: Session, report: Report) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the titles of published practices of the country in the cycle, and how many are counted."""
    same = (
        Report.cycle_code == report.cycle_code,
        Report.country_code == report.country_code,
        Report.family == Family.PRACTICE,
    )
    counted = session.scalar(
        select(func.count()).select_from(Report).where(*same, Report.status.in_(COUNTED))
    )
    if not counted:
        return (), 0
    statement = (
        select(Filing).join(Report).where(*same, Report.status == Status.PUBLISHED).order_by(Filing.id)
    )
    latest = {filing.report_id: filing for filing in session.scalars(statement)}
    titles = []
    for filing in latest.values():
        title = canonical.loads(filing.content)["answers"].get(TITLE)
        if title is not None and filing.consent != "none":
            text = title if isinstance(title, str) else title["text"]
            titles.append((text, filing.language))
    return tuple(titles), counted
