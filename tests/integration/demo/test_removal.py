"""Taking the demonstration away: nothing of it is left but its record, which stays whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal.accounts.credentials.passwords import CHEAP, Hasher
from portal.accounts.models import Account, Grant
from portal.countries.models import Country
from portal.countries.services import load_reference
from portal.cycles.models import Cycle
from portal.db import prepare_engine
from portal.demo.accounts import FILE
from portal.demo.removal import KIND, remove_demo
from portal.demo.services import load_demo
from portal.errors import RefusedError
from portal.events.models import Event
from portal.events.services import Actor, append_event, make_anchor
from portal.operations import schema
from portal.operations.record import audit
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import FiledFact, Report
from tests.factories import make_account

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A session on a database with the demonstration, anchored; each test takes back what it does."""
    path = tmp_path_factory.mktemp("removal")
    url = f"sqlite:///{path / 'portal.sqlite3'}"
    schema.upgrade(url)
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine) as session:
        load_reference(session)
        load_demo(session, path, Hasher(CHEAP), NOW)
        session.commit()
        make_anchor(session, NOW)
        session.commit()
        yield session, path
    engine.dispose()


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_somebody_elses_work_keeps_the_demonstration(loaded):
    session, path = loaded
    report = session.scalars(select(Report)).first()
    officer = make_account(session, None)
    append_event(session, stream_of(report), "tried", {}, Actor(officer.id, officer.name), NOW)
    before = count(session, Report)
    with pytest.raises(RefusedError) as refusal:
        remove_demo(session, path, NOW)
    assert refusal.value.params["what"] == report.reference
    assert (count(session, Report), (path / FILE).exists()) == (before, True)
    session.rollback()


def test_it_goes_and_the_record_of_it_stays_whole(loaded):
    session, path = loaded
    events = count(session, Event)
    streams = {stream_of(report) for report in session.scalars(select(Report))}
    assert list(audit.verify(session, path)) == []
    remove_demo(session, path, NOW)
    session.commit()
    session.expire_all()
    for table in (Report, Cycle, FiledFact, Grant):
        assert count(session, table) == 0
    assert session.scalar(select(func.count()).where(Country.fictional)) == 0
    assert {tuple(row) for row in session.execute(select(Account.active, Account.password_hash))} == {
        (False, None)
    }
    assert not (path / FILE).exists()
    assert count(session, Event) > events
    heads = session.scalars(select(Event).where(Event.kind == KIND)).one().payload["heads"]
    assert streams <= set(heads)
    assert list(audit.verify(session, path)) == []
    after = count(session, Event)
    assert remove_demo(session, path, NOW).keys["cycle"] == []
    session.commit()
    assert count(session, Event) == after, "nothing is left to take away"
