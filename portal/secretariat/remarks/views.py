"""The page on which the secretariat sees what was remarked on, and why."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import access
from portal.accounts.permissions import Permission
from portal.cycles.queries import get_cycle
from portal.extensions import db
from portal.i18n import LANGUAGES, translate_in
from portal.questionnaires.loader import load_library
from portal.secretariat.remarks.queries import by_question, counts_of

blueprint = Blueprint("remarks", __name__, url_prefix="/cycles")
REASONS = "REASONS"


@blueprint.get("/<code>/remarks")
@access.requires(Permission.CYCLE_MANAGE)
def remarks(code: str) -> ResponseReturnValue:
    """Count the remarks of a cycle by question, reason and language; in one language if asked."""
    cycle = get_cycle(db.session, code)
    language = request.args.get("report_language", "")
    counts = [one for one in counts_of(db.session, code) if language in {"", one.language}]
    return render_template(
        "secretariat/remarks/remarks.html",
        cycle=cycle,
        questions=by_question(counts),
        reasons=_reasons(),
        total=sum(one.number for one in counts),
        chosen=language,
        all_six=list(LANGUAGES.values()),
        demonstration=cycle.demonstration,
    )


def _reasons() -> dict[str, str]:
    options = load_library().latest("VNR").option_sets[REASONS].options
    reader = access.language_of_request()
    return {one.value: translate_in(reader, f"{REASONS}:{one.value}", one.label) for one in options}
