"""Changes since another cycle, from matched answers only: who improved, gained, lost.

Source: aggregation, section 7. Shown for all regions together; files hold them by region.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portal.i18n import N_, NP_
from portal.questionnaires.definition import Questionnaire
from portal.reports.reading.displayed import Words
from portal.secretariat.figures.blocks import (
    FigureBlock,
    FigureCell,
    FigureRow,
    Figures,
    FigureTable,
    Label,
    Pick,
    counted,
    measured,
)
from portal.secretariat.figures.tables import Builder

CHANGES = N_("Changes since the previous cycle")
BY_CONFERENCE = N_("Progress by conference")
BY_THEME = N_("Progress by theme")
RATINGS = N_("Ratings")
YES_NO = N_("Yes or no")
ALL = NP_("total", "All")
PAIRS = N_("Pairs of reports")
MATCHED: list[tuple[Label, Pick]] = [
    (PAIRS, counted("pairs")),
    (N_("Improved"), counted("improved")),
    (N_("Unchanged"), counted("unchanged")),
    (NP_("trend", "Declined"), counted("declined")),
    (N_("Mean change"), measured("mean_change", "mean_displayed", 2)),
]
HELD: list[tuple[Label, Pick]] = [
    (PAIRS, counted("pairs")),
    (N_("Gained"), counted("gained")),
    (N_("Kept"), counted("kept")),
    (N_("Lost"), counted("lost")),
    (N_("Never had"), counted("never")),
]


def change_table(builder: Builder, others: Mapping[str, Questionnaire]) -> FigureTable | None:
    """Return the changes, or None where no previous cycle was given.

    `others` are the questionnaires of the cycle by instrument, for the texts of the questions compared.
    """
    trend = builder.aggregates["total"]["trend"]
    return None if trend is None else FigureTable("", CHANGES, tuple(_blocks(builder, others, trend)))


def _blocks(builder: Builder, others: Mapping[str, Questionnaire], trend: Figures) -> Iterator[FigureBlock]:
    conferences = {builder.label("CONF", code): code for code in trend["by_conference"]}
    themes = {builder.label("THEME", code): code for code in trend["by_theme"]}
    yield _block("changes-conferences", BY_CONFERENCE, MATCHED, _rows(trend, "by_conference", conferences))
    yield _block("changes-themes", BY_THEME, MATCHED, _rows(trend, "by_theme", themes))
    for name, title, picks in (("ratings", RATINGS, MATCHED), ("yes_no", YES_NO, HELD)):
        questions = {_words(others, code): code for code in trend[name]}
        yield _block(f"changes-{name}", title, picks, _rows(trend, name, questions))


def _words(others: Mapping[str, Questionnaire], code: str) -> Words:
    return Words(code, others[code.partition(".")[0]].question(code).text)


def _rows(trend: Figures, name: str, codes: Mapping[Words, str]) -> dict[Label, tuple[str, Figures]]:
    """Return label, path and figures of each line; what the previous cycle did not have has none."""
    found: dict[Label, tuple[str, Figures]] = {
        label: (f"total/trend/{name}/{code}", trend[name][code])
        for label, code in codes.items()
        if trend[name][code] is not None
    }
    if name == "by_conference":
        found[ALL] = ("total/trend/all", trend["all"])
    return found


def _block(
    block_id: str, title: str, picks: list[tuple[Label, Pick]], lines: Mapping[Label, tuple[str, Figures]]
) -> FigureBlock:
    rows = [
        FigureRow(label, tuple(_cell(path, name, pick, figures) for name, pick in picks))
        for label, (path, figures) in lines.items()
    ]
    return FigureBlock(block_id, title, tuple(name for name, _ in picks), tuple(rows))


def _cell(path: str, name: Label, pick: Pick, figures: Figures) -> FigureCell:
    found = pick(figures)
    leads = name == PAIRS and bool(found.value)
    return FigureCell(
        found.value, found.share, found.displayed, found.decimals, f"{path}/pairs" if leads else ""
    )
