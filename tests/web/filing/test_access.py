"""Whose pages these are: one's own country's, as far as the role goes."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.cycles.queries import get_cycle
from portal.events.services import NOBODY
from portal.reports.lifecycle.starting import start_report
from tests.samples.portal import now
from tests.samples.team import assign_in
from tests.web.filing.desk import Desk, Page

PAGES = ("", "/draft", "/check", "/summary", "/history", "/sections/A")


@pytest.mark.parametrize("page", PAGES)
def test_a_report_of_another_country_is_refused(begun, place, page):
    stranger = begun.for_person(begun.portal.add_person(Role.FOCAL_POINT, place.norc))
    assert stranger.get(page).status == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_report_that_does_not_exist_is_not_found(begun, page):
    begun.number = 10**6
    assert begun.get(page).status == 404


@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(begun, page):
    visitor = Desk(begun.portal, begun.cycle, begun.country, None, begun.number)
    answer = visitor.get(page)
    assert answer.status == 302
    assert "/sign-in" in answer.location


def test_a_reader_reads_and_changes_nothing(begun, place):
    reader = begun.for_person(begun.portal.add_person(Role.READER, place.rc))
    assert [reader.get(page).status for page in ("", "/draft", "/check", "/history")] == [200] * 4
    assert reader.get("/sections/A").status == 403
    assert reader.post("/sections/A", {"VNR.12.A1": "x"}).status == 403
    assert reader.sign().status == 403
    assert "/sections/" not in reader.get().html


def test_a_contributor_writes_and_does_not_send(begun, place):
    person = begun.portal.add_person(Role.CONTRIBUTOR, place.rc)
    assign_in(begun.portal, begun.number, person.id, "A")
    contributor = begun.for_person(person)
    begun.fill()
    assert contributor.type_in("A", {"VNR.12.A1": "Ministry"}).status == 303
    assert contributor.post("/prepare").status == 403
    assert contributor.sign().status == 403
    assert contributor.get("/steps/discard").status == 403
    assert contributor.get("/check").status == 403


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_a_draft_is_seen_by_its_own_side_only(begun, place, role):
    other = begun.for_person(begun.portal.add_person(role, place.rc))
    assert [other.get(page).status for page in ("", "/draft", "/check", "/summary", "/sections/A")] == [
        403
    ] * 5


def test_the_coordinator_reads_the_history(begun, place):
    coordinator = begun.for_person(begun.portal.add_person(Role.COORDINATOR, place.rc))
    assert "Report started" in coordinator.get("/history").text


def test_only_the_focal_point_starts_a_report(portal, place):
    contributor = Desk(portal, place.cycle, place.rc, portal.add_person(Role.CONTRIBUTOR, place.rc))
    assert "The national focal point can start it here." in Page(contributor.client.get("/en/desk")).text
    address = f"/en/desk/{place.cycle}/{place.rc}/start"
    answer = contributor.client.post(address, data={"csrf_token": contributor.token()})
    assert answer.status_code == 403


def test_a_report_is_started_once(begun):
    address = f"/en/desk/{begun.cycle}/{begun.country}/start"
    answer = begun.client.post(address, data={"csrf_token": begun.token(), "report_language": "fr"})
    assert answer.status_code == 409


def test_the_secretariat_enters_a_report_received_by_mail(portal, place):
    officer = portal.add_person(Role.SECRETARIAT)
    with portal.session() as session:
        cycle = get_cycle(session, place.cycle)
        number = start_report(session, cycle, place.rc, "fr", NOBODY, now(), received=True).id
    desk = Desk(portal, place.cycle, place.rc, officer, number)
    assert desk.type_in("A", {"VNR.12.A1": "Ministère du plan"}).status == 303
    assert [desk.get(page).status for page in ("", "/draft", "/check")] == [200] * 3
    desk.fill()
    page = desk.get("/check")
    assert "Record as received" in page.text
    assert "Sign and submit" not in page.text


def test_a_reviewer_finds_the_way_to_the_review_on_the_desk(portal, place):
    coordinator = portal.client(portal.add_person(Role.COORDINATOR, place.rc))
    assert "/en/review" in coordinator.get("/en/desk").get_data(as_text=True)
