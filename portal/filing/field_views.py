"""What the form macros draw: questions, options, cells and conflicts as plain frozen values, in one language.

Built by the pages of this room, drawn by ``templates/macros/questions.html``. Every text is already in the
reader's language; `name` is always the name of the form field, and also the ``id`` of its (first) control, so
that an error summary can link to ``#name``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OptionView:
    """One option. `exclusive` marks `none`, which stands alone; `opens_other` marks `other` with its text."""

    value: str
    label: str
    checked: bool = False
    exclusive: bool = False
    opens_other: bool = False


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph behind a question: its label ("para. 12 (b)"), its text, and the language of the text."""

    label: str
    text: str
    language: str
    url: str | None = None


@dataclass(frozen=True)
class LinkView:
    """A quiet link beside a question, such as "Translations" or "2 remarks"."""

    label: str
    url: str


@dataclass(frozen=True)
class HiddenView:
    """A hidden field that travels with a question, such as the revision that was seen."""

    name: str
    value: str


@dataclass(frozen=True)
class CellView:
    """One control: a cell of a row, or one part of a question with several (the two dates of a date range).

    `kind` is a value of ``questionnaires.definition.Kind`` (never table or file). `value` is what is shown in
    the control, as typed where it could not be parsed. `limit` is characters for text, words for long;
    `words` the present count of a long text. `other_limit`: characters of the text of “other”.
    `read_as`: how the number or date was understood; empty: nothing to say. `telephone`: of a number.
    """

    name: str
    label: str
    kind: str
    value: str = ""
    required: bool = False
    options: tuple[OptionView, ...] = ()
    other_name: str | None = None
    other_value: str = ""
    other_limit: int | None = None
    errors: tuple[str, ...] = ()
    limit: int | None = None
    unit: str | None = None
    words: int | None = None
    read_as: str = ""
    telephone: bool = False
    language: str | None = None
    read_only: bool = False


@dataclass(frozen=True)
class RowView:
    """One row of a table question. `title` names it ("Row 2"); `remove_name` and its value make a button."""

    title: str
    cells: tuple[CellView, ...]
    hidden: tuple[HiddenView, ...] = ()
    remove_name: str | None = None
    remove_value: str = ""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextVersion:
    """One of the texts of a conflict: the text, its language, by whom and when (already written out)."""

    text: str
    language: str | None = None
    by: str = ""
    at: str = ""


@dataclass(frozen=True)
class ConflictView:
    """Two texts of one answer. Three buttons named `name` send mine, theirs or both with the whole form.

    `both` is False where both cannot be kept, such as for a rating. `hidden` carries what a choice needs.
    `own`: the reader wrote `mine`; otherwise a colleague did, and `theirs` is the text in force.
    """

    name: str
    mine: TextVersion
    theirs: TextVersion
    ancestor: TextVersion | None = None
    both: bool = True
    hidden: tuple[HiddenView, ...] = ()
    own: bool = True


@dataclass(frozen=True)
class FileView:
    """An annex that is already attached: its title, its size in words, and where it opens."""

    title: str
    size: str
    url: str
    remove_name: str | None = None
    remove_value: str = ""


@dataclass(frozen=True)
class QuestionView:
    """One question with its present answer.

    `key` is the answer's key and `name` the field's name (usually the same). `kind` is a value of
    ``questionnaires.definition.Kind``; it decides which of the other fields are read:

    - single, multi, rating, yesno: `options`, `other_name`, `other_value`, `max_choices`
    - number, percent, integer, year: `value`, `unit`
    - text, email, long, date: `value`; `limit` is characters for text, words for long (already
      doubled for Chinese); `words` is the present count
    - daterange: `parts`, two cells of kind date
    - table: `rows`, `add_name` (a button that sends the form and adds a row)
    - file: `files`, `accept`

    `unseen`: characters of its texts that nobody sees, named; a button takes them out.
    `read_as`: how a number or date was understood. `not_saved`: what is shown could not be read; the answer
    of `saved_at` stays. `saved_at` is a time already written for the reader ("14:02"), `saved_iso` the same
    with its zone.
    `language` is that of the answer's text; `optional_note` a sentence shown instead of "optional".
    """

    key: str
    name: str
    number: str
    text: str
    kind: str
    help: str = ""
    required: bool = False
    value: str = ""
    options: tuple[OptionView, ...] = ()
    other_name: str | None = None
    other_value: str = ""
    other_limit: int | None = None
    max_choices: int | None = None
    unit: str | None = None
    limit: int | None = None
    words: int | None = None
    read_as: str = ""
    unseen: tuple[str, ...] = ()
    parts: tuple[CellView, ...] = ()
    rows: tuple[RowView, ...] = ()
    add_name: str | None = None
    files: tuple[FileView, ...] = ()
    accept: str = ""
    language: str | None = None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    paragraphs: tuple[ParagraphView, ...] = ()
    links: tuple[LinkView, ...] = ()
    hidden: tuple[HiddenView, ...] = ()
    conflict: ConflictView | None = None
    not_saved: bool = False
    saved_at: str | None = None
    saved_iso: str | None = None
    saved_by: str = ""
    optional_note: str = ""
    read_only: bool = False
