"""What changed between two releases of a questionnaire, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.questionnaires.definition import AnswerType, Question, Questionnaire


@dataclass(frozen=True)
class Comparison:
    """Codes by what happened to them, in order of display of the release that asks them.

    `reworded`: text, help or a column label changed. `retyped`: kind, options, unit or columns changed, so
    that answers cannot be compared. `limited`: only limits of the type changed. `conditioned`: shown or
    required in other cases. `replaced`: new code to the code it takes the place of.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    retyped: tuple[str, ...]
    limited: tuple[str, ...]
    conditioned: tuple[str, ...]
    replaced: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not any(
            (
                self.added,
                self.removed,
                self.reworded,
                self.retyped,
                self.limited,
                self.conditioned,
                self.replaced,
            )
        )


def compare(earlier: Questionnaire, later: Questionnaire) -> Comparison:
    """Return the differences between two releases; a question is recognised by its code alone."""
    before = {question.code: question for question in earlier.questions()}
    after = {question.code: question for question in later.questions()}
    pairs = [(before[code], question) for code, question in after.items() if code in before]
    return Comparison(
        added=tuple(code for code in after if code not in before),
        removed=tuple(code for code in before if code not in after),
        reworded=tuple(new.code for old, new in pairs if _words(old) != _words(new)),
        retyped=tuple(new.code for old, new in pairs if _shape(old.type) != _shape(new.type)),
        limited=tuple(new.code for old, new in pairs if _only_limits_differ(old.type, new.type)),
        conditioned=tuple(new.code for old, new in pairs if _conditions(old) != _conditions(new)),
        replaced={
            code: question.replaces
            for code, question in after.items()
            if question.replaces and code not in before
        },
    )


def _words(question: Question) -> tuple[object, ...]:
    return question.text, question.help, tuple(column.label for column in question.type.columns)


def _shape(answer_type: AnswerType) -> tuple[object, ...]:
    """Return what decides whether two answers can be compared: kind, options, unit, columns."""
    columns = tuple((column.name, *_shape(column.type)) for column in answer_type.columns)
    return answer_type.kind, answer_type.option_set, answer_type.unit, columns


def _only_limits_differ(old: AnswerType, new: AnswerType) -> bool:
    return old.source != new.source and _shape(old) == _shape(new)


def _conditions(question: Question) -> tuple[object, ...]:
    return question.required, question.show_if, question.optional_if
