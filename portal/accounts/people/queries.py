"""Questions to grants and invitations: who is of a country, an office or the portal, and who is invited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.accounts.credentials.tokens import token_hash
from portal.accounts.models import Account, Grant, Invitation
from portal.accounts.people.handover import Succession
from portal.accounts.people.rules import may_invite
from portal.accounts.permissions import HeldRole, Role
from portal.accounts.queries import identity_of
from portal.errors import NotFoundError, RefusedError
from portal.mail.keys import Opens, opened_with


@dataclass(frozen=True)
class Member:
    """A role as held by a person, for lists."""

    grant_id: int
    account_id: int
    name: str
    email: str
    role: Role
    country: str | None
    active: bool
    last_sign_in: datetime | None


def members(session: Session, roles: Collection[Role], country: str | None) -> list[Member]:
    """Return who holds one of the roles for a country (None: for all), in the order of roles and names."""
    statement = (
        select(Grant, Account)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.role.in_(list(roles)), _of(Grant.country, country))
    )
    return _sorted(session, statement)


def every_member(session: Session) -> list[Member]:
    """Return every role held by anybody."""
    return _sorted(session, select(Grant, Account).join(Account, Account.id == Grant.account_id))


def _sorted(session: Session, statement: object) -> list[Member]:
    order = list(Role)
    found = [
        Member(
            grant.id,
            account.id,
            account.name,
            account.email,
            grant.role,
            grant.country,
            account.active,
            account.last_sign_in,
        )
        for grant, account in session.execute(statement)  # type: ignore[call-overload]  # one of the two above
    ]
    return sorted(found, key=lambda member: (order.index(member.role), member.name, member.grant_id))


def open_invitations(
    session: Session, roles: Collection[Role], country: str | None, now: datetime
) -> list[Invitation]:
    """Return the invitations to these roles that can still be accepted, the newest first."""
    statement = (
        select(Invitation)
        .where(Invitation.role.in_(list(roles)), _of(Invitation.country, country), *_still_open(now))
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    )
    return list(session.scalars(statement))


def same_invitations(session: Session, email: str, wanted: HeldRole, now: datetime) -> list[Invitation]:
    """Return the open invitations of an address to the very same role."""
    return [
        one for one in open_invitations(session, [wanted.role], wanted.country, now) if one.email == email
    ]


def open_invitation(session: Session, token: str, now: datetime) -> Invitation:
    """Return the invitation of a token that can still be accepted; raises RefusedError invitation_closed."""
    named = or_(
        Invitation.token_hash == token_hash(token),
        Invitation.id.in_(opened_with(Opens.INVITATION, token)),
    )
    statement = select(Invitation).where(named, *_still_open(now))
    invitation = session.scalar(statement.with_for_update())
    if invitation is None or not still_given(session, invitation):
        raise RefusedError("invitation_closed")
    return invitation


def still_given(session: Session, invitation: Invitation) -> bool:
    """Whether who invited may still do so: an invitation does not outlive the role it was made with."""
    if invitation.invited_by is None:
        return True
    found = identity_of(session, invitation.invited_by)
    return found is not None and may_invite(found[0], HeldRole(invitation.role, invitation.country))


def invitations_made_by(
    session: Session, account_id: int, country: str | None, now: datetime
) -> list[Invitation]:
    """Return the invitations of an account that can still be accepted; of one country, or (None) of all."""
    statement = select(Invitation).where(Invitation.invited_by == account_id, *_still_open(now))
    return list(session.scalars(statement.where(Invitation.country == country) if country else statement))


def predecessors_of(session: Session, held: HeldRole, invited_by: int | None) -> frozenset[int]:
    """Return whom a successor follows: who invited, or where that is the secretariat all who hold the role.

    Accounts no longer active count: they are those who have left.
    """
    if invited_by is None:
        return frozenset()
    roles = session.execute(select(Grant.role, Grant.country).where(Grant.account_id == invited_by)).all()
    own = {HeldRole(row.role, row.country) for row in roles}
    if held in own or HeldRole(Role.SECRETARIAT) not in own:
        return frozenset({invited_by})
    return holders_of(session, held)


def holders_of(session: Session, held: HeldRole) -> frozenset[int]:
    """Return the accounts that hold a role in a country, active or not."""
    statement = select(Grant.account_id).where(Grant.role == held.role, Grant.country == held.country)
    return frozenset(session.scalars(statement))


def invitations_of(session: Session, succession: Succession, now: datetime) -> list[Invitation]:
    """Return the invitations of the predecessors in their country that can still be accepted."""
    statement = select(Invitation).where(
        Invitation.invited_by.in_(succession.predecessors),
        Invitation.country == succession.country,
        *_still_open(now),
    )
    return list(session.scalars(statement))


def get_invitation(session: Session, invitation_id: int, country: str | None) -> Invitation:
    """Return an invitation of that country; raises NotFoundError."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.country != country:
        raise NotFoundError("invitation_unknown")
    return invitation


def get_grant(session: Session, grant_id: int, country: str | None) -> Grant:
    """Return a role held in that country; raises NotFoundError."""
    grant = any_grant(session, grant_id)
    if grant.country != country:
        raise NotFoundError("grant_unknown")
    return grant


def any_grant(session: Session, grant_id: int) -> Grant:
    """Return a role held by somebody; raises NotFoundError."""
    grant = session.get(Grant, grant_id)
    if grant is None:
        raise NotFoundError("grant_unknown")
    return grant


def _still_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)


def _of(column: InstrumentedAttribute[str | None], country: str | None) -> ColumnElement[bool]:
    return column.is_(None) if country is None else column == country
