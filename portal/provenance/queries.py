"""Questions behind provenance: a cycle explained, the filings of its reports, the outputs that used one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import canonical
from portal.aggregation.inputs import EVERY_COUNTRY, CycleInput, Selection
from portal.aggregation.provenance.addresses import names_of, shown_in, value_at
from portal.aggregation.provenance.explaining import Explained, explain
from portal.aggregation.queries import cycle_input
from portal.aggregation.served import is_live, served
from portal.compositions.models import Composition
from portal.errors import NotFoundError
from portal.issued.live.figures import Asked
from portal.issued.live.issues import cycle_as_issued, last_issue
from portal.issued.live.keeping import Kept
from portal.issued.models import IssuedTables
from portal.issued.queries import PUBLIC, get_issue, is_open, list_issues, load, open_ids
from portal.reports.models import Filing, Report

UNKNOWN = "figure_unknown"
KEPT = "portal.provenance"
MOST = 2
"""How many explanations are kept; each holds the replies of a cycle or two."""


@dataclass(frozen=True)
class FiledReport:
    """The latest filing of a report: where it is read, its digest and when it was filed."""

    report_id: int
    reference: str
    version: int
    subject: str
    digest: str
    filed_at: datetime


@dataclass(frozen=True)
class IssuedFigure:
    """A figure as it stands in issued tables, with the filings these name.

    `shown`: the audience sees it. `filings` are those of the audience's own list: cycle, country,
    family, instrument, report, version, digest.
    """

    issued: IssuedTables
    value: Any
    shown: bool
    aggregates: Mapping[str, Any]
    filings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Uses:
    """Outputs that used a filing: issued tables, and reports composed from them."""

    issues: tuple[IssuedTables, ...]
    compositions: tuple[tuple[Composition, int], ...]
    """Each with the number of the issue it is bound to."""


def explained(
    session: Session, code: str, previous: str | None, selection: Selection = EVERY_COUNTRY
) -> Explained:
    """Return the figures of a cycle, ready to be explained; raises NotFoundError."""
    given = cycle_input(session, code)
    earlier = cycle_input(session, previous) if previous else None
    return explain(given, earlier, selection=selection)


def kept_explanations(app: Any) -> Kept[Explained]:
    """Return what an application keeps of the figures that it explained to everybody."""
    kept: Kept[Explained] = app.extensions.setdefault(KEPT, Kept(MOST))
    return kept


def explained_to_all(
    session: Session,
    asked: Asked,
    path: str,
    issued: IssuedFigure | None,
    kept: Kept[Explained],
) -> Explained:
    """Return the figures of a cycle as everybody is served them, ready to be explained; they are kept.

    What is of the moment is explained from the reports of the moment; all else from those that were counted
    in the issue (the last, if none is named), and from none before the first.
    """
    live = issued is None and is_live(path)
    number = None if issued is None else issued.issued.number
    return kept.while_standing(
        session,
        (asked, number, live),
        asked.codes,
        lambda: _explained_to_all(session, asked, issued, live=live),
    )


def _explained_to_all(
    session: Session, asked: Asked, issued: IssuedFigure | None, *, live: bool
) -> Explained:
    current = cycle_input(session, asked.code)
    earlier = cycle_input(session, asked.previous) if asked.previous else None
    if issued is None:
        last = last_issue(session, asked.code).readable
        seen = served(None if last is None else load(last)["aggregates"], current, earlier)
        if live:
            return explain(current, earlier, seen=seen)
    else:
        last, seen = issued.issued, dict(issued.aggregates)
    before = None if earlier is None else _as_counted(session, last, earlier)
    return explain(_as_counted(session, last, current), before, seen=seen)


def _as_counted(session: Session, last: IssuedTables | None, cycle: CycleInput) -> CycleInput:
    if last is None:
        return replace(cycle, reports=())
    return cycle_as_issued(session, last, cycle.code)


def filed_reports(session: Session, references: Iterable[str]) -> dict[str, FiledReport]:
    """Return the latest filings of these reports by reference, in one query."""
    wanted = sorted(set(references))
    statement = (
        select(
            Report.id,
            Report.reference,
            Report.version,
            Report.subject,
            Filing.digest,
            Filing.filed_at,
        )
        .join(Filing, Filing.report_id == Report.id)
        .where(Report.reference.in_(wanted))
        .order_by(Filing.number)
    )
    return {row.reference: FiledReport(*row) for row in session.execute(statement)} if wanted else {}


def issued_figure(session: Session, number: int, audience: str, cycle: str, path: str) -> IssuedFigure:
    """Return a figure of issued tables; raises NotFoundError where there is none, or none open."""
    issued = get_issue(session, number, audience)
    restricted = audience == PUBLIC and issued.is_restricted
    if issued.cycle_code != cycle or restricted or not is_open(session, issued):
        raise NotFoundError("issue_unknown", number=number)
    content = canonical.loads(issued.content)
    aggregates = content["aggregates"]
    try:
        names = names_of(path)
        shown = audience != PUBLIC or shown_in(aggregates, names)
        # In the public variant a whole group is null where it is not for the public.
        value = value_at(aggregates, names) if shown else None
    except LookupError:
        raise NotFoundError(UNKNOWN) from None
    return IssuedFigure(issued, value, shown, aggregates, tuple(content["filings"]))


def uses_of(session: Session, reference: str, audience: str) -> Uses:
    """Return what used a report, as far as the audience may open it: five queries at most."""
    issues_of = list_issues(session, audience, whole=audience == PUBLIC)
    named = [one for one in issues_of if _names(one.filings, reference)]
    opened = open_ids(session, named)
    issues = tuple(one for one in named if one.id in opened)
    numbers = {one.number for one in issues}
    return Uses(issues, tuple(_compositions(session, numbers, published=audience == PUBLIC)))


def _names(filings: Iterable[Mapping[str, Any]], reference: str) -> bool:
    return any(entry["report"] == reference for entry in filings)


def _compositions(
    session: Session, numbers: Collection[int], *, published: bool
) -> list[tuple[Composition, int]]:
    if not numbers:
        return []
    statement = (
        select(Composition, IssuedTables.number)
        .join(IssuedTables, IssuedTables.id == Composition.issued_id)
        .where(IssuedTables.number.in_(sorted(numbers)))
        .order_by(Composition.id.desc())
    )
    if published:
        statement = statement.where(Composition.published_at.is_not(None))
    return [(row[0], row[1]) for row in session.execute(statement)]
