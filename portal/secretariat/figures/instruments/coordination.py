"""Tables from coordinators' reports: ratings by component and way of assessment (T10), and T11.

Source: aggregation, sections 2 ("Requests", "Framework") and 6 ("Coordination"). The builder given holds the
questionnaire of the coordinator's report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from portal.aggregation.tables.choices import COORDINATION_RATINGS
from portal.aggregation.tables.coordination import ASSESSMENT, FRAMEWORKS, PLANS, REQUESTS
from portal.aggregation.tables.numbers import THEMATIC_GROUPS
from portal.i18n import N_
from portal.secretariat.figures.blocks import (
    MEAN,
    MEDIAN,
    NOT_APPLICABLE,
    NUMBER_ANSWERED,
    SUM,
    FigureBlock,
    FigureRow,
    Figures,
    FigureTable,
    Label,
    Pick,
    counted,
    measured,
    option,
    places,
    rows_across,
    scopes,
    shared,
)
from portal.secretariat.figures.tables import COLUMNS, Builder

COORDINATION = N_("Coordination")
SUPPORT = N_("Thematic groups, frameworks and support to plans")
BY_ASSESSMENT = N_("mean by way of assessment, all regions")
INDEX = N_("Index by country")
RATED = N_("Components rated, of 6")
SIDE_BY_SIDE = N_("The Government's view and the coordinator's index")
GOVERNMENT = N_("Government")
COORDINATOR = N_("Coordinator")
DIFFERENCE = N_("Difference")
WITH_GROUP = N_("Countries with at least one group")
ADOPTED = N_("Adopted")
NOT_PILOT = N_("Not a pilot country")
REQUESTED = N_("Requests")
SECTIONS = "CEFG"


def coordination_tables(builder: Builder, names: Mapping[str, str]) -> list[FigureTable]:
    """Return T10 and T11; `names` are countries by code, in the reader's language."""
    return [
        FigureTable("T10", COORDINATION, tuple(_ratings(builder, names))),
        FigureTable("T11", SUPPORT, tuple(_support(builder))),
    ]


def _ratings(builder: Builder, names: Mapping[str, str]) -> Iterator[FigureBlock]:
    for code in COORDINATION_RATINGS:
        yield builder.block(builder.questionnaire.question(code), ("coordination", "ratings", code))
    yield _assessment(builder)
    yield _means(builder)
    coordination = builder.aggregates["total"]["coordination"]
    yield by_country(
        INDEX,
        "coordination-index",
        names,
        coordination["index"],
        [(RATED, measured("n", "displayed")), (MEAN, measured("mean", "displayed", 2))],
    )
    yield by_country(
        SIDE_BY_SIDE,
        "coordination-comparison",
        names,
        builder.aggregates["total"]["government_view"]["comparison"],
        [
            (GOVERNMENT, measured("government", "displayed")),
            (COORDINATOR, measured("coordinator", "displayed", 2)),
            (DIFFERENCE, measured("difference", "displayed", 2)),
        ],
    )


def _assessment(builder: Builder) -> FigureBlock:
    """Return how coordinators arrived at their ratings."""
    place = ("coordination", "assessment")
    columns = [scope["coordination"]["assessment"] for scope in scopes(builder.aggregates)]
    kinds = builder.questionnaire.question(ASSESSMENT).type.option_set or ""
    rows: list[tuple[Label, Pick]] = [
        (NUMBER_ANSWERED, counted("n")),
        *((builder.label(kinds, value), option(value)) for value in columns[0]["options"]),
    ]
    title = builder.words(ASSESSMENT)
    return FigureBlock("assessment", title, COLUMNS, rows_across(columns, rows, places(*place)))


def _means(builder: Builder) -> FigureBlock:
    """Return the mean of each component by way of assessment."""
    ways: Figures = builder.aggregates["total"]["coordination"]["by_assessment"]
    kinds = builder.questionnaire.question(ASSESSMENT).type.option_set or ""
    pick = measured("mean", "mean_displayed", 2)
    return FigureBlock(
        id="by-assessment",
        title=builder.words(ASSESSMENT),
        columns=tuple(builder.label(kinds, way) for way in ways),
        rows=tuple(
            FigureRow(builder.words(code), tuple(pick(ways[way][code]) for way in ways))
            for code in COORDINATION_RATINGS
        ),
        note=BY_ASSESSMENT,
    )


def by_country(
    title: Label,
    block_id: str,
    names: Mapping[str, str],
    entries: Figures,
    picks: Iterable[tuple[Label, Pick]],
) -> FigureBlock:
    """Return a block with a row for each country and a column for each figure."""
    chosen = list(picks)
    rows = [
        FigureRow(names.get(code, code), tuple(pick(entry) for _, pick in chosen))
        for code, entry in entries.items()
    ]
    return FigureBlock(block_id, title, tuple(label for label, _ in chosen), tuple(rows), by_country=True)


def _support(builder: Builder) -> Iterator[FigureBlock]:
    groups: list[tuple[Label, Pick]] = [
        (NUMBER_ANSWERED, counted("n")),
        (SUM, measured("sum", "displayed")),
        (MEDIAN, measured("median", "median_displayed")),
        (WITH_GROUP, shared("with_group")),
    ]
    adopted: list[tuple[Label, Pick]] = [(NUMBER_ANSWERED, counted("n")), (ADOPTED, shared("adopted"))]
    yield _computed(builder, THEMATIC_GROUPS, ("thematic_groups",), groups, WITH_GROUP)
    for code in FRAMEWORKS:
        with_pilots = [
            *adopted,
            (NOT_APPLICABLE, counted("not_applicable")),
            (NOT_PILOT, counted("not_pilot")),
        ]
        yield _computed(builder, code, ("frameworks", code), with_pilots, ADOPTED)
    requested: list[tuple[Label, Pick]] = [
        (NUMBER_ANSWERED, counted("n")),
        (REQUESTED, shared("requested")),
    ]
    yield _computed(builder, REQUESTS, ("requests",), requested, REQUESTED)
    yield _computed(builder, PLANS, ("plans",), adopted, ADOPTED)
    for section in SECTIONS:
        yield from builder.section(section)


def _computed(
    builder: Builder, code: str, place: tuple[str, ...], picks: list[tuple[Label, Pick]], note: str
) -> FigureBlock:
    """Return what is computed from the answers to a question, beside its plain distribution."""
    where = ("coordination", *place)
    rows = rows_across(builder.columns(where), picks, places(*where))
    return FigureBlock("-".join(where), builder.words(code), COLUMNS, rows, note=note)
