"""The page on which two filings of a report stand side by side: what changed, question by question."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from portal.accounts.access import identity, requires
from portal.accounts.permissions import Permission
from portal.db import row_number
from portal.errors import NotFoundError
from portal.extensions import db
from portal.filing.compare.changes import ChangedSection, changes_between
from portal.filing.compare.queries import Filed, audience_for, read_both, readable_filings
from portal.filing.drawn import draw_about
from portal.filing.reaching import context_at, country_of_report, history_reader, is_confined, pages_seen
from portal.reports.disclosure import Audience
from portal.reports.models import Report


@requires(Permission.REPORT_HISTORY, country_of_report, instead=history_reader)
def compare(report_id: int) -> ResponseReturnValue:
    """Show what changed between two filings of a report, in any of its versions: by default the last two."""
    context = context_at(report_id)
    audience = audience_for(identity(), context.report)
    filings = readable_filings(db.session, context.report, audience)
    two = _asked_for(filings)
    return draw_about(
        context,
        "filing/compare.html",
        filings=filings,
        two=two,
        sections=_changes(context.report, two, audience) if two else (),
    )


def _asked_for(filings: Sequence[Filed]) -> tuple[Filed, Filed] | None:
    """Return the two filings that the address names; None where there are no two to compare.

    Raises NotFoundError where it names one that the person asking may not read.
    """
    if "from" not in request.args and "to" not in request.args:
        return (filings[-2], filings[-1]) if len(filings) > 1 else None
    known = {one.filing.id: one for one in filings}
    found = [known.get(row_number(request.args.get(name, ""))) for name in ("from", "to")]
    if found[0] is None or found[1] is None:
        raise NotFoundError("filing_unknown")
    return found[0], found[1]


def _changes(report: Report, two: tuple[Filed, Filed], audience: Audience) -> tuple[ChangedSection, ...]:
    """Return what changed; whoever contributes to the report sees it on the pages assigned alone."""
    found = changes_between(*read_both(db.session, *two, audience))
    if not is_confined(report):
        return found
    pages = pages_seen(report) or frozenset()
    return tuple(one for one in found if (one.section.id, one.section.conference) in pages)
