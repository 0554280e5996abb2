"""PostgreSQL is started again while the portal runs: nobody is told of a fault."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import make_url

import config
from portal.app import create_app
from portal.extensions import db


@pytest.mark.postgresql
def test_connections_that_ended_meanwhile_cost_no_page(postgresql_url, tmp_path):
    app = create_app(config.Settings(postgresql_url, tmp_path, "k" * 40, testing=True))
    assert app.test_client().get("/readyz").status_code == 200
    address = make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert ended == [(True,)]
    assert app.test_client().get("/readyz").status_code == 200
    with app.app_context():
        db.engine.dispose()
