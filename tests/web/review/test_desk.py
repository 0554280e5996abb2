"""Reading a report beside its remarks: what is shown, what is written, who sees it when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.reports.models import Remark, ReviewNote
from portal.reports.queries import get_report
from portal.reports.remarks.services import Written, reply_to_remark
from portal.reports.workflow import Action, Side
from tests.factories import TEXTS, make_cycle, make_dates
from tests.samples.portal import now
from tests.web.review.visiting import Visitor, count_questions, file_report, status_of, step

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} & \u202e"


def _remarks(review):
    with review.portal.session() as session:
        statement = select(Remark).where(Remark.report_id == review.report).order_by(Remark.id)
        return [(one.key, one.text, one.reason, one.released_at) for one in session.scalars(statement)]


def test_the_whole_filing_can_be_read_in_every_script(portal):
    for language, text in TEXTS.items():
        place = portal.new_place()
        coordinator = Visitor(portal, portal.add_person(Role.COORDINATOR, place.rc))
        report = file_report(portal, place.cycle, place.rc, language=language)
        answer = coordinator.get(f"review/{report}")
        assert answer.html.count(text) > 20
        assert f'lang="{language}"' in answer.html


def test_what_people_typed_is_shown_and_never_run(review):
    place = review.portal.new_place()
    coordinator = Visitor(review.portal, review.portal.add_person(Role.COORDINATOR, place.rc))
    report = file_report(review.portal, place.cycle, place.rc, {"VNR.12.B10": HOSTILE})
    answer = coordinator.get(f"review/{report}")
    assert "<script>alert" not in answer.html
    assert HOSTILE in answer.text


def test_another_countrys_coordinator_is_refused(review):
    for path in ("", "/return", "/endorse"):
        assert review.elsewhere.get(review.path + path).status == 403
    assert review.elsewhere.post(review.path, "review", go="stay").status == 403


def test_an_unknown_report_is_not_found(review):
    assert review.coordinator.get("review/99999999").status == 404


def test_the_view_of_the_united_nations_system_is_shown_after_acceptance_only(review):
    place = review.portal.new_place()
    coordinator = Visitor(review.portal, review.portal.add_person(Role.COORDINATOR, place.rc))
    secret = {"VNR.12.H2.other": None, "VNR.12.H7": "Only the secretariat may read this sentence."}
    report = file_report(review.portal, place.cycle, place.rc, secret)
    step(review.portal, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    before = coordinator.get(f"review/{report}")
    assert "q-VNR.12.H1" not in before.html
    assert "Only the secretariat" not in before
    assert "shown to the resident coordinator when the report is accepted" in before
    step(review.portal, report, Action.ENDORSE, Side.REVIEWER)
    step(review.portal, report, Action.ACCEPT, Side.SECRETARIAT)
    after = coordinator.get(f"review/{report}")
    assert 'id="q-VNR.12.H1"' in after.html
    assert "Only the secretariat" not in after


def test_the_view_of_the_united_nations_system_takes_no_remark(review):
    review.begin()
    assert "VNR.12.H1-text" not in review.coordinator.get(review.path).html
    assert review.write("H1").status == 409
    assert _remarks(review) == []


def test_remarks_are_written_only_once_the_review_has_begun(review):
    assert "VNR.12.B1-text" not in review.coordinator.get(review.path).html
    assert review.write().status == 409
    answer = review.coordinator.post(f"{review.path}/begin", review.path)
    assert answer.status == 302
    assert status_of(review.portal, review.report) == "under_review"
    assert review.write().status == 302
    assert [remark[0] for remark in _remarks(review)] == ["VNR.12.B1"]


def test_one_button_keeps_every_remark_and_the_note_that_were_typed(review):
    review.begin()
    more = {
        "VNR.12.B7-text": "Since when?",
        "VNR.12.B7-reason": "incomplete",
        "note-text": "Ask the ministry.",
    }
    review.write(**more)
    assert {remark[0] for remark in _remarks(review)} == {"VNR.12.B1", "VNR.12.B7"}
    assert "Ask the ministry." in review.coordinator.get(review.path)


def test_a_remark_and_a_note_sent_twice_by_one_press_are_one_each(review):
    review.begin()
    for _press in range(2):
        review.write(**{"note-text": "Ask the ministry."})
    assert len(_remarks(review)) == 1
    with review.portal.session() as session:
        notes = session.scalars(select(ReviewNote).where(ReviewNote.report_id == review.report)).all()
    assert len(notes) == 1
    review.write(text="Another remark on the same question.")
    assert len(_remarks(review)) == 2


def test_a_remark_without_a_reason_comes_back_with_everything_that_was_typed(review):
    review.begin()
    answer = review.write(reason="", **{"VNR.12.B7-text": "Since when?", "VNR.12.B7-reason": "incomplete"})
    assert answer.status == 422
    assert _remarks(review) == []
    assert "Please choose a reason." in answer
    assert 'href="#VNR.12.B1-reason"' in answer.html
    assert "Please say more about this.</textarea>" in answer.html
    assert "Since when?</textarea>" in answer.html


def test_a_decision_button_keeps_what_was_typed_first(review):
    review.begin()
    fields = {"VNR.12.B1-text": "Please say more.", "VNR.12.B1-reason": "unclear"}
    answer = review.coordinator.post(review.path, language="en", go="return", **fields)
    assert answer.location.endswith(f"/{review.path}/return")
    assert len(_remarks(review)) == 1


def test_a_remark_can_be_removed_until_it_is_sent(review):
    review.begin().write()
    with review.portal.session() as session:
        number = session.scalar(select(Remark.id).where(Remark.report_id == review.report))
    review.coordinator.post(review.path, language="en", remove=str(number))
    assert _remarks(review) == []
    review.write()
    review.step(Action.RETURN, Side.REVIEWER, "Please clarify.")
    with review.portal.session() as session:
        number = session.scalar(select(Remark.id).where(Remark.report_id == review.report))
    assert review.coordinator.post(review.path, "review", language="en", remove=str(number)).status == 409
    assert len(_remarks(review)) == 1


def test_the_government_sees_no_remark_before_the_report_is_returned(review):
    review.begin().write()
    page = f"reports/{review.report}"
    assert "Please say more about this." not in review.government.get(page)
    review.step(Action.RETURN, Side.REVIEWER, "Please clarify.")
    assert "Please say more about this." in review.government.get(page)


def test_the_secretariat_sees_neither_remarks_not_sent_nor_private_notes(review):
    review.begin().write(**{"note-text": "Between ourselves."})
    for path in (review.path, f"secretariat/reports/{review.report}"):
        answer = review.secretariat.get(path)
        assert answer.status == 200
        assert "Please say more about this." not in answer
        assert "Between ourselves." not in answer
    assert "Between ourselves." in review.staff.get(review.path)


def test_a_note_is_never_shown_to_the_government(review):
    review.begin().write(**{"note-text": "Between ourselves."})
    review.step(Action.RETURN, Side.REVIEWER, "Please clarify.")
    assert "Between ourselves." not in review.government.get(f"reports/{review.report}")
    with review.portal.session() as session:
        assert session.scalar(select(ReviewNote.text).where(ReviewNote.report_id == review.report))


@pytest.mark.parametrize("maintained", [True, False])
def test_the_answer_to_a_remark_is_shown_after_resubmission(review, maintained):
    review.begin().write()
    review.step(Action.RETURN, Side.REVIEWER, "Please clarify.")
    with review.portal.session() as session:
        remark = session.scalar(select(Remark).where(Remark.report_id == review.report))
        by = Written(None, "en", now())
        reply_to_remark(session, remark, "The committee meets monthly.", by, maintained=maintained)
    review.step(Action.RESUBMIT, Side.SIGNATORY)
    answer = review.coordinator.get(review.path)
    assert "The committee meets monthly." in answer
    assert ("The Government maintains its text" in answer) is maintained


def test_the_answer_of_the_last_cycle_stands_behind_a_disclosure(portal):
    place = portal.new_place()
    coordinator = Visitor(portal, portal.add_person(Role.COORDINATOR, place.rc))
    report = file_report(portal, place.cycle, place.rc)
    assert "Answer in cycle" not in coordinator.get(f"review/{report}")
    with portal.session() as session:
        earlier = get_report(session, report)
        cycle = earlier.cycle_code
    for action, side in (
        (Action.BEGIN_REVIEW, Side.REVIEWER),
        (Action.ENDORSE, Side.REVIEWER),
        (Action.ACCEPT, Side.SECRETARIAT),
    ):
        step(portal, report, action, side)
    with portal.session() as session:
        dates = make_dates(now() + timedelta(days=366))
        days = replace(dates, opens=now().date() - timedelta(days=2))
        make_cycle(session, f"{cycle}-2", now=now(), invited={place.rc: "rc"}, dates=days)
    following = file_report(portal, f"{cycle}-2", place.rc, {"VNR.12.B10": "A new sentence."})
    answer = coordinator.get(f"review/{following}")
    assert f"Answer in cycle {cycle}" in answer
    assert answer.html.count("<details") > 30


def test_the_page_takes_as_many_questions_whatever_is_asked_and_remarked(review):
    review.begin()
    few = count_questions(review.coordinator, review.path)
    for number in ("B1", "B3", "B7", "D1", "E1", "G1"):
        review.write(number)
    # The names of those who wrote remarks are one more question, however many there are.
    assert count_questions(review.coordinator, review.path) in {few, few + 1}
    place = review.portal.new_place(
        conferences=("WSC90", "UNCED92", "WCHR93", "ICPD94", "SIDS94", "WSSD95", "FWCW95")
    )
    coordinator = Visitor(review.portal, review.portal.add_person(Role.COORDINATOR, place.rc))
    report = file_report(review.portal, place.cycle, place.rc)
    step(review.portal, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    assert count_questions(coordinator, f"review/{report}") == few
