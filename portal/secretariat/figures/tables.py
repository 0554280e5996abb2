"""The main tables of a cycle (T2 to T9) from its aggregates: which questions, in which order, with what rows.

Source: aggregation, section 6, "Regional and global tables"; T1 is drawn with the coverage of the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.aggregation.display.rules import SCOPES
from portal.i18n import N_
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
    FigureBlock,
    Figures,
    FigureTable,
    Label,
    Pick,
    counted,
    denominators,
    measured,
    option,
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
TOTAL = N_("All")
REGION_NAMES = {
    "africa": N_("Africa"),
    "asia_pacific": N_("Asia and the Pacific"),
    "europe": N_("Europe"),
    "lac": N_("Latin America and the Caribbean"),
    "western_asia": N_("Western Asia"),
}
COLUMNS: tuple[Label, ...] = tuple(REGION_NAMES.get(scope, TOTAL) for scope in SCOPES)
WITH_DATA = N_("Countries with data")
PROVIDERS = N_("Providers of assistance")
RECIPIENTS = N_("Recipients of assistance")
BY_CONFERENCE = N_("by conference, all regions")
BY_ROLE = N_("providers and recipients")
ON_PATH = N_("On the straight path to halving by 2015")
OFF_PATH = N_("Off that path")


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
            "T6": (*self._section("D"), self._poverty()),
            "T7": (*self._section("E"), self._assistance()),
        }
        return [
            FigureTable(
                number, title, built[number] if number in built else tuple(self._section(OF_SECTION[number]))
            )
            for number, title in TITLES.items()
            if number != "T1"
        ]

    def _label(self, set_code: str, value: str) -> Words:
        return label_of(Asking(self.questionnaire, self.asked, "en"), set_code, value)

    def _words(self, code: str) -> Words:
        return Words(code, self.questionnaire.question(code).text)

    # --- questions of a section ---------------------------------------------------------------------

    def _section(self, section: str) -> Iterator[FigureBlock]:
        for question in self.questionnaire.section(section).questions:
            block = self._question(question)
            if block is not None:
                yield block

    def _question(self, question: Question) -> FigureBlock | None:
        columns = [self._figures(scope, question) for scope in scopes(self.aggregates)]
        if not all(columns):
            return None
        return FigureBlock(
            id=question.code,
            title=self._words(question.code),
            columns=COLUMNS,
            rows=rows_across(
                [figures for figures in columns if figures], self._rows(question, columns[0] or {})
            ),
            key=question.code,
        )

    def _figures(self, scope: Figures, question: Question) -> Figures | None:
        places = ("distributions", "ratings", "numbers")
        found: list[Figures] = [
            scope[place][question.code] for place in places if question.code in scope[place]
        ]
        own_view: dict[str, Figures] = scope["government_view"]["ratings"]
        return found[0] if found else own_view.get(question.code)

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
            (self._label(question.type.option_set or "", value), option(value))
            for value in figures["options"]
        ]
        means = [(MEAN, measured("mean", "mean_displayed", 2))] if question.kind is Kind.RATING else []
        return [*denominators(), *options, *means]

    # --- progress ----------------------------------------------------------------------------------

    def _by(self, name: str, set_code: str, codes: tuple[str, ...], key: str | None) -> Iterator[FigureBlock]:
        for code in codes:
            columns = [scope[name][code] for scope in scopes(self.aggregates)]
            steps = [(self._label("PROGRESS", value), option(value)) for value in columns[0]["options"]]
            rows: list[tuple[Label, Pick]] = [
                (NUMBER_ANSWERED, counted("n")),
                (NOT_APPLICABLE, counted("not_applicable")),
                *steps,
                (SUBSTANTIAL, shared("substantial_or_better")),
                (MEAN, measured("mean", "mean_displayed", 2)),
            ]
            yield FigureBlock(
                id=f"{name}-{code}",
                title=self._label(set_code, code),
                columns=COLUMNS,
                rows=rows_across(columns, rows),
                key=THEMES if key is None else key_of(key, code),
            )

    # --- obstacles and support ---------------------------------------------------------------------

    def _across(self, name: str, code: str) -> Iterator[FigureBlock]:
        """Yield a choice of section C by country, then by conference."""
        set_code = self.questionnaire.question(code).type.option_set or ""
        by_country = [scope[name]["by_country"] for scope in scopes(self.aggregates)]
        rows: list[tuple[Label, Pick]] = [
            (NUMBER_ANSWERED, counted("n")),
            *((self._label(set_code, value), option(value)) for value in by_country[0]["options"]),
        ]
        words = self._words(code)
        yield FigureBlock(name, words, COLUMNS, rows_across(by_country, rows))
        conferences = self.asked.conferences
        yield FigureBlock(
            id=f"{name}-by-conference",
            title=words,
            columns=tuple(self._label("CONF", conference) for conference in conferences),
            rows=rows_across(
                [self.aggregates["total"][name]["by_conference"][conference] for conference in conferences],
                rows,
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
        return FigureBlock("poverty-path", self._words(POVERTY), COLUMNS, rows_across(columns, rows), POVERTY)

    def _assistance(self) -> FigureBlock:
        rows: list[tuple[Label, Pick]] = [
            (NUMBER_ANSWERED, counted("n")),
            (PROVIDERS, shared("providers")),
            (RECIPIENTS, shared("recipients")),
        ]
        columns = [scope["assistance"] for scope in scopes(self.aggregates)]
        title = self._words("VNR.12.E1")
        return FigureBlock("assistance", title, COLUMNS, rows_across(columns, rows), "VNR.12.E1", BY_ROLE)
