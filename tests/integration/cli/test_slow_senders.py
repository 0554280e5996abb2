"""Somebody on a bad line stops nobody else: real sockets, the real server."""

from __future__ import annotations

import signal

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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sixteen_bodies_that_stand_still_and_twelve_that_come_slowly_hold_no_thread(server):
    with (
        stalled(server.port, "/en/sign-in", times=16),
        stalled(server.port, "/en/verify", times=12, announced=15000) as slow,
    ):
        visitor = Visitor(server.port, timeout=IN_TIME)
        for line in slow:
            line.sendall(b"b" * 500)
        for _ in range(20):
            assert server.status("/healthz") == 200
        assert visitor.get("/en/sign-in") == 200
        assert visitor.post("/en/sign-in", email="officer@example.org", password=PASSWORD) == 302
        for line in slow:
            line.sendall(b"b" * (15000 - 503))
            assert b" 401 " in line.recv(100), "a post that was slow is answered when it is whole"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_body_that_comes_too_slowly_is_ended_with_a_sentence(start):
    server = start(PORTAL_BODY_SECONDS="1")
    server.wait_for("/healthz", 200)
    with stalled(server.port, "/en/sign-in") as [line]:
        said = b"".join(iter(lambda: line.recv(1000), b""))
        assert said.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_told_to_end_answers_what_it_received(start):
    server = start()
    server.wait_for("/readyz", 200)
    with stalled(server.port, "/en/sign-in", announced=6) as [line]:
        server.process.send_signal(signal.SIGTERM)
        line.sendall(b"&b=")
        assert line.recv(100).startswith(b"HTTP/1.1 422 ")
    assert server.stop() == 0
