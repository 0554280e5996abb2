"""Questions to issued tables: which there are, what one holds, whether a public one is still open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from portal import canonical
from portal.cycles.models import InvitedCountry
from portal.errors import NotFoundError
from portal.issued.files import FORMATS, About
from portal.issued.models import IssuedTables
from portal.issued.publicity import CountedFiling, still_public
from portal.reports.disclosure import Disclosed
from portal.reports.models import Filing, Report
from portal.reports.workflow import COUNTED

SECRETARIAT, PUBLIC = "secretariat", "public"


def list_issues(
    session: Session, audience: str, cycles: Collection[str] | None = None, *, whole: bool = False
) -> list[IssuedTables]:
    """Return the issues for an audience, the latest first, without their content; one query.

    `cycles` restricts them to these codes; `whole` to those of all countries.
    """
    statement = (
        select(IssuedTables).where(IssuedTables.audience == audience).order_by(IssuedTables.number.desc())
    )
    if cycles is not None:
        statement = statement.where(IssuedTables.cycle_code.in_(cycles))
    if whole:
        restricted = (IssuedTables.region, IssuedTables.track, IssuedTables.group)
        statement = statement.where(*(column.is_(None) for column in restricted))
    return list(session.scalars(statement))


def get_issue(session: Session, number: int, audience: str) -> IssuedTables:
    """Return an issue with its content; raises NotFoundError."""
    issued = session.scalar(
        select(IssuedTables)
        .where(IssuedTables.number == number, IssuedTables.audience == audience)
        .options(undefer(IssuedTables.content))
    )
    if issued is None:
        raise NotFoundError("issue_unknown", number=number)
    return issued


def load(issued: IssuedTables) -> dict[str, Any]:
    """Return what was frozen, ``{"aggregates": …, "filings": […]}``, numbers exact."""
    return dict(canonical.loads(issued.content))


def is_open(session: Session, issued: IssuedTables) -> bool:
    """Whether an issue may be read: the secretariat's always, a public one while its filings are public."""
    return issued.id in open_ids(session, [issued])


def open_ids(session: Session, issues: Collection[IssuedTables]) -> set[int]:
    """Return the ids of those that may be read, in one query whatever their number."""
    cycles = {entry["cycle"] for issued in issues if issued.audience == PUBLIC for entry in issued.filings}
    standing = {found.subject: found for found in counted_filings(session, cycles)}
    return {
        issued.id for issued in issues if issued.audience != PUBLIC or still_public(issued.filings, standing)
    }


def counted_filings(session: Session, cycles: Iterable[str]) -> list[CountedFiling]:
    """Return the latest filing of every counted report of these cycles, by cycle, country and report."""
    codes = sorted(cycles)
    last = (
        select(Filing.report_id, func.max(Filing.number).label("number"))
        .group_by(Filing.report_id)
        .subquery()
    )
    statement = (
        select(Report, InvitedCountry, Filing.digest, Filing.consent, Filing.withheld, Filing.reserved)
        .join(last, last.c.report_id == Report.id)
        .join(Filing, (Filing.report_id == Report.id) & (Filing.number == last.c.number))
        .join(
            InvitedCountry,
            (InvitedCountry.cycle_code == Report.cycle_code)
            & (InvitedCountry.country_code == Report.country_code),
        )
        .where(Report.cycle_code.in_(codes), Report.status.in_(COUNTED))
        .order_by(Report.cycle_code, Report.country_code, Report.family, Report.subject)
        # Whether something is public is never answered from what a session remembers.
        .execution_options(populate_existing=True)
    )
    return [_counted(*row) for row in session.execute(statement)] if codes else []


def _counted(
    report: Report,
    invited: InvitedCountry,
    digest: str,
    *state: Any,
) -> CountedFiling:
    consent, withheld, reserved = state
    return CountedFiling(
        subject=(report.cycle_code, report.country_code, report.family.value, report.subject),
        place=(invited.region.value, invited.track),
        instrument=report.instrument,
        reference=report.reference,
        version=report.version,
        digest=digest,
        state=Disclosed(report.status, consent, frozenset(withheld or ()), report.suspended),
        reserved=reserved,
    )


def issue_file(issued: IssuedTables, form: str, language: str, *, demonstration: bool) -> bytes:
    """Write an issue in a format of `files.FORMATS`; JSON is the very text of which the digest was taken."""
    if form == "json":
        return issued.content.encode("utf-8")
    about = about_issue(issued, language, demonstration=demonstration)
    return FORMATS[form].write(load(issued)["aggregates"], about)


def about_issue(issued: IssuedTables, language: str, *, demonstration: bool) -> About:
    """Return what the files of an issue say of themselves."""
    return About(
        made_at=issued.issued_at,
        number=issued.number,
        digest=issued.digest,
        selection={"region": issued.region, "track": issued.track, "group": issued.group},
        demonstration=demonstration,
        language=language,
        filings=tuple(issued.filings),
    )
