"""Fixtures of the pages of accounts."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from portal.accounts.permissions import HeldRole, Role
from portal.countries.models import Country, Region
from portal.db import Base
from portal.extensions import db
from tests.web.accounts.small_portal import Portal, make_app


def _make_tables(url):
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for code in ("ATL", "BOR"):
            names = {"en": f"Country {code}"}
            session.add(Country(code=code, names=names, region=Region.AFRICA, fictional=True))
        session.commit()
    engine.dispose()


@pytest.fixture(scope="session")
def prepare_database():
    return _make_tables


@pytest.fixture
def portal(sqlite_url):
    saved: list[dict[str, list[str]]] = []
    app = make_app(sqlite_url, saved)
    yield Portal(app, saved)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def focal_point(portal):
    portal.add("focal.point@example.org", HeldRole(Role.FOCAL_POINT, "ATL"))
    return "focal.point@example.org"


@pytest.fixture
def count_statements(portal):
    """Count the statements sent to the database from now on."""
    counted = []
    with portal.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: counted.append(arguments[2]))
    return counted
