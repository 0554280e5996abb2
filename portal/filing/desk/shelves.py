"""What lies on a desk beside the reports expected: practices, and filings of a coordinator to speak to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity, Permission, permits
from portal.countries.models import Country
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import invited_cycles
from portal.deadlines import is_over
from portal.questionnaires.answering.words import text_and_language
from portal.reports.assignments.queries import assigned_to, sees_whole_draft
from portal.reports.lifecycle.situation import window_of
from portal.reports.models import Answer, Report
from portal.reports.queries import reports_of_countries
from portal.reports.workflow import EDITABLE, OUT, RECEIVED, Family, Status

TITLE = "BPR.12.A1"
TITLE_PAGE = ("A", "")
SIDES = (
    ("government", Permission.REPORT_READ_DRAFT, Permission.REPORT_PREPARE, "filing.start_own_practice"),
    ("coordinator", Permission.OFFICE_READ_DRAFT, Permission.OFFICE_PREPARE, "filing.start_office_practice"),
)
TO_COMMENT = frozenset({Status.SUBMITTED, Status.RESUBMITTED})


@dataclass(frozen=True)
class Practice:
    """A practice as a list shows it: its title as typed, in which language."""

    report: Report
    title: str
    language: str

    @property
    def waits(self) -> bool:
        """Whether it waits for the agreement of the Government."""
        return waits_for_government(self.report)


@dataclass(frozen=True)
class Shelf:
    """The practices that one side of a country files in one cycle; `endpoint` where one more is started."""

    country: Country
    cycle: Cycle
    practices: tuple[Practice, ...]
    endpoint: str | None


@dataclass(frozen=True)
class ForGovernment:
    """What a coordinator filed about a country, as its Government has it: to comment on, agree to or read.

    `until`: the end of the comments; None of a practice, whose agreement waits without end.
    """

    report: Report
    country: Country
    title: str
    until: datetime | None
    waits: bool


def practices_of(session: Session, who: Identity, now: datetime) -> list[Shelf]:
    """Return the practices of a person's sides by cycle and country, without empty closed shelves."""
    shelves: list[Shelf] = []
    for filed_by, reads, starts, endpoint in SIDES:
        countries = who.countries_with(reads) or frozenset()
        if not countries:
            continue
        names = countries_by_code(session, countries)
        filed = [one for one in _practices(session, countries) if one.filed_by == filed_by]
        filed, titled = open_to(session, who, filed)
        titles = titles_of(session, titled)
        for invited, cycle in invited_cycles(session, countries):
            if filed_by == "coordinator" and invited.track != "rc":
                continue
            place = (cycle.code, invited.country_code)
            found = tuple(
                Practice(one, *titles.get(one.id, ("", one.language)))
                for one in filed
                if (one.cycle_code, one.country_code) == place
            )
            is_open = cycle.opens <= now.date() and not is_over(cycle.closes, now)
            may_start = is_open and permits(who, starts, invited.country_code)
            if found or may_start:
                country = names[invited.country_code]
                shelves.append(Shelf(country, cycle, found, endpoint if may_start else None))
    return shelves


def open_to(session: Session, who: Identity, reports: list[Report]) -> tuple[list[Report], list[int]]:
    """Return the reports whose draft a person sees, all or in part, and the numbers whose title is seen."""
    whole = {one.id for one in reports if sees_whole_draft(who, one)}
    if len(whole) == len(reports):
        return reports, list(whole)
    mine = [one for one, _report in assigned_to(session, who.user_id or 0)]
    seen = whole | {one.report_id for one in mine}
    titled = whole | {one.report_id for one in mine if (one.section, one.conference) == TITLE_PAGE}
    return [one for one in reports if one.id in seen], list(titled)


def coordinators_filings(session: Session, who: Identity) -> list[ForGovernment]:
    """Return what coordinators filed about the countries whose drafts a person reads in whole."""
    countries = who.countries_with(Permission.DRAFT_READ_WHOLE) or frozenset()
    if not countries:
        return []
    names = countries_by_code(session, countries)
    practices = [one for one in _filed(session, countries, Family.PRACTICE) if one.filed_by == "coordinator"]
    # While its office changes a practice, its title is part of the draft.
    titles = titles_of(session, [one.id for one in practices if one.status not in EDITABLE])
    ends = _ends_of_comments(session, annual := _filed(session, countries, Family.COORDINATOR))
    waiting = [
        ForGovernment(
            one,
            names[one.country_code],
            titles.get(one.id, ("", ""))[0],
            ends.get(one.id),
            waits_for_government(one),
        )
        for one in [*annual, *practices]
    ]
    return sorted(waiting, key=lambda one: not one.waits)


def waits_for_government(report: Report) -> bool:
    """Whether what a coordinator filed waits for the comments or the agreement of the Government."""
    of_coordinator = report.filed_by == "coordinator"
    return of_coordinator and report.status in TO_COMMENT and not report.returned_by_secretariat


def _ends_of_comments(session: Session, reports: list[Report]) -> dict[int, datetime]:
    codes = {one.cycle_code for one in reports}
    cycles = {one.code: one for one in session.scalars(select(Cycle).where(Cycle.code.in_(codes)))}
    return {one.id: window_of(one, cycles[one.cycle_code]) for one in reports}


def titles_of(session: Session, report_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the title of each practice with its language, as it stands in the draft, in one query."""
    rows = session.execute(
        select(Answer.report_id, Answer.value, Answer.language).where(
            Answer.report_id.in_(list(report_ids)), Answer.key == TITLE, Answer.value.is_not(None)
        )
    )
    return {row[0]: text_and_language(row[1], row[2]) for row in rows}


def _practices(session: Session, countries: frozenset[str]) -> list[Report]:
    """Return the practices in progress or in force: of each the newest version that is not out."""
    return _newest(reports_of_countries(session, countries, Family.PRACTICE))


def _filed(session: Session, countries: frozenset[str], family: Family) -> list[Report]:
    """Return the newest version of each report filed: one in force stays while the next is a draft."""
    return _newest(one for one in reports_of_countries(session, countries, family) if one.status in RECEIVED)


def _newest(reports: Iterable[Report]) -> list[Report]:
    """Return of each report the newest version that is not out; `reports` the newest version first."""
    newest: dict[tuple[str, str, str], Report] = {}
    for report in reports:
        place = (report.cycle_code, report.country_code, report.subject)
        if place not in newest or (newest[place].status in OUT and report.status not in OUT):
            newest[place] = report
    return list(newest.values())
