"""The next cycle as a copy of the last: everything a year later; and the places a form names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.countries.models import Country
from portal.cycles.models import Cycle
from portal.i18n import translate_in
from portal.questionnaires.definition import NONE, OTHER
from portal.questionnaires.loader import load_library
from portal.secretariat.cycles.forms import DATES

REVIEW_DAYS = 21


def a_year_later(day: date) -> date:
    """Return the same day of the next year; 28 February for 29 February.

    >>> a_year_later(date(2000, 2, 29)), a_year_later(date(2000, 3, 31))
    (datetime.date(2001, 2, 28), datetime.date(2001, 3, 31))
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def next_code(code: str) -> str:
    """Return the code that follows: the next number, else the same with ``-2``.

    >>> next_code("1999"), next_code("T1")
    ('2000', 'T1-2')
    """
    return str(int(code) + 1) if code.isdecimal() else f"{code}-2"


def copied(cycle: Cycle) -> dict[str, Any]:
    """Return the data of a form for the cycle after this one: same lists and countries, a year later."""
    following = next_code(cycle.code)
    titles = {f"title_{code}": title.replace(cycle.code, following) for code, title in cycle.title.items()}
    return {
        **titles,
        **{name: a_year_later(getattr(cycle, name)) for name in DATES},
        "code": following,
        "review_days": cycle.review_days,
        "conferences": list(cycle.conferences),
        "themes": list(cycle.themes),
    }


def places_of(cycle: Cycle) -> dict[str, tuple[str, str]]:
    """Return the invited countries of a cycle: code → (region, track)."""
    return {invited.country_code: (invited.region.value, invited.track) for invited in cycle.invited}


def offered_places(cycle: Cycle, countries: Iterable[Country]) -> dict[str, tuple[str, str]]:
    """Return what the table of invitations shows ticked: who is invited, or every State while nobody is."""
    if cycle.invited:
        return places_of(cycle)
    return {
        country.code: (country.region.value, country.default_track)
        for country in countries
        if not country.fictional
    }


def listed(set_code: str, language: str) -> list[tuple[str, str]]:
    """Return code and label of the conferences (CONF) or themes (THEME) that the questionnaires know."""
    options = load_library().latest("VNR").option_sets[set_code].options
    return [
        (option.value, translate_in(language, f"{set_code}:{option.value}", option.label))
        for option in options
        if option.value not in {NONE, OTHER}
    ]
