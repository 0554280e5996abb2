"""From the check to the receipt, and back again after a return."""

from __future__ import annotations

import json

import pytest

from portal import canonical
from portal.accounts.permissions import Role
from portal.reports.models import Filing, Report
from portal.reports.queries import surroundings
from portal.reports.remarks.services import RemarkDraft, Written, add_remark, remarks_of
from portal.reports.workflow import Action, Side, Status
from tests.factories import TEXTS, take
from tests.samples.portal import now

AUTHORITY = "VNR.12.A1"


def _filing(desk, number=1):
    with desk.portal.session() as session:
        filing = session.query(Filing).filter_by(report_id=desk.number, number=number).one()
        session.expunge(filing)
        return filing


def _return_with_remark(desk, key=AUTHORITY, text="Which ministry is meant?"):
    with desk.portal.session() as session:
        report = session.get_one(Report, desk.number)
        take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER, now=now())
        context = surroundings(session, report)
        reason = context.questionnaire.option_sets["REASONS"].values[0]
        add_remark(session, context, RemarkDraft(key, reason, text), Written(None, "en", now()))
        take(session, report, Action.RETURN, Side.REVIEWER, text="Please clarify.", now=now())
        return remarks_of(session, desk.number, released_only=True)[0].id


def test_the_check_lists_everything_that_is_missing_with_a_link_to_its_question(begun):
    page = begun.get("/check")
    links = [href for href, _ in page.read.links if "check=1#q-" in href]
    asked = [href.partition("#q-")[2] for href in links]
    assert "VNR.12.A1" in asked
    assert "VNR.12.C1@WSSD95" in asked
    assert "VNR.12.Z1" in asked
    assert "VNR.12.Z3" not in asked
    assert "Sign and submit" not in page.text


def test_a_link_of_the_check_leads_to_a_page_that_says_what_is_missing(begun):
    page, _ = begun.open_section("A", "?check=1")
    assert AUTHORITY in page.errors()
    assert set(page.errors()) <= set(page.read.ids)


def test_a_page_that_is_only_being_filled_in_reproaches_nothing(begun):
    page, _ = begun.open_section("A")
    assert page.errors() == []


def test_an_incomplete_report_cannot_be_signed(begun):
    answer = begun.sign()
    assert answer.status == 409
    assert begun.report().status is Status.DRAFT


def test_a_report_cannot_be_signed_without_the_declaration(begun):
    begun.fill()
    page = begun.post("/sign", {})
    assert page.errors() == ["declaration"]
    assert begun.report().status is Status.DRAFT


def test_a_complete_report_is_signed_and_its_receipt_shows_the_digest_of_what_was_filed(begun):
    answers = begun.complete()
    begun.fill({key: value for key, value in answers.items() if key != "VNR.12.Z3"})
    check = begun.get("/check")
    assert "Sign and submit" in check.text
    answer = begun.sign()
    assert answer.location.endswith("/receipts/1")
    receipt, filing = begun.get("/receipts/1"), _filing(begun)
    assert filing.digest in receipt.text
    assert begun.person.name in receipt.text
    assert begun.report().status is Status.SUBMITTED
    assert json.loads(filing.content)["answers"]["VNR.12.Z3"] == "yes"


def test_the_file_of_a_receipt_holds_what_was_signed_and_the_code_that_the_receipt_shows(begun):
    begun.fill()
    begun.sign()
    file = begun.get("/receipts/1.json").response
    assert file.headers["Content-Disposition"].startswith("attachment")
    filing, found = _filing(begun), canonical.loads(file.get_data(as_text=True))
    assert canonical.digest(canonical.dumps(found["signed"])) == filing.digest == found["digest"]
    assert found["code"] == filing.code
    assert filing.code in begun.get("/receipts/1").text


def test_a_signed_report_can_be_taken_back_before_the_review_begins(begun):
    begun.fill()
    begun.sign()
    assert "Take the report back" in begun.get().text
    assert "becomes a draft again" in begun.get("/steps/recall").text
    assert begun.post("/steps/recall").status == 303
    assert begun.report().status is Status.DRAFT


def test_a_returned_report_is_answered_changed_and_resubmitted(begun):
    begun.fill()
    begun.sign()
    remark = _return_with_remark(begun)
    page = begun.get()
    assert "Which ministry is meant?" in page.text
    assert "Please clarify." in page.text
    assert "Which ministry is meant?" in begun.open_section("A")[0].text
    assert "Sign and submit" not in begun.get("/check").text
    begun.type_in("A", {AUTHORITY: "Ministry of Planning"})
    assert begun.post(f"/remarks/{remark}", {"reply": "The name is given now."}).status == 303
    assert begun.sign().location.endswith("/receipts/2")
    assert begun.report().status is Status.RESUBMITTED
    assert json.loads(_filing(begun, 2).content)["answers"][AUTHORITY] == "Ministry of Planning"


def test_a_remark_can_be_answered_by_maintaining_the_text(begun):
    begun.fill()
    begun.sign()
    remark = _return_with_remark(begun)
    assert begun.post(f"/remarks/{remark}", {"maintain": "1"}).status == 303
    assert "The text was maintained as it is" in begun.get().text
    assert "Sign and submit" in begun.get("/check").text


def test_an_empty_answer_to_a_remark_is_asked_for_again(begun):
    begun.fill()
    begun.sign()
    remark = _return_with_remark(begun)
    page = begun.post(f"/remarks/{remark}", {"reply": "  "})
    assert page.errors() == [f"reply-{remark}"]
    assert f"reply-{remark}" in page.read.ids


def test_where_a_country_has_a_signatory_only_the_signatory_signs_and_only_what_was_prepared(begun):
    signatory = begun.for_person(begun.portal.add_person(Role.SIGNATORY, begun.country))
    begun.fill()
    assert "Sign and submit" not in begun.get("/check").text
    assert signatory.sign().status == 409
    assert begun.post("/prepare").status == 303
    assert begun.sign().status == 403
    assert "Sign and submit" in signatory.get("/check").text
    assert signatory.sign().location.endswith("/receipts/1")
    assert signatory.person.name in begun.get("/receipts/1").text


def test_the_focal_point_takes_a_report_back_from_signature(begun):
    signatory = begun.for_person(begun.portal.add_person(Role.SIGNATORY, begun.country))
    begun.fill()
    begun.post("/prepare")
    begun.post("/prepare", {"back": "1"})
    assert signatory.sign().status == 409
    history = begun.get("/history").text
    assert "Prepared for signature" in history
    assert "Taken back from signature" in history


def test_a_change_after_preparation_is_pointed_out(begun):
    begun.portal.add_person(Role.SIGNATORY, begun.country)
    begun.fill()
    begun.post("/prepare")
    assert "Answers were changed after" not in begun.get("/check").text
    begun.type_in("A", {AUTHORITY: "Ministry of Planning"})
    assert "Answers were changed after" in begun.get("/check").text


def test_an_incomplete_report_cannot_be_prepared(begun):
    begun.portal.add_person(Role.SIGNATORY, begun.country)
    assert begun.post("/prepare").status == 409


def test_a_version_is_withdrawn_only_with_reasons(begun):
    begun.fill()
    begun.sign()
    asked = begun.post("/steps/withdraw_version", {"text": " "})
    assert asked.errors() == ["text"]
    assert begun.report().status is Status.SUBMITTED
    assert begun.post("/steps/withdraw_version", {"text": "Figures were revised."}).status == 303
    assert begun.report().status is Status.WITHDRAWN
    assert "Figures were revised." in begun.get("/history").text


def test_a_new_version_begins_with_the_answers_of_the_one_before(begun):
    begun.fill()
    begun.sign()
    with begun.portal.session() as session:
        report = session.get_one(Report, begun.number)
        take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER, now=now())
        take(session, report, Action.ENDORSE, Side.REVIEWER, now=now())
        take(session, report, Action.ACCEPT, Side.SECRETARIAT, now=now())
    answer = begun.post("/steps/new_version")
    second = begun.for_person(begun.person)
    second.number = int(answer.location.rpartition("/")[2])
    assert second.number != begun.number
    assert second.stored() == begun.stored()
    assert second.post("/steps/discard").location.endswith("/desk")
    assert second.get().status == 404


def test_the_desk_says_what_is_left_and_by_when(begun):
    page = begun.client.get("/en/desk").get_data(as_text=True)
    assert "11 sections are left; the report is invited by" in page
    begun.fill()
    assert "Every section is complete." in begun.client.get("/en/desk").get_data(as_text=True)


@pytest.mark.parametrize("language", ["ar", "zh", "ru"])
def test_the_printed_report_holds_every_text_in_its_own_script(desk, language):
    begun = desk.start(language)
    answers = begun.complete()
    begun.fill(answers)
    draft = begun.get("/draft")
    written = [key for key, value in answers.items() if value == TEXTS[language]]
    assert len(written) > 10
    assert draft.read.text.count(TEXTS[language]) >= len(written)
    assert f'lang="{language}"' in draft.html


def test_the_preview_of_the_summary_shows_what_the_consent_allows(begun):
    begun.fill({"VNR.12.A4": "existing", "VNR.12.Z1": "none"})
    assert "Not shown to the public" in begun.get("/summary").text
    begun.type_in("Z", {"VNR.12.Z1": "full"})
    assert "As the public would see it" in begun.get("/summary").text
