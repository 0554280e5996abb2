"""Which file a person may read: by the draft of their own side, or by what of a filing is theirs to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity, Permission, of_author, permits
from portal.annexes.models import Annex, Scan
from portal.questionnaires.loader import load_library
from portal.reports.assignments.queries import pages_for
from portal.reports.disclosure import Audience, may_read_answer
from portal.reports.filings import filed_answers
from portal.reports.models import Report
from portal.reports.queries import answers_of, latest_filing, same_report
from portal.reports.reading.filed import disclosed
from portal.reports.workflow import Status


def annex_for(session: Session, identity: Identity, sha256: str) -> Annex | None:
    """Return a file of that digest that the person may read, or None; a digest alone opens nothing."""
    statement = select(Annex, Report).join(Report).where(Annex.sha256 == sha256).order_by(Annex.id.desc())
    for annex, report in session.execute(statement).all():
        found: Annex = annex
        # A later version keeps the file of an earlier one, and is read by others than that one.
        for version in session.scalars(same_report(report)):
            if _may_read(session, identity, found, version):
                return found
    return None


def _may_read(session: Session, identity: Identity, annex: Annex, version: Report) -> bool:
    in_draft = version.id == annex.report_id or _stands_in(session, annex, version)
    if in_draft and _in_own_draft(session, identity, annex, version):
        return True
    return _in_filing(session, identity, annex, version)


def _stands_in(session: Session, annex: Annex, version: Report) -> bool:
    return any(one.file["sha256"] == annex.sha256 for one in attached(session, version.id, annex.key))


@dataclass(frozen=True)
class Attached:
    """A file as the draft has it, and what a scanner said of it (None: its bytes never came here)."""

    file: Mapping[str, Any]
    scan: Scan | None


def attached(session: Session, report_id: int, key: str) -> list[Attached]:
    """Return the files under a question of a draft in order; a new version has those of the last."""
    known = answers_of(session, report_id, [key]).get(key)
    files = known.value if known is not None and isinstance(known.value, list) else []
    digests = [file["sha256"] for file in files]
    rows = session.execute(select(Annex.sha256, Annex.scan).where(Annex.sha256.in_(digests)))
    scans = {row.sha256: row.scan for row in rows}
    return [Attached(file, scans.get(file["sha256"])) for file in files]


def _in_own_draft(session: Session, identity: Identity, annex: Annex, report: Report) -> bool:
    entering = report.received and report.status is Status.DRAFT
    if entering and permits(identity, Permission.REPORT_RECORD, report.country_code):
        return True
    reads = of_author(Permission.REPORT_READ_DRAFT, report.filed_by)
    if not permits(identity, reads, report.country_code):
        return False
    pages = pages_for(session, identity, report)
    section = load_library().release(report.instrument, report.release).question(annex.key).section
    return pages is None or (section, None) in pages


def _in_filing(session: Session, identity: Identity, annex: Annex, report: Report) -> bool:
    filing = latest_filing(session, report.id)
    if filing is None:
        return False
    files = filed_answers(filing).get(annex.key)
    if not isinstance(files, list) or all(file["sha256"] != annex.sha256 for file in files):
        return False
    section = load_library().release(report.instrument, report.release).question(annex.key).section
    state = disclosed(report, filing)
    return any(
        may_read_answer(audience, state, section, annex.key) for audience in _audiences(identity, report)
    )


def _audiences(identity: Identity, report: Report) -> Iterator[Audience]:
    yield Audience.PUBLIC
    country = report.country_code
    if permits(identity, Permission.REPORT_ACCEPT, country):
        yield Audience.SECRETARIAT
    other_side = Permission.REPORT_READ_DRAFT if report.filed_by == "coordinator" else Permission.REVIEW_READ
    if permits(identity, other_side, country):
        yield Audience.REVIEWER
