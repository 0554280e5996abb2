"""The guard where it meets others: a colleague, a server killed, a page brought back, the sign button."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.reports.models import Report, SetAside
from tests.browser.test_guard import (
    DOWN,
    KEPT,
    TEXT,
    UNSENT,
    Author,
    _colleague_writes,
    _wait_until_nothing_is_kept,
    control,
    kept,
    line,
)
from tests.browser.visiting import DESK, PATIENCE, sign_in
from tests.factories import fill_report
from tests.samples.portal import now
from tests.serving import free_port, wait_until

pytestmark = pytest.mark.browser

SAVED = re.compile(r"saved \d\d:\d\d")
BROUGHT_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


@pytest.fixture
def author(portal, visitors):
    return Author(portal, visitors)


def _elsewhere(work, *arguments):
    """Do something with Flask: the thread of the browser is not one for it."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work, *arguments).result()


def test_two_people_with_the_guard_lose_nothing_and_a_text_set_aside_is_not_offered_again(author, visitors):
    first = author.open("A")
    second = visitors.come(javascript=True, size=DESK)
    sign_in(second, author.portal.add_person(Role.ALTERNATE, author.country))
    second.goto(first.url)
    control(first, TEXT).fill("Words of the first")
    expect(line(first, TEXT)).to_have_text(SAVED)
    control(second, TEXT).fill("Words of the second")
    expect(line(second, TEXT)).to_contain_text("Save the section to see both texts; neither is lost.")
    assert author.stored(TEXT) == "Words of the first"
    _wait_until_nothing_is_kept(second)
    second.reload()
    expect(second.locator(".conflict")).to_contain_text("Words of the second")
    expect(second.locator(".conflict")).to_contain_text("Words of the first")
    for page in (first, second):
        expect(page.locator(".kept")).to_have_count(0)
        expect(page.locator(UNSENT)).to_have_count(0)
    with second.expect_navigation():
        second.locator(".conflict button[value=both]").click()
    assert "Words of the first" in author.stored(TEXT)
    assert "Words of the second" in author.stored(TEXT)
    with author.portal.session() as session:
        assert session.query(SetAside).filter_by(report_id=author.report, resolved_at=None).count() == 0


def test_unsent_text_is_told_on_the_overview_the_check_page_and_by_the_sign_button(author):
    with author.portal.session() as session:
        fill_report(session, session.get_one(Report, author.report), None, now=now())
    page = author.open("A")
    page.context.set_offline(True)
    control(page, TEXT).fill("Typed and never sent")
    expect(line(page, TEXT)).to_have_text(KEPT)
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    for address in ("", "/check"):
        page.goto(f"/en/reports/{author.report}{address}")
        expect(page.locator(UNSENT).get_by_role("link")).to_have_count(1)
        expect(page.locator(UNSENT)).to_contain_text("This browser keeps texts that are not saved")
    note = page.locator("form[action$='/sign'] .unsent-here")
    expect(note).to_have_text("This browser keeps texts that are not saved")
    with page.expect_navigation():
        page.locator(UNSENT).get_by_role("link").click()
    page.get_by_role("button", name="Use this text").click()
    expect(line(page, TEXT)).to_have_text(SAVED)
    page.goto(f"/en/reports/{author.report}/check")
    expect(page.locator("form[action$='/sign']")).to_be_visible()
    expect(note).to_have_count(0)
    expect(page.locator(UNSENT)).to_have_count(0)


def test_a_page_brought_back_whole_shows_what_is_saved_now(author):
    page = author.open("A")
    control(page, TEXT).fill("Old words")
    expect(line(page, TEXT)).to_have_text(SAVED)
    _elsewhere(_colleague_writes, author, "Words of a colleague")
    expect(control(page, TEXT)).to_have_value("Old words")
    with page.expect_navigation():
        page.evaluate(BROUGHT_BACK)
    expect(control(page, TEXT)).to_have_value("Words of a colleague")


def test_a_page_brought_back_with_unsent_words_keeps_and_sends_them(author):
    page = author.open("A")
    page.route("**/sections/A", lambda route: route.abort("internetdisconnected"))
    control(page, TEXT).fill("Unsent words")
    expect(line(page, TEXT)).to_have_text(KEPT)
    page.unroute("**/sections/A")
    page.evaluate(BROUGHT_BACK)
    expect(line(page, TEXT)).to_have_text(SAVED)
    expect(control(page, TEXT)).to_have_value("Unsent words")
    assert author.stored(TEXT) == "Unsent words"


class Machine:
    """`portal serve` on the database of the tests, which dies as a machine does and comes back."""

    def __init__(self, portal, folder):
        self.port, self.out = free_port(), folder / "server.txt"
        self.environment = {
            **os.environ,
            "PORT": str(self.port),
            "PORTAL_BASE_URL": self.url,
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_DATABASE_URL": f"sqlite:///{portal.folder / 'portal.sqlite3'}",
            "PORTAL_SECRET_KEY": "k" * 40,
            "PORTAL_WORKERS": "1",
            "PORTAL_JOBS": "0",
            "PORTAL_DEMO": "0",
        }

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        with self.out.open("ab") as out:
            command = [sys.executable, "-m", "portal.cli.main", "serve"]
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=out, stderr=out, start_new_session=True
            )

        def answers():
            assert self.process.poll() is None, self.out.read_text()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with contextlib.closing(connection):
                try:
                    connection.request("GET", "/healthz")
                    return connection.getresponse().status == 200
                except OSError:
                    return False

        wait_until(answers, self.out.read_text)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def test_a_server_killed_while_one_types_and_started_again_loses_nothing(author, chromium, tmp_path):
    machine = Machine(author.portal, tmp_path)
    context = chromium.new_context(base_url=machine.url, viewport=DESK, locale="en")
    context.set_default_timeout(PATIENCE)
    try:
        machine.start()
        author.page = page = context.new_page()
        sign_in(page, author.person)
        page = author.open("A")
        control(page, TEXT).press_sequentially("Typed before, ", delay=5)
        expect(line(page, TEXT)).to_have_text(SAVED)
        control(page, TEXT).press_sequentially("at the moment ", delay=5)
        machine.kill()
        control(page, TEXT).press_sequentially("and while it was dead", delay=5)
        expect(line(page, TEXT)).to_have_text(KEPT)
        page.locator("main button.button[name=go][value=stay]").click()
        expect(page.get_by_role("alert")).to_contain_text(DOWN)
        assert kept(page) == 1
        machine.start()
        expect(line(page, TEXT)).to_have_text(SAVED, timeout=30_000)
        expect(control(page, TEXT)).to_have_value("Typed before, at the moment and while it was dead")
        assert author.stored(TEXT) == "Typed before, at the moment and while it was dead"
        assert kept(page) == 0
    finally:
        context.close()
        machine.kill()


@pytest.mark.parametrize("javascript", [True, False])
def test_please_specify_stands_open_only_where_other_is_chosen_or_says_something(
    author, visitors, javascript
):
    author.page = page = visitors.come(javascript=javascript, size=DESK)
    sign_in(page, author.person)
    author.open("A")
    choice, text = control(page, "VNR.12.A5"), control(page, "VNR.12.A5.other")
    counter = page.locator('[id="VNR.12.A5.other-count"]')
    expect(text).to_be_hidden()
    expect(counter).to_be_hidden()
    page.locator('main [name="VNR.12.A5"][value="other"]').check()
    expect(text).to_be_visible()
    expect(counter).to_be_visible()
    text.fill("A council")
    page.locator('main [name="VNR.12.A5"][value="other"]').uncheck()
    expect(text).to_be_visible()
    text.fill("")
    expect(text).to_be_hidden()
    assert choice.count() > 1
    if javascript:
        _wait_until_nothing_is_kept(page)
