"""Taking reports out of the portal as report-bundle/1: always in the same order, numbers as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import simplejson
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import canonical
from portal.countries.models import Country
from portal.countries.queries import get_country
from portal.countries.services import reference_codes
from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle
from portal.exchange.queries import cycles_by_code, draft_objects, latest_contents
from portal.exchange.rules.cycles import cycle_object
from portal.exchange.shape import FORMAT
from portal.i18n import N_, translate
from portal.reports.filings import moment_text
from portal.reports.models import Report
from portal.reports.workflow import Status

DEMONSTRATION = N_("demonstration, filed by nobody")
"""Stands in the title of a demonstration cycle, so that a bundle says it wherever it goes."""

_FIELDS = (
    "id",
    "instrument",
    "cycle",
    "country",
    "version",
    "practice",
    "status",
    "language",
    "first_submitted",
    "submitted_at",
    "filed_by",
    "questionnaire",
    "received",
    "answers",
)


def export_bundle(
    session: Session, now: datetime, *, country: str | None = None, cycle: str | None = None
) -> dict[str, Any]:
    """Return the bundle of all reports, or of those of a country, a cycle, or both.

    A filed report is taken from its latest filing, a draft from its answers. Two exports differ in
    `generated_at` alone. Raises NotFoundError for a country or cycle that is not known.
    """
    if country is not None:
        get_country(session, country)
    if cycle is not None:
        get_cycle(session, cycle)
    reports = _reports(session, country, cycle)
    cycles = _cycles(session, reports, country, cycle)
    return {
        "schema": FORMAT,
        "generated_at": moment_text(now),
        "countries": _countries(session, cycles),
        "cycles": [_cycle(each) for each in cycles],
        "submissions": _submissions(session, reports),
    }


def write_bundle(bundle: Mapping[str, Any]) -> str:
    """Return a bundle as the text of a file, numbers as typed."""
    text: str = simplejson.dumps(bundle, use_decimal=True, ensure_ascii=False, indent=1, allow_nan=False)
    return text + "\n"


def _reports(session: Session, country: str | None, cycle: str | None) -> list[Report]:
    statement = select(Report)
    if country is not None:
        statement = statement.where(Report.country_code == country)
    if cycle is not None:
        statement = statement.where(Report.cycle_code == cycle)
    return list(session.scalars(statement))


def _cycles(
    session: Session, reports: Iterable[Report], country: str | None, cycle: str | None
) -> list[Cycle]:
    """Return the cycles of the reports, the cycle asked for, and in a whole export every cycle opened."""
    used = {report.cycle_code for report in reports} | {cycle}
    return [
        each
        for each in cycles_by_code(session).values()
        if each.code in used or (country is None and cycle is None and each.opened_at is not None)
    ]


def _countries(session: Session, cycles: Sequence[Cycle]) -> list[dict[str, Any]]:
    """Write the invited countries that another portal does not know."""
    invited = {item.country_code for cycle in cycles for item in cycle.invited}
    statement = select(Country).where(Country.code.not_in(reference_codes())).order_by(Country.code)
    return [_country(found) for found in session.scalars(statement) if found.code in invited]


def _country(country: Country) -> dict[str, Any]:
    return {
        "code": country.code,
        "names": country.names,
        "region": country.region.value,
        "track": country.default_track,
        "fictional": country.fictional,
    }


def _cycle(cycle: Cycle) -> dict[str, Any]:
    entry = cycle_object(cycle)
    if cycle.demonstration:
        entry["title"] = {
            language: _marked(title, translate(language, DEMONSTRATION))
            for language, title in cycle.title.items()
        }
    return entry


def _marked(title: str, mark: str) -> str:
    return title if mark in title else f"{title} ({mark})"


def _submissions(session: Session, reports: Sequence[Report]) -> list[dict[str, Any]]:
    drafts = [report for report in reports if report.status is Status.DRAFT]
    objects = draft_objects(session, drafts)
    filed = latest_contents(session, [report.id for report in reports if report.status is not Status.DRAFT])
    objects |= {report_id: canonical.loads(content) for report_id, content in filed.items()}
    ordered = sorted(reports, key=_position)
    return [_submission(objects[report.id], report.status) for report in ordered]


def _position(report: Report) -> tuple[Any, ...]:
    return (
        report.cycle_code,
        report.country_code,
        report.family.value,
        report.subject,
        report.version,
        report.reference,
    )


def _submission(entry: Mapping[str, Any], status: Status) -> dict[str, Any]:
    fields = {**entry, "status": status.value}
    fields["answers"] = dict(sorted(fields["answers"].items(), key=lambda item: _natural(item[0])))
    return {name: fields[name] for name in _FIELDS if name in fields}


def _natural(key: str) -> list[tuple[int, int, str]]:
    """Order B9 before B10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", key) if part
    ]
