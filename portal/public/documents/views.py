"""Public pages that are documents, with their files: conferences, tables, reports, country summaries."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, current_app, g, render_template, send_file
from sqlalchemy.orm import Session

from portal import canonical
from portal.accounts.access import now, public
from portal.aggregation.aggregate import SCHEMA
from portal.compositions.figures import conference_input, figures_input
from portal.compositions.frozen import Frozen, frozen_as_served
from portal.compositions.queries import all_compositions, composed_input, published_composition
from portal.cycles.models import Cycle
from portal.cycles.queries import cycle_before
from portal.documents.rendering import FORMATS, file_name, render
from portal.extensions import db
from portal.issued.live.figures import Asked, kept_figures, public_figures
from portal.issued.live.issues import last_issue
from portal.issued.queries import open_ids
from portal.reports.coverage.queries import public_cycle, public_cycles
from portal.reports.disclosure import Audience
from portal.summaries.composing import build_summary
from portal.summaries.figures.documents import conference_document, tables_document
from portal.summaries.queries import summary_input
from portal.summaries.report.composing import compose_report
from portal.summaries.structure import Document


def language() -> str:
    """Return the language of this request."""
    return str(g.language)


def as_served(session: Session, cycle: Cycle) -> Frozen:
    """Return the public figures of a cycle as last issued, with changes since the cycle before it."""
    before = cycle_before(session, cycle)
    asked = Asked(cycle.code, before.code if before else None)
    content = public_figures(session, asked, kept_figures(current_app))
    return frozen_as_served(session, canonical.loads(content), last_issue(session, cycle.code))


def shown(document: Document, cycle: Cycle, files: Mapping[str, str], **values: Any) -> str:
    """Draw a document as a page; `files` are the addresses of its formats."""
    return render_template(
        "public/documents/document.html",
        document=document,
        cycle=cycle,
        files=files,
        demonstration=document.demonstration,
        **values,
    )


def sent(document: Document, form: str) -> Response:
    """Answer with a document as a file, to be saved and never to be shown by the browser."""
    found = FORMATS.get(form) or abort(404)
    content = io.BytesIO(render(document, form))
    response = send_file(
        content, mimetype=found.media_type, as_attachment=True, download_name=file_name(document, form)
    )
    response.headers["Cache-Control"] = "no-cache"
    if document.demonstration:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


# --- country summaries ----------------------------------------------------------------------------------


@public
def summary_file(country: str, cycle: str, form: str) -> Response:
    """The summary of a country as everybody may read it, as a file."""
    given = summary_input(db.session, public_cycle(db.session, cycle), country, Audience.PUBLIC)
    return sent(build_summary(given, language(), now()), form)


# --- conferences ----------------------------------------------------------------------------------------


@public
def conferences() -> str:
    """Every conference followed up in a cycle, cycle by cycle."""
    return render_template("public/documents/conferences.html", cycles=public_cycles(db.session))


@public
def conference(conference: str, cycle: str) -> str:
    """What was reported under one conference in a cycle."""
    found = public_cycle(db.session, cycle)
    return shown(_conference(found, conference), found, {}, conference=conference)


@public
def conference_file(conference: str, cycle: str, form: str) -> Response:
    """The page of a conference as a file."""
    return sent(_conference(public_cycle(db.session, cycle), conference), form)


def _conference(cycle: Cycle, code: str) -> Document:
    given = conference_input(db.session, as_served(db.session, cycle), code, language())
    return conference_document(given, code)


# --- regional and global tables -------------------------------------------------------------------------


@public
def tables_file(cycle: str, form: str) -> Response:
    """The regional and global tables of a cycle as a document."""
    found = public_cycle(db.session, cycle)
    return sent(tables_document(figures_input(db.session, as_served(db.session, found), language())), form)


# --- reports --------------------------------------------------------------------------------------------


@public
def reports() -> str:
    """The reports that were published, the latest first."""
    found = all_compositions(db.session, published=True)
    still = open_ids(db.session, [issued for _, issued in found])
    cycles = {cycle.code: cycle for cycle in public_cycles(db.session)}
    listed = [
        (composition, issued, cycles[issued.cycle_code])
        for composition, issued in found
        if issued.id in still and issued.cycle_code in cycles
    ]
    return render_template("public/documents/reports.html", reports=listed, schema=SCHEMA)


@public
def composed(composition_id: int) -> str:
    """One published report."""
    document, cycle, issue, previous = _composed(composition_id)
    return shown(document, cycle, {}, composition_id=composition_id, issue=issue, previous=previous)


@public
def composed_file(composition_id: int, form: str) -> Response:
    """One published report as a file."""
    return sent(_composed(composition_id)[0], form)


def _composed(composition_id: int) -> tuple[Document, Cycle, int, str | None]:
    opened = published_composition(db.session, composition_id)
    cycle = public_cycle(db.session, opened.issued.cycle_code)
    given, parts = composed_input(db.session, opened, language(), opened.composition.published_at)
    return compose_report(given, parts), cycle, opened.issued.number, opened.issued.previous_code


ADDRESSES = (
    ("/countries/<country>/<cycle>/summary.<form>", summary_file),
    ("/conferences", conferences),
    ("/conferences/<conference>/<cycle>", conference),
    ("/conferences/<conference>/<cycle>/<form>", conference_file),
    ("/data/<cycle>/tables/<form>", tables_file),
    ("/reports-of-the-secretariat", reports),
    ("/reports-of-the-secretariat/<int:composition_id>", composed),
    ("/reports-of-the-secretariat/<int:composition_id>/<form>", composed_file),
)
"""The pages of this module, for the blueprint of the public site."""
