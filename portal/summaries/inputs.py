"""What a country summary is composed from: one filing, its surroundings, and the filing before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.questionnaires.definition import Asked, Questionnaire
from portal.reports.disclosure import Audience, Disclosed


@dataclass(frozen=True)
class Previous:
    """The previous counted report.

    Its cycle and the answers of it that this audience may see (wire values).
    """

    cycle: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Coordinator:
    """The coordinator's counted report of the same country and cycle, as far as this audience may see it."""

    questionnaire: Questionnaire
    asked: Asked
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class SummaryInput:
    """One counted filing and all that its summary states.

    `digest` is that of the filing, empty where the audience is not told it; `reference` names the report.
    `answers` are those filed and shown (wire values). `omissions` are keys of required answers missing.
    `practices`: titles of published practices with their language; `practices_counted`: how many are counted.
    """

    questionnaire: Questionnaire
    asked: Asked
    answers: Mapping[str, Any]
    disclosed: Disclosed
    audience: Audience
    country_code: str
    country_names: Mapping[str, str]
    region: str
    cycle_code: str
    cycle_titles: Mapping[str, str]
    period: tuple[date, date]
    first_submitted: date
    version: int
    report_language: str
    digest: str
    omissions: tuple[str, ...] = ()
    lapsed: bool = False
    received: bool = False
    demonstration: bool = False
    previous: Previous | None = None
    practices: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    practices_counted: int = 0
    coordinator: Coordinator | None = None
    reference: str = ""
