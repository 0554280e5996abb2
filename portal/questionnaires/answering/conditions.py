"""Which questions are shown, which are required, which options are offered: given the answers so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from portal.questionnaires.definition import (
    NONE,
    NOT_APPLICABLE,
    OTHER,
    OTHER_LIMIT,
    AnswerKey,
    AnswerType,
    Asked,
    Condition,
    Kind,
    Operator,
    Option,
    OptionSet,
    Question,
    Questionnaire,
    key_of,
)

Answers = Mapping[str, object]
"""Values by key, as report-bundle/1 writes them; rows of tables may carry a row id."""

WITHHOLDABLE_EXCEPT = frozenset({"A", "Z"})

OTHER_TYPE = AnswerType(Kind.TEXT, f"text({OTHER_LIMIT})", limit=OTHER_LIMIT)
"""The type of the text that goes with the option `other`."""


def is_answered(value: object) -> bool:
    """Whether a value is an answer; zero and ``na`` are, nothing and emptiness are not.

    >>> is_answered(0), is_answered("na"), is_answered(""), is_answered([]), is_answered(None)
    (True, True, False, False, False)
    """
    return value is not None and value not in ("", [], {})


def chosen(value: object) -> tuple[str, ...]:
    """Return the options chosen, of a single or a multiple choice.

    >>> chosen("yes"), chosen(["finance", "other"]), chosen(None)
    (('yes',), ('finance', 'other'), ())
    """
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list | tuple):
        return tuple(item for item in value if isinstance(item, str))
    return ()


# --- one condition -------------------------------------------------------------------------------

_Values = tuple[object, ...]


def _at_least(found: _Values, values: tuple[str, ...]) -> bool:
    value = found[0]
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= Decimal(values[0])


def _any_chosen(found: _Values, values: tuple[str, ...]) -> bool:
    return any(option in values for value in found for option in chosen(value))


def _other_chosen(found: _Values, values: tuple[str, ...]) -> bool:
    return any(option not in values for value in found for option in chosen(value))


def _rated(found: _Values, _values: tuple[str, ...]) -> bool:
    return is_answered(found[0]) and found[0] != NOT_APPLICABLE


def _any_answered(found: _Values, _values: tuple[str, ...]) -> bool:
    return any(is_answered(value) for value in found)


TESTS: Mapping[Operator, Callable[[_Values, tuple[str, ...]], bool]] = {
    Operator.EQUALS: _any_chosen,
    Operator.IN: _any_chosen,
    Operator.HAS: _any_chosen,
    Operator.HAS_OTHER_THAN: _other_chosen,
    Operator.AT_LEAST: _at_least,
    Operator.RATED: _rated,
    Operator.ANY_ANSWERED: _any_answered,
    Operator.ANY_IN: _any_chosen,
}
"""How each operator judges the answers of its codes (`track` looks at no answer); covers Operator."""


def holds(condition: Condition | None, answers: Answers, track: str, conference: str | None = None) -> bool:
    """Whether a condition holds (domain: questionnaires 1, "Show if"); no condition always holds.

    Inside the repeated block (`conference` given) a code of the block is that of the same conference.
    `answers` must hold only answers that are shown.
    """
    if condition is None:
        return True
    if condition.operator is Operator.TRACK:
        return track in condition.values
    found = tuple(_answer(code, answers, conference) for code in condition.codes)
    return TESTS[condition.operator](found, condition.values)


def _answer(code: str, answers: Answers, conference: str | None) -> object:
    key = key_of(code, conference)
    return answers[key] if key in answers else answers.get(code)


# --- the whole questionnaire ---------------------------------------------------------------------


def asked_keys(questionnaire: Questionnaire, asked: Asked) -> Iterator[tuple[AnswerKey, Question]]:
    """Yield every key that can be asked, in order of display, section C conference by conference."""
    for section in questionnaire.sections:
        for conference in asked.conferences if section.repeated else (None,):
            for question in section.questions:
                yield AnswerKey(question.code, conference), question


def _walk(
    questionnaire: Questionnaire, asked: Asked, answers: Answers
) -> tuple[tuple[AnswerKey, ...], dict[str, object]]:
    """Evaluate in order, so that a hidden answer is absent for every later condition."""
    keys: list[AnswerKey] = []
    visible: dict[str, object] = {}
    for key, question in asked_keys(questionnaire, asked):
        if not holds(question.show_if, visible, asked.track, key.conference):
            continue
        keys.append(key)
        written = str(key)
        value = answers.get(written)
        if is_answered(value):
            visible[written] = value
    return tuple(keys), visible


def shown_keys(questionnaire: Questionnaire, asked: Asked, answers: Answers) -> tuple[AnswerKey, ...]:
    """Return the keys of the questions shown, in order of display, answered or not (no ``.other``)."""
    return _walk(questionnaire, asked, answers)[0]


def visible_answers(questionnaire: Questionnaire, asked: Asked, answers: Answers) -> dict[str, object]:
    """Return the answers that are submitted and counted, in order of display.

    Left out: answers to hidden questions and to keys not asked, and each ``.other`` text, of a question or of
    a cell, whose `other` is not chosen.
    """
    visible: dict[str, object] = {}
    for key, value in _walk(questionnaire, asked, answers)[1].items():
        visible[key] = _visible_rows(value)
        other = f"{key}.{OTHER}"
        if OTHER in chosen(value) and is_answered(answers.get(other)):
            visible[other] = answers[other]
    return visible


def _visible_rows(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return value
    return [{name: cell for name, cell in row.items() if not _is_stray_other(name, row)} for row in value]


def _is_stray_other(name: str, row: Mapping[str, object]) -> bool:
    column, dot, _ = name.partition(f".{OTHER}")
    return bool(dot) and OTHER not in chosen(row.get(column))


def required_now(question: Question, asked: Asked, answers: Answers, conference: str | None = None) -> bool:
    """Whether a shown question must be answered for submission; `answers` are the visible ones.

    A question marked R is optional while the condition of `optional_if` holds.
    """
    if not question.required:
        return False
    return question.optional_if is None or not holds(question.optional_if, answers, asked.track, conference)


# --- options -------------------------------------------------------------------------------------


def options_for(
    questionnaire: Questionnaire, subject: Question | AnswerType | str, asked: Asked
) -> tuple[Option, ...]:
    """Return the options offered by a question, a type (of a column) or a set, in order of display.

    Conferences and themes are those of the cycle (domain: questionnaires 6, notes on the sets); one that the
    set does not know has its code as label. Empty where there are no options; raises KeyError for a set that
    does not exist.
    """
    code = _set_code(subject)
    if code is None:
        return ()
    option_set = questionnaire.option_sets[code]
    if code in {"CONF", "CONFNONE"}:
        return _of_cycle(option_set, asked.conferences)
    if code == "THEME":
        return _of_cycle(option_set, asked.themes)
    if code == "SECTIONS":
        return _of_form(option_set, questionnaire)
    return option_set.options


def _set_code(subject: Question | AnswerType | str) -> str | None:
    if isinstance(subject, Question):
        return subject.type.option_set
    return subject.option_set if isinstance(subject, AnswerType) else subject


def _of_cycle(option_set: OptionSet, codes: tuple[str, ...]) -> tuple[Option, ...]:
    labels = {option.value: option.label for option in option_set.options}
    kept = tuple(option for option in option_set.options if option.value in {NONE, OTHER})
    return (*(Option(code, labels.get(code, code)) for code in codes), *kept)


def _of_form(option_set: OptionSet, questionnaire: Questionnaire) -> tuple[Option, ...]:
    options = {option.value: option for option in option_set.options}
    return tuple(
        options.get(section.id, Option(section.id, section.title))
        for section in questionnaire.sections
        if section.id not in WITHHOLDABLE_EXCEPT
    )


def offers_other(questionnaire: Questionnaire, answer_type: AnswerType) -> bool:
    """Whether choosing `other` opens a required text beside an answer of this type."""
    if answer_type.kind not in {Kind.SINGLE, Kind.MULTI} or answer_type.option_set is None:
        return False
    return questionnaire.option_sets[answer_type.option_set].has_other
