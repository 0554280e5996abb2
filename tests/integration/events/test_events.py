"""The record: events are chained as they are appended, and the audit finds what was tampered with."""

from __future__ import annotations

from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from portal.events.chain import START, Break
from portal.events.models import Event
from portal.events.queries import broken_chains, events_of
from portal.events.services import NOBODY, append_event
from tests.factories import NOW, actor_for, make_account

STREAMS = ("country:XAA", "cycle:2000", "report:2000:XAA:national")


@pytest.fixture
def appended(session):
    actor = actor_for(make_account(session))
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-5)))
    for number in range(4):
        for stream in STREAMS:
            moment = elsewhere + timedelta(seconds=number, microseconds=number)
            payload = {"number": number, "share": Decimal("1.50"), "text": "é ع 中", "none": None}
            append_event(session, stream, "tried", payload, actor if number % 2 else NOBODY, moment)
    session.commit()
    session.expire_all()


def test_streams_are_chained_each_by_itself_and_read_back_whole(session, appended):
    for stream in STREAMS:
        events = events_of(session, stream)
        assert [event.number for event in events] == [1, 2, 3, 4]
        assert events[0].previous == START
        assert [event.previous for event in events[1:]] == [event.hash for event in events[:-1]]
        assert [bool(event.actor) for event in events] == [False, True, False, True]
        assert str(events[0].payload["share"]) == "1.50"
        assert events[1].at == NOW + timedelta(seconds=1, microseconds=1)
    assert list(broken_chains(session)) == []


def test_the_audit_names_the_first_break_of_each_stream(session, appended):
    session.execute(
        update(Event).where(Event.stream == STREAMS[0], Event.number == 2).values(actor_name="Somebody")
    )
    session.execute(delete(Event).where(Event.stream == STREAMS[2], Event.number == 3))
    session.commit()
    assert list(broken_chains(session)) == [Break(STREAMS[0], 2, "changed"), Break(STREAMS[2], 3, "missing")]


def test_a_payload_changed_in_the_database_by_one_digit_is_found(session, appended):
    session.execute(
        text("UPDATE event SET payload = replace(payload, '1.50', '1.5') WHERE stream = :s AND number = 4"),
        {"s": STREAMS[1]},
    )
    session.commit()
    assert list(broken_chains(session)) == [Break(STREAMS[1], 4, "changed")]


def test_a_number_is_given_once_in_a_stream(session, appended):
    [first, *_] = events_of(session, STREAMS[0])
    values = {
        column.name: getattr(first, column.name) for column in Event.__table__.columns if column.name != "id"
    }
    session.add(Event(**values))
    with pytest.raises(IntegrityError):
        session.flush()
