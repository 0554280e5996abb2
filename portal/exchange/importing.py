"""Bringing a bundle into the portal: all of it or nothing, and the same bundle twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.countries.models import Country, Region
from portal.cycles.models import Cycle
from portal.cycles.services import CycleDates, CyclePlan, create_cycle, open_cycle
from portal.events.services import Actor
from portal.exchange.checking import NewReport, Verdict, check_bundle
from portal.exchange.queries import cycles_by_code
from portal.exchange.shape import Entry
from portal.questionnaires.loader import load_library
from portal.reports.lifecycle.receiving import Place, record_received

IMPORT = Actor(name="import")
"""Who did it, in the events of an import."""


def import_bundle(
    session: Session, content: bytes, now: datetime, *, actor: Actor = IMPORT, demonstration: bool = False
) -> Verdict:
    """Import a bundle as it came (the bytes of the file) and return the verdict; never commits.

    With faults in the verdict nothing was written. `demonstration` marks the cycles it creates as filed by
    nobody.
    """
    verdict = check_bundle(session, content)
    if verdict.faults:
        return verdict
    for entry in verdict.countries:
        session.add(_country(entry))
    session.flush()
    for entry in verdict.cycles:
        _create_cycle(session, entry, actor, now, demonstration=demonstration)
    session.flush()
    _record_reports(session, verdict.reports, actor, now)
    return verdict


def _country(entry: Entry) -> Country:
    return Country(
        code=entry.get("code"),
        names=dict(entry.get("names")),
        region=Region(entry.get("region")),
        default_track=entry.get("track") or "rc",
        fictional=bool(entry.get("fictional")),
        un_status="none",
    )


def _create_cycle(
    session: Session, entry: Entry, actor: Actor, now: datetime, *, demonstration: bool
) -> Cycle:
    """Create a cycle and open it: what arrives in a bundle is frozen already."""
    published = {found.prefix: found.release for found in load_library().published()}
    days = {
        name: date.fromisoformat(entry.get(name))
        for name in ("period_start", "period_end", "opens", "due", "closes")
    }
    plan = CyclePlan(
        code=entry.get("code"),
        title=dict(entry.get("title")),
        dates=CycleDates(**days),
        conferences=tuple(entry.get("conferences")),
        themes=tuple(entry.get("themes")),
        invited={item["country"]: (item["region"], item["track"]) for item in entry.get("invited")},
        # An instrument not named is asked in the latest release of today, also when there is a later one.
        releases={**published, **(entry.get("releases") or {})},
        demonstration=demonstration,
    )
    if entry.get("review_days"):
        plan = replace(plan, review_days=entry.get("review_days"))
    cycle = create_cycle(session, plan, actor, now)
    if plan.invited:
        open_cycle(session, cycle, actor, now)
    return cycle


def _record_reports(session: Session, reports: tuple[NewReport, ...], actor: Actor, now: datetime) -> None:
    cycles = cycles_by_code(session)
    invited = {(cycle.code, item.country_code): item for cycle in cycles.values() for item in cycle.invited}
    for report in reports:
        place = Place(cycles[report.cycle], invited[report.cycle, report.country], report.questionnaire)
        record_received(session, place, report.received, actor, now)
