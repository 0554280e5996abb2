"""The one table of letters: what happened to a report, who is told of it, and in which sentence.

Pure: actions are strings equal to `portal.reports.workflow.Action`, which lies above this room. The first
line of a letter is the line of the report's history; the sentence says what it means for its reader. An
answer of the report never goes into a letter, only the text that somebody wrote with the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.accounts.permissions import Role
from portal.i18n import N_, NP_

PREPARED = "prepared"
"""Marked as prepared for signature: no action of the workflow, and still somebody's turn."""


class Audience(StrEnum):
    """Sides of a report that are written to. NEXT: whoever has to act now."""

    AUTHOR = "author"
    SIGNATORY = "signatory"
    REVIEWER = "reviewer"
    GOVERNMENT = "government"
    SECRETARIAT = "secretariat"
    NEXT = "next"


A = Audience
OTHER_SIDES = (A.REVIEWER, A.GOVERNMENT)
"""Beside the author: the office that reviews, or the Government that replies; a report has one at most."""

EVENTS: Mapping[str, str] = {
    "submit": NP_("event", "Submitted"),
    "recall": N_("Taken back by the Government before the review began"),
    "return": N_("Returned for clarification by the resident coordinator"),
    "resubmit": NP_("event", "Resubmitted"),
    "endorse": N_("Found complete and clear by the resident coordinator"),
    "agree": N_("Agreed by the Government"),
    "close_comments": N_("Comments closed"),
    "lapse": N_("Forwarded without review: the review period had ended"),
    "secretariat_return": N_("Returned for clarification by the secretariat"),
    "accept": N_("Accepted by the secretariat"),
    "publish": NP_("event", "Published"),
    "suspend": N_("Publication suspended by the secretariat"),
    "withdraw_version": N_("Version withdrawn by the Government"),
    "withdraw_report": N_("Report withdrawn by the Government"),
    "decline": N_("Declined by the secretariat"),
    PREPARED: N_("Prepared for signature"),
}
"""What happened, in the words of the report's history."""

EVENTS_OF_OFFICE: Mapping[str, str] = {
    "recall": N_("Taken back by the resident coordinator"),
    "withdraw_version": N_("Version withdrawn by the resident coordinator"),
    "withdraw_report": N_("Report withdrawn by the resident coordinator"),
}
"""The words that name the author, where that is a coordinator's office."""

SUBJECT = N_("%(event)s: %(country)s, cycle %(cycle)s")
REPORTS: Mapping[str, str] = {
    "national": N_("National report"),
    "coordinator": N_("Annual report of the resident coordinator"),
    "practice": N_("Best practice"),
}
VERSION = N_("Cycle %(cycle)s · version %(version)s")

RECEIPT = N_("Its receipt can be read and kept from the page of the report.")
TO_SIGN = N_("Everything asked is answered. You can read the report and sign it at this address:")
TO_REVIEW = N_(
    "Your office can review it until %(date)s. After that day it goes to the secretariat without review."
)
TO_COMMENT = N_(
    "Your Government can comment on it until %(date)s. What is saved then is printed beside the report."
)
TO_AGREE = N_("It goes on only with the agreement of your Government, and waits until you decide.")
TO_DECIDE = N_("The report waits for the secretariat: accept it, or return it with remarks.")
TO_ANSWER = N_("Remarks to answer: %(remarks)s. The report is open for changes until it is sent again.")
NOTHING_TO_DO = N_("Nothing is asked of you at present.")
WITH_SECRETARIAT = N_("The report is now with the secretariat.")
ACCEPTED = N_("The report is accepted and counts in the figures.")
PUBLIC = N_("Everybody can now read the report, as far as its authors consented.")
SUSPENDED = N_("Publication is suspended. The report still counts in the figures.")
WITHDRAWN = N_("The report no longer counts in the figures, and is no longer public.")
DECLINED = N_("The practice is not taken into the collection, for the reason given here.")


@dataclass(frozen=True)
class Notice:
    """One row: who is told, in which sentence, and whether the text written with the step is quoted.

    `sentence` None stands for TURNS: what is asked of whoever is next.
    """

    audience: Audience
    sentence: str | None
    quotes: bool = False


TURNS: Mapping[Audience, str] = {
    A.REVIEWER: TO_REVIEW,
    A.GOVERNMENT: TO_COMMENT,
    A.SECRETARIAT: TO_DECIDE,
}


def _told(sentence: str, *audiences: Audience, quotes: bool = False) -> tuple[Notice, ...]:
    return tuple(Notice(audience, sentence, quotes) for audience in audiences)


_RECEIVED = (Notice(A.NEXT, None), *_told(RECEIPT, A.AUTHOR, A.SIGNATORY))
_FORWARDED = (
    *_told(TO_DECIDE, A.SECRETARIAT),
    *_told(WITH_SECRETARIAT, A.AUTHOR, A.SIGNATORY, *OTHER_SIDES),
)
_RETURNED = _told(TO_ANSWER, A.AUTHOR, A.SIGNATORY, quotes=True)

LETTERS: Mapping[str, tuple[Notice, ...]] = {
    PREPARED: _told(TO_SIGN, A.SIGNATORY),
    "submit": _RECEIVED,
    "resubmit": _RECEIVED,
    "recall": (*_told(NOTHING_TO_DO, A.NEXT), *_told("", A.AUTHOR, A.SIGNATORY)),
    "return": _RETURNED,
    "secretariat_return": (*_RETURNED, *_told(NOTHING_TO_DO, *OTHER_SIDES)),
    "endorse": tuple(
        Notice(row.audience, row.sentence, quotes=row.audience in {A.AUTHOR, A.SIGNATORY})
        for row in _FORWARDED
    ),
    "agree": _FORWARDED,
    "close_comments": _FORWARDED,
    "lapse": _FORWARDED,
    "accept": _told(ACCEPTED, A.AUTHOR, A.SIGNATORY, *OTHER_SIDES),
    "publish": _told(PUBLIC, A.AUTHOR, A.SIGNATORY, *OTHER_SIDES),
    "suspend": _told(SUSPENDED, A.AUTHOR, A.SIGNATORY, quotes=True),
    "withdraw_version": _told(NOTHING_TO_DO, *OTHER_SIDES, A.SECRETARIAT, A.AUTHOR, A.SIGNATORY, quotes=True),
    "withdraw_report": _told(WITHDRAWN, A.SECRETARIAT, *OTHER_SIDES, A.AUTHOR, A.SIGNATORY, quotes=True),
    "decline": _told(DECLINED, A.AUTHOR, A.SIGNATORY, A.GOVERNMENT, quotes=True),
}
"""Each happening with its letters. Who belongs to several audiences gets the first."""

WITHOUT_LETTER: Mapping[str, str] = {
    "begin_review": "The page of the report says it; nothing is asked of anybody.",
    "new_version": "Begun by the author side itself, and seen by nobody else until it is submitted.",
    "discard": "Only a draft that nobody else sees can be discarded.",
}
"""Actions of which nobody is written to, with the reason."""

PLACES: Mapping[Audience, str] = {
    A.AUTHOR: "/reports/{report}",
    A.SIGNATORY: "/reports/{report}",
    A.REVIEWER: "/review/{report}",
    A.GOVERNMENT: "/reports/{report}/reply",
    A.SECRETARIAT: "/secretariat/reports/{report}",
}
"""The page an audience is led to, after the language."""
SIGNING = "/reports/{report}/check"

FOCAL = frozenset({Role.FOCAL_POINT, Role.ALTERNATE})
HEADS = frozenset({Role.COORDINATOR, Role.OFFICER_IN_CHARGE})
OFFICE = HEADS | {Role.COORDINATOR_STAFF}


@dataclass(frozen=True)
class Situation:
    """What decides who is told: `filed_by` a government or a coordinator, and whose turn it is."""

    family: str
    filed_by: str
    turn: Audience
    reviewed: bool = True


def roles_of(audience: Audience, situation: Situation) -> frozenset[Role]:
    """Return the roles an audience consists of; empty where the report has no such side.

    >>> sorted(roles_of(Audience.REVIEWER, Situation("coordinator", "coordinator", Audience.GOVERNMENT)))
    []
    """
    by_office = situation.filed_by == "coordinator"
    return {
        A.AUTHOR: OFFICE if by_office else FOCAL,
        A.SIGNATORY: HEADS if by_office else frozenset({Role.SIGNATORY}),
        A.REVIEWER: OFFICE if situation.reviewed and not by_office else frozenset(),
        A.GOVERNMENT: FOCAL if by_office else frozenset(),
        A.SECRETARIAT: frozenset({Role.SECRETARIAT}),
        A.NEXT: frozenset(),
    }[audience]


def letters_for(happening: str, situation: Situation) -> tuple[Notice, ...]:
    """Return the letters of a happening, each with a side of the report and its sentence."""
    rows = []
    for row in LETTERS.get(happening, ()):
        audience = situation.turn if row.audience is A.NEXT else row.audience
        sentence = _turn(situation) if row.sentence is None else row.sentence
        rows.append(Notice(audience, sentence, row.quotes))
    return tuple(rows)


def _turn(situation: Situation) -> str:
    if situation.turn is A.GOVERNMENT and situation.family == "practice":
        return TO_AGREE
    return TURNS[situation.turn]


def event_words(happening: str, filed_by: str) -> str:
    """Return what happened, naming the author where the history does."""
    by_office = EVENTS_OF_OFFICE if filed_by == "coordinator" else {}
    return by_office.get(happening, EVENTS[happening])


def place_of(happening: str, audience: Audience, report: int) -> str:
    """Return the address of the page to open, after the language.

    >>> place_of("prepared", Audience.SIGNATORY, 5), place_of("return", Audience.REVIEWER, 5)
    ('/reports/5/check', '/review/5')
    """
    place = SIGNING if happening == PREPARED else PLACES[audience]
    return place.format(report=report)
