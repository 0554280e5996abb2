"""The Government's word on what its coordinator filed: comments on the report, agreement to a practice."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission, permits
from portal.accounts.queries import accounts_by_id
from portal.db import row_number
from portal.errors import NotAllowedError, NotFoundError, RefusedError
from portal.extensions import db
from portal.filing.drawn import draw_about
from portal.filing.reaching import actor, context_at, country_of_report, reader_language
from portal.filing.reply.forms import CommentForm
from portal.reports.comments.models import GovernmentComment
from portal.reports.comments.services import comment_on, save_comment
from portal.reports.disclosure import Audience, may_read_filing
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of, situation_of, window_ends
from portal.reports.lifecycle.steps import lock_versions, transition
from portal.reports.models import Report
from portal.reports.queries import Surroundings, latest_filing
from portal.reports.reading.filed import disclosed, read_filing
from portal.reports.saving import Author
from portal.reports.workflow import Action, Family, offered


@requires(Permission.REPORT_READ_FILED, country_of_report)
def government_reply(report_id: int) -> ResponseReturnValue:
    """Show what the coordinator filed; a post saves a comment, closes the comments, or agrees."""
    context = context_at(report_id)
    if context.report.filed_by != "coordinator":
        raise NotFoundError("report_unknown")
    if request.method == "POST":
        return _post(context)
    saved = comment_on(db.session, report_id)
    form = CommentForm(
        formdata=None,
        text=saved.text if saved else "",
        language=saved.language if saved else reader_language(),
        seen=saved.revision if saved else 0,
    )
    return _page(context, form, saved)


def _post(context: Surroundings) -> ResponseReturnValue:
    if not permits(identity(), Permission.REPORT_COMMENT, context.country):
        raise NotAllowedError("not_allowed")
    report = lock_versions(db.session, context.report.id)
    if report.family is Family.PRACTICE:
        return _agree(context)
    form = CommentForm(language=reader_language())
    saved = comment_on(db.session, report.id)
    if not form.validate():
        return _page(context, form, saved)
    author = Author(identity().user_id, str(form.language.data), now())
    try:
        written = save_comment(
            db.session, report, str(form.text.data or ""), row_number(str(form.seen.data or "")), author
        )
    except RefusedError:
        form.text.errors = [_("The comments are closed. Your text was not added; please copy it.")]
        return _page(context, form, saved)
    if written.other is not None:
        form.text.errors = [
            _("A colleague saved another text meanwhile. It is shown below; nothing is lost.")
        ]
        form.seen.data = str(written.other.revision)
        return _page(context, form, written.other)
    _close_if_asked(context)
    return redirect(url_for("filing.government_reply", report_id=report.id), 303)


def _close_if_asked(context: Surroundings) -> None:
    """Close the comments on the text that was shown; on another one, what was typed is saved only."""
    if "close" not in request.form:
        flash(_("Saved. It will be attached when the comments close."))
    elif _is_as_shown(context.report):
        _take(context, Action.CLOSE_COMMENTS)
        flash(_("The comments are closed. What you wrote stands beside the report."))
    else:
        flash(_("The text was changed after this page was shown. Please look at it again."), "attention")


def _agree(context: Surroundings) -> ResponseReturnValue:
    """Agree to the text that was shown; one that was taken back and filed anew meanwhile is shown first."""
    if not _is_as_shown(context.report):
        flash(_("The text was changed after this page was shown. Please look at it again."), "attention")
    else:
        _take(context, Action.AGREE)
        flash(_("The Government agrees; the practice goes to the secretariat."))
    return redirect(url_for("filing.government_reply", report_id=context.report.id), 303)


def _is_as_shown(report: Report) -> bool:
    filing = latest_filing(db.session, report.id)
    return filing is not None and request.form.get("shown") == filing.digest


def _take(context: Surroundings, action: Action) -> None:
    sides = sides_of(db.session, identity(), context.report)
    transition(db.session, context.report.id, Step(action, actor(), sides, now(), language=reader_language()))


def _page(context: Surroundings, form: CommentForm, saved: GovernmentComment | None) -> ResponseReturnValue:
    report = context.report
    filing = latest_filing(db.session, report.id)
    if filing is None or not may_read_filing(Audience.REVIEWER, disclosed(report, filing)):
        raise NotFoundError("report_unknown")
    sides = sides_of(db.session, identity(), report)
    steps = dict(offered(situation_of(db.session, context, sides, now(), check=False)))
    writers = accounts_by_id(db.session, {saved.author_id} if saved and saved.author_id else set())
    page = draw_about(
        context,
        "filing/reply.html",
        sections=read_filing(context, filing, Audience.REVIEWER),
        filing=filing,
        form=form,
        errors=list(form.all_errors()),
        saved=saved,
        writer=next((account.name for account in writers.values()), ""),
        may_comment=steps.get(Action.CLOSE_COMMENTS) == (),
        may_agree=steps.get(Action.AGREE) == (),
        closes=window_ends(context),
    )
    return page, 422 if form.errors else 200
