"""How a version of a report begins: started, received by mail, or as the next version of an accepted one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle
from portal.cycles.queries import invitation_of
from portal.errors import RefusedError
from portal.events.services import Actor, append_event
from portal.i18n import LANGUAGES
from portal.reports.models import Report
from portal.reports.queries import answers_of, release_in, same_report
from portal.reports.saving import Author, write_answers
from portal.reports.workflow import Family, Status

INSTRUMENT = {"rc": "VNR", "norc": "VND"}


def start_report(  # noqa: PLR0913 - a report is begun by all of these
    session: Session,
    cycle: Cycle,
    country: str,
    language: str,
    actor: Actor,
    now: datetime,
    *,
    received: bool = False,
) -> Report:
    """Begin the first version of a national report; the instrument follows from the country's track.

    Raises NotFoundError where the country is not invited, RefusedError where the cycle is not open yet, a
    report exists already, or the language is not one of the six.
    """
    invited = invitation_of(session, cycle.code, country)
    # Two people starting the report at the same moment take turns here.
    session.refresh(invited, with_for_update=True)
    if cycle.opened_at is None or now.date() < cycle.opens:
        raise RefusedError("cycle_not_open", cycle=cycle.code)
    if language not in LANGUAGES:
        raise RefusedError("language_unknown", language=language)
    if _is_started(session, cycle.code, country):
        raise RefusedError("report_exists")
    instrument = INSTRUMENT[invited.track]
    report = Report(
        reference=f"{cycle.code}-{country}-{instrument}-v1",
        cycle_code=cycle.code,
        country_code=country,
        family=Family.NATIONAL,
        instrument=instrument,
        release=release_in(cycle, instrument),
        language=language,
        received=received,
        status=Status.DRAFT,
        started_at=now,
        waiting_since=now,
    )
    session.add(report)
    session.flush()
    kind = "started_for_government" if received else "started"
    append_event(session, stream_of(report), kind, {"version": 1, "language": language}, actor, now)
    return report


def _is_started(session: Session, cycle_code: str, country: str) -> bool:
    statement = select(Report.id).where(
        Report.cycle_code == cycle_code, Report.country_code == country, Report.family == Family.NATIONAL
    )
    return session.scalar(statement.limit(1)) is not None


def stream_of(report: Report) -> str:
    """Return the stream of events of a report: one for all its versions."""
    subject = f":{report.subject}" if report.subject else ""
    return f"report:{report.cycle_code}:{report.country_code}:{report.family.value}{subject}"


def begin_next_version(session: Session, report: Report, actor: Actor, now: datetime) -> Report:
    """Return the draft of the next version of a report, holding the answers of `report`."""
    last = session.scalar(select(func.max(Report.version)).where(Report.id.in_(_ids(session, report))))
    version = (last or 0) + 1
    draft = Report(
        reference=reference_for(report, version),
        cycle_code=report.cycle_code,
        country_code=report.country_code,
        family=report.family,
        subject=report.subject,
        version=version,
        instrument=report.instrument,
        release=report.release,
        language=report.language,
        filed_by=report.filed_by,
        started_at=now,
        waiting_since=now,
        first_submitted=report.first_submitted,
    )
    session.add(draft)
    session.flush()
    values = {
        key: (answer.value, answer.language)
        for key, answer in answers_of(session, report.id).items()
        if answer.value is not None
    }
    write_answers(session, draft, values, Author(actor.id, report.language, now))
    return draft


def reference_for(report: Report, version: int) -> str:
    """Return the lasting name of a version begun here."""
    subject = f"-{report.subject}" if report.subject else ""
    return f"{report.cycle_code}-{report.country_code}-{report.instrument}{subject}-v{version}"


def _ids(session: Session, report: Report) -> list[int]:
    return [version.id for version in session.scalars(same_report(report))]
