"""Forms made from the definition: WTForms binds and checks that input can be read; templates draw."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from portal.questionnaires.answering.conditions import OTHER_TYPE, Answers, offers_other
from portal.questionnaires.answering.fields import AnswerField, FormData, Spec, TableField, field_for
from portal.questionnaires.definition import OTHER, Asked, Question, Questionnaire, Section, key_of
from portal.questionnaires.messages import Problem


@dataclass(frozen=True)
class FormPage:
    """One page of filing: a section, in section C of one conference, for a report in one language.

    `reader` is the language in which the page is read: numbers are typed in its custom. `only` limits the
    page to some keys, as when one question is saved by itself; None means all.
    """

    questionnaire: Questionnaire
    section: Section
    asked: Asked
    language: str
    reader: str
    conference: str | None = None
    only: Collection[str] | None = None

    def questions(self) -> Iterator[tuple[str, Question]]:
        """Yield key and question, in order of display, shown or not."""
        for question in self.section.questions:
            key = key_of(question.code, self.conference)
            if self.only is None or key in self.only:
                yield key, question


class AnswerForm(BaseForm):
    """The fields of a page, named by the key of their answer; an `other` text is named ``KEY.other``."""

    @property
    def fields(self) -> Mapping[str, AnswerField]:
        """Return every field by name."""
        return {name: field for name, field in self._fields.items() if isinstance(field, AnswerField)}

    @property
    def problems(self) -> list[Problem]:
        """Return what could not be read, in order of display."""
        return [problem for field in self.fields.values() for problem in field.problems]


def build_form(page: FormPage, answers: Answers, formdata: FormData | None = None) -> AnswerForm:
    """Return the form of a page, filled from the stored answers and then from what was posted.

    Field names: the key; ``KEY.other``; ``KEY~from`` and ``KEY~to`` of a range; ``KEY~rows`` and
    ``KEY~ROW~COLUMN`` of a table (``KEY~ROW~COLUMN.other``); ``NAME~language`` of a text in another language;
    ``~keys``, once for each question drawn. `answers` are as stored, with row ids.
    """
    fields: dict[str, UnboundField[AnswerField]] = {}
    for key, question in page.questions():
        spec = Spec(page.questionnaire, page.asked, page.language, page.reader, key, question.type)
        fields[key] = field_for(spec)
        if offers_other(page.questionnaire, question.type):
            other = f"{key}.{OTHER}"
            fields[other] = field_for(replace(spec, key=other, type=OTHER_TYPE))
    form = AnswerForm(fields)
    form.process(formdata, data={name: answers.get(name) for name in fields})
    return form


def form_values(form: AnswerForm) -> dict[str, object]:
    """Return what to store, by key: a value, or None where the answer was emptied.

    Left out: fields that the page did not hold, and those that could not be read, whose stored answer stays.
    A table is given with the cells that could be read; rows carry their ids (see strip_row_ids).
    """
    return {
        name: field.data
        for name, field in form.fields.items()
        if field.posted and (not field.problems or isinstance(field, TableField))
    }
