"""How a version of a report begins: started, received by mail, or as the next version of an accepted one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle, InvitedCountry
from portal.cycles.queries import invitation_of
from portal.deadlines import PRESSED_TWICE, is_over
from portal.errors import RefusedError
from portal.events.models import Event
from portal.events.services import Actor, append_event
from portal.i18n import LANGUAGES
from portal.reports.assignments.services import carry_over
from portal.reports.models import Answer, Report
from portal.reports.offers.services import offer_last_cycle
from portal.reports.queries import answers_of, release_in, same_report, surroundings
from portal.reports.saving import Author, write_answers
from portal.reports.workflow import Family, Status

INSTRUMENT = {"rc": "VNR", "norc": "VND"}


@dataclass(frozen=True)
class _Beginning:
    """What a first version begins with beside its cycle and country."""

    family: Family
    instrument: str
    language: str
    filed_by: str = "government"
    subject: str = ""
    received: bool = False


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
    invited = _turn(session, cycle, country)
    _refuse_started(session, cycle.code, country, Family.NATIONAL)
    beginning = _Beginning(Family.NATIONAL, INSTRUMENT[invited.track], language, received=received)
    return _begin(session, cycle, country, beginning, actor, now)


def start_coordinator_report(  # noqa: PLR0913 - as above
    session: Session,
    cycle: Cycle,
    country: str,
    language: str,
    actor: Actor,
    now: datetime,
    *,
    received: bool = False,
) -> Report:
    """Begin the coordinator's annual report of a country (para. 13).

    Raises as `start_report`, and RefusedError no_coordinator where the country has no coordinator system.
    """
    invited = _turn(session, cycle, country)
    if invited.track != "rc":
        raise RefusedError("no_coordinator")
    _refuse_started(session, cycle.code, country, Family.COORDINATOR)
    beginning = _Beginning(Family.COORDINATOR, "RCR", language, "coordinator", received=received)
    return _begin(session, cycle, country, beginning, actor, now)


def start_practice(  # noqa: PLR0913 - a practice is begun by all of these
    session: Session,
    cycle: Cycle,
    country: str,
    language: str,
    actor: Actor,
    now: datetime,
    *,
    filed_by: str,
    received: bool = False,
) -> Report:
    """Begin a best practice, one of many of a country, filed by its ``government`` or its ``coordinator``.

    Raises NotFoundError where the country is not invited, RefusedError where the cycle is not open on that
    day, no_coordinator, or language_unknown.
    """
    invited = _turn(session, cycle, country)
    if is_over(cycle.closes, now):
        raise RefusedError("cycle_not_open", cycle=cycle.code)
    if filed_by == "coordinator" and invited.track != "rc":
        raise RefusedError("no_coordinator")
    subject = next_subject(session, cycle.code, country)
    beginning = _Beginning(Family.PRACTICE, "BPR", language, filed_by, subject, received)
    return _begin(session, cycle, country, beginning, actor, now)


def start_practice_once(  # noqa: PLR0913 - as above
    session: Session,
    cycle: Cycle,
    country: str,
    language: str,
    actor: Actor,
    now: datetime,
    *,
    filed_by: str,
) -> Report:
    """Begin a practice as a button does that may be pressed twice; raises as `start_practice`.

    One that the same person began a moment ago, and in which nothing was written yet, is the one meant.
    """
    _turn(session, cycle, country)
    untouched = (
        select(Report)
        .join(Event, Event.stream == stream_start(cycle.code, country) + Report.subject)
        .where(
            Report.cycle_code == cycle.code,
            Report.country_code == country,
            Report.family == Family.PRACTICE,
            Report.filed_by == filed_by,
            Report.language == language,
            Report.status == Status.DRAFT,
            Report.started_at > now - PRESSED_TWICE,
            Event.number == 1,
            Event.actor == actor.id,
            ~select(Answer.id).where(Answer.report_id == Report.id).exists(),
        )
        .limit(1)
    )
    found = session.scalar(untouched)
    return found or start_practice(session, cycle, country, language, actor, now, filed_by=filed_by)


def _turn(session: Session, cycle: Cycle, country: str) -> InvitedCountry:
    """Return the invitation, locked: two people starting the report at the same moment take turns here."""
    invited = invitation_of(session, cycle.code, country)
    session.refresh(invited, with_for_update=True)
    return invited


def _begin(
    session: Session, cycle: Cycle, country: str, beginning: _Beginning, actor: Actor, now: datetime
) -> Report:
    if cycle.opened_at is None or now.date() < cycle.opens:
        raise RefusedError("cycle_not_open", cycle=cycle.code)
    if beginning.language not in LANGUAGES:
        raise RefusedError("language_unknown", language=beginning.language)
    subject = f"-{beginning.subject}" if beginning.subject else ""
    report = Report(
        reference=f"{cycle.code}-{country}-{beginning.instrument}{subject}-v1",
        cycle_code=cycle.code,
        country_code=country,
        family=beginning.family,
        subject=beginning.subject,
        instrument=beginning.instrument,
        release=release_in(cycle, beginning.instrument),
        language=beginning.language,
        filed_by=beginning.filed_by,
        received=beginning.received,
        status=Status.DRAFT,
        started_at=now,
        waiting_since=now,
    )
    session.add(report)
    session.flush()
    kind = "started_for_government" if beginning.received else "started"
    payload = {"version": 1, "language": beginning.language}
    append_event(session, stream_of(report), kind, payload, actor, now)
    if not beginning.subject and not beginning.received:
        # What comes from a letter is copied from the letter.
        offer_last_cycle(session, surroundings(session, report), actor, now)
    return report


def _refuse_started(session: Session, cycle_code: str, country: str, family: Family) -> None:
    statement = select(Report.id).where(
        Report.cycle_code == cycle_code, Report.country_code == country, Report.family == family
    )
    if session.scalar(statement.limit(1)) is not None:
        raise RefusedError("report_exists")


def next_subject(session: Session, cycle_code: str, country: str) -> str:
    """Return a name for one more practice that none has or had: a discarded draft leaves its events."""
    first = f"{stream_start(cycle_code, country)}p"
    begun = session.scalars(select(Event.stream).where(Event.stream.startswith(first), Event.number == 1))
    numbers = [int(stream.removeprefix(first)) for stream in begun if stream.removeprefix(first).isdecimal()]
    return f"p{max(numbers, default=0) + 1}"


def stream_start(cycle_code: str, country: str) -> str:
    """Return how the streams of the practices of a country begin; the subject follows."""
    return f"report:{cycle_code}:{country}:{Family.PRACTICE.value}:"


def stream_of(report: Report) -> str:
    """Return the stream of events of a report: one for all its versions."""
    subject = f":{report.subject}" if report.subject else ""
    return f"report:{report.cycle_code}:{report.country_code}:{report.family.value}{subject}"


def begin_next_version(
    session: Session, report: Report, actor: Actor, now: datetime, *, received: bool = False
) -> Report:
    """Return the draft of the next version of a report, holding the answers of `report`.

    `received`: the version came by mail, and the secretariat enters it.
    """
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
        received=received,
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
    carry_over(session, report.id, draft.id)
    return draft


def reference_for(report: Report, version: int) -> str:
    """Return the lasting name of a version begun here."""
    subject = f"-{report.subject}" if report.subject else ""
    return f"{report.cycle_code}-{report.country_code}-{report.instrument}{subject}-v{version}"


def _ids(session: Session, report: Report) -> list[int]:
    return [version.id for version in session.scalars(same_report(report))]
