"""Coordinators' reports and practices behind their pages: comments, agreement, the cycle of a practice."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.errors import NotAllowedError, NotFoundError, RefusedError
from portal.events.queries import broken_chains, events_of
from portal.events.services import NOBODY
from portal.operations.clock import run_clock
from portal.reports.comments.services import comment_on, save_comment
from portal.reports.lifecycle.situation import sides_of
from portal.reports.lifecycle.starting import start_coordinator_report, start_practice, stream_of
from portal.reports.models import Report
from portal.reports.queries import latest_filing
from portal.reports.reading.history import days_with, history_of
from portal.reports.saving import Author
from portal.reports.workflow import Action, Side, Status
from tests.factories import NOW, TEXTS, fill_report, grant, identity_for, make_account, make_cycle, take

AUTHOR, SIGNATORY = Side.AUTHOR, Side.SIGNATORY
GOVERNMENT, SECRETARIAT = Side.GOVERNMENT, Side.SECRETARIAT
NEXT_YEAR = NOW + timedelta(days=365)


def annual(session, cycle=None, country="XAA", *, submitted=True) -> Report:
    report = start_coordinator_report(session, cycle or make_cycle(session), country, "en", NOBODY, NOW)
    fill_report(session, report)
    return take(session, report, Action.SUBMIT, SIGNATORY) if submitted else report


def practice(session, cycle: Cycle, filed_by="government", country="XAA") -> Report:
    report = start_practice(session, cycle, country, "en", NOBODY, NOW, filed_by=filed_by)
    fill_report(session, report)
    return report


def text_of(session, report: Report) -> str:
    found = comment_on(session, report.id)
    return found.text if found else ""


def comment(session, report, text, seen=0, language="en"):
    return save_comment(session, report, text, seen, Author(None, language, NOW))


class Cycles(NamedTuple):
    last: Cycle
    present: Cycle


@pytest.fixture
def cycles(session) -> Cycles:
    """Two cycles, each open for a while; the last has closed a year later, when the other is open."""
    tracks = {"XAA": "rc", "XBB": "norc", "XCC": "rc"}
    last = make_cycle(session, "2000", invited=tracks)
    without = {"XAA": "rc", "XBB": "norc", "XCC": "norc"}
    return Cycles(last, make_cycle(session, "2001", now=NEXT_YEAR, invited=without))


def test_what_the_government_saved_is_attached_when_the_clock_closes_the_comments(session):
    report = annual(session)
    comment(session, report, TEXTS["ar"], language="ar")
    assert run_clock(session, NOW + timedelta(days=22)) == 0
    assert run_clock(session, NOW + timedelta(days=23)) == 1
    assert report.status is Status.ENDORSED
    assert not report.lapsed
    assert (report.observation, report.observation_language) == (TEXTS["ar"], "ar")
    closed = events_of(session, stream_of(report))[-1]
    assert (closed.payload["text"], closed.payload["language"]) == (TEXTS["ar"], "ar")
    assert run_clock(session, NOW + timedelta(days=24)) == 0


def test_comments_that_nobody_wrote_close_without_a_text(session):
    report = annual(session)
    comment(session, report, "  ")
    assert run_clock(session, NOW + timedelta(days=23)) == 1
    assert report.observation is None


def test_a_comment_is_saved_over_the_text_its_writer_saw_and_over_no_other(session):
    report = annual(session)
    assert comment(session, report, "One").saved.revision == 1
    met = comment(session, report, "Another")
    assert met.saved is None
    assert met.other.text == "One"
    assert comment(session, report, "Another", met.other.revision).saved.revision == 2
    assert comment(session, report, "Another", 1).saved.revision == 2
    assert text_of(session, report) == "Another"


@pytest.mark.parametrize("action", [Action.RECALL, Action.CLOSE_COMMENTS])
def test_a_comment_is_taken_only_while_the_government_has_the_report(session, action):
    report = annual(session)
    comment(session, report, "In time")
    take(session, report, action, AUTHOR if action is Action.RECALL else GOVERNMENT)
    with pytest.raises(RefusedError, match="comments_closed"):
        comment(session, report, "Late", 1)
    assert text_of(session, report) == "In time"


def test_a_practice_is_agreed_to_and_never_commented_on_nor_forwarded_by_the_clock(session, cycles):
    found = practice(session, cycles.last, "coordinator")
    take(session, found, Action.SUBMIT, SIGNATORY)
    with pytest.raises(RefusedError, match="comments_closed"):
        comment(session, found, "No comment here")
    assert run_clock(session, NOW + timedelta(days=1000)) == 0
    with pytest.raises(RefusedError):
        take(session, found, Action.ACCEPT, SECRETARIAT)
    assert take(session, found, Action.AGREE, GOVERNMENT).status is Status.ENDORSED


def test_the_government_and_the_office_hold_a_coordinators_report_for_as_long_as_they_do(session):
    report = annual(session, submitted=False)
    for days, action, side in (
        (3, Action.SUBMIT, SIGNATORY),
        (8, Action.CLOSE_COMMENTS, GOVERNMENT),
        (15, Action.ACCEPT, SECRETARIAT),
    ):
        take(session, report, action, side, now=NOW + timedelta(days=days))
    lines = history_of(session, report)
    held = days_with(lines, reviewer=True, now=NOW + timedelta(days=40), filed_by="coordinator")
    assert held == {"reviewer": 3, "government": 5, "secretariat": 7}


def test_staff_take_an_offices_report_back_and_only_its_head_signs_or_withdraws(session):
    report = annual(session)
    staff = make_account(session, Role.COORDINATOR_STAFF)
    grant(session, staff, Role.COORDINATOR_STAFF, "XBB")
    of_staff = sides_of(session, identity_for(session, staff), report)
    assert of_staff == {AUTHOR}
    for role in (Role.COORDINATOR, Role.OFFICER_IN_CHARGE):
        head = make_account(session, role)
        assert sides_of(session, identity_for(session, head), report) == {AUTHOR, SIGNATORY}
    with pytest.raises(NotAllowedError):
        take(session, report, Action.WITHDRAW_VERSION, AUTHOR, text="Mistaken")
    assert take(session, report, Action.RECALL, AUTHOR).status is Status.DRAFT


def test_a_new_version_of_a_coordinators_report_leaves_the_old_one_in_force_until_it_is_accepted(session):
    report = annual(session)
    for action, side in ((Action.CLOSE_COMMENTS, GOVERNMENT), (Action.ACCEPT, SECRETARIAT)):
        take(session, report, action, side)
    take(session, report, Action.NEW_VERSION, AUTHOR)
    newer = session.query(Report).filter_by(version=2).one()
    take(session, newer, Action.SUBMIT, SIGNATORY)
    assert comment_on(session, newer.id) is None
    take(session, newer, Action.CLOSE_COMMENTS, GOVERNMENT)
    assert {report.status, newer.status} == {Status.ACCEPTED, Status.ENDORSED}
    take(session, newer, Action.ACCEPT, SECRETARIAT)
    assert (report.status, newer.status) == (Status.SUPERSEDED, Status.ACCEPTED)


# --- the cycle of a practice ------------------------------------------------------------------------


def test_a_practice_begun_in_a_cycle_that_closed_belongs_to_the_one_in_which_it_is_submitted(session, cycles):
    start_practice(session, cycles.present, "XAA", "en", NOBODY, NEXT_YEAR, filed_by="government")
    found = practice(session, cycles.last)
    left, name = stream_of(found), found.reference
    take(session, found, Action.SUBMIT, SIGNATORY, now=NEXT_YEAR)
    assert (found.cycle_code, found.subject, found.reference) == ("2001", "p2", "2001-XAA-BPR-p2-v1")
    assert found.status is Status.SUBMITTED
    filing = latest_filing(session, found.id)
    assert filing is not None
    assert '"cycle":"2001"' in filing.content
    assert [event.kind for event in events_of(session, left)] == ["started", "attributed"]
    assert [event.kind for event in events_of(session, stream_of(found))] == ["attributed", "submit"]
    assert events_of(session, left)[-1].payload["reference_before"] == name
    assert not list(broken_chains(session))
    assert [line.kind for line in history_of(session, found)] == ["started", "attributed", "submit"]
    days = days_with(history_of(session, found), reviewer=True, now=NEXT_YEAR + timedelta(days=4))
    assert days == {"government": 365, "reviewer": 4}


def test_a_name_that_a_practice_left_is_never_given_again(session, cycles):
    found = practice(session, cycles.last)
    take(session, found, Action.SUBMIT, SIGNATORY, now=NEXT_YEAR)
    assert practice(session, cycles.last).subject == "p2"


def test_a_practice_submitted_in_time_stays_and_so_does_one_that_was_taken_back(session, cycles):
    found = practice(session, cycles.last)
    take(session, found, Action.SUBMIT, SIGNATORY)
    take(session, found, Action.RECALL, AUTHOR)
    with pytest.raises(RefusedError) as refusal:
        take(session, found, Action.SUBMIT, SIGNATORY, now=NEXT_YEAR)
    assert refusal.value.params["guards"] == ["open"]
    assert found.cycle_code == "2000"


def test_a_refused_submission_leaves_a_practice_in_its_cycle(session, cycles):
    found = start_practice(session, cycles.last, "XAA", "en", NOBODY, NOW, filed_by="government")
    with pytest.raises(RefusedError):
        take(session, found, Action.SUBMIT, SIGNATORY, now=NEXT_YEAR)
    assert found.cycle_code == "2000"
    assert len(events_of(session, stream_of(found))) == 1


def test_a_practice_waits_while_no_cycle_is_open_to_whoever_files_it(session, cycles):
    between = NOW + timedelta(days=120)
    governments = practice(session, cycles.last)
    # In the cycle open next year XCC has no coordinator system any more.
    coordinators = practice(session, cycles.last, "coordinator", "XCC")
    for found, day in ((governments, between), (coordinators, NEXT_YEAR)):
        with pytest.raises(RefusedError) as refusal:
            take(session, found, Action.SUBMIT, SIGNATORY, now=day)
        assert refusal.value.params["guards"] == ["open"]
    with pytest.raises(NotFoundError):
        start_practice(session, cycles.present, "XDD", "en", NOBODY, NEXT_YEAR, filed_by="government")
