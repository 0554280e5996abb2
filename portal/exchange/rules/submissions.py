"""A submission of a bundle as the version of a report it is, and as what the portal receives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import canonical
from portal.cycles.models import Cycle
from portal.exchange.queries import KnownReport
from portal.exchange.rules.answers import JudgedAnswers
from portal.exchange.rules.versions import Version
from portal.exchange.shape import Entry
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.loader import load_library
from portal.questionnaires.messages import Problem
from portal.reports.lifecycle.receiving import Place, Received, content_of
from portal.reports.queries import latest_release
from portal.reports.workflow import Family, Status

PRACTICE = "BPR"


@dataclass(frozen=True)
class Judged:
    """A submission with its questionnaire and what the rules found out about its answers."""

    entry: Entry
    questionnaire: Questionnaire
    answers: JudgedAnswers


def content(item: Judged, cycle: Cycle) -> str:
    """Return the canonical text of a submission of a cycle that the portal knows."""
    invited = next(each for each in cycle.invited if each.country_code == item.entry.get("country"))
    return content_of(Place(cycle, invited, item.questionnaire), received(item))


def differences(text: str, other: str) -> list[str]:
    """Name the fields in which two submissions differ, answers by their keys."""
    one, two = _flat(text), _flat(other)
    return [name for name in dict.fromkeys([*one, *two]) if one.get(name) != two.get(name)]


def _flat(text: str) -> dict[str, str]:
    entry = canonical.loads(text)
    parts = {**entry, **entry.pop("answers", {})}
    parts.pop("answers", None)
    return {name: canonical.dumps(value) for name, value in parts.items()}


def received(item: Judged) -> Received:
    """Return a submission without faults as a report received."""
    entry, judged = item.entry, item.answers
    first, last = entry.get("first_submitted"), entry.get("submitted_at")
    return Received(
        reference=entry.get("id"),
        subject=_subject(entry),
        version=entry.get("version"),
        status=Status(entry.get("status")),
        language=entry.get("language"),
        filed_by=entry.get("filed_by"),
        by_mail=bool(entry.get("received")),
        first_submitted=date.fromisoformat(first) if first else None,
        submitted_at=datetime.fromisoformat(last).replace(microsecond=0) if last else None,
        answers=judged.answers,
        warnings=[_kept(problem) for problem in judged.warnings],
    )


def _kept(problem: Problem) -> Mapping[str, Any]:
    """Return a warning as a filing keeps it."""
    return {
        "key": problem.key,
        "code": problem.code,
        "row": problem.row,
        "column": problem.column,
        "params": dict(problem.params),
    }


def _subject(entry: Entry) -> str:
    return (entry.get("practice") or entry.get("id")) if entry.get("instrument") == PRACTICE else ""


def version_of(entry: Entry) -> Iterator[Version]:
    """Yield the version a submission is, where enough of it is sound."""
    instrument, status = entry.get("instrument"), entry.get("status")
    if not (instrument and status and entry.get("version") and entry.get("id")):
        return
    family = load_library().release(instrument, latest_release(instrument)).family
    place = [_subject(entry)] if instrument == PRACTICE else [entry.get("cycle"), entry.get("country")]
    if all(place):
        identity = (family, *place)
        day = entry.get("first_submitted")
        yield Version(entry.label, identity, entry.get("version"), Status(status), day)


def version_known(report: KnownReport) -> Version:
    """Return the version that a report of the portal is."""
    is_practice = report.family is Family.PRACTICE
    place = (report.subject,) if is_practice else (report.cycle, report.country)
    day = report.first_submitted.isoformat() if report.first_submitted else None
    return Version(report.reference, (report.family.value, *place), report.version, report.status, day)
