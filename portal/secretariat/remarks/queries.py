"""Remarks counted by reason, question and language of the report: where questions are not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.questionnaires.definition import parse_key
from portal.questionnaires.loader import load_library
from portal.reports.models import Remark, Report
from portal.reports.reading.displayed import Words


@dataclass(frozen=True)
class Counted:
    """The remarks on one question: how many, by reason code and by language of the report."""

    code: str
    words: Words
    total: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """Remarks with one reason on one question in reports of one language."""

    code: str
    language: str
    reason: str
    number: int


def counts_of(session: Session, cycle_code: str) -> list[Count]:
    """Return the remarks of a cycle that the author side has seen, counted, in one query."""
    statement = (
        select(Remark.key, Report.language, Remark.reason, func.count())
        .join(Report, Report.id == Remark.report_id)
        .where(Report.cycle_code == cycle_code, Remark.released_at.is_not(None))
        .group_by(Remark.key, Report.language, Remark.reason)
    )
    return [
        Count(parse_key(key).code, language, reason, number)
        for key, language, reason, number in session.execute(statement)
    ]


def by_question(counts: Iterable[Count]) -> list[Counted]:
    """Return the counts by question, the most remarked first."""
    found: dict[str, list[Count]] = {}
    for one in counts:
        found.setdefault(one.code, []).append(one)
    counted = [
        Counted(
            code,
            words_of(code),
            sum(one.number for one in some),
            _sums((one.reason, one.number) for one in some),
            _sums((one.language, one.number) for one in some),
        )
        for code, some in found.items()
    ]
    return sorted(counted, key=lambda one: (-one.total, one.code))


def words_of(code: str) -> Words:
    """Return the text of a question, of the latest release that asks it."""
    for questionnaire in reversed(load_library().published()):
        if questionnaire.has(code):
            return Words(code, questionnaire.question(code).text)
    return Words(code, code)


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, number in pairs:
        found[name] += number
    return dict(found.most_common())
