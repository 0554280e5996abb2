"""Reading of all that was filed in a cycle, report after report, in two queries whatever their number."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import canonical
from portal.cycles.models import Cycle
from portal.issued.answers.rows import FiledReport
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Disclosed
from portal.reports.models import Filing, Report
from portal.reports.queries import asked_in
from portal.reports.workflow import Status

_AT_ONCE = 20


def filed_reports(session: Session, cycle: Cycle) -> Iterator[FiledReport]:
    """Yield the latest filing of every version of every report of the cycle, by country and instrument.

    A report that was recalled is its author's draft again and is left out (disclosure). Few are in memory at
    a time.
    """
    places = {invited.country_code: (invited.region.value, invited.track) for invited in cycle.invited}
    last = (
        select(Filing.report_id, func.max(Filing.number).label("number"))
        .group_by(Filing.report_id)
        .subquery()
    )
    statement = (
        select(Report, Filing)
        .join(last, last.c.report_id == Report.id)
        .join(Filing, (Filing.report_id == Report.id) & (Filing.number == last.c.number))
        .where(Report.cycle_code == cycle.code, Report.status != Status.DRAFT)
        .order_by(Report.country_code, Report.instrument, Report.subject, Report.version)
        .execution_options(yield_per=_AT_ONCE)
    )
    for report, filing in session.execute(statement):
        yield _filed(cycle, places[report.country_code], report, filing)
        session.expunge(filing)


def _filed(cycle: Cycle, place: tuple[str, str], report: Report, filing: Filing) -> FiledReport:
    region, track = place
    return FiledReport(
        cycle=cycle.code,
        country=report.country_code,
        region=region,
        track=track,
        instrument=report.instrument,
        reference=report.reference,
        version=report.version,
        digest=filing.digest,
        language=filing.language,
        demonstration=cycle.demonstration,
        state=Disclosed(report.status, filing.consent, frozenset(filing.withheld), report.suspended),
        questionnaire=load_library().release(report.instrument, filing.release),
        asked=asked_in(cycle, track),
        answers=canonical.loads(filing.content)["answers"],
    )
