"""The answers of one filing as flat lines: one for each answer, and one for each cell of a table.

Codes, numbers and texts are as filed. Options of a multiple choice stand in one cell, joined by "; "; a range
of days as first/last. A text too long for a cell goes on in the next line, counted by `part`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from portal import canonical
from portal.issued.cells import Cell, parts_of
from portal.questionnaires.answering.conditions import visible_answers
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import (
    OTHER,
    TEXT_KINDS,
    AnswerKey,
    AnswerType,
    Asked,
    Questionnaire,
    parse_key,
)
from portal.reports.disclosure import Audience, Disclosed, may_read_answer

COLUMNS = (
    "cycle",
    "country",
    "region",
    "track",
    "instrument",
    "report",
    "version",
    "status",
    "consent",
    "suspended",
    "digest",
    "key",
    "question",
    "conference",
    "row",
    "column",
    "language",
    "type",
    "value",
    "part",
    "shown",
    "demonstration",
)
"""`type`: code, number, text, date or data; `shown`: whether the question applied as the report was filed."""

LIST_JOINT, RANGE_JOINT = "; ", "/"


@dataclass(frozen=True)
class FiledReport:
    """The latest filing of one version of a report, with what its lines say of it."""

    cycle: str
    country: str
    region: str
    track: str
    instrument: str
    reference: str
    version: int
    digest: str
    language: str
    demonstration: bool
    state: Disclosed
    questionnaire: Questionnaire
    asked: Asked
    answers: Mapping[str, Any]

    @property
    def heading(self) -> tuple[Cell, ...]:
        """Return the cells with which every line begins."""
        return (
            self.cycle,
            self.country,
            self.region,
            self.track,
            self.instrument,
            self.reference,
            self.version,
            self.state.status.value,
            self.state.consent,
            self.state.suspended,
            self.digest,
        )


@dataclass(frozen=True)
class Said:
    """One statement of an answer; `row` (from 1) and `column` in a table, `language` of a text."""

    kind: str
    value: Cell
    language: str | None = None
    row: int | None = None
    column: str | None = None


def lines_of(report: FiledReport) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a filing: questions shown in order of display, then answers kept of hidden ones."""
    shown = visible_answers(report.questionnaire, report.asked, report.answers)
    for key in dict.fromkeys([*shown, *report.answers]):
        parts = parse_key(key)
        if _may_read(report, parts.code):
            for said in said_by(report, parts, report.answers[key]):
                yield from _lines(report, parts, said, shown=key in shown)


def _may_read(report: FiledReport, code: str) -> bool:
    questionnaire = report.questionnaire
    section = questionnaire.question(code).section if questionnaire.has(code) else ""
    return may_read_answer(Audience.SECRETARIAT, report.state, section, code)


def _lines(report: FiledReport, key: AnswerKey, said: Said, *, shown: bool) -> Iterator[tuple[Cell, ...]]:
    value = said.value
    whole: list[Cell] = [*parts_of(value)] if isinstance(value, str) else [value]
    place: tuple[Cell, ...] = (str(key), key.code.rsplit(".", 1)[-1], key.conference, said.row, said.column)
    for number, part in enumerate(whole, 1):
        end = (said.language, said.kind, part, number, shown, report.demonstration)
        yield (*report.heading, *place, *end)


def said_by(report: FiledReport, key: AnswerKey, value: Any) -> Iterator[Said]:
    """Yield what an answer says, cell by cell where it is a table or files."""
    asked = report.questionnaire
    answer_type = asked.question(key.code).type if asked.has(key.code) and not key.other else None
    if not _is_rows(value):
        yield _said(answer_type, value, report.language)
        return
    columns = {} if answer_type is None else {column.name: column.type for column in answer_type.columns}
    for number, row in enumerate(value, 1):
        for name, cell in row.items():
            yield replace(_said(columns.get(name), cell, report.language, name), row=number, column=name)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _said(answer_type: AnswerType | None, value: Any, language: str, column: str = OTHER) -> Said:
    if isinstance(value, dict):
        return _composed(value, language)
    if isinstance(value, list):
        return Said("code", LIST_JOINT.join(str(option) for option in value))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Said("number", value)
    if answer_type is None:
        # The text that goes with the option "other"; else something a file says of itself.
        own = column.endswith(OTHER)
        return Said("text" if own else "data", str(value), language if own else None)
    if answer_type.kind in TEXT_KINDS:
        return Said("text", str(value), language)
    return Said("date" if answer_type.kind == "date" else "code", str(value))


def _composed(value: Mapping[str, Any], language: str) -> Said:
    if "text" in value:
        text, own = text_and_language(value, language)
        return Said("text", text, own)
    if value.keys() == {"from", "to"}:
        return Said("date", RANGE_JOINT.join((str(value["from"]), str(value["to"]))))
    return Said("data", canonical.dumps(value))
