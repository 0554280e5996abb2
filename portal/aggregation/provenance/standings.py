"""The reports behind coverage and behind the totals of best practices: who is expected, and what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from portal.aggregation.aggregate import Workings
from portal.aggregation.counting.publicity import FULL, NONE
from portal.aggregation.counting.roll import NATIONAL, Practice, Roll
from portal.aggregation.counting.standing import Standing
from portal.aggregation.display.rules import TOTAL
from portal.aggregation.provenance.figures import Contribution, Counted, Measure

ON_TIME = "on_time"
NO_REPORT = "no_report"

_TESTS: Mapping[str, Callable[[Standing, date], bool]] = {
    "expected": lambda _standing, _due: True,
    "received": lambda standing, _due: standing.received,
    "counted": lambda standing, _due: standing.counted is not None,
    "published": lambda standing, _due: standing.published,
    "withdrawn": lambda standing, _due: standing.withdrawn,
    ON_TIME: lambda standing, due: standing.is_on_time(due),
}


def coverage_at(workings: Workings, names: tuple[str, ...]) -> Counted:
    """Return the reports behind a figure of coverage, from its names after ``coverage``."""
    if names[0] == "previous":
        if workings.earlier is None:
            raise LookupError(names)
        roll, (family, leaf), place = workings.earlier, names[1:], None
    else:
        roll, family, leaf, place = workings.roll, names[0], names[-1], _place(names)
    name = leaf.removesuffix("_pct")
    test = _TESTS[name]
    found = []
    for country, standing in getattr(roll, family).items():
        if place is None or place in roll.countries[country]:
            found.append(_covered(country, standing, name, counted=test(standing, roll.cycle.due)))
    return Counted(Measure.SHARE if leaf != name else Measure.COUNT, tuple(found))


def _place(names: tuple[str, ...]) -> str | None:
    return None if names[1] == "all" else names[2]


def _covered(country: str, standing: Standing, name: str, *, counted: bool) -> Contribution:
    return Contribution(
        country=country,
        report=standing.counted or standing.latest,
        state=state_of(standing),
        public=name != ON_TIME or _may_be_dated(standing),
        numerator=counted,
        denominator=standing.received if name == ON_TIME else True,
    )


def _may_be_dated(standing: Standing) -> bool:
    """Whether everybody can read when a report came: it is in the summary, or in the report itself."""
    counted = standing.counted
    if counted is None or counted.consent == NONE:
        return False
    return counted.instrument in NATIONAL or standing.published


def state_of(standing: Standing) -> str:
    """Say in one word how far a report is."""
    if standing.counted is not None:
        return standing.counted.status
    if standing.received:
        return "received"
    if standing.declined:
        return "declined"
    return "withdrawn" if standing.withdrawn else NO_REPORT


_PRACTICES: Mapping[str, Callable[[Standing], bool]] = {
    "received": lambda standing: standing.received or standing.declined,
    "counted": lambda standing: standing.counted is not None,
    "published": lambda standing: standing.published,
    "declined": lambda standing: standing.declined,
    "withdrawn": lambda standing: standing.withdrawn,
}


def practices_at(workings: Workings, scope: str, names: tuple[str, ...]) -> Counted:
    """Return the practices behind a total, or the countries with at least one; raises LookupError."""
    practices = [one for one in workings.roll.practices if scope in {TOTAL, one.region}]
    if names[0] == "countries":
        measure = {"count": Measure.COUNT, "pct": Measure.SHARE}[names[1]]
        return Counted(measure, tuple(_countries(workings.roll, scope, practices)))
    test = _PRACTICES[names[0]]
    found = (
        Contribution(
            country=one.country,
            report=one.standing.counted or one.standing.latest,
            state=state_of(one.standing),
            public=_is_shown(one.standing),
            numerator=test(one.standing),
            denominator=True,
        )
        for one in practices
    )
    return Counted(Measure.COUNT, tuple(found))


def _is_shown(standing: Standing) -> bool:
    return standing.published and standing.counted is not None and standing.counted.consent == FULL


def _countries(roll: Roll, scope: str, practices: Iterable[Practice]) -> Iterable[Contribution]:
    """Yield every expected country, with its first counted practice if it has one."""
    counted: dict[str, list[Standing]] = {}
    for practice in practices:
        if practice.standing.counted is not None:
            counted.setdefault(practice.country, []).append(practice.standing)
    for country, (region, _) in roll.countries.items():
        if scope in {TOTAL, region}:
            # One that everybody can read comes first: it alone may be told of by name.
            standings = sorted(counted.get(country, ()), key=_is_shown, reverse=True)
            first = standings[0] if standings else None
            yield Contribution(
                country=country,
                report=None if first is None else first.counted,
                state=NO_REPORT if first is None else state_of(first),
                public=first is not None and _is_shown(first),
                numerator=first is not None,
                denominator=True,
            )
