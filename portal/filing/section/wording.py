"""The sentence of a problem after the row and column it is about."""

from __future__ import annotations

from portal.filing import texts
from portal.questionnaires.definition import OTHER, Questionnaire, parse_key
from portal.questionnaires.messages import Problem


def where(questionnaire: Questionnaire, problem: Problem) -> str:
    """Return the sentence of a problem; for a cell with its row and the label of its column before it."""
    if problem.row is None or problem.column is None:
        return texts.sentence(problem)
    question = questionnaire.question(parse_key(problem.key).code)
    column = question.type.column(problem.column.removesuffix(f".{OTHER}"))
    label = texts.in_a_row((texts.row_title(problem.row), texts.column_label(question, column)))
    return texts.labelled(label, texts.sentence(problem))
