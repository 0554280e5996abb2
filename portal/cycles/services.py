"""Changes to reporting cycles: creating, copying, inviting, opening, extending. Each leaves an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.countries.models import Region
from portal.countries.queries import get_country
from portal.cycles.models import Cycle, Extension, InvitedCountry
from portal.cycles.queries import closing_date, invitation_of
from portal.deadlines import PRESSED_TWICE
from portal.errors import RefusedError
from portal.events.models import Event
from portal.events.services import Actor, append_event
from portal.questionnaires.loader import load_library


@dataclass(frozen=True)
class CycleDates:
    """The dates of a cycle, all inclusive days."""

    period_start: date
    period_end: date
    opens: date
    due: date
    closes: date


@dataclass(frozen=True)
class CyclePlan:
    """A cycle as planned: what creating one needs. `invited` maps a country code to (region, track)."""

    code: str
    title: dict[str, str]
    dates: CycleDates
    conferences: tuple[str, ...]
    themes: tuple[str, ...]
    invited: dict[str, tuple[str, str]] = field(default_factory=dict)
    releases: dict[str, str] = field(default_factory=dict)
    review_days: int = 21
    demonstration: bool = False


def create_cycle(session: Session, plan: CyclePlan, actor: Actor, now: datetime) -> Cycle:
    """Create a cycle, not yet opened; raises RefusedError for dates out of order or a code in use."""
    if session.get(Cycle, plan.code) is not None:
        raise RefusedError("cycle_exists", cycle=plan.code)
    check_dates(plan.dates)
    cycle = Cycle(
        code=plan.code,
        title=plan.title,
        period_start=plan.dates.period_start,
        period_end=plan.dates.period_end,
        opens=plan.dates.opens,
        due=plan.dates.due,
        closes=plan.dates.closes,
        conferences=list(plan.conferences),
        themes=list(plan.themes),
        releases=dict(plan.releases),
        review_days=plan.review_days,
        demonstration=plan.demonstration,
    )
    try:
        with session.begin_nested():
            session.add(cycle)
    except IntegrityError as taken:  # by another request at the same moment
        raise RefusedError("cycle_exists", cycle=plan.code) from taken
    for country, (region, track) in plan.invited.items():
        _invite(session, cycle, country, region, track)
    append_event(session, _stream(cycle), "cycle_created", {"invited": len(plan.invited)}, actor, now)
    return cycle


def was_just_created(session: Session, code: str, actor: Actor, now: datetime) -> bool:
    """Whether the same person created this cycle a moment ago: a button pressed twice."""
    statement = select(Event.id).where(
        Event.stream == f"cycle:{code}",
        Event.kind == "cycle_created",
        Event.actor == actor.id,
        Event.at > now - PRESSED_TWICE,
    )
    return session.scalar(select(statement.exists())) is True


def check_dates(dates: CycleDates) -> None:
    """Refuse dates that are not in order."""
    if dates.period_start > dates.period_end:
        raise RefusedError("period_not_in_order")
    if not dates.opens <= dates.due <= dates.closes:
        raise RefusedError("dates_not_in_order")


def update_cycle(session: Session, cycle: Cycle, plan: CyclePlan, actor: Actor, now: datetime) -> None:
    """Change a cycle that is not open yet; raises RefusedError once it is."""
    _refuse_opened(cycle)
    check_dates(plan.dates)
    cycle.title, cycle.conferences, cycle.themes = plan.title, list(plan.conferences), list(plan.themes)
    for name in ("period_start", "period_end", "opens", "due", "closes"):
        setattr(cycle, name, getattr(plan.dates, name))
    cycle.releases, cycle.demonstration = dict(plan.releases), plan.demonstration
    cycle.review_days = plan.review_days
    append_event(session, _stream(cycle), "cycle_changed", {}, actor, now)


def set_invited(
    session: Session, cycle: Cycle, invited: dict[str, tuple[str, str]], actor: Actor, now: datetime
) -> None:
    """Replace the invited countries of a cycle that is not open yet: code → (region, track)."""
    _refuse_opened(cycle)
    cycle.invited.clear()
    session.flush()
    for country, (region, track) in invited.items():
        _invite(session, cycle, country, region, track)
    append_event(session, _stream(cycle), "countries_invited", {"countries": sorted(invited)}, actor, now)


def invite_later(
    session: Session, cycle: Cycle, country: str, place: tuple[str, str], actor: Actor, now: datetime
) -> InvitedCountry:
    """Invite one more country in an opened cycle, dated by its event; `place` is (region, track)."""
    if any(known.country_code == country for known in cycle.invited):
        raise RefusedError("country_already_invited", country=country)
    invited = _invite(session, cycle, country, *place)
    payload = {"country": country, "region": place[0], "track": place[1]}
    append_event(session, _stream(cycle), "country_invited_later", payload, actor, now)
    return invited


def open_cycle(session: Session, cycle: Cycle, actor: Actor, now: datetime) -> None:
    """Open a cycle: from now on it is frozen, with the releases of the questionnaires answered in it.

    Refused without countries, conferences or themes, or where a release named is not published.
    """
    _refuse_opened(cycle)
    if not cycle.invited:
        raise RefusedError("cycle_without_countries")
    if not cycle.conferences or not cycle.themes:
        raise RefusedError("cycle_without_lists")
    cycle.releases = _releases(cycle)
    cycle.opened_at = now
    payload = {
        "opens": cycle.opens.isoformat(),
        "due": cycle.due.isoformat(),
        "closes": cycle.closes.isoformat(),
        "countries": len(cycle.invited),
    }
    append_event(session, _stream(cycle), "cycle_opened", payload, actor, now)


def extend(
    session: Session, cycle: Cycle, country: str, until: date, actor: Actor, now: datetime
) -> Extension:
    """Give a country a later closing date; raises RefusedError where it would not be later."""
    invitation_of(session, cycle.code, country)
    if until <= closing_date(session, cycle, country):
        raise RefusedError("extension_not_later", until=until.isoformat())
    extension = Extension(
        cycle_code=cycle.code, country_code=country, until=until, granted_at=now, granted_by=actor.id
    )
    session.add(extension)
    payload = {"country": country, "until": until.isoformat()}
    append_event(session, _stream(cycle), "extension_granted", payload, actor, now)
    return extension


def _invite(session: Session, cycle: Cycle, country: str, region: str, track: str) -> InvitedCountry:
    get_country(session, country)
    invited = InvitedCountry(country_code=country, region=Region(region), track=track)
    cycle.invited.append(invited)
    session.flush()
    return invited


def _releases(cycle: Cycle) -> dict[str, str]:
    """Return the release of every published instrument: the cycle's own, else the latest of today."""
    published = load_library().published()
    known = {(found.prefix, found.release) for found in published}
    for instrument, release in cycle.releases.items():
        if (instrument, release) not in known:
            raise RefusedError("release_not_published", instrument=instrument, release=release)
    return {**{found.prefix: found.release for found in published}, **cycle.releases}


def _refuse_opened(cycle: Cycle) -> None:
    if cycle.opened_at is not None:
        raise RefusedError("cycle_frozen", cycle=cycle.code)


def _stream(cycle: Cycle) -> str:
    return f"cycle:{cycle.code}"
