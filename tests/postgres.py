"""A PostgreSQL server for the tests: one that is given by PORTAL_TEST_POSTGRES_URL, or one of its own.

The own server is started from the system's programs, listens on a socket in a temporary folder only, does not
bother to write safely, and is gone with the tests.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    # What the portal must not depend on is set to something unusual.
    "timezone": "Pacific/Kiritimati",
    "datestyle": "German",
}


class PostgresServer:
    """A running server: makes and drops databases."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._names = (f"portal_test_{os.getpid()}_{number}" for number in itertools.count())
        self._prepared: dict[Callable[[str], None], str] = {}

    def create_database(self, template: str = "template0") -> str:
        """Make a database, empty or a copy of `template`, and return its address for SQLAlchemy."""
        name = next(self._names)
        # The order of letters must not depend on the machine either: "C" is the same everywhere.
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self.url.set(database=name).render_as_string(hide_password=False)

    def create_prepared_database(self, prepare: Callable[[str], None]) -> str:
        """Make a database as `prepare(address)` leaves it; `prepare` itself is called only the first time."""
        if prepare not in self._prepared:
            address = self.create_database()
            prepare(address)
            self._prepared[prepare] = str(make_url(address).database)
        return self.create_database(self._prepared[prepare])

    def drop_database(self, address: str) -> None:
        """Drop a database, whoever still holds a connection."""
        name = make_url(address).database
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))

    def drop_prepared_databases(self) -> None:
        """Drop the databases that served as templates."""
        for name in self._prepared.values():
            self.drop_database(self.url.set(database=name).render_as_string(hide_password=False))

    def _execute(self, statement: sql.Composed) -> None:
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Give the server of PORTAL_TEST_POSTGRES_URL, or start one and stop it at the end."""
    given = os.environ.get("PORTAL_TEST_POSTGRES_URL")
    if given:
        server = PostgresServer(make_url(given).set(drivername="postgresql+psycopg"))
        yield server
        server.drop_prepared_databases()
        return
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp"))
    try:
        with _own_server(folder) as url:
            yield PostgresServer(url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _own_server(folder: Path) -> Iterator[URL]:
    programs = _programs()
    cluster = folder / "cluster"
    # PostgreSQL refuses to run as root: then the user that its package made runs it.
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(folder, user="postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    _run(
        *as_user, programs / "initdb", "--pgdata", cluster, "--username", "postgres", "--auth", "trust",
        "--encoding", "UTF8", "--locale", "C", "--no-sync",
    )  # fmt: skip
    settings = "\n".join(f"{name} = '{value}'" for name, value in SETTINGS.items())
    with (cluster / "postgresql.conf").open("a") as file:
        file.write(f"{settings}\nunix_socket_directories = '{folder}'\n")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*as_user, programs / "postgres", "-D", cluster], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        url = URL.create(
            "postgresql+psycopg", username="postgres", database="postgres", query={"host": str(folder)}
        )
        _wait_for(process, folder)
        yield url
    finally:
        _run(*as_user, programs / "pg_ctl", "stop", "--pgdata", cluster, "--mode", "immediate")
        process.wait(timeout=30)


def _programs() -> Path:
    """Return the folder of the newest PostgreSQL on this machine."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    pytest.fail(
        "These tests need PostgreSQL, which is not on this machine. `make setup-tests` installs it; "
        "or name a server in PORTAL_TEST_POSTGRES_URL.",
        pytrace=False,
    )


def _run(*command: str | Path) -> None:
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd="/"
    )
    if result.returncode:
        pytest.fail(f"{' '.join(map(str, command))} failed:\n{result.stderr}", pytrace=False)


def _wait_for(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server takes connections, at most half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        log = (folder / "log").read_text(errors="replace")
        if re.search(r"ready to accept connections", log):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}", pytrace=False)
