"""The demonstration: what is loaded, what it says of itself, and that it never overwrites."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal.accounts.credentials.passwords import CHEAP, Hasher
from portal.accounts.models import Account, Grant
from portal.accounts.permissions import Role
from portal.countries.queries import countries_by_code
from portal.countries.services import load_reference
from portal.cycles.models import Cycle
from portal.db import prepare_engine
from portal.demo.material import DATA, DEMONSTRATION_CYCLE, NARRATIVE, joined_text
from portal.demo.services import load_demo
from portal.events.models import Event
from portal.operations import schema
from portal.reports.filings import filed_answers
from portal.reports.models import Report
from portal.reports.queries import latest_filing
from portal.reports.workflow import Status

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def load(session, path):
    load_reference(session)
    return load_demo(session, path, Hasher(CHEAP), NOW)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A session on one SQLite database that holds the demonstration; it says the same on any engine."""
    path = tmp_path_factory.mktemp("demonstration")
    url = f"sqlite:///{path / 'portal.sqlite3'}"
    schema.upgrade(url)
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine) as session:
        load(session, path)
        yield session
    engine.dispose()


def demonstration_reports(session):
    return list(session.scalars(select(Report).where(Report.cycle_code == DEMONSTRATION_CYCLE)))


def test_at_least_thirty_countries_are_shown_in_five_languages(loaded):
    reports = demonstration_reports(loaded)
    assert len(reports) >= 30
    assert {report.language for report in reports} == {"ar", "en", "es", "fr", "zh"}
    assert {report.instrument for report in reports} == {"VNR", "VND"}


def test_nothing_is_invented_about_a_real_country(loaded):
    records = json.loads((DATA / "cbd_national_targets.json").read_text("utf-8"))
    for report in demonstration_reports(loaded):
        own = sorted(
            (record for record in records if record["iso3"] == report.country_code),
            key=lambda record: (record["date"], record["id"]),
        )
        filing = latest_filing(loaded, report.id)
        assert filing is not None
        assert filed_answers(filing) == {NARRATIVE: joined_text(own), "VNR.12.Z1": "full"}
        assert "VNR.12.A1" in report.omissions


def test_the_demonstration_is_marked_and_its_history_says_where_it_is_from(loaded):
    cycle = loaded.get(Cycle, DEMONSTRATION_CYCLE)
    assert cycle.demonstration
    events = loaded.scalars(select(Event).where(Event.stream.like(f"report:{DEMONSTRATION_CYCLE}:%"))).all()
    assert {event.kind for event in events} == {"imported"}
    assert {event.actor_name for event in events} == {"taken from a public filing"}


def test_what_is_no_state_is_left_out(loaded):
    countries = countries_by_code(loaded)
    assert {report.country_code for report in demonstration_reports(loaded)} <= set(countries)
    assert "EUU" not in countries


def test_there_is_an_account_for_every_role_in_fictional_countries_only(loaded):
    grants = loaded.scalars(select(Grant)).all()
    assert {grant.role for grant in grants} == set(Role)
    fictional = {code for code, country in countries_by_code(loaded).items() if country.fictional}
    assert {grant.country for grant in grants} - {None} <= fictional


def test_passwords_are_written_once_for_the_owner_alone(session, tmp_path):
    loaded = load(session, tmp_path)
    file = tmp_path / "demo-accounts.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text("utf-8") == loaded.accounts
    again = load_demo(session, tmp_path, Hasher(CHEAP), NOW)
    assert (again.cycles, again.accounts) == ([], "")
    assert file.read_text("utf-8") == loaded.accounts


def test_loading_twice_changes_nothing(session, tmp_path):
    load(session, tmp_path)
    before = [session.scalar(select(func.count()).select_from(table)) for table in (Report, Event, Account)]
    load(session, tmp_path)
    after = [session.scalar(select(func.count()).select_from(table)) for table in (Report, Event, Account)]
    assert before == after


def test_the_worked_example_keeps_its_statuses(loaded):
    statuses = {
        report.reference: report.status
        for report in loaded.scalars(select(Report).where(Report.cycle_code == "2000"))
    }
    assert statuses["N5"] is Status.PUBLISHED
    assert statuses["N4"] is Status.SUPERSEDED
    assert statuses["N8"] is Status.WITHDRAWN
