"""One account is of one side: invited, accepted, granted, from pages and from the command line."""

from __future__ import annotations

import ast
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account, Grant, Invitation
from portal.accounts.people import services
from portal.accounts.people.services import Acceptance, InvitationDraft
from portal.accounts.permissions import HeldRole, Role, side_of
from portal.accounts.queries import accounts_on_two_sides, get_account, held_by_mailbox
from portal.accounts.services import grant_role
from portal.errors import RefusedError
from portal.events.services import NOBODY

R = Role
BASE = "https://portal.example.org"
NEWCOMER = Acceptance("Newcomer", "en", "hash")
PORTAL = Path(__file__).parents[3] / "portal"

ONE_OF_EACH = (
    HeldRole(R.FOCAL_POINT, "ATL"),
    HeldRole(R.FOCAL_POINT, "BOR"),
    HeldRole(R.COORDINATOR, "ATL"),
    HeldRole(R.OFFICE_CONTRIBUTOR, "BOR"),
    HeldRole(R.SECRETARIAT),
    HeldRole(R.ADMINISTRATOR),
)
PAIRS = list(itertools.permutations(ONE_OF_EACH, 2))


def draft(role, country=None, email="new@example.org"):
    return InvitationDraft(email, role, country, "en")


def token_of(invited):
    return invited.path.rpartition("/")[2]


@pytest.fixture
def officer(person):
    return person("officer@example.org", (R.SECRETARIAT, None))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_role_of_another_side_is_never_granted(session, person, now, first, second):
    who = person("somebody@example.org", (first.role, first.country))
    account = get_account(session, who.user_id)
    if side_of(first) == side_of(second):
        grant_role(session, account, second, NOBODY, now)
        assert held_by_mailbox(session, account.email) == {first, second}
    else:
        with pytest.raises(RefusedError, match="other_side"):
            grant_role(session, account, second, NOBODY, now)
        assert held_by_mailbox(session, account.email) == {first}


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_command_invites_nobody_to_another_side(session, person, now, first, second):
    person("new@example.org", (first.role, first.country))
    wanted = draft(second.role, second.country)
    if side_of(first) == side_of(second):
        services.invite_from_command(session, wanted, BASE, now)
        return
    with pytest.raises(RefusedError, match="other_side"):
        services.invite_from_command(session, wanted, BASE, now)
    assert session.scalars(select(Invitation)).all() == []


def test_two_invitations_to_two_sides_end_in_one_side(session, now):
    first = services.invite_from_command(session, draft(R.FOCAL_POINT, "ATL"), BASE, now)
    second = services.invite_from_command(session, draft(R.SECRETARIAT), BASE, now)
    account = services.accept_as_new(session, token_of(first), NEWCOMER, now)
    with pytest.raises(RefusedError, match="other_side"):
        services.accept_as_owner(session, token_of(second), account.id, now)
    assert held_by_mailbox(session, account.email) == {HeldRole(R.FOCAL_POINT, "ATL")}


def test_a_second_account_of_the_same_mailbox_is_of_the_same_side(session, now):
    first = services.invite_from_command(session, draft(R.SECRETARIAT), BASE, now)
    other = services.invite_from_command(
        session, draft(R.FOCAL_POINT, "ATL", "new+atl@example.org"), BASE, now
    )
    services.accept_as_new(session, token_of(first), NEWCOMER, now)
    with pytest.raises(RefusedError, match="other_side"):
        services.accept_as_new(session, token_of(other), NEWCOMER, now)
    session.rollback()


@pytest.mark.parametrize(
    "spelling",
    ["officer@example.org", " OFFICER@Example.ORG ", "officer+atl@example.org", "Officer+a+b@EXAMPLE.org"],
)
def test_nobody_invites_oneself_by_any_spelling_of_the_address(session, officer, now, spelling):
    with pytest.raises(RefusedError, match="own_address"):
        services.invite(session, draft(R.FOCAL_POINT, "ATL", spelling), officer, BASE, now)
    assert session.scalars(select(Invitation)).all() == []


def test_an_invitation_to_oneself_of_before_is_not_accepted(session, person, now):
    focal_point = person("focal.point@example.org", (R.FOCAL_POINT, "ATL"))
    invited = services.invite(session, draft(R.SIGNATORY, "ATL"), focal_point, BASE, now)
    invited.invitation.email = "focal.point@example.org"
    with pytest.raises(RefusedError, match="own_address"):
        services.accept_as_owner(session, token_of(invited), focal_point.user_id, now)


def test_an_account_of_before_on_two_sides_gets_no_more_roles_and_is_listed(session, person, officer, now):
    doubled = person("doubled@example.org", (R.READER, "ATL"))
    session.add(Grant(account_id=doubled.user_id, role=R.READER, country="BOR", granted_at=now))
    session.flush()
    with pytest.raises(RefusedError, match="other_side"):
        grant_role(
            session, get_account(session, doubled.user_id), HeldRole(R.CONTRIBUTOR, "ATL"), NOBODY, now
        )
    [(account, sides)] = accounts_on_two_sides(session)
    assert (account.email, [side.name for side in sides]) == (
        "doubled@example.org",
        ["government:ATL", "government:BOR"],
    )


@pytest.mark.postgresql
def test_two_sides_do_not_come_from_two_grants_at_once(engine, session, person, now):
    who = person("somebody@example.org")
    session.commit()
    start = threading.Barrier(2, timeout=60)

    def give(held):
        # SQLite lets one transaction begin at a time: both start before theirs.
        start.wait()
        with Session(engine) as own:
            account = own.get_one(Account, who.user_id)
            try:
                grant_role(own, account, held, NOBODY, now)
            except RefusedError as refusal:
                return refusal.code
            own.commit()
            return "granted"

    wanted = (HeldRole(R.FOCAL_POINT, "ATL"), HeldRole(R.COORDINATOR, "BOR"))
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(give, wanted))
    assert sorted(outcomes) == ["granted", "other_side"]


def test_grants_are_made_in_one_place_of_the_portal():
    """The rule of sides stands there: a second place would be a way around it."""
    makers = [
        (path.relative_to(PORTAL).as_posix(), node.lineno)
        for path in sorted(PORTAL.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Grant"
    ]
    assert [path for path, _ in makers] == ["accounts/services.py"]
