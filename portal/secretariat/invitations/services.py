"""Many invitations as long work: asked for at once, written one by one, each with its outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account, Grant
from portal.accounts.people.services import InvitationDraft, invite
from portal.accounts.permissions import Role
from portal.accounts.queries import identity_of
from portal.countries.models import Country
from portal.errors import NotAllowedError
from portal.jobs.models import LongTask
from portal.jobs.services import start_task
from portal.mail.writing import PORTAL
from portal.secretariat.invitations.lines import Known, Line

KIND = "invitations"


def what_is_known(session: Session) -> Known:
    """Return the countries and who holds which role in them, in two queries."""
    held = session.execute(
        select(Account.email, Grant.role, Grant.country)
        .join(Grant, Grant.account_id == Account.id)
        .where(Account.active, Grant.country.is_not(None))
    )
    countries = frozenset(session.scalars(select(Country.code)))
    return Known(countries, frozenset((row[0], row[1].value, row[2] or "") for row in held))


def invite_all(session: Session, lines: Iterable[Line], asked_by: int | None, now: datetime) -> LongTask:
    """Ask for an invitation of every line that can be sent; the letters are written by a job."""
    items = [line.item for line in lines if not line.problem]
    return start_task(session, KIND, items, asked_by, now)


def invite_one(session: Session, item: Any, task: LongTask, now: datetime) -> dict[str, str]:
    """Write one invitation as whoever asked for it; a refusal is the outcome of its line."""
    found = identity_of(session, task.asked_by) if task.asked_by is not None else None
    if found is None:
        raise NotAllowedError("not_allowed")
    draft = InvitationDraft(
        item["email"], Role(item["role"]), item["country"], item["language"], item["name"]
    )
    invite(session, draft, found[0], PORTAL, now)
    return {"invited": item["email"]}
