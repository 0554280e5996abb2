"""A coordinator's annual report and best practices, from the first word to the public page, over HTTP."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.reports.workflow import Status
from tests.web.filing.desk import Desk, Page

COMMENT = "Le Gouvernement ajoute ceci.\n\nDeuxième paragraphe."


class Side:
    """A person at work on reports of one country of which there are several."""

    def __init__(self, portal, place, role, country=None):
        self.portal, self.place, self.country = portal, place, country or place.rc
        self.person = portal.add_person(role, self.country)
        self.desk = Desk(portal, place.cycle, self.country, self.person)

    def start(self, what: str) -> Desk:
        address = f"/en/desk/{self.place.cycle}/{self.country}/{what}/start"
        data = {"report_language": "en", "csrf_token": self.desk.token()}
        answer = Page(self.desk.client.post(address, data=data))
        assert answer.status == 303, answer.text
        self.desk.number = int(answer.location.rpartition("/")[2])
        return self.desk

    def at(self, desk: Desk) -> Desk:
        return desk.for_person(self.person)

    def secretariat(self, desk: Desk, step: str, **data: str) -> Page:
        sent = {"csrf_token": self.desk.token(), "language": "en", **data}
        return Page(self.desk.client.post(f"/en/secretariat/reports/{desk.number}/{step}", data=sent))


@pytest.fixture
def side(portal, place):
    return lambda role, country=None: Side(portal, place, role, country)


def test_an_annual_report_of_an_office_with_the_reply_of_the_government(portal, place, side):
    staff, head = side(Role.COORDINATOR_STAFF), side(Role.OFFICER_IN_CHARGE)
    government, secretariat = side(Role.FOCAL_POINT), side(Role.SECRETARIAT)
    report = staff.start("annual-report")
    portal.give_role(staff.person, Role.COORDINATOR_STAFF, place.norc)
    assert report.type_in("A", {"RCR.13.A1": "Name as accredited"}).status in {200, 303}
    assert government.at(report).get().status == 403
    assert government.at(report).get("/reply").status == 404
    report.fill()
    assert "officer-in-charge signs the report here" in report.get("/check").text
    assert report.sign().status == 403
    assert head.at(report).sign().location.endswith("/receipts/1")
    assert "Open for your comments until" in Page(government.desk.client.get("/en/desk")).text
    page = government.at(report).get("/reply")
    assert "may comment on it until" in page.text
    saved = government.at(report).post("/reply", {"text": COMMENT, "seen": "0"})
    assert saved.status == 303
    assert government.at(report).post("/reply", {"text": COMMENT, "seen": "1", "close": "1"}).status == 303
    assert report.report().status is Status.ENDORSED
    assert "Deuxième paragraphe." in report.get().text
    assert secretariat.secretariat(report, "accept").status == 302
    assert secretariat.secretariat(report, "publish").status == 302
    public = portal.client(None).get(f"/fr/countries/{place.rc}/{place.cycle}/coordinator")
    assert "Deuxième paragraphe." in public.get_data(as_text=True)


def test_two_focal_points_who_comment_at_once_lose_nothing(side):
    head, one, other = side(Role.COORDINATOR), side(Role.FOCAL_POINT), side(Role.ALTERNATE)
    report = head.start("annual-report")
    report.fill()
    head.at(report).sign()
    assert one.at(report).post("/reply", {"text": "First.", "seen": "0"}).status == 303
    second = other.at(report)
    page = second.post("/reply", {"text": "Second.", "seen": "0"})
    assert page.status == 422
    assert "First." in page.text
    form = page.form("/reply").fields()
    assert form["text"] == "Second."
    form["text"] = "First. Second."
    assert second.post("/reply", form).status == 303
    assert second.get("/reply").form("/reply").fields()["text"] == "First. Second."


def test_a_comment_that_comes_after_the_comments_closed_is_shown_again(side):
    head, government = side(Role.COORDINATOR), side(Role.FOCAL_POINT)
    report = head.start("annual-report")
    report.fill()
    head.at(report).sign()
    government.at(report).post("/reply", {"text": "", "seen": "0", "close": "1"})
    page = government.at(report).post("/reply", {"text": "Too late, but typed.", "seen": "0"})
    assert page.status == 422
    assert page.form("/reply").fields()["text"] == "Too late, but typed."


def test_a_practice_of_a_government_is_reviewed_and_listed_to_the_public(portal, side):
    government, head, secretariat = side(Role.FOCAL_POINT), side(Role.COORDINATOR), side(Role.SECRETARIAT)
    practice = government.start("practices")
    practice.fill()
    assert practice.sign().location.endswith("/receipts/1")
    data = {"csrf_token": head.desk.token(), "language": "en", "text": ""}
    for step in ("begin", "endorse"):
        assert head.desk.client.post(f"/en/review/{practice.number}/{step}", data=data).status_code == 302
    page = Page(secretariat.desk.client.get(f"/en/secretariat/reports/{practice.number}/accept"))
    assert page.text.count("Met") == 6
    assert "Not met" not in page.text
    assert secretariat.secretariat(practice, "accept").status == 302
    assert secretariat.secretariat(practice, "publish").status == 302
    reference = practice.report().reference
    listed = portal.client(None).get("/en/practices").get_data(as_text=True)
    assert f"/en/practices/{reference}" in listed
    assert portal.client(None).get(f"/ar/practices/{reference}").status_code == 200


def test_a_practice_of_a_coordinator_waits_for_the_agreement_of_the_government(side):
    head, government, secretariat = side(Role.COORDINATOR), side(Role.FOCAL_POINT), side(Role.SECRETARIAT)
    practice = head.start("office-practices")
    practice.fill()
    practice.sign()
    assert secretariat.secretariat(practice, "accept").status == 409
    assert "Waits for your agreement" in Page(government.desk.client.get("/en/desk")).text
    assert "Waits for the agreement of the Government" in Page(head.desk.client.get("/en/desk")).text
    asked = government.at(practice)
    assert asked.post("/reply").status == 303
    assert practice.report().status is Status.SUBMITTED
    assert asked.post("/reply", asked.get("/reply").form("/reply").fields()).status == 303
    assert practice.report().status is Status.ENDORSED
    declined = secretariat.secretariat(practice, "decline", text="It was described before.")
    assert declined.status == 302
    assert "declined the practice" in practice.get().text


def test_a_signature_covers_what_its_page_showed_and_nothing_else(side):
    one, colleague = side(Role.FOCAL_POINT), side(Role.ALTERNATE)
    practice = one.start("practices")
    practice.fill()
    form = practice.get("/check").form("/sign").fields()
    colleague.at(practice).type_in("A", {"BPR.12.A1": "Another title"})
    page = practice.post("/sign", {**form, "declaration": "y"})
    assert "An answer was changed after this page was shown." in page.text
    assert practice.report().status is Status.DRAFT
    assert practice.sign().location.endswith("/receipts/1")


def test_a_country_without_a_coordinator_system_has_no_annual_report(place, side):
    head = side(Role.COORDINATOR, place.norc)
    data = {"report_language": "en", "csrf_token": head.desk.token()}
    address = f"/en/desk/{place.cycle}/{place.norc}/annual-report/start"
    answer = Page(head.desk.client.post(address, data=data))
    assert answer.status == 409
    assert "no resident coordinator system" in answer.text
