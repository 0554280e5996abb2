"""The history of a report as people read it: what happened, when, by whom, and how long each side had it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.events.models import Event
from portal.events.queries import events_of
from portal.i18n import N_
from portal.notifications.letters import EVENTS, EVENTS_OF_OFFICE
from portal.reports.lifecycle.attribution import ATTRIBUTED
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Report
from portal.reports.workflow import TRANSITIONS, Status

LINES: Mapping[str, str] = {
    **EVENTS,
    "started": N_("Report started"),
    "started_for_government": N_("Entry of a report received by mail started by the secretariat"),
    ATTRIBUTED: N_("Attributed to the cycle open on the day of submission"),
    "begin_review": N_("Review begun"),
    "new_version": N_("Next version started"),
    "discard": N_("Draft discarded"),
    "recorded": N_("Received by mail, entered by the secretariat"),
    "imported": N_("Received by mail, entered from a file"),
    "original_attached": N_("Original of the report attached"),
    "unprepared": N_("Taken back from signature"),
}
"""Kind of an event of a report to the line of its history, in English; what is written about, in the same
words as the letters.
"""

MOVES: Mapping[str, Status] = {
    "started": Status.DRAFT,
    "started_for_government": Status.DRAFT,
    "recorded": Status.SUBMITTED,
    **{row.action.value: row.to for row in TRANSITIONS if row.to is not None},
}
"""Kind of an event to the status it leads to."""

RETURNED_BY_SECRETARIAT = "secretariat_return"

HOLDERS: Mapping[Status, str] = {
    Status.DRAFT: "government",
    Status.SUBMITTED: "reviewer",
    Status.UNDER_REVIEW: "reviewer",
    Status.RETURNED: "government",
    Status.RESUBMITTED: "reviewer",
    Status.ENDORSED: "secretariat",
}
"""Who holds the pen of a Government's report in each status in progress, where it has a reviewer."""

OTHER_SIDE = {"government": "reviewer", "reviewer": "government"}
"""Of a coordinator's report: its office writes, and the Government has it to comment on or agree to."""


@dataclass(frozen=True)
class HistoryLine:
    """One line: when, its English words, who (an account's name at the time), version, and a text with it."""

    when: datetime
    words: str
    by: str
    kind: str
    version: int | None = None
    note: str | None = None
    language: str | None = None


def history_of(session: Session, report: Report) -> list[HistoryLine]:
    """Return what happened to the report, in all its versions, the oldest first.

    What happened to a practice in the cycle in which it was begun is part of it.
    """
    words = {**LINES, **(EVENTS_OF_OFFICE if report.filed_by == "coordinator" else {})}
    events = events_of(session, stream_of(report))
    if events and "from" in events[0].payload and events[0].kind == ATTRIBUTED:
        events = [*events_of(session, events[0].payload["from"])[:-1], *events]
    return [_line(event, words) for event in events if event.kind in words]


def _line(event: Event, words: Mapping[str, str]) -> HistoryLine:
    payload = event.payload
    return HistoryLine(
        when=event.at,
        words=words[event.kind],
        by=event.actor_name,
        kind=event.kind,
        version=payload.get("version"),
        note=payload.get("text"),
        language=payload.get("language") if payload.get("text") else None,
    )


def days_with(
    lines: Iterable[HistoryLine], *, reviewer: bool, now: datetime, filed_by: str = "government"
) -> dict[str, int]:
    """Return the whole days each side held the report so far: government, reviewer, secretariat.

    `reviewer` False: there is nobody to review, and what is submitted waits for the secretariat.
    """
    spans: dict[str, timedelta] = {}
    steps = [(line.when, line.kind) for line in lines if line.kind in MOVES]
    back_to_secretariat = False
    for (start, kind), end in zip(steps, _ends(steps, now), strict=True):
        # What the secretariat itself returned comes straight back to it.
        back_to_secretariat = kind == RETURNED_BY_SECRETARIAT or (back_to_secretariat and kind == "resubmit")
        side = holder(MOVES[kind], reviewer=reviewer and not back_to_secretariat, filed_by=filed_by)
        if side is not None:
            spans[side] = spans.get(side, timedelta()) + (end - start)
    return {side: span.days for side, span in spans.items()}


def holder(status: Status, *, reviewer: bool, filed_by: str = "government") -> str | None:
    """Return who holds the pen now, or None once the report is accepted or out.

    >>> holder(Status.SUBMITTED, reviewer=False), holder(Status.RETURNED, reviewer=True)
    ('secretariat', 'government')
    >>> holder(Status.DRAFT, reviewer=True, filed_by="coordinator")
    'reviewer'
    """
    side = HOLDERS.get(status)
    if side == "reviewer" and not reviewer:
        return "secretariat"
    return OTHER_SIDE.get(side or "", side) if filed_by == "coordinator" else side


def _ends(steps: Sequence[tuple[datetime, str]], now: datetime) -> list[datetime]:
    return [start for start, _ in steps[1:]] + ([now] if steps else [])
