"""Saving of the Government's comment on a coordinator's report, so that two focal points lose nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import RefusedError
from portal.reports.comments.models import GovernmentComment
from portal.reports.models import Report
from portal.reports.saving import Author
from portal.reports.workflow import Family, Status

OPEN = frozenset({Status.SUBMITTED, Status.RESUBMITTED})
"""Where comments on a coordinator's report can be written."""


@dataclass(frozen=True)
class Written:
    """What became of a comment: `other` is a colleague's text that came first, where nothing was saved."""

    saved: GovernmentComment | None
    other: GovernmentComment | None = None


def comment_on(session: Session, report_id: int) -> GovernmentComment | None:
    """Return the comment saved on a version, attached or not."""
    return session.scalar(select(GovernmentComment).where(GovernmentComment.report_id == report_id))


def takes_comments(report: Report) -> bool:
    """Whether the Government can write on this version now: a coordinator's report that it has."""
    return report.family is Family.COORDINATOR and report.status in OPEN


def save_comment(session: Session, report: Report, text: str, seen: int, author: Author) -> Written:
    """Save the comment; `seen` is the revision that its writer was shown (0: none).

    A text that meets a colleague's is not saved: its writer is shown both. Raises RefusedError
    comments_closed where the comments are closed. Never commits.
    """
    session.refresh(report, with_for_update=True)
    if not takes_comments(report):
        raise RefusedError("comments_closed")
    known = comment_on(session, report.id)
    if known is not None:
        session.refresh(known)
        if known.text != text and known.revision != seen:
            return Written(None, known)
    if known is None:
        known = GovernmentComment(report_id=report.id, revision=0)
        session.add(known)
    if known.revision == 0 or known.text != text:
        known.revision += 1
    known.text, known.language = text, author.language
    known.author_id, known.saved_at = author.account_id, author.now
    session.flush()
    return Written(known)
