"""The page on which pages of a report are assigned to contributors, changed and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts.access import identity, now, requires
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.queries import accounts_by_id
from portal.deadlines import is_over
from portal.extensions import db
from portal.filing.drawn import draw_about
from portal.filing.progress.counting import Place, SectionProgress
from portal.filing.reaching import context_at, country_of_report, preparer, report_at
from portal.filing.section.page import progress_in
from portal.filing.team.assigning.forms import AssignForm
from portal.filing.team.pages import page_choices, page_name, page_of, title_of
from portal.reports.assignments.models import Assignment
from portal.reports.assignments.queries import assignment_of, assignments_of
from portal.reports.assignments.services import AssignmentDraft, assign, contributors_of, take_back
from portal.reports.queries import Surroundings, answers_of


@dataclass(frozen=True)
class Line:
    """One assignment as listed: who, which page, how far it is, and whether its date is past."""

    assignment: Assignment
    name: str
    page: str
    title: str
    progress: SectionProgress
    takes_part: bool
    is_after: bool


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def assignments(report_id: int) -> ResponseReturnValue:
    """List who drafts which page until when; a post assigns pages, or changes date and note."""
    context = context_at(report_id)
    people = contributors_of(db.session, context.report)
    form = AssignForm(_choices(people), page_choices(context))
    if request.method == "POST" and form.validate():
        wanted = [page_of(name) for name in form.pages.data or ()]
        draft = AssignmentDraft(int(form.person.data), wanted, form.due.data, str(form.note.data or ""))
        assign(db.session, context.report, draft, identity().user_id, now())
        flash(_("Saved."))
        return redirect(url_for("filing.assignments", report_id=report_id), 303)
    page = draw_about(
        context,
        "filing/team/assignments.html",
        lines=_lines(context, people, now()),
        form=form,
        errors=list(form.all_errors()),
        people=people,
    )
    return page, 422 if form.errors else 200


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def assignment_end(report_id: int, assignment_id: int) -> ResponseReturnValue:
    """Take a page back from somebody."""
    take_back(db.session, assignment_of(db.session, report_at(report_id).id, assignment_id))
    flash(_("The page is taken back. What was written stays in the report."))
    return redirect(url_for("filing.assignments", report_id=report_id), 303)


def _choices(people: list[Account]) -> list[SelectChoice]:
    return [SelectChoice(str(one.id), f"\u2068{one.name}\u2069") for one in people]


def _lines(context: Surroundings, people: list[Account], moment: datetime) -> list[Line]:
    given = assignments_of(db.session, context.report.id)
    names = accounts_by_id(db.session, {one.account_id for one in given})
    progress = progress_in(context, answers_of(db.session, context.report.id))
    pages = {page.place: page for page in progress.sections}
    active = {one.id for one in people}
    lines = []
    for one in given:
        place: Place = (one.section, one.conference or None)
        if place in pages:
            is_after = one.due is not None and is_over(one.due, moment) and not pages[place].is_complete
            lines.append(
                Line(
                    one,
                    names[one.account_id].name,
                    page_name(place),
                    title_of(context, place),
                    pages[place],
                    one.account_id in active,
                    is_after,
                )
            )
    order = {page.place: number for number, page in enumerate(progress.sections)}
    return sorted(lines, key=lambda line: order[page_of(line.page)])
