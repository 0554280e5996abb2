"""The production server as an operator starts it: another process, reached over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.jobs.models import Lease
from portal.operations.database import opened

PATIENCE = 90
"""Seconds a busy machine may take."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_until(condition, told):
    """Wait for another process: look again and again, as it tells nobody, and fail when patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, told()
        time.sleep(0.1)


class Server:
    """A running `portal serve`."""

    def __init__(self, environment, folder):
        self.port = free_port()
        self.out, self.err = folder / "out", folder / "err"
        self._files = [self.out.open("wb"), self.err.open("wb")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli.main", "serve"],
            env={**os.environ, **environment, "PORT": str(self.port), "PORTAL_WORKERS": "2"},
            stdout=self._files[0],
            stderr=self._files[1],
        )

    def status(self, path):
        """Return the status of a page; None while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            try:
                connection.request("GET", path, headers={"X-Request-ID": "0123456789"})
                return connection.getresponse().status
            except OSError:
                return None

    def wait_for(self, path, status):
        """Wait until a page answers so; return what it answered before."""
        seen = []

        def answers():
            seen.append(self.status(path))
            assert self.process.poll() is None, self.err.read_text()
            return seen[-1] == status

        wait_until(answers, lambda: f"{path} {seen[-1]} {self.err.read_text()}")
        return seen[:-1]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=PATIENCE)
        for file in self._files:
            file.close()
        return status


@pytest.fixture
def start(data_dir, database_url, tmp_path):
    """Start servers on one data folder, one after the other."""
    with contextlib.ExitStack() as stack:

        def serve(number=1, **environment):
            folder = tmp_path / f"server {number}"
            folder.mkdir()
            server = Server(
                {
                    "PORTAL_DATA_DIR": str(data_dir),
                    "PORTAL_DATABASE_URL": database_url,
                    "PORTAL_DEMO": "0",
                    **environment,
                },
                folder,
            )
            stack.callback(lambda: server.process.poll() is None and server.stop())
            return server

        yield serve


def leases(database_url):
    with opened(database_url) as engine, Session(engine) as session:
        return list(session.scalars(select(Lease.name)))


def test_a_server_on_an_empty_folder_answers_does_jobs_logs_and_ends_when_told(start, data_dir, database_url):
    server = start()
    server.wait_for("/healthz", 200)
    server.wait_for("/readyz", 200)
    assert server.status("/en/?q=what-somebody-typed") == 200
    log = data_dir / "anchors.log"
    wait_until(lambda: log.is_file() and log.read_text().endswith("\n"), lambda: "no anchor was made")
    assert server.stop() == 0
    assert len((data_dir / "anchors.log").read_text().splitlines()) == 1
    assert leases(database_url) == [], "whoever ends gives the lease back"
    lines = [json.loads(line) for line in server.err.read_text().splitlines() if line.startswith("{")]
    requests = [line for line in lines if "route" in line]
    assert {"request": "0123456789", "route": "/healthz", "status": 200}.items() <= requests[0].items()
    assert "what-somebody-typed" not in server.err.read_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_demonstration_is_loaded_once_while_the_server_answers_already(start, data_dir, database_url):
    server = start(PORTAL_DEMO="1")
    server.wait_for("/healthz", 200)
    assert 503 in server.wait_for("/readyz", 200)
    accounts = (data_dir / "demo-accounts.txt").read_text(encoding="utf-8")
    assert (data_dir / "demo-accounts.txt").stat().st_mode & 0o077 == 0
    assert server.stop() == 0
    assert server.out.read_text(encoding="utf-8").strip() == accounts.strip()
    again = start(2, PORTAL_DEMO="1")
    again.wait_for("/readyz", 200)
    assert again.stop() == 0
    assert not again.out.read_text()
    assert (data_dir / "demo-accounts.txt").read_text(encoding="utf-8") == accounts
