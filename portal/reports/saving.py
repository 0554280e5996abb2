"""Saving of answers so that nothing typed is ever lost: revisions, merging, texts set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.errors import NotFoundError, RefusedError
from portal.reports.merge import Merged, can_keep_both, keep_both, merge
from portal.reports.models import Answer, AnswerRevision, Report, SetAside
from portal.reports.workflow import EDITABLE

ATTEMPTS = 20


@dataclass(frozen=True)
class Change:
    """What one person's form says of one answer: its value now (None.

    Empty) and the revision they saw (0: none).
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
    """What became of a save: keys written, keys merged with another's work, texts set aside for a choice.

    `editable` False: the report was no longer open for editing, so every changed text was set aside.
    """

    saved: dict[str, int] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    conflicts: list[SetAside] = field(default_factory=list)
    editable: bool = True


@dataclass(frozen=True)
class _Seen:
    """The ancestor of a change."""

    value: Any


def save_answers(session: Session, report: Report, changes: Sequence[Change], author: Author) -> Outcome:
    """Save what changed, question by question; two people never overwrite each other.

    A question that another person changed meanwhile is merged (tables by row and cell); where both touched
    the same thing, their text stays in force and this one is set aside until somebody chooses. A report no
    longer editable keeps the texts set aside. Never commits.
    """
    outcome = Outcome(editable=_lock_shared(session, report) in EDITABLE)
    ancestors = _ancestors(session, report, changes)
    for change in changes:
        base = ancestors[change.key]
        if _same(change.value, base.value):
            continue
        if outcome.editable:
            _save_one(session, report, change, base, author, outcome)
        else:
            outcome.conflicts.append(
                _set_aside(session, report, change.key, change.value, base.value, author)
            )
    session.flush()
    return outcome


def resolve(session: Session, set_aside: SetAside, choice: str, seen: int, author: Author) -> Outcome:
    """Settle a text set aside: `mine` (the text set aside), `theirs` (the one in force) or `both`.

    `seen` is the revision of the text in force that the person was shown: if yet another text came meanwhile,
    the choice meets it like any other change and nothing is dropped.
    """
    report = session.get_one(Report, set_aside.report_id)
    if set_aside.resolved_at is not None:
        raise RefusedError("already_chosen")
    current = _ancestors(session, report, [Change(set_aside.key, None, seen)])[set_aside.key].value
    outcome = Outcome()
    if choice != "theirs":
        value = _chosen(choice, set_aside.value, current)
        outcome = save_answers(session, report, [Change(set_aside.key, value, seen)], author)
        if not outcome.editable:
            raise RefusedError("report_not_editable")
    set_aside.resolved_at, set_aside.resolved_by, set_aside.choice = author.now, author.account_id, choice
    session.flush()
    return outcome


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


def _chosen(choice: str, mine: Any, theirs: Any) -> Any:
    if choice == "mine":
        return mine
    if choice == "both" and can_keep_both(mine, theirs):
        return keep_both(mine, theirs)
    raise RefusedError("choice_unknown", choice=choice)


def _lock_shared(session: Session, report: Report) -> Any:
    """Read the status under a shared lock, so that a submission cannot slip between reading and writing."""
    return session.scalar(select(Report.status).where(Report.id == report.id).with_for_update(read=True))


def _ancestors(session: Session, report: Report, changes: Sequence[Change]) -> dict[str, _Seen]:
    """Return what each person saw, by key, in one query: the base of a three-way merge."""
    wanted = [(change.key, change.seen) for change in changes if change.seen]
    found: dict[str, Any] = {}
    if wanted:
        statement = select(AnswerRevision.key, AnswerRevision.value).where(
            AnswerRevision.report_id == report.id,
            tuple_(AnswerRevision.key, AnswerRevision.revision).in_(wanted),
        )
        found = {row[0]: row[1] for row in session.execute(statement)}
    return {change.key: _Seen(found.get(change.key)) for change in changes}


def _save_one(
    session: Session, report: Report, change: Change, base: _Seen, author: Author, outcome: Outcome
) -> None:
    """Write one change by compare-and-set, merging with whatever came meanwhile, until it holds."""
    for _attempt in range(ATTEMPTS):
        row = session.execute(
            select(Answer.value, Answer.revision).where(
                Answer.report_id == report.id, Answer.key == change.key
            )
        ).first()
        theirs, revision = (row[0], row[1]) if row else (None, 0)
        merged = _merged(change, base, theirs, revision)
        if _same(merged.value, theirs) or _write(session, report, change.key, merged.value, revision, author):
            _note(session, report, change, merged, theirs, revision, author, outcome)
            return
    raise RefusedError("too_many_at_once")


def _merged(change: Change, base: _Seen, theirs: Any, revision: int) -> Merged:
    """Return the change as it is where nothing came between, else merged with what came."""
    if revision == change.seen:
        return Merged(change.value, change.value, conflict=False)
    return merge(base.value, change.value, theirs)


def _note(  # noqa: PLR0913 - the outcome of one change, told once
    session: Session,
    report: Report,
    change: Change,
    merged: Merged,
    theirs: Any,
    revision: int,
    author: Author,
    outcome: Outcome,
) -> None:
    written = not _same(merged.value, theirs)
    if written:
        outcome.saved[change.key] = revision + 1
        if revision != change.seen:
            outcome.merged.append(change.key)
    if merged.conflict:
        base = merged.value
        outcome.conflicts.append(_set_aside(session, report, change.key, merged.mine, base, author))


def _write(session: Session, report: Report, key: str, value: Any, revision: int, author: Author) -> bool:
    """Write the value over that revision; False where another writer was faster."""
    fields = {
        "value": value,
        "language": author.language,
        "author_id": author.account_id,
        "saved_at": author.now,
        "revision": revision + 1,
    }
    if revision:
        result = session.execute(
            update(Answer)
            .where(Answer.report_id == report.id, Answer.key == key, Answer.revision == revision)
            .values(**fields)
            .execution_options(synchronize_session=False)
        )
    else:
        result = session.execute(_insert_if_absent(session).values(report_id=report.id, key=key, **fields))
    if result.rowcount != 1:  # type: ignore[attr-defined]  # a cursor result, as for every DML statement
        return False
    session.execute(insert(AnswerRevision).values(report_id=report.id, key=key, **fields))
    return True


def _insert_if_absent(session: Session) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(Answer).on_conflict_do_nothing(index_elements=["report_id", "key"])


def _set_aside(session: Session, report: Report, key: str, value: Any, base: Any, author: Author) -> SetAside:
    """Keep a text for a choice.

    The same person's earlier open one for the question gives way only to an equal text.
    """
    for known in session.scalars(
        select(SetAside).where(
            SetAside.report_id == report.id, SetAside.key == key, SetAside.resolved_at.is_(None)
        )
    ):
        if _same(known.value, value):
            return known
    kept = SetAside(
        report_id=report.id,
        key=key,
        value=value,
        base=base,
        language=author.language,
        author_id=author.account_id,
        set_aside_at=author.now,
    )
    session.add(kept)
    session.flush()
    return kept


def _same(one: Any, other: Any) -> bool:
    """Whether two answers are the same text; a number typed 1.50 is another text than 1.5."""
    return one == other and repr(one) == repr(other)


def count_answers(session: Session, report_id: int) -> int:
    """Return how many answers of the report hold something."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Answer)
            .where(Answer.report_id == report_id, Answer.value.is_not(None))
        )
        or 0
    )
