"""Questions to the history of answers: which text a change was made from, and what a page had set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from portal.reports.editing.origin import OpenPage, Origin, Seen, Stand
from portal.reports.models import Answer, AnswerRevision, SentText, SetAside

UNSENT = -1
"""The turn of a page that has sent nothing yet of an answer."""


def origins_of(
    session: Session, report_id: int, seen: Mapping[str, Seen], page: OpenPage | None, person: int | None
) -> dict[str, Origin]:
    """Return the text that each change was made from, in a fixed number of queries."""
    sent = _sent(session, report_id, seen, page, person) if page else {}
    shown = texts_at(session, report_id, [(key, one.revision) for key, one in seen.items()])
    found: dict[str, Origin] = {}
    strange: dict[str, Seen] = {}
    for key, one in seen.items():
        before = _sent_before(sent.get(key), page)
        if before is not None:
            found[key] = before
            continue
        stand = shown.get((key, one.revision), Stand())
        found[key] = Origin(stand)
        if one.digest and stand.digest != one.digest:
            strange[key] = one
    return found | _by_digest(session, report_id, strange)


def texts_at(
    session: Session, report_id: int, wanted: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Stand]:
    """Return what answers were at certain revisions, in one query; without revision 0, which is nothing."""
    asked = [pair for pair in wanted if pair[1]]
    if not asked:
        return {}
    kept = AnswerRevision
    statement = select(kept.key, kept.value, kept.revision, kept.language).where(
        kept.report_id == report_id, tuple_(kept.key, kept.revision).in_(asked)
    )
    return {(key, stand[1]): Stand(*stand) for key, *stand in session.execute(statement)}


def in_force(session: Session, report_id: int, key: str) -> Stand:
    """Return how an answer stands now."""
    statement = select(Answer.value, Answer.revision, Answer.language).where(
        Answer.report_id == report_id, Answer.key == key
    )
    row = session.execute(statement).first()
    return Stand(*row) if row else Stand()


def waiting_of_page(
    session: Session, report_id: int, keys: Iterable[str], page: OpenPage | None, person: int | None
) -> dict[str, SetAside]:
    """Return the texts of this very page that wait for a choice, the newest of each answer."""
    if page is None:
        return {}
    statement = (
        select(SetAside)
        .where(
            SetAside.report_id == report_id,
            SetAside.page == page.id,
            SetAside.author_id == person,
            SetAside.resolved_at.is_(None),
            SetAside.key.in_(list(keys)),
        )
        .order_by(SetAside.id)
    )
    return {kept.key: kept for kept in session.scalars(statement)}


def _sent(
    session: Session, report_id: int, keys: Iterable[str], page: OpenPage, person: int | None
) -> dict[str, SentText]:
    statement = select(SentText).where(
        SentText.report_id == report_id,
        SentText.page == page.id,
        SentText.author_id == person,
        SentText.turn > UNSENT,
        SentText.key.in_(list(keys)),
    )
    rows = session.scalars(statement.execution_options(populate_existing=True))
    return {row.key: row for row in rows}


def _sent_before(row: SentText | None, page: OpenPage | None) -> Origin | None:
    """Return what the page sent last; None where it sent nothing, or came back from the browser's history."""
    if row is None or page is None:
        return None
    stand = Stand(row.value, row.revision, row.language)
    if row.turn > page.turn:
        return Origin(stand, late=True)
    return Origin(stand, drawn=False) if row.turn < page.turn or page.typing else None


def _by_digest(session: Session, report_id: int, strange: Mapping[str, Seen]) -> dict[str, Origin]:
    """Return the texts that pages showed under another revision than theirs; unknown where there are none."""
    found = {key: Origin(known=False) for key in strange}
    if not strange:
        return found
    kept = AnswerRevision
    statement = (
        select(kept.key, kept.value, kept.revision, kept.language)
        .where(kept.report_id == report_id, kept.key.in_(list(strange)))
        .order_by(kept.revision)
    )
    stands = [(key, Stand()) for key in strange]
    stands += [(key, Stand(*stand)) for key, *stand in session.execute(statement)]
    for key, stand in stands:
        if stand.digest == strange[key].digest:
            found[key] = Origin(stand)
    return found
