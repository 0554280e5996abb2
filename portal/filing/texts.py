"""Texts of questionnaires, problems and moments, written in the language of the reader of this page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.filing.field_views import ParagraphView
from portal.filing.reaching import reader_language
from portal.i18n import N_, translate_in, written_date, written_number
from portal.questionnaires.definition import Column, Question, Questionnaire, Section, parse_key
from portal.questionnaires.messages import MESSAGES, Problem, help_context
from portal.resolution.paragraphs import Passage, passages

UNITS = (N_("USD millions"), N_("USD thousands"))
"""Units of figures, to be found by the catalogues; any other unit is shown as the questionnaire writes it."""


def words(context: str, english: str) -> str:
    """Return a text of a questionnaire."""
    return translate_in(reader_language(), context, english) if english else ""


def title_of(questionnaire: Questionnaire) -> str:
    """Return the title of an instrument."""
    return words(questionnaire.prefix, questionnaire.title)


def section_title(section: Section) -> str:
    """Return the title of a section."""
    return words(f"{section.owner}:{section.id}", section.title)


def section_note(section: Section) -> str:
    """Return the sentence under the title of a section."""
    return words(f"{section.owner}:{section.id}:note", section.note)


def question_text(question: Question) -> str:
    """Return the text of a question."""
    return words(question.code, question.text)


def question_help(question: Question) -> str:
    """Return the help of a question."""
    return words(help_context(question), question.help)


def column_label(question: Question, column: Column) -> str:
    """Return the label of a column of a table."""
    return words(f"{question.code}:{column.name}", column.label)


def option_label(option_set: str, value: str, english: str) -> str:
    """Return the label of an option."""
    return words(f"{option_set}:{value}", english)


def unit_label(unit: str | None) -> str | None:
    """Return a unit; None for none."""
    return str(_(unit)) if unit else None


def conference_name(questionnaire: Questionnaire, code: str) -> str:
    """Return the short name of a conference; its code where the questionnaire does not know it."""
    known = questionnaire.option_sets["CONF"].options
    english = next((option.label for option in known if option.value == code), code)
    return option_label("CONF", code, english)


def page_title(questionnaire: Questionnaire, section: Section, conference: str | None) -> str:
    """Return the title of a page of the form: that of the section, in section C the conference."""
    return conference_name(questionnaire, conference) if conference else section_title(section)


def short_title(questionnaire: Questionnaire, key: str) -> str:
    """Return the number of a question and its text, where the conference is named above."""
    question = questionnaire.question(parse_key(key).code)
    return f"{question.number} · {question_text(question)}"


def key_title(questionnaire: Questionnaire, key: str) -> str:
    """Return how people name a question: its number, the conference where there is one, its text."""
    parts = parse_key(key)
    question = questionnaire.question(parts.code)
    if parts.conference is None:
        return short_title(questionnaire, key)
    conference = conference_name(questionnaire, parts.conference)
    return f"{question.number} · {conference} · {question_text(question)}"


def paragraph_views(question: Question) -> tuple[ParagraphView, ...]:
    """Return the paragraphs and clauses that a question answers."""
    return tuple(map(_paragraph_view, passages(question.clauses, reader_language())))


def _paragraph_view(passage: Passage) -> ParagraphView:
    if passage.clause:
        label = _("para. %(number)s (%(clause)s)", number=passage.number, clause=passage.clause)
    else:
        label = _("para. %(number)s", number=passage.number)
    url = None
    if "public.resolution" in current_app.view_functions:
        url = url_for("public.resolution", _anchor=passage.anchor)
    return ParagraphView(label, passage.text, passage.language, url)


def sentence(problem: Problem) -> str:
    """Return the sentence of a problem."""
    params = {"row": problem.row, **problem.params}
    return str(_(MESSAGES[problem.code], **{name: _written(value) for name, value in params.items()}))


def _written(value: Any) -> Any:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return written_number(reader_language(), value) if is_number else value


def figure(value: int | Decimal, *, year: bool = False) -> str:
    """Return a number as the reader's language writes it; a year is a name, without grouping."""
    return str(value) if year else written_number(reader_language(), value)


def day(value: date) -> str:
    """Return a date in words."""
    return written_date(reader_language(), value)


def short_moment(moment: datetime, now: datetime) -> str:
    """Return the time of a moment today, or its date and time, in universal time."""
    moment = moment.astimezone(UTC)
    clock = f"{moment:%H:%M} UTC"
    if moment.date() == now.astimezone(UTC).date():
        return clock
    comma = "، " if reader_language() == "ar" else ", "
    return day(moment.date()) + comma + clock


def first_day() -> str:
    """Return the label of the first day of a period."""
    return str(_("First day"))


def last_day() -> str:
    """Return the label of the last day of a period."""
    return str(_("Last day"))


def row_title(number: int) -> str:
    """Return what a row of a table is called."""
    return str(_("Row %(number)s", number=number))


def optional_now() -> str:
    """Return what is said of a question that an earlier answer made optional."""
    return str(_("optional, because of an earlier answer"))


def size(count: int) -> str:
    """Return the size of a file in words: kilobytes, rounded up."""
    return str(_("%(number)s kB", number=written_number(reader_language(), -(-count // 1024))))


def annex_url(sha256: str) -> str:
    """Return where a file opens."""
    return url_for("public.annex", sha256=sha256)


def not_a_telephone_number(row: int, typed: str) -> str:
    """Return what is said of a telephone number that hardly is one."""
    sentence = _("Row %(row)s: “%(typed)s” does not look like a telephone number.", row=row, typed=typed)
    return str(sentence)


def sign_name(sign: str) -> str:
    """Return the name of a character that nobody sees."""
    code = f"U+{ord(sign):04X}"
    if unicodedata.category(sign) == "Cc":
        return str(_("control character %(code)s", code=code))
    if unicodedata.bidirectional(sign) == "BN":
        return str(_("character without width %(code)s", code=code))
    return str(_("mark of direction %(code)s", code=code))


def labelled(label: str, value: str) -> str:
    """Return a value after its label."""
    colon = {"fr": " : ", "zh": "："}.get(reader_language(), ": ")
    return label + colon + value


def in_a_row(values: Iterable[str]) -> str:
    """Return texts one after the other, with the comma of the language."""
    comma = {"ar": "، ", "zh": "、"}.get(reader_language(), ", ")
    return comma.join(values)
