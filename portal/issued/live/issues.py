"""The public issues of a cycle: the last one, and what was counted in each when it was issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from portal.aggregation.aggregate import History
from portal.aggregation.earlier import EarlierIssue, history_of
from portal.aggregation.inputs import CycleInput, ReportFacts
from portal.aggregation.queries import SUSPENDED, facts_of_filings, without_reports
from portal.cycles.models import Cycle
from portal.issued.models import IssuedTables
from portal.issued.publicity import REPORT
from portal.issued.queries import PUBLIC, SECRETARIAT, is_open, list_issues, load, open_ids
from portal.reports.models import Filing, Report
from portal.reports.workflow import Family, Status


@dataclass(frozen=True)
class LastIssue:
    """The last public issue of a cycle; `issued` None before the first. `closed`: no longer to be read."""

    issued: IssuedTables | None = None
    closed: bool = False

    @property
    def readable(self) -> IssuedTables | None:
        """Return the issue while it may be read."""
        return None if self.closed else self.issued


def last_issue(session: Session, cycle: str) -> LastIssue:
    """Return the last public issue of a cycle, without its content."""
    issues = list_issues(session, PUBLIC, [cycle], whole=True)
    return LastIssue(issues[0], not is_open(session, issues[0])) if issues else LastIssue()


def cycles_to_issue_again(session: Session, cycles: Sequence[Cycle]) -> list[Cycle]:
    """Return the cycles whose last public issue closed: until the next the public has no figures of them."""
    last: dict[str, IssuedTables] = {}
    for one in list_issues(session, PUBLIC, [cycle.code for cycle in cycles], whole=True):
        last.setdefault(one.cycle_code, one)
    still = open_ids(session, last.values())
    return [cycle for cycle in cycles if cycle.code in last and last[cycle.code].id not in still]


def history(session: Session, cycle: str) -> History:
    """Return what every public issue of a cycle displayed, with the replies it was counted from."""
    statement = (
        select(IssuedTables)
        .where(IssuedTables.id.in_([one.id for one in list_issues(session, PUBLIC, [cycle], whole=True)]))
        .options(undefer(IssuedTables.content))
        .order_by(IssuedTables.number)
    )
    return history_of(
        EarlierIssue(cycle_as_issued(session, one, cycle), load(one)["aggregates"])
        for one in session.scalars(statement)
    )


def cycle_as_issued(session: Session, public: IssuedTables, code: str) -> CycleInput:
    """Return a cycle with the filings counted in an issue, each as public as it was then."""
    whole = session.scalars(
        select(IssuedTables).where(IssuedTables.number == public.number, IssuedTables.audience == SECRETARIAT)
    ).one()
    entries = [entry for entry in whole.filings if entry["cycle"] == code]
    shown = {entry["report"]: entry for entry in public.filings}
    found = _filings(session, entries)
    facts = facts_of_filings(session, [filing.id for _, filing in found.values()])
    reports = tuple(
        _as_it_was(*found[entry["digest"]], shown.get(entry["report"], {}), facts)
        for entry in entries
        if entry["digest"] in found
    )
    return without_reports(session, code, reports)


def _filings(session: Session, entries: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Report, Filing]]:
    """Return the filings that entries name, by digest."""
    references = sorted({entry["report"] for entry in entries})
    digests = {entry["digest"] for entry in entries}
    statement = (
        select(Report, Filing)
        .join(Filing, Filing.report_id == Report.id)
        .where(Report.reference.in_(references))
    )
    return {
        filing.digest: (report, filing)
        for report, filing in session.execute(statement)
        if filing.digest in digests
    }


def _as_it_was(
    report: Report, filing: Filing, shown: Mapping[str, Any], facts: Mapping[int, tuple[Any, ...]]
) -> ReportFacts:
    """Return a counted report of an issue; of what its public list does not name nothing was public."""
    whole = shown.get("shown") == REPORT
    return ReportFacts(
        report_id=report.reference,
        country=report.country_code,
        instrument=report.instrument,
        subject=report.subject if report.family is Family.PRACTICE else None,
        version=report.version,
        status=(Status.PUBLISHED if whole else Status.ACCEPTED).value,
        consent=filing.consent if shown else SUSPENDED,
        withheld=frozenset(filing.withheld or ()),
        first_submitted=report.first_submitted,
        facts=facts.get(filing.id, ()),
    )
