"""What is decided is what was shown, and what is shown is only what the reader may see."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.reports.models import Report
from portal.reports.workflow import Action, Status
from portal.reports.workflow import Side as Sides
from tests.factories import take
from tests.samples.portal import now
from tests.web.filing.desk import Desk, Page
from tests.web.filing.test_annexes import DIGEST, KEY, attach
from tests.web.filing.test_families import Side

CHANGED = "Name as accredited since"


@pytest.fixture
def side(portal, place):
    return lambda role, country=None: Side(portal, place, role, country)


@pytest.fixture
def annual_report(side):
    """An annual report that waits for the comments of the Government, with the head of its office."""
    head = side(Role.COORDINATOR)
    report = head.start("annual-report")
    report.fill()
    assert report.sign().location.endswith("/receipts/1")
    return report


def file_anew(report):
    """Take a report back, change an answer and file it again, while others look at the first filing."""
    report.post("/steps/recall", {})
    report.type_in("A", {"RCR.13.A1": CHANGED})
    assert report.sign().location.endswith("/receipts/2")


def accept_form(officer, report):
    page = Page(officer.client.get(f"/en/secretariat/reports/{report.number}/accept"))
    return next(form.fields() for form in page.read.forms if "shown" in form.names())


def accept(officer, report, fields):
    return Page(officer.client.post(f"/en/secretariat/reports/{report.number}/accept", data=fields))


def test_a_filing_is_accepted_only_as_it_was_shown(portal, place, side):
    government = side(Role.FOCAL_POINT, place.norc)
    officer = Desk(portal, place.cycle, place.norc, portal.add_person(Role.SECRETARIAT))
    report = government.desk.start("en")
    report.fill()
    report.sign()
    shown = accept_form(officer, report)
    report.post("/steps/recall", {})
    report.type_in("A", {"VNR.12.A1": "Another institution"})
    assert report.sign().location.endswith("/receipts/2")
    page = accept(officer, report, shown)
    assert page.status == 409
    assert "changed after this page was shown" in page.text
    assert report.report().status is Status.SUBMITTED
    again = accept_form(officer, report)
    assert again["shown"] != shown["shown"]
    assert accept(officer, report, again).status == 302
    assert report.report().status is Status.ACCEPTED


def test_a_practice_is_declined_only_as_it_was_shown(side):
    government, officer = side(Role.FOCAL_POINT), side(Role.SECRETARIAT)
    practice = government.start("practices")
    practice.fill()
    practice.sign()
    address = f"/en/secretariat/reports/{practice.number}/decline"
    page = Page(officer.desk.client.get(address))
    [shown] = [form.fields() for form in page.read.forms if "text" in form.names()]
    practice.post("/steps/recall", {})
    practice.type_in("A", {"BPR.12.A1": "Another title"})
    assert practice.sign().location.endswith("/receipts/2")
    shown["text"] = "It was described before."
    page = Page(officer.desk.client.post(address, data=shown))
    assert practice.report().status is Status.SUBMITTED
    assert page.status == 409
    assert "It was described before." in page.html
    again = next(form.fields() for form in page.read.forms if "shown" in form.names())
    assert Page(officer.desk.client.post(address, data=again)).status == 302
    assert practice.report().status is Status.DECLINED


def test_comments_close_only_on_the_filing_that_was_shown(side, annual_report):
    government = side(Role.FOCAL_POINT).at(annual_report)
    form = government.get("/reply").form("/reply").fields()
    file_anew(annual_report)
    form["text"] = "A comment on the first filing."
    assert government.post("/reply", {**form.to_dict(), "close": "1"}).status == 303
    assert annual_report.report().status is Status.SUBMITTED
    page = government.get("/reply")
    assert "changed after this page was shown" in page.text
    again = page.form("/reply").fields()
    assert again["text"] == "A comment on the first filing."
    assert government.post("/reply", {**again.to_dict(), "close": "1"}).status == 303
    assert annual_report.report().status is Status.ENDORSED
    assert annual_report.report().observation == "A comment on the first filing."


def test_a_comment_on_a_report_that_was_taken_back_is_shown_again(side, annual_report):
    government = side(Role.FOCAL_POINT).at(annual_report)
    annual_report.post("/steps/recall", {})
    page = government.post("/reply", {"text": "Typed meanwhile.", "seen": "0", "language": "en"})
    assert page.status == 404
    assert "Typed meanwhile." in page.html


def test_a_signatory_who_presses_twice_gets_the_receipt_twice(begun):
    signatory = begun.for_person(begun.portal.add_person(Role.SIGNATORY, begun.country))
    begun.fill()
    begun.post("/prepare", {})
    shown = signatory.get("/check").form("/sign").fields()["shown"]
    for _press in range(2):
        answer = signatory.post("/sign", {"declaration": "y", "shown": shown})
        assert answer.location.endswith("/receipts/1"), answer.text


def step(portal, report, *steps):
    with portal.session() as session:
        for action, by in steps:
            take(session, session.get_one(Report, report.number), action, by, now=now())


ACCEPTED = (
    (Action.BEGIN_REVIEW, Sides.REVIEWER),
    (Action.ENDORSE, Sides.REVIEWER),
    (Action.ACCEPT, Sides.SECRETARIAT),
)


def test_a_file_kept_in_the_next_version_is_read_with_that_version(portal, place, begun):
    attach(begun, b"%PDF-1.4\n% of two versions\n")
    [file] = begun.stored()[KEY]
    address = f"/en/annexes/{file['sha256']}"
    assert file["sha256"] != DIGEST
    begun.fill()
    begun.sign()
    step(portal, begun, *ACCEPTED, (Action.PUBLISH, Sides.SECRETARIAT))
    assert portal.client().get(address).status_code == 200
    first = begun.number
    begun.number = int(begun.post("/steps/new_version", {}).location.rpartition("/")[2])
    assert begun.number != first
    assert begun.sign().location.endswith("/receipts/1")
    step(portal, begun, *ACCEPTED, (Action.PUBLISH, Sides.SECRETARIAT))
    assert portal.client().get(address).status_code == 200


def test_a_contributor_reads_of_the_summary_what_the_public_reads(portal, place, begun):
    answers = begun.complete()
    answers["VNR.12.Z1"] = "none"
    begun.fill(answers)
    assert begun.sign().location.endswith("/receipts/1")
    step(portal, begun, *ACCEPTED)
    contributor, reader = (portal.add_person(role, place.rc) for role in (Role.CONTRIBUTOR, Role.READER))
    for rest in ("", "/answers/VNR.12.B1", "/answers/VNR.12.H3"):
        address = f"/en/countries/{place.rc}/{place.cycle}{rest}"
        assert portal.client(reader).get(address).status_code == 200
        assert portal.client(contributor).get(address).status_code == 404


def test_a_draft_is_discarded_with_all_that_lies_around_it(portal, place, begun):
    contributor = portal.add_person(Role.CONTRIBUTOR, place.rc)
    attach(begun, b"%PDF-1.4\n% of a discarded draft\n")
    assign = {"person": str(contributor.id), "pages": "A", "note": ""}
    assert begun.post("/assignments", assign).status == 303
    link = {"page": "B", "name": "Colleague", "language": "en", "days": "14"}
    assert begun.post("/colleagues", link).status == 303
    assert begun.post("/steps/discard", {}).status == 303
    assert begun.get().status == 404
