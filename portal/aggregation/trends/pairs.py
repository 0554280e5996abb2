"""Matched answers of two cycles: the same country, code and conference, answered in both.

Source: aggregation, section 7. Region and track are those of the later cycle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from portal.aggregation.counting.records import PROGRESS, Record, is_rating
from portal.questionnaires.definition import Question

Reading: TypeAlias = Callable[[Record], str | None]
"""How an answer is read from a report; None where it makes no pair."""


@dataclass(frozen=True)
class Twice:
    """The two counted reports of one country, of the previous and of the current cycle."""

    before: Record
    after: Record


@dataclass(frozen=True)
class Couple:
    """A country with a counted report in both cycles: its two answers to a question, None where it has none.

    `public` says that the question is public in both, whether answered or not (rule 8.9). `reports` are the
    two that say it.
    """

    country: str
    region: str
    public: bool
    before: str | None
    after: str | None
    reports: Twice

    @property
    def is_pair(self) -> bool:
        return self.before is not None and self.after is not None


def counted_twice(current: Sequence[Record], previous: Sequence[Record]) -> tuple[Twice, ...]:
    """Match the counted reports of one family by country."""
    earlier = {record.country: record for record in previous}
    return tuple(Twice(earlier[record.country], record) for record in current if record.country in earlier)


def couples(twice: Sequence[Twice], question: Question, read: Reading) -> tuple[Couple, ...]:
    """Read one question of every country counted twice whose track is asked it."""
    return tuple(
        Couple(
            country=both.after.country,
            region=both.after.region,
            public=both.before.is_public(question.code) and both.after.is_public(question.code),
            before=read(both.before),
            after=read(both.after),
            reports=both,
        )
        for both in twice
        if both.after.asks(question)
    )


def reads_rating(code: str, conference: str | None = None) -> Reading:
    """Read a rating; `na` or missing makes no pair."""

    def read(record: Record) -> str | None:
        answer = record.choice(code, conference)
        return answer if is_rating(answer) else None

    return read


def reads_choice(code: str) -> Reading:
    """Read a single choice; missing makes no pair."""
    return lambda record: record.choice(code)


def reads_progress(conference: str) -> Reading:
    """Read the rating of a conference."""
    return reads_rating(PROGRESS, conference)


def reads_theme(theme: str) -> Reading:
    """Read the rating of a theme."""

    def read(record: Record) -> str | None:
        answer = record.theme_progress(theme)
        return answer if is_rating(answer) else None

    return read
