"""A figure in words: its table, what its path says name by name, its value, whether everybody sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal import i18n
from portal.aggregation.counting.records import PROGRESS_COLUMN
from portal.aggregation.inputs import CycleInput
from portal.aggregation.provenance.addresses import scope_of, table_of
from portal.aggregation.provenance.figures import Figure
from portal.aggregation.rounding import MEAN_PLACES, SHARE_PLACES
from portal.aggregation.tables.coordination import ASSESSMENT
from portal.aggregation.tables.poverty import OWN_VIEW
from portal.aggregation.tables.questions import POVERTY
from portal.provenance import vocabulary
from portal.questionnaires.definition import Asked, Question
from portal.summaries.wording import Wording


@dataclass(frozen=True)
class Describer:
    """Says in one language what figures of a cycle are; `country_names` by code, in that language."""

    language: str
    cycle: CycleInput
    country_names: Mapping[str, str]

    def say(self, message: str, **params: Any) -> str:
        """Return a sentence of the portal's own."""
        return i18n.translate(self.language, message, **params)

    def wording(self, code: str = "VNR") -> Wording:
        """Return the words of the questionnaire that asks a question."""
        asked = Asked("rc", self.cycle.conferences, self.cycle.themes)
        return Wording(self.language, self.cycle.questionnaires[code[:3]], asked)

    def question(self, code: str) -> Question:
        """Return a question of the cycle."""
        return self.cycle.questionnaires[code[:3]].question(code)

    def table(self, number: str) -> str:
        """Return the title of a table; empty for none."""
        return self.say(vocabulary.TABLE_TITLES[number]) if number else ""

    def scope(self, scope: str) -> str:
        """Return the name of a scope; empty where there is none."""
        return self.say(vocabulary.SCOPES[scope]) if scope else ""

    def words(self, path: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return what a path says, name by name, the figure itself last; `codes` it rests on."""
        _, names = scope_of(tuple(path.split("/")))
        return tuple(word for place in range(len(names)) for word in self._word(names, place, codes))

    def _word(self, names: tuple[str, ...], place: int, codes: tuple[str, ...]) -> tuple[str, ...]:
        name = names[place]
        before = names[place - 1] if place else ""
        label = self._label(names, place, codes)
        if label:
            return (label,)
        if before in {"by_region", "by_track"}:
            return (self.say(vocabulary.SCOPES[name]),)
        if name == "declined" and names[0].startswith("trend"):
            return (self.say(vocabulary.TREND_DECLINED),)
        if name == "count" and before in vocabulary.NAMES:
            return ()
        plain = name.removesuffix("pct").removesuffix("_")
        of_practices = vocabulary.NAMES_OF_PRACTICES if names[0] == "best_practices" else {}
        known = {**vocabulary.NAMES, **of_practices}
        words = [known[plain]] if plain in known else []
        return tuple(self.say(word) for word in [*words, *([vocabulary.PER_CENT] if plain != name else [])])

    def _label(self, names: tuple[str, ...], place: int, codes: tuple[str, ...]) -> str:
        """Return the label of a name chosen by a reporter or a cycle: country, conference, theme, option."""
        name, before = names[place], names[place - 1] if place else ""
        if before in {"progress_matrix", "theme_matrix", "country_means", "positions", "index", "comparison"}:
            return self.country_names.get(name, name)
        if before == "by_conference" and name in self.cycle.conferences:
            return self.wording().conference(name)
        if before == "by_theme" and name in self.cycle.themes:
            return self.wording().option("THEME", name)
        if place == 2 and names[0] == "progress_matrix":  # noqa: PLR2004 - matrix, country, conference
            return self.wording().conference(name)
        if place == 2 and names[0] == "theme_matrix":  # noqa: PLR2004 - matrix, country, theme
            return self.wording().option("THEME", name)
        return self._option(names, place, codes)

    def _option(self, names: tuple[str, ...], place: int, codes: tuple[str, ...]) -> str:
        name, before = names[place], names[place - 1] if place else ""
        if before == "by_assessment":
            return self.option(ASSESSMENT, name)
        if before == "by_measure":
            return self.option(POVERTY, name, "measure")
        if before in {"columns", "sums"}:
            return self.wording(codes[0]).column(codes[0], name)
        if before == "options":
            column = names[place - 2] if "columns" in names else self._rated_column(codes[0])
            return self.option(codes[0], name, column)
        return ""

    def _rated_column(self, code: str) -> str:
        """Return the column that a table is rated in: options of themes are those of their progress."""
        return PROGRESS_COLUMN if self.question(code).type.columns else ""

    def option(self, code: str, value: str, column: str = "") -> str:
        """Return the label of an option of a question, or of a column of a table."""
        kind = self.question(code).type
        kind = kind.column(column).type if column else kind
        return self.wording(code).option(kind.option_set or "YN", value)

    def value(self, figure: Figure, value: Any) -> str:
        """Return a value of a figure as the language writes it."""
        return self.written(figure.name[-1], value)

    def written(self, leaf: str, value: Any) -> str:
        """Return the value of a figure of that name as the language writes it."""
        if isinstance(value, bool):
            return self.wording().option("YN", "yes" if value else "no")
        if leaf == "state" and value in vocabulary.STATES:
            return self.say(vocabulary.STATES[value])
        if leaf == "own_view" and value is not None:
            return self.option(OWN_VIEW, value)
        if leaf == "measure" and value is not None:
            return self.option(POVERTY, value, "measure")
        return self.wording().number(value, _decimals(leaf)) if isinstance(value, int | Decimal) else ""

    def display(self, figure: Figure) -> str:
        """Return the sentence that says whether everybody sees a figure, and why not."""
        if figure.shown:
            return self.say(vocabulary.EVERYBODY)
        if figure.name[0] in {"all_cells", "country_means"}:
            return self.say(vocabulary.INTERNAL)
        if not figure.flags.get("suppressed", True):
            return self.say(vocabulary.NOTHING)
        return self.say(vocabulary.FEW_COUNTRIES if figure.flags.get("displayed", False) else vocabulary.FEW)

    def place(self, path: str, code: str) -> str:
        """Return a short name for the block of a figure that counts an answer: table, block and scope."""
        scope, names = scope_of(tuple(path.split("/")))
        number = table_of(names, code)
        words = self.words(path, (code,))[:-1]
        return joined(number, self.table(number), *words, self.scope(scope))


def _decimals(leaf: str) -> int | None:
    """Return how many decimals a figure is shown with; None: all that it has (aggregation, section 3)."""
    if leaf in {"mean", "median", "mean_change", "coordinator", "difference", "required_pct"}:
        return MEAN_PLACES
    return SHARE_PLACES if leaf.endswith("pct") else None


def joined(*parts: str) -> str:
    """Join parts of a name with a middle dot, as titles do.

    >>> joined("T3", "Africa")
    'T3 · Africa'
    """
    return " · ".join(part for part in parts if part)
