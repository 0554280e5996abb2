"""The steps of the author side beside sending: what each is called, what it does, and taking it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.i18n import N_
from portal.reports.workflow import TRANSITIONS, Action, Text


@dataclass(frozen=True)
class StepWords:
    """The words of a step, in English: its button, what happens, and what is said afterwards."""

    title: str
    explanation: str
    done: str


WORDS: Mapping[Action, StepWords] = {
    Action.RECALL: StepWords(
        N_("Take the report back"),
        N_(
            "The report becomes a draft again, and you can change it and submit it once more. The receipt "
            "stays on record."
        ),
        N_("The report is a draft again."),
    ),
    Action.NEW_VERSION: StepWords(
        N_("Begin a new version"),
        N_(
            "A new version begins with the answers of this one. This version stays in force until the new "
            "one is accepted."
        ),
        N_("The new version is begun. It holds the answers of the version before."),
    ),
    Action.DISCARD: StepWords(
        N_("Discard this draft"),
        N_(
            "The draft and every text in it are removed and cannot be brought back. The history keeps a line "
            "that says so. Print the draft first if you may need its texts."
        ),
        N_("The draft is discarded."),
    ),
    Action.WITHDRAW_VERSION: StepWords(
        N_("Withdraw this version"),
        N_(
            "This version is withdrawn and not considered further. An earlier version that was accepted "
            "stays in force. Please give the reasons; they are kept in the history."
        ),
        N_("This version is withdrawn."),
    ),
    Action.WITHDRAW_REPORT: StepWords(
        N_("Withdraw the report"),
        N_(
            "All versions of the report are withdrawn; it is no longer counted or shown. Please give the "
            "reasons; they are kept in the history."
        ),
        N_("The report is withdrawn."),
    ),
}
"""The secondary steps; submitting and resubmitting have the check page."""


def takes_text(action: Action) -> bool:
    """Whether a step needs reasons."""
    return any(row.text is Text.REQUIRED for row in TRANSITIONS if row.action is action)
