"""The two matrices: progress of every country by conference, and by theme, with each country's own mean.

Source: aggregation, section 6, "Progress matrix". No order but that of names: a matrix ranks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.i18n import N_
from portal.secretariat.figures.blocks import FigureBlock, FigureCell, FigureRow, Figures, Label
from portal.secretariat.figures.tables import Builder

PROGRESS = N_("Progress by conference")
THEMES = N_("Progress by theme")
OWN_MEAN = N_("Mean of its own ratings")
RATED = N_("Rated, of those that apply")
STATES: Mapping[str, str] = {
    "na": N_("n.a."),
    "missing": "–",
    "no_report": "..",
    "withdrawn": N_("withdrawn"),
    "withheld": N_("withheld"),
}
"""What stands in a cell that holds no rating."""


def matrices(builder: Builder, names: Mapping[str, str]) -> list[FigureBlock]:
    """Return both matrices; `names` are countries by code, in order of display."""
    aggregates, asked = builder.aggregates, builder.asked
    # Their names are too long to stand above figures of one digit; the page explains the codes.
    conferences: tuple[Label, ...] = asked.conferences
    themes: tuple[Label, ...] = tuple(builder.label("THEME", code) for code in asked.themes)
    means: Figures = aggregates["country_means"] or {}
    with_means = {code: _means(means.get(code)) for code in names}
    return [
        FigureBlock(
            "progress-matrix",
            PROGRESS,
            (*conferences, OWN_MEAN, RATED),
            _rows("progress_matrix", builder, names, with_means),
            by_country=True,
        ),
        FigureBlock(
            "theme-matrix", THEMES, themes, _rows("theme_matrix", builder, names, {}), by_country=True
        ),
    ]


def _rows(
    matrix: str, builder: Builder, names: Mapping[str, str], ends: Mapping[str, tuple[FigureCell, ...]]
) -> tuple[FigureRow, ...]:
    cells: Figures = builder.aggregates[matrix]
    return tuple(
        FigureRow(name, (*_cells(f"{matrix}/{code}", cells[code]), *ends.get(code, ())))
        for code, name in names.items()
        if code in cells
    )


def _cells(path: str, entries: Figures) -> tuple[FigureCell, ...]:
    return tuple(
        FigureCell(
            entry["value"],
            displayed=entry["displayed"],
            path=f"{path}/{code}/value" if entry["value"] is not None else "",
            state="" if entry["state"] == "rated" else entry["state"],
        )
        for code, entry in entries.items()
    )


def _means(entry: Figures | None) -> tuple[FigureCell, FigureCell]:
    """Return a country's mean and "n of applicable"; they are for the country and the secretariat."""
    if entry is None:
        return FigureCell(None), FigureCell(None)
    of = FigureCell(entry["n"], displayed=False, of=entry["applicable"])
    return FigureCell(entry["mean"], displayed=False, decimals=2), of
