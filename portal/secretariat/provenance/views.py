"""The secretariat's pages of a figure with all that is counted in it, and of an answer with what used it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import access
from portal.accounts.permissions import Permission
from portal.aggregation.inputs import REGIONS, TRACKS
from portal.aggregation.queries import GROUPS
from portal.countries.queries import get_country
from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle
from portal.db import row_number
from portal.errors import NotFoundError
from portal.extensions import db
from portal.issued.queries import SECRETARIAT
from portal.provenance.pages import Wanted, open_figure, places_of
from portal.provenance.places import Asked
from portal.provenance.queries import UNKNOWN, uses_of
from portal.questionnaires.definition import parse_key
from portal.reports.disclosure import Audience, may_read_filing, may_read_summary
from portal.reports.queries import get_report, latest_filing, surroundings
from portal.reports.reading.filed import disclosed, read_filing
from portal.reports.workflow import Family

blueprint = Blueprint("provenance", __name__)
CHOICES = {"region": REGIONS, "track": TRACKS, "group": GROUPS}


@blueprint.get("/cycles/<code>/figure/<path:figure>")
@access.requires(Permission.AGGREGATE_READ)
def figure(code: str, figure: str) -> ResponseReturnValue:
    """Show a figure with its flags and every answer that is counted in it or compared with it."""
    cycle = get_cycle(db.session, code)
    wanted = _wanted(cycle, figure)
    return render_template(
        "secretariat/provenance/figure.html",
        opened=open_figure(db.session, wanted, Audience.SECRETARIAT, access.language_of_request()),
        cycle=cycle,
        chosen={name: getattr(wanted, name) for name in ("previous", *CHOICES, "issue")},
        page=max(1, row_number(request.args.get("page", "1"))),
        demonstration=cycle.demonstration,
    )


def _wanted(cycle: Cycle, path: str) -> Wanted:
    chosen = {name: request.args.get(name) or None for name in CHOICES}
    if any(value not in {None, *CHOICES[name]} for name, value in chosen.items()):
        raise NotFoundError(UNKNOWN)
    previous, issue = request.args.get("previous"), request.args.get("issue")
    return Wanted(
        cycle=cycle.code,
        path=path,
        previous=get_cycle(db.session, previous).code if previous else None,
        issue=None if issue is None else row_number(issue),
        **chosen,
    )


@blueprint.get("/reports/<int:report_id>/answers/<key>")
@access.requires(Permission.REPORT_ACCEPT)
def answer(report_id: int, key: str) -> ResponseReturnValue:
    """Show one filed answer and every output that used it."""
    report = get_report(db.session, report_id)
    filing = latest_filing(db.session, report.id)
    if filing is None or not may_read_filing(Audience.SECRETARIAT, disclosed(report, filing)):
        raise NotFoundError("report_unknown")
    context = surroundings(db.session, report)
    sections = read_filing(context, filing, Audience.SECRETARIAT)
    question = next((one for section in sections for one in section.questions if one.key == key), None)
    if question is None:
        raise NotFoundError("question_unknown")
    asked = Asked(
        context.questionnaire.question(question.code),
        parse_key(key).conference,
        report.country_code,
        context.invited.region.value,
    )
    language = access.language_of_request()
    return render_template(
        "secretariat/provenance/answer.html",
        report=report,
        filing=filing,
        question=question,
        country=get_country(db.session, report.country_code),
        has_summary=report.family is Family.NATIONAL
        and may_read_summary(Audience.PUBLIC, disclosed(report, filing)),
        places=places_of(db.session, context.cycle, asked, language),
        uses=uses_of(db.session, report.reference, SECRETARIAT),
        demonstration=context.cycle.demonstration,
    )
