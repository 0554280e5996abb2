"""The fixtures that other tests stand on: fresh databases and a closed network."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import NetworkIsClosedError


def _one_value(url, statement):
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            return connection.execute(text(statement)).scalar()
    finally:
        engine.dispose()


def _prepare(url):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE prepared (name TEXT)"))
        connection.execute(text("INSERT INTO prepared VALUES ('there')"))
    engine.dispose()


@pytest.fixture(scope="module")
def prepare_database():
    return _prepare


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_gets_its_own_copy_of_the_prepared_database(database_url, attempt):
    assert _one_value(database_url, "SELECT name FROM prepared") == "there"
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE only_mine (attempt_{attempt} INTEGER)"))
    engine.dispose()


def test_postgresql_keeps_all_six_scripts(postgresql_url):
    assert _one_value(postgresql_url, "SELECT 'ع中éñя'") == "ع中éñя"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_sockets_leave_this_machine_never(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as closed, pytest.raises(NetworkIsClosedError):
        closed.connect(address)


def test_names_of_other_machines_are_not_looked_up():
    with pytest.raises(NetworkIsClosedError):
        socket.getaddrinfo("portal.example", 80)


def test_sockets_reach_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
