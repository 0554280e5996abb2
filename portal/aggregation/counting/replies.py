"""What one report contributes to one figure: its state, its content, and what it would tell if found out.

Sources: aggregation, section 1, "Missing, not applicable, zero", and rule 8.3, "What an answer says".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from portal.aggregation.counting.records import THEMES, Record, Row
from portal.questionnaires.definition import (
    CHOICE_KINDS,
    NOT_APPLICABLE,
    NUMBER_KINDS,
    AnswerType,
    Kind,
    Operator,
    Question,
)

NOT_PILOT = "not_pilot"
FRAMEWORK = "RCR.14.E3"


class State(Enum):
    """What became of a question in one counted report."""

    ANSWERED = auto()
    NOT_APPLICABLE = auto()
    MISSING = auto()
    NOT_ASKED = auto()


# For the test of rule 8.3 missing and n.a. are answers like any other; a state is never equal to an option.
SAYS_MISSING: frozenset[object] = frozenset({State.MISSING})
SAYS_NOT_APPLICABLE: frozenset[object] = frozenset({State.NOT_APPLICABLE})


@dataclass(frozen=True)
class Reply:
    """The contribution of one report (or one cell, or one practice) to a figure.

    `says` is None where the report is outside the test of rule 8.3: the question was not shown, and the
    figure of its condition already governs (rule 8.8). `report_id` and `code` name the answer; no figure
    looks at them.
    """

    country: str
    region: str
    public: bool
    state: State
    values: tuple[str, ...] = ()
    number: Decimal | None = None
    rows: tuple[Row, ...] = ()
    says: frozenset[object] | None = None
    report_id: str = ""
    code: str = ""


def is_conditional(question: Question) -> bool:
    """Whether another answer decides if the question is shown; `track` is no such condition (rule 8.8)."""
    return question.show_if is not None and question.show_if.operator is not Operator.TRACK


def reply_of(record: Record, question: Question, conference: str | None = None) -> Reply | None:
    """Return the contribution of a report to a question; None where it is not for the track or form.

    Where another answer hid the question the reply is "not asked": in no denominator, but something that a
    figure withheld could tell.
    """
    code = record.own_code(question.code)
    key = (code, conference)
    if key not in record.asked:
        return bare_reply(record, code, State.NOT_ASKED) if is_conditional(question) else None
    if question.kind in CHOICE_KINDS:
        return choice_reply(record, code, record.choices.get(key, ()))
    if question.kind in NUMBER_KINDS:
        return number_reply(record, code, record.numbers.get(key))
    return _table_reply(record, question)


def choice_reply(record: Record, code: str, chosen: tuple[str, ...]) -> Reply:
    """Return the contribution of options; none chosen is missing, `na` and `not_pilot` are not applicable."""
    if not chosen:
        return bare_reply(record, code, State.MISSING)
    if chosen[0] == NOT_APPLICABLE or (code == FRAMEWORK and chosen[0] == NOT_PILOT):
        return bare_reply(record, code, State.NOT_APPLICABLE, chosen)
    return bare_reply(record, code, State.ANSWERED, chosen, frozenset(chosen))


def number_reply(record: Record, code: str, number: Decimal | None) -> Reply:
    """Return the contribution of a number; zero is an answer."""
    if number is None:
        return bare_reply(record, code, State.MISSING)
    return replace(bare_reply(record, code, State.ANSWERED), number=number, says=frozenset({number}))


def _table_reply(record: Record, question: Question) -> Reply:
    rows = record.rows.get(question.code, ())
    if not rows:
        return bare_reply(record, question.code, State.MISSING)
    says = frozenset({len(rows), *_said_in_rows(question, rows)})
    return replace(bare_reply(record, question.code, State.ANSWERED), rows=rows, says=says)


def _said_in_rows(question: Question, rows: Iterable[Row]) -> Iterable[object]:
    # Every report has every theme in F1: the theme itself tells nothing (rule 8.3).
    silent = {"theme"} if question.code == THEMES else set()
    summed = set(summed_columns(question))
    for row in rows:
        for column, chosen in row.options.items():
            if column not in silent:
                yield from ((column, option) for option in chosen)
        yield from ((column, number) for column, number in row.numbers.items() if column in summed)


def summed_columns(question: Question) -> tuple[str, ...]:
    """Return the columns of a table that are summed: the integers of a table with aggregate `sum`."""
    if "sum" not in question.aggregate:
        return ()
    return tuple(column.name for column in question.type.columns if column.type.kind is Kind.INTEGER)


def choice_columns(question: Question) -> tuple[tuple[str, AnswerType], ...]:
    """Return the columns of a table that offer options, with their types."""
    return tuple(
        (column.name, column.type) for column in question.type.columns if column.type.kind in CHOICE_KINDS
    )


_SAYS = {State.MISSING: SAYS_MISSING, State.NOT_APPLICABLE: SAYS_NOT_APPLICABLE}


def bare_reply(
    record: Record,
    code: str,
    state: State,
    values: tuple[str, ...] = (),
    says: frozenset[object] | None = None,
) -> Reply:
    """Return a reply without content, such as missing, or of options alone."""
    return Reply(
        country=record.country,
        region=record.region,
        public=record.is_public(code),
        state=state,
        values=values,
        says=_SAYS.get(state) if says is None else says,
        report_id=record.report.report_id,
        code=code,
    )
