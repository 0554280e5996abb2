"""Feeding of the figures: the filed versions of one cycle as facts, read with plain SQL in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from portal.aggregation.inputs import CycleInput, ReportFacts, Selection
from portal.aggregation.served import live_codes
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
AT_ONCE = 500
"""Filings whose facts are read by one query, where they are named."""
SUSPENDED = "none"
"""Consent of a report whose publication is suspended: nothing of it is public."""


def cycle_input(session: Session, code: str, *, live: bool = False) -> CycleInput:
    """Return a cycle with all that was filed in it, in four queries; raises NotFoundError.

    Facts are read of counted reports alone, those of their latest filing: no other enters a figure. `live`
    reads those alone on which figures rest that are never issued.
    """
    cycle = get_cycle(session, code)
    questionnaires = _questionnaires(cycle)
    facts = _facts(session, _counted(code), live_codes(questionnaires) if live else None)
    return without_reports(session, code, _reports(session, code, facts))


def without_reports(session: Session, code: str, reports: tuple[ReportFacts, ...] = ()) -> CycleInput:
    """Return a cycle with what it was opened with, and these reports; raises NotFoundError."""
    cycle = get_cycle(session, code)
    return CycleInput(
        code=code,
        due=cycle.due,
        conferences=tuple(cycle.conferences),
        themes=tuple(cycle.themes),
        invited={item.country_code: (item.region.value, item.track) for item in cycle.invited},
        reports=reports,
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


def _counted(code: str) -> Select[int]:
    """Select the latest filing of every counted report."""
    last = _last_filings(code)
    return (
        select(Filing.id)
        .join(last, (last.c.report_id == Filing.report_id) & (last.c.number == Filing.number))
        .join(Report, Report.id == Filing.report_id)
        .where(Report.cycle_code == code, Report.status.in_(COUNTED))
    )


def facts_of_filings(session: Session, filings: Iterable[int]) -> dict[int, tuple[Fact, ...]]:
    """Return the facts of these filings, by filing."""
    found: dict[int, tuple[Fact, ...]] = {}
    for some in _batches(sorted(filings)):
        found |= _facts(session, some, None)
    return found


def _batches(filings: list[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(filings), AT_ONCE):
        yield tuple(filings[start : start + AT_ONCE])


def _facts(
    session: Session, filings: Select[int] | tuple[int, ...], codes: Collection[str] | None
) -> dict[int, tuple[Fact, ...]]:
    """Return the facts of filings, by filing, of these codes or all; those of a code as written.

    They come in the order of the index that finds them, as plain rows: nothing is sorted, no object is made.
    """
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
        .where(FiledFact.filing_id.in_(filings))
        .order_by(FiledFact.filing_id, FiledFact.code, FiledFact.id)
    )
    if codes is not None:
        statement = statement.where(FiledFact.code.in_(codes))
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
