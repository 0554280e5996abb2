"""What a questionnaire refers to must exist and stand in the right place: codes, sets, options."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from portal.questionnaires.definition import (
    NUMBER_KINDS,
    AnswerType,
    Condition,
    Kind,
    Operator,
    OptionSet,
    Question,
    Questionnaire,
)
from portal.questionnaires.nodes import Fault
from portal.questionnaires.release_files import InstrumentFile

_CODE = re.compile(r"\b[A-Z]{3}\.\d{1,2}\.[A-Z]\d{1,2}\b")
_CLAUSE = re.compile(r"\d{1,2}(\.[a-z])?")
_ONE_OPTION = frozenset({Kind.SINGLE, Kind.RATING, Kind.YESNO})

LOOKS_AT: Mapping[Operator, frozenset[Kind]] = {
    Operator.EQUALS: _ONE_OPTION,
    Operator.IN: _ONE_OPTION,
    Operator.HAS: frozenset({Kind.MULTI}),
    Operator.HAS_OTHER_THAN: frozenset({Kind.MULTI}),
    Operator.AT_LEAST: NUMBER_KINDS,
    Operator.RATED: frozenset({Kind.RATING}),
    Operator.ANY_ANSWERED: frozenset(Kind),
    Operator.ANY_IN: _ONE_OPTION,
    Operator.TRACK: frozenset(),
}
"""The kinds of question that each operator can look at; covers Operator."""


@dataclass(frozen=True)
class _Place:
    """Where faults of a question are told, and the questions that stand before it."""

    file: InstrumentFile
    line: int
    earlier: Mapping[str, Question]
    sets: Mapping[str, OptionSet]

    def fault(self, code: str, message: str) -> Fault:
        return Fault(self.file.path, self.line, code, message)


def check_references(
    questionnaire: Questionnaire, file: InstrumentFile, known_codes: Collection[str]
) -> Iterator[Fault]:
    """Yield the faults of a composed questionnaire, those of included questions at the line of the inclusion.

    `known_codes` are the codes of the whole library, which texts may mention.
    """
    earlier: dict[str, Question] = {}
    first_line = file.inclusion.line if file.inclusion else 1
    for question in questionnaire.questions():
        line = file.lines.get(question.code, first_line)
        place = _Place(file, line, dict(earlier), questionnaire.option_sets)
        if question.code in file.lines:
            yield from _check_own(place, question, known_codes)
        yield from _check_conditions(place, question)
        earlier[question.code] = question


def _check_own(place: _Place, question: Question, known_codes: Collection[str]) -> Iterator[Fault]:
    for answer_type in (question.type, *(column.type for column in question.type.columns)):
        yield from _check_set(place, question, answer_type)
    for clause in question.clauses:
        if not _CLAUSE.fullmatch(clause):
            yield place.fault("bad_clause", f"{question.code}: “{clause}” is no clause such as 12.b")
    mentioned = _CODE.findall(f"{question.text} {question.help} {question.replaces or ''}")
    for code in mentioned:
        if code not in known_codes:
            yield place.fault("unknown_code", f"{question.code} mentions {code}, which no questionnaire asks")


def _check_set(place: _Place, question: Question, answer_type: AnswerType) -> Iterator[Fault]:
    name = answer_type.option_set
    if name is not None and name not in place.sets:
        yield place.fault("unknown_set", f"{question.code}: there is no option set {name}")


def _check_conditions(place: _Place, question: Question) -> Iterator[Fault]:
    for condition in (question.show_if, question.optional_if):
        if condition is not None:
            for code in condition.codes:
                yield from _check_code(place, question, condition, code)


def _check_code(place: _Place, question: Question, condition: Condition, code: str) -> Iterator[Fault]:
    target = place.earlier.get(code)
    begin = f"{question.code}: the condition “{condition.source}”"
    if target is None:
        yield place.fault("not_earlier", f"{begin} looks at {code}, which is not asked before it")
        return
    if target.repeated and not question.repeated:
        yield place.fault(
            "repeated_code", f"{begin} looks at {code}, which is asked once for each conference"
        )
    if target.kind not in LOOKS_AT[condition.operator]:
        yield place.fault("wrong_operator", f"{begin} cannot look at {code}, a {target.kind}")
        return
    options = place.sets.get(target.type.option_set or "")
    if options is not None:
        for value in condition.values:
            if value not in options.values:
                yield place.fault("unknown_option", f"{begin}: {code} has no option “{value}”")
