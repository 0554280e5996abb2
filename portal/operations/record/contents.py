"""What is derived from canonical texts, derived anew: a filing's columns and facts, issued tables' lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, String, select, type_coerce
from sqlalchemy.orm import Session, undefer

from portal import canonical
from portal.cycles.models import Cycle, InvitedCountry
from portal.errors import NotFoundError
from portal.events.anchors import Fault
from portal.events.models import Event
from portal.events.raw import UNREADABLE
from portal.issued.models import IssuedTables
from portal.questionnaires.answering.conditions import chosen, visible_answers
from portal.questionnaires.answering.facts import facts_of
from portal.questionnaires.loader import load_library
from portal.reports.filings import WITHHELD, consent_of
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import FiledFact, Filing, Report
from portal.reports.queries import asked_in

Facts = Counter[tuple[Any, ...]]
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Cycles:
    """What is asked depends on these: every cycle by code, the track of each invited country."""

    cycles: dict[str, Cycle]
    tracks: dict[tuple[str, str], str]


def content_faults(session: Session) -> Iterator[Fault]:
    """Yield what of filings and issued tables is not what their canonical text says."""
    yield from _filings(session)
    yield from _issued(session)


def _filings(session: Session) -> Iterator[Fault]:
    told, cycles = digests_told(session), _cycles(session)
    facts = {number: Counter(map(_fact, rows)) for number, rows in _facts_by_filing(session)}
    statement = select(Report, Filing).join(Filing).order_by(Filing.id).execution_options(yield_per=100)
    for report, filing in session.execute(statement):
        place = f"{report.reference}, filing {filing.number}"
        present = facts.pop(filing.id, Counter())
        if canonical.digest(filing.content) != filing.digest:
            yield Fault(place, "changed")
        elif filing.digest not in told.get(stream_of(report), ()):
            yield Fault(place, "told of by no event")
        else:
            try:
                yield from (Fault(place, why) for why in _differences(report, filing, present, cycles))
            except UNREADABLE:
                yield Fault(place, "cannot be compared with its text: something it needs is gone or changed")
    for number in facts:
        yield Fault(f"facts of filing {number}", "there is no such filing")


def digests_told(session: Session) -> dict[str, set[str]]:
    """Return the digests of filings that events tell of, by stream."""
    told: dict[str, set[str]] = {}
    statement = select(Event.stream, Event.payload).where(Event.stream.startswith("report:"))
    for stream, payload in session.execute(statement):
        if "digest" in payload:
            told.setdefault(stream, set()).add(payload["digest"])
    return told


def _differences(report: Report, filing: Filing, present: Facts, cycles: Cycles) -> Iterator[str]:
    """Yield what the filing's row, its report and its facts say otherwise than its text."""
    entry = canonical.loads(filing.content)
    for name, value in (
        ("id", report.reference),
        ("instrument", report.instrument),
        ("cycle", report.cycle_code),
        ("country", report.country_code),
        ("version", report.version),
        ("language", filing.language),
    ):
        if entry[name] != value:
            yield f"{name} is {value}, its text says {entry[name]}"
    cycle = cycles.cycles[report.cycle_code]
    track = cycles.tracks.get((report.cycle_code, report.country_code), "")
    asked = asked_in(cycle, track)
    try:
        questionnaire = load_library().release(report.instrument, filing.release)
    except NotFoundError:
        yield f"release {filing.release} of its questionnaire is not known"
        return
    visible = visible_answers(questionnaire, asked, entry["answers"])
    consent = consent_of(report.instrument, visible)
    if filing.consent != consent:
        yield f"consent is {filing.consent}, its text says {consent}"
    if filing.withheld != list(chosen(visible.get(WITHHELD))):
        yield "withheld sections are others than its text says"
    derived = Counter(_fact(fact) for fact in facts_of(questionnaire, asked, visible, entry["language"]))
    if derived != present:
        code = min(fact[0] for fact in (derived - present) + (present - derived))
        yield f"facts are others than its text says, first of {code}"


def _fact(fact: Any) -> tuple[Any, ...]:
    """Return a fact, derived or stored, in one shape: the figure as the text it is kept as."""
    code, conference, row, column, option, number, language = fact[-7:]
    return code, conference, row, column, option, None if number is None else str(number), language


def _facts_by_filing(session: Session) -> Iterator[tuple[int, Iterator[Row[Any]]]]:
    columns = (FiledFact.code, FiledFact.conference, FiledFact.row, FiledFact.column, FiledFact.option)
    number = type_coerce(FiledFact.number, String)
    statement = select(FiledFact.filing_id, *columns, number, FiledFact.language)
    ordered = statement.order_by(FiledFact.filing_id).execution_options(yield_per=5000)
    yield from groupby(session.execute(ordered), key=itemgetter(0))


def _cycles(session: Session) -> Cycles:
    places = session.execute(
        select(InvitedCountry.cycle_code, InvitedCountry.country_code, InvitedCountry.track)
    )
    return Cycles(
        {cycle.code: cycle for cycle in session.scalars(select(Cycle))},
        {(row.cycle_code, row.country_code): row.track for row in places},
    )


def _issued(session: Session) -> Iterator[Fault]:
    """Issued tables have their digest, an event tells of it, and the list beside the text is that of it."""
    told = {
        digest
        for payload in session.scalars(select(Event.payload).where(Event.kind == "tables_issued"))
        for digest in payload["digests"].values()
    }
    statement = select(IssuedTables).order_by(IssuedTables.id).options(undefer(IssuedTables.content))
    for issued in session.scalars(statement.execution_options(yield_per=1)):
        place = f"issued tables {issued.number} ({issued.audience})"
        if canonical.digest(issued.content) != issued.digest:
            yield Fault(place, "changed")
        elif issued.digest not in told:
            yield Fault(place, "told of by no event")
        elif not canonical.same(canonical.loads(issued.content)["filings"], issued.filings):
            yield Fault(place, "its list of filings is another than its text says")
