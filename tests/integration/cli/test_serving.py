"""The production server as an operator starts it: another process, reached over HTTP."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

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
    assert server.out.read_text(encoding="utf-8").strip() == accounts.strip()
    again = start(2, PORTAL_DEMO="1")
    again.wait_for("/readyz", 200)
    assert again.stop() == 0
    assert not again.out.read_text()
    assert (data_dir / "demo-accounts.txt").read_text(encoding="utf-8") == accounts
