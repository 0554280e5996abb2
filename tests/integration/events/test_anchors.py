"""The daily anchor: once a day, chained, and a tail that was cut off is named by it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Text, cast, delete, func, literal, select, update
from sqlalchemy.orm import Session

from portal.events.anchors import Fault
from portal.events.models import Anchor, Event
from portal.events.queries import RECORD, anchor_faults, anchors_of, broken_chains, odd_anchors
from portal.events.services import NOBODY, accept_anchors, append_event, make_anchor
from portal.operations.record import audit
from portal.operations.record.anchoring import LOG, anchor_today
from portal.reports.models import Report
from portal.reports.workflow import Action, Side, Status
from tests.factories import NOW, actor_for, make_account, make_submitted_report, take

STREAM = "country:XAA"
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def appended(session):
    actor = actor_for(make_account(session))
    make_account(session)
    for number in range(4):
        append_event(session, STREAM, "tried", {"text": f"é {number}"}, actor, NOW)
    session.commit()


def test_a_day_has_one_anchor_and_the_next_day_is_chained_to_it(session, appended):
    first = make_anchor(session, NOW)
    assert make_anchor(session, NOW + timedelta(hours=1)) is None
    append_event(session, STREAM, "tried", {}, NOBODY, TOMORROW)
    second = make_anchor(session, TOMORROW)
    assert first is not None
    assert second is not None
    assert second.previous == first.digest
    assert list(anchor_faults(session)) == []


def test_several_processes_make_one_anchor(engine, session, appended, tmp_path):
    barrier = threading.Barrier(3, timeout=60)

    def run(_process):
        barrier.wait(timeout=30)
        return anchor_today(engine, tmp_path, NOW)

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(run, range(3))) == [False, False, True]
    assert session.scalar(select(func.count()).select_from(Anchor)) == 1
    assert len((tmp_path / LOG).read_text().splitlines()) == 1


def test_a_tail_cut_off_after_the_anchor_is_named_by_its_first_missing_event(session, appended):
    make_anchor(session, NOW)
    session.execute(delete(Event).where(Event.stream == STREAM, Event.number > 2))
    session.commit()
    assert list(broken_chains(session)) == []
    [fault] = anchor_faults(session)
    assert fault.place == f"{STREAM}, event 3"
    assert fault.reason.startswith("missing")


def test_a_stream_written_anew_from_its_beginning_is_found(session, appended):
    make_anchor(session, NOW)
    session.execute(delete(Event).where(Event.stream == STREAM))
    for number in range(4):
        append_event(session, STREAM, "tried", {"text": f"kinder {number}"}, NOBODY, NOW)
    session.commit()
    assert list(broken_chains(session)) == []
    assert [fault.place for fault in anchor_faults(session)] == [f"{STREAM}, event 4"]


def test_an_anchor_that_was_changed_is_named(session, appended):
    make_anchor(session, NOW)
    session.execute(update(Anchor).values(heads="{}"))
    session.commit()
    assert list(anchor_faults(session)) == [
        Fault(f"anchor of {NOW.date()}", "changed, or one before it is missing")
    ]


def test_anchors_cut_from_the_database_are_missed_by_the_file(engine, session, appended, tmp_path):
    anchor_today(engine, tmp_path, NOW)
    anchor_today(engine, tmp_path, TOMORROW)
    session.execute(delete(Anchor).where(Anchor.day == TOMORROW.date()))
    session.execute(delete(Event).where(Event.stream == STREAM))
    session.execute(delete(Anchor))
    session.commit()
    places = [finding.place for finding in audit.verify(session, tmp_path)]
    assert places == [f"anchor of {NOW.date()}", f"anchor of {TOMORROW.date()}"]
    assert anchors_of(session) == []


CHANGES = {
    "stream": "country:XAB",
    "number": 9,
    "at": NOW + timedelta(seconds=1),
    "kind": "Tried",
    "actor": 2,
    "actor_name": "somebody",
    "payload": {"text": "e 1"},
    "previous": "f" * 64,
    "hash": "f" * 64,
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_in_any_column_of_one_event_is_found_and_named(session, appended, column, tmp_path):
    event = session.scalars(select(Event).where(Event.stream == STREAM, Event.number == 2)).one()
    assert getattr(event, column) != CHANGES[column]
    session.execute(update(Event).where(Event.id == event.id).values({column: CHANGES[column]}))
    session.commit()
    session.expire_all()
    found = [finding.place for finding in audit.verify(session, tmp_path)]
    moved = {"stream": ["country:XAA, event 2", "country:XAB, event 1"]}
    assert found == moved.get(column, ["country:XAA, event 2"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_byte_changed_in_any_text_of_one_event_is_found_and_named(
    engine, appended, tmp_path, database_url, data
):
    """PostgreSQL refuses what is no text or no moment; a file can be given any byte."""
    column = data.draw(st.sampled_from(["at", "kind", "actor_name", "payload", "previous", "hash"]))
    place = (Event.stream == STREAM, Event.number == 2)
    with engine.connect() as connection:
        select_it = select(cast(getattr(Event, column), LargeBinary)).where(*place)
        before = bytes(connection.execute(select_it).scalar_one())
        position = data.draw(st.integers(0, len(before) - 1))
        byte = data.draw(st.integers(0, 255).filter(lambda value: value != before[position]))
        changed = before[:position] + bytes([byte]) + before[position + 1 :]
        set_it = update(Event).where(*place).values({column: cast(literal(changed, LargeBinary), Text)})
        connection.execute(set_it)
        with Session(connection) as session:
            found = [finding.place for finding in audit.verify(session, tmp_path)]
        connection.rollback()
    assert found[0] == f"{STREAM}, event 2", (column, changed)


@pytest.mark.parametrize("kept", ["status", "last event"])
def test_a_report_that_stands_elsewhere_than_its_last_event_says_is_named(session, kept, tmp_path):
    report = make_submitted_report(session)
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    session.commit()
    assert list(audit.verify(session, tmp_path)) == []
    if kept == "last event":
        session.execute(update(Report).values(status=Status.ENDORSED))
    else:
        last = select(func.max(Event.id)).where(Event.stream.startswith("report:"))
        session.execute(delete(Event).where(Event.id == last.scalar_subquery()))
    session.commit()
    session.expire_all()
    [finding] = audit.verify(session, tmp_path)
    assert finding.place == f"{report.reference}, last event"


# --- wrong clocks -------------------------------------------------------------------------------------

FAR = NOW + timedelta(days=3650)


def days(session):
    return [anchor.day for anchor in anchors_of(session)]


@pytest.mark.parametrize("accept", [False, True])
def test_a_clock_that_was_ahead_stops_anchors_until_somebody_explains_it(session, appended, tmp_path, accept):
    make_anchor(session, NOW)
    make_anchor(session, FAR)
    assert make_anchor(session, TOMORROW) is None
    assert [(one.day, why.split(":")[0]) for one, why in odd_anchors(session, TOMORROW.date())] == [
        (FAR.date(), f"the one before is of {NOW.date()}"),
        (FAR.date(), "of a day to come"),
    ]
    if accept:
        accept_anchors(session, NOBODY, TOMORROW)
        assert make_anchor(session, TOMORROW) is not None
        assert make_anchor(session, TOMORROW) is None
        assert make_anchor(session, TOMORROW + timedelta(days=1)) is not None
        assert odd_anchors(session, TOMORROW.date() + timedelta(days=1)) == []
    session.commit()
    assert len(days(session)) == (4 if accept else 2)
    assert list(audit.verify(session, tmp_path)) == []


def test_an_earlier_day_that_nobody_explained_is_named(session, appended):
    make_anchor(session, FAR)
    accept_anchors(session, NOBODY, NOW)
    make_anchor(session, NOW)
    session.execute(delete(Event).where(Event.stream == RECORD))
    assert f"anchor of {NOW.date()}" in [fault.place for fault in anchor_faults(session)]


def test_a_day_without_a_portal_is_noted_and_a_night_is_not(session, appended):
    for day in (0, 1, 3, 6):
        make_anchor(session, NOW + timedelta(days=day))
    odd = [one.day for one, _ in odd_anchors(session, NOW.date() + timedelta(days=6))]
    assert odd == [NOW.date() + timedelta(days=6)]
    assert list(anchor_faults(session)) == []
