"""The production server as an operator starts it: another process, reached over HTTP."""

from __future__ import annotations

import argparse
import json
import sys

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from portal.cli.commands import serving
from portal.cli.context import Context, moment
from portal.jobs.models import Lease
from portal.operations.database import opened
from tests.serving import wait_until


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
    # Output that goes into a file may be a log: it names the place of the passwords and holds none.
    written = server.out.read_text(encoding="utf-8") + server.err.read_text(encoding="utf-8")
    assert str(data_dir / "demo-accounts.txt") in written
    passwords = [line.split()[1] for line in accounts.splitlines() if "@" in line]
    assert len(passwords) >= 15
    assert [one for one in passwords if one in written] == []
    again = start(2, PORTAL_DEMO="1")
    again.wait_for("/readyz", 200)
    assert again.stop() == 0
    assert not again.out.read_text()
    assert (data_dir / "demo-accounts.txt").read_text(encoding="utf-8") == accounts


@pytest.mark.parametrize("is_terminal", [True, False])
def test_new_accounts_are_printed_to_a_terminal_and_nowhere_else(capfd, monkeypatch, data_dir, is_terminal):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    settings = config.Settings("sqlite://", data_dir, "k" * 40)
    serving.show_accounts(Context(argparse.Namespace(), settings, moment()), "the accounts\n")
    printed, told = capfd.readouterr()
    assert printed == ("the accounts\n" if is_terminal else "")
    assert (str(data_dir / "demo-accounts.txt") in told) is not is_terminal
