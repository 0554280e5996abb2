"""What is typed is kept until the server has it: lines cut, pages left, Back, two tabs, shared computers."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.reports.queries import answers_of
from tests.browser.visiting import DESK, PATIENCE, sign_in
from tests.factories import make_report, make_submitted_report
from tests.samples.portal import now

pytestmark = pytest.mark.browser

TEXT, CHOICE = "VNR.12.A1", "VNR.12.A4"
FIRST, SECOND, NAME = "VNR.12.I1", "VNR.12.I5", "VNR.12.I2"
KEPT = "not saved yet, kept in this browser"
UNSENT = ".notice.unsent"
DOWN = "Nothing was sent: the portal cannot be reached"


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


def _wait_until_nothing_is_kept(page):
    """Wait for the answer of the server; the page's policy forbids Playwright's own waiting for code."""
    end = time.monotonic() + PATIENCE / 1000
    while kept(page):
        assert time.monotonic() < end, "a text stays kept"
        page.wait_for_timeout(50)


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
    _wait_until_nothing_is_kept(page)
    assert author.stored(TEXT) == "Typed at the last moment"
    expect(page.locator(UNSENT)).to_have_count(0)


def test_save_pressed_while_the_line_is_down_stays_and_works_again(author):
    page = author.open("A")
    page.context.set_offline(True)
    control(page, TEXT).fill("Typed while the line was down")
    save = page.locator("main button.button[name=go][value=stay]")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text(DOWN)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(control(page, TEXT)).to_have_value("Typed while the line was down")
    page.context.set_offline(False)
    with page.expect_navigation():
        save.click()
    assert author.stored(TEXT) == "Typed while the line was down"
    expect(page.locator(".kept")).to_have_count(0)
    assert kept(page) == 0


def test_save_pressed_on_a_line_that_was_cut_unnoticed_stays_as_well(author):
    page = author.open("A")
    page.route(
        "**/sections/A",
        lambda route: (
            route.abort("internetdisconnected") if route.request.method == "POST" else route.continue_()
        ),
    )
    page.locator("main button.button[name=go][value=stay]").click()
    expect(page.get_by_role("alert")).to_contain_text(DOWN)
    page.unroute("**/sections/A")
    with page.expect_navigation():
        page.locator("main button.button[name=go][value=stay]").click()


EVERY_KIND = {
    "A": (
        ("VNR.12.A3~from", "2000-01-01"),
        ("VNR.12.A4", "radio"),
        ("VNR.12.A5", "checkbox"),
        ("VNR.12.A2~{row}~name", "A name"),
    ),
    "I": (("VNR.12.I1", "7"), ("VNR.12.I2", "A long text"), ("VNR.12.I4~{row}~due", "2001-02-03")),
}


@pytest.mark.parametrize("section", sorted(EVERY_KIND))
def test_every_kind_of_control_is_kept_while_the_line_is_down(author, section):
    page = author.open(section)
    page.context.set_offline(True)
    for name, value in EVERY_KIND[section]:
        one = _control_of_row(page, name)
        if value in {"radio", "checkbox"}:
            one.first.check()
        else:
            one.fill(value)
    keys = sorted({name.split("~")[0] for name, _ in EVERY_KIND[section]})
    for key in keys:
        expect(line(page, key)).to_have_text(KEPT)
    assert kept(page) == len(keys)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(".kept")).to_have_count(len(keys))
    while page.locator(".kept").count():
        page.locator(".kept").first.get_by_role("button", name="Use this text").click()
    for name, value in EVERY_KIND[section]:
        one = _control_of_row(page, name)
        if value in {"radio", "checkbox"}:
            expect(one.first).to_be_checked()
        else:
            expect(one).to_have_value(value)
    _wait_until_nothing_is_kept(page)


def _control_of_row(page, name):
    if "{row}" in name:
        key = name.split("~")[0]
        row = page.locator(f'main [id="q-{key}"] input[name="{key}~rows"]').first.get_attribute("value")
        name = name.replace("{row}", row)
    return control(page, name)


def test_a_full_storage_says_that_nothing_is_kept(author):
    page = author.open("A")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('QuotaExceededError'); }; }")
    page.context.set_offline(True)
    control(page, TEXT).fill("Nowhere kept")
    expect(line(page, TEXT)).to_have_text("not saved, and this browser keeps nothing: copy it")
    page.context.set_offline(False)
    expect(line(page, TEXT)).to_have_text(re.compile(r"saved \d\d:\d\d"))
    assert author.stored(TEXT) == "Nowhere kept"


def test_a_shared_computer_offers_a_text_to_its_author_alone(author):
    page = author.open("A")
    page.context.set_offline(True)
    control(page, TEXT).fill("Of the first person")
    expect(line(page, TEXT)).to_have_text(KEPT)
    page.context.clear_cookies()
    page.context.set_offline(False)
    colleague = author.portal.add_person(Role.ALTERNATE, author.country)
    page.goto("/en/sign-in")
    sign_in(page, colleague)
    author.open("A")
    expect(control(page, TEXT)).to_have_value("")
    expect(page.locator("#guard")).to_have_attribute("data-account", f"a{colleague.id}")
    expect(page.locator(".kept")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Of the first person")
    page.locator("form[data-sign-out] button").first.click()
    page.wait_for_url(lambda url: "/sections/" not in url)
    assert kept(page) == 1, "the text of the first person waits for the first person"
    sign_in(page, author.person)
    author.open("A")
    expect(page.locator(".kept")).to_contain_text("Of the first person")


def test_signing_out_sends_what_is_kept_and_clears(author):
    page = author.open("A")
    page.context.set_offline(True)
    control(page, TEXT).fill("Sent at the last moment")
    expect(line(page, TEXT)).to_have_text(KEPT)
    context = page.context
    page.close()
    context.set_offline(False)
    author.page = page = context.new_page()
    page.goto("/en/desk")
    expect(page.locator(UNSENT)).to_be_visible()
    page.locator("form[data-sign-out] button").first.click()
    page.wait_for_url(lambda url: "/desk" not in url)
    assert author.stored(TEXT) == "Sent at the last moment"
    assert kept(page) == 0


def test_signing_out_names_what_cannot_be_sent_and_asks(author):
    page = author.open("I")
    control(page, FIRST).fill("about twelve")
    expect(line(page, FIRST)).to_have_class(re.compile("unsaved"))
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        (dialog.dismiss if len(asked) == 1 else dialog.accept)()

    page.on("dialog", answer)
    with page.expect_event("dialog"):
        page.locator("form[data-sign-out] button").first.click()
    expect(control(page, FIRST)).to_have_value("about twelve")
    page.locator("form[data-sign-out] button").first.click()
    page.wait_for_url(lambda url: "/sections/" not in url)
    assert len(asked) == 2
    assert all("These texts are not saved:" in one for one in asked)
    assert kept(page) == 0


def test_back_shows_what_is_saved_now_and_never_old_words_as_new(author):
    page = author.open("A")
    control(page, TEXT).fill("Old words")
    expect(line(page, TEXT)).to_have_text(re.compile(r"saved \d\d:\d\d"))
    page.goto("/en/desk")
    with ThreadPoolExecutor(max_workers=1) as elsewhere:  # the thread of the browser is not one for Flask
        elsewhere.submit(_colleague_writes, author, "Words of a colleague").result()
    page.go_back(wait_until="commit")
    expect(control(page, TEXT)).to_have_value("Words of a colleague")
    with page.expect_navigation():
        page.locator("main button.button[name=go][value=stay]").click()
    assert author.stored(TEXT) == "Words of a colleague"


def _colleague_writes(author, words):
    client = author.portal.client(author.portal.add_person(Role.ALTERNATE, author.country))
    address = f"/en/reports/{author.report}/sections/A"
    page = client.get(address).text
    found = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', page))
    fields = {name: found[name] for name in ("csrf_token", f"rev~{TEXT}")}
    answer = client.post(address, data={**fields, "~keys": TEXT, TEXT: words, "go": "stay"})
    assert answer.status_code == 303


def test_a_remark_survives_a_switch_of_language_and_a_click_in_the_menu(portal, visitors):
    place = portal.new_place()
    with portal.session() as session:
        cycle = session.get_one(Cycle, place.cycle)
        report = make_submitted_report(session, cycle, place.rc, now=now()).id
    reviewer = portal.add_person(Role.COORDINATOR, place.rc)
    page = visitors.come(javascript=True, size=DESK)
    sign_in(page, reviewer)
    page.goto(f"/en/review/{report}")
    page.get_by_role("button", name="Begin the review").click()
    remark = page.locator("textarea[name$='-text']").nth(1)
    page.locator("details.new-remark summary").first.click()
    remark.fill("Please say for which year")
    name = remark.get_attribute("name")
    with page.expect_navigation():
        page.locator(".band-languages a[lang=fr]").click()
    offer = page.locator(".kept")
    expect(offer).to_contain_text("Please say for which year")
    with page.expect_navigation():
        page.get_by_role("link", name="Pays", exact=True).first.click()
    page.goto(f"/en/review/{report}")
    offer.get_by_role("button", name="Use this text").click()
    expect(control(page, name)).to_have_value("Please say for which year")
    page.locator(f"[name='{name[:-5]}-reason']").select_option(index=1)
    with page.expect_navigation():
        page.locator("details.new-remark[open] button").first.click()
    expect(page.locator(".remark")).to_contain_text("Please say for which year")
    assert kept(page) == 0


def test_two_tabs_of_one_person_keep_a_text_each(author):
    one = author.open("A")
    two = one.context.new_page()
    two.goto(one.url)
    one.context.set_offline(True)
    for page, text in ((one, "In the first tab"), (two, "In the second tab")):
        control(page, TEXT).fill(text)
        expect(line(page, TEXT)).to_have_text(KEPT)
    two.close()
    one.close()
    assert len({"In the first tab", "In the second tab"}) == len(_offers_of(author, one.context))


def _offers_of(author, context):
    context.set_offline(False)
    author.page = page = context.new_page()
    author.open("A")
    expect(page.locator(".kept")).to_have_count(2)
    return page.locator(".kept .narrative").all_inner_texts()


def test_on_a_slow_line_typing_goes_on_and_the_last_words_are_saved(author):
    page = author.open("A")
    held = []
    page.route(
        "**/sections/A",
        lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
    )
    control(page, TEXT).fill("First words")
    expect(page.locator('form[data-autosave] [name="~turn"]')).to_have_value("1")
    control(page, TEXT).fill("First words and more")
    expect(line(page, TEXT)).to_have_text("saving")
    held.pop().continue_()
    page.unroute("**/sections/A")
    expect(line(page, TEXT)).to_have_text(re.compile(r"saved \d\d:\d\d"))
    _wait_until_nothing_is_kept(page)
    assert author.stored(TEXT) == "First words and more"


def test_a_portal_that_was_away_while_one_typed_gets_the_text_by_itself(author):
    page = author.open("A")
    page.route("**/sections/A", lambda route: route.abort("internetdisconnected"))
    control(page, TEXT).press_sequentially("Typed while it was away", delay=5)
    expect(line(page, TEXT)).to_have_text(KEPT)
    page.unroute("**/sections/A")
    expect(line(page, TEXT)).to_have_text(re.compile(r"saved \d\d:\d\d"), timeout=20_000)
    assert author.stored(TEXT) == "Typed while it was away"
