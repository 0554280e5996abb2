"""The page on which files are attached to a question of a draft, and taken out again."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission
from portal.annexes.queries import attached
from portal.annexes.services import Upload, add_annex, question_of_files, remove_annex
from portal.errors import NotAllowedError, RefusedError
from portal.extensions import db
from portal.filing import texts
from portal.filing.annexes.forms import AnnexForm
from portal.filing.drawn import draw_about
from portal.filing.progress.tasks import question_url
from portal.filing.reaching import (
    context_at,
    country_of_report,
    editor,
    may_edit,
    pages_seen,
    recording,
)
from portal.reports.queries import Surroundings
from portal.reports.saving import Author


@requires(Permission.REPORT_EDIT, country_of_report, recording, instead=editor)
def annexes(report_id: int, key: str) -> ResponseReturnValue:
    """List the files under a question; a post attaches one, or takes one out."""
    context = context_at(report_id)
    section = question_of_files(context, key).section
    pages = pages_seen(context.report)
    if pages is not None and (section, None) not in pages:
        raise NotAllowedError("not_allowed")
    form = AnnexForm(data={"language": context.report.language})
    if request.method == "POST":
        done = _remove(context, key) if "remove" in request.form else _add(context, key, form)
        if done:
            return redirect(url_for("filing.annexes", report_id=report_id, key=key), 303)
    return _page(context, key, form)


def _add(context: Surroundings, key: str, form: AnnexForm) -> bool:
    is_valid, sent = form.validate(), form.file.data
    if not is_valid or not sent or not sent.filename:
        # A browser never sends a chosen file twice by itself.
        form.file.errors = [_("Please choose a file.")]
        return False
    with sent.stream as stream:
        content = stream.read()
    upload = Upload(sent.filename, content, str(form.title.data), str(form.language.data))
    try:
        add_annex(db.session, context, key, upload, _data_dir(), _author(context))
    except RefusedError as refusal:
        form.file.errors = [_sentence(refusal)]
        return False
    flash(_("The file is attached."))
    return True


def _remove(context: Surroundings, key: str) -> bool:
    remove_annex(db.session, context, key, request.form["remove"], _author(context))
    flash(_("The file is taken out."))
    return True


def _author(context: Surroundings) -> Author:
    return Author(identity().user_id, context.report.language, now())


def _data_dir() -> Path:
    return Path(current_app.extensions["portal.settings"].data_dir)


def _sentence(refusal: RefusedError) -> str:
    limit = refusal.params.get("limit", "")
    sentences = {
        "annex_empty": _("The file is empty."),
        "annex_too_large": _("The file is larger than %(limit)s MB.", limit=limit),
        "annex_kind": _(
            "This kind of file cannot be kept. Please attach a PDF, an image or a text document."
        ),
        "annexes_enough": _("At most %(limit)s files can be attached.", limit=limit),
        "annex_known": _("This file is attached already."),
    }
    if refusal.code not in sentences:
        raise refusal
    return str(sentences[refusal.code])


def _page(context: Surroundings, key: str, form: AnnexForm) -> ResponseReturnValue:
    question = question_of_files(context, key)
    page = draw_about(
        context,
        "filing/annexes.html",
        question=texts.question_text(question),
        help=texts.question_help(question),
        limits=question.type,
        key=key,
        files=attached(db.session, context.report.id, key),
        scanner=current_app.extensions["portal.settings"].scanner,
        form=form,
        errors=list(form.all_errors()),
        may_edit=may_edit(context.report),
        back=question_url(context, key),
    )
    return page, 422 if form.errors else 200
