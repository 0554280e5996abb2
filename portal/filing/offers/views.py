"""The page on which offered answers are taken over or left; an office offers itself those of a country."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission
from portal.db import row_number
from portal.errors import RefusedError
from portal.extensions import db
from portal.filing.drawn import draw_about
from portal.filing.offers.forms import CopyForm
from portal.filing.offers.lines import SEEN, Group, groups_of, parts_of
from portal.filing.progress.tasks import question_url
from portal.filing.reaching import (
    context_at,
    country_of_report,
    editor,
    pages_seen,
    preparer,
    reader_language,
)
from portal.i18n import pick
from portal.reports.offers.queries import open_offers, own_countries
from portal.reports.offers.services import leave, offer_own_country, take_over
from portal.reports.queries import Surroundings, answers_of
from portal.reports.saving import Author
from portal.reports.workflow import EDITABLE

TAKE, EDIT, LEAVE = "take~", "edit~", "leave~"


@requires(Permission.REPORT_EDIT, country_of_report, instead=editor)
def offered(report_id: int) -> ResponseReturnValue:
    """List what is offered beside the present answers; a post takes one over, or leaves it."""
    context = context_at(report_id)
    if request.method == "POST":
        return _decide(context)
    if context.report.status not in EDITABLE:
        return redirect(url_for("filing.report", report_id=report_id))
    return _page(context, _copy_form(context))


def _decide(context: Surroundings) -> ResponseReturnValue:
    what, number = _pressed()
    groups = _groups(context)
    place = next((at for at, group in enumerate(groups) if number in group.numbers), None)
    if place is None:
        raise RefusedError("already_decided")
    group, report = groups[place], context.report
    author = Author(identity().user_id, report.language, now())
    if what == LEAVE:
        leave(db.session, report, group.numbers, author)
        flash(_("Declined. The text stays on record."))
    elif take_over(db.session, report, group.numbers, _seen(), author).conflicts:
        flash(_("Yet another text came meanwhile. Both are shown below."), "attention")
        return redirect(url_for("filing.report", report_id=report.id, _anchor="set-aside"), 303)
    else:
        flash(_("Saved."))
    if what == EDIT:
        return redirect(question_url(context, group.key), 303)
    following = groups[place + 1 : place + 2]
    anchor = f"offer-{following[0].numbers[0]}" if following else None
    return redirect(url_for("filing.offered", report_id=report.id, _anchor=anchor), 303)


def _pressed() -> tuple[str, int]:
    """Return which button was pressed, and the offer it stands at."""
    for name in request.form:
        for what in (TAKE, EDIT, LEAVE):
            if name.startswith(what):
                return what, row_number(name.removeprefix(what))
    raise RefusedError("step_unknown")


def _seen() -> dict[str, int]:
    return {
        name.removeprefix(SEEN): row_number(value)
        for name, value in request.form.items()
        if name.startswith(SEEN)
    }


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def offer_from(report_id: int) -> ResponseReturnValue:
    """Offer the answers of the annual report of another country of the same office."""
    context = context_at(report_id)
    form = _copy_form(context)
    if not form.validate():
        return _page(context, form)
    source = row_number(str(form.source.data))
    count = offer_own_country(db.session, context, source, identity(), now())
    flash(ngettext("%(num)s text is offered.", "%(num)s texts are offered.", count))
    return redirect(url_for("filing.offered", report_id=report_id), 303)


def _copy_form(context: Surroundings) -> CopyForm:
    found = own_countries(db.session, identity(), context.report)
    return CopyForm(
        [
            SelectChoice(value=str(report.id), label=pick(country.names, reader_language()))
            for report, country in found
        ]
    )


def _groups(context: Surroundings) -> list[Group]:
    offers = open_offers(db.session, context.report.id)
    return groups_of(context, answers_of(db.session, context.report.id), offers, pages_seen(context.report))


def _page(context: Surroundings, form: CopyForm) -> ResponseReturnValue:
    report = context.report
    answers = answers_of(db.session, report.id)
    groups = groups_of(context, answers, open_offers(db.session, report.id), pages_seen(report))
    page = draw_about(
        context,
        "filing/offers.html",
        parts=parts_of(context, answers, groups, now()),
        form=form,
        errors=list(form.all_errors()),
    )
    return page, 422 if form.errors else 200
