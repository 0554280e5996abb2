"""Invitations and roles: invited, accepted, revoked, handed over, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.credentials.addresses import fold_email, is_email, mailbox_of
from portal.accounts.credentials.letters import InvitationText, invitation_letter
from portal.accounts.credentials.tokens import INVITATION_LASTS, new_token, token_hash
from portal.accounts.models import Account, Grant, Invitation
from portal.accounts.people.handover import Succession, registered
from portal.accounts.people.queries import (
    invitations_made_by,
    invitations_of,
    open_invitation,
    predecessors_of,
    same_invitations,
)
from portal.accounts.people.rules import TITLES, WITHIN, may_end, may_hand_over, may_invite
from portal.accounts.people.telling import News, tell
from portal.accounts.permissions import COUNTRY_ROLES, HeldRole, Identity, Role
from portal.accounts.queries import account_of_email, get_account, identity_of
from portal.accounts.services import (
    Happening,
    NewAccount,
    actor_of,
    add_account,
    grant_role,
    record,
    refuse_last_administrator,
    refuse_other_side,
)
from portal.countries.queries import get_country
from portal.deadlines import end_after, last_day
from portal.errors import NotAllowedError, RefusedError
from portal.events.services import NOBODY, Actor
from portal.i18n import LANGUAGES, N_, pick, translate, written_date
from portal.mail.keys import KEY
from portal.mail.services import queue_letter

INVITATIONS = N_("Invitations not yet accepted")


@dataclass(frozen=True)
class InvitationDraft:
    """Whom to invite to what. `hands_over`: the role of the person who invites ends when it is accepted."""

    email: str
    role: Role
    country: str | None
    language: str
    name: str = ""
    hands_over: bool = False


@dataclass(frozen=True)
class Invited:
    """A new invitation and the path of its link, which is kept nowhere.

    The letter brings a link with a key of its own; this one is for the command that prints it.
    """

    invitation: Invitation
    path: str


def invite(
    session: Session, draft: InvitationDraft, identity: Identity, base_url: str, now: datetime
) -> Invited:
    """Invite somebody; an open invitation of the same person to the same role ends. Queues the letter.

    Raises NotAllowedError where the role is not this person's to give, RefusedError email_impossible,
    own_address, other_side, already_holds or handover_impossible, NotFoundError for an unknown country.
    """
    wanted = HeldRole(draft.role, draft.country)
    if not may_invite(identity, wanted):
        raise NotAllowedError("not_allowed")
    if draft.hands_over and not may_hand_over(identity, wanted):
        raise RefusedError("handover_impossible")
    return _invite(session, draft, actor_of(identity), base_url, now)


def invite_from_command(session: Session, draft: InvitationDraft, base_url: str, now: datetime) -> Invited:
    """Invite somebody to any role, for who operates the portal; refused as `invite` is."""
    if (draft.role in COUNTRY_ROLES) != (draft.country is not None):
        raise RefusedError("country_by_role")
    if draft.language not in LANGUAGES:
        raise RefusedError("language_unknown")
    return _invite(session, draft, NOBODY, base_url, now)


def _invite(session: Session, draft: InvitationDraft, actor: Actor, base_url: str, now: datetime) -> Invited:
    email = fold_email(draft.email)
    wanted = HeldRole(draft.role, draft.country)
    _check(session, email, wanted, actor.id)
    for earlier in same_invitations(session, email, wanted, now):
        earlier.revoked_at = now
    token = new_token()
    invitation = Invitation(
        token_hash=token_hash(token),
        email=email,
        name=draft.name,
        role=draft.role,
        country=draft.country,
        language=draft.language,
        hands_over=draft.hands_over,
        invited_by=actor.id,
        created_at=now,
        expires_at=end_after(now, INVITATION_LASTS),
    )
    session.add(invitation)
    session.flush()
    path = f"/{draft.language}/invitation/{token}"
    _queue(session, invitation, f"{base_url}/{draft.language}/invitation/{KEY}", now)
    _record(session, invitation, "person_invited", actor, now)
    return Invited(invitation, path)


def _check(session: Session, email: str, wanted: HeldRole, inviter: int | None) -> None:
    if not is_email(email):
        raise RefusedError("email_impossible")
    if wanted.country is not None:
        get_country(session, wanted.country)
    _refuse_oneself(session, email, inviter)
    refuse_other_side(session, email, wanted)
    account = account_of_email(session, email)
    if account is None:
        return
    held = session.execute(select(Grant.role, Grant.country).where(Grant.account_id == account.id))
    if account.active and wanted in {HeldRole(row.role, row.country) for row in held}:
        raise RefusedError("already_holds")


def _refuse_oneself(session: Session, email: str, inviter: int | None) -> None:
    """Raise RefusedError own_address where the letter would arrive in the mailbox of whoever invites."""
    if inviter is not None and mailbox_of(get_account(session, inviter).email) == mailbox_of(email):
        raise RefusedError("own_address")


def _queue(session: Session, invitation: Invitation, link: str, now: datetime) -> None:
    language = invitation.language
    country = pick(get_country(session, invitation.country).names, language) if invitation.country else ""
    date = written_date(language, last_day(invitation.expires_at))
    text = InvitationText(translate(language, TITLES[invitation.role]), country, date, link)
    queue_letter(session, invitation_letter(invitation.email, language, text, invitation.id), now)


def _record(session: Session, invitation: Invitation, kind: str, actor: Actor, now: datetime) -> None:
    happening = Happening(kind, {"invitation": invitation.id, "role": invitation.role.value})
    record(session, invitation.country, happening, actor, now)


@dataclass(frozen=True)
class Acceptance:
    """What somebody new gives when accepting an invitation."""

    name: str
    language: str
    password_hash: str


def accept_as_new(session: Session, token: str, acceptance: Acceptance, now: datetime) -> Account:
    """Accept an invitation by making an account.

    Raises RefusedError invitation_closed, or account_exists where the address has an account by now.
    """
    invitation = open_invitation(session, token, now)
    new = NewAccount(invitation.email, acceptance.name, acceptance.language, acceptance.password_hash)
    account = add_account(session, new, now)
    account.last_sign_in = now
    _accept(session, invitation, account, now)
    return account


def accept_as_owner(session: Session, token: str, account_id: int, now: datetime) -> Account:
    """Accept an invitation with the account of its address, which has shown to be its owner (signed in).

    Raises RefusedError invitation_closed; NotAllowedError where it is another person's invitation.
    """
    invitation = open_invitation(session, token, now)
    account = get_account(session, account_id)
    if account.email != invitation.email or not account.active:
        raise NotAllowedError("invitation_of_another")
    _accept(session, invitation, account, now)
    return account


def _accept(session: Session, invitation: Invitation, account: Account, now: datetime) -> None:
    """Use the invitation up, give the role, and end the role that was handed over."""
    _refuse_oneself(session, account.email, invitation.invited_by)
    invitation.used_at = now
    held = HeldRole(invitation.role, invitation.country)
    by = Actor(account.id, account.name)
    _record(session, invitation, "invitation_accepted", by, now)
    grant_role(session, account, held, by, now).granted_by = invitation.invited_by
    tell(session, News(held, account, given=True, behind=invitation.invited_by), account.id, now)
    if invitation.hands_over and invitation.country is not None:
        predecessors = predecessors_of(session, held, invitation.invited_by) - {account.id}
        _hand_over(session, Succession(held.role, invitation.country, predecessors), by, now)


def _hand_over(session: Session, succession: Succession, by: Actor, now: datetime) -> None:
    """End the role of the predecessors, and leave nothing with them: all open items pass to the successor."""
    heir = get_account(session, by.id or 0).id
    for one in invitations_of(session, succession, now):
        if one.hands_over and one.role is succession.role:
            one.revoked_at = now
            _record(session, one, "invitation_revoked", by, now)
        else:
            one.invited_by = heir
    for estate in registered():
        estate.pass_on(session, succession, heir, now)
    ending = {succession.role, WITHIN.get(succession.role, succession.role)}
    statement = select(Grant).where(
        Grant.account_id.in_(succession.predecessors),
        Grant.role.in_(ending),
        Grant.country == succession.country,
    )
    for grant in session.scalars(statement).all():
        _end(session, grant, by, now)


def left_to_pass_on(session: Session, succession: Succession, now: datetime) -> list[tuple[str, int]]:
    """Return what will pass to a successor: the label in English and the number of each kind."""
    invitations = len(invitations_of(session, succession, now))
    estates = [(estate.label, estate.count(session, succession, now)) for estate in registered()]
    return [(INVITATIONS, invitations), *estates]


def revoke(session: Session, invitation: Invitation, identity: Identity, now: datetime) -> None:
    """Take an invitation back; one that is closed already stays as it is. Raises NotAllowedError."""
    if not may_end(identity, HeldRole(invitation.role, invitation.country)):
        raise NotAllowedError("not_allowed")
    if invitation.used_at is None and invitation.revoked_at is None:
        invitation.revoked_at = now
        _record(session, invitation, "invitation_revoked", actor_of(identity), now)


def end_grant(session: Session, grant: Grant, identity: Identity, now: datetime) -> None:
    """End a role of somebody. Raises NotAllowedError, RefusedError last_administrator."""
    if not may_end(identity, HeldRole(grant.role, grant.country)):
        raise NotAllowedError("not_allowed")
    if grant.role is Role.ADMINISTRATOR:
        refuse_last_administrator(session, grant.account_id)
    _end(session, grant, actor_of(identity), now)


def end_what_was_opened(
    session: Session, account_id: int, country: str | None, by: Actor, now: datetime
) -> None:
    """Take back the invitations that an account made and could not make with the roles it has left."""
    found = identity_of(session, account_id)
    for one in invitations_made_by(session, account_id, country, now):
        if found is None or not may_invite(found[0], HeldRole(one.role, one.country)):
            one.revoked_at = now
            _record(session, one, "invitation_revoked", by, now)
    for estate in registered():
        if estate.end is not None:
            estate.end(session, account_id, country, by, now)


def _end(session: Session, grant: Grant, by: Actor, now: datetime) -> None:
    account = get_account(session, grant.account_id)
    payload = {"account": account.id, "name": account.name, "role": grant.role.value}
    session.delete(grant)
    session.flush()
    record(session, grant.country, Happening("role_ended", payload), by, now)
    tell(session, News(HeldRole(grant.role, grant.country), account, given=False, behind=by.id), by.id, now)
    end_what_was_opened(session, account.id, grant.country, by, now)
