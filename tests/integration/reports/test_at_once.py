"""Really at once: threads with sessions of their own, released together, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import canonical
from portal.cycles.queries import get_cycle
from portal.errors import NotAllowedError, NotFoundError, RefusedError
from portal.events.queries import broken_chains, events_of
from portal.events.services import NOBODY, Actor, append_event
from portal.reports.editing.origin import OpenPage
from portal.reports.lifecycle.starting import start_practice_once, start_report
from portal.reports.models import AnswerRevision, Filing, Report, SetAside
from portal.reports.queries import answers_of, get_report, open_set_aside
from portal.reports.saving import Author, Change, resolve, save_answers
from portal.reports.workflow import COUNTED, Action, Family, Side, Status
from tests.factories import (
    NOW,
    fill_report,
    make_account,
    make_cycle,
    make_report,
    make_submitted_report,
    take,
)

TEXT = "VNR.12.B10"
KEYS = ("VNR.12.A1", "VNR.12.B2", "VNR.12.B8", TEXT)


@pytest.fixture
def at_once(new_session):
    """Run functions of a session at the same moment; return what each returned, or its refusal."""

    def run(*functions):
        barrier = threading.Barrier(len(functions), timeout=60)

        def one(function):
            with new_session() as session:
                session.connection()
                session.rollback()
                barrier.wait(timeout=30)
                try:
                    result = function(session)
                    session.commit()
                except (RefusedError, NotAllowedError, NotFoundError) as refusal:
                    session.rollback()
                    return refusal
                return result

        with ThreadPoolExecutor(len(functions)) as pool:
            return [future.result(timeout=60) for future in [pool.submit(one, each) for each in functions]]

    return run


@pytest.fixture
def report_id(new_session):
    with new_session() as session:
        report = make_report(session)
        session.commit()
        return report.id


def _saving(report_id, values, seen=None):
    def save(session):
        changes = [Change(key, value, (seen or {}).get(key, 0)) for key, value in values.items()]
        outcome = save_answers(session, get_report(session, report_id), changes, Author(None, "en", NOW))
        return outcome.saved

    return save


@pytest.mark.parametrize("attempt", range(3))
def test_several_people_who_save_the_same_questions_at_once_lose_nothing(
    new_session, at_once, report_id, attempt
):
    people = range(4)
    rounds = [_texts(attempt, 0, person) for person in people]
    at_once(*(_saving(report_id, values) for values in rounds))
    with new_session() as session:
        seen = {key: answer.revision for key, answer in answers_of(session, report_id).items()}
    assert seen == dict.fromkeys(KEYS, 1)
    later = [_texts(attempt, 1, person) for person in people]
    at_once(*(_saving(report_id, values, seen) for values in later))
    with new_session() as session:
        for key in KEYS:
            revisions = session.scalars(
                select(AnswerRevision.value)
                .where(AnswerRevision.report_id == report_id, AnswerRevision.key == key)
                .order_by(AnswerRevision.revision)
            ).all()
            waiting = [aside.value for aside in open_set_aside(session, report_id) if aside.key == key]
            sent = [values[key] for values in (*rounds, *later)]
            assert sorted([*revisions, *waiting]) == sorted(sent)
            # One of the first came into force, and then one of those who had seen it.
            assert len(revisions) == 2
            assert revisions[0] in [values[key] for values in rounds]
            assert answers_of(session, report_id)[key].value == revisions[1]


def test_two_equal_requests_to_begin_a_practice_make_one_draft(new_session, at_once, report_id):
    with new_session() as session:
        by = Actor(make_account(session).id, "Somebody")
        code = get_report(session, report_id).cycle_code
        session.commit()

    def begin(session):
        cycle = get_cycle(session, code)
        return start_practice_once(session, cycle, "XAA", "en", by, NOW, filed_by="government").id

    begun = at_once(begin, begin, begin)
    assert len(set(begun)) == 1
    with new_session() as session:
        assert session.scalar(select(func.count()).where(Report.family == Family.PRACTICE)) == 1
        later = NOW + timedelta(hours=1)
        again = start_practice_once(
            session, get_cycle(session, code), "XAA", "en", by, later, filed_by="government"
        )
        assert again.id != begun[0]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_posts_of_one_page_at_once_leave_the_later_of_them_in_force(
    new_session, at_once, report_id, order
):
    def sending(turn):
        def save(session):
            page = OpenPage("a-page-of-one-person", turn, typing=turn == 1)
            changes = [Change(TEXT, f"a text in turn {turn}", 0)]
            return save_answers(
                session, get_report(session, report_id), changes, Author(None, "en", NOW), page
            )

        return save

    outcomes = at_once(*map(sending, order))
    assert [outcome.conflicts for outcome in outcomes] == [[], []]
    with new_session() as session:
        assert answers_of(session, report_id)[TEXT].value == "a text in turn 2"
        assert open_set_aside(session, report_id) == []


def _texts(attempt, number, person):
    order = KEYS if person % 2 else reversed(KEYS)
    return {key: f"{attempt}.{number} of {person} to {key}" for key in order}


def test_rows_added_to_one_table_at_once_are_all_there(new_session, at_once, report_id):
    people = [f"r{number}" for number in range(5)]
    at_once(*(_saving(report_id, {"VNR.12.D2": [{"_id": row, "source": row}]}) for row in people))
    with new_session() as session:
        rows: Any = answers_of(session, report_id)["VNR.12.D2"].value
        assert sorted(row["_id"] for row in rows) == people
        assert open_set_aside(session, report_id) == []


def test_a_text_saved_while_the_report_is_submitted_is_filed_or_set_aside(new_session, at_once, report_id):
    with new_session() as session:
        fill_report(session, get_report(session, report_id))
        session.commit()
    at_once(
        lambda session: take(session, get_report(session, report_id), Action.SUBMIT, Side.SIGNATORY).id,
        _saving(report_id, {TEXT: "typed at the last moment"}, {TEXT: 1}),
    )
    with new_session() as session:
        content = canonical.loads(session.scalars(select(Filing.content)).one())
        waiting = [aside.value for aside in open_set_aside(session, report_id)]
        filed = content["answers"][TEXT]
        assert (filed == "typed at the last moment") != (waiting == ["typed at the last moment"])
        assert answers_of(session, report_id)[TEXT].value == filed


def test_two_people_who_choose_at_once_choose_one_after_the_other(new_session, at_once, report_id):
    for text in ("of one", "of the other"):
        at_once(_saving(report_id, {TEXT: text}))

    def choosing(choice):
        def choose(session):
            [aside] = session.scalars(select(SetAside)).all()
            return resolve(session, aside, choice, 1, Author(None, "en", NOW)).saved

        return choose

    results = at_once(choosing("mine"), choosing("both"))
    assert [result.code for result in results if isinstance(result, RefusedError)] == ["already_chosen"]
    with new_session() as session:
        assert answers_of(session, report_id)[TEXT].value in {"of the other", "of one\n\nof the other"}


def test_a_report_started_twice_at_once_is_started_once(new_session, at_once):
    with new_session() as session:
        make_cycle(session)
        session.commit()

    def start(session):
        return start_report(session, get_cycle(session, "2000"), "XAA", "en", NOBODY, NOW).id

    results = at_once(start, start, start)
    refusals = [result.code for result in results if isinstance(result, RefusedError)]
    assert refusals == ["report_exists"] * 2
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1


def _taking(report_id, action, side, text=None):
    def step(session):
        return take(session, get_report(session, report_id), action, side, text=text).status

    return step


def test_of_two_steps_at_once_that_exclude_each_other_one_is_taken(new_session, at_once):
    with new_session() as session:
        report_id = make_submitted_report(session).id
        session.commit()
    results = at_once(
        _taking(report_id, Action.RECALL, Side.AUTHOR),
        _taking(report_id, Action.BEGIN_REVIEW, Side.REVIEWER),
    )
    taken = [result for result in results if isinstance(result, Status)]
    assert len(taken) == 1
    with new_session() as session:
        assert get_report(session, report_id).status is taken[0]
        assert list(broken_chains(session)) == []


def test_a_draft_discarded_twice_at_once_is_discarded_once(new_session, at_once, report_id):
    def discard(session):
        return take(session, get_report(session, report_id), Action.DISCARD, Side.AUTHOR).id

    results = at_once(discard, discard)
    assert [result.code for result in results if isinstance(result, NotFoundError)] == ["report_unknown"]
    with new_session() as session:
        assert session.scalars(select(Report)).all() == []
        assert [event.kind for event in events_of(session, "report:2000:XAA:national")] == [
            "started",
            "discard",
        ]


def test_a_version_accepted_while_the_report_is_withdrawn_leaves_one_order_or_the_other(new_session, at_once):
    with new_session() as session:
        first = make_submitted_report(session, country="XBB")
        take(session, first, Action.ACCEPT, Side.SECRETARIAT)
        take(session, first, Action.NEW_VERSION, Side.AUTHOR)
        second = session.scalars(select(Report).where(Report.version == 2)).one()
        take(session, second, Action.SUBMIT, Side.SIGNATORY)
        session.commit()
        ids = first.id, second.id
    at_once(
        _taking(ids[1], Action.ACCEPT, Side.SECRETARIAT),
        _taking(ids[0], Action.WITHDRAW_REPORT, Side.SIGNATORY, "Withdrawn"),
    )
    with new_session() as session:
        statuses = [get_report(session, number).status for number in ids]
        assert statuses in (
            [Status.SUPERSEDED, Status.ACCEPTED],  # accepted first: version 1 no longer counts
            [Status.WITHDRAWN, Status.WITHDRAWN],  # withdrawn first, with all versions
        )
        assert sum(status in COUNTED for status in statuses) <= 1
        assert list(broken_chains(session)) == []


def test_events_appended_to_one_stream_at_once_form_one_chain(new_session, at_once):
    def append(number):
        def write(session):
            for step in range(3):
                now = NOW + timedelta(seconds=step)
                append_event(session, "country:XAA", "tried", {"by": number, "step": step}, NOBODY, now)

        return write

    at_once(*map(append, range(4)))
    with new_session() as session:
        assert [event.number for event in events_of(session, "country:XAA")] == list(range(1, 13))
        assert list(broken_chains(session)) == []
