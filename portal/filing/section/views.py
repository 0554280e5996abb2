"""The pages of the form: one section, in section C one conference."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import keeping
from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.filing.progress.tasks import draft_url, next_place, section_url
from portal.filing.reaching import (
    context_at,
    country_of_report,
    editor,
    leads_author_side,
    pages_seen,
    recording,
)
from portal.filing.section.appearing import appeared, drawn_blocks
from portal.filing.section.drawing import DrawnPage, Wish, draw_page
from portal.filing.section.page import Page, load_page
from portal.filing.section.posting import Posted, Saved, question_key, read_post, save_post
from portal.filing.section.questions import seen_now
from portal.filing.section.wording import refused, understood
from portal.filing.versions import plain_text
from portal.reports.queries import Surroundings
from portal.reports.suggestions.queries import waiting_suggestions
from portal.reports.workflow import EDITABLE

AUTOSAVE = "X-Autosave"


@requires(Permission.REPORT_EDIT, country_of_report, recording, instead=editor)
def section(report_id: int, section: str, conference: str | None = None) -> ResponseReturnValue:
    """Show a page of the form, or save what was typed on it."""
    context = context_at(report_id)
    page = load_page(db.session, context, (section, conference), pages_seen(context.report))
    if request.method == "POST":
        return _save(page, now())
    if context.report.status not in EDITABLE:
        return redirect(draft_url(report_id, (section, conference)))
    wish = Wish(
        checked="check" in request.args, add=request.args.get("add"), opened=request.args.getlist("opened")
    )
    return _draw(page, now(), wish)


def _save(page: Page, moment: datetime) -> ResponseReturnValue:
    posted = read_post(page, request.form, typing=AUTOSAVE in request.headers)
    saved = save_post(db.session, page, posted, identity().user_id, moment)
    page = load_page(
        db.session, context_at(page.context.report.id), (page.section.id, page.conference), page.pages
    )
    if AUTOSAVE in request.headers:
        return _autosaved(page, posted, saved, moment)
    keeping.settle(map(question_key, posted.unreadable))
    if not saved.outcome.editable:
        return _kept(page.context, saved)
    for refusal in saved.refused:
        told = {"code": refusal.code, "params": refusal.params}
        flash(told, "attention")  # type: ignore[arg-type]  # its sentence is found when it is shown
    if posted.unreadable or saved.outcome.conflicts:
        return _draw(page, moment, Wish(posted=posted, add=posted.add))
    return _go_on(page, posted, saved)


def _draw(page: Page, moment: datetime, wish: Wish) -> ResponseReturnValue:
    drawn = draw_page(page, identity().user_id, moment, wish)
    return render_template(
        "filing/section.html",
        drawn=drawn,
        context=page.context,
        report=page.context.report,
        action=section_url(page.context.report.id, (page.section.id, page.conference)),
        posted=wish.posted is not None,
        suggested=_suggested(page),
        next_title=_next_title(drawn),
        demonstration=page.context.cycle.demonstration,
    )


def _suggested(page: Page) -> int:
    """Return how many texts of colleagues wait on this page for a decision of the person asking."""
    if not leads_author_side(page.context.report):
        return 0
    waiting = waiting_suggestions(db.session, page.context.report.id)
    place = (page.section.id, page.conference or "")
    return sum((link.section, link.conference) == place for _one, link in waiting)


def _next_title(drawn: DrawnPage) -> str:
    current = next((number for number, task in enumerate(drawn.tasks) if task.current), len(drawn.tasks))
    following = drawn.tasks[current + 1 :]
    return following[0].title if following else ""


def _go_on(page: Page, posted: Posted, saved: Saved) -> ResponseReturnValue:
    """Lead on after a clean save: to the next page, to the question changed by a button, or to this page."""
    report_id, place = page.context.report.id, (page.section.id, page.conference)
    changed = posted.add or posted.removed or posted.cleaned
    if changed:
        add = {"add": posted.add} if posted.add else {}
        return redirect(section_url(report_id, place, _anchor=f"q-{changed}", **add), 303)
    if saved.outcome.merged:
        flash(_("Saved, together with what a colleague wrote at the same time."))
    else:
        flash(_("Saved."))
    opened = appeared(page, posted.drawn).new if posted.drawn else ()
    if opened:
        return redirect(section_url(report_id, place, opened=opened, _anchor=f"q-{opened[0]}"), 303)
    if posted.choices or posted.go != "next":
        return redirect(section_url(report_id, place), 303)
    following = next_place(page.progress(), place)
    if following is None and page.pages is not None:
        return redirect(url_for("filing.report", report_id=report_id), 303)
    if following is None:
        return redirect(url_for("filing.check", report_id=report_id), 303)
    return redirect(section_url(report_id, following), 303)


def _kept(context: Surroundings, saved: Saved) -> ResponseReturnValue:
    """Say that the report is not open any more, and show what was kept."""
    kept = [
        (kept, question_key(kept.key), plain_text(context, kept.key, kept.value))
        for kept in saved.outcome.conflicts
    ]
    return render_template(
        "filing/kept.html",
        context=context,
        report=context.report,
        kept=kept,
        demonstration=context.cycle.demonstration,
    )


def _autosaved(page: Page, posted: Posted, saved: Saved, moment: datetime) -> ResponseReturnValue:
    """Tell the script what was saved, the revisions it has to send next, and what two people touched."""
    outcome, found = saved.outcome, appeared(page, posted.shown)
    touched = [*(kept.key for kept in outcome.conflicts), *outcome.merged]
    conflicts = set(map(question_key, touched))
    open_ones = conflicts | {question_key(key) for key in posted.unreadable}
    revisions = {key: number for key, number in outcome.saved.items() if question_key(key) not in conflicts}
    hidden = {f"rev~{key}": str(seen_now(page.answers.get(key))) for key in revisions}
    hidden |= {f"aside~{kept.key}": str(kept.id) for kept in outcome.conflicts}
    return {
        "saved": {key: moment.isoformat() for key in posted.drawn if key not in open_ones},
        "revisions": revisions,
        "conflicts": sorted(conflicts),
        "problems": refused(page.context.questionnaire, posted.form),
        "read": understood(posted.form),
        "hidden": hidden,
        "editable": outcome.editable,
        "signed_out": False,
        "questions": drawn_blocks(page, found, identity().user_id, moment),
        "gone": list(found.gone),
    }
