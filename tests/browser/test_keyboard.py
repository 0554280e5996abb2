"""A person who has a keyboard only: signs in, fills in a section, saves, and finds what is to mend."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.reports.queries import answers_of
from tests.browser.visiting import DESK
from tests.factories import TEXTS, make_report
from tests.samples.portal import PASSWORD, now

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.name || document.activeElement.id || document.activeElement.className"
SEEN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const label = one.closest("label"), around = label ? getComputedStyle(label) : style;
  const ring = [style, around].some((it) => it.outlineStyle !== "none" && parseFloat(it.outlineWidth) >= 2);
  return {ring, inside: box.bottom > 0 && box.top < innerHeight, what: one.outerHTML.slice(0, 120)};
}"""
LONGEST_WALK = 120


@pytest.fixture(params=["en", "ar"])
def desk(request, portal, visitors):
    """Where somebody sits down: returns a page, the focal point, a report just begun, the language."""
    place = portal.new_place()
    person = portal.add_person(Role.FOCAL_POINT, place.rc, language=request.param)
    with portal.session() as session:
        report = make_report(session, session.get_one(Cycle, place.cycle), place.rc, now=now()).id

    def sit_down():
        return visitors.come(size=DESK, language=request.param), person, report, request.param

    return sit_down


def _walk_to(page, name):
    """Press Tab until the control of that name or id has the focus, which is seen at each step."""
    for _step in range(LONGEST_WALK):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        assert seen["ring"], f"the focus is not seen on {seen['what']}"
        assert seen["inside"], f"the focus is outside the screen on {seen['what']}"
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"{name} is not reached by Tab on {page.url}")


def _sign_in(page, person, language):
    page.goto(f"/{language}/sign-in")
    _walk_to(page, "email")
    page.keyboard.type(person.email)
    _walk_to(page, "password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_first_tab_leads_past_the_head_to_the_content(desk):
    page, _person, _report, language = desk()
    page.goto(f"/{language}/countries")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_section_is_filled_in_and_saved_with_the_keyboard(desk, portal):
    page, person, report, language = desk()
    _sign_in(page, person, language)
    page.goto(f"/{language}/reports/{report}/sections/A")
    _walk_to(page, "VNR.12.A1")
    page.keyboard.type(TEXTS[language])
    _walk_to(page, "VNR.12.A4")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/sections/A"), "Enter saves and stays"
    with portal.session() as session:
        stored = {key: answer.value for key, answer in answers_of(session, report).items()}
    assert stored["VNR.12.A1"] == TEXTS[language]
    assert stored["VNR.12.A4"]


def test_the_list_of_what_is_to_mend_takes_the_focus_and_leads_to_each_question(desk):
    page, person, report, language = desk()
    _sign_in(page, person, language)
    page.goto(f"/{language}/reports/{report}/sections/A?check=1")
    expect(page.locator("#error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    wanted = page.evaluate("document.activeElement.hash").removeprefix("#")
    assert wanted
    page.keyboard.press("Enter")
    expect(page.locator(f'[id="{wanted}"]')).to_be_in_viewport()
