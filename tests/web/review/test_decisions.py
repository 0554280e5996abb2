"""The two decisions of a coordinator: return at most once a version, or complete and clear."""

from __future__ import annotations

import pytest

from portal.reports.queries import get_report
from portal.reports.workflow import Action, Side
from tests.web.review.visiting import status_of


def test_staff_prepare_and_do_not_decide(review):
    review.begin()
    fields = {"VNR.12.B1-text": "Please say more.", "VNR.12.B1-reason": "unclear"}
    assert review.staff.post(review.path, language="en", go="stay", **fields).status == 302
    for decision in ("return", "endorse"):
        assert review.staff.get(f"{review.path}/{decision}").status == 403
        assert review.staff.post(f"{review.path}/{decision}", "review", text="x", language="en").status == 403
    page = review.staff.get(review.path)
    assert "the resident coordinator decides" in page
    assert 'value="endorse"' not in page.html


def test_the_secretariat_and_the_government_take_no_decision_of_the_coordinator(review):
    review.begin()
    for person in (review.secretariat, review.government):
        assert person.get(f"{review.path}/return").status == 403


def test_the_page_says_before_that_a_report_is_returned_at_most_once(review):
    review.begin()
    assert "at most once a version" in review.coordinator.get(review.path)
    assert "at most once a version" in review.coordinator.get(f"{review.path}/return")


def test_a_report_is_not_returned_without_a_remark(review):
    review.begin()
    answer = review.coordinator.get(f"{review.path}/return")
    assert "Write at least one remark first" in answer
    assert 'name="text"' not in answer.html
    refused = review.coordinator.post(f"{review.path}/return", review.path, text="Please.", language="en")
    assert refused.status == 409
    assert status_of(review.portal, review.report) == "under_review"


def test_a_report_is_not_returned_without_a_text(review):
    review.begin().write()
    answer = review.coordinator.post(f"{review.path}/return", text="  ", language="en")
    assert answer.status == 422
    assert "Please write a text." in answer
    assert status_of(review.portal, review.report) == "under_review"


def test_the_remarks_are_shown_again_before_they_are_sent(review):
    review.begin().write()
    answer = review.coordinator.get(f"{review.path}/return")
    assert "1 remark will be sent" in answer
    assert "Please say more about this." in answer


def test_a_returned_report_carries_the_text_in_its_history(review):
    review.begin().write()
    answer = review.coordinator.post(f"{review.path}/return", text="Please clarify B1.", language="en")
    assert answer.status == 302
    assert status_of(review.portal, review.report) == "returned"
    page = review.coordinator.get(review.path)
    assert "Please clarify B1." in page
    assert "The Government has your remarks" in page


def test_a_version_is_returned_only_once(review):
    review.begin().write()
    review.step(Action.RETURN, Side.REVIEWER, "Please clarify.")
    with review.portal.session() as session:
        session.connection().exec_driver_sql(
            "UPDATE remark SET maintained = 1, replied_at = released_at WHERE report_id = ?", (review.report,)
        )
    review.step(Action.RESUBMIT, Side.SIGNATORY)
    review.begin().write("B7")
    assert "already returned once" in review.coordinator.get(f"{review.path}/return")
    again = review.coordinator.post(f"{review.path}/return", review.path, text="Once more.", language="en")
    assert again.status == 409
    assert status_of(review.portal, review.report) == "under_review"


@pytest.mark.parametrize("text", ["", "The tables are exemplary."])
def test_a_report_is_forwarded_with_or_without_an_observation(review, text):
    review.begin()
    page = review.coordinator.get(f"{review.path}/endorse")
    assert "you do not say that you agree with it" in page
    answer = review.coordinator.post(f"{review.path}/endorse", text=text, language="fr")
    assert answer.status == 302
    assert status_of(review.portal, review.report) == "endorsed"
    with review.portal.session() as session:
        report = get_report(session, review.report)
        assert (report.observation or "") == text
        assert report.observation_language == ("fr" if text else None)
    assert (text or "Complete and clear") in review.secretariat.get(f"secretariat/reports/{review.report}")


def test_a_decision_is_not_possible_before_the_review_has_begun(review):
    answer = review.coordinator.get(f"{review.path}/endorse")
    assert "not possible" in answer
    refused = review.coordinator.post(f"{review.path}/endorse", review.path, text="", language="en")
    assert refused.status == 403
    assert status_of(review.portal, review.report) == "submitted"


def test_remarks_reach_the_government_with_the_endorsement(review):
    review.begin().write()
    page = f"reports/{review.report}"
    assert "Please say more about this." not in review.government.get(page)
    review.coordinator.post(f"{review.path}/endorse", text="", language="en")
    assert "Please say more about this." in review.government.get(page)
