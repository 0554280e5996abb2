"""Figures of choices and ratings: distributions, ratings, progress by conference and theme, obstacles."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from portal.aggregation.counting.records import PROGRESS, PROGRESS_COLUMN, THEMES
from portal.aggregation.display.panels import Figures, Scoped, View, by_scope
from portal.aggregation.tables.figures import distribution, progress, rating
from portal.aggregation.tables.frame import Frame
from portal.aggregation.tables.questions import Panels, across_key, replies_to, theme_key
from portal.questionnaires.definition import CHOICE_KINDS, Kind, Question, key_of

COORDINATION_RATINGS = tuple(f"RCR.13.H{number}" for number in range(1, 7))
GOVERNMENT_RATINGS = (*(f"VNR.12.H{number}" for number in range(3, 7)), "VND.15.X10")
PRACTICE_CHOICES = {
    "by_conference": "BPR.12.A2",
    "by_theme": "BPR.12.A3",
    "by_scale": "BPR.12.A4",
    "by_evidence": "BPR.12.C2",
}
"""Distributions of best practices, by name in their own table."""

_ELSEWHERE = frozenset({*COORDINATION_RATINGS, *GOVERNMENT_RATINGS, *PRACTICE_CHOICES.values()})


def is_distribution(question: Question) -> bool:
    """Whether a question is a single, multiple or yes-or-no choice with a distribution, outside section C."""
    return (
        question.kind in CHOICE_KINDS - {Kind.RATING}
        and not question.repeated
        and "dist" in question.aggregate
    )


def is_rating_question(question: Question) -> bool:
    """Whether a question is a rating with a mean, outside section C."""
    return question.kind is Kind.RATING and not question.repeated and "mean" in question.aggregate


def distributions(frame: Frame, panels: Panels) -> Scoped:
    """Write the single, multiple and yes-or-no questions, except those of best practices."""
    codes = (question.code for question in frame.questions() if is_distribution(question))
    return by_scope(
        {
            code: panels[code].write(partial(distribution, options=frame.options(code)))
            for code in codes
            if code in panels and code not in _ELSEWHERE
        }
    )


def ratings(frame: Frame, panels: Panels) -> Scoped:
    """Write the ratings, except those of coordination and of the Government's view."""
    codes = (question.code for question in frame.questions() if is_rating_question(question))
    return write_ratings(frame, panels, (code for code in codes if code not in _ELSEWHERE))


def write_ratings(frame: Frame, panels: Panels, codes: Iterable[str]) -> Scoped:
    """Write these ratings in every scope."""
    return by_scope(
        {code: panels[code].write(partial(rating, options=frame.options(code))) for code in codes}
    )


def by_conference(frame: Frame, panels: Panels) -> Scoped:
    """Write the column feet of the progress matrix."""
    write = partial(progress, options=frame.options(PROGRESS))
    conferences = frame.cycle.conferences
    return by_scope(
        {conference: panels[key_of(PROGRESS, conference)].write(write) for conference in conferences}
    )


def by_theme(frame: Frame, panels: Panels) -> Scoped:
    """Write the column feet of the theme matrix."""
    write = partial(
        progress, options=frame.options(THEMES, frame.question(THEMES).type.column(PROGRESS_COLUMN).type)
    )
    return by_scope({theme: panels[theme_key(theme)].write(write) for theme in frame.cycle.themes})


def all_cells(frame: Frame) -> Scoped:
    """Write the mean of all cells of the progress matrix, an internal figure (section 3)."""
    question = frame.question(PROGRESS)
    replies = [
        reply for conference in frame.cycle.conferences for reply in replies_to(frame, question, conference)
    ]
    return frame.settle("all_cells", replies).write(_cells)


def _cells(view: View) -> Figures:
    figures = rating(view, ())
    return {name: figures[name] for name in ("n", "countries", "mean", "mean_displayed")}


def across_conferences(frame: Frame, panels: Panels, code: str) -> Scoped:
    """Write a multiple choice of section C by country and by conference (section 3)."""
    write = partial(distribution, options=frame.options(code))
    conferences = frame.cycle.conferences
    return by_scope(
        {
            "by_country": panels[across_key(code)].write(write),
            "by_conference": by_scope(
                {conference: panels[key_of(code, conference)].write(write) for conference in conferences}
            ),
        }
    )
