"""Somebody on a bad line stops nobody else: real sockets, the real server."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.accounts.credentials.passwords import Hasher
from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.operations.database import initialise, opened
from tests.factories import make_account
from tests.serving import Visitor, stalled

PASSWORD = "a sentence to remember"
IN_TIME = 8
"""Seconds: less than the ten for which a save waits for its turn to write."""


@pytest.fixture
def server(start, database_url):
    """A portal in which one person has an account."""
    initialise(database_url)
    with opened(database_url) as engine, Session(engine) as session, session.begin():
        account = make_account(session, Role.SECRETARIAT, email="officer@example.org")
        account.password_hash = Hasher().hash(PASSWORD)
    server = start()
    server.wait_for("/readyz", 200)
    return server


def name_of_account(database_url):
    with opened(database_url) as engine, Session(engine) as session:
        return session.query(Account.name).filter_by(email="officer@example.org").scalar()


@pytest.mark.parametrize("path", ["/en/contribute/a-token", "/en/sign-in", "/en/verify"])
def test_while_a_body_stands_still_others_sign_in_and_save(server, database_url, path):
    with stalled(server.port, path):
        visitor = Visitor(server.port, timeout=IN_TIME)
        assert visitor.get("/en/sign-in") == 200
        assert visitor.post("/en/sign-in", email="officer@example.org", password=PASSWORD) == 302
        assert visitor.get("/en/account") == 200
        assert visitor.post("/en/account", name="Another name", language="en") == 302
    assert name_of_account(database_url) == "Another name"
