"""Saving of answers so that nothing typed is ever lost: revisions, merging, texts set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.canonical import same
from portal.errors import NotFoundError, RefusedError
from portal.questionnaires.answering.conditions import is_answered
from portal.questionnaires.definition import Kind, parse_key
from portal.questionnaires.loader import load_library
from portal.reports.merge import Merged, can_keep_both, keep_both, merge
from portal.reports.models import Answer, AnswerRevision, Report, SetAside
from portal.reports.queries import open_set_aside
from portal.reports.workflow import EDITABLE, Status

ATTEMPTS = 20


@dataclass(frozen=True)
class Change:
    """What one person's form says of one answer.

    `value` now (None: nothing), and the revision they saw (0: none).
    """

    key: str
    value: Any
    seen: int


@dataclass(frozen=True)
class Author:
    """Who saves: the account, the language written in, and when."""

    account_id: int | None
    language: str
    now: datetime


@dataclass
class Outcome:
    """What became of a save.

    `saved`: the revision under which each text sent is now in force, merged or not. `merged`: keys in which
    another person's work was merged. `conflicts`: texts set aside for a choice. `editable` False: the report
    was no longer open for editing, so every changed text was set aside.
    """

    saved: dict[str, int] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    conflicts: list[SetAside] = field(default_factory=list)
    editable: bool = True


@dataclass(frozen=True)
class _Saving:
    """One save under way."""

    session: Session
    report: Report
    author: Author
    outcome: Outcome


@dataclass(frozen=True)
class _Stand:
    """How an answer stands, or stood: its value, revision (0: there is none) and language."""

    value: Any = None
    revision: int = 0
    language: str = ""

    def says(self, value: Any, language: str) -> bool:
        """Whether it is this value already; a text, in this language."""
        return same(self.value, value) and (language == self.language or not isinstance(value, str))


def save_answers(session: Session, report: Report, changes: Sequence[Change], author: Author) -> Outcome:
    """Save what changed, question by question; two people never overwrite each other.

    A question that another person changed meanwhile is merged (tables by row and cell); where both touched
    the same thing, their text stays in force and this one is set aside until somebody chooses. A report no
    longer editable keeps the texts set aside. Raises NotFoundError where it is gone. Never commits.
    """
    saving = _Saving(session, report, author, Outcome(editable=_lock_shared(session, report) in EDITABLE))
    ancestors = _texts_at(session, report, [(change.key, change.seen) for change in changes])
    # In one order for everybody: two savers of the same questions wait for each other, never both at once.
    for change in sorted(changes, key=lambda change: change.key):
        value = change.value if is_answered(change.value) else None
        base = ancestors.get((change.key, change.seen), _Stand())
        if not base.says(value, author.language):
            _save_one(saving, Change(change.key, value, change.seen), base)
    session.flush()
    return saving.outcome


def resolve(session: Session, set_aside: SetAside, choice: str, seen: int, author: Author) -> Outcome:
    """Settle a text set aside: `mine` (the text set aside), `theirs` (the one in force) or `both`.

    `seen` is the revision of the text in force that the person was shown: if yet another text came meanwhile,
    the choice meets it like any other change and nothing is dropped. Rows of a table that were changed since,
    and on which the two texts never differed, stay as they are now. Raises RefusedError where it was settled
    already, the choice is not possible, or the report is not editable (unless for `theirs`).
    """
    report = session.get_one(Report, set_aside.report_id)
    editable = _lock_shared(session, report) in EDITABLE
    session.refresh(set_aside, with_for_update=True)
    if set_aside.resolved_at is not None:
        raise RefusedError("already_chosen")
    value = _chosen(session, report, set_aside, choice, seen)
    if choice != "theirs" and not editable:
        raise RefusedError("report_not_editable")
    # Settled first: if the text meets yet another one, it is set aside anew.
    set_aside.resolved_at, set_aside.resolved_by, set_aside.choice = author.now, author.account_id, choice
    session.flush()
    if choice == "theirs":
        return Outcome()
    if choice == "mine":
        author = replace(author, language=set_aside.language)
    return save_answers(session, report, [Change(set_aside.key, value, seen)], author)


def can_choose_both(report: Report, key: str, mine: Any, theirs: Any) -> bool:
    """Whether `resolve` can keep both of two values of an answer: texts, multiple choices and tables can."""
    parts = parse_key(key)
    question = load_library().release(report.instrument, report.release).question(parts.code)
    if isinstance(mine, str) and not (parts.other or question.kind in {Kind.TEXT, Kind.LONG}):
        return False
    return can_keep_both(mine, theirs)


def set_aside_by_id(session: Session, report_id: int, set_aside_id: int) -> SetAside:
    """Return a text set aside of this report; raises NotFoundError."""
    found = session.get(SetAside, set_aside_id)
    if found is None or found.report_id != report_id:
        raise NotFoundError("set_aside_unknown")
    return found


def write_answers(
    session: Session, report: Report, values: Mapping[str, tuple[Any, str]], author: Author
) -> None:
    """Write the answers of a new version in bulk: key → (value, language). For imports and new versions."""
    if not values:
        return
    rows = [
        {
            "report_id": report.id,
            "key": key,
            "value": value,
            "language": language,
            "author_id": author.account_id,
            "saved_at": author.now,
            "revision": 1,
        }
        for key, (value, language) in values.items()
    ]
    session.execute(insert(Answer), rows)
    session.execute(insert(AnswerRevision), rows)


def _chosen(session: Session, report: Report, set_aside: SetAside, choice: str, seen: int) -> Any:
    """Return the value that the choice puts in force over the text of revision `seen`."""
    key, met = set_aside.key, set_aside.met
    texts = _texts_at(session, report, [(key, met), (key, seen)])
    current = texts.get((key, seen), _Stand()).value
    mine = merge(texts.get((key, met), _Stand()).value, set_aside.value, current).mine
    if choice == "mine":
        return mine
    if choice == "theirs":
        return current
    if choice == "both" and can_choose_both(report, key, mine, current):
        return keep_both(mine, current)
    raise RefusedError("choice_unknown", choice=choice)


def _lock_shared(session: Session, report: Report) -> Status:
    """Read the status under a shared lock, so that a submission cannot slip between reading and writing."""
    statement = select(Report.status).where(Report.id == report.id).with_for_update(read=True)
    status: Status | None = session.scalar(statement)
    if status is None:
        raise NotFoundError("report_unknown")
    return status


def _texts_at(
    session: Session, report: Report, wanted: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], _Stand]:
    """Return what answers were at certain revisions, in one query; without revision 0, which is nothing."""
    asked = [pair for pair in wanted if pair[1]]
    if not asked:
        return {}
    kept = AnswerRevision
    statement = select(kept.key, kept.value, kept.revision, kept.language).where(
        kept.report_id == report.id, tuple_(kept.key, kept.revision).in_(asked)
    )
    return {(key, stand[1]): _Stand(*stand) for key, *stand in session.execute(statement)}


def _save_one(saving: _Saving, change: Change, base: _Stand) -> None:
    """Write one change by compare-and-set, merging with whatever came meanwhile, until it holds."""
    for _attempt in range(ATTEMPTS):
        current = _in_force(saving, change.key)
        merged = _merged(saving, change, base, current)
        is_kept = current.revision != change.seen or not saving.outcome.editable
        if current.says(merged.value, current.language if is_kept else saving.author.language):
            _tell(saving, change, base, merged, current)
            return
        if _write(saving, change.key, merged.value, current.revision):
            _tell(saving, change, base, merged, _Stand(merged.value, current.revision + 1))
            return
    raise RefusedError("too_many_at_once")


def _in_force(saving: _Saving, key: str) -> _Stand:
    statement = select(Answer.value, Answer.revision, Answer.language).where(
        Answer.report_id == saving.report.id, Answer.key == key
    )
    row = saving.session.execute(statement).first()
    return _Stand(*row) if row else _Stand()


def _merged(saving: _Saving, change: Change, base: _Stand, current: _Stand) -> Merged:
    """Return the change as it is where nothing came between, else merged with what came.

    Where the report can no longer be edited, the text in force stays.
    """
    if not saving.outcome.editable:
        return Merged(current.value, change.value, conflict=not same(change.value, current.value))
    if current.revision == change.seen:
        return Merged(change.value, change.value, conflict=False)
    return merge(base.value, change.value, current.value)


def _tell(saving: _Saving, change: Change, base: _Stand, merged: Merged, now: _Stand) -> None:
    """Note what became of a change; `now` is the answer in force after it."""
    outcome = saving.outcome
    if merged.conflict:
        aside = SetAside(key=change.key, value=merged.mine, base=base.value, met=now.revision)
        outcome.conflicts.append(_keep_aside(saving, aside))
    else:
        outcome.saved[change.key] = now.revision
    is_theirs_alone = merged.conflict and same(merged.mine, change.value)
    if not same(now.value, change.value) and not is_theirs_alone:
        outcome.merged.append(change.key)


def _write(saving: _Saving, key: str, value: Any, revision: int) -> bool:
    """Write the value over that revision; False where another writer was faster."""
    author, report_id, session = saving.author, saving.report.id, saving.session
    fields = {
        "value": value,
        "language": author.language,
        "author_id": author.account_id,
        "saved_at": author.now,
        "revision": revision + 1,
    }
    statement = _replacing(report_id, key, revision) if revision else _adding(session, report_id, key)
    written = session.execute(
        statement.values(**fields).returning(Answer.id), execution_options={"synchronize_session": False}
    )
    if written.first() is None:
        return False
    session.execute(insert(AnswerRevision).values(report_id=report_id, key=key, **fields))
    return True


def _replacing(report_id: int, key: str, revision: int) -> Any:
    return update(Answer).where(Answer.report_id == report_id, Answer.key == key, Answer.revision == revision)


def _adding(session: Session, report_id: int, key: str) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Answer).on_conflict_do_nothing(index_elements=["report_id", "key"])
    return statement.values(report_id=report_id, key=key)


def _keep_aside(saving: _Saving, aside: SetAside) -> SetAside:
    """Keep a text for a choice, once: the same text sent again is the one that waits already."""
    for known in open_set_aside(saving.session, saving.report.id):
        if known.key == aside.key and same(known.value, aside.value):
            return known
    aside.report_id = saving.report.id
    aside.language, aside.author_id = saving.author.language, saving.author.account_id
    aside.set_aside_at = saving.author.now
    saving.session.add(aside)
    saving.session.flush()
    return aside
