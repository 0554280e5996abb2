"""Public pages of the figures: what can be taken, as of this moment or as issued, and how to verify it."""

from __future__ import annotations

import io

from flask import Response, abort, current_app, g, render_template, request, send_file
from flask.typing import ResponseReturnValue

from portal import canonical
from portal.accounts.access import public
from portal.errors import NotFoundError
from portal.extensions import db
from portal.issued.files import FORMATS, About, file_name
from portal.issued.live.figures import Asked, kept_figures, public_figures
from portal.issued.live.issues import last_issue
from portal.issued.queries import PUBLIC, about_issue, get_issue, is_open, issue_file
from portal.public.tables.queries import figures_of_cycles
from portal.reports.coverage.queries import public_cycle


@public
def figures() -> str:
    """The figures of each cycle, to be taken away."""
    return render_template("public/figures.html", cycles=figures_of_cycles(db.session), formats=FORMATS)


@public
def figures_file(cycle: str, form: str) -> Response:
    """The public figures of a cycle as last issued, with changes since the cycle that the address names."""
    written = FORMATS.get(form) or abort(404)
    found = public_cycle(db.session, cycle)
    before = request.args.get("previous")
    asked = Asked(found.code, public_cycle(db.session, before).code if before else None)
    shown = canonical.loads(public_figures(db.session, asked, kept_figures(current_app)))
    last = last_issue(db.session, found.code).readable
    about = About(
        made_at=last.issued_at if last else None,
        number=last.number if last else None,
        demonstration=found.demonstration,
        language=str(g.language),
    )
    content = written.write(shown, about)
    return sent(content, written.media_type, file_name(found.code, PUBLIC, about, written.suffix))


@public
def issue_download(number: int, form: str) -> ResponseReturnValue:
    """Issued tables in a format; where what they rest on is no longer public, a page that says so."""
    written = FORMATS.get(form) or abort(404)
    issued = get_issue(db.session, number, PUBLIC)
    demonstration = public_cycle(db.session, issued.cycle_code).demonstration
    if issued.is_restricted:
        raise NotFoundError("issue_unknown", number=number)
    if not is_open(db.session, issued):
        return render_template("public/issue_closed.html", issued=issued, no_index=True), 410
    about = about_issue(issued, str(g.language), demonstration=demonstration)
    content = issue_file(issued, form, str(g.language), demonstration=demonstration)
    return sent(content, written.media_type, file_name(issued.cycle_code, PUBLIC, about, written.suffix))


def sent(content: bytes, media_type: str, name: str) -> Response:
    """Answer with a file, to be saved and never to be shown by the browser."""
    response = send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-cache"
    return response
