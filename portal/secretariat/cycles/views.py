"""Pages of reporting cycles: where one stands, planning one, inviting countries, opening it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts import access
from portal.accounts.forms import EmptyForm, typed
from portal.accounts.permissions import Permission
from portal.accounts.queries import countries_without_focal_point
from portal.accounts.services import actor_of
from portal.countries.models import Country, Region
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import all_cycles, get_cycle
from portal.cycles.services import (
    create_cycle,
    invite_later,
    open_cycle,
    set_invited,
    update_cycle,
    was_just_created,
)
from portal.errors import RefusedError
from portal.extensions import db
from portal.i18n import order_of, pick
from portal.secretariat.cycles import planning
from portal.secretariat.cycles.forms import CycleForm, LaterForm, PlaceForm, data_of
from portal.secretariat.queries import country_lines, coverage_of, not_yet_received
from portal.secretariat.words import REGIONS, STATES, TRACKS

blueprint = Blueprint("cycles", __name__, url_prefix="/cycles")


@blueprint.get("/<code>")
@access.requires(Permission.CYCLE_MANAGE)
def cycle(code: str) -> ResponseReturnValue:
    """Show where a cycle stands: dates, coverage, every invited country."""
    found = get_cycle(db.session, code)
    lines = country_lines(db.session, found)
    region, state = request.args.get("region", ""), request.args.get("state", "")
    return render_template(
        "secretariat/cycles/cycle.html",
        cycle=found,
        coverage=coverage_of(found, lines),
        late=not_yet_received(found, lines, access.now()),
        without=set(countries_without_focal_point(db.session, [line.country.code for line in lines])),
        lines=[line for line in lines if _fits(line, region, state)],
        region=region,
        state=state,
        regions=REGIONS,
        tracks=TRACKS,
        states=STATES,
        conferences=_labels("CONF", found.conferences),
        themes=_labels("THEME", found.themes),
        demonstration=found.demonstration,
    )


def _labels(set_code: str, codes: list[str]) -> list[str]:
    """Return labels of conferences or themes in the reader's language; an unknown one is its own label."""
    labels = dict(planning.listed(set_code, access.language_of_request()))
    return [labels.get(code, code) for code in codes]


def _fits(line: Any, region: str, state: str) -> bool:
    """Whether a country is among those asked for by region and state."""
    if region and line.invited.region.value != region:
        return False
    status = line.current.status.value if line.current else "none"
    return not state or status == state


@blueprint.route("/new", methods=["GET", "POST"])
@access.requires(Permission.CYCLE_MANAGE)
def new() -> ResponseReturnValue:
    """Plan a cycle, as a copy of another one where the address names it."""
    source = _source()
    form = _form(planning.copied(source) if source else {"review_days": planning.REVIEW_DAYS})
    if form.validate_on_submit():
        plan = form.plan(planning.places_of(source) if source else None)
        actor, now = actor_of(access.identity()), access.now()
        try:
            create_cycle(db.session, plan, actor, now)
        except RefusedError as refusal:
            if refusal.code != "cycle_exists" or not was_just_created(db.session, plan.code, actor, now):
                _blame(form, refusal)
                return _form_page(form, None, source)
        flash(_("The cycle is planned. Nobody is told of it until you open it."))
        return redirect(url_for("secretariat.cycles.invite", code=plan.code))
    return _form_page(form, None, source)


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@access.requires(Permission.CYCLE_MANAGE)
def edit(code: str) -> ResponseReturnValue:
    """Change a cycle that is not open yet."""
    found = get_cycle(db.session, code)
    _refuse_open(found)
    form = _form(data_of(found))
    form.code.data = found.code
    if form.validate_on_submit():
        try:
            update_cycle(db.session, found, form.plan(), actor_of(access.identity()), access.now())
        except RefusedError as refusal:
            _blame(form, refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("secretariat.cycles.cycle", code=code))
    return _form_page(form, found, None)


@blueprint.route("/<code>/invited", methods=["GET", "POST"])
@access.requires(Permission.CYCLE_MANAGE)
def invite(code: str) -> ResponseReturnValue:
    """Choose the countries to invite, each with its region and track."""
    found = get_cycle(db.session, code)
    _refuse_open(found)
    countries = countries_by_code(db.session)
    ticked = [key for key in request.form.getlist("invite") if key in countries]
    forms = {key: PlaceForm(request.form, prefix=key) for key in ticked}
    if request.method == "POST" and ticked and all(form.validate() for form in forms.values()):
        invited = {key: (typed(form.region), typed(form.track)) for key, form in forms.items()}
        set_invited(db.session, found, invited, actor_of(access.identity()), access.now())
        flash(_("The countries to invite are saved."))
        return redirect(url_for("secretariat.cycles.cycle", code=code))
    return _invite_page(found, countries, posted=request.form if request.method == "POST" else None)


@blueprint.route("/<code>/open", methods=["GET", "POST"])
@access.requires(Permission.CYCLE_MANAGE)
def start(code: str) -> ResponseReturnValue:
    """Open a cycle; afterwards its dates, lists and countries no longer change."""
    found = get_cycle(db.session, code)
    _refuse_open(found)
    form = EmptyForm()
    if form.validate_on_submit():
        open_cycle(db.session, found, actor_of(access.identity()), access.now())
        flash(_("The cycle is open."))
        return redirect(url_for("secretariat.cycles.cycle", code=code))
    codes = [invited.country_code for invited in found.invited]
    without = countries_without_focal_point(db.session, codes)
    return render_template(
        "secretariat/cycles/open.html",
        cycle=found,
        form=form,
        without=len(without),
        demonstration=found.demonstration,
    )


@blueprint.route("/<code>/later", methods=["GET", "POST"])
@access.requires(Permission.CYCLE_MANAGE)
def later(code: str) -> ResponseReturnValue:
    """Invite one more country to a cycle that is open."""
    found = get_cycle(db.session, code)
    invited = {one.country_code for one in found.invited}
    free = [one for one in _by_name(countries_by_code(db.session)) if one[0].code not in invited]
    form = LaterForm(free)
    if form.validate_on_submit():
        place = (typed(form.region), typed(form.track))
        country = typed(form.country)
        invite_later(db.session, found, country, place, actor_of(access.identity()), access.now())
        flash(_("The country is invited."))
        return redirect(url_for("secretariat.places.place", code=code, country=country))
    page = render_template(
        "secretariat/cycles/later.html",
        cycle=found,
        form=form,
        free=free,
        demonstration=found.demonstration,
    )
    return page, 422 if form.errors else 200


# --- pages ---------------------------------------------------------------------------------------


def _source() -> Cycle | None:
    code = request.args.get("from")
    return get_cycle(db.session, code) if code else None


def _refuse_open(found: Cycle) -> None:
    if found.opened_at is not None:
        raise RefusedError("cycle_frozen", cycle=found.code)


def _form(data: dict[str, Any]) -> CycleForm:
    language = access.language_of_request()
    conferences, themes = (
        [SelectChoice(value, label) for value, label in planning.listed(code, language)]
        for code in ("CONF", "THEME")
    )
    return CycleForm(conferences, themes, data)


def _blame(form: CycleForm, refusal: RefusedError) -> None:
    """Show a refusal by the field it is about."""
    fields = {
        "cycle_exists": (form.code, _("There is already a cycle with this code.")),
        "period_not_in_order": (form.period_end, _("The period ends before it begins.")),
        "dates_not_in_order": (form.due, _("These three days must follow each other.")),
    }
    if refusal.code not in fields:
        raise refusal
    field, sentence = fields[refusal.code]
    field.errors = [sentence]


def _form_page(form: CycleForm, found: Cycle | None, source: Cycle | None) -> ResponseReturnValue:
    page = render_template(
        "secretariat/cycles/form.html",
        form=form,
        cycle=found,
        source=source,
        cycles=[] if found else all_cycles(db.session),
        errors=list(form.all_errors()),
        demonstration=bool(found and found.demonstration),
    )
    return page, 422 if any(field.errors for field in form) else 200


@dataclass(frozen=True)
class InviteRow:
    """One country in the table of invitations, as ticked and chosen."""

    country: Country
    name: str
    ticked: bool
    region: str
    track: str


def _invite_page(
    found: Cycle, countries: dict[str, Country], posted: MultiDict[str, str] | None
) -> ResponseReturnValue:
    shown = planning.offered_places(found, countries.values())
    rows = [_row(country, name, shown, posted) for country, name in _by_name(countries)]
    groups = [
        (REGIONS[region], [row for row in rows if row.country.region is region and not row.country.fictional])
        for region in Region
    ]
    groups.append((_("Fictional countries"), [row for row in rows if row.country.fictional]))
    page = render_template(
        "secretariat/cycles/invite.html",
        cycle=found,
        groups=[group for group in groups if group[1]],
        regions=REGIONS,
        tracks=TRACKS,
        errors=[("content", _("Please tick at least one country."))] if posted is not None else [],
        demonstration=found.demonstration,
    )
    return page, 200 if posted is None else 422


def _row(
    country: Country,
    name: str,
    shown: dict[str, tuple[str, str]],
    posted: MultiDict[str, str] | None,
) -> InviteRow:
    region, track = shown.get(country.code, (country.region.value, country.default_track))
    if posted is None:
        return InviteRow(country, name, country.code in shown, region, track)
    region = posted.get(f"{country.code}-region", region)
    track = posted.get(f"{country.code}-track", track)
    return InviteRow(country, name, country.code in posted.getlist("invite"), region, track)


def _by_name(countries: dict[str, Country]) -> list[tuple[Country, str]]:
    """Return countries with their names, in the order of names of the reader's language."""
    language = access.language_of_request()
    named = [(country, pick(country.names, language)) for country in countries.values()]
    return sorted(named, key=lambda one: order_of(one[1]))
