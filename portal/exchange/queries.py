"""What the portal knows already of what a bundle brings, and what a bundle takes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal import canonical
from portal.countries.models import Country
from portal.cycles.models import Cycle
from portal.events.models import Event
from portal.questionnaires.answering.conditions import is_answered
from portal.questionnaires.loader import load_library
from portal.reports.filings import submission_object, wire_answers
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Answer, Filing, Report
from portal.reports.queries import Surroundings, asked_in
from portal.reports.workflow import Family, Status

_AT_ONCE = 500


@dataclass(frozen=True)
class KnownReport:
    """One version of a report in the portal, without what it says."""

    id: int
    reference: str
    cycle: str
    country: str
    family: Family
    subject: str
    version: int
    status: Status
    first_submitted: date | None


@dataclass(frozen=True)
class Known:
    """Everything in the portal that a bundle may meet."""

    countries: frozenset[str]
    cycles: Mapping[str, Cycle]
    reports: tuple[KnownReport, ...]


@dataclass(frozen=True)
class KnownContent:
    """What a report said in each of its filings (a draft: says now), and the statuses it may be given with.

    Texts are canonical, the latest last. Statuses are the present one, and the one it was received with.
    """

    texts: tuple[str, ...]
    statuses: frozenset[str]


def known_in_portal(session: Session) -> Known:
    """Return what the portal knows, in three queries."""
    columns = (
        Report.id,
        Report.reference,
        Report.cycle_code,
        Report.country_code,
        Report.family,
        Report.subject,
        Report.version,
        Report.status,
        Report.first_submitted,
    )
    return Known(
        countries=frozenset(session.scalars(select(Country.code))),
        cycles=cycles_by_code(session),
        reports=tuple(KnownReport(*row) for row in session.execute(select(*columns))),
    )


def cycles_by_code(session: Session) -> dict[str, Cycle]:
    """Return every cycle with its invited countries, by first day of the period and code."""
    statement = select(Cycle).options(selectinload(Cycle.invited)).order_by(Cycle.period_start, Cycle.code)
    return {cycle.code: cycle for cycle in session.scalars(statement)}


def known_contents(session: Session, ids: Collection[int]) -> dict[str, KnownContent]:
    """Return what the reports of these ids said, by reference."""
    reports = {report.id: report for report in _reports(session, ids)}
    texts: dict[int, list[str]] = {report_id: [] for report_id in reports}
    for chunk in _chunks(ids):
        statement = (
            select(Filing.report_id, Filing.content)
            .where(Filing.report_id.in_(chunk))
            .order_by(Filing.number)
        )
        for report_id, content in session.execute(statement):
            texts[report_id].append(content)
    drafts = [report for report in reports.values() if report.status is Status.DRAFT]
    for report_id, draft in draft_objects(session, drafts).items():
        texts[report_id].append(canonical.dumps(draft))
    received = _statuses_received(session, reports.values())
    return {
        report.reference: KnownContent(
            tuple(texts[report.id]), frozenset({report.status.value}) | received.get(report.reference, set())
        )
        for report in reports.values()
    }


def draft_objects(session: Session, drafts: Sequence[Report]) -> dict[int, dict[str, Any]]:
    """Return the submission object (without status) of each draft, from its live answers."""
    answers: dict[int, dict[str, Answer]] = {report.id: {} for report in drafts}
    for chunk in _chunks(answers):
        for answer in session.scalars(select(Answer).where(Answer.report_id.in_(chunk))):
            answers[answer.report_id][answer.key] = answer
    found = {}
    for report in drafts:
        context = _surroundings(session, report)
        wire = wire_answers(context, answers[report.id])
        found[report.id] = submission_object(context, _without_blanks(wire))
    return found


def latest_contents(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the canonical text of the latest filing of each report that has one."""
    found: dict[int, str] = {}
    for chunk in _chunks(ids):
        latest = (
            select(Filing.report_id, func.max(Filing.number).label("number"))
            .where(Filing.report_id.in_(chunk))
            .group_by(Filing.report_id)
            .subquery()
        )
        statement = select(Filing.report_id, Filing.content).join(
            latest, (Filing.report_id == latest.c.report_id) & (Filing.number == latest.c.number)
        )
        found |= {row[0]: row[1] for row in session.execute(statement)}
    return found


def _without_blanks(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a form keeps and the format does not know: empty values, rows without a cell."""
    kept = {}
    for key, value in answers.items():
        filled = [item for item in value if is_answered(item)] if isinstance(value, list) else value
        if is_answered(filled):
            kept[key] = filled
    return kept


def _surroundings(session: Session, report: Report) -> Surroundings:
    """Return the report with its surroundings; a cycle's invitations are read once."""
    cycle = session.get_one(Cycle, report.cycle_code)
    invited = next(item for item in cycle.invited if item.country_code == report.country_code)
    questionnaire = load_library().release(report.instrument, report.release)
    return Surroundings(report, cycle, invited, questionnaire, asked_in(cycle, invited.track))


def _statuses_received(session: Session, reports: Iterable[Report]) -> dict[str, set[str]]:
    """Return the status each imported report was received with, as its event tells."""
    streams = {stream_of(report) for report in reports if report.imported}
    found: dict[str, set[str]] = {}
    for chunk in _chunks(streams):
        statement = select(Event.payload).where(Event.stream.in_(chunk), Event.kind == "imported")
        for payload in session.scalars(statement):
            found.setdefault(payload["reference"], set()).add(payload["to"])
    return found


def _reports(session: Session, ids: Collection[int]) -> Iterator[Report]:
    for chunk in _chunks(ids):
        yield from session.scalars(select(Report).where(Report.id.in_(chunk)))


def _chunks(items: Collection[Any]) -> Iterator[list[Any]]:
    ordered = list(items)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
