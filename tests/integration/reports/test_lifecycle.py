"""The whole life of a report, step by step, on both databases; refused steps change nothing."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import canonical
from portal.accounts.permissions import Role
from portal.cycles.queries import get_cycle
from portal.cycles.services import extend
from portal.db import Base
from portal.deadlines import end_of
from portal.errors import NotAllowedError, NotFoundError, RefusedError
from portal.events.models import Event
from portal.events.queries import broken_chains, events_of
from portal.events.services import NOBODY
from portal.questionnaires.answering.conditions import visible_answers
from portal.questionnaires.answering.values import strip_row_ids
from portal.questionnaires.definition import parse_key
from portal.reports.filings import consent_of, filed_answers
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of, situation_of, window_ends
from portal.reports.lifecycle.starting import start_report, stream_of
from portal.reports.lifecycle.steps import transition
from portal.reports.models import Answer, FiledFact, Filing, Remark, Report
from portal.reports.queries import (
    answers_of,
    counted_version,
    current_version,
    filing_by_digest,
    last_activity,
    latest_filing,
    report_by_reference,
    reports_of_countries,
    reports_of_cycle,
    surroundings,
    values_of,
    versions_of,
)
from portal.reports.remarks.services import (
    RemarkDraft,
    Written,
    add_note,
    add_remark,
    by_key,
    notes_of,
    remark_by_id,
    remarks_of,
    remove_remark,
    reply_to_remark,
    resolve_remark,
)
from portal.reports.workflow import (
    COUNTED,
    OUT,
    TRANSITIONS,
    Action,
    Family,
    Guard,
    Side,
    Status,
    Text,
    available,
)
from tests.factories import (
    NOW,
    actor_for,
    complete_answers,
    fill_report,
    grant,
    identity_for,
    make_account,
    make_cycle,
    make_report,
    make_submitted_report,
    new_row_id,
    take,
)
from tests.scaling import times

TEXT = "VNR.12.B10"
BY_REVIEWER, BY_SECRETARIAT = "reviewer", "secretariat"


def remark_on(session, report, key=TEXT, *, side=BY_REVIEWER, text="Which committee is meant?"):
    draft = RemarkDraft(key, "unclear", text, side)
    return add_remark(session, surroundings(session, report), draft, Written(None, "en", NOW))


def reply(session, remark, text="The one for social development.", *, maintained=False):
    reply_to_remark(session, remark, text, Written(None, "en", NOW), maintained=maintained)


def filing_of(session, report) -> Filing:
    """Return the last filing of a report that has one."""
    filing = latest_filing(session, report.id)
    assert filing is not None
    return filing


def kinds(session, report):
    return [event.kind for event in events_of(session, stream_of(report))]


def under_review(session, **more):
    report = make_submitted_report(session, **more)
    return take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)


def endorsed(session, **more):
    return take(session, under_review(session, **more), Action.ENDORSE, Side.REVIEWER)


def accepted(session, **more):
    return take(session, endorsed(session, **more), Action.ACCEPT, Side.SECRETARIAT)


def next_version(session, report, now=NOW):
    take(session, report, Action.NEW_VERSION, Side.AUTHOR, now=now)
    return versions_of(session, report)[-1]


# --- the whole life -------------------------------------------------------------------------------


def test_the_whole_life_of_a_report_of_a_country_with_a_coordinator(session):
    person, coordinator = make_account(session), make_account(session, Role.COORDINATOR)
    officer = make_account(session, Role.SECRETARIAT, None)
    report = make_report(session, by=person)
    assert (report.instrument, report.status, report.reference) == ("VNR", Status.DRAFT, "2000-XAA-VNR-v1")
    fill_report(session, report, by=person)
    clock = (NOW + timedelta(days=day) for day in range(1, 30))

    def step(action, side, by=None, text=None):
        return take(session, report, action, side, by=by, text=text, now=next(clock))

    step(Action.SUBMIT, Side.SIGNATORY, person)
    assert (report.status, report.submitted_at) == (Status.SUBMITTED, NOW + timedelta(days=1))
    assert report.first_submitted == (NOW + timedelta(days=1)).date()
    step(Action.BEGIN_REVIEW, Side.OFFICE, coordinator)
    remark = remark_on(session, report)
    assert remarks_of(session, report.id, released_only=True) == []
    step(Action.RETURN, Side.REVIEWER, coordinator, "Please make clear who meets.")
    assert remarks_of(session, report.id, released_only=True) == [remark]
    fill_report(session, report, {TEXT: "The committee for social development meets."}, by=person)
    reply(session, remark)
    step(Action.RESUBMIT, Side.SIGNATORY, person)
    assert report.submitted_at == NOW + timedelta(days=4)
    step(Action.BEGIN_REVIEW, Side.REVIEWER, coordinator)
    step(Action.ENDORSE, Side.REVIEWER, coordinator, "Complete and clear.")
    assert (report.observation, report.observation_language) == ("Complete and clear.", "en")
    step(Action.ACCEPT, Side.SECRETARIAT, officer)
    assert report.omissions == []
    step(Action.PUBLISH, Side.SECRETARIAT, officer)
    step(Action.SUSPEND, Side.SECRETARIAT, officer, "At the request of the Government.")
    assert (report.status, report.suspended) == (Status.ACCEPTED, True)
    step(Action.PUBLISH, Side.SECRETARIAT, officer)
    assert (report.status, report.suspended) == (Status.PUBLISHED, False)

    step(Action.NEW_VERSION, Side.AUTHOR, person)
    first, second = versions_of(session, report)
    assert (first.status, second.status, second.version) == (Status.PUBLISHED, Status.DRAFT, 2)
    assert second.first_submitted == first.first_submitted == (NOW + timedelta(days=1)).date()
    assert values_of(answers_of(session, second.id)) == values_of(answers_of(session, first.id))
    report = second
    step(Action.SUBMIT, Side.SIGNATORY, person)
    step(Action.BEGIN_REVIEW, Side.REVIEWER, coordinator)
    step(Action.ENDORSE, Side.REVIEWER, coordinator)
    assert counted_version(session, "2000", "XAA", Family.NATIONAL) is first
    step(Action.ACCEPT, Side.SECRETARIAT, officer)
    assert (first.status, second.status) == (Status.SUPERSEDED, Status.ACCEPTED)
    assert counted_version(session, "2000", "XAA", Family.NATIONAL) is second
    step(Action.WITHDRAW_REPORT, Side.SIGNATORY, person, "To be written anew.")
    assert (first.status, second.status) == (Status.WITHDRAWN, Status.WITHDRAWN)
    assert counted_version(session, "2000", "XAA", Family.NATIONAL) is None

    assert kinds(session, report) == [
        "started",
        "submit",
        "begin_review",
        "return",
        "resubmit",
        "begin_review",
        "endorse",
        "accept",
        "publish",
        "suspend",
        "publish",
        "new_version",
        "submit",
        "begin_review",
        "endorse",
        "accept",
        "withdraw_report",
    ]
    session.commit()
    assert list(broken_chains(session)) == []
    names = {event.actor_name for event in events_of(session, stream_of(report))}
    assert names == {person.name, coordinator.name, officer.name}


def test_the_whole_life_of_a_report_of_a_country_without_a_coordinator(session):
    report = make_report(session, country="XBB", language="fr")
    assert report.instrument == "VND"
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    with pytest.raises(RefusedError):
        take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    remark = remark_on(session, report, side=BY_SECRETARIAT)
    take(session, report, Action.SECRETARIAT_RETURN, Side.SECRETARIAT, text="One answer is unclear.")
    reply(session, remark, "", maintained=True)
    take(session, report, Action.RESUBMIT, Side.SIGNATORY)
    take(session, report, Action.ACCEPT, Side.SECRETARIAT)
    take(session, report, Action.PUBLISH, Side.SECRETARIAT)
    assert report.status is Status.PUBLISHED
    assert not report.lapsed
    assert list(broken_chains(session)) == []


def test_what_the_secretariat_returned_comes_straight_back_to_it(session):
    report = endorsed(session)
    remark = remark_on(session, report, side=BY_SECRETARIAT)
    take(session, report, Action.SECRETARIAT_RETURN, Side.SECRETARIAT, text="One answer is unclear.")
    reply(session, remark)
    take(session, report, Action.RESUBMIT, Side.SIGNATORY)
    with pytest.raises(RefusedError):
        take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    assert take(session, report, Action.ACCEPT, Side.SECRETARIAT).status is Status.ACCEPTED


# --- filing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["XAA", "XBB"])
def test_a_filing_holds_what_was_signed_and_its_digest_is_that_of_its_text(session, country):
    person = make_account(session, country=country)
    report = make_submitted_report(session, country=country, by=person)
    filing = filing_of(session, report)
    assert filing.digest == hashlib.sha256(filing.content.encode("utf-8")).hexdigest()
    assert filing_by_digest(session, filing.digest, filing.code) is filing
    assert filing_by_digest(session, filing.digest, "0" * 32) is None
    content = canonical.loads(filing.content)
    assert canonical.dumps(content) == filing.content
    assert "status" not in content
    assert content["id"] == report.reference
    assert content["submitted_at"] == "2000-03-15T09:30:00Z"
    context = surroundings(session, report)
    expected = complete_answers(context.questionnaire, context.asked, period=context.period)
    assert content["answers"] == expected == filed_answers(filing)
    assert "1.50" in filing.content
    assert (filing.number, filing.signatory_id, filing.signatory_name) == (1, person.id, person.name)
    assert (filing.consent, filing.withheld, filing.filed_at) == ("full", [], NOW)
    assert filing.questionnaire_digest == context.questionnaire.digest
    [event] = [event for event in events_of(session, stream_of(report)) if event.kind == "submit"]
    assert event.payload["digest"] == filing.digest


def test_hidden_answers_are_kept_but_neither_filed_nor_counted(session):
    report = make_report(session)
    context = surroundings(session, report)
    answers = complete_answers(context.questionnaire, context.asked, period=context.period)
    fill_report(session, report, answers)
    fill_report(session, report, {"VNR.12.B1": "no", "VNR.12.C1@WSSD95": "na"})
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    filing = filing_of(session, report)
    hidden = {key for key in answers if key.startswith(("VNR.12.B2", "VNR.12.B4", "VNR.12.C3@WSSD95"))}
    assert len(hidden) == 3
    assert hidden <= values_of(answers_of(session, report.id)).keys()
    assert not hidden & filed_answers(filing).keys()
    facts = session.scalars(select(FiledFact).where(FiledFact.filing_id == filing.id)).all()
    shown = visible_answers(context.questionnaire, context.asked, filed_answers(filing))
    assert {(fact.code, fact.conference) for fact in facts} == {
        (parse_key(key).code, parse_key(key).conference) for key in shown if not parse_key(key).other
    }
    assert not {fact.code for fact in facts} & {"VNR.12.B2", "VNR.12.B4"}


def test_facts_carry_exact_decimals_rows_and_options(session):
    report = make_submitted_report(session)
    filing = filing_of(session, report)

    def facts(code):
        statement = select(FiledFact).where(FiledFact.filing_id == filing.id, FiledFact.code == code)
        return session.scalars(statement.order_by(FiledFact.id)).all()

    answers = filed_answers(filing)
    [figure] = facts("VNR.12.E2")
    assert str(figure.number) == str(answers["VNR.12.E2"])
    assert [fact.option for fact in facts("VNR.12.B6")] == answers["VNR.12.B6"]
    [text] = facts(TEXT)
    assert (text.language, text.option, text.number) == ("en", None, None)
    cells = [(fact.row, fact.column, fact.number) for fact in facts("VNR.12.D2") if fact.number is not None]
    assert cells == [
        (number, column, value)
        for number, row in enumerate(answers["VNR.12.D2"], 1)
        for column, value in row.items()
        if column not in {"measure", "source"}
    ]


def test_a_text_in_another_language_is_filed_with_it_and_options_are_not(session):
    report = make_report(session)
    fill_report(session, report)
    for answer in answers_of(session, report.id, [TEXT, "VNR.12.B1", "VNR.12.A3"]).values():
        answer.language = "fr"
    session.flush()
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    answers = filed_answers(filing_of(session, report))
    assert answers[TEXT]["language"] == "fr"
    assert answers["VNR.12.B1"] == "yes"
    assert set(answers["VNR.12.A3"]) == {"from", "to"}


def test_withheld_sections_are_signed_with_partial_consent(session):
    report = make_report(session)
    fill_report(session, report)
    fill_report(session, report, {"VNR.12.Z1": "partial", "VNR.12.Z2": ["E", "H"]})
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    filing = filing_of(session, report)
    assert (filing.consent, filing.withheld) == ("partial", ["E", "H"])


def test_sections_chosen_before_consent_became_full_are_not_withheld(session):
    report = make_report(session)
    fill_report(session, report)
    fill_report(session, report, {"VNR.12.Z2": ["E"]})
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    assert filing_of(session, report).withheld == []


def test_consent_not_given_is_none_and_a_coordinators_report_asks_for_none():
    assert consent_of("VNR", {}) == "none"
    assert consent_of("VND", {"VNR.12.Z1": "summary"}) == "summary"
    assert consent_of("RCR", {}) == "full"


def test_every_filing_stays_when_the_report_is_filed_again(session):
    report = under_review(session)
    before = filing_of(session, report)
    content = before.content
    remark = remark_on(session, report)
    take(session, report, Action.RETURN, Side.REVIEWER, text="Unclear.")
    fill_report(session, report, {TEXT: "Now clear."})
    reply(session, remark)
    take(session, report, Action.RESUBMIT, Side.SIGNATORY, now=NOW + timedelta(days=1))
    session.expire_all()
    assert [filing.number for filing in report.filings] == [1, 2]
    assert report.filings[0].content == content
    assert filed_answers(report.filings[1])[TEXT] == "Now clear."


# --- what stands in the way -----------------------------------------------------------------------


def _everything(session):
    """Return all rows of all tables, to compare before and after."""
    session.expire_all()
    return {
        table.name: sorted(map(repr, session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.parametrize(
    ("make", "action", "side", "text", "guards"),
    [
        (make_report, Action.SUBMIT, Side.SIGNATORY, None, [Guard.COMPLETE]),
        (under_review, Action.RETURN, Side.REVIEWER, "Unclear.", [Guard.HAS_REMARK]),
        (make_submitted_report, Action.ACCEPT, Side.SECRETARIAT, None, [Guard.NO_REVIEWER_LEFT]),
        (make_submitted_report, Action.LAPSE, Side.CLOCK, None, [Guard.WINDOW_OVER]),
        (endorsed, Action.SECRETARIAT_RETURN, Side.SECRETARIAT, "Unclear.", [Guard.HAS_REMARK]),
    ],
)
def test_a_step_refused_by_a_guard_changes_nothing(session, make, action, side, text, guards):
    report = make(session)
    before = _everything(session)
    with pytest.raises(RefusedError) as refusal:
        take(session, report, action, side, text=text)
    assert refusal.value.code == "step_refused"
    assert refusal.value.params["guards"] == [guard.value for guard in guards]
    assert _everything(session) == before


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_a_step_that_wants_a_text_is_refused_without_one(session, text):
    report = make_submitted_report(session)
    before = _everything(session)
    with pytest.raises(RefusedError, match="text_required"):
        take(session, report, Action.WITHDRAW_VERSION, Side.SIGNATORY, text=text)
    assert _everything(session) == before


@pytest.mark.parametrize("action", Action)
def test_a_step_that_does_not_exist_here_is_not_allowed(session, action):
    report = make_report(session)
    before = _everything(session)
    with pytest.raises(NotAllowedError):
        take(session, report, action, Side.GOVERNMENT, text="text")
    assert _everything(session) == before


def test_a_step_on_a_report_that_is_not_there_finds_nothing(session):
    with pytest.raises(NotFoundError):
        transition(session, 77, Step(Action.SUBMIT, NOBODY, frozenset(Side), NOW))


def test_after_the_closing_day_only_an_extension_opens_the_door(session):
    cycle = make_cycle(session)
    report = make_report(session, cycle)
    fill_report(session, report)
    late = end_of(cycle.closes)
    with pytest.raises(RefusedError) as refusal:
        take(session, report, Action.SUBMIT, Side.SIGNATORY, now=late)
    assert refusal.value.params["guards"] == ["open"]
    extend(session, cycle, "XAA", late.date(), NOBODY, NOW)
    take(session, report, Action.SUBMIT, Side.SIGNATORY, now=late)
    assert report.status is Status.SUBMITTED


def test_on_the_last_day_anywhere_on_earth_a_report_is_in_time(session):
    cycle = make_cycle(session)
    report = make_report(session, cycle)
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY, now=end_of(cycle.due) - timedelta(seconds=1))
    assert report.first_submitted == cycle.due


def test_late_after_the_due_day_is_never_refused(session):
    cycle = make_cycle(session)
    report = make_report(session, cycle)
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY, now=NOW + timedelta(days=90))
    assert report.first_submitted is not None
    assert report.first_submitted > cycle.due


@pytest.mark.parametrize(
    ("changed", "problem"),
    [({"VNR.12.Z3": "no"}, "declaration"), ({"VNR.12.A1": None}, "missing"), ({TEXT: "word " * 300}, "long")],
)
def test_a_report_is_not_submitted_with_an_error_left(session, changed, problem):
    report = make_report(session)
    fill_report(session, report)
    fill_report(session, report, changed)
    with pytest.raises(RefusedError):
        take(session, report, Action.SUBMIT, Side.SIGNATORY)
    assert report.status is Status.DRAFT, problem


# --- recall, lapse, withdraw, discard -------------------------------------------------------------


def test_a_recalled_report_is_a_draft_again_and_can_be_submitted_again(session):
    report = make_submitted_report(session)
    take(session, report, Action.RECALL, Side.AUTHOR)
    assert report.status is Status.DRAFT
    with pytest.raises(RefusedError):
        take(session, report, Action.DISCARD, Side.AUTHOR)
    take(session, report, Action.SUBMIT, Side.SIGNATORY, now=NOW + timedelta(days=2))
    assert filing_of(session, report).number == 2
    assert report.first_submitted == NOW.date()


def test_a_report_entered_for_a_government_and_taken_back_by_it_is_its_own_draft(session):
    report = make_submitted_report(session)
    report.received = True
    session.flush()
    take(session, report, Action.RECALL, Side.AUTHOR)
    assert not report.received


def test_the_clock_forwards_without_review_when_the_window_is_over(session):
    report = under_review(session)
    remark_on(session, report)
    end = window_ends(surroundings(session, report))
    assert end == end_of((NOW + timedelta(days=21)).date())
    with pytest.raises(RefusedError):
        take(session, report, Action.LAPSE, Side.CLOCK, now=end - timedelta(seconds=1))
    take(session, report, Action.LAPSE, Side.CLOCK, now=end)
    assert (report.status, report.lapsed, report.observation) == (Status.ENDORSED, True, None)
    # What the reviewer was still writing stays the reviewer's own.
    assert remarks_of(session, report.id, released_only=True) == []
    with pytest.raises(RefusedError):
        take(session, report, Action.SECRETARIAT_RETURN, Side.SECRETARIAT, text="Unclear.")
    take(session, report, Action.ACCEPT, Side.SECRETARIAT)
    assert report.lapsed


def test_the_window_is_counted_from_the_resubmission(session):
    report = under_review(session)
    remark = remark_on(session, report)
    take(session, report, Action.RETURN, Side.REVIEWER, text="Unclear.")
    reply(session, remark)
    again = NOW + timedelta(days=40)
    take(session, report, Action.RESUBMIT, Side.SIGNATORY, now=again)
    with pytest.raises(RefusedError):
        take(session, report, Action.LAPSE, Side.CLOCK, now=again + timedelta(days=21))
    take(session, report, Action.LAPSE, Side.CLOCK, now=again + timedelta(days=23))


def test_withdrawing_a_new_version_leaves_the_accepted_one_in_force(session):
    first = accepted(session)
    second = next_version(session, first)
    take(session, second, Action.SUBMIT, Side.SIGNATORY)
    take(session, second, Action.WITHDRAW_VERSION, Side.SIGNATORY, text="Not now.")
    assert (first.status, second.status) == (Status.ACCEPTED, Status.WITHDRAWN)
    assert next_version(session, second).version == 3


def test_withdrawing_the_report_leaves_a_draft_beside_it(session):
    first = accepted(session)
    second = next_version(session, first)
    take(session, first, Action.WITHDRAW_REPORT, Side.SIGNATORY, text="To be written anew.")
    assert (first.status, second.status) == (Status.WITHDRAWN, Status.DRAFT)
    with pytest.raises(RefusedError) as refusal:
        take(session, first, Action.NEW_VERSION, Side.AUTHOR)
    assert refusal.value.params["guards"] == ["no_version_in_progress"]


def test_the_event_of_a_step_says_what_became_of_the_other_versions(session):
    first = accepted(session)
    second = next_version(session, first)
    take(session, second, Action.SUBMIT, Side.SIGNATORY)
    take(session, second, Action.BEGIN_REVIEW, Side.REVIEWER)
    take(session, second, Action.ENDORSE, Side.REVIEWER)
    take(session, second, Action.ACCEPT, Side.SECRETARIAT)
    take(session, second, Action.WITHDRAW_REPORT, Side.SIGNATORY, text="To be written anew.")
    told = [event.payload.get("others") for event in events_of(session, stream_of(first))]
    assert [others for others in told if others] == [
        [{"version": 1, "from": "accepted", "to": "superseded"}],
        [{"version": 1, "from": "superseded", "to": "withdrawn"}],
    ]


def test_a_draft_never_submitted_is_discarded_and_its_event_stays(session):
    report = make_report(session)
    fill_report(session, report, {TEXT: "a"})
    stream = stream_of(report)
    take(session, report, Action.DISCARD, Side.AUTHOR)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Report)) == 0
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert [event.kind for event in events_of(session, stream)] == ["started", "discard"]
    assert events_of(session, stream)[-1].payload["to"] is None
    assert make_report(session, get_cycle(session, "2000")).version == 1
    assert list(broken_chains(session)) == []


def test_a_later_version_filed_and_recalled_is_discarded_with_all_that_hangs_on_it(session):
    first = accepted(session)
    second = next_version(session, first)
    take(session, second, Action.SUBMIT, Side.SIGNATORY)
    remark_on(session, second)
    add_note(session, second, "A note.", Written(None, "en", NOW))
    take(session, second, Action.RECALL, Side.AUTHOR)
    take(session, second, Action.DISCARD, Side.AUTHOR)
    session.commit()
    assert session.scalars(select(Report.version)).all() == [1]
    assert set(session.scalars(select(Filing.report_id))) == {first.id}
    assert session.scalars(select(Remark)).all() == []
    assert next_version(session, first).version == 2


def test_only_one_version_is_in_progress(session):
    first = accepted(session)
    second = next_version(session, first)
    with pytest.raises(RefusedError):
        take(session, first, Action.NEW_VERSION, Side.AUTHOR)
    assert current_version(versions_of(session, first)) == second
    take(session, second, Action.DISCARD, Side.AUTHOR)
    assert current_version(versions_of(session, first)) == first
    take(session, first, Action.WITHDRAW_REPORT, Side.SIGNATORY, text="Withdrawn.")
    assert current_version(versions_of(session, first)) == first
    assert current_version([]) is None


def test_omissions_are_recorded_when_the_secretariat_accepts_all_the_same(session):
    report = endorsed(session)
    filing = filing_of(session, report)
    content = canonical.loads(filing.content)
    del content["answers"]["VNR.12.A1"]
    filing.content = canonical.dumps(content)
    session.flush()
    take(session, report, Action.ACCEPT, Side.SECRETARIAT)
    assert report.omissions == ["VNR.12.A1"]


# --- remarks --------------------------------------------------------------------------------------


def test_a_coordinator_returns_a_version_once(session):
    report = under_review(session)
    remark = remark_on(session, report)
    take(session, report, Action.RETURN, Side.REVIEWER, text="Unclear.")
    reply(session, remark)
    take(session, report, Action.RESUBMIT, Side.SIGNATORY)
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    remark_on(session, report, text="Still unclear.")
    with pytest.raises(RefusedError) as refusal:
        take(session, report, Action.RETURN, Side.REVIEWER, text="Unclear.")
    assert refusal.value.params["guards"] == ["once_a_version"]
    take(session, report, Action.ENDORSE, Side.REVIEWER)
    assert len(remarks_of(session, report.id, released_only=True)) == 2


def test_each_remark_is_answered_or_the_text_maintained_before_resubmission(session):
    report = under_review(session)
    one, other = remark_on(session, report), remark_on(session, report, "VNR.12.A1")
    take(session, report, Action.RETURN, Side.REVIEWER, text="Unclear.")
    reply(session, one)
    with pytest.raises(RefusedError) as refusal:
        take(session, report, Action.RESUBMIT, Side.SIGNATORY)
    assert refusal.value.params["guards"] == ["remarks_answered"]
    reply(session, other, "", maintained=True)
    take(session, report, Action.RESUBMIT, Side.SIGNATORY)
    assert (other.maintained, other.reply) == (True, None)
    assert {key: len(found) for key, found in by_key([one, other]).items()} == {TEXT: 1, "VNR.12.A1": 1}


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (RemarkDraft(TEXT, "unclear", "  "), "remark_empty"),
        (RemarkDraft(TEXT, "disagree", "No."), "reason_unknown"),
        (RemarkDraft("VNR.12.Q1", "unclear", "?"), "question_unknown"),
        (RemarkDraft("VNR.12.H4", "unclear", "?"), "section_without_remarks"),
    ],
)
def test_a_remark_needs_a_text_a_reason_and_a_question_that_takes_one(session, draft, code):
    report = make_submitted_report(session)
    with pytest.raises(RefusedError, match=code):
        add_remark(session, surroundings(session, report), draft, Written(None, "en", NOW))


def test_remarks_are_written_while_somebody_reads_and_answered_while_the_report_is_returned(session):
    draft = make_report(session)
    with pytest.raises(RefusedError, match="remark_not_now"):
        remark_on(session, draft)
    fill_report(session, draft)
    take(session, draft, Action.SUBMIT, Side.SIGNATORY)
    remark = remark_on(session, draft)
    with pytest.raises(RefusedError, match="reply_not_now"):
        reply(session, remark)
    take(session, draft, Action.BEGIN_REVIEW, Side.REVIEWER)
    take(session, draft, Action.RETURN, Side.REVIEWER, text="Unclear.")
    with pytest.raises(RefusedError, match="reply_empty"):
        reply(session, remark, " ")
    with pytest.raises(RefusedError, match="remark_released"):
        remove_remark(session, remark)
    resolve_remark(session, remark, NOW)
    take(session, draft, Action.RESUBMIT, Side.SIGNATORY)
    gone = remark_on(session, draft)
    remove_remark(session, gone)
    with pytest.raises(NotFoundError):
        remark_by_id(session, draft.id, gone.id)
    assert remark_by_id(session, draft.id, remark.id) is remark


def test_notes_of_the_reviewer_are_kept_apart(session):
    report = make_submitted_report(session)
    first = add_note(session, report, "Ask the ministry.", Written(None, "en", NOW))
    second = add_note(session, report, "Asked.", Written(None, "en", NOW))
    with pytest.raises(RefusedError, match="note_empty"):
        add_note(session, report, " ", Written(None, "en", NOW))
    assert notes_of(session, report.id) == [second, first]
    assert remarks_of(session, report.id, released_only=False) == []


# --- starting, sides, lists -----------------------------------------------------------------------


def test_a_report_is_started_once_in_an_open_cycle_by_an_invited_country(session):
    planned = make_cycle(session, "2001", opened=False)
    with pytest.raises(RefusedError, match="cycle_not_open"):
        make_report(session, planned)
    cycle = make_cycle(session)
    with pytest.raises(RefusedError, match="cycle_not_open"):
        make_report(session, cycle, now=NOW - timedelta(days=31))
    with pytest.raises(RefusedError, match="language_unknown"):
        make_report(session, cycle, language="de")
    with pytest.raises(NotFoundError, match="country_not_invited"):
        start_report(session, cycle, "XCC", "en", NOBODY, NOW)
    report = make_report(session, cycle)
    with pytest.raises(RefusedError, match="report_exists"):
        make_report(session, cycle, language="fr")
    assert report_by_reference(session, report.reference) is report
    assert kinds(session, report) == ["started"]
    assert kinds(session, make_report(session, cycle, "XBB", received=True)) == ["started_for_government"]


AUTHORS = {Side.AUTHOR, Side.SIGNATORY}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.FOCAL_POINT, AUTHORS),
        (Role.ALTERNATE, AUTHORS),
        (Role.CONTRIBUTOR, set()),
        (Role.READER, set()),
        (Role.SIGNATORY, {Side.SIGNATORY}),
        (Role.COORDINATOR, {Side.REVIEWER, Side.OFFICE}),
        (Role.COORDINATOR_STAFF, {Side.OFFICE}),
        (Role.SECRETARIAT, {Side.SECRETARIAT}),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_a_role_stands_on_its_side_of_its_own_countrys_report_alone(session, role, expected):
    cycle = make_cycle(session)
    own, foreign = make_report(session, cycle), make_report(session, cycle, "XBB")
    identity = identity_for(session, make_account(session, role))
    assert sides_of(session, identity, own) == expected
    assert sides_of(session, identity, foreign) == (expected if role is Role.SECRETARIAT else set())


def test_where_the_government_has_a_signatory_the_focal_point_does_not_sign(session):
    report = make_report(session)
    focal_point = make_account(session)
    assert Side.SIGNATORY in sides_of(session, identity_for(session, focal_point), report)
    signatory = make_account(session, Role.SIGNATORY)
    assert sides_of(session, identity_for(session, focal_point), report) == {Side.AUTHOR}
    assert sides_of(session, identity_for(session, signatory), report) == {Side.SIGNATORY}
    grant(session, focal_point, Role.SIGNATORY)
    assert sides_of(session, identity_for(session, focal_point), report) == AUTHORS


def test_a_report_received_by_mail_is_the_secretariats_until_it_is_recorded(session):
    report = make_report(session, received=True)
    focal_point = identity_for(session, make_account(session))
    officer = identity_for(session, make_account(session, Role.SECRETARIAT))
    assert sides_of(session, focal_point, report) == set()
    assert sides_of(session, officer, report) == {Side.AUTHOR, Side.SECRETARIAT}
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    assert sides_of(session, focal_point, report) == AUTHORS
    assert sides_of(session, officer, report) == {Side.AUTHOR, Side.SECRETARIAT}
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    assert sides_of(session, officer, report) == {Side.SECRETARIAT}


def test_of_a_coordinators_report_the_office_is_the_author_and_the_government_comments(session):
    report = make_report(session)
    report.family, report.filed_by = Family.COORDINATOR, "coordinator"
    session.flush()
    sides = {
        role: sides_of(session, identity_for(session, make_account(session, role)), report)
        for role in (Role.COORDINATOR, Role.COORDINATOR_STAFF, Role.FOCAL_POINT)
    }
    assert sides == {
        Role.COORDINATOR: AUTHORS,
        Role.COORDINATOR_STAFF: {Side.AUTHOR},
        Role.FOCAL_POINT: {Side.GOVERNMENT},
    }


def test_reports_are_listed_by_country_and_cycle(session):
    cycle = make_cycle(session)
    one, other = make_report(session, cycle), make_report(session, cycle, "XBB")
    assert reports_of_cycle(session, "2000") == [one, other]
    assert reports_of_cycle(session, "2000", Family.PRACTICE) == []
    assert reports_of_countries(session, None, Family.NATIONAL) == [one, other]
    assert reports_of_countries(session, frozenset({"XBB"}), Family.NATIONAL) == [other]
    fill_report(session, other, {TEXT: "a"}, now=NOW + timedelta(hours=1))
    assert last_activity(session, [one.id, other.id]) == {other.id: NOW + timedelta(hours=1)}
    assert surroundings(session, one).country == "XAA"


# --- random walks ---------------------------------------------------------------------------------


@pytest.mark.scaled
@pytest.mark.parametrize("seed", range(times(100)))
def test_random_walks_never_break_a_constraint_or_a_promise(session, seed):
    dice = random.Random(seed)
    cycle = make_cycle(session)
    report = make_report(session, cycle, dice.choice(["XAA", "XBB"]))
    stream, now, taken = stream_of(report), NOW, 1
    for _ in range(40):
        versions = session.scalars(select(Report).order_by(Report.version)).all()
        if not versions:
            break
        report, now = dice.choice(versions), now + timedelta(days=dice.choice([0, 0, 1, 22]))
        _prepare(session, report, dice)
        everybody = frozenset({*Side})
        situation = situation_of(session, surroundings(session, report), everybody, now)
        wanted = dice.choice([*available(situation), dice.choice(list(Action))])
        try:
            with session.begin_nested():
                take_as_everybody(session, report, wanted, now)
            taken += 1
        except (RefusedError, NotAllowedError):
            assert wanted not in available(situation)
        _check_promises(session)
    assert session.scalar(select(func.count()).where(Event.stream == stream)) == taken
    session.commit()
    assert list(broken_chains(session)) == []


def take_as_everybody(session, report, action, now):
    wants_text = any(row.text is Text.REQUIRED for row in TRANSITIONS if row.action is action)
    step = Step(action, actor_for(None), frozenset(Side), now, text="A reason." if wants_text else None)
    return transition(session, report.id, step)


def _prepare(session, report, dice):
    """Do what people do between the steps: fill in, remark, answer."""
    if report.status in {Status.DRAFT, Status.RETURNED} and dice.random() < 0.8:
        context = surroundings(session, report)
        consent = dice.choice(["full", "partial", "summary", "none"])
        answers = complete_answers(
            context.questionnaire, context.asked, period=context.period, dice=dice, only_required=True
        )
        fill_report(session, report, answers | {"VNR.12.Z1": consent})
    if report.status in {Status.UNDER_REVIEW, Status.ENDORSED, Status.RESUBMITTED} and dice.random() < 0.5:
        remark_on(session, report, side=dice.choice([BY_REVIEWER, BY_SECRETARIAT]), text=new_row_id())
    if report.status is Status.RETURNED:
        for remark in remarks_of(session, report.id, released_only=True):
            reply(session, remark, maintained=dice.random() < 0.5)


def _check_promises(session):
    versions = session.scalars(select(Report).order_by(Report.version)).all()
    assert sum(version.status in COUNTED for version in versions) <= 1
    assert sum(version.status not in COUNTED | OUT for version in versions) <= 1
    for version in versions:
        filing = latest_filing(session, version.id)
        if filing is None:
            assert version.status is Status.DRAFT
            continue
        assert version.returns_by_reviewer <= 1
        if version.status is Status.PUBLISHED:
            assert filing.consent in {"full", "partial"}
        if version.status in COUNTED | {Status.ENDORSED, Status.SUBMITTED, Status.UNDER_REVIEW}:
            live = values_of(answers_of(session, version.id))
            filed = filed_answers(filing)
            assert canonical.dumps(filed) == canonical.dumps({key: strip_row_ids(live[key]) for key in filed})
