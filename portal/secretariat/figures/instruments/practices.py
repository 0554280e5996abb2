"""The table of best practices (T12): how many, and what they are about.

Source: aggregation, section 6, "Best practices". The builder given holds the questionnaire of practices.
"""

from __future__ import annotations

from collections.abc import Iterator

from portal.aggregation.tables.choices import PRACTICE_CHOICES
from portal.i18n import N_, NP_
from portal.secretariat.figures.blocks import (
    NUMBER_ANSWERED,
    FigureBlock,
    FigureCell,
    Figures,
    FigureTable,
    Label,
    Pick,
    counted,
    option,
    places,
    rows_across,
    scopes,
)
from portal.secretariat.figures.tables import COLUMNS, Builder

PRACTICES = N_("Best practices")
TOTALS: dict[str, str] = {
    "received": NP_("column of practices", "Received"),
    "counted": NP_("column of practices", "Accepted"),
    "published": NP_("column of practices", "Published"),
    "declined": NP_("column of practices", "Declined"),
    "withdrawn": NP_("column of practices", "Withdrawn"),
}
WITH_PRACTICE = N_("Countries with at least one practice, of those invited")


def practice_table(builder: Builder) -> FigureTable:
    """Return T12."""
    return FigureTable("T12", PRACTICES, tuple(_blocks(builder)))


def _blocks(builder: Builder) -> Iterator[FigureBlock]:
    columns = [scope["best_practices"] for scope in scopes(builder.aggregates)]
    totals: list[tuple[Label, Pick]] = [(label, _total(name)) for name, label in TOTALS.items()]
    rows = rows_across(columns, [*totals, (WITH_PRACTICE, _countries)])
    yield FigureBlock("practices-totals", PRACTICES, COLUMNS, rows)
    for name, code in PRACTICE_CHOICES.items():
        place = ("best_practices", name)
        found = builder.columns(place)
        kinds = builder.questionnaire.question(code).type.option_set or ""
        picks: list[tuple[Label, Pick]] = [
            (NUMBER_ANSWERED, counted("n")),
            *((builder.label(kinds, value), option(value)) for value in found[0]["options"]),
        ]
        title = builder.words(code)
        yield FigureBlock(code, title, COLUMNS, rows_across(found, picks, places(*place)))


def _total(name: str) -> Pick:
    """Pick a total, which everybody may see."""
    return lambda figures: FigureCell(figures[name])


def _countries(figures: Figures) -> FigureCell:
    return FigureCell(figures["countries"]["count"], figures["countries"]["pct"])
