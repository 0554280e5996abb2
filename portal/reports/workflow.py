"""What may happen to a report: statuses, actions and the one table of transitions.

Source: the workflow of the design ("What may happen to a report"); statuses and counting groups as in
the definitions of aggregation, section 1. Buttons, permissions, letters and history lines derive from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Family(StrEnum):
    """Families of reports: national = VNR or VND, coordinator = RCR, practice = BPR."""

    NATIONAL = "national"
    COORDINATOR = "coordinator"
    PRACTICE = "practice"


class Status(StrEnum):
    """Statuses of one version of a report."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    ENDORSED = "endorsed"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    DECLINED = "declined"


S = Status
RECEIVED = frozenset(
    {S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.RESUBMITTED, S.ENDORSED, S.ACCEPTED, S.PUBLISHED}
)
COUNTED = frozenset({S.ACCEPTED, S.PUBLISHED})
OUT = frozenset({S.WITHDRAWN, S.SUPERSEDED, S.DECLINED})
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
FILED = RECEIVED | OUT
"""Statuses a version can only have once it was filed."""


class Action(StrEnum):
    """Everything that can be done to a report."""

    SUBMIT = "submit"
    RECALL = "recall"
    BEGIN_REVIEW = "begin_review"
    RETURN = "return"
    RESUBMIT = "resubmit"
    ENDORSE = "endorse"
    AGREE = "agree"
    CLOSE_COMMENTS = "close_comments"
    LAPSE = "lapse"
    SECRETARIAT_RETURN = "secretariat_return"
    ACCEPT = "accept"
    PUBLISH = "publish"
    SUSPEND = "suspend"
    NEW_VERSION = "new_version"
    DISCARD = "discard"
    WITHDRAW_VERSION = "withdraw_version"
    WITHDRAW_REPORT = "withdraw_report"
    DECLINE = "decline"


class Side(StrEnum):
    """Who acts: a side of the report, not a role."""

    AUTHOR = "author"
    SIGNATORY = "signatory"
    REVIEWER = "reviewer"
    OFFICE = "office"
    GOVERNMENT = "government"
    SECRETARIAT = "secretariat"
    CLOCK = "clock"


class Guard(StrEnum):
    """Conditions beyond status and side; each is a key of GUARDS."""

    COMPLETE = "complete"
    OPEN = "open"
    HAS_REVIEWER = "has_reviewer"
    HAS_REMARK = "has_remark"
    ONCE_A_VERSION = "once_a_version"
    REMARKS_ANSWERED = "remarks_answered"
    COORDINATOR_PRACTICE = "coordinator_practice"
    NO_REVIEWER_LEFT = "no_reviewer_left"
    WINDOW_OVER = "window_over"
    CONSENT = "consent"
    DISCARDABLE = "discardable"
    NO_VERSION_IN_PROGRESS = "no_version_in_progress"


class Text(StrEnum):
    """Whether the action takes a text."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


ALL_FAMILIES = frozenset(Family)


@dataclass(frozen=True)
class Transition:
    """One row of the table; `to` None: the version ceases to be (discard) or another one begins."""

    action: Action
    sources: frozenset[Status]
    to: Status | None
    sides: frozenset[Side]
    guards: tuple[Guard, ...] = ()
    text: Text = Text.NONE
    families: frozenset[Family] = ALL_FAMILIES


def _row(
    action: Action, sources: str, to: Status | None, sides: str, *guards: Guard, **more: object
) -> Transition:
    return Transition(
        action,
        frozenset(Status(name) for name in sources.split()),
        to,
        frozenset(Side(name) for name in sides.split()),
        guards,
        **more,  # type: ignore[arg-type]  # text and families, named at the call
    )


NATIONAL_OR_PRACTICE = frozenset({Family.NATIONAL, Family.PRACTICE})
WAITING = "submitted resubmitted"
IN_PROGRESS = "submitted under_review returned resubmitted endorsed"

TRANSITIONS: tuple[Transition, ...] = (
    _row(Action.SUBMIT, "draft", S.SUBMITTED, "signatory", Guard.COMPLETE, Guard.OPEN),
    _row(Action.RECALL, "submitted", S.DRAFT, "author"),
    _row(
        Action.BEGIN_REVIEW,
        WAITING,
        S.UNDER_REVIEW,
        "reviewer office",
        Guard.HAS_REVIEWER,
        families=NATIONAL_OR_PRACTICE,
    ),
    _row(
        Action.RETURN,
        "under_review",
        S.RETURNED,
        "reviewer",
        Guard.HAS_REMARK,
        Guard.ONCE_A_VERSION,
        text=Text.REQUIRED,
        families=NATIONAL_OR_PRACTICE,
    ),
    _row(Action.RESUBMIT, "returned", S.RESUBMITTED, "signatory", Guard.COMPLETE, Guard.REMARKS_ANSWERED),
    _row(
        Action.ENDORSE,
        "under_review",
        S.ENDORSED,
        "reviewer",
        text=Text.OPTIONAL,
        families=NATIONAL_OR_PRACTICE,
    ),
    _row(
        Action.AGREE,
        WAITING,
        S.ENDORSED,
        "government",
        Guard.COORDINATOR_PRACTICE,
        families=frozenset({Family.PRACTICE}),
    ),
    _row(
        Action.CLOSE_COMMENTS,
        WAITING,
        S.ENDORSED,
        "government",
        text=Text.OPTIONAL,
        families=frozenset({Family.COORDINATOR}),
    ),
    _row(
        Action.CLOSE_COMMENTS,
        WAITING,
        S.ENDORSED,
        "clock",
        Guard.WINDOW_OVER,
        families=frozenset({Family.COORDINATOR}),
    ),
    _row(
        Action.LAPSE,
        "submitted under_review resubmitted",
        S.ENDORSED,
        "clock",
        Guard.HAS_REVIEWER,
        Guard.WINDOW_OVER,
        families=NATIONAL_OR_PRACTICE,
    ),
    _row(
        Action.SECRETARIAT_RETURN, "endorsed", S.RETURNED, "secretariat", Guard.HAS_REMARK, text=Text.REQUIRED
    ),
    _row(
        Action.SECRETARIAT_RETURN,
        WAITING,
        S.RETURNED,
        "secretariat",
        Guard.HAS_REMARK,
        Guard.NO_REVIEWER_LEFT,
        text=Text.REQUIRED,
    ),
    _row(Action.ACCEPT, "endorsed", S.ACCEPTED, "secretariat"),
    _row(Action.ACCEPT, WAITING, S.ACCEPTED, "secretariat", Guard.NO_REVIEWER_LEFT),
    _row(Action.PUBLISH, "accepted", S.PUBLISHED, "secretariat", Guard.CONSENT),
    _row(Action.SUSPEND, "published", S.ACCEPTED, "secretariat", text=Text.REQUIRED),
    _row(Action.NEW_VERSION, "accepted published withdrawn", None, "author", Guard.NO_VERSION_IN_PROGRESS),
    _row(Action.DISCARD, "draft", None, "author", Guard.DISCARDABLE),
    _row(Action.WITHDRAW_VERSION, IN_PROGRESS, S.WITHDRAWN, "signatory", text=Text.REQUIRED),
    _row(Action.WITHDRAW_REPORT, "accepted published", S.WITHDRAWN, "signatory", text=Text.REQUIRED),
    _row(
        Action.DECLINE,
        "submitted resubmitted endorsed",
        S.DECLINED,
        "secretariat",
        text=Text.REQUIRED,
        families=frozenset({Family.PRACTICE}),
    ),
)


@dataclass(frozen=True)
class Situation:
    """What the guards need to know of a report at one moment.

    `complete`: no error left and the declaration signed. `open`: before `closes` or the country's extension.
    `reviewer`: somebody reviews this report (track rc, or a practice of one). `returns_by_reviewer`: returns
    by the coordinator in this version; `returned_by_secretariat`: the last return was the secretariat's.
    `consent`: full, partial, summary or none.
    """

    family: Family
    status: Status
    filed_by: str = "government"
    version: int = 1
    complete: bool = False
    open: bool = True
    reviewer: bool = True
    remarks_pending: int = 0
    remarks_unanswered: int = 0
    returns_by_reviewer: int = 0
    returned_by_secretariat: bool = False
    window_over: bool = False
    consent: str = "none"
    ever_filed: bool = False
    version_in_progress: bool = False
    sides: frozenset[Side] = field(default_factory=frozenset)


def reviewer_left(situation: Situation) -> bool:
    """Whether a reviewer still has to act before the secretariat may.

    A report that the secretariat itself returned comes straight back to it; a coordinator's practice waits
    for the Government's agreement, a coordinator's report for the comments to close.
    """
    if situation.family is Family.COORDINATOR or _is_coordinator_practice(situation):
        return not situation.returned_by_secretariat
    return situation.reviewer and not situation.returned_by_secretariat


def _is_coordinator_practice(situation: Situation) -> bool:
    return situation.family is Family.PRACTICE and situation.filed_by == "coordinator"


def _has_reviewer(situation: Situation) -> bool:
    return situation.reviewer and reviewer_left(situation) and not _is_coordinator_practice(situation)


GUARDS: Mapping[Guard, Callable[[Situation], bool]] = {
    Guard.COMPLETE: lambda s: s.complete,
    Guard.OPEN: lambda s: s.open,
    Guard.HAS_REVIEWER: _has_reviewer,
    Guard.HAS_REMARK: lambda s: s.remarks_pending > 0,
    Guard.ONCE_A_VERSION: lambda s: s.returns_by_reviewer == 0,
    Guard.REMARKS_ANSWERED: lambda s: s.remarks_unanswered == 0,
    Guard.COORDINATOR_PRACTICE: _is_coordinator_practice,
    Guard.NO_REVIEWER_LEFT: lambda s: not reviewer_left(s),
    Guard.WINDOW_OVER: lambda s: s.window_over,
    Guard.CONSENT: lambda s: s.consent in {"full", "partial"},
    Guard.DISCARDABLE: lambda s: s.version > 1 or not s.ever_filed,
    Guard.NO_VERSION_IN_PROGRESS: lambda s: not s.version_in_progress,
}


def transitions_for(action: Action, family: Family) -> Iterator[Transition]:
    """Yield the rows of the table for an action and a family."""
    for transition in TRANSITIONS:
        if transition.action is action and family in transition.families:
            yield transition


def unmet(transition: Transition, situation: Situation) -> tuple[Guard, ...]:
    """Return the guards of the row that do not hold."""
    return tuple(guard for guard in transition.guards if not GUARDS[guard](situation))


def find(action: Action, situation: Situation) -> tuple[Transition | None, tuple[Guard, ...]]:
    """Return the row that allows the action now, or None with the guards that stand in the way.

    Without a row for this status and side the guards are empty: the action does not exist here.
    """
    missing: tuple[Guard, ...] = ()
    for transition in transitions_for(action, situation.family):
        if situation.status not in transition.sources or not transition.sides & situation.sides:
            continue
        missing = unmet(transition, situation)
        if not missing:
            return transition, ()
    return None, missing


def available(situation: Situation) -> tuple[Action, ...]:
    """Return the actions possible now for the sides given, in the order of the table."""
    found: list[Action] = []
    for transition in TRANSITIONS:
        if transition.action not in found and find(transition.action, situation)[0] is not None:
            found.append(transition.action)
    return tuple(found)


def offered(situation: Situation) -> tuple[tuple[Action, tuple[Guard, ...]], ...]:
    """Return the actions of this status and side with the guards still unmet.

    What a page shows as next steps.
    """
    rows: dict[Action, tuple[Guard, ...]] = {}
    for transition in TRANSITIONS:
        fits = situation.family in transition.families and situation.status in transition.sources
        if fits and transition.sides & situation.sides and transition.action not in rows:
            rows[transition.action] = find(transition.action, situation)[1]
    return tuple(rows.items())
