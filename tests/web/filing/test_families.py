"""A coordinator's annual report and best practices, from the first word to the public page, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.extensions import db
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
        address = f"/en/secretariat/reports/{desk.number}/{step}"
        shown = [form.fields() for form in Page(self.desk.client.get(address)).read.forms]
        filing = next((fields["shown"] for fields in shown if "shown" in fields), "")
        sent = {"csrf_token": self.desk.token(), "language": "en", "shown": filing, **data}
        return Page(self.desk.client.post(address, data=sent))


def as_shown(desk: Desk) -> str:
    """Return the digest of the filing that the Government is shown."""
    return str(desk.get("/reply").form("/reply").fields()["shown"])


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
    written = {"text": COMMENT, "language": "fr"}
    assert government.at(report).post("/reply", {**written, "seen": "0"}).status == 303
    assert government.at(report).get("/reply").form("/reply").fields()["language"] == "fr"
    written["shown"] = as_shown(government.at(report))
    assert government.at(report).post("/reply", {**written, "seen": "1", "close": "1"}).status == 303
    assert report.report().observation_language == "fr"
    assert "/receipts/1" in report.get("/history").html
    assert "/receipts/1" not in government.at(report).get("/history").html
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
    closing = {"text": "", "seen": "0", "close": "1", "shown": as_shown(government.at(report))}
    government.at(report).post("/reply", closing)
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


def test_a_report_is_shown_to_its_author_as_the_public_would_read_it(side):
    practice = side(Role.FOCAL_POINT).start("practices")
    practice.fill()
    address = "focal.point@portal.example"
    practice.type_in("Z", {"BPR.12.Z1": "full", "BPR.12.Z2": "no"})
    whole = practice.get("/summary")
    assert "What was done" in whole.text
    assert address not in whole.text
    practice.type_in("Z", {"BPR.12.Z1": "summary"})
    short = practice.get("/summary")
    assert "Lead institution" in short.text
    assert "What was done" not in short.text
    practice.type_in("Z", {"BPR.12.Z1": "none"})
    assert "nothing of it is published" in practice.get("/summary").text
    report = side(Role.COORDINATOR_STAFF).start("annual-report")
    report.fill()
    assert "RCR" in report.get("/summary").text


def test_an_annual_report_that_the_secretariat_returned_comes_straight_back_to_it(side):
    staff, head, secretariat = side(Role.COORDINATOR_STAFF), side(Role.COORDINATOR), side(Role.SECRETARIAT)
    report = staff.start("annual-report")
    report.fill()
    head.at(report).sign()
    government = side(Role.FOCAL_POINT).at(report)
    closing = {"text": COMMENT, "seen": "0", "close": "1", "shown": as_shown(government)}
    government.post("/reply", closing)
    typed = {"RCR.13.B1-text": "Please say which office.", "RCR.13.B1-reason": "unclear", "language": "en"}
    address = f"/en/secretariat/reports/{report.number}"
    kept = secretariat.desk.client.post(address, data={"csrf_token": secretariat.desk.token(), **typed})
    assert kept.status_code == 302
    assert secretariat.secretariat(report, "return", text="One question is open.").status == 302
    page = report.get()
    assert "Please say which office." in page.text
    remark = next(form for form in page.read.forms if "/remarks/" in form.action)
    path = remark.action.partition(str(report.number))[2]
    assert report.post(path, {**remark.fields(), "maintain": "1"}).status == 303
    assert "maintained as it is" in report.get().text
    assert head.at(report).sign().location.endswith("/receipts/2")
    assert "with the secretariat since" in report.get().text
    assert secretariat.secretariat(report, "accept").status == 302


def test_an_office_takes_its_report_back_and_its_head_withdraws_it(side):
    staff, head = side(Role.COORDINATOR_STAFF), side(Role.COORDINATOR)
    report = staff.start("annual-report")
    report.fill()
    head.at(report).sign()
    overview = report.get().text
    assert "With the Government" in overview
    assert "Take the report back" in overview
    assert "Withdraw this version" not in overview
    assert report.post("/steps/withdraw_version", {"text": "Mistaken."}).status == 403
    assert report.post("/steps/recall").status == 303
    assert "With the resident coordinator" in report.get().text
    assert "Discard this draft" not in report.get().text
    head.at(report).sign()
    assert head.at(report).post("/steps/withdraw_version", {"text": "Mistaken."}).status == 303
    history = report.get("/history").text
    assert "Taken back by the resident coordinator" in history
    assert "Version withdrawn by the resident coordinator" in history


def test_a_practice_that_is_accepted_has_new_versions_beside_the_one_in_force(side):
    government, secretariat = side(Role.FOCAL_POINT), side(Role.SECRETARIAT)
    head = side(Role.COORDINATOR)
    practice = head.start("office-practices")
    practice.fill()
    practice.sign()
    asked = government.at(practice)
    asked.post("/reply", asked.get("/reply").form("/reply").fields())
    secretariat.secretariat(practice, "accept")
    newer = practice.post("/steps/new_version").location
    assert newer != f"/en/reports/{practice.number}"
    assert f"/en/reports/{practice.number}/reply" in Page(government.desk.client.get("/en/desk")).html
    assert "Versions" in practice.get().text


def test_the_desk_asks_the_database_no_more_often_for_many_countries_and_practices(portal):
    invited = {f"Q{letter}W": "rc" for letter in "ABCD"}
    cycle = portal.open_cycle("TWD", invited)
    office = portal.add_person(Role.COORDINATOR, "QAW")
    government = portal.add_person(Role.FOCAL_POINT, "QAW")

    def begin(country: str) -> None:
        for what in ("annual-report", "office-practices", "office-practices"):
            desk = Desk(portal, cycle, country, office)
            data = {"report_language": "en", "csrf_token": desk.token()}
            started = desk.client.post(f"/en/desk/{cycle}/{country}/{what}/start", data=data)
            desk.number = int(started.headers["Location"].rpartition("/")[2])
            desk.fill()
            if country != "QAW" or what != "annual-report":
                desk.sign()

    begin("QAW")
    few = [_queries_of_desk(portal, person) for person in (office, government)]
    for country in ("QBW", "QCW", "QDW"):
        portal.give_role(office, Role.COORDINATOR, country)
        portal.give_role(government, Role.FOCAL_POINT, country)
        begin(country)
    many = [_queries_of_desk(portal, person) for person in (office, government)]
    assert max(many) <= 30
    assert [later - sooner <= 1 for sooner, later in zip(few, many, strict=True)] == [True, True], (few, many)


def _queries_of_desk(portal, person) -> int:
    client = portal.client(person)
    client.get("/en/desk")
    with portal.app.app_context():
        engine = db.engine
    statements = []

    def note(*arguments):
        statements.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get("/en/desk").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def test_a_practice_of_a_closed_cycle_says_to_which_cycle_it_will_belong(portal, place, side):
    practice = side(Role.FOCAL_POINT).start("practices")
    practice.fill()
    with portal.session() as session:
        closed = session.get_one(Cycle, place.cycle)
        for name in ("opens", "due", "closes"):
            setattr(closed, name, getattr(closed, name) - timedelta(days=200))
    assert "No cycle is open at present." in practice.get("/check").text
    assert practice.sign().status == 409
    later = portal.open_cycle(f"{place.cycle}L", {place.rc: "rc"})
    assert f"it will belong to the cycle {later}." in practice.get().text
    assert practice.sign().location.endswith("/receipts/1")
    assert practice.report().cycle_code == later
    history = practice.get("/history").text
    assert "Report started" in history
    assert "Attributed to the cycle open on the day of submission" in history


def test_a_country_without_a_coordinator_system_files_without_any_step_of_one(portal, place, side):
    government, secretariat = side(Role.FOCAL_POINT, place.norc), side(Role.SECRETARIAT)
    report = Desk(portal, place.cycle, place.norc, government.person).start("en")
    report.fill()
    assert report.report().instrument == "VND"
    assert report.sign().location.endswith("/receipts/1")
    assert "With the secretariat" in report.get().text
    assert "with the resident coordinator" not in report.get("/history").text
    assert secretariat.secretariat(report, "accept").status == 302
    assert secretariat.secretariat(report, "publish").status == 302
    assert report.report().status is Status.PUBLISHED
