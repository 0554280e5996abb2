"""The secretariat's desk: what waits, where the current cycle stands; and the rooms behind it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import access
from portal.accounts.permissions import Permission
from portal.accounts.queries import countries_without_focal_point
from portal.cycles.models import Cycle
from portal.cycles.queries import all_cycles
from portal.deadlines import running_day
from portal.extensions import db
from portal.issued.live.issues import cycles_to_issue_again
from portal.secretariat.compositions import views as compositions_views
from portal.secretariat.cycles import views as cycles_views
from portal.secretariat.figures import views as figures_views
from portal.secretariat.invitations import views as invitations_views
from portal.secretariat.issues import views as issues_views
from portal.secretariat.letters import views as letters_views
from portal.secretariat.places import views as places_views
from portal.secretariat.provenance import views as provenance_views
from portal.secretariat.queries import (
    country_lines,
    coverage_of,
    not_yet_received,
    waiting_for_secretariat,
)
from portal.secretariat.reading import views as reading_views
from portal.secretariat.remarks import views as remarks_views
from portal.secretariat.reports import views as reports_views
from portal.secretariat.words import REGIONS, TASKS, TRACKS

blueprint = Blueprint("secretariat", __name__, url_prefix="/<lang>/secretariat")
for part in (
    compositions_views,
    cycles_views,
    figures_views,
    invitations_views,
    issues_views,
    letters_views,
    places_views,
    provenance_views,
    reading_views,
    remarks_views,
    reports_views,
):
    blueprint.register_blueprint(part.blueprint)


@blueprint.get("")
@access.requires(Permission.CYCLE_MANAGE)
def home() -> ResponseReturnValue:
    """Show what waits for the secretariat and where the current cycle stands."""
    cycles = all_cycles(db.session)
    current = _current(cycles)
    now = access.now()
    lines = country_lines(db.session, current) if current else []
    without = countries_without_focal_point(db.session, [line.country.code for line in lines])
    return render_template(
        "secretariat/home.html",
        cycles=cycles,
        current=current,
        coverage=coverage_of(current, lines) if current else None,
        late=not_yet_received(current, lines, now) if current else [],
        without=[line for line in lines if line.country.code in without],
        waiting=waiting_for_secretariat(db.session, now),
        to_issue=cycles_to_issue_again(db.session, cycles),
        today=running_day(now),
        regions=REGIONS,
        tracks=TRACKS,
        tasks=TASKS,
        demonstration=bool(current and current.demonstration),
    )


def _current(cycles: list[Cycle]) -> Cycle | None:
    """Return the latest open cycle that is no demonstration, else the latest open one."""
    opened = [cycle for cycle in cycles if cycle.opened_at is not None]
    real = [cycle for cycle in opened if not cycle.demonstration]
    return next(iter(real or opened), None)
