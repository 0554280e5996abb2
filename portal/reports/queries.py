"""Questions to the reports: one report with its surroundings, its answers, its filings, lists for desks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle, InvitedCountry
from portal.cycles.queries import get_cycle, invitation_of
from portal.errors import NotFoundError
from portal.questionnaires.definition import Asked, Questionnaire
from portal.questionnaires.loader import load_library
from portal.reports.models import Answer, Filing, Report, SetAside
from portal.reports.workflow import COUNTED, OUT, Family, Status


@dataclass(frozen=True)
class Surroundings:
    """A report with all that its pages and rules need: cycle, invitation, questionnaire and what is asked."""

    report: Report
    cycle: Cycle
    invited: InvitedCountry
    questionnaire: Questionnaire
    asked: Asked

    @property
    def country(self) -> str:
        """Return the code of the reporting country."""
        return self.report.country_code

    @property
    def period(self) -> tuple[Any, Any]:
        """Return the first and last day of the cycle's reporting period."""
        return self.cycle.period_start, self.cycle.period_end


def get_report(session: Session, report_id: int) -> Report:
    """Return a report; raises NotFoundError."""
    report = session.get(Report, report_id)
    if report is None:
        raise NotFoundError("report_unknown")
    return report


def report_by_reference(session: Session, reference: str) -> Report | None:
    """Return the report of that lasting name, or None."""
    return session.scalar(select(Report).where(Report.reference == reference))


def surroundings(session: Session, report: Report) -> Surroundings:
    """Return the report with its cycle, invitation and questionnaire."""
    cycle = get_cycle(session, report.cycle_code)
    invited = invitation_of(session, report.cycle_code, report.country_code)
    return Surroundings(
        report=report,
        cycle=cycle,
        invited=invited,
        questionnaire=load_library().release(report.instrument, report.release),
        asked=asked_in(cycle, invited.track),
    )


def asked_in(cycle: Cycle, track: str) -> Asked:
    """Return what of a questionnaire depends on the cycle."""
    return Asked(track=track, conferences=tuple(cycle.conferences), themes=tuple(cycle.themes))


def release_in(cycle: Cycle, instrument: str) -> str:
    """Return the release of an instrument answered in the cycle: the cycle's own, else the latest published.

    Of an instrument not yet published it is the latest draft: such reports can be received, not begun.
    """
    return cycle.releases.get(instrument) or latest_release(instrument)


def latest_release(instrument: str) -> str:
    """Return the latest published release of an instrument, else its latest draft."""
    releases = [found for found in load_library().questionnaires if found.prefix == instrument]
    return ([found for found in releases if found.published] or releases)[-1].release


def answers_of(session: Session, report_id: int, keys: Iterable[str] | None = None) -> dict[str, Answer]:
    """Return the live answers of a report by key, cleared ones (value None) included.

    Read anew each time: they are written by compare-and-set, past the objects a session has loaded.
    """
    statement = select(Answer).where(Answer.report_id == report_id).execution_options(populate_existing=True)
    if keys is not None:
        statement = statement.where(Answer.key.in_(list(keys)))
    return {answer.key: answer for answer in session.scalars(statement)}


def values_of(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Return the values of live answers that are not cleared, by key."""
    return {key: answer.value for key, answer in answers.items() if answer.value is not None}


def open_set_aside(session: Session, report_id: int) -> list[SetAside]:
    """Return the texts of a report that wait for a person's choice, the oldest first."""
    statement = (
        select(SetAside)
        .where(SetAside.report_id == report_id, SetAside.resolved_at.is_(None))
        .order_by(SetAside.id)
    )
    return list(session.scalars(statement))


def last_activity(session: Session, report_ids: Iterable[int]) -> dict[int, datetime]:
    """Return the moment of the last saved answer of each report."""
    statement = (
        select(Answer.report_id, func.max(Answer.saved_at))
        .where(Answer.report_id.in_(list(report_ids)))
        .group_by(Answer.report_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def latest_filing(session: Session, report_id: int) -> Filing | None:
    """Return the last filing of a report, or None where it was never submitted."""
    return session.scalar(
        select(Filing).where(Filing.report_id == report_id).order_by(Filing.number.desc()).limit(1)
    )


def filing_by_digest(session: Session, digest: str, code: str) -> Filing | None:
    """Return the filing with that digest and that code, or None."""
    return session.scalar(select(Filing).where(Filing.digest == digest, Filing.code == code))


def versions_of(session: Session, report: Report) -> list[Report]:
    """Return every version of the report this one is a version of, in order."""
    return list(session.scalars(same_report(report).order_by(Report.version)))


def same_report(report: Report) -> Any:
    """Return the select of all versions of a report."""
    return select(Report).where(
        Report.cycle_code == report.cycle_code,
        Report.country_code == report.country_code,
        Report.family == report.family,
        Report.subject == report.subject,
    )


def reports_of_countries(session: Session, countries: frozenset[str] | None, family: Family) -> list[Report]:
    """Return the reports of a family of these countries (None: all), newest version first."""
    statement = (
        select(Report)
        .where(Report.family == family)
        .order_by(Report.cycle_code.desc(), Report.country_code, Report.version.desc())
    )
    if countries is not None:
        statement = statement.where(Report.country_code.in_(countries))
    return list(session.scalars(statement))


def reports_of_cycle(session: Session, cycle_code: str, family: Family | None = None) -> list[Report]:
    """Return every version of every report of a cycle, by country and version."""
    statement = (
        select(Report)
        .where(Report.cycle_code == cycle_code)
        .order_by(Report.country_code, Report.subject, Report.version)
    )
    if family is not None:
        statement = statement.where(Report.family == family)
    return list(session.scalars(statement))


def current_version(versions: Iterable[Report]) -> Report | None:
    """Return the version in progress, else the counted one, else the last."""
    ordered = sorted(versions, key=lambda report: report.version, reverse=True)
    for wanted in (_in_progress, _counted):
        for report in ordered:
            if wanted(report.status):
                return report
    return ordered[0] if ordered else None


def counted_version(session: Session, cycle_code: str, country_code: str, family: Family) -> Report | None:
    """Return the counted (accepted or published) report of a country in a cycle, or None."""
    return session.scalar(
        select(Report).where(
            Report.cycle_code == cycle_code,
            Report.country_code == country_code,
            Report.family == family,
            Report.status.in_(COUNTED),
        )
    )


def _in_progress(status: Status) -> bool:
    return status not in COUNTED | OUT


def _counted(status: Status) -> bool:
    return status in COUNTED
