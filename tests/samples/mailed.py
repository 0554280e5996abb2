"""The link in a letter, as its reader gets it: no page shows the link of an invitation."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.mail.keys import KEY, make_key
from portal.mail.models import Letter
from portal.mail.writing import PORTAL

LINK = re.compile(r"https?://[^/\s]+(/\w\w/(?:invitation|new-password|contribute)/\S+)")


def mailed_link(session: Session, kind: str = "invitation") -> str:
    """Return the path of the link in the letter of a kind that was written last, with a key as when sent.

    The caller commits.
    """
    statement = select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc()).limit(1)
    letter = session.scalars(statement).one()
    key = make_key(session, letter, datetime.now(UTC))
    found = LINK.search(letter.text_body.replace(PORTAL, "http://localhost").replace(KEY, key))
    assert found, "the letter has no link"
    return found.group(1)
