"""The habits of the database: moments, exact values, checked texts, and who waits for whom."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.accounts.models import Account
from portal.db import reading, set_writing
from portal.reports.models import Answer, FiledFact, Report
from portal.reports.workflow import Status
from tests.factories import NOW, make_account, make_report, make_submitted_report

VALUES = [
    None,
    0,
    True,
    "",
    " text\twith\nends ",
    "ع 中 \U0001f642",
    Decimal("1.50"),
    Decimal("-0.0"),
    Decimal("12345678901234567890.1234567890"),
    ["a", "b"],
    [{"_id": "r1", "n": Decimal("0.10"), "none": None}],
    {"from": "1999-01-01", "to": "1999-12-31"},
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_an_answer_comes_back_exactly_as_it_went_in(session, value):
    report = make_report(session)
    session.add(Answer(report_id=report.id, key="K", value=value, language="en", saved_at=NOW))
    session.commit()
    session.expire_all()
    found = session.scalars(select(Answer.value)).one()
    assert (found, str(found), type(found)) == (value, str(value), type(value))


def test_a_float_never_reaches_the_database(session):
    report = make_report(session)
    session.add(Answer(report_id=report.id, key="K", value=1.5, language="en", saved_at=NOW))
    with pytest.raises(StatementError, match="exact"):
        session.flush()


@pytest.mark.parametrize("number", ["0.1", "1.50", "-3", "12345678901234567890.123456789", "1E+3"])
def test_a_figure_of_a_fact_keeps_every_digit(session, number):
    filing = make_submitted_report(session).filings[0]
    session.add(FiledFact(filing_id=filing.id, code="K", number=Decimal(number)))
    session.commit()
    session.expire_all()
    assert str(session.scalars(select(FiledFact.number).where(FiledFact.code == "K")).one()) == number


def test_a_moment_of_any_zone_comes_back_in_utc_to_the_microsecond(session):
    moment = datetime(2000, 2, 29, 23, 30, 1, 123456, tzinfo=timezone(timedelta(hours=-7)))
    account = make_account(session, last_sign_in=moment)
    session.commit()
    session.expire_all()
    assert account.last_sign_in == moment
    assert account.last_sign_in.tzinfo is UTC
    assert account.locked_until is None
    before = select(Account.id).where(Account.last_sign_in <= moment)
    after = select(Account.id).where(Account.last_sign_in < moment)
    assert (session.scalars(before).all(), session.scalars(after).all()) == ([account.id], [])


def test_a_moment_without_a_zone_is_refused(session):
    with pytest.raises(StatementError, match="time zone"):
        make_account(session, last_sign_in=datetime(2000, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "finished"},
        {"family": "letter"},
        {"status": "submitted"},
        {"status": "published", "first_submitted": "2000-01-01", "submitted_at": "2000-01-01 00:00:00"},
        {"version": 0},
        {"cycle_code": "1066"},
        {"status": "declined", "first_submitted": "2000-01-01", "submitted_at": "2000-01-01 00:00:00"},
    ],
    ids=str,
)
def test_the_database_itself_refuses_an_impossible_report(session, changed):
    make_report(session)
    assignments = ", ".join(f"{name} = :{name}" for name in changed)
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE report SET {assignments}"), changed)  # noqa: S608


def test_the_database_itself_counts_one_version_of_a_report(session):
    first = make_submitted_report(session)
    fields = {
        column.name: getattr(first, column.name)
        for column in Report.__table__.columns
        if column.name not in {"id", "version", "reference", "status"}
    }
    counted = {"accepted_at": NOW, "published_at": NOW}
    for version, status in ((2, Status.ACCEPTED), (3, Status.PUBLISHED)):
        more = {"version": version, "reference": f"v{version}", "status": status}
        session.add(Report(**fields | counted | more))
    with pytest.raises(IntegrityError):
        session.flush()


def test_someone_who_only_reads_never_waits_for_someone_who_writes(new_session):
    with new_session() as writer:
        make_account(writer)
        with reading(), new_session() as reader:
            assert reader.scalars(select(Account.id)).all() == []
        set_writing(writing=False)
        with new_session() as reader:
            assert reader.scalars(select(Account.id)).all() == []
        set_writing(writing=True)
        writer.commit()


def test_writers_of_sqlite_wait_for_their_turn_and_none_is_refused(new_session, database_url):
    with new_session() as session:
        account_id = make_account(session).id
        session.commit()
    barrier = threading.Barrier(4, timeout=60)

    def read_then_write():
        barrier.wait(timeout=30)
        for _ in range(5):
            with new_session() as session:
                account = session.get_one(Account, account_id, with_for_update=True)
                account.failed_count += 1
                session.commit()

    threads = [threading.Thread(target=read_then_write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with new_session() as session:
        assert session.get_one(Account, account_id).failed_count == 20
