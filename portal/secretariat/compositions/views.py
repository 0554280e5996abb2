"""Pages on which an officer composes a report: begin one, change its texts, arrange its parts, publish it."""

from __future__ import annotations

import io
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import access
from portal.accounts.forms import EmptyForm, typed
from portal.accounts.permissions import Permission
from portal.compositions import services
from portal.compositions.models import CompositionPart
from portal.compositions.queries import (
    Opened,
    all_compositions,
    as_part,
    composed_input,
    get_composition,
    get_part,
    quotes_at_hand,
)
from portal.db import row_number
from portal.documents.rendering import FORMATS, file_name, render
from portal.errors import PortalError, RefusedError, StaleError
from portal.events.services import Actor
from portal.extensions import db
from portal.issued.queries import PUBLIC, get_issue, list_issues
from portal.secretariat.compositions.forms import QuoteForm, StartForm, TextForm
from portal.secretariat.compositions.pages import drawn_parts, figures_at_hand, pack_choices, read_pack
from portal.summaries.report.composing import compose_report, text_of
from portal.summaries.report.inputs import ReportInput

blueprint = Blueprint("compositions", __name__, url_prefix="/compositions")
Place = Callable[[CompositionPart], None]


@blueprint.route("", methods=["GET", "POST"])
@access.requires(Permission.AGGREGATE_READ)
def compositions() -> ResponseReturnValue:
    """List the reports, and begin another."""
    issues = [
        (str(issued.number), f"{issued.number} · {issued.cycle_code} · {issued.issued_at:%Y-%m-%d}")
        for issued in list_issues(db.session, PUBLIC, whole=True)
    ]
    form = StartForm(issues, pack_choices(access.language_of_request()))
    if form.validate_on_submit():
        issued = get_issue(db.session, row_number(typed(form.issue)), PUBLIC)
        pack = read_pack(typed(form.pack))
        begun = services.start_composition(db.session, typed(form.kind), issued, pack, _actor(), access.now())
        return redirect(url_for(".composition", composition_id=begun.id), HTTPStatus.SEE_OTHER)
    return render_template(
        "secretariat/compositions/list.html",
        compositions=all_compositions(db.session),
        form=form,
        issues=issues,
    )


@blueprint.get("/<int:composition_id>")
@access.requires(Permission.AGGREGATE_READ)
def composition(composition_id: int) -> ResponseReturnValue:
    """Show a report part by part, each with what can be done with it."""
    opened, given = _opened(composition_id)
    rows = opened.composition.parts
    return render_template(
        "secretariat/compositions/composition.html",
        opened=opened,
        given=given,
        drawn=drawn_parts(given, [as_part(row) for row in rows]),
        formats=FORMATS,
        demonstration=given.demonstration,
    )


@blueprint.route("/<int:composition_id>/parts/<int:part_id>", methods=["GET", "POST"])
@access.requires(Permission.AGGREGATE_READ)
def part(composition_id: int, part_id: int) -> ResponseReturnValue:
    """Change the text of a paragraph in the language of the page; what was typed is never lost."""
    opened, given = _opened(composition_id)
    row = get_part(db.session, opened.composition, part_id)
    if row.key and not row.key.startswith("p/"):
        abort(404)
    form = TextForm()
    text, _language = text_of(given, as_part(row))
    if not form.is_submitted():
        form.text.data, form.revision.data = text, str(row.revision)
        return _text_page(opened, given, row, form)
    if not form.validate():
        return _text_page(opened, given, row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    seen = row_number(typed(form.revision))
    try:
        services.save_text(row, given.bound, form.text.data or "", seen, _actor(), access.now())
    except (RefusedError, StaleError) as refusal:
        form.revision.data = str(row.revision)
        theirs = text if isinstance(refusal, StaleError) else ""
        page = _text_page(opened, given, row, form, refusal=refusal, theirs=theirs)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The paragraph is saved."))
    return _back(composition_id, row.id)


@blueprint.route("/<int:composition_id>/parts/<int:part_id>/after", methods=["GET", "POST"])
@access.requires(Permission.AGGREGATE_READ)
def added(composition_id: int, part_id: int) -> ResponseReturnValue:
    """Add a paragraph after a part."""
    opened, given = _opened(composition_id)
    row = get_part(db.session, opened.composition, part_id)
    form = TextForm()
    if not form.is_submitted():
        return _text_page(opened, given, None, form)
    refused: RefusedError | None = None
    if form.validate():
        try:
            made = services.add_paragraph(
                db.session, row, given.bound, form.text.data or "", _actor(), access.now()
            )
        except RefusedError as refusal:
            refused = refusal
        else:
            return _back(composition_id, made.id)
    return _text_page(opened, given, None, form, refusal=refused), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.route("/<int:composition_id>/parts/<int:part_id>/quotation", methods=["GET", "POST"])
@access.requires(Permission.AGGREGATE_READ)
def quoted(composition_id: int, part_id: int) -> ResponseReturnValue:
    """Add a quotation after a part."""
    opened, given = _opened(composition_id)
    row = get_part(db.session, opened.composition, part_id)
    at_hand = quotes_at_hand(db.session, opened)
    choices = [
        (key, f"{given.bound.country(quote.country)} · {quote.key} · {quote.text[:60]}")
        for key, quote in at_hand.items()
    ]
    form = QuoteForm(choices)
    if form.validate_on_submit():
        made = services.add_quotation(db.session, row, typed(form.quote), _actor(), access.now())
        return _back(composition_id, made.id)
    return render_template(
        "secretariat/compositions/quotation.html",
        opened=opened,
        form=form,
        quotes=at_hand,
        demonstration=given.demonstration,
    )


@blueprint.post("/<int:composition_id>/parts/<int:part_id>/place/<step>")
@access.requires(Permission.AGGREGATE_READ)
def place(composition_id: int, part_id: int, step: str) -> ResponseReturnValue:
    """Move a part up or down, leave it out, take it in again, or remove it."""
    if not EmptyForm().validate_on_submit():
        abort(400)
    opened = get_composition(db.session, composition_id)
    row = get_part(db.session, opened.composition, part_id)
    (_PLACES.get(step) or abort(404))(row)
    return _back(composition_id, None if step == "remove" else part_id)


_PLACES: dict[str, Place] = {
    "up": lambda row: services.move_part(db.session, row, -1),
    "down": lambda row: services.move_part(db.session, row, 1),
    "out": lambda row: services.leave_out(row, left_out=True),
    "in": lambda row: services.leave_out(row, left_out=False),
    "remove": lambda row: services.remove_part(db.session, row),
}


@blueprint.post("/<int:composition_id>/publication/<step>")
@access.requires(Permission.AGGREGATE_READ)
def publication(composition_id: int, step: str) -> ResponseReturnValue:
    """Publish a report, or keep it to the secretariat again."""
    if step not in {"publish", "withdraw"} or not EmptyForm().validate_on_submit():
        abort(400)
    opened = get_composition(db.session, composition_id)
    services.publish(db.session, opened, _actor(), access.now(), public=step == "publish")
    return redirect(url_for(".composition", composition_id=composition_id), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:composition_id>/files/<form>")
@access.requires(Permission.AGGREGATE_READ)
def file(composition_id: int, form: str) -> Response:
    """Send a report as a file, as it stands."""
    found = FORMATS.get(form) or abort(404)
    opened = get_composition(db.session, composition_id)
    given, parts = composed_input(db.session, opened, access.language_of_request(), access.now())
    document = compose_report(given, parts)
    content = io.BytesIO(render(document, form))
    name = file_name(document, form)
    return send_file(content, mimetype=found.media_type, as_attachment=True, download_name=name)


def _opened(composition_id: int) -> tuple[Opened, ReportInput]:
    opened = get_composition(db.session, composition_id)
    return opened, composed_input(db.session, opened, access.language_of_request())[0]


def _text_page(
    opened: Opened,
    given: ReportInput,
    row: CompositionPart | None,
    form: TextForm,
    *,
    refusal: PortalError | None = None,
    theirs: str = "",
) -> str:
    return render_template(
        "secretariat/compositions/text.html",
        opened=opened,
        row=row,
        form=form,
        theirs=theirs,
        refusal=refusal,
        figures=figures_at_hand(given, typed(form.text)),
        demonstration=given.demonstration,
    )


def _actor() -> Actor:
    who = access.identity()
    return Actor(who.user_id, who.name)


def _back(composition_id: int, part_id: int | None) -> ResponseReturnValue:
    anchor = f"part-{part_id}" if part_id else None
    return redirect(
        url_for(".composition", composition_id=composition_id, _anchor=anchor), HTTPStatus.SEE_OTHER
    )
