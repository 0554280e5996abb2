"""Countries are reminded before the invited date, once each, and only while their report has not come."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.cycles.services import extend
from portal.events.services import NOBODY
from portal.i18n import written_date
from portal.mail.models import Letter
from portal.notifications.models import Reminder
from portal.reports.lifecycle.starting import start_coordinator_report
from portal.reports.reminding.queries import reminders_due
from portal.reports.reminding.services import send_reminders
from portal.reports.workflow import Action, Side
from tests.factories import (
    NOW,
    fill_report,
    make_account,
    make_cycle,
    make_report,
    make_submitted_report,
    take,
)

DUE = NOW + timedelta(days=60)


@pytest.fixture
def cycle(session):
    """A cycle with a country, its focal point (French) and its coordinator (Arabic)."""
    make_account(session, Role.FOCAL_POINT, "XAA", email="focal@example.org", language="fr")
    make_account(session, Role.COORDINATOR, "XAA", email="office@example.org", language="ar")
    make_account(session, Role.CONTRIBUTOR, "XAA")
    return make_cycle(session, invited={"XAA": "rc"})


def _letters(session):
    return session.scalars(select(Letter).where(Letter.kind == "reminder").order_by(Letter.id)).all()


def _recipients(session):
    return sorted(letter.recipient for letter in _letters(session))


def _send_daily(session, first=-60, last=40):
    """Look every day, several times, as the jobs do."""
    for day in range(first, last):
        for hour in (0, 6):
            send_reminders(session, DUE + timedelta(days=day, hours=hour))


def test_each_country_is_reminded_three_times_a_report(session, cycle):
    _send_daily(session)
    rows = session.execute(select(Reminder.family, Reminder.days, Reminder.sent_at, Reminder.letters)).all()
    assert {(family, days): sent_at.date() for family, days, sent_at, _ in rows} == {
        (family, days): (DUE - timedelta(days=days)).date()
        for family in ("national", "coordinator")
        for days in (30, 7, 1)
    }
    assert {letters for *_, letters in rows} == {1}
    assert _recipients(session) == ["focal@example.org"] * 3 + ["office@example.org"] * 3


def test_a_reminder_gives_the_date_in_the_language_of_its_reader(session, cycle):
    send_reminders(session, DUE - timedelta(days=7))
    for letter in _letters(session):
        assert written_date(letter.language, cycle.due) in letter.text_body
        assert written_date(letter.language, cycle.closes) in letter.text_body
        assert f"/{letter.language}/desk" in letter.text_body
        assert letter.html_body is not None
    assert {letter.language for letter in _letters(session)} == {"fr", "ar"}


def test_nobody_is_reminded_of_a_report_that_was_submitted(session, cycle):
    make_submitted_report(session, cycle)
    report = start_coordinator_report(session, cycle, "XAA", "en", NOBODY, NOW)
    _send_daily(session, -7)
    assert _recipients(session) == ["office@example.org"] * 2
    earlier = DUE - timedelta(days=20)
    assert [(due.family, due.days) for due in reminders_due(session, earlier)] == [("coordinator", 30)]
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    assert reminders_due(session, earlier) == []


def test_a_draft_is_no_report_that_came(session, cycle):
    make_report(session, cycle)
    send_reminders(session, DUE - timedelta(days=7))
    assert _recipients(session) == ["focal@example.org", "office@example.org"]


def test_a_country_with_an_extension_is_reminded_of_the_day_it_was_given(session, cycle):
    until = (DUE + timedelta(days=50)).date()
    extend(session, cycle, "XAA", until, NOBODY, NOW)
    _send_daily(session, -40, 10)
    assert _letters(session) == []
    send_reminders(session, DUE + timedelta(days=43))
    assert len(_letters(session)) == 2
    assert all(written_date(one.language, until) in one.text_body for one in _letters(session))


def test_a_country_in_which_nobody_reads_is_reminded_when_somebody_does(session):
    make_cycle(session, invited={"XAA": "norc"})
    send_reminders(session, DUE - timedelta(days=7))
    assert session.scalars(select(Reminder)).all() == []
    make_account(session, Role.ALTERNATE, "XAA", email="new@example.org")
    send_reminders(session, DUE - timedelta(days=6))
    assert _recipients(session) == ["new@example.org"]


@pytest.mark.parametrize("plan", [{"opened": False}, {"demonstration": True}])
def test_cycles_being_planned_and_demonstrations_remind_nobody(session, plan):
    make_account(session, Role.FOCAL_POINT, "XAA")
    make_cycle(session, invited={"XAA": "rc"}, **plan)
    _send_daily(session)
    assert _letters(session) == []


def test_several_processes_write_each_reminder_once(new_session):
    with new_session.begin() as session:
        make_account(session, Role.FOCAL_POINT, "XAA", email="focal@example.org")
        make_cycle(session, invited={"XAA": "norc"})
    start = threading.Barrier(3, timeout=60)

    def remind():
        start.wait()
        with new_session.begin() as session:
            send_reminders(session, DUE - timedelta(days=7))

    clocks = [threading.Thread(target=remind) for _ in range(start.parties)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    with new_session() as session:
        assert _recipients(session) == ["focal@example.org"]
        assert [row.days for row in session.scalars(select(Reminder))] == [7]
