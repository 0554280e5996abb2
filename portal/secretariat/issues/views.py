"""Pages of issued tables: the list of a cycle's issues with their digests and files, and issuing."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import access
from portal.accounts.forms import EmptyForm
from portal.accounts.permissions import Permission
from portal.accounts.services import actor_of
from portal.cycles.queries import all_cycles, get_cycle
from portal.errors import NotFoundError
from portal.extensions import db
from portal.issued.files import FORMATS, file_name
from portal.issued.live.preview import changes_for_the_public
from portal.issued.queries import (
    PUBLIC,
    SECRETARIAT,
    about_issue,
    get_issue,
    issue_file,
    list_issues,
    open_ids,
)
from portal.issued.services import issue_tables_once
from portal.secretariat.figures.criteria import GROUP_NAMES, comparable, criteria_in
from portal.secretariat.words import REGIONS, TRACKS

blueprint = Blueprint("issues", __name__)
AUDIENCES = frozenset({SECRETARIAT, PUBLIC})


@blueprint.get("/cycles/<code>/issues")
@access.requires(Permission.AGGREGATE_READ)
def issues(code: str) -> ResponseReturnValue:
    """List the issues of a cycle: what each holds, its digests and files, and whether the public reads it."""
    cycle = get_cycle(db.session, code)
    public = list_issues(db.session, PUBLIC, [code])
    by_number = {one.number: one for one in public}
    return render_template(
        "secretariat/issues/issues.html",
        cycle=cycle,
        given=criteria_in(request.args, comparable(cycle, all_cycles(db.session))),
        pairs=[(one, by_number.get(one.number)) for one in list_issues(db.session, SECRETARIAT, [code])],
        open=open_ids(db.session, public),
        regions={region.value: name for region, name in REGIONS.items()},
        tracks=TRACKS,
        groups=GROUP_NAMES,
        formats=FORMATS,
        demonstration=cycle.demonstration,
    )


@blueprint.route("/cycles/<code>/issues/new", methods=["GET", "POST"])
@access.requires(Permission.CYCLE_MANAGE)
def new(code: str) -> ResponseReturnValue:
    """Say what issuing means, and issue the tables that the address asks for."""
    cycle = get_cycle(db.session, code)
    given = criteria_in(request.args, comparable(cycle, all_cycles(db.session)))
    form = EmptyForm()
    if form.validate_on_submit():
        cycles = (cycle.code, given.previous)
        actor, now = actor_of(access.identity()), access.now()
        made = issue_tables_once(db.session, cycles, given.restriction, actor, now)
        flash(_("The tables are issued with the number %(number)s.", number=made.number))
        return redirect(url_for("secretariat.issues.issues", code=code), 303)
    whole = not given.restriction.restricts
    return render_template(
        "secretariat/issues/new.html",
        cycle=cycle,
        given=given,
        changes=changes_for_the_public(db.session, cycle.code, given.previous) if whole else None,
        regions={region.value: name for region, name in REGIONS.items()},
        tracks=TRACKS,
        groups=GROUP_NAMES,
        demonstration=cycle.demonstration,
    )


@blueprint.get("/cycles/<code>/issues/<int:number>/<audience>/<form>")
@access.requires(Permission.AGGREGATE_READ)
def download(code: str, number: int, audience: str, form: str) -> Response:
    """Send an issue in a format; the public variant too, whether or not the public can still read it."""
    written = FORMATS.get(form) or abort(404)
    issued = get_issue(db.session, number, audience if audience in AUDIENCES else abort(404))
    if issued.cycle_code != code:
        raise NotFoundError("issue_unknown", number=number)
    demonstration = get_cycle(db.session, code).demonstration
    language = access.language_of_request()
    content = io.BytesIO(issue_file(issued, form, language, demonstration=demonstration))
    about = about_issue(issued, language, demonstration=demonstration)
    name = file_name(code, audience, about, written.suffix)
    return send_file(content, mimetype=written.media_type, as_attachment=True, download_name=name)
