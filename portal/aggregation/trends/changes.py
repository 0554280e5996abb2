"""The trend: how many improved, stayed or declined, gained or lost, from matched answers only.

Sources: aggregation, section 7 and rule 8.9; `aggregates/1`, change, yes_no_change and trend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.aggregation.counting.records import PROGRESS, THEMES
from portal.aggregation.display.panels import Figures, Scoped
from portal.aggregation.display.rules import SCOPES, TOTAL
from portal.aggregation.rounding import mean
from portal.aggregation.tables.choices import is_distribution, is_rating_question
from portal.aggregation.tables.frame import Frame
from portal.aggregation.trends.pairs import (
    Couple,
    Twice,
    counted_twice,
    couples,
    reads_choice,
    reads_progress,
    reads_rating,
    reads_theme,
)
from portal.questionnaires.definition import Kind, Question

YES = "yes"
YES_NO_SETS = frozenset({"YN", "YNPREP", "YNPARTLY"})

Couples = Sequence[Couple]


@dataclass(frozen=True)
class Matched:
    """All couples of two cycles, by what is compared; None for what the previous cycle did not have."""

    by_conference: dict[str, Couples | None]
    by_theme: dict[str, Couples | None]
    ratings: dict[str, Couples]
    yes_no: dict[str, Couples]


def match(frame: Frame, previous: Frame) -> Matched:
    """Pair the answers of the two cycles."""
    national = counted_twice(frame.national, previous.national)
    coordinators = counted_twice(frame.coordinators, previous.coordinators)
    progress, themes = frame.question(PROGRESS), frame.question(THEMES)

    def twice(question: Question) -> tuple[Twice, ...]:
        return coordinators if question.code.startswith("RCR") else national

    compared = [question for question in frame.questions() if not question.code.startswith("BPR")]
    return Matched(
        by_conference={
            code: couples(national, progress, reads_progress(code))
            if code in previous.cycle.conferences
            else None
            for code in frame.cycle.conferences
        },
        by_theme={
            code: couples(national, themes, reads_theme(code)) if code in previous.cycle.themes else None
            for code in frame.cycle.themes
        },
        ratings={
            question.code: couples(twice(question), question, reads_rating(question.code))
            for question in compared
            if is_rating_question(question)
        },
        yes_no={
            question.code: couples(twice(question), question, reads_choice(question.code))
            for question in compared
            if is_yes_no(question)
        },
    )


def is_yes_no(question: Question) -> bool:
    """Whether a question is a choice of which `yes` can be gained or lost (section 7)."""
    return is_distribution(question) and (
        question.kind is Kind.YESNO or question.type.option_set in YES_NO_SETS
    )


@dataclass(frozen=True)
class Writer:
    """Writes changes in one scope, from all pairs or from the published ones alone."""

    scope: str
    minimum: int
    published: bool

    def write(self, matched: Matched) -> Figures:
        """Write one trend."""
        conferences = [pool for pool in matched.by_conference.values() if pool is not None]
        return {
            "by_conference": {code: self._optional(pool) for code, pool in matched.by_conference.items()},
            "by_theme": {code: self._optional(pool) for code, pool in matched.by_theme.items()},
            "all": self._change([couple for pool in conferences for couple in pool]),
            "ratings": {code: self._change(pool) for code, pool in matched.ratings.items()},
            "yes_no": {code: self._yes_no(pool) for code, pool in matched.yes_no.items()},
        }

    def _optional(self, pool: Couples | None) -> Figures | None:
        return None if pool is None else self._change(pool)

    def _change(self, pool: Couples) -> Figures:
        return self._block(pool, lambda pairs: _signs(pairs, self.minimum))

    def _yes_no(self, pool: Couples) -> Figures:
        return self._block(pool, _holdings)

    def _block(self, pool: Couples, write: Callable[[Couples], Figures]) -> Figures:
        """Write a block; `trend_published`, of public couples only, is displayed wherever it has a pair."""
        here = [couple for couple in pool if self.scope in {TOTAL, couple.region}]
        if self.published:
            here = [couple for couple in here if couple.public]
        pairs = [couple for couple in here if couple.is_pair]
        public = all(couple.public for couple in here)
        displayed = bool(pairs) and public
        figures = {**write(pairs), "displayed": displayed}
        if "mean_displayed" in figures:
            figures["mean_displayed"] = displayed and figures["mean_displayed"]
        shown = displayed and figures.get("mean_displayed", True)
        return {**figures, "suppressed": not shown and (bool(pairs) or not public)}


def _signs(pairs: Couples, minimum: int) -> Figures:
    differences = [Decimal(couple.after or 0) - Decimal(couple.before or 0) for couple in pairs]
    countries = len({couple.country for couple in pairs})
    return {
        "pairs": len(pairs),
        "countries": countries,
        "improved": sum(difference > 0 for difference in differences),
        "unchanged": sum(difference == 0 for difference in differences),
        "declined": sum(difference < 0 for difference in differences),
        "mean_change": mean(differences),
        "mean_displayed": countries >= minimum,
    }


def _holdings(pairs: Couples) -> Figures:
    """Count who gained, kept, lost or never had; "has" is `yes`, every other answer is not."""
    held = Counter((couple.before == YES, couple.after == YES) for couple in pairs)
    return {
        "pairs": len(pairs),
        "countries": len({couple.country for couple in pairs}),
        "gained": held[False, True],
        "kept": held[True, True],
        "lost": held[True, False],
        "never": held[False, False],
    }


def trend(matched: Matched, minimum: int, *, published: bool) -> Scoped:
    """Write a trend in every scope: of all matched pairs, or of those whose two answers are public."""
    return {scope: Writer(scope, minimum, published).write(matched) for scope in SCOPES}
