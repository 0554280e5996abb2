"""What a best practice needs to be promoted and reused, and what of it a filing holds.

Source: obligations, section 5 (minimum for acceptance).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.i18n import N_
from portal.reports.filings import filed_answers
from portal.reports.reading.desk import Desk
from portal.reports.workflow import Family


@dataclass(frozen=True)
class Criterion:
    """One criterion in English, and whether the filing meets it."""

    words: str
    met: bool


CRITERIA: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Relevance: linked to at least one conference and one theme"), ("A2", "A3")),
    (N_("Explanation: steps, conditions of success, and what did not work"), ("B3", "C3", "C4")),
    (N_("Sustainability: stated"), ("C5", "A8")),
    (N_("Transferability: what is essential, and what can change"), ("D1", "D2")),
    (N_("Contact and consent: somebody who answers, and consent to publication"), ("D5", "Z1", "Z2")),
)
RESULT = N_("Result: at least one measured result with year and source")


def criteria_of(desk: Desk) -> list[Criterion]:
    """Return the criteria of a practice on the desk; of any other report none."""
    if desk.report.family is not Family.PRACTICE:
        return []
    return judge(filed_answers(desk.filing))


def judge(answers: Mapping[str, Any]) -> list[Criterion]:
    """Judge the answers (wire values) of a practice by each criterion, in order of display."""
    found = [
        Criterion(words, all(_given(answers, number) for number in numbers)) for words, numbers in CRITERIA
    ]
    found.insert(1, Criterion(RESULT, _has_result(answers.get("BPR.12.C1"))))
    return found


def _given(answers: Mapping[str, Any], number: str) -> bool:
    return answers.get(f"BPR.12.{number}") not in (None, "", [])


def _has_result(rows: Any) -> bool:
    return any(row.get("after_year") and row.get("source") for row in rows or ())
