"""From a question, its field and its answer to what the macros draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from portal.filing import texts
from portal.filing.field_views import ConflictView, FileView, HiddenView, LinkView, QuestionView
from portal.filing.section.controls import (
    Complaints,
    language_of,
    option_views,
    range_parts,
    row_views,
    sentences_of,
    strange_numbers,
    text_limit,
    unseen_names,
    word_count,
)
from portal.filing.section.wording import read_as
from portal.questionnaires.answering.fields import KEYS_FIELD, AnswerField, TableField
from portal.questionnaires.answering.forms import AnswerForm
from portal.questionnaires.definition import OTHER, Kind, Question
from portal.reports.editing.origin import Seen, Stand, new_page_id, text_digest
from portal.reports.models import Answer

REVISION = "rev~"
"""Prefix of the hidden field that says which revision of an answer the person saw, and its digest."""
PAGE, TURN = "~page", "~turn"
"""Hidden fields that name the drawn page and count what it sends."""
ASIDE = "aside~"
"""Prefix of the hidden field that names the text which this same page had set aside while it was typed."""

TYPED = frozenset({Kind.TEXT, Kind.LONG})


@dataclass(frozen=True)
class Surface:
    """What all questions of a page are drawn from, beside the form.

    `seen`: revisions to send with the page, by key, where they are not those of `answers`. `names`: accounts.
    `complaints`: what checking found; `hints`: sentences shown as warnings, `links`: quiet lines, by key.
    """

    answers: Mapping[str, Answer]
    names: Mapping[int, str]
    person: int | None
    now: datetime
    conflicts: Mapping[str, ConflictView] = field(default_factory=dict)
    complaints: Complaints = field(default_factory=Complaints)
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    report_id: int = 0
    links: Mapping[str, tuple[LinkView, ...]] = field(default_factory=dict)


def question_view(surface: Surface, form: AnswerForm, key: str, question: Question) -> QuestionView:
    """Return one question as it is drawn; `form` holds the field of its key and of its `other` text."""
    control, other = form.fields[key], form.fields.get(f"{key}.{OTHER}")
    kind = question.kind
    saved_at, saved_iso, saved_by = _saved(surface, key)
    return QuestionView(
        key=key,
        name=key,
        number=question.number,
        text=texts.question_text(question),
        kind=kind.value,
        help=texts.question_help(question),
        required=key in surface.required,
        optional_note=texts.optional_now() if key in surface.optional else "",
        value=control.typed if isinstance(control.typed, str) else "",
        options=option_views(control),
        other_name=other.name if other else None,
        other_value=str(other.typed) if other else "",
        other_limit=text_limit(other) if other else None,
        max_choices=question.type.max_choices,
        unit=texts.unit_label(question.type.unit),
        limit=text_limit(control),
        words=word_count(control),
        read_as=read_as(control),
        unseen=unseen_names(control, other),
        parts=range_parts(control) if kind is Kind.DATERANGE else (),
        rows=row_views(question, control, surface.complaints) if isinstance(control, TableField) else (),
        add_name=f"add~{key}" if kind is Kind.TABLE else None,
        language=language_of(control) if kind in TYPED else None,
        errors=_errors(surface, key, control, other),
        warnings=(*surface.hints.get(key, ()), *strange_numbers(control)),
        paragraphs=texts.paragraph_views(question),
        hidden=_hidden(surface, key, other),
        conflict=surface.conflicts.get(key) or surface.conflicts.get(f"{key}.{OTHER}"),
        not_saved=bool(control.problems or (other is not None and other.problems)),
        saved_at=saved_at,
        saved_iso=saved_iso,
        saved_by=saved_by,
        read_only=kind is Kind.FILE,
        files=_files(surface, key) if kind is Kind.FILE else (),
        links=(_to_annexes(surface, key),) if kind is Kind.FILE else surface.links.get(key, ()),
    )


def _files(surface: Surface, key: str) -> tuple[FileView, ...]:
    answer = surface.answers.get(key)
    files = answer.value if answer is not None and isinstance(answer.value, list) else []
    return tuple(
        FileView(str(file["title"]), texts.size(int(file["size"])), texts.annex_url(str(file["sha256"])))
        for file in files
    )


def _to_annexes(surface: Surface, key: str) -> LinkView:
    """Files are attached on a page of their own: this one keeps texts alone, on the worst line."""
    address = url_for("filing.annexes", report_id=surface.report_id, key=key)
    return LinkView(_("Attach or remove files"), address)


def _errors(surface: Surface, key: str, control: AnswerField, other: AnswerField | None) -> tuple[str, ...]:
    """Return what is wrong with the question itself; cells have their own."""
    found = () if isinstance(control, TableField) else sentences_of(control)
    found += surface.complaints.about(key)
    if other is not None:
        found += (*sentences_of(other), *surface.complaints.about(other.name))
    return found


def _hidden(surface: Surface, key: str, other: AnswerField | None) -> tuple[HiddenView, ...]:
    names = (key,) if other is None else (key, other.name)
    revisions = tuple(HiddenView(REVISION + name, str(_seen(surface, name))) for name in names)
    asides = tuple(HiddenView(ASIDE + name, "") for name in names)
    return (HiddenView(KEYS_FIELD, key), *revisions, *asides)


def _seen(surface: Surface, key: str) -> Seen:
    return surface.seen[key] if key in surface.seen else seen_now(surface.answers.get(key))


def seen_now(answer: Answer | None) -> Seen:
    """Return which text a page shows that draws this answer."""
    if answer is None:
        return Seen(0, Stand().digest)
    return Seen(answer.revision, text_digest(answer.value, answer.language))


def page_fields() -> tuple[HiddenView, ...]:
    """Return the hidden fields of a form that is being drawn: each drawing is a page of its own."""
    return HiddenView(PAGE, new_page_id()), HiddenView(TURN, "0")


def _saved(surface: Surface, key: str) -> tuple[str | None, str | None, str]:
    """Return when the answer was last saved, in words and for the browser (today only), and by whom else."""
    found = [surface.answers[name] for name in (key, f"{key}.{OTHER}") if name in surface.answers]
    if not found:
        return None, None, ""
    last = max(found, key=lambda answer: answer.saved_at)
    is_today = last.saved_at.date() == surface.now.date()
    by = "" if last.author_id in {None, surface.person} else surface.names.get(last.author_id or 0, "")
    return texts.short_moment(last.saved_at, surface.now), last.saved_at.isoformat() if is_today else None, by


def summary_of(questions: tuple[QuestionView, ...]) -> list[tuple[str, str]]:
    """Return what is to mend on a page: the id of the control and the sentence, in order of display."""
    found: list[tuple[str, str]] = []
    for question in questions:
        found += [(_target(question), texts.labelled(question.number, error)) for error in question.errors]
        for row in question.rows:
            found += [(_target(question), texts.labelled(question.number, error)) for error in row.errors]
            for cell in row.cells:
                title = texts.in_a_row((question.number, row.title, cell.label))
                found += [(cell.name, texts.labelled(title, error)) for error in cell.errors]
    return found


def _target(question: QuestionView) -> str:
    if question.kind == Kind.DATERANGE.value:
        return question.parts[0].name
    return f"q-{question.key}" if question.kind in {Kind.TABLE.value, Kind.FILE.value} else question.name
