"""Two texts of one answer, written out so that a person can choose between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.filing import texts
from portal.filing.field_views import ConflictView, HiddenView, TextVersion
from portal.questionnaires.answering.conditions import chosen, options_for
from portal.questionnaires.answering.values import ROW_ID, is_date
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import OTHER, AnswerType, Kind, Question, parse_key
from portal.reports.editing.choosing import can_choose_both
from portal.reports.models import Answer, SetAside
from portal.reports.queries import Surroundings

CHOICES = frozenset({"mine", "theirs", "both"})


@dataclass(frozen=True)
class Standing:
    """What a choice is shown with: the answers in force, the names of accounts, who is asking and when."""

    answers: Mapping[str, Answer]
    names: Mapping[int, str]
    person: int | None
    now: datetime


def conflict_views(
    context: Surroundings, waiting: Sequence[SetAside], standing: Standing
) -> dict[str, ConflictView]:
    """Return the oldest open choice of each answer, by key."""
    found: dict[str, ConflictView] = {}
    for kept in waiting:
        if kept.key not in found:
            found[kept.key] = conflict_view(context, kept, standing)
    return found


def conflict_view(
    context: Surroundings, kept: SetAside, standing: Standing, name: str | None = None
) -> ConflictView:
    """Return one choice. The buttons are named ``choose~ID`` inside the form of a section, else `name`."""
    current = standing.answers.get(kept.key)
    value = current.value if current else None
    base = kept.base if kept.base not in (kept.value, value) else None
    return ConflictView(
        name=name or f"choose~{kept.id}",
        mine=_version(context, kept.key, kept.value, kept, standing),
        theirs=_version(context, kept.key, value, current, standing),
        ancestor=None if base is None else TextVersion(plain_text(context, kept.key, base), kept.language),
        both=can_choose_both(context.report, kept.key, kept.value, value),
        hidden=(HiddenView("seen", str(current.revision if current else 0)),) if name else (),
        own=kept.author_id == standing.person,
    )


def _version(
    context: Surroundings, key: str, value: Any, row: SetAside | Answer | None, standing: Standing
) -> TextVersion:
    if row is None:
        return TextVersion("")
    moment = row.set_aside_at if isinstance(row, SetAside) else row.saved_at
    return TextVersion(
        text=plain_text(context, key, value),
        language=text_and_language(value, row.language)[1] if _is_typed(context, key) else None,
        by=standing.names.get(row.author_id or 0, ""),
        at=texts.short_moment(moment, standing.now),
    )


def _is_typed(context: Surroundings, key: str) -> bool:
    parts = parse_key(key)
    return parts.other or context.questionnaire.question(parts.code).kind in {Kind.TEXT, Kind.LONG}


def plain_text(context: Surroundings, key: str, value: Any) -> str:
    """Return a stored answer as plain text: labels of options, written numbers, a line for each row."""
    parts = parse_key(key)
    question = context.questionnaire.question(parts.code)
    if value is None:
        return ""
    if parts.other:
        return text_and_language(value, "")[0]
    if question.kind is Kind.TABLE and isinstance(value, list):
        return "\n".join(_row(context, question, row) for row in value)
    return _simple(context, question.type, value)


def _row(context: Surroundings, question: Question, row: Mapping[str, Any]) -> str:
    cells = []
    for column in question.type.columns:
        if column.name in row:
            shown = _simple(context, column.type, row[column.name])
            other = row.get(f"{column.name}.{OTHER}")
            cells.append(texts.labelled(texts.column_label(question, column), _with_other(shown, other)))
    return texts.in_a_row(cells) if len(row) > (ROW_ID in row) else ""


def _with_other(shown: str, other: Any) -> str:
    return f"{shown} ({text_and_language(other, '')[0]})" if other else shown


def _simple(context: Surroundings, answer_type: AnswerType, value: Any) -> str:
    if answer_type.option_set is not None:
        return texts.in_a_row([_label(context, answer_type, option) for option in chosen(value)])
    if isinstance(value, int | Decimal):
        return texts.figure(value, year=answer_type.kind is Kind.YEAR)
    if answer_type.kind is Kind.DATERANGE and isinstance(value, dict):
        return " – ".join(_day(value[end]) for end in ("from", "to") if end in value)
    if answer_type.kind is Kind.DATE:
        return _day(value)
    if answer_type.kind is Kind.FILE and isinstance(value, list):
        return texts.in_a_row([str(file["title"]) for file in value])
    return text_and_language(value, "")[0]


def _day(value: Any) -> str:
    return texts.day(date.fromisoformat(value)) if is_date(value) else str(value)


def _label(context: Surroundings, answer_type: AnswerType, value: str) -> str:
    code = str(answer_type.option_set)
    options = options_for(context.questionnaire, answer_type, context.asked)
    english = next((option.label for option in options if option.value == value), value)
    return texts.option_label(code, value, english)
