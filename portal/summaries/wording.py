"""Questions, options and answers written out in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal import i18n
from portal.questionnaires.answering.conditions import options_for
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import (
    CHOICE_KINDS,
    NOT_APPLICABLE,
    NUMBER_KINDS,
    OTHER,
    AnswerType,
    Asked,
    Kind,
    Questionnaire,
    key_of,
    parse_key,
)
from portal.summaries.structure import Source, Value

MISSING = "missing"
DASH = "–"
YES_NO = "YN"


@dataclass(frozen=True)
class Wording:
    """Writes what a questionnaire asks and what was answered, in one language."""

    language: str
    questionnaire: Questionnaire
    asked: Asked

    def say(self, message: str, **params: Any) -> str:
        """Return a sentence of the portal's own."""
        return i18n.translate(self.language, message, **params)

    def question(self, code: str) -> str:
        """Return the text of a question."""
        return i18n.translate_in(self.language, code, self.questionnaire.question(code).text)

    def column(self, code: str, name: str) -> str:
        """Return the label of a table's column."""
        label = self.questionnaire.question(code).type.column(name).label
        return i18n.translate_in(self.language, f"{code}:{name}", label)

    def section(self, section_id: str) -> str:
        """Return the title of a section."""
        section = self.questionnaire.section(section_id)
        return i18n.translate_in(self.language, f"{section.owner}:{section.id}", section.title)

    def option(self, set_code: str, value: str) -> str:
        """Return the label of an option; one that the set does not know stands as its code."""
        for option in options_for(self.questionnaire, set_code, self.asked):
            if option.value == value:
                name = "CONF" if set_code == "CONFNONE" and value in self.asked.conferences else set_code
                return i18n.translate_in(self.language, f"{name}:{value}", option.label)
        return value

    def conference(self, code: str) -> str:
        """Return the name of a conference."""
        return self.option("CONF", code)

    def source(self, key: str) -> Source:
        """Return the source of a figure: its key, the question's number and the paragraph it answers."""
        question = self.questionnaire.question(parse_key(key).code)
        clause = question.clauses[0]
        number, _, letter = clause.partition(".")
        paragraph = self.say(N_CLAUSE if letter else N_PARAGRAPH, number=number, clause=letter)
        return Source(key=key, number=question.number, paragraph=paragraph)

    def values(self, key: str, answers: Mapping[str, Any]) -> tuple[Value, ...]:
        """Return the answer under a key written out; not answered is one dash with the state `missing`."""
        parsed = parse_key(key)
        answer_type = self.questionnaire.question(parsed.code).type
        value = answers.get(key)
        if value is None:
            return (Value(DASH, state=MISSING),)
        other = answers.get(f"{key_of(parsed.code, parsed.conference)}.other")
        return tuple(self._written(answer_type, value, other))

    def cell(self, answer_type: AnswerType, row: Mapping[str, Any], name: str) -> Value:
        """Return one cell of a table row written out; several options stand one after the other."""
        value = row.get(name)
        if value is None:
            return Value(DASH, state=MISSING)
        written = list(self._written(answer_type, value, row.get(f"{name}.other")))
        return written[0] if len(written) == 1 else Value(self.listed(item.text for item in written))

    def listed(self, texts: Iterator[str]) -> str:
        """Return texts as a list in a sentence, with the comma of the language."""
        return {"ar": "، ", "zh": "、"}.get(self.language, ", ").join(texts)

    def number(self, value: Decimal | int, decimals: int | None = None) -> str:
        """Return a number as the language writes it."""
        return i18n.written_number(self.language, value, decimals)

    def day(self, value: str | date) -> str:
        """Return a date in words."""
        return i18n.written_date(
            self.language, date.fromisoformat(value) if isinstance(value, str) else value
        )

    def _written(self, answer_type: AnswerType, value: Any, other: Any) -> Iterator[Value]:
        kind = answer_type.kind
        if kind in CHOICE_KINDS:
            for option in [value] if isinstance(value, str) else value:
                yield self._option_value(answer_type, option, other)
        elif kind in NUMBER_KINDS:
            yield Value(self._figure(answer_type, value), number=True, exact=value)
        elif kind is Kind.DATE:
            yield Value(self.day(value))
        elif kind is Kind.DATERANGE:
            yield Value(f"{self.day(value['from'])} – {self.day(value['to'])}")
        else:
            text, language = text_and_language(value, "")
            yield Value(text, language=language or None)

    def _option_value(self, answer_type: AnswerType, option: str, other: Any) -> Value:
        set_code = answer_type.option_set or YES_NO
        label = self.option(set_code, option)
        if option == OTHER and other is not None:
            text, language = text_and_language(other, "")
            return Value(text, language=language or None)
        if answer_type.kind is Kind.RATING:
            if option == NOT_APPLICABLE:
                return Value(label, state=option)
            return Value(f"{option} – {label}", state=option, exact=int(option))
        return Value(label, state="na" if option == NOT_APPLICABLE else "")

    def _figure(self, answer_type: AnswerType, value: Decimal | int) -> str:
        if answer_type.kind is Kind.YEAR:
            return str(value)
        written = self.number(value)
        return self.say(N_PER_CENT, number=written) if answer_type.kind is Kind.PERCENT else written


N_PARAGRAPH = i18n.N_("para. %(number)s")
N_CLAUSE = i18n.N_("para. %(number)s (%(clause)s)")
N_PER_CENT = i18n.N_("%(number)s per cent")
