"""The roll of a cycle: every expected country, where its reports and practices stand, the counted records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.aggregation.counting.records import Record, record_of
from portal.aggregation.counting.standing import NOTHING_FILED, Standing, standing_of
from portal.aggregation.inputs import RESIDENT_COORDINATOR, CycleInput, ReportFacts, Selection

NATIONAL = frozenset({"VNR", "VND"})
COORDINATOR = frozenset({"RCR"})
PRACTICE = frozenset({"BPR"})


@dataclass(frozen=True)
class Practice:
    """One practice with all its versions: the unit of best practices (section 6)."""

    country: str
    region: str
    standing: Standing


@dataclass(frozen=True)
class Roll:
    """The expected countries of a cycle in alphabetical order, and what each of them filed.

    `countries` maps to (region, track). `national` has every expected country, `coordinators` those of
    track rc.
    """

    cycle: CycleInput
    countries: Mapping[str, tuple[str, str]]
    national: Mapping[str, Standing]
    coordinators: Mapping[str, Standing]
    practices: tuple[Practice, ...]

    def national_records(self) -> tuple[Record, ...]:
        """Index the counted national reports."""
        return self._records(self.national.values())

    def coordinator_records(self) -> tuple[Record, ...]:
        """Index the counted coordinators' reports."""
        return self._records(self.coordinators.values())

    def practice_records(self) -> tuple[Record, ...]:
        """Index the counted practices."""
        return self._records(practice.standing for practice in self.practices)

    def _records(self, standings: Iterable[Standing]) -> tuple[Record, ...]:
        return tuple(record_of(item.counted, self.cycle) for item in standings if item.counted is not None)


def call_roll(cycle: CycleInput, selection: Selection) -> Roll:
    """Judge every report of the expected countries admitted by the selection; others never enter a figure."""
    countries = {
        country: place
        for country, place in sorted(cycle.invited.items())
        if selection.admits(country, *place)
    }
    filed = _by_family(cycle.reports)
    return Roll(
        cycle=cycle,
        countries=countries,
        national={country: _standing(filed, NATIONAL, country) for country in countries},
        coordinators={
            country: _standing(filed, COORDINATOR, country)
            for country, (_, track) in countries.items()
            if track == RESIDENT_COORDINATOR
        },
        practices=tuple(_practices(cycle.reports, countries)),
    )


_Filed = Mapping[tuple[str, str], list[ReportFacts]]


def _by_family(reports: Iterable[ReportFacts]) -> _Filed:
    filed: defaultdict[tuple[str, str], list[ReportFacts]] = defaultdict(list)
    for report in reports:
        filed[report.instrument, report.country].append(report)
    return filed


def _standing(filed: _Filed, family: frozenset[str], country: str) -> Standing:
    versions = [report for instrument in family for report in filed.get((instrument, country), ())]
    return standing_of(versions) if versions else NOTHING_FILED


def _practices(
    reports: Iterable[ReportFacts], countries: Mapping[str, tuple[str, str]]
) -> Iterable[Practice]:
    filed: defaultdict[tuple[str, str], list[ReportFacts]] = defaultdict(list)
    for report in reports:
        if report.instrument in PRACTICE and report.country in countries:
            filed[report.country, report.subject or report.report_id].append(report)
    for (country, _), versions in sorted(filed.items()):
        yield Practice(country, countries[country][0], standing_of(versions))
