"""What every test has: no way out to the network, and on request a fresh database of either kind."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from functools import cache
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.postgres import PostgresServer, running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


# How long an example takes says something of the machine, nothing of the portal.
# The build server draws the same examples each time: a change is judged by what it changes, not by luck.
# Everybody else draws new ones, and so finds what the same ones would not.
hypothesis.settings.register_profile("portal", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("portal")


class NetworkIsClosedError(AssertionError):
    """A test tried to leave this machine."""


def _check_is_local(family: int, address: Any) -> None:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = str(address[0])
    if host in ("", "localhost"):
        return
    try:
        if ipaddress.ip_address(host.partition("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    raise NetworkIsClosedError(f"Tests reach this machine only, and this one tried to reach {host!r}.")


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets connect to the loopback addresses only, and names be looked up for these only."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked_connect(self: socket.socket, address: Any) -> None:
        _check_is_local(self.family, address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        _check_is_local(self.family, address)
        return connect_ex(self, address)

    def checked_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if host is not None:
            _check_is_local(socket.AF_INET, (host.decode() if isinstance(host, bytes) else host,))
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", checked_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", checked_look_up)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for all tests of a process, started when the first of them asks."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def prepare_database() -> Callable[[str], None] | None:
    """Say what is done to an empty database before tests get copies of it; override it to make the tables."""
    return None


@pytest.fixture(scope="session")
def _prepared_sqlite_files(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Callable[[str], None]], Path]:
    """Make a database once for each way of preparing it."""

    @cache
    def prepared(prepare: Callable[[str], None]) -> Path:
        path = tmp_path_factory.mktemp("prepared") / "portal.sqlite3"
        prepare(f"sqlite:///{path}")
        leftovers = [other.name for other in path.parent.iterdir() if other != path]
        assert not leftovers, f"prepare_database left a connection open: {leftovers}"
        return path

    return prepared


@pytest.fixture
def sqlite_url(
    tmp_path: Path,
    _prepared_sqlite_files: Callable[[Callable[[str], None]], Path],
    prepare_database: Callable[[str], None] | None,
) -> str:
    """Address of a fresh SQLite database in a file."""
    path = tmp_path / "portal.sqlite3"
    if prepare_database is not None:
        shutil.copyfile(_prepared_sqlite_files(prepare_database), path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(
    postgres_server: PostgresServer, prepare_database: Callable[[str], None] | None
) -> Iterator[str]:
    """Address of a fresh PostgreSQL database."""
    if prepare_database is None:
        url = postgres_server.create_database()
    else:
        url = postgres_server.create_prepared_database(prepare_database)
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh database, on SQLite and once more on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
