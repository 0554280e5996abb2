"""The table of what may happen to a report, against the design's own table written out once more by hand."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from portal.reports.workflow import (
    COUNTED,
    EDITABLE,
    FILED,
    GUARDS,
    OUT,
    RECEIVED,
    TRANSITIONS,
    Action,
    Family,
    Guard,
    Side,
    Situation,
    Status,
    Text,
    available,
    find,
    offered,
    reviewer_left,
    transitions_for,
    unmet,
)

EVERYBODY = frozenset(Side)

# A national report for which every guard of a human action holds; the rows below say what they change.
READY = Situation(
    family=Family.NATIONAL,
    status=Status.DRAFT,
    complete=True,
    open=True,
    reviewer=True,
    remarks_pending=1,
    remarks_unanswered=0,
    window_over=True,
    consent="full",
    sides=EVERYBODY,
)

# Design, "What may happen to a report", for a country with a resident coordinator: status → action → sides.
NATIONAL_RC = {
    "draft": {"submit": "signatory", "discard": "author"},
    "submitted": {
        "recall": "author",
        "begin_review": "reviewer office",
        "lapse": "clock",
        "withdraw_version": "signatory",
    },
    "under_review": {
        "return": "reviewer",
        "endorse": "reviewer",
        "lapse": "clock",
        "withdraw_version": "signatory",
    },
    "returned": {"resubmit": "signatory", "withdraw_version": "signatory"},
    "resubmitted": {"begin_review": "reviewer office", "lapse": "clock", "withdraw_version": "signatory"},
    "endorsed": {
        "secretariat_return": "secretariat",
        "accept": "secretariat",
        "withdraw_version": "signatory",
    },
    "accepted": {"publish": "secretariat", "new_version": "author", "withdraw_report": "signatory"},
    "published": {"suspend": "secretariat", "new_version": "author", "withdraw_report": "signatory"},
    "withdrawn": {"new_version": "author"},
    "superseded": {},
    "declined": {},
}

# Without a resident coordinator: straight to the secretariat, completeness only.
NATIONAL_NORC = {
    **NATIONAL_RC,
    "submitted": {
        "recall": "author",
        "secretariat_return": "secretariat",
        "accept": "secretariat",
        "withdraw_version": "signatory",
    },
    # Out of reach without a reviewer: nobody begins a review.
    "under_review": {"return": "reviewer", "endorse": "reviewer", "withdraw_version": "signatory"},
    "resubmitted": {
        "secretariat_return": "secretariat",
        "accept": "secretariat",
        "withdraw_version": "signatory",
    },
}

TARGETS = {
    Action.SUBMIT: Status.SUBMITTED,
    Action.RECALL: Status.DRAFT,
    Action.BEGIN_REVIEW: Status.UNDER_REVIEW,
    Action.RETURN: Status.RETURNED,
    Action.RESUBMIT: Status.RESUBMITTED,
    Action.ENDORSE: Status.ENDORSED,
    Action.AGREE: Status.ENDORSED,
    Action.CLOSE_COMMENTS: Status.ENDORSED,
    Action.LAPSE: Status.ENDORSED,
    Action.SECRETARIAT_RETURN: Status.RETURNED,
    Action.ACCEPT: Status.ACCEPTED,
    Action.PUBLISH: Status.PUBLISHED,
    Action.SUSPEND: Status.ACCEPTED,
    Action.NEW_VERSION: None,
    Action.DISCARD: None,
    Action.WITHDRAW_VERSION: Status.WITHDRAWN,
    Action.WITHDRAW_REPORT: Status.WITHDRAWN,
    Action.DECLINE: Status.DECLINED,
}

TEXTS = {
    Action.RETURN: Text.REQUIRED,
    Action.SECRETARIAT_RETURN: Text.REQUIRED,
    Action.SUSPEND: Text.REQUIRED,
    Action.WITHDRAW_VERSION: Text.REQUIRED,
    Action.WITHDRAW_REPORT: Text.REQUIRED,
    Action.DECLINE: Text.REQUIRED,
    Action.ENDORSE: Text.OPTIONAL,
    Action.CLOSE_COMMENTS: Text.OPTIONAL,
}


def _table(situation):
    """Return who can do what in each status: the sides for which the action is possible."""
    found = {}
    for status in Status:
        at = replace(situation, status=status)
        found[status.value] = {
            action.value: {side for side in Side if find(action, replace(at, sides=frozenset({side})))[0]}
            for action in available(at)
        }
    return found


def _sides(table):
    return {
        status: {action: {Side(side) for side in sides.split()} for action, sides in actions.items()}
        for status, actions in table.items()
    }


def test_a_national_report_with_a_coordinator_may_do_exactly_what_the_design_says():
    assert _table(READY) == _sides(NATIONAL_RC)


def test_a_national_report_without_a_coordinator_goes_straight_to_the_secretariat():
    assert _table(replace(READY, reviewer=False)) == _sides(NATIONAL_NORC)


def test_a_report_that_the_secretariat_returned_comes_straight_back_to_it():
    again = replace(READY, status=Status.RESUBMITTED, returned_by_secretariat=True)
    assert not reviewer_left(again)
    assert set(available(again)) == {Action.SECRETARIAT_RETURN, Action.ACCEPT, Action.WITHDRAW_VERSION}


def test_a_coordinator_returns_once_a_version():
    once = replace(READY, status=Status.UNDER_REVIEW, returns_by_reviewer=1)
    assert find(Action.RETURN, once) == (None, (Guard.ONCE_A_VERSION,))
    assert Action.ENDORSE in available(once)


def test_the_secretariat_may_return_again_after_the_coordinator_did():
    assert Action.SECRETARIAT_RETURN in available(
        replace(READY, status=Status.ENDORSED, returns_by_reviewer=1, returned_by_secretariat=True)
    )


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.UNDER_REVIEW, Status.RESUBMITTED])
def test_the_window_lapses_only_when_it_is_over(status):
    assert Action.LAPSE in available(replace(READY, status=status))
    assert find(Action.LAPSE, replace(READY, status=status, window_over=False)) == (
        None,
        (Guard.WINDOW_OVER,),
    )


def test_the_secretariat_does_not_act_while_the_coordinator_still_can():
    waiting = replace(READY, status=Status.SUBMITTED, sides=frozenset({Side.SECRETARIAT}))
    assert find(Action.ACCEPT, waiting) == (None, (Guard.NO_REVIEWER_LEFT,))
    assert find(Action.SECRETARIAT_RETURN, replace(waiting, remarks_pending=0)) == (
        None,
        (Guard.HAS_REMARK, Guard.NO_REVIEWER_LEFT),
    )


@pytest.mark.parametrize(
    ("action", "status", "changed", "guard"),
    [
        (Action.SUBMIT, "draft", {"complete": False}, Guard.COMPLETE),
        (Action.SUBMIT, "draft", {"open": False}, Guard.OPEN),
        (Action.RESUBMIT, "returned", {"complete": False}, Guard.COMPLETE),
        (Action.RESUBMIT, "returned", {"remarks_unanswered": 1}, Guard.REMARKS_ANSWERED),
        (Action.BEGIN_REVIEW, "submitted", {"reviewer": False}, Guard.HAS_REVIEWER),
        (Action.BEGIN_REVIEW, "resubmitted", {"returned_by_secretariat": True}, Guard.HAS_REVIEWER),
        (Action.RETURN, "under_review", {"remarks_pending": 0}, Guard.HAS_REMARK),
        (Action.SECRETARIAT_RETURN, "endorsed", {"remarks_pending": 0}, Guard.HAS_REMARK),
        (Action.PUBLISH, "accepted", {"consent": "summary"}, Guard.CONSENT),
        (Action.PUBLISH, "accepted", {"consent": "none"}, Guard.CONSENT),
        (Action.NEW_VERSION, "accepted", {"version_in_progress": True}, Guard.NO_VERSION_IN_PROGRESS),
        (Action.DISCARD, "draft", {"ever_filed": True}, Guard.DISCARDABLE),
    ],
)
def test_an_action_is_refused_by_the_guard_that_does_not_hold(action, status, changed, guard):
    at = replace(READY, status=Status(status))
    assert find(action, at)[0] is not None
    assert find(action, replace(at, **changed)) == (None, (guard,))


def test_late_after_the_due_date_is_never_refused_and_partial_consent_publishes():
    assert Action.PUBLISH in available(replace(READY, status=Status.ACCEPTED, consent="partial"))


def test_a_later_version_can_be_discarded_although_it_was_filed_once():
    assert Action.DISCARD in available(replace(READY, version=2, ever_filed=True))


def test_a_closed_cycle_does_not_stop_a_resubmission():
    assert Action.RESUBMIT in available(replace(READY, status=Status.RETURNED, open=False))


def test_practices_alone_are_declined_and_a_coordinators_waits_for_agreement():
    practice = replace(READY, family=Family.PRACTICE, status=Status.SUBMITTED, filed_by="coordinator")
    actions = set(available(practice))
    assert {Action.AGREE, Action.DECLINE} <= actions
    assert not {Action.BEGIN_REVIEW, Action.LAPSE, Action.ACCEPT} & actions
    assert Action.DECLINE not in available(replace(practice, family=Family.NATIONAL))
    of_the_government = set(available(replace(practice, filed_by="government")))
    assert {Action.BEGIN_REVIEW, Action.LAPSE, Action.DECLINE} <= of_the_government
    assert Action.AGREE not in of_the_government
    assert find(Action.AGREE, replace(practice, filed_by="government"))[1] == (Guard.COORDINATOR_PRACTICE,)


def test_comments_on_a_coordinators_report_are_closed_by_the_government_or_the_clock():
    report = replace(READY, family=Family.COORDINATOR, filed_by="coordinator", status=Status.SUBMITTED)
    early = replace(report, window_over=False)
    assert find(Action.CLOSE_COMMENTS, replace(early, sides=frozenset({Side.GOVERNMENT})))[0]
    assert find(Action.CLOSE_COMMENTS, replace(early, sides=frozenset({Side.CLOCK}))) == (
        None,
        (Guard.WINDOW_OVER,),
    )
    assert find(Action.CLOSE_COMMENTS, replace(report, sides=frozenset({Side.CLOCK})))[0]
    assert not {Action.BEGIN_REVIEW, Action.RETURN, Action.ENDORSE, Action.ACCEPT} & set(available(report))


def test_nobody_without_a_side_can_do_anything():
    for status in Status:
        assert available(replace(READY, status=status, sides=frozenset())) == ()
        assert offered(replace(READY, status=status, sides=frozenset())) == ()
    assert find(Action.ACCEPT, replace(READY, sides=frozenset())) == (None, ())


def test_offered_actions_name_the_guards_that_stand_in_the_way():
    draft = replace(READY, complete=False, open=False, sides=frozenset({Side.AUTHOR, Side.SIGNATORY}))
    assert offered(draft) == (
        (Action.SUBMIT, (Guard.COMPLETE, Guard.OPEN)),
        (Action.DISCARD, ()),
    )
    endorsed = replace(READY, status=Status.ENDORSED, sides=frozenset({Side.SECRETARIAT}))
    assert offered(endorsed) == ((Action.SECRETARIAT_RETURN, ()), (Action.ACCEPT, ()))


# --- the table as a whole -------------------------------------------------------------------------


@pytest.mark.parametrize("family", Family)
def test_every_status_can_be_reached_from_a_draft(family):
    reached: set[Status] = {Status.DRAFT}
    before: set[Status] = set()
    while reached != before:
        before = set(reached)
        reached |= {
            row.to for row in TRANSITIONS if row.to and family in row.families and row.sources & reached
        }
    # Superseded is what acceptance does to the version before.
    assert reached | {Status.SUPERSEDED} == set(Status) - (
        set()
        if family is Family.PRACTICE
        else {Status.DECLINED} | ({Status.UNDER_REVIEW} if family is Family.COORDINATOR else set())
    )


@pytest.mark.parametrize("action", Action)
def test_every_action_is_possible_for_somebody_and_leads_where_the_design_says(action):
    rows = [row for row in TRANSITIONS if row.action is action]
    assert rows
    for row in rows:
        assert row.sides
        assert row.sources
        assert row.families
        assert row.to is TARGETS[action]
        # The clock writes nothing.
        by_the_clock = row.sides == {Side.CLOCK}
        assert row.text is (Text.NONE if by_the_clock else TEXTS.get(action, Text.NONE))
    assert any(True for family in Family for _ in transitions_for(action, family))


def test_every_guard_is_used_and_has_its_condition():
    assert {guard for row in TRANSITIONS for guard in row.guards} == set(Guard)
    assert GUARDS.keys() == set(Guard)
    for row in TRANSITIONS:
        assert len(set(row.guards)) == len(row.guards)


def test_unmet_guards_are_told_in_the_order_of_the_row():
    row = next(transitions_for(Action.SUBMIT, Family.NATIONAL))
    assert unmet(row, replace(READY, complete=False, open=False)) == (Guard.COMPLETE, Guard.OPEN)
    assert unmet(row, READY) == ()


def test_no_two_rows_answer_the_same_question():
    seen = set()
    for row in TRANSITIONS:
        for family in row.families:
            for source in row.sources:
                for side in row.sides:
                    assert (row.action, family, source, side) not in seen
                    seen.add((row.action, family, source, side))


def test_statuses_fall_into_the_groups_of_aggregation():
    groups = {
        "received": "submitted under_review returned resubmitted endorsed accepted published",
        "counted": "accepted published",
        "out": "withdrawn superseded declined",
        "editable": "draft returned",
    }
    found = {"received": RECEIVED, "counted": COUNTED, "out": OUT, "editable": EDITABLE}
    assert found == {name: {Status(one) for one in names.split()} for name, names in groups.items()}
    assert RECEIVED | OUT == FILED


def test_a_situation_left_alone_allows_nothing_that_needs_proof():
    by_default = {
        field.name: field.default for field in fields(Situation) if field.name not in {"family", "status"}
    }
    assert not by_default["complete"]
    assert not by_default["window_over"]
    assert by_default["consent"] == "none"
