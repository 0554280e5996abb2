"""Posts that no browser sends by itself, or sends twice: nothing fails, nothing typed is lost."""

from __future__ import annotations

import pytest

from portal.reports.models import Filing
from portal.reports.workflow import Status

COMMENT = "VNR.12.B10"


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "²", "-1", ""])
def test_a_revision_that_no_answer_can_have_is_none(begun, number):
    page = begun.type_in("B", {COMMENT: "Typed on a strange page.", f"rev~{COMMENT}": number})
    assert page.status == 303
    assert begun.stored()[COMMENT] == "Typed on a strange page."


def test_a_text_in_a_language_that_is_none_of_the_six_is_shown_again(begun):
    page = begun.type_in("B", {COMMENT: "nuqneH", f"{COMMENT}~language": "tlh"})
    assert page.status == 200
    assert "“tlh” is not one of the six languages." in page.text
    assert "nuqneH" in page.html
    assert COMMENT not in begun.stored()


def test_a_report_signed_twice_is_filed_once_and_shows_the_same_receipt_twice(begun):
    begun.fill(begun.complete())
    signed = [begun.sign() for _time in range(2)]
    assert [page.location for page in signed] == [begun.url("/receipts/1")] * 2
    with begun.portal.session() as session:
        assert session.query(Filing).filter_by(report_id=begun.number).count() == 1


def test_reasons_with_a_character_that_cannot_be_kept_are_shown_again(begun):
    begun.fill(begun.complete())
    begun.sign()
    page = begun.post("/steps/withdraw_version", {"text": "To be\x00 written anew."})
    assert "Character 6 of the text (U+0000) cannot be kept." in page.text
    assert "written anew." in page.html
    assert begun.report().status is Status.SUBMITTED


def test_a_number_greater_than_that_of_any_row_is_no_address(begun):
    assert begun.client.get(f"/en/reports/{2**63}").status_code == 404
    assert begun.client.get(f"/en/reports/{2**31 - 1}").status_code == 404
    answer = begun.post(f"/set-aside/{2**31}", {"choice": "mine", "seen": "9" * 5000})
    assert answer.status == 404


def test_a_refused_post_shows_short_answers_again_too(begun):
    page = begun.post("/set-aside/7", {"VNR.12.D9": "1250000", COMMENT: "Some words of a text."})
    assert page.status == 404
    assert "1250000" in page.text
    assert "Some words of a text." in page.html


def test_a_choice_about_a_text_that_is_gone_costs_nothing_else_on_the_page(begun):
    page = begun.type_in("B", {COMMENT: "Typed beside an old choice.", "choose~999999": "mine"})
    assert page.status in {200, 303}
    assert begun.stored()[COMMENT] == "Typed beside an old choice."
