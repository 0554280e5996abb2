"""Pages of the figures of a cycle for the secretariat, and of the answers behind each figure."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import access
from portal.accounts.permissions import Permission
from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.countries.models import Region
from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle
from portal.errors import NotFoundError
from portal.extensions import db
from portal.questionnaires.definition import AnswerKey, Questionnaire, parse_key
from portal.questionnaires.loader import load_library
from portal.reports.queries import asked_in, release_in
from portal.reports.reading.displayed import Words
from portal.reports.reading.values import Asking, label_of
from portal.secretariat.figures.queries import contributions
from portal.secretariat.figures.tables import TITLES, Builder
from portal.secretariat.words import REGIONS, TRACKS

blueprint = Blueprint("figures", __name__)
INSTRUMENTS = ("VNR", "VND")
"""The instruments of national reports; between them they hold every question of one."""


@blueprint.get("/cycles/<code>/figures")
@access.requires(Permission.AGGREGATE_READ)
def figures(code: str) -> ResponseReturnValue:
    """Show the main tables of a cycle, every figure marked that the public does not see."""
    cycle = get_cycle(db.session, code)
    computed = aggregate(cycle_input(db.session, code), None, "secretariat")
    questionnaire = load_library().release("VNR", release_in(cycle, "VNR"))
    coverage = computed["coverage"]["national"]
    return render_template(
        "secretariat/figures/figures.html",
        cycle=cycle,
        tables=Builder(computed, questionnaire, asked_in(cycle, "rc")).tables(),
        titles=TITLES,
        coverage={"all": coverage["all"], **coverage["by_track"], **coverage["by_region"]},
        regions=REGIONS,
        tracks=TRACKS,
        demonstration=cycle.demonstration,
    )


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
    for instrument in INSTRUMENTS:
        questionnaire = load_library().release(instrument, release_in(cycle, instrument))
        if questionnaire.has(key.code) and not key.other:
            return questionnaire
    raise NotFoundError("question_unknown")
