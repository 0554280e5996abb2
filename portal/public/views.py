"""The public site: countries, summaries, published reports, sources of figures, the resolution, receipts."""

from __future__ import annotations

import io
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import public
from portal.accounts.permissions import Permission, permits
from portal.annexes.queries import annex_for
from portal.annexes.scanning import is_open
from portal.annexes.services import FOLDER
from portal.annexes.storage import read
from portal.countries.queries import get_country
from portal.db import reading
from portal.errors import RefusedError
from portal.extensions import db
from portal.issued.queries import PUBLIC
from portal.provenance.pages import places_of
from portal.provenance.places import Asked
from portal.provenance.queries import uses_of
from portal.public import pages, receipts
from portal.public.answers import views as answers
from portal.public.documents import views as documents
from portal.public.figures import views as figures
from portal.public.practices import views as practices
from portal.public.queries import published, published_annual_reports
from portal.public.tables import views as tables
from portal.questionnaires.definition import parse_key
from portal.reports.coverage.queries import (
    country_lines,
    lines_of_country,
    public_cycle,
    public_cycles,
    states_by_cycle,
)
from portal.reports.disclosure import Audience, may_read_filing
from portal.reports.queries import surroundings
from portal.reports.reading.filed import in_full, read_filing
from portal.reports.workflow import Family
from portal.summaries.composing import REGIONS, build_summary
from portal.summaries.queries import summary_input

blueprint = Blueprint("public", __name__, url_prefix="/<lang>")


def language() -> str:
    """Return the language of this request."""
    return str(g.language)


@blueprint.get("/")
@public
def home() -> str:
    """What the portal is, and the cycles with what has been received."""
    cycles = public_cycles(db.session)
    states = states_by_cycle(db.session, cycles)
    return render_template(
        "public/home.html", cycles=[pages.cycle_card(cycle, states[cycle.code]) for cycle in cycles]
    )


@blueprint.get("/countries")
@public
def countries() -> str:
    """Every country invited, by cycle and region, with what can be read."""
    cycles = public_cycles(db.session)
    if not cycles:
        return render_template("public/countries.html", cycles=[], cycle=None, regions=[])
    code = request.args.get("cycle") or cycles[0].code
    cycle = public_cycle(db.session, code)
    lines = country_lines(db.session, cycle)
    return render_template(
        "public/countries.html",
        cycles=cycles,
        cycle=cycle,
        card=pages.cycle_card(cycle, [line.state for line in lines]),
        regions=pages.by_region(lines, REGIONS, language()),
        demonstration=cycle.demonstration,
    )


@blueprint.get("/countries/<country>")
@public
def country(country: str) -> str:
    """One country: its reports in every cycle."""
    found = get_country(db.session, country)
    rows = lines_of_country(db.session, country)
    annual = published_annual_reports(db.session, country)
    return render_template("public/country.html", country=found, rows=rows, annual=annual)


@blueprint.get("/countries/<country>/<cycle>")
@public
def summary(country: str, cycle: str) -> str:
    """The country summary, as far as it may be shown to whoever asks."""
    found = public_cycle(db.session, cycle)
    given = summary_input(db.session, found, country, audience_for(country))
    composed = build_summary(given, language())
    shown = may_read_filing(
        Audience.PUBLIC, given.disclosed
    )  # where the button leads, everybody sees the same
    return render_template(
        "public/summary.html", summary=composed, demonstration=found.demonstration, report_shown=shown
    )


@blueprint.get("/countries/<country>/<cycle>/report")
@public
def report(country: str, cycle: str) -> str:
    """The published report in full, less what the Government keeps back."""
    found = public_cycle(db.session, cycle)
    counted, filing = published(db.session, found, country, Family.NATIONAL)
    context = surroundings(db.session, counted)
    return render_template(
        "public/report.html",
        context=context,
        filing=filing,
        country=get_country(db.session, country),
        sections=read_filing(context, filing, Audience.PUBLIC),
        in_full=in_full(counted, filing),
        demonstration=found.demonstration,
    )


@blueprint.get("/countries/<country>/<cycle>/answers/<key>")
@public
def answer(country: str, cycle: str, key: str) -> str:
    """The answer behind a figure: question, paragraph, report, version, date and digest."""
    found = public_cycle(db.session, cycle)
    given = summary_input(db.session, found, country, audience_for(country))
    source = pages.answer_page(given, key, language())
    if source is None:
        abort(404)
    parsed = parse_key(key)
    asked = Asked(given.questionnaire.question(parsed.code), parsed.conference, country, given.region)
    return render_template(
        "public/answer.html",
        source=source,
        given=given,
        places=places_of(db.session, found, asked, language()),
        uses=uses_of(db.session, given.reference, PUBLIC),
        demonstration=found.demonstration,
    )


@blueprint.get("/resolution")
@public
def resolution() -> str:
    """The draft resolution in the reader's language."""
    return render_template("public/resolution.html", text=pages.resolution_page(language()))


@blueprint.get("/verify")
@public
def verify() -> str:
    """Whether digest and code are those of a report filed here; nothing of the report is told."""
    digest = receipts.plain_digest(request.args.get("digest", ""))
    code = receipts.plain_digest(request.args.get("code", ""))
    filing = receipts.find_filing(db.session, digest, code)
    facts: dict[str, Any] = {}
    if filing is not None:
        facts = receipts.receipt_facts(db.session, filing)
    typed = {"digest": digest, "code": code}
    return render_template("public/verify.html", **typed, errors=[], found=filing is not None, **facts)


@blueprint.post("/verify")
@public
@reading()
def verify_file() -> ResponseReturnValue:
    """Take the digest of a file and verify it; the file is neither kept nor shown."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _verify_again(_("Please choose a file."))
    try:
        with sent.stream as stream:
            digest, code = receipts.read_file(stream)
    except RefusedError as refusal:
        return _verify_again(_wrong_file(refusal.code))
    code = receipts.plain_digest(request.form.get("code", "")) or code
    return redirect(url_for("public.verify", digest=digest, code=code, _anchor="found"), 303)


def _wrong_file(code: str) -> str:
    if code == "receipt_too_large":
        return str(_("The file is too large."))
    return str(
        _("The file is empty.") if code == "receipt_empty" else _("This is not the file of a receipt.")
    )


def _verify_again(error: str) -> ResponseReturnValue:
    return render_template("public/verify.html", digest="", code="", found=False, errors=[error]), 400


@blueprint.get("/annexes/<sha256>")
@public
def annex(sha256: str) -> Response:
    """Send a file that whoever asks may read, always to be saved and never to be shown by the browser."""
    found = annex_for(db.session, g.identity, sha256)
    settings = current_app.extensions["portal.settings"]
    if found is None or not is_open(found.scan, settings.scanner):
        abort(404)
    content = read(settings.data_dir / FOLDER, found.sha256)
    if content is None:
        abort(404)
    return send_file(
        io.BytesIO(content), mimetype=found.media_type, as_attachment=True, download_name=found.name
    )


for address, view in (
    ("/practices", practices.practices),
    ("/practices/<reference>", practices.practice),
    ("/countries/<country>/<cycle>/coordinator", practices.annual_report),
    ("/cycles/<cycle>/figures/<path:figure>", figures.figure),
    ("/data", tables.figures),
    ("/data/<cycle>/<form>", tables.figures_file),
    ("/data/issues/<int:number>/<form>", tables.issue_download),
    ("/answers", answers.answers),
    ("/answers/files/<name>", answers.answers_file),
    *documents.ADDRESSES,
):
    blueprint.add_url_rule(address, view_func=view)


def audience_for(country: str) -> Audience:
    """Return for whom a summary is shown: its Government and the secretariat see their own variant.

    Contributors are not told more of it than the public is: they see only the pages assigned to them.
    """
    if permits(g.identity, Permission.REPORT_ACCEPT, country):
        return Audience.SECRETARIAT
    if permits(g.identity, Permission.DRAFT_READ_WHOLE, country):
        return Audience.AUTHOR
    return Audience.PUBLIC
