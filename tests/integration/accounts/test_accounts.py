"""Accounts and their sign-in, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.accounts import queries, services
from portal.accounts.models import Account, Grant, PasswordReset
from portal.accounts.permissions import HeldRole, Role
from portal.errors import NotFoundError, RefusedError
from portal.events.queries import broken_chains, events_of
from portal.mail.keys import make_key
from portal.mail.models import Letter

R = Role


def _attempt(session, email, now, *, matches):
    attempt = queries.sign_in_attempt(session, email)
    return services.finish_sign_in(session, attempt, matches=matches, now=now)


def test_an_identity_holds_every_role(session, person):
    identity = person("a@example.org", (R.READER, "ATL"), (R.FOCAL_POINT, "ATL"))
    assert identity.held == {HeldRole(R.READER, "ATL"), HeldRole(R.FOCAL_POINT, "ATL")}


def test_an_account_without_roles_is_somebody_who_may_nothing(session, person):
    assert person("a@example.org").held == frozenset()


def test_two_accounts_never_share_an_address(session, person, now):
    person("a@example.org")
    with pytest.raises(RefusedError, match="account_exists"):
        services.add_account(session, services.NewAccount("a@example.org", "", "en", None), now)


@pytest.mark.parametrize(("role", "country"), [(R.FOCAL_POINT, "ATL"), (R.ADMINISTRATOR, None)])
def test_the_database_holds_a_role_once_only(session, person, now, role, country):
    account_id = person("a@example.org", (role, country)).user_id
    session.add(Grant(account_id=account_id, role=role, country=country, granted_at=now))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(("role", "country"), [(R.FOCAL_POINT, None), (R.ADMINISTRATOR, "ATL")])
def test_the_database_ties_country_roles_to_a_country(session, person, now, role, country):
    account_id = person("a@example.org").user_id
    session.add(Grant(account_id=account_id, role=role, country=country, granted_at=now))
    with pytest.raises(IntegrityError):
        session.flush()


def test_granting_a_role_again_changes_nothing(session, person):
    person("a@example.org", (R.READER, "ATL"), (R.READER, "ATL"))
    person("b@example.org", (R.SECRETARIAT, None), (R.SECRETARIAT, None))
    assert session.scalar(select(func.count()).select_from(Grant)) == 2


def test_wrong_passwords_are_noted_and_a_right_one_ends_the_count(session, person, now):
    person("a@example.org")
    for _ in range(50):
        assert _attempt(session, "a@example.org", now, matches=False) is None
    account = session.scalars(select(Account)).one()
    session.refresh(account)
    assert (account.failed_count, account.locked_until) == (50, None)
    later = now + timedelta(minutes=1, seconds=1)
    assert _attempt(session, "a@example.org", later, matches=True) is not None
    session.flush()
    session.refresh(account)
    assert (account.failed_count, account.locked_until, account.last_sign_in) == (0, None, later)


def test_an_unknown_address_is_an_attempt_without_hash(session, now):
    assert queries.sign_in_attempt(session, "nobody@example.org") == queries.Attempt(None, None)
    assert _attempt(session, "nobody@example.org", now, matches=True) is None


def test_a_new_password_ends_all_sessions(session, person, now):
    identity = person("a@example.org")
    account = services.change_password(session, identity.user_id, "new hash", now)
    session.flush()
    assert (account.password_hash, account.epoch) == ("new hash", 1)
    found = queries.identity_of(session, account.id)
    assert found is not None
    assert found[1] == 1


def test_a_reset_works_once_and_ends_the_others(session, person, now):
    person("a@example.org")
    services.request_reset(session, "a@example.org", "https://portal.example.org", now)
    services.request_reset(session, "a@example.org", "https://portal.example.org", now)
    letters = session.scalars(select(Letter).order_by(Letter.id)).all()
    tokens = [make_key(session, letter, now) for letter in letters]
    assert len(tokens) == 2
    account = services.reset_password(session, tokens[0], "new hash", now)
    assert account.password_hash == "new hash"
    for token in tokens:
        with pytest.raises(RefusedError, match="reset_closed"):
            services.reset_password(session, token, "other", now)


def test_a_reset_ends_after_two_hours(session, person, now):
    person("a@example.org")
    services.request_reset(session, "a@example.org", "", now)
    token = make_key(session, session.scalars(select(Letter)).one(), now)
    queries.open_reset(session, token, now + timedelta(minutes=119))
    with pytest.raises(RefusedError, match="reset_closed"):
        queries.open_reset(session, token, now + timedelta(minutes=120))


def test_nobody_is_flooded_with_letters(session, person, now):
    person("a@example.org")
    for _ in range(10):
        services.request_reset(session, "a@example.org", "", now)
    assert session.scalar(select(func.count()).select_from(Letter)) == 3
    services.request_reset(session, "a@example.org", "", now + timedelta(hours=1, seconds=1))
    assert session.scalar(select(func.count()).select_from(PasswordReset)) == 4


def test_an_unknown_or_deactivated_address_gets_no_letter(session, person, now):
    administrator = person("administrator@example.org", (R.ADMINISTRATOR, None))
    gone = person("gone@example.org")
    services.set_active(session, gone.user_id, administrator, now, active=False)
    for email in ("gone@example.org", "nobody@example.org"):
        services.request_reset(session, email, "", now)
    assert session.scalars(select(Letter)).all() == []


def test_a_deactivated_account_is_nobody_and_comes_back_with_its_roles(session, person, now):
    administrator = person("administrator@example.org", (R.ADMINISTRATOR, None))
    identity = person("a@example.org", (R.READER, "ATL"))
    services.set_active(session, identity.user_id, administrator, now, active=False)
    session.flush()
    assert queries.identity_of(session, identity.user_id) is None
    services.set_active(session, identity.user_id, administrator, now, active=True)
    session.flush()
    found = queries.identity_of(session, identity.user_id)
    assert found is not None
    assert found[0].held == identity.held


def test_the_last_active_administrator_cannot_be_deactivated(session, person, now):
    first = person("first@example.org", (R.ADMINISTRATOR, None))
    second = person("second@example.org", (R.ADMINISTRATOR, None))
    services.set_active(session, first.user_id, second, now, active=False)
    session.flush()
    with pytest.raises(RefusedError, match="last_administrator"):
        services.set_active(session, second.user_id, second, now, active=False)


def test_a_country_without_an_active_focal_point_is_listed(session, person, now):
    administrator = person("administrator@example.org", (R.ADMINISTRATOR, None))
    focal_point = person("a@example.org", (R.FOCAL_POINT, "ATL"))
    person("b@example.org", (R.ALTERNATE, "BOR"))
    assert queries.countries_without_focal_point(session, ["BOR", "ATL"]) == ["BOR"]
    services.set_active(session, focal_point.user_id, administrator, now, active=False)
    session.flush()
    assert queries.countries_without_focal_point(session, ["BOR", "ATL"]) == ["BOR", "ATL"]


def test_a_signatory_of_another_country_does_not_count(session, person):
    person("a@example.org", (R.SIGNATORY, "ATL"))
    assert queries.has_signatory(session, "ATL")
    assert not queries.has_signatory(session, "BOR")


def test_holders_are_found_by_country_and_for_all(session, person):
    focal_point = person("a@example.org", (R.FOCAL_POINT, "ATL"))
    officer = person("b@example.org", (R.SECRETARIAT, None))
    roles = [R.FOCAL_POINT, R.SECRETARIAT]
    assert [one.id for one in queries.holders(session, roles, "ATL")] == [focal_point.user_id]
    assert [one.id for one in queries.holders(session, roles)] == [officer.user_id]
    assert queries.accounts_by_id(session, [officer.user_id])[officer.user_id].email == "b@example.org"


def test_an_unknown_account_is_not_found(session):
    with pytest.raises(NotFoundError):
        queries.get_account(session, 7)


def test_what_happens_to_accounts_is_recorded_in_whole_chains(session, person, now):
    identity = person("a@example.org", (R.FOCAL_POINT, "ATL"))
    person("b@example.org", (R.SECRETARIAT, None))
    services.change_password(session, identity.user_id, "new", now)
    session.flush()
    assert [event.kind for event in events_of(session, "country:ATL")] == ["role_granted"]
    assert [event.kind for event in events_of(session, "portal")] == ["role_granted", "password_changed"]
    assert list(broken_chains(session)) == []
    assert "example.org" not in str([event.payload for event in events_of(session, "portal")])
