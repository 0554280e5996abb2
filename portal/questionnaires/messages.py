"""Problems as stable codes, the English sentence of each code, and the texts of published questionnaires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.i18n import N_
from portal.questionnaires.definition import AnswerType, Question, Questionnaire, Section
from portal.questionnaires.loader import Library


class Severity(StrEnum):
    """An error stops a submission; a warning is shown and stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer, without any text.

    `key` is that of the answer (``VNR.12.C5@WSSD95.other``); `row` counts from 1; `column` is that of the
    table (``theme.other`` for the text of a cell). `params` fills the placeholders of ``MESSAGES[code]``.
    """

    key: str
    code: str
    severity: Severity = Severity.ERROR
    row: int | None = None
    column: str | None = None
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def is_error(self) -> bool:
        """Whether it stops a submission or an import."""
        return self.severity is Severity.ERROR


MESSAGES: Mapping[str, str] = {
    # completeness
    "required": N_("Please answer this question."),
    "required_cell": N_("Please fill in this cell of row %(row)s."),
    "other_required": N_("Please say what “other” means."),
    "declaration_not_confirmed": N_("The report can be submitted only when this is confirmed with “yes”."),
    # codes
    "unknown_code": N_("The questionnaire does not ask %(code)s."),
    "unknown_conference": N_("%(conference)s is not a conference of this cycle."),
    "conference_missing": N_("This question is asked by conference, and no conference is named."),
    "conference_unexpected": N_("This question is not asked by conference."),
    "other_not_offered": N_("There is no option “other” here."),
    "other_not_chosen": N_("There is a text for “other”, but “other” is not chosen."),
    # shapes
    "empty_value": N_("The answer is empty."),
    "empty_row": N_("Row %(row)s is empty."),
    "row_unreadable": N_("Row %(row)s did not arrive as it was drawn. Please look at it and save again."),
    "not_option": N_("One option is expected here."),
    "not_options": N_("A list of options is expected here."),
    "not_number": N_("A number is expected here."),
    "not_integer": N_("A whole number is expected here."),
    "not_date": N_("A date is expected here, written as in 1998-07-31."),
    "not_range": N_("A first and a last day are expected here."),
    "not_text": N_("A text is expected here."),
    "not_email": N_("An email address is expected here, such as name@example.org."),
    "not_table": N_("Rows of a table are expected here."),
    "not_files": N_("A list of files is expected here."),
    "unknown_column": N_("The table has no column “%(name)s”."),
    "unknown_language": N_("“%(language)s” is not one of the six languages."),
    # choices
    "unknown_option": N_("“%(value)s” is not one of the options."),
    "duplicate_option": N_("“%(value)s” is chosen twice."),
    "none_not_alone": N_("“None” cannot be chosen together with other options."),
    "too_many_choices": N_("Please choose at most %(limit)s."),
    # numbers and dates
    "number_too_small": N_("The number must not be less than %(limit)s."),
    "number_too_large": N_("The number must not be greater than %(limit)s."),
    "too_many_decimals": N_("Please give at most %(limit)s decimals."),
    "number_too_long": N_("The number has too many digits."),
    "range_reversed": N_("The first day is later than the last day."),
    "number_unreadable": N_(
        "“%(typed)s” cannot be read as a number. Please use digits and one decimal sign."
    ),
    "number_ambiguous": N_(
        "“%(typed)s” can be read as two different numbers. Please write %(thousands)s or %(decimal)s."
    ),
    "date_unreadable": N_("“%(typed)s” cannot be read as a date. Please write year-month-day: 1998-07-31."),
    # texts
    "text_control_character": N_(
        "Character %(position)s of the text (%(character)s) cannot be kept. Please delete it."
    ),
    "text_too_long": N_("The text has %(length)s characters; %(limit)s are allowed."),
    "text_beyond_bound": N_(
        "The text has %(length)s characters; one text may have %(limit)s. Please shorten it."
    ),
    "words_too_many": N_("The text has %(length)s words; %(limit)s are allowed."),
    "signs_too_many": N_("The text has %(length)s characters without punctuation; %(limit)s are allowed."),
    # files
    "too_many_files": N_("At most %(limit)s files can be attached."),
    "file_too_large": N_("“%(name)s” is larger than %(limit)s MB."),
    # answers that must agree
    "period_outside_cycle": N_("The period covered lies outside the reporting period of the cycle."),
    "latest_before_baseline": N_("The year of the latest value is earlier than the baseline year."),
    "groups_differ": N_("%(rows)s groups are listed, but their number is given as %(number)s."),
    "assistance_incomplete": N_("Only one of the two is given: the amount or the percentage of assistance."),
    "practices_differ": N_("%(linked)s best practices are linked, but their number is given as %(number)s."),
    "results_reversed": N_("The year of the value after is earlier than the year of the value before."),
}
"""Code of a problem to its English sentence, which is also its entry in the catalogues (without context)."""


# --- texts of questionnaires ---------------------------------------------------------------------


def catalogue_entries(library: Library) -> Iterator[tuple[str, str]]:
    """Yield context and English text of everything a published questionnaire says, each pair once.

    Contexts: ``VNR``, ``VNR:introduction``, ``VNR:A``, ``VNR:A:note``, ``VNR.12.A1``, ``VNR.12.A1:help``,
    ``VNR.12.D2:baseline``, ``OBST:finance``; a help that an including instrument changes has its own,
    ``VNR.12.B1:help@VND``. The reasons of remarks (REASONS) are among the options.
    """
    seen: set[tuple[str, str]] = set()
    for questionnaire in library.published():
        for entry in _entries(questionnaire):
            if entry[1] and entry not in seen:
                seen.add(entry)
                yield entry


def _entries(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    prefix = questionnaire.prefix
    yield prefix, questionnaire.title
    yield f"{prefix}:filed_by", questionnaire.filed_by
    yield f"{prefix}:when", questionnaire.when
    yield f"{prefix}:introduction", questionnaire.introduction
    for section in questionnaire.sections:
        yield from _section_entries(section)
    for code in _used_sets(questionnaire):
        for option in questionnaire.option_sets[code].options:
            yield f"{code}:{option.value}", option.label


def _section_entries(section: Section) -> Iterator[tuple[str, str]]:
    yield f"{section.owner}:{section.id}", section.title
    yield f"{section.owner}:{section.id}:note", section.note
    for question in section.questions:
        yield question.code, question.text
        yield help_context(question), question.help
        for column in question.type.columns:
            yield f"{question.code}:{column.name}", column.label


def help_context(question: Question) -> str:
    """Return the context of a question's help, that of the including instrument where it changed the help."""
    return question.help_context or f"{question.code}:help"


def _used_sets(questionnaire: Questionnaire) -> list[str]:
    used = {"REASONS"}
    for question in questionnaire.questions():
        used |= {name for answer_type in _types(question) if (name := answer_type.option_set)}
    return [code for code in questionnaire.option_sets if code in used]


def _types(question: Question) -> Iterator[AnswerType]:
    yield question.type
    yield from (column.type for column in question.type.columns)
