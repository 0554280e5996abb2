"""One figure of aggregates/1 as a readable table: a row an option, a column the total and each region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

from portal.aggregation.display.rules import SCOPES
from portal.i18n import N_
from portal.reports.reading.displayed import Words

Figures: TypeAlias = Mapping[str, Any]
Label: TypeAlias = Words | str
"""A text of the questionnaire, or an English message of the interface."""

NUMBER_ANSWERED = N_("Reports that answer")
NOT_ANSWERED = N_("Asked and not answered")
NOT_APPLICABLE = N_("Not applicable")
MEAN = N_("Mean")
MEDIAN = N_("Median")
SUM = N_("Sum")
SUBSTANTIAL = N_("Substantial progress or better")
WITH_DATA = N_("Countries with data")

OPENED: Mapping[Label, str] = {NUMBER_ANSWERED: "n", WITH_DATA: "n"}
"""Rows whose cells lead to the answers counted in their column, with the name of the figure."""


@dataclass(frozen=True)
class FigureCell:
    """A number (None: there is none), its share in per cent, whether the public may see it, its decimals.

    `path` is that of the figure in aggregates/1 where its answers can be opened. `state` stands for what is
    no number: na, missing, no_report, withdrawn, withheld. `of`: the number of which it is a part.
    """

    value: int | Decimal | None
    share: Decimal | None = None
    displayed: bool = True
    decimals: int | None = None
    path: str = ""
    state: str = ""
    of: int | None = None


@dataclass(frozen=True)
class FigureRow:
    """One row: its label and a cell for each column."""

    label: Label
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True)
class FigureBlock:
    """One table. `columns` are scopes (total, regions) or conferences; `key` leads to the answers behind.

    `note` is an English message that tells two tables of one title apart. `by_country`: rows are countries.
    """

    id: str
    title: Label
    columns: tuple[Label, ...]
    rows: tuple[FigureRow, ...]
    key: str | None = None
    note: str = ""
    by_country: bool = False


@dataclass(frozen=True)
class FigureTable:
    """One of the numbered tables (T1 to T12) with its blocks; changes since another cycle have no number."""

    number: str
    title: str
    blocks: tuple[FigureBlock, ...]


Pick: TypeAlias = Callable[[Figures], FigureCell]


def rows_across(
    columns: Iterable[Figures], picks: Iterable[tuple[Label, Pick]], places: Iterable[str] = ()
) -> tuple[FigureRow, ...]:
    """Return a row for each pick, a cell for each column of figures; `places` are paths of the columns."""
    found, paths = list(columns), list(places)
    rows = []
    for label, pick in picks:
        cells = [pick(figures) for figures in found]
        if label in OPENED and paths:
            leads = [f"{path}/{OPENED[label]}" for path in paths]
            cells = [
                replace(cell, path=path if cell.value else "")
                for cell, path in zip(cells, leads, strict=True)
            ]
        rows.append(FigureRow(label, tuple(cells)))
    return tuple(rows)


def counted(name: str) -> Pick:
    """Pick a count of the denominators, such as n."""
    return lambda figures: FigureCell(figures[name], displayed=_is_shown(figures, "displayed"))


def option(value: str) -> Pick:
    """Pick the count and share of one option."""

    def pick(figures: Figures) -> FigureCell:
        found = figures["options"][value]
        return FigureCell(found["count"], found["pct"], _is_shown(figures, "displayed"))

    return pick


def shared(name: str, flag: str = "displayed") -> Pick:
    """Pick a named count with its share, such as substantial_or_better."""
    return lambda figures: FigureCell(figures[name]["count"], figures[name]["pct"], _is_shown(figures, flag))


def measured(name: str, flag: str, decimals: int | None = None) -> Pick:
    """Pick a mean, median or sum with the flag that governs it."""
    return lambda figures: FigureCell(figures[name], displayed=_is_shown(figures, flag), decimals=decimals)


def _is_shown(figures: Figures, flag: str) -> bool:
    """Whether the public sees it, or there is nothing to see (`suppressed` false with n = 0)."""
    return bool(figures[flag]) or not figures["suppressed"]


def denominators() -> list[tuple[Label, Pick]]:
    """Return the rows that begin every table of a question."""
    return [(NUMBER_ANSWERED, counted("n")), (NOT_ANSWERED, counted("missing"))]


def scopes(aggregates: Figures) -> list[Figures]:
    """Return the figures of the total and of each region, in the order of the columns."""
    return [aggregates["total"] if scope == SCOPES[0] else aggregates["by_region"][scope] for scope in SCOPES]


def places(*names: str) -> list[str]:
    """Return the path of a block in the total and in each region, in the order of the columns."""
    scoped = [scope if scope == SCOPES[0] else f"by_region/{scope}" for scope in SCOPES]
    return ["/".join((scope, *names)) for scope in scoped]
