"""Annual reports, practices, later versions and the clock, as people live them: no JavaScript, 360 pixels."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.operations.clock import run_clock
from portal.reports.models import Report
from tests.browser.filling import Filler, answers_for
from tests.browser.visiting import check_fits, follow, primary, sign_in
from tests.factories import TEXTS, fill_report
from tests.samples.portal import now

pytestmark = pytest.mark.browser


def number_in(url: str) -> int:
    """Return the number of the report that an address is about."""
    found = re.search(r"/reports/(\d+)", url)
    assert found is not None, url
    return int(found[1])


class Scene:
    """A cycle of its own, and people who come into it one after the other."""

    def __init__(self, portal, visitors, language):
        self.portal, self.visitors, self.language = portal, visitors, language
        self.place = portal.new_place()

    def enter(self, role, *countries):
        person = self.portal.add_person(role, *countries[:1], language=self.language)
        for country in countries[1:]:
            self.portal.give_role(person, role, country)
        page = self.visitors.come(language=self.language)
        sign_in(page, person, self.language)
        return page

    def desk(self, page):
        page.goto(f"/{self.language}/desk")
        check_fits(page)
        return page

    def fill(self, page):
        """Fill the report on this page behind the pages; return its number."""
        number = number_in(page.url)
        with self.portal.session() as session:
            fill_report(session, session.get_one(Report, number), now=now())
        return number

    def sign(self, page, number):
        page.goto(f"/{self.language}/reports/{number}/check")
        check_fits(page)
        page.locator("#declaration").check()
        follow(page, primary(page))
        assert "/receipts/" in page.url
        check_fits(page)

    def decide(self, page, number, *buttons):
        """Take a report of the secretariat's desk through decisions, each confirmed on its own page."""
        page.goto(f"/{self.language}/secretariat/reports/{number}")
        check_fits(page)
        for button in buttons:
            follow(page, page.locator(button).first)
            check_fits(page)
            follow(page, primary(page))


ACCEPT, PUBLISH = ".decision-bar button[value=accept]", "a[href$='/publish']"


@pytest.fixture
def scene(portal, visitors):
    return lambda language: Scene(portal, visitors, language)


def test_an_office_of_two_countries_reports_on_one_and_its_government_replies(scene):
    scene = scene("ar")
    country, other = scene.place.rc, scene.portal.new_place().rc
    staff = scene.desk(scene.enter(Role.COORDINATOR_STAFF, country, other))
    form = staff.locator(f"form[action$='/{country}/annual-report/start']")
    form.locator("input[value=ar]").check()
    follow(staff, form.locator("button[type=submit]"))
    check_fits(staff)
    reference = f"{scene.place.cycle}-{country}-RCR-v1"
    follow(staff, primary(staff))
    filler = Filler(staff, answers_for(scene.portal, reference), "ar").fill_all()
    assert not filler.left, f"no page asked for {sorted(filler.left)}"
    assert staff.url.endswith("/check")
    expect(staff.locator("#declaration")).to_have_count(0)
    number = number_in(staff.url)

    scene.sign(scene.enter(Role.OFFICER_IN_CHARGE, country), number)
    focal = scene.desk(scene.enter(Role.FOCAL_POINT, country))
    follow(focal, focal.locator(f"main a[href$='/reports/{number}/reply']"))
    check_fits(focal)
    focal.locator("main textarea").fill(TEXTS["ar"])
    follow(focal, primary(focal))
    expect(focal.locator("main textarea")).to_have_value(TEXTS["ar"])
    follow(focal, focal.locator("button[name=close]"))
    expect(focal.locator("main")).to_contain_text(TEXTS["ar"])

    scene.decide(scene.enter(Role.SECRETARIAT), number, ACCEPT, PUBLISH)
    public = scene.visitors.come(language="ar")
    public.goto(f"/ar/countries/{country}/{scene.place.cycle}/coordinator")
    check_fits(public)
    expect(public.locator(".notice").first).to_contain_text(TEXTS["ar"])


def test_a_government_describes_a_practice_that_is_reviewed_and_published(scene):
    scene = scene("en")
    country = scene.place.rc
    focal = scene.desk(scene.enter(Role.FOCAL_POINT, country))
    form = focal.locator(f"form[action$='/{country}/practices/start']")
    focal.locator("details:has(form[action$='/practices/start']) summary").click()
    follow(focal, form.locator("button[type=submit]"))
    reference = f"{scene.place.cycle}-{country}-BPR-p1-v1"
    follow(focal, primary(focal))
    filler = Filler(focal, answers_for(scene.portal, reference), "en").fill_all()
    assert not filler.left, f"no page asked for {sorted(filler.left)}"
    number = number_in(focal.url)
    scene.sign(focal, number)

    coordinator = scene.enter(Role.COORDINATOR, country)
    coordinator.goto(f"/en/review/{number}")
    follow(coordinator, primary(coordinator))
    follow(coordinator, coordinator.locator(".decision-bar button[value=endorse]"))
    follow(coordinator, primary(coordinator))
    scene.decide(scene.enter(Role.SECRETARIAT), number, ACCEPT, PUBLISH)
    public = scene.visitors.come()
    public.goto("/en/practices")
    check_fits(public)
    follow(public, public.locator(f"main a[href$='/practices/{reference}']"))
    check_fits(public)
    expect(public.locator("main .narrative").first).to_contain_text(TEXTS["en"])


def test_a_practice_of_a_coordinator_goes_forward_when_the_government_agrees(scene):
    scene = scene("en")
    country = scene.place.rc
    head = scene.desk(scene.enter(Role.COORDINATOR, country))
    head.locator("details:has(form[action$='/office-practices/start']) summary").click()
    follow(head, head.locator("form[action$='/office-practices/start'] button[type=submit]"))
    number = scene.fill(head)
    scene.sign(head, number)
    focal = scene.desk(scene.enter(Role.FOCAL_POINT, country))
    expect(focal.locator("main")).to_contain_text("Waits for your agreement")
    follow(focal, focal.locator(f"main a[href$='/reports/{number}/reply']"))
    check_fits(focal)
    follow(focal, primary(focal))
    scene.decide(scene.enter(Role.SECRETARIAT), number, ACCEPT, PUBLISH)
    head.goto(f"/en/reports/{number}/history")
    check_fits(head)
    expect(head.locator("main")).to_contain_text("Agreed by the Government")


def test_a_new_version_replaces_the_one_in_force_when_it_is_accepted(scene):
    scene = scene("en")
    country = scene.place.norc
    focal = scene.desk(scene.enter(Role.FOCAL_POINT, country))
    follow(focal, primary(focal))
    first = scene.fill(focal)
    scene.sign(focal, first)
    secretariat = scene.enter(Role.SECRETARIAT)
    scene.decide(secretariat, first, ACCEPT, PUBLISH)

    focal.goto(f"/en/reports/{first}")
    follow(focal, focal.locator("a[href$='/steps/new_version']"))
    follow(focal, primary(focal))
    second = number_in(focal.url)
    assert second != first
    scene.sign(focal, second)
    focal.goto(f"/en/reports/{first}")
    expect(focal.locator("main")).to_contain_text("The report was published on")
    scene.decide(secretariat, second, ACCEPT)
    focal.goto(f"/en/reports/{first}")
    expect(focal.locator("main")).to_contain_text("A later version replaced this one on")


def test_a_report_that_nobody_reviewed_in_time_is_forwarded_and_says_so(scene):
    scene = scene("en")
    country = scene.place.rc
    focal = scene.desk(scene.enter(Role.FOCAL_POINT, country))
    follow(focal, primary(focal))
    number = scene.fill(focal)
    scene.sign(focal, number)
    with scene.portal.session() as session:
        # The clock is asked when the window of this report is over; other tests' reports may be due with it.
        assert run_clock(session, now() + timedelta(days=30)) >= 1
        lapsed = session.scalars(select(Report.lapsed).where(Report.id == number)).one()
    assert lapsed
    focal.goto(f"/en/reports/{number}")
    check_fits(focal)
    expect(focal.locator("main")).to_contain_text("Forwarded without review")
    focal.goto(f"/en/reports/{number}/history")
    expect(focal.locator("main")).to_contain_text("the review period had ended")
