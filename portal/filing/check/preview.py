"""What the public would see of a report, made from its answers as they now stand."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal.accounts.access import identity, now
from portal.extensions import db
from portal.filing.drawn import draw_about
from portal.filing.progress.overview import load_overview
from portal.filing.progress.tasks import question_url
from portal.filing.reaching import may_edit, reader_language
from portal.reports.disclosure import Audience
from portal.reports.filings import consent_of, submission_object, wire_answers
from portal.reports.queries import Surroundings
from portal.reports.reading.filed import read_as_public
from portal.summaries.composing import build_summary
from portal.summaries.queries import summary_input_of


def preview_of_summary(context: Surroundings) -> ResponseReturnValue:
    """Show the country summary of a national report.

    Where nothing is to be published, what the Government itself and the secretariat would see.
    """
    overview = load_overview(db.session, context, identity(), now())
    content = submission_object(context, wire_answers(context, overview.answers))
    consent = consent_of(context.report.instrument, content["answers"])
    audience = Audience.AUTHOR if consent == "none" else Audience.PUBLIC
    given = summary_input_of(db.session, context.report, content, None, audience)
    return draw_about(
        context,
        "filing/summary.html",
        summary=build_summary(given, reader_language()),
        consent=consent,
        source=lambda key: question_url(context, key) if may_edit(context.report) else "#",
    )


def preview_of_whole(context: Surroundings) -> ResponseReturnValue:
    """Show a practice or a coordinator's report as the public would read it once published."""
    consent, sections = read_as_public(db.session, context)
    return draw_about(
        context,
        "filing/public.html",
        consent=consent,
        sections=sections,
    )
