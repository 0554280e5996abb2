"""Accepted best practices as the public may see them, with the report and filing behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.countries.models import Country
from portal.cycles.models import Cycle
from portal.questionnaires.answering.conditions import chosen
from portal.questionnaires.answering.words import text_and_language
from portal.reports.disclosure import Audience, may_read_filing, may_read_in_catalogue
from portal.reports.filings import filed_answers
from portal.reports.models import Filing, Report
from portal.reports.reading.filed import disclosed
from portal.reports.workflow import COUNTED, Family

TITLE, SUMMARY, INSTITUTION = "BPR.12.A1", "BPR.12.B1", "BPR.12.A5"
BEGAN = "BPR.12.A7"
CONFERENCES, THEMES = "BPR.12.A2", "BPR.12.A3"
AT_A_TIME = 50


@dataclass(frozen=True)
class Entry:
    """One practice of the catalogue. Texts are pairs of text and language; `whole`: readable in full.

    Where it is not, all but title, summary and institution is empty: whether it is promising is not told.
    """

    report: Report
    cycle: Cycle
    country: Country
    title: tuple[str, str]
    summary: tuple[str, str]
    institution: tuple[str, str]
    began: int | None
    conferences: tuple[str, ...]
    themes: tuple[str, ...]
    whole: bool

    @property
    def promising(self) -> bool:
        """Whether it was under one year old when first submitted (obligations, section 5)."""
        first = self.report.first_submitted
        return first is not None and self.began is not None and first.year - self.began < 1


def catalogue(session: Session, page: int = 1, size: int = AT_A_TIME) -> tuple[list[Entry], int]:
    """Return one page of the catalogue, the latest first, and how many practices there are in all."""
    total = session.scalar(select(func.count()).select_from(_accepted().order_by(None).subquery())) or 0
    first = (max(page, 1) - 1) * size
    rows = session.execute(_accepted().limit(size).offset(first))
    return [entry for row in rows if (entry := _entry(*row)) is not None], total


def entry_of(session: Session, reference: str) -> tuple[Entry, Filing] | None:
    """Return one practice with its filing; None where there is none of that name that may be shown."""
    row = session.execute(_accepted().where(Report.reference == reference)).first()
    entry = _entry(*row) if row is not None else None
    return None if entry is None or row is None else (entry, row[1])


def _accepted() -> Any:
    last = (
        select(Filing.report_id, func.max(Filing.number).label("number"))
        .group_by(Filing.report_id)
        .subquery()
    )
    return (
        select(Report, Filing, Cycle, Country)
        .join(last, last.c.report_id == Report.id)
        .join(Filing, (Filing.report_id == Report.id) & (Filing.number == last.c.number))
        .join(Cycle, Cycle.code == Report.cycle_code)
        .join(Country, Country.code == Report.country_code)
        .where(
            Report.family == Family.PRACTICE,
            Report.status.in_(COUNTED),
            Report.suspended.is_(False),
            Filing.consent != "none",
        )
        .order_by(Report.accepted_at.desc(), Report.id.desc())
    )


def _entry(report: Report, filing: Filing, cycle: Cycle, country: Country) -> Entry | None:
    state, answers = disclosed(report, filing), filed_answers(filing)
    if not may_read_in_catalogue(Audience.PUBLIC, state, TITLE):
        return None
    whole = may_read_filing(Audience.PUBLIC, state)
    return Entry(
        report=report,
        cycle=cycle,
        country=country,
        title=_text(answers, TITLE, filing),
        summary=_text(answers, SUMMARY, filing),
        institution=_text(answers, INSTITUTION, filing),
        began=answers.get(BEGAN) if whole else None,
        conferences=tuple(chosen(answers.get(CONFERENCES))) if whole else (),
        themes=tuple(chosen(answers.get(THEMES))) if whole else (),
        whole=whole,
    )


def _text(answers: Mapping[str, Any], key: str, filing: Filing) -> tuple[str, str]:
    value = answers.get(key)
    return ("", filing.language) if value is None else text_and_language(value, filing.language)
