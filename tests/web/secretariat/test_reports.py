"""One filed report on the secretariat's desk: read, returned, accepted, published, suspended."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.reports.models import Remark
from portal.reports.queries import get_report
from portal.reports.workflow import Action, Side
from tests.web.review.visiting import count_questions, status_of

REMARK = {"VNR.12.B1-text": "Which decree is meant?", "VNR.12.B1-reason": "missing_source"}


def _path(report, step=""):
    return f"secretariat/reports/{report}{step}"


def test_a_report_without_a_coordinator_waits_for_the_secretariat_at_once(desk):
    report = desk.file()
    assert _path(report) in desk.officer.get("secretariat").html
    answer = desk.officer.get(_path(report))
    assert "The report waits for the secretariat" in answer
    assert 'id="q-VND.15.X10"' in answer.html


def test_the_secretariat_reads_the_governments_view_before_acceptance(desk):
    answer = desk.officer.get(_path(desk.endorsed()))
    assert 'id="q-VNR.12.H7"' in answer.html
    assert "VNR.12.H7-text" not in answer.html


def test_nothing_can_be_decided_while_a_reviewer_has_the_report(desk):
    report = desk.file(desk.place.rc)
    assert "The reviewer can still act" in desk.officer.get(_path(report, "/accept"))
    assert desk.officer.post(_path(report, "/accept"), "secretariat/cycles/new").status == 409
    assert status_of(desk.portal, report) == "submitted"


def test_a_draft_is_behind_no_address_of_a_filed_report(desk):
    from portal.cycles.queries import get_cycle
    from tests.factories import make_report
    from tests.samples.portal import now

    with desk.portal.session() as session:
        draft = make_report(session, get_cycle(session, desk.place.cycle), desk.place.rc, now=now()).id
    for step in ("", "/accept", "/publish", "/return", "/suspend"):
        assert desk.officer.get(_path(draft, step)).status == 404


def test_others_are_refused(desk):
    report = desk.file(desk.place.rc)
    for role in (Role.FOCAL_POINT, Role.COORDINATOR, Role.READER):
        person = desk.visitor(role, desk.place.rc)
        for step in ("", "/accept", "/publish", "/return", "/suspend"):
            assert person.get(_path(report, step)).status == 403
        assert person.post(_path(report, "/accept"), "account").status == 403


def test_a_report_is_returned_with_remarks_and_comes_straight_back(desk):
    report = desk.endorsed()
    assert "Write at least one remark first" in desk.officer.get(_path(report, "/return"))
    desk.officer.post(_path(report), language="en", go="return", **REMARK)
    answer = desk.officer.post(_path(report, "/return"), text="Please name the decree.", language="en")
    assert answer.status == 302
    assert status_of(desk.portal, report) == "returned"
    with desk.portal.session() as session:
        remark = session.scalar(select(Remark).where(Remark.report_id == report))
        assert remark.side == "secretariat"
        remark.maintained, remark.replied_at = True, remark.released_at
    desk.step(report, Action.RESUBMIT, Side.SIGNATORY)
    assert "The report waits for the secretariat" in desk.officer.get(_path(report))


def test_a_return_needs_a_text(desk):
    report = desk.endorsed()
    desk.officer.post(_path(report), language="en", go="stay", **REMARK)
    answer = desk.officer.post(_path(report, "/return"), text="", language="en")
    assert answer.status == 422
    assert status_of(desk.portal, report) == "endorsed"


def test_what_is_left_unanswered_is_listed_before_acceptance_and_recorded_with_it(desk):
    report = desk.received({"VNR.12.B1": None, "VNR.12.A4": None})
    page = desk.officer.get(_path(report, "/accept"))
    [shown] = re.findall(r'name="shown" value="(\w+)"', page.html)
    assert "2 required questions are not answered" in page
    assert "How was this report prepared?" in page
    assert desk.officer.post(_path(report, "/accept"), shown=shown).status == 302
    with desk.portal.session() as session:
        assert get_report(session, report).omissions == ["VNR.12.A4", "VNR.12.B1"]
    assert status_of(desk.portal, report) == "accepted"


def test_a_complete_report_is_said_to_be_complete(desk):
    report = desk.endorsed()
    assert "Every required question is answered" in desk.officer.get(_path(report, "/accept"))


def test_an_accepted_report_is_published_and_can_be_suspended_with_a_reason(desk):
    report = desk.accepted()
    page = desk.officer.get(_path(report, "/publish"))
    assert "Full publication" in page
    assert desk.officer.post(_path(report, "/publish")).status == 302
    assert status_of(desk.portal, report) == "published"
    assert desk.officer.post(_path(report, "/suspend"), text="", language="en").status == 422
    assert (
        desk.officer.post(_path(report, "/suspend"), text="At the Government's wish.", language="en").status
        == 302
    )
    assert status_of(desk.portal, report) == "accepted"
    page = desk.officer.get(_path(report))
    assert "Publication is suspended" in page
    assert "At the Government's wish." in page
    assert "Publication was suspended" in desk.officer.get(_path(report, "/publish"))


@pytest.mark.parametrize(
    ("consent", "sentence"), [("summary", "country summary"), ("none", "stay unpublished")]
)
def test_a_report_without_consent_is_not_published_and_the_page_says_why(desk, consent, sentence):
    report = desk.accepted({"VNR.12.Z1": consent})
    page = desk.officer.get(_path(report, "/publish"))
    assert "did not consent" in page
    assert sentence in page
    assert desk.officer.post(_path(report, "/publish"), "secretariat/cycles/new").status == 409
    assert status_of(desk.portal, report) == "accepted"


def test_the_reviewers_unsent_drafts_are_not_the_secretariats_to_send(desk):
    report = desk.file(desk.place.rc)
    coordinator = desk.visitor(Role.COORDINATOR, desk.place.rc)
    desk.step(report, Action.BEGIN_REVIEW, Side.REVIEWER)
    coordinator.post(f"review/{report}", language="en", go="stay", **REMARK)
    with desk.portal.session() as session:
        from datetime import timedelta

        found = get_report(session, report)
        assert found.submitted_at is not None
        found.submitted_at = found.submitted_at - timedelta(days=60)
        found.started_at -= timedelta(days=60)
    desk.step(report, Action.LAPSE, Side.CLOCK)
    page = desk.officer.get(_path(report))
    assert "Forwarded without review" in page
    assert "Which decree is meant?" not in page
    assert "Write at least one remark first" in desk.officer.get(_path(report, "/return"))


def test_the_page_takes_as_many_questions_whatever_is_remarked(desk):
    report = desk.endorsed()
    few = count_questions(desk.officer, _path(report))
    for number in ("B1", "B7", "D1", "E1"):
        fields = {f"VNR.12.{number}-text": "Please say more.", f"VNR.12.{number}-reason": "unclear"}
        desk.officer.post(_path(report), language="en", go="stay", **fields)
    assert count_questions(desk.officer, _path(report)) <= few + 1
