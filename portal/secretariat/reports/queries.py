"""What the secretariat needs to know of one filed report before it decides."""

from __future__ import annotations

from dataclasses import dataclass

from portal.questionnaires.answering.validation import omissions
from portal.questionnaires.definition import parse_key
from portal.reports.filings import filed_answers
from portal.reports.reading.desk import Desk
from portal.reports.reading.displayed import Words
from portal.reports.reading.values import Asking, label_of


@dataclass(frozen=True)
class Omission:
    """A required question that is not answered; `conference` where it is asked by conference."""

    key: str
    number: str
    words: Words
    conference: Words | None


def omissions_of(desk: Desk) -> list[Omission]:
    """Return the required questions that the filing leaves unanswered, in order of display."""
    context = desk.context
    answers = filed_answers(desk.filing)
    return [_omission(desk, key) for key in omissions(context.questionnaire, context.asked, answers)]


def _omission(desk: Desk, key: str) -> Omission:
    parts = parse_key(key)
    question = desk.context.questionnaire.question(parts.code)
    asking = Asking(desk.context.questionnaire, desk.context.asked, desk.report.language)
    conference = label_of(asking, "CONF", parts.conference) if parts.conference else None
    return Omission(key, question.number, Words(question.code, question.text), conference)
