"""Saving of answers so that nothing typed is ever lost: revisions, merging, texts set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.canonical import same
from portal.errors import NotFoundError, RefusedError
from portal.questionnaires.answering.conditions import is_answered
from portal.reports.editing.choosing import between, can_choose_both
from portal.reports.editing.origin import OpenPage, Origin, Seen, Stand
from portal.reports.editing.queries import in_force, origins_of, texts_at, waiting_of_page
from portal.reports.editing.revisions import write_over
from portal.reports.editing.sending import Sender, note_sent, take_turn
from portal.reports.merge import Merged, keep_both, left_open, merge
from portal.reports.models import Answer, AnswerRevision, Report, SetAside
from portal.reports.queries import open_set_aside
from portal.reports.workflow import EDITABLE, Status

ATTEMPTS = 20
REPLACED = "replaced"
"""How a text is closed that the same page had set aside while it was still being typed."""


@dataclass(frozen=True)
class Change:
    """What one person's form says of one answer.

    `value` now (None: nothing), and the revision they saw (0: none), with the `digest` of its text where the
    form says it. `language`: that of the text, where it is not the author's.
    """

    key: str
    value: Any
    seen: int
    digest: str = ""
    language: str = ""


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
    """One save under way. `waiting`: what the same page had set aside before, by key."""

    session: Session
    report: Report
    author: Author
    outcome: Outcome
    page: OpenPage | None = None
    waiting: dict[str, SetAside] = field(default_factory=dict)

    def origins(self, changes: Sequence[Change]) -> dict[str, Origin]:
        """Return the texts that changes were made from."""
        seen = {change.key: Seen(change.seen, change.digest) for change in changes}
        return origins_of(self.session, self.report.id, seen, self.page, self.author.account_id)


def save_answers(
    session: Session, report: Report, changes: Sequence[Change], author: Author, page: OpenPage | None = None
) -> Outcome:
    """Save what changed, question by question; two people never overwrite each other.

    A question that another person changed meanwhile is merged (tables by row and cell); where both touched
    the same thing, their text stays in force and this one is set aside until somebody chooses. Two saves of
    one open `page` never meet each other: the later in its order stands. A report no longer editable keeps
    the texts set aside. Raises NotFoundError where it is gone. Never commits.
    """
    editable = _lock_shared(session, report) in EDITABLE
    waiting = waiting_of_page(session, report.id, [change.key for change in changes], page, author.account_id)
    saving = _Saving(session, report, author, Outcome(editable=editable), page, waiting)
    origins = saving.origins(changes)
    # In one order for everybody: two savers of the same questions wait for each other, never both at once.
    for change in sorted(changes, key=lambda change: change.key):
        value = change.value if is_answered(change.value) else None
        clean = replace(change, value=value, language=change.language or author.language)
        if _is_new(saving, clean, origins[change.key]):
            _take(saving, clean, origins[change.key])
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
    texts = texts_at(session, report.id, [(key, met), (key, seen)])
    current = texts.get((key, seen), Stand()).value
    mine = merge(texts.get((key, met), Stand()).value, set_aside.value, current).mine
    if choice == "mine":
        return mine
    if choice == "theirs":
        return current
    if choice == "both" and can_choose_both(report, key, mine, current):
        return keep_both(mine, current, set_aside.base, between(report, key, set_aside.language))
    raise RefusedError("choice_unknown", choice=choice)


def _lock_shared(session: Session, report: Report) -> Status:
    """Read the status under a shared lock, so that a submission cannot slip between reading and writing."""
    statement = select(Report.status).where(Report.id == report.id).with_for_update(read=True)
    status: Status | None = session.scalar(statement)
    if status is None:
        raise NotFoundError("report_unknown")
    return status


def _is_new(saving: _Saving, change: Change, origin: Origin) -> bool:
    """Whether there is something to do; a text sent again that waits for a choice is told again."""
    if origin.late:
        return False
    if not origin.known or not origin.stand.says(change.value, change.language):
        return True
    waits = saving.waiting.get(change.key)
    if waits is not None and not origin.drawn:
        saving.outcome.conflicts.append(waits)
    return False


def _take(saving: _Saving, change: Change, origin: Origin) -> None:
    """Write one change, after whatever the same page is sending beside it."""
    if saving.page is None:
        _save_one(saving, change, origin)
        return
    session, report_id, author = saving.session, saving.report.id, saving.author
    sender = Sender(report_id, saving.page, author.account_id, author.now)
    if take_turn(session, sender, change.key):
        origin = saving.origins([change])[change.key]
        saving.waiting.pop(change.key, None)
        saving.waiting.update(
            waiting_of_page(session, report_id, [change.key], saving.page, author.account_id)
        )
    if not origin.late:
        now = _save_one(saving, change, origin)
        note_sent(session, sender, change.key, Stand(change.value, now.revision, change.language))


def _save_one(saving: _Saving, change: Change, origin: Origin) -> Stand:
    """Write one change by compare-and-set, merging with whatever came meanwhile, until it holds."""
    ancestor = _ancestor(saving, change, origin)
    for _attempt in range(ATTEMPTS):
        current = in_force(saving.session, saving.report.id, change.key)
        merged = _merged(saving, change, origin, ancestor, current)
        is_kept = not (origin.still_stands(current) and saving.outcome.editable)
        language = current.language if is_kept else change.language
        if current.says(merged.value, language):
            _tell(saving, change, ancestor, merged, current)
            return current
        now = Stand(merged.value, current.revision + 1, change.language)
        answer, author = (saving.report.id, change.key), saving.author
        if write_over(saving.session, answer, now, author.account_id, author.now):
            _tell(saving, change, ancestor, merged, now)
            return now
    raise RefusedError("too_many_at_once")


def _ancestor(saving: _Saving, change: Change, origin: Origin) -> Any:
    """Return what a change is compared with; where a choice waits, part of what was sent never stood."""
    waits = saving.waiting.get(change.key)
    if waits is None or origin.drawn:
        return origin.stand.value
    met = texts_at(saving.session, saving.report.id, [(change.key, waits.met)])
    theirs = met.get((change.key, waits.met), Stand()).value
    return left_open(origin.stand.value, waits.base, waits.value, theirs)


def _merged(saving: _Saving, change: Change, origin: Origin, ancestor: Any, current: Stand) -> Merged:
    """Return the change as it is where nothing came between, else merged with what came.

    Where the report can no longer be edited, the text in force stays.
    """
    value, waits = change.value, change.key in saving.waiting and not origin.drawn
    if not saving.outcome.editable:
        return Merged(current.value, value, conflict=not same(value, current.value))
    if origin.still_stands(current) and not waits:
        return Merged(value, value, conflict=False)
    merged = merge(ancestor, value, current.value)
    # Of a text that this answer never had nobody can say whether it was emptied.
    is_doubtful = not origin.known and value is None and current.value is not None
    return replace(merged, mine=None, conflict=True) if is_doubtful else merged


def _tell(saving: _Saving, change: Change, ancestor: Any, merged: Merged, now: Stand) -> None:
    """Note what became of a change; `now` is the answer in force after it."""
    outcome, before = saving.outcome, saving.waiting.get(change.key)
    kept = None
    if merged.conflict:
        text = {"value": merged.mine, "language": change.language}
        aside = SetAside(key=change.key, base=ancestor, met=now.revision, **text)
        kept = _keep_aside(saving, aside)
        outcome.conflicts.append(kept)
    else:
        outcome.saved[change.key] = now.revision
    if before is not None and before is not kept:
        before.resolved_at, before.resolved_by, before.choice = saving.author.now, before.author_id, REPLACED
    is_theirs_alone = merged.conflict and same(merged.mine, change.value)
    if not same(now.value, change.value) and not is_theirs_alone:
        outcome.merged.append(change.key)


def _keep_aside(saving: _Saving, aside: SetAside) -> SetAside:
    """Keep a text for a choice, once: the same text sent again is the one that waits already.

    That of another page is not: it gives way to whatever that page sends later.
    """
    aside.report_id, aside.page = saving.report.id, saving.page.id if saving.page else ""
    aside.author_id, aside.set_aside_at = saving.author.account_id, saving.author.now
    for known in open_set_aside(saving.session, saving.report.id):
        is_own = (known.key, known.page, known.author_id) == (aside.key, aside.page, aside.author_id)
        if is_own and same(known.value, aside.value):
            return known
    saving.session.add(aside)
    saving.session.flush()
    return aside
