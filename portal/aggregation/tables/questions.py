"""The panel of every question: who contributes what, and where its counts are displayed.

Questions come in order of display: the panels of a condition are settled before the question it hides.
Sources: aggregation, rule 8.8; sections 2 and 3, "Per conference and across conferences".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from portal.aggregation.counting.records import MERGED, PROGRESS, THEMES, Record, is_rating
from portal.aggregation.counting.replies import (
    SAYS_MISSING,
    Reply,
    State,
    bare_reply,
    choice_reply,
    is_conditional,
    reply_of,
)
from portal.aggregation.display.panels import Panel
from portal.aggregation.tables.frame import Frame
from portal.questionnaires.definition import NONE, Question, key_of

POVERTY = "VNR.12.D2"

Panels: TypeAlias = Mapping[str, Panel]
"""By code; in section C by code and conference. Themes and section C by country have keys of their own."""


def theme_key(theme: str) -> str:
    """Return the key of the panel of a theme."""
    return f"{THEMES}/{theme}"


def across_key(code: str) -> str:
    """Return the key of the panel of a question of section C counted by country."""
    return f"{code}/country"


def settle_questions(frame: Frame) -> Panels:
    """Settle every question that enters a figure; poverty has its own, and merged questions are one."""
    panels: dict[str, Panel] = {}
    for question in frame.questions():
        if question.repeated:
            panels.update(_by_conference(frame, question, panels))
        elif question.code == THEMES:
            panels.update(_by_theme(frame))
            # The table is shown only where every theme is (rule 8.8).
            gates = [panels[theme_key(theme)] for theme in frame.cycle.themes]
            panels[THEMES] = frame.settle(THEMES, replies_to(frame, question), gates)
        elif question.code not in {POVERTY, *MERGED.values()}:
            gates = _gates(question, panels)
            panels[question.code] = frame.settle(question.code, replies_to(frame, question), gates)
    return panels


def replies_to(frame: Frame, question: Question, conference: str | None = None) -> Iterator[Reply]:
    """Yield what each counted report of the family contributes to a question."""
    for record in frame.records(question.code):
        reply = reply_of(record, question, conference)
        if reply is not None:
            yield reply


def _gates(question: Question, panels: Panels, conference: str | None = None) -> list[Panel]:
    """Find the panels of the questions in the condition (rule 8.8)."""
    if question.show_if is None or not is_conditional(question):
        return []
    keys = [key_of(code, conference) for code in question.show_if.codes]
    return [panels[key] for key in keys if key in panels]


def _by_conference(frame: Frame, question: Question, panels: Panels) -> dict[str, Panel]:
    """Settle a question of section C for each conference and, but for the rating, across conferences."""
    settled: dict[str, Panel] = {}
    for conference in frame.cycle.conferences:
        key, gates = key_of(question.code, conference), _gates(question, panels, conference)
        settled[key] = frame.settle(key, replies_to(frame, question, conference), gates)
    if question.code != PROGRESS:
        replies = (_across(record, question.code, frame.cycle.conferences) for record in frame.national)
        settled[across_key(question.code)] = frame.settle(across_key(question.code), replies)
    return settled


def _across(record: Record, code: str, conferences: tuple[str, ...]) -> Reply:
    """Return what a country answered across conferences, once whatever their number.

    `none` counts only where chosen under all its rated conferences; one of them unanswered, it does not.
    """
    rated = [conference for conference in conferences if is_rating(record.choice(PROGRESS, conference))]
    if not rated:
        return replace(bare_reply(record, code, State.NOT_ASKED), says=SAYS_MISSING)
    answers = [record.choices.get((code, conference), ()) for conference in rated]
    options = {option for answer in answers for option in answer}
    if not options:
        return bare_reply(record, code, State.MISSING)
    if not all(NONE in answer for answer in answers):
        options.discard(NONE)
    return replace(
        bare_reply(record, code, State.ANSWERED), values=tuple(sorted(options)), says=frozenset(options)
    )


def _by_theme(frame: Frame) -> dict[str, Panel]:
    """Settle the rating of each theme; a theme without a row is missing."""
    settled: dict[str, Panel] = {}
    for theme in frame.cycle.themes:
        ratings = ((record, record.theme_progress(theme)) for record in frame.national)
        replies = (choice_reply(record, THEMES, (value,) if value else ()) for record, value in ratings)
        settled[theme_key(theme)] = frame.settle(theme_key(theme), replies)
    return settled
