"""Links for colleagues, their suggestions, assignments and what passes on, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.people.handover import Succession
from portal.accounts.permissions import HeldRole, Identity, Role
from portal.deadlines import end_of
from portal.errors import NotFoundError, RefusedError
from portal.events.services import Actor
from portal.reports.assignments import queries as assigned
from portal.reports.assignments.services import AssignmentDraft, assign, take_back
from portal.reports.lifecycle.starting import begin_next_version
from portal.reports.queries import answers_of, open_set_aside
from portal.reports.saving import Author, Change, save_answers
from portal.reports.succession import ESTATES
from portal.reports.suggestions.models import SuggestionDecision
from portal.reports.suggestions.queries import link_by_token, waiting_suggestions
from portal.reports.suggestions.services import (
    Decision,
    LinkDraft,
    decide,
    hand_in,
    keep_typed,
    make_link,
    refuse_closed,
    revoke_link,
)
from portal.reports.workflow import Status
from tests.factories import NOW, make_account, make_cycle, make_report

KEY, TABLE = "VNR.12.A1", "VNR.12.A2"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def leader(session):
    return make_account(session, Role.FOCAL_POINT)


@pytest.fixture
def report(session, leader):
    cycle = make_cycle(session, "T1", now=NOW, invited={"XAA": "rc"})
    return make_report(session, cycle, "XAA", by=leader, now=NOW)


@pytest.fixture
def link(session, report, leader):
    draft = LinkDraft(("A", None), "A colleague", "fr")
    made, token = make_link(session, report, draft, Actor(leader.id, leader.name), NOW)
    assert link_by_token(session, token, lock=True) is made
    return made


def suggest(session, report, link, key=KEY, value="a text"):
    keep_typed(session, link, {key: (value, "fr")}, {}, NOW)
    return hand_in(session, report, link, NOW)[0]


def accept(session, report, one, leader, **how):
    decision = Decision(SuggestionDecision.ACCEPTED, **how)
    return decide(session, report, one, decision, Author(leader.id, "en", LATER))


def test_a_guessed_token_finds_no_link(session, link):
    with pytest.raises(NotFoundError, match="link_unknown"):
        link_by_token(session, link.token_hash)


@pytest.mark.parametrize("state", ["link_expired", "link_revoked", "link_used", "report_not_editable"])
def test_a_closed_link_says_why(session, report, link, leader, state):
    refuse_closed(session, link, report, NOW)
    moment = NOW
    if state == "link_expired":
        moment = end_of((NOW + timedelta(days=14)).date())
    elif state == "link_revoked":
        revoke_link(session, report, link, Actor(leader.id), NOW)
    elif state == "link_used":
        suggest(session, report, link)
        revoke_link(session, report, link, Actor(leader.id), NOW)
        assert link.revoked_at is None
    else:
        report.status = Status.SUBMITTED
    with pytest.raises(RefusedError, match=state):
        refuse_closed(session, link, report, moment)


def test_nothing_typed_cannot_be_handed_in(session, report, link):
    keep_typed(session, link, {KEY: ("a text", "fr")}, {}, NOW)
    keep_typed(session, link, {KEY: (None, "fr")}, {}, NOW)
    with pytest.raises(RefusedError, match="nothing_suggested"):
        hand_in(session, report, link, NOW)


def test_a_suggestion_waits_only_when_handed_in(session, report, link):
    keep_typed(session, link, {KEY: ("a text", "fr")}, {}, NOW)
    assert waiting_suggestions(session, report.id) == []
    hand_in(session, report, link, NOW)
    assert [one.key for one, _link in waiting_suggestions(session, report.id)] == [KEY]


def test_accepting_keeps_the_language_and_names_who_accepted(session, report, link, leader):
    accept(session, report, suggest(session, report, link), leader)
    answer = answers_of(session, report.id)[KEY]
    assert (answer.value, answer.language, answer.author_id) == ("a text", "fr", leader.id)
    assert waiting_suggestions(session, report.id) == []


def test_accepting_over_a_newer_answer_sets_the_suggested_text_aside(session, report, link, leader):
    one = suggest(session, report, link)
    save_answers(session, report, [Change(KEY, "newer", 0)], Author(leader.id, "en", NOW))
    accept(session, report, one, leader, seen=0)
    assert answers_of(session, report.id)[KEY].value == "newer"
    assert [kept.value for kept in open_set_aside(session, report.id)] == ["a text"]


def test_suggested_rows_come_to_those_that_are_there(session, report, link, leader):
    mine, theirs = {"_id": "r1", "name": "one"}, {"_id": "r2", "name": "two"}
    save_answers(session, report, [Change(TABLE, [mine], 0)], Author(leader.id, "en", NOW))
    accept(session, report, suggest(session, report, link, TABLE, [theirs]), leader, seen=1)
    rows = answers_of(session, report.id)[TABLE].value or []
    assert {row["name"] for row in rows} == {"one", "two"}


def test_a_decision_is_made_once_and_only_while_the_report_is_open(session, report, link, leader):
    one = suggest(session, report, link)
    report.first_submitted, report.submitted_at = NOW.date(), NOW
    report.status = Status.SUBMITTED
    with pytest.raises(RefusedError, match="report_not_editable"):
        accept(session, report, one, leader)
    decide(session, report, one, Decision(SuggestionDecision.DECLINED), Author(leader.id, "en", LATER))
    with pytest.raises(RefusedError, match="already_decided"):
        accept(session, report, one, leader)


def test_what_is_assigned_is_seen_changed_and_taken_back(session, report):
    person = make_account(session, Role.CONTRIBUTOR)
    who = Identity(person.id, held=frozenset({HeldRole(Role.CONTRIBUTOR, "XAA")}))
    assert assigned.pages_for(session, who, report) == frozenset()
    pages = [("A", None), ("C", "WSSD95")]
    assign(session, report, AssignmentDraft(person.id, pages, None, ""), None, NOW)
    (one,) = assign(session, report, AssignmentDraft(person.id, pages[:1], NOW.date(), "x"), None, NOW)
    assert assigned.pages_for(session, who, report) == frozenset(pages)
    assert [found.due for found, _report in assigned.assigned_to(session, person.id)] == [NOW.date(), None]
    take_back(session, one)
    assert assigned.pages_for(session, who, report) == frozenset(pages[1:])


def test_a_page_is_assigned_only_to_who_may_edit(session, report):
    stranger = make_account(session, Role.READER)
    with pytest.raises(RefusedError, match="not_a_contributor"):
        assign(session, report, AssignmentDraft(stranger.id, [("A", None)], None, ""), None, NOW)


def test_open_items_pass_to_the_successor_without_doubling(session, report, link, leader):
    heir = make_account(session, Role.FOCAL_POINT)
    for person, sections in ((leader, "AB"), (heir, "B")):
        pages = [(section, None) for section in sections]
        assign(session, report, AssignmentDraft(person.id, pages, None, ""), None, NOW)
    succession = Succession(Role.FOCAL_POINT, "XAA", frozenset({leader.id}))
    assert [estate.count(session, succession, NOW) for estate in ESTATES] == [2, 1]
    for estate in ESTATES:
        estate.pass_on(session, succession, heir.id, NOW)
    session.expire_all()
    assert [estate.count(session, succession, NOW) for estate in ESTATES] == [0, 0]
    assert link.made_by == heir.id
    assert sorted(one.section for one in assigned.assignments_of(session, report.id)) == ["A", "B"]


def test_a_role_of_the_office_passes_on_nothing_of_the_government(session, report, link, leader):
    succession = Succession(Role.COORDINATOR, "XAA", frozenset({leader.id}))
    assert [estate.count(session, succession, NOW) for estate in ESTATES] == [0, 0]


def test_a_new_version_is_worked_on_by_the_same_people(session, report, leader):
    pages = [("A", None), ("C", "WSSD95")]
    assign(session, report, AssignmentDraft(leader.id, pages, NOW.date(), "x"), None, NOW)
    later = begin_next_version(session, report, Actor(leader.id), LATER)
    found = assigned.assignments_of(session, later.id)
    assert [(one.account_id, one.section, one.due) for one in found] == [
        (leader.id, "A", None),
        (leader.id, "C", None),
    ]
