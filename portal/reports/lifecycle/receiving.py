"""Receiving a report that was filed elsewhere: with `transition` the only writer of a status."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import canonical
from portal.cycles.models import Cycle, InvitedCountry
from portal.events.services import Actor, append_event
from portal.questionnaires.answering.validation import omissions
from portal.questionnaires.answering.values import with_row_ids
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import Questionnaire
from portal.reports.filings import Signature, file_report, submission_object
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Filing, Report
from portal.reports.queries import Surroundings, asked_in, same_report
from portal.reports.saving import Author, write_answers
from portal.reports.workflow import COUNTED, Family, Status


@dataclass(frozen=True)
class Place:
    """Where a report belongs: its cycle, the invitation of its country, the questionnaire it answers."""

    cycle: Cycle
    invited: InvitedCountry
    questionnaire: Questionnaire


@dataclass(frozen=True)
class Received:
    """One version of a report as it was filed elsewhere.

    `reference` is its lasting name, `subject` that of a practice (empty otherwise). `answers` are values of
    the exchange format with LF as line ends. `by_mail`: entered by the secretariat for a Government.
    `warnings` are kept with the filing.
    """

    reference: str
    subject: str
    version: int
    status: Status
    language: str
    filed_by: str
    by_mail: bool
    first_submitted: date | None
    submitted_at: datetime | None
    answers: Mapping[str, Any]
    warnings: Sequence[Mapping[str, Any]] = ()


def record_received(
    session: Session, place: Place, received: Received, actor: Actor, now: datetime
) -> Report:
    """Record a report with its status, answers and (unless a draft) filing; append one event `imported`.

    Old dates are not walked: the portal has had the report since `now`, and a review window counts from
    then. A version counted so far makes way for a later one that counts. The caller has checked the answers.
    Never commits.
    """
    replaced = _replace_counted(session, place, received, now) if received.status in COUNTED else None
    report = _report(place, received, now)
    session.add(report)
    session.flush()
    context = _context(place, report)
    _write_answers(session, report, received, now)
    filing = None
    if received.status is not Status.DRAFT:
        signed = Signature(Actor(), report.submitted_at or now)
        filing = file_report(session, context, received.answers, signed, keep_hidden=True)
        filing.warnings = [dict(warning) for warning in received.warnings]
    if received.status in COUNTED:
        report.omissions = list(omissions(context.questionnaire, context.asked, received.answers))
    _record(session, report, filing, replaced, actor, now)
    return report


def content_of(place: Place, received: Received) -> str:
    """Return the canonical text that the filing of this report has, or would have were it no draft."""
    report = _report(place, received, datetime.min.replace(tzinfo=UTC))
    return canonical.dumps(submission_object(_context(place, report), received.answers))


def _report(place: Place, received: Received, now: datetime) -> Report:
    counted = received.status in COUNTED
    return Report(
        reference=received.reference,
        cycle_code=place.cycle.code,
        country_code=place.invited.country_code,
        family=Family(place.questionnaire.family),
        subject=received.subject,
        version=received.version,
        instrument=place.questionnaire.prefix,
        release=place.questionnaire.release,
        language=received.language,
        status=received.status,
        filed_by=received.filed_by,
        received=received.by_mail,
        imported=True,
        started_at=now,
        waiting_since=now,
        first_submitted=received.first_submitted,
        submitted_at=received.submitted_at,
        accepted_at=now if counted else None,
        published_at=now if received.status is Status.PUBLISHED else None,
    )


def _context(place: Place, report: Report) -> Surroundings:
    asked = asked_in(place.cycle, place.invited.track)
    return Surroundings(report, place.cycle, place.invited, place.questionnaire, asked)


def _replace_counted(session: Session, place: Place, received: Received, now: datetime) -> int | None:
    """Let the version counted so far be superseded; return its number."""
    replaced = None
    for version in session.scalars(same_report(_report(place, received, now))):
        if version.status in COUNTED and version.version < received.version:
            version.status, version.waiting_since = Status.SUPERSEDED, now
            replaced = version.version
    session.flush()
    return replaced


def _write_answers(session: Session, report: Report, received: Received, now: datetime) -> None:
    values: dict[str, tuple[Any, str]] = {}
    for key, value in received.answers.items():
        stored, language = (
            with_row_ids(value, map("r{}".format, itertools.count(1)).__next__),
            report.language,
        )
        if isinstance(value, dict) and "text" in value:
            stored, language = text_and_language(value, report.language)
        values[key] = (stored, language)
    write_answers(session, report, values, Author(None, report.language, now))


def _record(
    session: Session,
    report: Report,
    filing: Filing | None,
    replaced: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    payload: dict[str, Any] = {
        "reference": report.reference,
        "version": report.version,
        "to": report.status.value,
        "language": report.language,
    }
    if filing is not None:
        payload |= {"filing": filing.number, "digest": filing.digest}
    if replaced is not None:
        payload["supersedes"] = replaced
    append_event(session, stream_of(report), "imported", payload, actor, now)
