"""The order of what one open page of a colleague sends: a late post never overwrites a newer one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.reports.editing.origin import OpenPage, Stand
from portal.reports.editing.sending import Sender, note_sent
from portal.reports.models import SentText
from portal.reports.suggestions.models import ColleagueLink
from portal.reports.suggestions.services import Typed


def in_turn(
    session: Session, link: ColleagueLink, page: OpenPage | None, typed: Typed, now: datetime
) -> Typed:
    """Return what is to be kept of a post, and note its turn: all but what this page sent anew already.

    The link is locked. A page that does not say which it is has no order.
    """
    if page is None:
        return typed
    statement = select(SentText.key).where(
        SentText.report_id == link.report_id,
        SentText.page == page.id,
        SentText.author_id.is_(None),
        SentText.turn > page.turn,
    )
    late = frozenset(session.scalars(statement))
    sender = Sender(link.report_id, page, None, now)
    kept = {key: text for key, text in typed.items() if key not in late}
    for key in kept:
        note_sent(session, sender, key, Stand())  # the text itself stands with the link
    return kept
