"""Rules for the countries and cycles of a bundle; a cycle, of the bundle or the portal, as rules see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.cycles.models import Cycle
from portal.exchange.faults import Fault
from portal.exchange.shape import Entry
from portal.questionnaires.definition import NONE, OTHER
from portal.questionnaires.loader import load_library
from portal.reports.queries import release_in

RESERVED_THEMES = (NONE, OTHER)
COMPARED = (
    "period_start",
    "period_end",
    "opens",
    "due",
    "closes",
    "conferences",
    "themes",
    "invited",
    "review_days",
)
"""Fields in which a known cycle must be equal; the title may differ."""


@dataclass(frozen=True)
class CycleView:
    """What the rules for submissions need of a cycle. `invited` maps a country to its track.

    None: the bundle's own statement of it is faulty, so nothing is held against it.
    """

    code: str
    opened: bool
    period: tuple[date, date] | None
    conferences: tuple[str, ...] | None
    themes: tuple[str, ...] | None
    invited: Mapping[str, str] | None
    releases: Mapping[str, str]


def view_of_entry(entry: Entry) -> CycleView:
    """Return a cycle of the bundle as the rules see it; it is opened by the import."""
    first, last = entry.get("period_start"), entry.get("period_end")
    invited, conferences, themes = entry.get("invited"), entry.get("conferences"), entry.get("themes")
    return CycleView(
        code=entry.get("code"),
        opened=True,
        period=(date.fromisoformat(first), date.fromisoformat(last)) if first and last else None,
        conferences=None if conferences is None else tuple(conferences),
        themes=None if themes is None else tuple(themes),
        invited=None if invited is None else {item["country"]: item["track"] for item in invited},
        releases=entry.get("releases") or {},
    )


def view_of_cycle(cycle: Cycle) -> CycleView:
    """Return a cycle of the portal as the rules see it."""
    return CycleView(
        code=cycle.code,
        opened=cycle.opened_at is not None,
        period=(cycle.period_start, cycle.period_end),
        conferences=tuple(cycle.conferences),
        themes=tuple(cycle.themes),
        invited={item.country_code: item.track for item in cycle.invited},
        releases=cycle.releases,
    )


def cycle_object(cycle: Cycle) -> dict[str, Any]:
    """Return a cycle as a bundle writes it."""
    entry: dict[str, Any] = {"code": cycle.code, "title": dict(cycle.title)}
    for name in ("period_start", "period_end", "opens", "due", "closes"):
        entry[name] = getattr(cycle, name).isoformat()
    entry["conferences"] = list(cycle.conferences)
    entry["themes"] = list(cycle.themes)
    entry["invited"] = [
        {"country": item.country_code, "region": item.region.value, "track": item.track}
        for item in sorted(cycle.invited, key=lambda item: item.country_code)
    ]
    if cycle.releases:
        entry["releases"] = dict(cycle.releases)
    entry["review_days"] = cycle.review_days
    return entry


# --- rules ---------------------------------------------------------------------------------------


def check_countries(countries: Sequence[Entry]) -> Iterator[Fault]:
    """Yield what is wrong with the countries of a bundle beyond their shape."""
    yield from _given_twice(countries, "country_twice")


def check_cycles(
    cycles: Sequence[Entry], known: Mapping[str, Cycle], countries: Collection[str]
) -> Iterator[Fault]:
    """Yield what is wrong with the cycles of a bundle; `countries` are those known to it or the portal."""
    yield from _given_twice(cycles, "cycle_twice")
    for entry in cycles:
        yield from _check_dates(entry)
        yield from _check_invited(entry, countries)
        yield from _check_releases(entry)
        for theme in (name for name in RESERVED_THEMES if name in (entry.get("themes") or ())):
            yield Fault(entry.label, "themes", "theme_reserved", {"theme": theme})
        if entry.get("code") in known:
            yield from _check_equal(entry, known[entry.get("code")])


def _given_twice(entries: Sequence[Entry], code: str) -> Iterator[Fault]:
    counts = Counter(entry.label for entry in entries if entry.get("code"))
    for label, count in counts.items():
        if count > 1:
            yield Fault(label, "", code)


def _check_dates(entry: Entry) -> Iterator[Fault]:
    first, last = entry.get("period_start"), entry.get("period_end")
    if first and last and first > last:
        yield Fault(entry.label, "period_end", "period_reversed")
    dates = [day for name in ("opens", "due", "closes") if (day := entry.get(name))]
    if dates != sorted(dates):
        yield Fault(entry.label, "opens", "dates_reversed")


def _check_invited(entry: Entry, countries: Collection[str]) -> Iterator[Fault]:
    counts = Counter(item["country"] for item in entry.get("invited") or ())
    for country, count in counts.items():
        if count > 1:
            yield Fault(entry.label, "invited", "invited_twice", {"country": country})
        if country not in countries:
            yield Fault(entry.label, "invited", "invited_unknown", {"country": country})


def _check_releases(entry: Entry) -> Iterator[Fault]:
    for instrument, release in (entry.get("releases") or {}).items():
        if not has_release(instrument, release):
            params = {"instrument": instrument, "release": release}
            yield Fault(entry.label, f"releases.{instrument}", "release_unknown", params)


def has_release(instrument: str, release: str) -> bool:
    """Whether the library holds that release, published or not."""
    try:
        load_library().release(instrument, release)
    except KeyError:
        return False
    return True


def _check_equal(entry: Entry, cycle: Cycle) -> Iterator[Fault]:
    """A known cycle is equal in all but the title; releases and review days are compared where given."""
    known = cycle_object(cycle)
    given = dict(entry.fields)
    if "invited" in given:
        given["invited"] = sorted(given["invited"], key=lambda item: item["country"])
    fields = [name for name in COMPARED if name in given and given[name] != known[name]]
    fields += [
        f"releases.{instrument}"
        for instrument, release in (given.get("releases") or {}).items()
        if release != release_in(cycle, instrument)
    ]
    if fields:
        yield Fault(entry.label, "", "cycle_differs", {"fields": ", ".join(fields)})
