"""What is typed is kept until the server has it: lines cut, pages left, Back, two tabs, shared computers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.reports.queries import answers_of
from tests.browser.visiting import DESK, sign_in
from tests.factories import make_report
from tests.samples.portal import now

pytestmark = pytest.mark.browser

TEXT, CHOICE = "VNR.12.A1", "VNR.12.A4"
FIRST, SECOND, NAME = "VNR.12.I1", "VNR.12.I5", "VNR.12.I2"
KEPT = "not saved yet, kept in this browser"
UNSENT = ".notice.unsent"


class Author:
    """A focal point with a script at the report of a country of its own."""

    def __init__(self, portal, visitors):
        self.portal, self.visitors = portal, visitors
        place = portal.new_place()
        with portal.session() as session:
            cycle = session.get_one(Cycle, place.cycle)
            self.report = make_report(session, cycle, place.rc, now=now()).id
        self.country = place.rc
        self.person = portal.add_person(Role.FOCAL_POINT, place.rc)
        self.page: Any = None

    def open(self, section, language="en"):
        """Open a section of the report; come and sign in first."""
        if self.page is None:
            self.page = self.visitors.come(javascript=True, size=DESK)
            sign_in(self.page, self.person)
        self.page.goto(f"/{language}/reports/{self.report}/sections/{section}")
        return self.page

    def stored(self, key):
        """Return an answer in force."""
        with self.portal.session() as session:
            found = answers_of(session, self.report).get(key)
            return found.value if found else None


@pytest.fixture
def author(portal, visitors):
    return Author(portal, visitors)


def control(page, name):
    return page.locator(f'main [name="{name}"]')


def line(page, key):
    return page.locator(f'[id="q-{key}"] [data-save]')


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('portal-kept:')).length")


def test_a_kept_text_outlives_the_save_of_another_question(author):
    page = author.open("I")
    page.context.set_offline(True)
    control(page, FIRST).fill("12")
    control(page, SECOND).fill("Second text")
    expect(line(page, FIRST)).to_have_text(KEPT)
    expect(line(page, SECOND)).to_have_text(KEPT)
    context = page.context
    page.close()
    context.set_offline(False)
    author.page = page = context.new_page()
    author.open("I")
    expect(page.locator(".kept")).to_have_count(2)
    control(page, NAME).fill("Another question")
    expect(line(page, NAME)).to_have_text(re.compile(r"saved \d\d:\d\d"))
    assert kept(page) == 2
    expect(line(page, FIRST)).not_to_contain_text("saved")
    page.reload()
    expect(page.locator(".kept")).to_have_count(2)
    expect(page.locator(UNSENT).get_by_role("link")).to_have_count(2)
    for text, key in (("12", FIRST), ("Second text", SECOND)):
        page.locator(".kept").filter(has_text=text).get_by_role("button", name="Use this text").click()
        expect(line(page, key)).to_have_text(re.compile(r"saved \d\d:\d\d"))
        assert str(author.stored(key)) == text
    assert kept(page) == 0
    expect(page.locator(UNSENT)).to_have_count(0)


def test_words_typed_just_before_a_link_is_followed_are_saved(author):
    page = author.open("A")
    control(page, TEXT).fill("Typed at the last moment")
    with page.expect_navigation():
        page.get_by_role("link", name="Check the report").first.click()
    expect(page.locator("h1")).to_have_text("Check of the whole report")
    page.wait_for_function("!Object.keys(localStorage).some(name => name.startsWith('portal-kept:'))")
    assert author.stored(TEXT) == "Typed at the last moment"
    expect(page.locator(UNSENT)).to_have_count(0)
