"""WTForms fields that bind what was typed to wire values; what cannot be read is kept as typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from wtforms.fields.core import Field, UnboundField

from portal.i18n import LANGUAGES
from portal.questionnaires.answering.conditions import OTHER_TYPE, is_answered, offers_other, options_for
from portal.questionnaires.answering.parsing import (
    UnreadableError,
    format_number,
    is_row_id,
    parse_date,
    parse_number,
    readable_row_id,
)
from portal.questionnaires.answering.values import ROW_ID
from portal.questionnaires.answering.words import LONGEST_TEXT, TextRefusedError, clean_text
from portal.questionnaires.definition import OTHER, AnswerType, Asked, Kind, Questionnaire
from portal.questionnaires.messages import Problem

KEYS_FIELD = "~keys"
"""Hidden field that names each question drawn, so that an emptied one is told from one not drawn."""

_WHOLE = frozenset({Kind.INTEGER, Kind.YEAR})


class FormData(Protocol):
    """What the server's multi-dictionary of posted values offers."""

    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def __contains__(self, name: Any, /) -> bool: ...
    def getlist(self, name: str, /) -> list[Any]: ...


@dataclass(frozen=True)
class Spec:
    """What a field is bound to: a question, its `other` text (`type` is then a text), or a cell.

    Texts are written in `language`, that of the report; numbers in the custom of `reader`, that of the page.
    """

    questionnaire: Questionnaire
    asked: Asked
    language: str
    reader: str
    key: str
    type: AnswerType
    row: int | None = None
    column: str | None = None


class AnswerField(Field):
    """A field of one answer.

    `data` is the value as stored (None where nothing is answered), `typed` what to show in the control: what
    was posted, as posted, else the stored value. `problems` says what could not be read; `data` then stays
    the value stored before. `posted` says whether the page held this field.
    """

    spec: Spec
    problems: list[Problem]
    posted: bool
    typed: Any

    def __init__(self, spec: Spec, **kwargs: Any) -> None:
        """Bind to a question; the label is drawn by the template, in the reader's language."""
        super().__init__(label="", **kwargs)
        self.spec = spec

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms'
        """Take the stored value, then what was posted."""
        self.process_errors: list[str] = []
        self.problems = []
        self.object_data = self.data = data if is_answered(data) else None
        self.posted = formdata is not None and self._is_posted(formdata)
        self.typed = self.read(formdata) if self.posted else self.shown(self.data)
        self.process_errors = [problem.code for problem in self.problems]

    def _is_posted(self, formdata: FormData) -> bool:
        if self.spec.row is not None or self.name in formdata.getlist(KEYS_FIELD):
            return True
        return any(f"{self.name}{part}" in formdata for part in ("", "~rows", "~from", "~to"))

    def refuse(self, code: str, **params: object) -> None:
        """Note what could not be read; the stored value stays."""
        spec = self.spec
        self.problems.append(Problem(spec.key, code, row=spec.row, column=spec.column, params=params))

    def read(self, formdata: FormData) -> Any:
        """Set `data` from what was posted and return it as typed."""
        typed = str(next(iter(formdata.getlist(self.name)), ""))
        try:
            self.data = self.parse(typed, formdata) if typed else None
        except UnreadableError as error:
            self.refuse(error.code, **error.params)
        return typed

    def parse(self, typed: str, formdata: FormData) -> object:  # noqa: ARG002 - some kinds look at more
        """Return the wire value of a text typed, which is not empty; raises UnreadableError."""
        return typed

    def shown(self, value: Any) -> Any:
        """Return a stored value as it stands in the control."""
        return "" if value is None else str(value)


class OptionField(AnswerField):
    """One option; `options` are those offered, in order of display."""

    def parse(self, typed: str, formdata: FormData) -> object:
        if typed not in self.offered():
            raise UnreadableError("unknown_option", value=typed)
        return super().parse(typed, formdata)

    def offered(self) -> tuple[str, ...]:
        """Return the values offered in this cycle."""
        options = options_for(self.spec.questionnaire, self.spec.type, self.spec.asked)
        return tuple(option.value for option in options)


class OptionsField(OptionField):
    """Several options; kept in order of display, whatever the order of the post."""

    def read(self, formdata: FormData) -> list[str]:
        typed = [value for value in map(str, formdata.getlist(self.name)) if value]
        offered = self.offered()
        unknown = [value for value in typed if value not in offered]
        for value in unknown:
            self.refuse("unknown_option", value=value)
        if not unknown:
            self.data = [value for value in offered if value in typed] or None
        return typed

    def shown(self, value: Any) -> list[str]:
        return list(value or ())


class NumberField(AnswerField):
    """A number, typed in the custom of the language in which the page is read, whatever the report's."""

    def parse(self, typed: str, formdata: FormData) -> object:  # noqa: ARG002 - in the base
        if self.object_data is not None and typed == self.shown(self.object_data):
            return self.object_data
        if not typed.strip():
            return None
        kind = self.spec.type.kind
        number = parse_number(typed, self.spec.reader, whole=kind in _WHOLE, percent=kind is Kind.PERCENT)
        return int(number) if kind in _WHOLE and number == number.to_integral_value() else number

    def shown(self, value: Any) -> str:
        return format_number(value, self.spec.reader) if isinstance(value, int | Decimal) else ""


class DateField(AnswerField):
    """A date, posted as YYYY-MM-DD."""

    def parse(self, typed: str, formdata: FormData) -> object:  # noqa: ARG002 - in the base
        return parse_date(typed) if typed.strip() else None


class DateRangeField(AnswerField):
    """Two dates, posted as ``KEY~from`` and ``KEY~to``; a half-filled range is kept as a draft."""

    def read(self, formdata: FormData) -> dict[str, str]:
        typed = {end: str(next(iter(formdata.getlist(f"{self.name}~{end}")), "")) for end in ("from", "to")}
        dates: dict[str, str] = {}
        for end, text in typed.items():
            try:
                dates |= {end: parse_date(text)} if text.strip() else {}
            except UnreadableError as error:
                self.refuse(error.code, **error.params)
        if not self.problems:
            self.data = dates or None
        return typed

    def shown(self, value: Any) -> dict[str, str]:
        return {"from": "", "to": "", **(value or {})}


class TextField(AnswerField):
    """A text kept as typed, with LF as line ends; ``NAME~language`` gives it a language of its own."""

    def parse(self, typed: str, formdata: FormData) -> object:
        try:
            text = clean_text(typed)
        except TextRefusedError as error:
            code = "text_control_character"
            raise UnreadableError(code, character=error.character, position=error.position) from error
        if len(text) > LONGEST_TEXT:
            raise UnreadableError("text_beyond_bound", length=len(text), limit=LONGEST_TEXT)
        language = str(next(iter(formdata.getlist(f"{self.name}~language")), self.own_language))
        if language in {"", self.spec.language}:
            return text
        if language not in LANGUAGES:
            raise UnreadableError("unknown_language", language=language)
        return {"text": text, "language": language}

    @property
    def own_language(self) -> str:
        """The language stored with the text where it differs from that of the report, else nothing."""
        return str(self.object_data["language"]) if isinstance(self.object_data, dict) else ""

    def shown(self, value: Any) -> str:
        return str(value["text"]) if isinstance(value, dict) else str(value or "")


class FileField(AnswerField):
    """Annexes: stored apart from the form, which never writes them."""

    def _is_posted(self, formdata: FormData) -> bool:  # noqa: ARG002 - in the base
        return False

    def shown(self, value: Any) -> list[Any]:
        return list(value or ())


@dataclass(frozen=True)
class Row:
    """One row of a table: its permanent id and its fields by column, `other` texts after their column.

    `problems`: why the row as a whole could not be read.
    """

    id: str
    cells: Mapping[str, AnswerField]
    problems: tuple[Problem, ...] = ()

    @property
    def values(self) -> dict[str, object]:
        """Return what is answered in the row, by column."""
        return {name: cell.data for name, cell in self.cells.items() if cell.data is not None}


class TableField(AnswerField):
    """Rows, named in ``KEY~rows``, with cells ``KEY~ROW~COLUMN``; an empty row is dropped.

    `rows` holds a Row for each row to draw. A cell that cannot be read keeps its stored value in `data`, and
    so does a row whose id cannot be read: it is drawn as typed, under an id that can.
    """

    rows: list[Row]

    def read(self, formdata: FormData) -> list[str]:
        ids = list(dict.fromkeys(map(str, formdata.getlist(f"{self.name}~rows"))))
        self._build(ids, formdata)
        self.problems = []
        kept: list[dict[str, object]] = []
        for row in self.rows:
            self.problems += [
                *row.problems,
                *(problem for cell in row.cells.values() for problem in cell.problems),
            ]
            values = self._stored().get(row.id, {}) if row.problems else row.values
            if values and not (row.problems and row.id in ids):
                kept.append({**values, ROW_ID: row.id})
        self.data = kept or None
        return ids

    def shown(self, value: Any) -> list[str]:
        ids = [str(row.get(ROW_ID, f"row{number}")) for number, row in enumerate(value or (), 1)]
        self._build(ids, None)
        return ids

    def add_row(self, row_id: str) -> Row:
        """Append an empty row to draw, without changing `data`."""
        row = self._row(row_id, len(self.rows) + 1, {}, None)
        self.rows.append(row)
        return row

    def _stored(self) -> dict[str, Mapping[str, object]]:
        return {row.get(ROW_ID, f"row{number}"): row for number, row in enumerate(self.object_data or (), 1)}

    def _build(self, ids: Iterable[str], formdata: FormData | None) -> None:
        stored = self._stored()
        self.rows = [
            self._row(row, number, stored.get(row, {}), formdata) for number, row in enumerate(ids, 1)
        ]

    def _row(self, row_id: str, number: int, stored: Mapping[str, object], formdata: FormData | None) -> Row:
        cells: dict[str, AnswerField] = {}
        for column in self.spec.type.columns:
            cells[column.name] = self._cell(column.name, column.type, row_id, number)
            if offers_other(self.spec.questionnaire, column.type):
                name = f"{column.name}.{OTHER}"
                cells[name] = self._cell(name, OTHER_TYPE, row_id, number)
        for name, cell in cells.items():
            cell.process(formdata, stored.get(name))
        return Row(row_id, cells) if is_row_id(row_id) else self._renamed(row_id, number, cells)

    def _renamed(self, row_id: str, number: int, cells: Mapping[str, AnswerField]) -> Row:
        readable = readable_row_id(row_id)
        for column, cell in cells.items():
            cell.name = f"{self.name}~{readable}~{column}"
        problem = Problem(self.spec.key, "row_unreadable", row=number, params={"row": number})
        return Row(readable, cells, (problem,))

    def _cell(self, column: str, answer_type: AnswerType, row_id: str, number: int) -> AnswerField:
        spec = replace(self.spec, type=answer_type, row=number, column=column)
        name = f"{self.name}~{row_id}~{column}"
        return FIELDS[answer_type.kind](spec=spec, name=name, _form=None, _meta=self.meta)


FIELDS: Mapping[Kind, type[AnswerField]] = {
    Kind.SINGLE: OptionField,
    Kind.MULTI: OptionsField,
    Kind.RATING: OptionField,
    Kind.YESNO: OptionField,
    Kind.NUMBER: NumberField,
    Kind.PERCENT: NumberField,
    Kind.INTEGER: NumberField,
    Kind.YEAR: NumberField,
    Kind.DATE: DateField,
    Kind.DATERANGE: DateRangeField,
    Kind.TEXT: TextField,
    Kind.LONG: TextField,
    Kind.EMAIL: TextField,
    Kind.TABLE: TableField,
    Kind.FILE: FileField,
}
"""The field of each kind; covers Kind."""


def field_for(spec: Spec) -> UnboundField[AnswerField]:
    """Return the field of an answer or a cell, not yet bound to a form."""
    return UnboundField(FIELDS[spec.type.kind], spec=spec)
