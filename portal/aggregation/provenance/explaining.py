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
from portal.aggregation.provenance.countries import SINGLE, codes_of_row, is_row
from portal.aggregation.provenance.figures import Counted, Figure, Measure
from portal.aggregation.provenance.pools import block_at
from portal.aggregation.provenance.standings import coverage_at, practices_at
from portal.aggregation.tables.choices import PRACTICE_CHOICES


@dataclass(frozen=True)
class Explained:
    """The aggregates of a cycle in both variants, ready to explain any of their figures."""

    workings: Workings
    aggregates: Mapping[str, Any]
    public: Mapping[str, Any]
    for_all: bool = False

    def figure(self, path: str) -> Figure:
        """Explain one figure; raises LookupError where the path leads to none."""
        names = names_of(path)
        shown = shown_in(self.public, names)
        scope, rest = scope_of(names)
        if self.for_all and not shown and is_row(rest, self.public["countries"]):
            return _row_not_shown(path, scope, rest)
        value = value_at(self.aggregates, names)
        codes, counted = _behind(self.workings, scope, rest)
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
    seen: Mapping[str, Any] | None = None,
) -> Explained:
    """Compute the aggregates of a cycle so that each figure can be explained; as `aggregate`.

    `seen` is what everybody is served, where that is not the public variant of the same.
    """
    workings = workings_of(current, previous, minimum_countries, selection)
    aggregates = write(workings)
    if seen is None:
        return Explained(workings, aggregates, public_variant(aggregates))
    return Explained(workings, aggregates, seen, for_all=True)


def _row_not_shown(path: str, scope: str, names: tuple[str, ...]) -> Figure:
    """Return a figure about one country of which nothing is told, nor whether there is one (rule 8.10)."""
    codes = codes_of_row(names)
    return Figure(
        path=path,
        scope=scope,
        name=names,
        table=table_of(names, codes[0]),
        codes=codes,
        measure=Measure.ANSWER,
        value=None,
        public_value=None,
        shown=False,
        flags={},
        contributions=(),
    )


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
