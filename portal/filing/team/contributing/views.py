"""The page of a colleague without an account: one page of a report, by a link, until it is handed in."""

from __future__ import annotations

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import keeping
from portal.accounts.access import now, public
from portal.accounts.forms import EmptyForm
from portal.errors import NotFoundError, PortalError, RefusedError
from portal.extensions import csrf, db
from portal.filing import texts
from portal.filing.drawn import draw_about
from portal.filing.field_views import QuestionView
from portal.filing.section.posting import Posted, question_key, read_post
from portal.filing.section.questions import page_fields, summary_of
from portal.filing.section.wording import refused, understood
from portal.filing.team.contributing.page import Contribution, draw, load_contribution
from portal.filing.team.pages import title_of
from portal.reports.queries import get_report, surroundings
from portal.reports.suggestions.queries import link_by_token, texts_seen
from portal.reports.suggestions.services import hand_in, keep_typed, refuse_closed
from portal.reports.suggestions.turns import in_turn


@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks its token itself, and shows what was typed
@public
def contribute(token: str) -> ResponseReturnValue:
    """Show the page of a link, keep what is typed on it, or hand it in."""
    try:
        page = _load(token)
    except (NotFoundError, RefusedError) as refusal:
        return _closed(refusal)
    if request.method == "POST":
        return _take(page, token)
    return _draw(page, token, draw(page, now(), add=request.args.get("add")))


def _load(token: str) -> Contribution:
    link = link_by_token(db.session, token, lock=request.method == "POST")
    report = get_report(db.session, link.report_id)
    refuse_closed(db.session, link, report, now())
    return load_contribution(db.session, link, surroundings(db.session, report))


def _take(page: Contribution, token: str) -> ResponseReturnValue:
    posted = read_post(page, request.form)
    if not EmptyForm().validate():
        if keeping.is_autosave():
            return keeping.signed_out_answer()
        errors = [("content", _("This page was open for a long time. Please send it once more."))]
        return _draw(page, token, draw(page, now(), posted, raw=True), errors)
    link = page.link
    shown = (
        texts_seen(db.session, link.report_id, {key: one.revision for key, one in posted.seen.items()})
        if link.shows_answers
        else {}
    )
    typed = in_turn(db.session, link, posted.page, page.typed_in(posted.form), now())
    keep_typed(db.session, link, typed, shown, now())
    if keeping.is_autosave():
        return _autosaved(page, posted)
    page = load_contribution(db.session, link, page.context)
    keeping.settle(map(question_key, posted.unreadable))
    if posted.unreadable:
        return _draw(page, token, draw(page, now(), posted, posted.add))
    if posted.go == "send":
        return _hand_in(page, token)
    return _go_on(token, posted)


def _autosaved(page: Contribution, posted: Posted) -> ResponseReturnValue:
    """Tell the script what is kept; a draft that nobody else sees has no conflicts."""
    unread = set(map(question_key, posted.unreadable))
    saved = {key: now().isoformat() for key in posted.drawn if key not in unread}
    return {
        "saved": saved,
        "conflicts": [],
        "problems": refused(page.context.questionnaire, posted.form),
        "read": understood(posted.form),
        "hidden": {},
        "editable": True,
        "signed_out": False,
    }


def _hand_in(page: Contribution, token: str) -> ResponseReturnValue:
    try:
        handed = hand_in(db.session, page.context.report, page.link, now())
    except RefusedError:
        return _draw(page, token, draw(page, now()), [("content", _("Please write something first."))])
    return render_template("filing/team/handed_in.html", count=len(handed), no_index=True)


def _go_on(token: str, posted: Posted) -> ResponseReturnValue:
    changed = posted.add or posted.removed or posted.cleaned
    if changed:
        anchor = f"q-{changed}"
        return redirect(url_for("filing.contribute", token=token, add=posted.add, _anchor=anchor), 303)
    flash(_("What you typed is kept. You can close this page and come back by the same link."))
    return redirect(url_for("filing.contribute", token=token), 303)


def _draw(
    page: Contribution,
    token: str,
    questions: tuple[QuestionView, ...],
    more: list[tuple[str, str]] | None = None,
) -> ResponseReturnValue:
    errors = [*(more or ()), *summary_of(questions)]
    context = page.context
    html = draw_about(
        context,
        "filing/team/contribute.html",
        page=page,
        title=title_of(context, (page.section.id, page.conference)),
        note=texts.section_note(page.section),
        questions=questions,
        errors=errors,
        action=url_for("filing.contribute", token=token),
        hidden_fields=page_fields(),
        no_index=True,
    )
    # A page of which something was kept answers 200: an error would take all of it back.
    return html, 422 if more else 200, {"Cache-Control": "no-store"}


def _closed(refusal: PortalError) -> ResponseReturnValue:
    """Say why a link cannot be used, and show again what was typed."""
    status = HTTPStatus.NOT_FOUND if isinstance(refusal, NotFoundError) else HTTPStatus.GONE
    kept = keeping.posted() if request.method == "POST" else None
    html = render_template("filing/team/closed.html", refusal=refusal, kept=kept, no_index=True)
    return html, status, {"Cache-Control": "no-store"}
