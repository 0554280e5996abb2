"""Questions to links for colleagues and to what arrived through them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from portal.accounts.credentials.tokens import token_hash
from portal.errors import NotFoundError
from portal.mail.keys import Opens, opened_with
from portal.reports.models import AnswerRevision
from portal.reports.suggestions.models import ColleagueLink, Suggestion


def link_by_token(session: Session, token: str, *, lock: bool = False) -> ColleagueLink:
    """Return the link of a token, in whatever state; raises NotFoundError for a guessed one.

    `lock`: whoever else writes through the same link waits.
    """
    statement = select(ColleagueLink).where(
        or_(
            ColleagueLink.token_hash == token_hash(token),
            ColleagueLink.id.in_(opened_with(Opens.COLLEAGUE_LINK, token)),
        )
    )
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFoundError("link_unknown")
    return found


def link_of(session: Session, report_id: int, link_id: int) -> ColleagueLink:
    """Return a link of this report; raises NotFoundError."""
    found = session.get(ColleagueLink, link_id)
    if found is None or found.report_id != report_id:
        raise NotFoundError("link_unknown")
    return found


def links_of(session: Session, report_id: int) -> list[ColleagueLink]:
    """Return the links of a report, the newest first."""
    statement = (
        select(ColleagueLink).where(ColleagueLink.report_id == report_id).order_by(ColleagueLink.id.desc())
    )
    return list(session.scalars(statement))


def drafts_of(session: Session, link_id: int) -> dict[str, Suggestion]:
    """Return what was typed through a link so far, by key."""
    statement = select(Suggestion).where(Suggestion.link_id == link_id).order_by(Suggestion.id)
    return {one.key: one for one in session.scalars(statement)}


def waiting_suggestions(session: Session, report_id: int) -> list[tuple[Suggestion, ColleagueLink]]:
    """Return what was handed in for a report and is not decided, with its link, the oldest first."""
    statement = (
        select(Suggestion, ColleagueLink)
        .join(ColleagueLink, ColleagueLink.id == Suggestion.link_id)
        .where(
            Suggestion.report_id == report_id,
            Suggestion.decided_at.is_(None),
            ColleagueLink.sent_at.is_not(None),
        )
        .order_by(Suggestion.id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def suggestion_of(session: Session, report_id: int, suggestion_id: int) -> tuple[Suggestion, ColleagueLink]:
    """Return a suggestion handed in for this report, decided or not; raises NotFoundError."""
    statement = (
        select(Suggestion, ColleagueLink)
        .join(ColleagueLink, ColleagueLink.id == Suggestion.link_id)
        .where(
            Suggestion.id == suggestion_id,
            Suggestion.report_id == report_id,
            ColleagueLink.sent_at.is_not(None),
        )
        .with_for_update(of=Suggestion)
    )
    found = session.execute(statement).first()
    if found is None:
        raise NotFoundError("suggestion_unknown")
    return found[0], found[1]


def texts_seen(session: Session, report_id: int, seen: Mapping[str, int]) -> dict[str, Any]:
    """Return what answers were at the revisions that somebody saw, by key, in one query."""
    pairs = [(key, revision) for key, revision in seen.items() if revision]
    if not pairs:
        return {}
    kept = AnswerRevision
    statement = select(kept.key, kept.value).where(
        kept.report_id == report_id, tuple_(kept.key, kept.revision).in_(pairs)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
