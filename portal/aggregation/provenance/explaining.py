"""From the path of a figure to all that is known of it: value, flags, questions, contributing answers.

Nothing is computed a second time: the contributions are the replies that the figure itself is written from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.aggregation.aggregate import MINIMUM_COUNTRIES, Workings, workings_of, write
from portal.aggregation.display.variant import public_variant
from portal.aggregation.inputs import EVERY_COUNTRY, CycleInput, Selection
from portal.aggregation.provenance.addresses import (
    TRENDS,
    flags_at,
    names_of,
    scope_of,
    shown_in,
    table_of,
    value_at,
)
from portal.aggregation.provenance.changes import change_at
from portal.aggregation.provenance.countries import SINGLE
from portal.aggregation.provenance.figures import Counted, Figure
from portal.aggregation.provenance.pools import block_at
from portal.aggregation.provenance.standings import coverage_at, practices_at
from portal.aggregation.tables.choices import PRACTICE_CHOICES


@dataclass(frozen=True)
class Explained:
    """The aggregates of a cycle in both variants, ready to explain any of their figures."""

    workings: Workings
    aggregates: Mapping[str, Any]
    public: Mapping[str, Any]

    def figure(self, path: str) -> Figure:
        """Explain one figure; raises LookupError where the path leads to none."""
        names = names_of(path)
        value = value_at(self.aggregates, names)
        scope, rest = scope_of(names)
        codes, counted = _behind(self.workings, scope, rest)
        shown = shown_in(self.public, names)
        return Figure(
            path=path,
            scope=scope,
            name=rest,
            table=table_of(rest, codes[0] if codes else ""),
            codes=codes,
            measure=counted.measure,
            value=value,
            public_value=value_at(self.public, names) if shown else None,
            shown=shown,
            flags=flags_at(self.aggregates, names),
            contributions=counted.contributions,
        )


def explain(
    current: CycleInput,
    previous: CycleInput | None,
    minimum_countries: int = MINIMUM_COUNTRIES,
    selection: Selection = EVERY_COUNTRY,
) -> Explained:
    """Compute the aggregates of a cycle so that each figure can be explained; as `aggregate`."""
    workings = workings_of(current, previous, minimum_countries, selection)
    aggregates = write(workings)
    return Explained(workings, aggregates, public_variant(aggregates))


def _behind(workings: Workings, scope: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], Counted]:
    """Return the codes of the questions a figure rests on, and its contributions; raises LookupError."""
    if names[0] == "coverage":
        return (), coverage_at(workings, names[1:])
    if names[0] in TRENDS:
        return change_at(workings, scope, names)
    if names[0] == "best_practices" and names[1] not in PRACTICE_CHOICES:
        return (), practices_at(workings, scope, names[1:])
    for place, single in SINGLE.items():
        if names[: len(place)] == place:
            return single(workings, names[len(place) :])
    block = block_at(workings, names)
    return block.codes, block.counted(workings, scope)
