"""From an answer to the figures of its cycle that count it: their paths, in total and in its region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.aggregation.aggregate import ACROSS
from portal.aggregation.counting.records import MERGED, PROGRESS, THEMES
from portal.aggregation.display.rules import TOTAL
from portal.aggregation.tables.choices import (
    COORDINATION_RATINGS,
    GOVERNMENT_RATINGS,
    PRACTICE_CHOICES,
    is_distribution,
    is_rating_question,
)
from portal.aggregation.tables.coordination import ASSESSMENT, FRAMEWORKS, PLANS, REQUESTS
from portal.aggregation.tables.frame import OPERATIONS
from portal.aggregation.tables.numbers import ROLES, SHARE_OF_PRODUCT, THEMATIC_GROUPS
from portal.aggregation.tables.questions import POVERTY
from portal.questionnaires.definition import NUMBER_KINDS, Kind, Question

_ASKED_AS = {own: merged for merged, own in MERGED.items()}
_ELSEWHERE = {
    **{code: f"coordination/ratings/{code}" for code in COORDINATION_RATINGS},
    **{code: f"government_view/ratings/{code}" for code in GOVERNMENT_RATINGS},
    **{code: f"best_practices/{name}" for name, code in PRACTICE_CHOICES.items()},
    THEMATIC_GROUPS: "coordination/thematic_groups",
    POVERTY: "poverty",
}
"""Questions whose figures stand in one place of their own."""
_ALSO = {
    ASSESSMENT: "coordination/assessment",
    REQUESTS: "coordination/requests",
    PLANS: "coordination/plans",
    ROLES: "assistance",
    SHARE_OF_PRODUCT: "assistance/share",
    **{code: f"coordination/frameworks/{code}" for code in FRAMEWORKS},
}
"""Questions that have figures of their own beside those of their kind."""


@dataclass(frozen=True)
class Asked:
    """One answer: its question, its conference if the question is repeated, the country and its region."""

    question: Question
    conference: str | None
    country: str
    region: str


def figures_with(asked: Asked, themes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths of the figures (each the n of its block) that count an answer; none for a text.

    `themes` are those of the cycle: the table of themes is counted theme by theme as well.
    """
    blocks = list(_blocks(asked.question, asked.conference, themes))
    scopes = (TOTAL, f"by_region/{asked.region}")
    return (
        *(f"{matrix}/value" for matrix in _cells(asked, themes)),
        *(f"{scope}/{block}/n" for block in blocks for scope in scopes),
    )


def _cells(asked: Asked, themes: tuple[str, ...]) -> Iterator[str]:
    if asked.question.code == PROGRESS:
        yield f"progress_matrix/{asked.country}/{asked.conference}"
    elif asked.question.code == THEMES:
        yield from (f"theme_matrix/{asked.country}/{theme}" for theme in themes)


def _blocks(question: Question, conference: str | None, themes: tuple[str, ...]) -> Iterator[str]:
    code = _ASKED_AS.get(question.code, question.code)
    if code in _ELSEWHERE:
        yield _ELSEWHERE[code]
    elif question.repeated:
        yield from _of_conference(code, conference or "")
    elif not OPERATIONS.isdisjoint(question.aggregate):
        yield from (f"by_theme/{theme}" for theme in (themes if code == THEMES else ()))
        yield from (f"{group}/{code}" for group in [_group(question)] if group)
        yield from (_ALSO[one] for one in [code] if one in _ALSO)


def _of_conference(code: str, conference: str) -> Iterator[str]:
    if code == PROGRESS:
        yield f"by_conference/{conference}"
    for name, across in ACROSS.items():
        if across == code:
            yield f"{name}/by_country"
            yield f"{name}/by_conference/{conference}"


def _group(question: Question) -> str:
    """Return the group of the aggregates in which a question of that kind stands."""
    if question.kind is Kind.TABLE:
        return "tables"
    if question.kind in NUMBER_KINDS:
        return "numbers"
    if is_distribution(question):
        return "distributions"
    return "ratings" if is_rating_question(question) else ""
