"""Pages of the secretariat's reading room: every counted answer to a question, tags on passages, counts."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from portal.accounts import access
from portal.accounts.forms import EmptyForm, typed
from portal.accounts.permissions import Permission
from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle
from portal.db import row_number
from portal.documents.rendering import FORMATS, file_name, render
from portal.errors import RefusedError
from portal.extensions import db
from portal.i18n import pick
from portal.passages.queries import get_tag, passages_under, tag_lines
from portal.passages.reading.exporting import FILES, document_of
from portal.passages.reading.offered import offered
from portal.passages.reading.page import WISHES
from portal.passages.reading.queries import questionnaires_of, reports_by_question
from portal.passages.room import Room, open_room
from portal.passages.services import Analyst, add_tag, remove_tag, rename_tag, tag_passage, untag
from portal.reports.disclosure import Audience
from portal.secretariat.reading.forms import REFUSALS, PassageForm, TagForm, data_of
from portal.secretariat.words import REGIONS

blueprint = Blueprint("reading", __name__, url_prefix="/cycles")
KEPT = frozenset({"question", "page", "answer", *WISHES})
"""What an address of the page holds."""


@blueprint.get("/<code>/reading")
@access.requires(Permission.AGGREGATE_READ)
def answers(code: str) -> ResponseReturnValue:
    """The questions of a cycle or, where the address names one, every answer to it that counts."""
    cycle = get_cycle(db.session, code)
    if request.args.get("question"):
        room = _room(cycle)
        return _page(room, _form(room))
    narratives = "all" not in request.args
    return render_template(
        "secretariat/reading/questions.html",
        cycle=cycle,
        sections=offered(questionnaires_of(cycle), Audience.SECRETARIAT, narratives=narratives),
        narratives=narratives,
        reports=reports_by_question(db.session, cycle, Audience.SECRETARIAT),
        demonstration=cycle.demonstration,
    )


@blueprint.post("/<code>/reading")
@access.requires(Permission.AGGREGATE_READ)
def tag(code: str) -> ResponseReturnValue:
    """Put a tag on a passage; what was typed stays on the page where that is not possible."""
    room = _room(get_cycle(db.session, code))
    form = _form(room)
    if not form.validate():
        return _page(room, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        tag_passage(db.session, room.cycle, form.place(), typed(form.tag), _analyst())
    except RefusedError as refusal:
        _blame(form.passage, refusal)
        return _page(room, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The passage is tagged."))
    return _back(code)


@blueprint.post("/<code>/reading/passages/<int:passage_id>/remove")
@access.requires(Permission.AGGREGATE_READ)
def take_off(code: str, passage_id: int) -> ResponseReturnValue:
    """Take a tag off a passage."""
    untag(db.session, get_cycle(db.session, code), passage_id)
    flash(_("The tag is taken off the passage."))
    return _back(code)


@blueprint.get("/<code>/reading/files/<name>")
@access.requires(Permission.AGGREGATE_READ)
def answers_file(code: str, name: str) -> ResponseReturnValue:
    """The answers that fit, all of them with their tags, as a file to be saved."""
    if name not in FILES:
        abort(404)
    document = document_of(_room(get_cycle(db.session, code)).reading, name, access.now())
    return send_file(
        io.BytesIO(render(document, name)),
        mimetype=FORMATS[name].media_type,
        as_attachment=True,
        download_name=file_name(document, name),
    )


@blueprint.route("/<code>/reading/tags", methods=["GET", "POST"])
@access.requires(Permission.AGGREGATE_READ)
def tags(code: str) -> ResponseReturnValue:
    """The tags with their counts in a cycle; a new one."""
    cycle = get_cycle(db.session, code)
    form = TagForm()
    if form.validate_on_submit():
        try:
            add_tag(db.session, form.names(), _analyst())
        except RefusedError as refusal:
            _blame(_first_field(form), refusal)
        else:
            flash(_("The tag is made."))
            return redirect(url_for("secretariat.reading.tags", code=code))
    page = render_template(
        "secretariat/reading/tags.html",
        cycle=cycle,
        lines=tag_lines(db.session, cycle),
        form=form,
        errors=list(form.all_errors()),
        regions=REGIONS,
        demonstration=cycle.demonstration,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.route("/<code>/reading/tags/<tag_code>", methods=["GET", "POST"])
@access.requires(Permission.AGGREGATE_READ)
def edit_tag(code: str, tag_code: str) -> ResponseReturnValue:
    """Change the names of a tag."""
    cycle, found = get_cycle(db.session, code), get_tag(db.session, tag_code)
    form = TagForm(data=data_of(found.names))
    if form.validate_on_submit():
        try:
            rename_tag(db.session, found, form.names())
        except RefusedError as refusal:
            _blame(_first_field(form), refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("secretariat.reading.tags", code=code))
    page = render_template(
        "secretariat/reading/tag.html",
        cycle=cycle,
        tag=found,
        form=form,
        empty_form=EmptyForm(),
        passages=passages_under(db.session, found),
        errors=list(form.all_errors()),
        demonstration=cycle.demonstration,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post("/<code>/reading/tags/<tag_code>/remove")
@access.requires(Permission.AGGREGATE_READ)
def drop_tag(code: str, tag_code: str) -> ResponseReturnValue:
    """Remove a tag, from every passage that has it."""
    cycle = get_cycle(db.session, code)
    remove_tag(db.session, get_tag(db.session, tag_code))
    flash(_("The tag is removed."))
    return redirect(url_for("secretariat.reading.tags", code=cycle.code))


def _room(cycle: Cycle) -> Room:
    page = row_number(request.args.get("page", "1"))
    reader = access.language_of_request()
    return open_room(db.session, cycle, Audience.SECRETARIAT, request.args, reader, page)


def _page(room: Room, form: PassageForm) -> str:
    return render_template(
        "secretariat/reading/answers.html",
        room=room,
        form=form,
        errors=list(form.all_errors()),
        files=FILES,
        opened=request.args.get("answer", ""),
        demonstration=room.cycle.demonstration,
    )


def _form(room: Room) -> PassageForm:
    reader = access.language_of_request()
    return PassageForm([(one.code, pick(one.names, reader)) for one in room.tags])


def _back(code: str) -> ResponseReturnValue:
    """Return to the answers as they were looked at, at the answer last dealt with."""
    opened = request.args.get("answer", "")
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in KEPT}
    return redirect(url_for("secretariat.reading.answers", code=code, **kept, _anchor=opened or None))


def _analyst() -> Analyst:
    return Analyst(access.identity().user_id, access.now())


def _first_field(form: TagForm) -> Field:
    return form.fields_by_language()[0][1]


def _blame(field: Field, refusal: RefusedError) -> None:
    """Show a refusal beside the form."""
    if refusal.code not in REFUSALS:
        raise refusal
    field.errors = [REFUSALS[refusal.code]]
