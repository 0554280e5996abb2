"""Feeding of the figures: the filed versions of one cycle as facts, read with plain SQL in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from portal.aggregation.inputs import CycleInput, ReportFacts, Selection
from portal.countries.models import Country
from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle
from portal.questionnaires.answering.facts import Fact
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.loader import load_library
from portal.reports.models import FiledFact, Filing, Report
from portal.reports.queries import release_in
from portal.reports.workflow import COUNTED, Family

INSTRUMENTS = ("VNR", "VND", "RCR", "BPR")
GROUPS = ("ldc", "lldc", "sids")
SUSPENDED = "none"
"""Consent of a report whose publication is suspended: nothing of it is public."""


def cycle_input(session: Session, code: str) -> CycleInput:
    """Return a cycle with all that was filed in it, in four queries; raises NotFoundError.

    Facts are read of counted reports alone, those of their latest filing: no other enters a figure.
    """
    cycle = get_cycle(session, code)
    facts = _facts(session, code)
    return CycleInput(
        code=code,
        due=cycle.due,
        conferences=tuple(cycle.conferences),
        themes=tuple(cycle.themes),
        invited={item.country_code: (item.region.value, item.track) for item in cycle.invited},
        reports=_reports(session, code, facts),
        questionnaires=_questionnaires(cycle),
    )


def selection_of(
    session: Session, region: str | None = None, track: str | None = None, group: str | None = None
) -> Selection:
    """Return which countries are looked at; `group` is ldc, lldc or sids."""
    countries = None
    if group is not None:
        column = {"ldc": Country.ldc, "lldc": Country.lldc, "sids": Country.sids}[group]
        countries = frozenset(session.scalars(select(Country.code).where(column)))
    return Selection(region, track, countries)


def _questionnaires(cycle: Cycle) -> dict[str, Questionnaire]:
    library = load_library()
    return {name: library.release(name, release_in(cycle, name)) for name in INSTRUMENTS}


def _reports(session: Session, code: str, facts: Mapping[int, tuple[Fact, ...]]) -> tuple[ReportFacts, ...]:
    last = _last_filings(code)
    statement = (
        select(Report, Filing.id, Filing.consent, Filing.withheld)
        .outerjoin(last, last.c.report_id == Report.id)
        .outerjoin(Filing, (Filing.report_id == Report.id) & (Filing.number == last.c.number))
        .where(Report.cycle_code == code)
        .order_by(Report.id)
    )
    return tuple(
        ReportFacts(
            report_id=report.reference,
            country=report.country_code,
            instrument=report.instrument,
            subject=report.subject if report.family is Family.PRACTICE else None,
            version=report.version,
            status=report.status.value,
            consent=SUSPENDED if report.suspended else consent or SUSPENDED,
            withheld=frozenset(withheld or ()),
            first_submitted=report.first_submitted,
            facts=facts.get(filing_id, ()),
        )
        for report, filing_id, consent, withheld in session.execute(statement)
    )


def _facts(session: Session, code: str) -> dict[int, tuple[Fact, ...]]:
    """Return the facts of the latest filing of every counted report, by filing; those of a code as written.

    They come in the order of the index that finds them, as plain rows: nothing is sorted, no object is made.
    """
    last = _last_filings(code)
    counted = (
        select(Filing.id)
        .join(last, (last.c.report_id == Filing.report_id) & (last.c.number == Filing.number))
        .join(Report, Report.id == Filing.report_id)
        .where(Report.cycle_code == code, Report.status.in_(COUNTED))
    )
    statement = (
        select(
            FiledFact.filing_id,
            FiledFact.code,
            FiledFact.conference,
            FiledFact.row,
            FiledFact.column,
            FiledFact.option,
            FiledFact.number,
            FiledFact.language,
        )
        .where(FiledFact.filing_id.in_(counted))
        .order_by(FiledFact.filing_id, FiledFact.code, FiledFact.id)
    )
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    for filing_id, *fact in session.connection().execute(statement):
        found[filing_id].append(Fact._make(fact))
    return {filing_id: tuple(facts) for filing_id, facts in found.items()}


def _last_filings(code: str) -> Subquery:
    return (
        select(Filing.report_id, func.max(Filing.number).label("number"))
        .join(Report, Report.id == Filing.report_id)
        .where(Report.cycle_code == code)
        .group_by(Filing.report_id)
        .subquery()
    )
