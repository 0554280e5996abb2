"""The main tables of a cycle (T2 to T9) from its aggregates: which questions, in which order, with what rows.

Source: aggregation, section 6, "Regional and global tables"; T1 is drawn with the coverage of the desk, T10
to T12 are built in `instruments` with the same builder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.aggregation.display.rules import SCOPES
from portal.i18n import N_, NP_
from portal.questionnaires.definition import NUMBER_KINDS, Asked, Kind, Question, Questionnaire, key_of
from portal.reports.reading.displayed import Words
from portal.reports.reading.values import Asking, label_of
from portal.secretariat.figures.blocks import (
    MEAN,
    MEDIAN,
    NOT_APPLICABLE,
    NUMBER_ANSWERED,
    SUBSTANTIAL,
    SUM,
    WITH_DATA,
    FigureBlock,
    Figures,
    FigureTable,
    Label,
    Pick,
    counted,
    denominators,
    measured,
    option,
    places,
    rows_across,
    scopes,
    shared,
)

TITLES = {
    "T1": N_("Coverage"),
    "T2": N_("Mechanisms and plans"),
    "T3": N_("Progress by conference"),
    "T4": N_("Progress by theme"),
    "T5": N_("Obstacles and support"),
    "T6": N_("Extreme poverty and common targets"),
    "T7": N_("Resources"),
    "T8": N_("Participation"),
    "T9": N_("The Government's view of the United Nations system"),
}
OF_SECTION = {"T2": "B", "T6": "D", "T7": "E", "T8": "G", "T9": "H"}
PROGRESS, OBSTACLES, SUPPORT, THEMES, POVERTY = (
    f"VNR.12.{number}" for number in ("C1", "C5", "C7", "F1", "D2")
)
TOTAL = NP_("total", "All")
REGION_NAMES = {
    "africa": N_("Africa"),
    "asia_pacific": N_("Asia and the Pacific"),
    "europe": N_("Europe"),
    "lac": N_("Latin America and the Caribbean"),
    "western_asia": N_("Western Asia"),
}
COLUMNS: tuple[Label, ...] = tuple(REGION_NAMES.get(scope, TOTAL) for scope in SCOPES)
PROVIDERS = N_("Providers of assistance")
RECIPIENTS = N_("Recipients of assistance")
NATIONAL = ("VNR", "VND")
"""Instruments of national reports: the answers behind their questions have a page of their own."""
PLACES = (
    ("distributions",),
    ("ratings",),
    ("numbers",),
    ("government_view", "ratings"),
    ("coordination", "ratings"),
)
"""Where the figures of a question may stand."""
BY_CONFERENCE = N_("by conference, all regions")
BY_ROLE = N_("providers and recipients")
ON_PATH = N_("On the straight path to halving by 2015")
OFF_PATH = N_("Off that path")


def figures_at(scope: Figures, place: tuple[str, ...]) -> Figures:
    """Return what stands in a scope at a place."""
    found: Any = scope
    for name in place:
        found = found[name]
    return dict(found)


@dataclass(frozen=True)
class Builder:
    """Builds the tables of one cycle: its aggregates, the questionnaire asked, its conferences and themes."""

    aggregates: Figures
    questionnaire: Questionnaire
    asked: Asked

    def tables(self) -> list[FigureTable]:
        """Return T2 to T9."""
        built = {
            "T3": tuple(self._by("by_conference", "CONF", self.asked.conferences, PROGRESS)),
            "T4": tuple(self._by("by_theme", "THEME", self.asked.themes, None)),
            "T5": (*self._across("obstacles", OBSTACLES), *self._across("support", SUPPORT)),
            "T6": (*self.section("D"), self._poverty()),
            "T7": (*self.section("E"), self._assistance()),
        }
        return [
            FigureTable(
                number, title, built[number] if number in built else tuple(self.section(OF_SECTION[number]))
            )
            for number, title in TITLES.items()
            if number != "T1"
        ]

    def label(self, set_code: str, value: str) -> Words:
        """Return the label of an option in its set."""
        return label_of(Asking(self.questionnaire, self.asked, "en"), set_code, value)

    def words(self, code: str) -> Words:
        """Return the text of a question."""
        return Words(code, self.questionnaire.question(code).text)

    # --- questions of a section ---------------------------------------------------------------------

    def section(self, section: str) -> Iterator[FigureBlock]:
        """Yield a block for each question of a section that has figures."""
        for question in self.questionnaire.section(section).questions:
            block = self._question(question)
            if block is not None:
                yield block

    def _question(self, question: Question) -> FigureBlock | None:
        place = self._place(question)
        return None if place is None else self.block(question, place)

    def block(self, question: Question, place: tuple[str, ...]) -> FigureBlock:
        """Return the block of a question whose figures stand at a place, such as distributions/VNR.12.B1."""
        columns = self.columns(place)
        return FigureBlock(
            id=question.code,
            title=self.words(question.code),
            columns=COLUMNS,
            rows=rows_across(columns, self._rows(question, columns[0]), places(*place)),
            key=question.code if question.code.startswith(NATIONAL) else None,
        )

    def columns(self, place: tuple[str, ...]) -> list[Figures]:
        """Return what stands at a place in the total and in each region."""
        return [figures_at(scope, place) for scope in scopes(self.aggregates)]

    def _place(self, question: Question) -> tuple[str, ...] | None:
        total = self.aggregates["total"]
        for group in PLACES:
            if question.code in figures_at(total, group):
                return (*group, question.code)
        return None

    def _rows(self, question: Question, figures: Figures) -> list[tuple[Label, Pick]]:
        if question.kind in NUMBER_KINDS:
            measures = {"sum": SUM, "mean": MEAN, "median": MEDIAN}
            asked_for = [
                (words, measured(name, f"{name}_displayed"))
                for name, words in measures.items()
                if name in question.aggregate
            ]
            return [*denominators(), *asked_for]
        options = [
            (self.label(question.type.option_set or "", value), option(value)) for value in figures["options"]
        ]
        means = [(MEAN, measured("mean", "mean_displayed", 2))] if question.kind is Kind.RATING else []
        return [*denominators(), *options, *means]

    # --- progress ----------------------------------------------------------------------------------

    def _by(self, name: str, set_code: str, codes: tuple[str, ...], key: str | None) -> Iterator[FigureBlock]:
        for code in codes:
            columns = [scope[name][code] for scope in scopes(self.aggregates)]
            steps = [(self.label("PROGRESS", value), option(value)) for value in columns[0]["options"]]
            rows: list[tuple[Label, Pick]] = [
                (NUMBER_ANSWERED, counted("n")),
                (NOT_APPLICABLE, counted("not_applicable")),
                *steps,
                (SUBSTANTIAL, shared("substantial_or_better")),
                (MEAN, measured("mean", "mean_displayed", 2)),
            ]
            yield FigureBlock(
                id=f"{name}-{code}",
                title=self.label(set_code, code),
                columns=COLUMNS,
                rows=rows_across(columns, rows, places(name, code)),
                key=THEMES if key is None else key_of(key, code),
            )

    # --- obstacles and support ---------------------------------------------------------------------

    def _across(self, name: str, code: str) -> Iterator[FigureBlock]:
        """Yield a choice of section C by country, then by conference."""
        set_code = self.questionnaire.question(code).type.option_set or ""
        by_country = [scope[name]["by_country"] for scope in scopes(self.aggregates)]
        rows: list[tuple[Label, Pick]] = [
            (NUMBER_ANSWERED, counted("n")),
            *((self.label(set_code, value), option(value)) for value in by_country[0]["options"]),
        ]
        words = self.words(code)
        opened = rows_across(by_country, rows, places(name, "by_country"))
        yield FigureBlock(name, words, COLUMNS, opened)
        conferences = self.asked.conferences
        yield FigureBlock(
            id=f"{name}-by-conference",
            title=words,
            columns=tuple(self.label("CONF", conference) for conference in conferences),
            rows=rows_across(
                [self.aggregates["total"][name]["by_conference"][conference] for conference in conferences],
                rows,
                [f"total/{name}/by_conference/{conference}" for conference in conferences],
            ),
            note=BY_CONFERENCE,
        )

    # --- what is computed from several answers -------------------------------------------------------

    def _poverty(self) -> FigureBlock:
        rows: list[tuple[Label, Pick]] = [
            (WITH_DATA, counted("n")),
            (ON_PATH, shared("on_path")),
            (OFF_PATH, shared("off_path")),
        ]
        columns = [scope["poverty"] for scope in scopes(self.aggregates)]
        opened = rows_across(columns, rows, places("poverty"))
        return FigureBlock("poverty-path", self.words(POVERTY), COLUMNS, opened, POVERTY)

    def _assistance(self) -> FigureBlock:
        rows: list[tuple[Label, Pick]] = [
            (NUMBER_ANSWERED, counted("n")),
            (PROVIDERS, shared("providers")),
            (RECIPIENTS, shared("recipients")),
        ]
        columns = [scope["assistance"] for scope in scopes(self.aggregates)]
        title = self.words("VNR.12.E1")
        opened = rows_across(columns, rows, places("assistance"))
        return FigureBlock("assistance", title, COLUMNS, opened, "VNR.12.E1", BY_ROLE)
