"""Pages of the figures of a cycle for the secretariat, files of them, and the answers behind each figure."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping
from typing import IO, Any

from flask import Blueprint, Response, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from portal.accounts import access
from portal.accounts.permissions import Permission
from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import INSTRUMENTS, cycle_input, selection_of
from portal.countries.models import Region
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import all_cycles, get_cycle
from portal.errors import NotFoundError
from portal.extensions import db
from portal.i18n import order_of, pick
from portal.issued.answers.files import FORMATS as FORMATS_OF_ANSWERS
from portal.issued.answers.queries import filed_reports
from portal.issued.files import FORMATS, About, file_name
from portal.questionnaires.definition import AnswerKey, Questionnaire, parse_key
from portal.questionnaires.loader import load_library
from portal.reports.queries import asked_in, release_in
from portal.reports.reading.displayed import Words
from portal.reports.reading.values import Asking, label_of
from portal.secretariat.figures.changes import change_table
from portal.secretariat.figures.criteria import GROUP_NAMES, Criteria, comparable, criteria_in
from portal.secretariat.figures.instruments.coordination import coordination_tables
from portal.secretariat.figures.instruments.practices import practice_table
from portal.secretariat.figures.matrices import STATES, matrices
from portal.secretariat.figures.queries import contributions
from portal.secretariat.figures.tables import TITLES, Builder
from portal.secretariat.words import REGIONS, TRACKS

blueprint = Blueprint("figures", __name__)
AUDIENCES = ("secretariat", "public")
IN_MEMORY = 4 * 1024 * 1024
"""Bytes of a flat file that is sent from memory; a larger one is sent from disk."""


@blueprint.get("/cycles/<code>/figures")
@access.requires(Permission.AGGREGATE_READ)
def figures(code: str) -> ResponseReturnValue:
    """Show the main tables of a cycle, every figure marked that the public does not see."""
    cycle, given = _asked(code)
    computed = compute(cycle, given)
    asking = {name: _questionnaire(cycle, name) for name in INSTRUMENTS}
    builders = {name: Builder(computed, found, asked_in(cycle, "rc")) for name, found in asking.items()}
    changes = change_table(builders["VNR"], asking)
    tables = [
        *builders["VNR"].tables(),
        *coordination_tables(builders["RCR"], names_of(computed)),
        practice_table(builders["BPR"]),
        *([changes] if changes else ()),
    ]
    coverage = computed["coverage"]["national"]
    return render_template(
        "secretariat/figures/figures.html",
        tables=tables,
        first=TITLES["T1"],
        coverage={"all": coverage["all"], **coverage["by_track"], **coverage["by_region"]},
        **_page(cycle, given),
    )


@blueprint.get("/cycles/<code>/figures/matrices")
@access.requires(Permission.AGGREGATE_READ)
def matrix(code: str) -> ResponseReturnValue:
    """Show the progress of every country by conference and by theme."""
    cycle, given = _asked(code)
    computed = compute(cycle, given)
    builder = Builder(computed, _questionnaire(cycle, "VNR"), asked_in(cycle, "rc"))
    return render_template(
        "secretariat/figures/matrices.html",
        blocks=matrices(builder, names_of(computed)),
        codes=[(code, builder.label("CONF", code)) for code in builder.asked.conferences],
        states=STATES,
        **_page(cycle, given),
    )


def _page(cycle: Cycle, given: Criteria) -> dict[str, Any]:
    """Return what every page of figures shows beside them."""
    return {
        "cycle": cycle,
        "others": comparable(cycle, all_cycles(db.session)),
        "given": given,
        "regions": REGIONS,
        "tracks": TRACKS,
        "groups": GROUP_NAMES,
        "formats": FORMATS,
        "demonstration": cycle.demonstration,
    }


@blueprint.get("/cycles/<code>/figures/<audience>/<form>")
@access.requires(Permission.AGGREGATE_READ)
def file(code: str, audience: str, form: str) -> Response:
    """Send the figures asked for, as the secretariat or the public sees them."""
    written = FORMATS.get(form) or abort(404)
    if audience not in AUDIENCES:
        abort(404)
    cycle, given = _asked(code)
    computed = compute(cycle, given, audience)
    about = About(
        made_at=access.now(),
        selection={name: value for name, value in given.in_address.items() if name != "previous"},
        demonstration=cycle.demonstration,
        language=access.language_of_request(),
    )
    name = file_name(cycle.code, audience, about, written.suffix)
    content = io.BytesIO(written.write(computed, about))
    return send_file(content, mimetype=written.media_type, as_attachment=True, download_name=name)


@blueprint.get("/cycles/<code>/answers.<form>")
@access.requires(Permission.AGGREGATE_READ)
def answers(code: str, form: str) -> Response:
    """Send all that was filed in a cycle as one flat file, written line by line."""
    written = FORMATS_OF_ANSWERS.get(form) or abort(404)
    cycle = get_cycle(db.session, code)
    content = _kept(lambda file: written.write(filed_reports(db.session, cycle), file, access.now()))
    name = f"{'demonstration-' if cycle.demonstration else ''}answers-{cycle.code}.{form}"
    return send_file(content, mimetype=written.media_type, as_attachment=True, download_name=name)


def _kept(write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """Write to disk, whatever the size, and return the content; a small one in memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    write(file)
    size = file.tell()
    file.seek(0)
    if size > IN_MEMORY:
        return file
    with file:
        return io.BytesIO(file.read())


@blueprint.get("/cycles/<code>/figures/<key>")
@access.requires(Permission.AGGREGATE_READ)
def behind(code: str, key: str) -> ResponseReturnValue:
    """Show the answers on which the figures of a question rest, country by country."""
    cycle = get_cycle(db.session, code)
    parts = parse_key(key)
    questionnaire = _asking(cycle, parts)
    asking = Asking(questionnaire, asked_in(cycle, "norc"), "en")
    question = questionnaire.question(parts.code)
    return render_template(
        "secretariat/figures/behind.html",
        cycle=cycle,
        words=Words(question.code, question.text),
        number=question.number,
        conference=label_of(asking, "CONF", parts.conference) if parts.conference else None,
        contributions=contributions(db.session, cycle, key),
        regions={region: REGIONS[region] for region in Region},
        demonstration=cycle.demonstration,
    )


def _asking(cycle: Cycle, key: AnswerKey) -> Questionnaire:
    """Return the questionnaire that asks a question; raises NotFoundError where none does."""
    for instrument in ("VNR", "VND"):
        questionnaire = _questionnaire(cycle, instrument)
        if questionnaire.has(key.code) and not key.other:
            return questionnaire
    raise NotFoundError("question_unknown")


def _questionnaire(cycle: Cycle, instrument: str) -> Questionnaire:
    return load_library().release(instrument, release_in(cycle, instrument))


def _asked(code: str) -> tuple[Cycle, Criteria]:
    cycle = get_cycle(db.session, code)
    return cycle, criteria_in(request.args, comparable(cycle, all_cycles(db.session)))


def compute(cycle: Cycle, given: Criteria, audience: Any = "secretariat") -> dict[str, Any]:
    """Return the aggregates asked for."""
    chosen = given.restriction
    return aggregate(
        cycle_input(db.session, cycle.code),
        cycle_input(db.session, given.previous) if given.previous else None,
        audience,
        selection=selection_of(db.session, chosen.region, chosen.track, chosen.group),
    )


def names_of(computed: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the countries looked at, by code, in their order in the reader's language."""
    language = access.language_of_request()
    countries = countries_by_code(db.session, computed["countries"])
    named = {code: pick(countries[code].names, language) for code in computed["countries"]}
    return dict(sorted(named.items(), key=lambda one: order_of(one[1])))
