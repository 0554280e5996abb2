"""From a posted page of the form to answers saved: what changed, choices made, rows added and taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.db import row_number
from portal.errors import NotFoundError, RefusedError
from portal.filing.section.page import Page
from portal.filing.section.questions import ASIDE, PAGE, REVISION, TURN
from portal.filing.versions import CHOICES
from portal.questionnaires.answering.fields import KEYS_FIELD, AnswerField, FormData, Row, TableField
from portal.questionnaires.answering.forms import AnswerForm, form_values
from portal.questionnaires.answering.validation import DECLARATION
from portal.questionnaires.answering.words import without_unseen
from portal.questionnaires.definition import OTHER, parse_key
from portal.reports.editing.origin import OpenPage, Seen, open_page, read_seen
from portal.reports.models import SetAside
from portal.reports.saving import (
    REPLACED,
    Author,
    Change,
    Outcome,
    resolve,
    save_answers,
    set_aside_by_id,
)

SHOWN = "~shown"
"""Field of a post that holds some questions only: the keys of all that the page shows, between spaces."""
ADD, REMOVE, CHOOSE, CLEAN = "add~", "remove~", "choose~", "clean~"
PostedFields = MultiDict[str, str]


@dataclass(frozen=True)
class Posted:
    """A page as it came back. `drawn`: the questions it held. `add`: the table that wants one more row.

    `removed`, `cleaned`: the question from which a button took rows, or characters that nobody sees.

    `shown`: those on the page, where a post holds only some. `page`: which open page it is, where it says so.
    """

    form: AnswerForm
    seen: Mapping[str, Seen]
    asides: Mapping[str, int]
    drawn: tuple[str, ...]
    choices: tuple[tuple[int, str], ...]
    add: str | None
    removed: str | None
    cleaned: str | None
    go: str
    shown: tuple[str, ...] = ()
    page: OpenPage | None = None

    @property
    def unreadable(self) -> frozenset[str]:
        """Return the keys whose text could not be read, tables included."""
        return frozenset(name for name, control in self.form.fields.items() if control.problems)


@dataclass
class Saved:
    """What became of a post: the outcome of saving, and choices that could not be made."""

    outcome: Outcome = field(default_factory=Outcome)
    refused: list[RefusedError] = field(default_factory=list)


class Bindable(Protocol):
    """A page of questions whose form can be filled and bound."""

    def form(self, formdata: FormData | None = None) -> AnswerForm:
        """Return its form as stored, then as posted."""
        ...


def read_post(page: Bindable, posted: PostedFields, *, typing: bool = False) -> Posted:
    """Return what a person posted, bound to the fields of the page; `typing`: not sent by a button."""
    fields: PostedFields = MultiDict(posted.items(multi=True))
    removed, cleaned = _take_rows_away(fields), _take_unseen_out(fields)
    drawn = tuple(dict.fromkeys(fields.getlist(KEYS_FIELD)))
    return Posted(
        form=page.form(fields),
        seen={name: read_seen(text) for name, text in _under(fields, REVISION).items()},
        asides={name: row_number(text) for name, text in _under(fields, ASIDE).items()},
        drawn=drawn,
        shown=tuple(fields[SHOWN].split()) if SHOWN in fields else drawn,
        choices=_choices(fields),
        add=next((name.removeprefix(ADD) for name in fields if name.startswith(ADD)), None),
        removed=removed,
        cleaned=cleaned,
        go=fields.get("go", ""),
        page=open_page(fields.get(PAGE, ""), fields.get(TURN, ""), typing=typing),
    )


def _take_rows_away(fields: PostedFields) -> str | None:
    """Take the rows out that a button asked to remove; return the key of the table."""
    found = None
    for name in [name for name in fields if name.startswith(REMOVE)]:
        found = name.removeprefix(REMOVE)
        gone = set(fields.getlist(name))
        fields.setlist(f"{found}~rows", [row for row in fields.getlist(f"{found}~rows") if row not in gone])
    return found


def _take_unseen_out(fields: PostedFields) -> str | None:
    """Take characters that nobody sees out of the texts of a question, as a button asked; return its key."""
    found = next((name.removeprefix(CLEAN) for name in fields if name.startswith(CLEAN)), None)
    for name in [name for name in fields if found and is_text_of(name, found)]:
        fields.setlist(name, [without_unseen(text) for text in fields.getlist(name)])
    return found


def is_text_of(name: str, key: str) -> bool:
    """Whether a field of a form may hold a text of a question: its own, of “other”, of a cell."""
    return name in {key, f"{key}.{OTHER}"} or (name.startswith(f"{key}~") and name != f"{key}~rows")


def _under(fields: PostedFields, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): fields[name] for name in fields if name.startswith(prefix)}


def _choices(fields: PostedFields) -> tuple[tuple[int, str], ...]:
    found = ((name.removeprefix(CHOOSE), fields[name]) for name in fields if name.startswith(CHOOSE))
    return tuple((row_number(number), choice) for number, choice in found if choice in CHOICES)


def save_post(session: Session, page: Page, posted: Posted, person: int | None, now: datetime) -> Saved:
    """Save everything that could be read, then make the choices. Never commits."""
    saved = Saved()
    report = page.context.report
    author = Author(person, report.language, now)
    saved.outcome = save_answers(session, report, _changes(posted), author, posted.page)
    _close_replaced(session, page, posted, saved.outcome, author)
    if saved.outcome.editable:
        for choice in posted.choices:
            _choose(session, page, posted, choice, saved, author)
    session.expire_all()
    return saved


def _changes(posted: Posted) -> list[Change]:
    """Return what the page says of each answer; a text in another language than the report names it."""
    found: list[Change] = []
    for key, value in form_values(posted.form).items():
        if parse_key(key).code == DECLARATION:
            continue
        text, language, seen = value, "", posted.seen.get(key, Seen())
        if isinstance(value, dict) and "text" in value:
            text, language = value["text"], str(value["language"])
        found.append(Change(key, text, seen.revision, seen.digest, language))
    return found


def _add_up(total: Outcome, more: Outcome) -> None:
    total.saved |= more.saved
    total.merged += more.merged
    total.conflicts += more.conflicts
    total.editable = total.editable and more.editable


def _close_replaced(session: Session, page: Page, posted: Posted, outcome: Outcome, author: Author) -> None:
    """A text that this same page had set aside gives way to what was typed since; both stay on record."""
    newer = {kept.key: kept.id for kept in outcome.conflicts}
    for key, number in posted.asides.items():
        if key not in newer or newer[key] == number:
            continue
        kept = session.get(SetAside, number)
        is_ours = kept is not None and (kept.report_id, kept.key, kept.author_id) == (
            page.context.report.id,
            key,
            author.account_id,
        )
        if kept is not None and is_ours and kept.resolved_at is None:
            kept.resolved_at, kept.resolved_by, kept.choice = author.now, author.account_id, REPLACED
    session.flush()


def _choose(
    session: Session, page: Page, posted: Posted, choice: tuple[int, str], saved: Saved, author: Author
) -> None:
    """Settle a text set aside; a choice that is not possible any more must not cost what else was saved."""
    try:
        kept = _set_aside_here(session, page, posted, choice[0])
        by = Author(author.account_id, kept.language, author.now)
        _add_up(saved.outcome, resolve(session, kept, choice[1], _seen_now(posted, saved, kept.key), by))
    except NotFoundError:
        saved.refused.append(RefusedError("already_chosen"))
    except RefusedError as refusal:
        saved.refused.append(refusal)


def _seen_now(posted: Posted, saved: Saved, key: str) -> int:
    """Return the revision that a choice is made over: what the same post changed is no other person's."""
    own = saved.outcome.saved.get(key)
    return posted.seen.get(key, Seen()).revision if own is None or key in saved.outcome.merged else own


def _set_aside_here(session: Session, page: Page, posted: Posted, number: int) -> SetAside:
    """Return a text set aside on this very page: others may not be open to the person."""
    kept = set_aside_by_id(session, page.context.report.id, number)
    if kept.key not in posted.form.fields:
        raise NotFoundError("set_aside_unknown")
    return kept


def form_after(page: Bindable, posted: Posted) -> tuple[AnswerForm, dict[str, Seen]]:
    """Return the form of a saved page that still has something to mend, and revisions that stay as seen.

    Everything is drawn as it now stands in the database; only what could not be read is drawn as typed.
    """
    form, seen = page.form(), {}
    for name in posted.unreadable:
        control = form.fields[name]
        if isinstance(control, TableField):
            _mend_rows(control, posted.form.fields[name])
        else:
            form._fields[name] = posted.form.fields[name]  # WTForms has no other way
            seen[name] = posted.seen.get(name, Seen())
    return form, seen


def _mend_rows(fresh: TableField, typed: AnswerField) -> None:
    """Put the cells that could not be read into the rows as they now stand."""
    rows = {row.id: row for row in typed.rows} if isinstance(typed, TableField) else {}
    known = {row.id for row in fresh.rows}
    mended = [_mended(row, rows.get(row.id)) for row in fresh.rows]
    added = [row for row in rows.values() if row.id not in known and _has_problem(row)]
    fresh.rows = [*mended, *added]


def _mended(row: Row, typed: Row | None) -> Row:
    if typed is None or typed.problems:
        return typed or row
    broken = {name: cell for name, cell in typed.cells.items() if cell.problems}
    return Row(row.id, {**row.cells, **broken})


def _has_problem(row: Row) -> bool:
    return bool(row.problems) or any(cell.problems for cell in row.cells.values())


def question_key(key: str) -> str:
    """Return the key of the question an answer belongs to: an `other` text to its choice."""
    return key.removesuffix(f".{OTHER}")
