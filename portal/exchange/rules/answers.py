"""Rules for the answers of one submission, held against its questionnaire; and their form in the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.exchange.faults import Fault, fault_of
from portal.exchange.rules.cycles import RESERVED_THEMES, CycleView
from portal.exchange.shape import Entry
from portal.i18n import DEFAULT
from portal.questionnaires.answering.validation import check_import
from portal.questionnaires.answering.words import TextRefusedError, clean_value
from portal.questionnaires.definition import Asked, Kind, Questionnaire, parse_key
from portal.questionnaires.messages import Problem

TRACKS = {"VNR": "rc", "RCR": "rc", "VND": "norc"}
"""The track each instrument is for; a practice may come from either."""


@dataclass(frozen=True)
class JudgedAnswers:
    """The answers as the portal keeps them, what is wrong with them, and what is told of them."""

    answers: dict[str, Any]
    problems: tuple[Problem, ...]
    faults: tuple[Fault, ...]

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return the problems that stop nothing: texts over their limit, cross-checks that only warn."""
        return tuple(problem for problem in self.problems if not problem.is_error)


def judge_answers(
    entry: Entry, questionnaire: Questionnaire, view: CycleView | None, track: str | None
) -> JudgedAnswers:
    """Judge the answers of a submission; without a known cycle, by the lists of the questionnaire itself."""
    asked = _asked(questionnaire, view, track)
    cleaned = {key: _cleaned(value) for key, value in entry.answers.items()}
    spoken = entry.get("language") or DEFAULT
    problems = tuple(check_import(questionnaire, asked, cleaned, spoken, view.period if view else None))
    faults = tuple(fault_of(entry.label, problem) for problem in problems if problem.is_error)
    if not faults:
        cleaned = {key: _plain(value, spoken) for key, value in cleaned.items()}
    return JudgedAnswers(cleaned, problems, faults)


def annexes_in(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return key and name of each annex: its contents travel beside the bundle."""
    return [
        (key, file["name"])
        for key, value in answers.items()
        if questionnaire.question(parse_key(key).code).kind is Kind.FILE
        for file in value
    ]


def _asked(questionnaire: Questionnaire, view: CycleView | None, track: str | None) -> Asked:
    return Asked(
        track=track or TRACKS.get(questionnaire.prefix, "rc"),
        conferences=_list(view.conferences if view else None, questionnaire, "CONF"),
        themes=_list(view.themes if view else None, questionnaire, "THEME"),
    )


def _list(given: tuple[str, ...] | None, questionnaire: Questionnaire, option_set: str) -> tuple[str, ...]:
    if given is not None:
        return given
    options = questionnaire.option_sets[option_set].values
    return tuple(value for value in options if value not in RESERVED_THEMES)


def _cleaned(value: Any) -> Any:
    """Write line ends as LF; a text that cannot be kept stays as it is, to be told."""
    try:
        return clean_value(value)
    except TextRefusedError:
        return value


def _plain(value: Any, language: str) -> Any:
    """Leave out the language of a text where it is that of the report."""
    if isinstance(value, list):
        return [_plain(item, language) for item in value]
    if isinstance(value, dict):
        if set(value) == {"text", "language"} and value["language"] == language:
            return value["text"]
        return {name: _plain(cell, language) for name, cell in value.items()}
    return value
