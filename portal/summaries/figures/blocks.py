"""Tables of figures: by region and in total, by conference, by option; every cell with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.aggregation.inputs import REGIONS
from portal.i18n import N_, NP_
from portal.summaries.composing import REGIONS as REGION_NAMES
from portal.summaries.figures.bound import Bound
from portal.summaries.structure import Row, Table, Value

SCOPES = (*(f"by_region/{region}" for region in REGIONS), "total")
"""Rows of a table: the regions, then all."""

COUNT_OF_ANSWERS = N_("Number of answers (n)")
NOT_APPLICABLE = N_("Not applicable")
MISSING = N_("Not answered")
MEAN = N_("Mean")
MEDIAN = N_("Median")
SUM = N_("Sum")
SUBSTANTIAL = N_("Substantial or better")
ALL = NP_("total", "All")
REGION = N_("Region")


@dataclass(frozen=True)
class Column:
    """A column of figures: its heading, and the path below the block; `shares` writes count and share."""

    heading: str
    path: str
    shares: bool = False

    def cell(self, bound: Bound, block: str) -> Value:
        """Return the figure of a block."""
        place = f"{block}/{self.path}"
        return bound.share(place) if self.shares else bound.value(place)


def scope_name(bound: Bound, scope: str) -> str:
    """Return the name of a region, or of all."""
    region = scope.partition("/")[2]
    return bound.say(REGION_NAMES[region]) if region else bound.say(ALL)


def by_region(bound: Bound, caption: str, block: str, columns: Sequence[Column]) -> Table:
    """Return a block of figures (a path below a scope) in the regions and in total."""
    rows = ((scope_name(bound, scope), f"{scope}/{block}") for scope in SCOPES)
    return of_rows(bound, caption, bound.say(REGION), rows, columns)


def of_rows(
    bound: Bound, caption: str, first: str, rows: Iterable[tuple[str, str]], columns: Sequence[Column]
) -> Table:
    """Return a table with these rows: what each is called, and the whole path of its block."""
    return Table(
        caption,
        (first, *(column.heading for column in columns)),
        tuple(
            Row(Value(name), tuple(column.cell(bound, block) for column in columns)) for name, block in rows
        ),
    )


def answered(bound: Bound) -> tuple[Column, ...]:
    """Return the columns that say on how many answers a row rests."""
    return (Column(bound.say(COUNT_OF_ANSWERS), "n"), Column(bound.say(NOT_APPLICABLE), "not_applicable"))


def options(labels: Iterable[tuple[str, str]]) -> tuple[Column, ...]:
    """Return a column for each option, with its label."""
    return tuple(Column(label, f"options/{value}", shares=True) for value, label in labels)


def means(bound: Bound) -> tuple[Column, ...]:
    """Return the column of the mean."""
    return (Column(bound.say(MEAN), "mean"),)


def option_labels(bound: Bound, code: str, block: str, column: str = "") -> list[tuple[str, str]]:
    """Return the options of a choice in order of display, those that its figures have."""
    questionnaire = bound.questionnaires[code[:3]]
    kind = questionnaire.question(code).type
    set_code = (kind.column(column).type if column else kind).option_set or "YN"
    wording = bound.wording(code)
    return [(value, wording.option(set_code, value)) for value in bound.found(block)["options"]]
