"""Figures bound to aggregates: looked up by their path, written in one language, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal import i18n
from portal.i18n import N_
from portal.questionnaires.definition import Asked, Questionnaire
from portal.summaries.structure import Source, Value
from portal.summaries.wording import Wording

TOTAL = "total"
NOT_SHOWN = N_("not shown")
SMALL = N_("n < 3")
NONE = ".."
MEANS = frozenset({"mean", "median", "mean_change", "median_reduction_pct"})
"""Figures that need several countries: where n beside one is shown and small, that is why it is not."""

PLACES: Mapping[str, int] = {
    "mean": 2,
    "median": 2,
    "mean_change": 2,
    "difference": 2,
    "median_reduction_pct": 1,
    "reduction_pct": 1,
    "required_pct": 2,
}
"""Decimals by the last name of a path; other shares have one, counts and sums those they have."""

SIGNED = frozenset({"mean_change", "difference"})

TABLES: tuple[tuple[str, str], ...] = (
    ("coverage", "T1"),
    ("by_conference", "T3"),
    ("by_theme", "T4"),
    ("obstacles", "T5"),
    ("support", "T5"),
    ("sources", "T3"),
    ("poverty", "T6"),
    ("assistance", "T7"),
    ("government_view", "T9"),
    ("coordination", "T10"),
    ("best_practices", "T12"),
    ("trend", "T3"),
    ("trend_published", "T3"),
    ("progress_matrix", "T3"),
    ("theme_matrix", "T4"),
)
SECTION_TABLES: Mapping[str, str] = {
    "VNR.12.A": "T1",
    "VNR.12.B": "T2",
    "VNR.12.D": "T6",
    "VNR.12.E": "T7",
    "VNR.12.F": "T4",
    "VNR.12.G": "T8",
    "VNR.12.H": "T9",
    "VND.15.X": "T9",
    "RCR.13": "T10",
    "RCR.14": "T11",
    "BPR.12": "T12",
}
"""The table of a question, by the beginning of its code (aggregation, section 6)."""
COORDINATION_TABLES = frozenset({"thematic_groups", "frameworks", "requests", "plans"})


def table_of(path: str) -> str:
    """Return the number of the table that a figure belongs to.

    >>> table_of("total/by_conference/WSSD95/mean"), table_of("by_region/lac/distributions/VNR.12.B1/n")
    ('T3', 'T2')
    """
    names = path.split("/")
    if not COORDINATION_TABLES.isdisjoint(names):
        return "T11"
    for name, table in TABLES:
        if name in names[:3]:
            return table
    return next(
        (SECTION_TABLES[start] for start in SECTION_TABLES for name in names if name.startswith(start)), ""
    )


@dataclass(frozen=True)
class Bound:
    """Aggregates (`aggregates/1`) with what is needed to write them in one language.

    `questionnaires` maps VNR, VND, RCR and BPR to the releases of the cycle; `scope` is ``total`` or
    ``by_region/CODE``: where paths of figures begin.
    """

    aggregates: Mapping[str, Any]
    language: str
    questionnaires: Mapping[str, Questionnaire]
    asked: Asked
    country_names: Mapping[str, Mapping[str, str]]
    scope: str = TOTAL

    def say(self, message: str, **params: Any) -> str:
        """Return a sentence of the portal's own."""
        return i18n.translate(self.language, message, **params)

    def wording(self, code: str) -> Wording:
        """Return what writes the questions of the instrument that owns a code."""
        return Wording(self.language, self.questionnaires[code[:3]], self.asked)

    def country(self, code: str) -> str:
        """Return a country's name."""
        names = self.country_names.get(code)
        return i18n.pick(names, self.language) if names else code

    def at(self, path: str) -> str:
        """Return the whole path of a figure of the scope."""
        return f"{self.scope}/{path}"

    def coverage(self, family: str) -> str:
        """Return the path of the coverage of the scope, for `national` or `coordinators`."""
        place = "all" if self.scope == TOTAL else self.scope
        return f"coverage/{family}/{place}"

    def found(self, path: str) -> Any:
        """Return the value under a path; raises KeyError where there is no such figure."""
        value: Any = self.aggregates
        for name in path.split("/"):
            if not isinstance(value, Mapping) or name not in value:
                raise KeyError(path)
            value = value[name]
        return value

    def number(self, path: str) -> Decimal | int | None:
        """Return a figure; None where it is not shown, not computed, or in a block that there is not."""
        try:
            value = self.found(path)
        except KeyError:
            return None
        return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None

    def written(self, path: str) -> str:
        """Return a figure as text prints it; one that is not shown says so in words."""
        value = self.number(path)
        last = path.rpartition("/")[2]
        if value is None:
            return self.say(SMALL if self._rests_on_few(path) else NOT_SHOWN)
        return self._digits(value, last)

    def source(self, path: str) -> Source:
        """Return the source of a figure: the table it belongs to."""
        return Source(key="", number=table_of(path), paragraph="", figure=path)

    def value(self, path: str) -> Value:
        """Return a figure as a cell of a table."""
        number, last = self.number(path), path.rpartition("/")[2]
        if number is None:
            return Value(self.say(SMALL) if self._rests_on_few(path) else NONE, state="withheld")
        return Value(self._digits(number, last), number=True, exact=number, source=self.source(path))

    def _rests_on_few(self, path: str) -> bool:
        """Whether a mean is not shown beside an n that is, and that says why (rule 8.1)."""
        block, _, last = path.rpartition("/")
        beside = (self.number(f"{block}/{name}") for name in ("n", "pairs"))
        n = next((number for number in beside if number is not None), None)
        return last in MEANS and n is not None and n < self.aggregates["minimum_countries"]

    def share(self, path: str) -> Value:
        """Return a count with its share, as one cell: ``12 (34.3%)``."""
        count, share = self.number(f"{path}/count"), self.number(f"{path}/pct")
        if count is None:
            return Value(NONE, state="withheld")
        text = self._digits(count, "count")
        if share is not None:
            text = f"{text} ({self._digits(share, 'pct')}%)"
        return Value(text, number=True, source=self.source(f"{path}/count"))

    def _digits(self, value: Decimal | int, last: str) -> str:
        places = PLACES.get(last, 1 if last == "pct" or last.endswith("_pct") else None)
        if last not in SIGNED:
            return i18n.written_number(self.language, value, places)
        sign = "+" if value > 0 else "\u2212" if value < 0 else ""
        return sign + i18n.written_number(
            self.language, value.copy_abs() if isinstance(value, Decimal) else abs(value), places
        )
