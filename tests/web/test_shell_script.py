"""The optional script in a real browser: saving, counting, keeping texts while the line is down."""

from __future__ import annotations

import shutil
import threading

import pytest
from flask import jsonify, render_template_string, request
from werkzeug.serving import make_server

from portal.questionnaires.answering.words import LONGEST_TEXT, unseen_in
from tests.web.test_shell import make_shell
from tests.web.test_shell_questions import PAGE, question

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")

FIELD = "VNR.12.LONG@WSSD95"
NUMBER = "VNR.12.NUMBER@WSSD95"
ONE_LINE = "VNR.12.TEXT@WSSD95"
LINE = f'[data-key="{FIELD}"] [data-save]'
TEXT = f'textarea[name="{FIELD}"]'


class Desk:
    """A section page that remembers what was saved; `reply` decides what an autosave is told."""

    def __init__(self):
        self.received, self.status, self.held = [], 200, threading.Event()
        self.held.set()
        self.reply = {"saved": {FIELD: "2000-03-31T14:02:00+00:00"}, "conflicts": [], "hidden": {}}
        self.app = make_shell()
        self.app.add_url_rule("/<lang>/section", "section", self.section, methods=["GET", "POST"])

    def section(self):
        if request.method == "POST":
            self.held.wait(30)
            self.received.append((request.headers.get("X-Autosave"), request.form.to_dict()))
            return jsonify(self.reply), self.status
        asked = question("long", value="As saved", limit=30, words=2, errors=())
        number = question("number", value="", errors=(), read_as="7")
        line = question("text", value="As saved", limit=30, errors=())
        asked_too = [number, line, question("file", errors=())]
        return render_template_string(PAGE, questions=[asked, *asked_too], errors=())


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def address(desk):
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/en/section"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser, address):
    context = browser.new_context(timezone_id="UTC")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(address)
    yield page
    context.close()
    assert not faults


def test_typing_is_saved_and_the_page_says_when(page, desk):
    page.fill(TEXT, "Enrolment of girls rose - by half.")
    sync_api.expect(page.locator(LINE)).to_have_text("saved 14:02")
    autosave, form = desk.received[0]
    assert autosave == "1"
    assert form[FIELD] == "Enrolment of girls rose - by half."
    assert form["csrf_token"]
    assert "go" not in form
    assert page.evaluate("localStorage.length") == 0


def test_words_are_counted_as_the_server_counts_them(page):
    page.fill(TEXT, "Enrolment of girls rose - by half.")
    sync_api.expect(page.locator(f'[id="{FIELD}-count"]')).to_have_text("Words left: 24 of 30")
    page.fill(TEXT, "word " * 33)
    sync_api.expect(page.locator(f'[id="{FIELD}-count"]')).to_contain_text("Words over the limit of 30: 3.")


def test_characters_left_are_counted_while_typing(page):
    counter = page.locator(f'[id="{ONE_LINE}-count"]')
    sync_api.expect(counter).to_have_text("Characters left: 22 of 30")
    page.fill(f'input[name="{ONE_LINE}"]', "\U0001f30d" * 4)
    sync_api.expect(counter).to_have_text("Characters left: 26 of 30")
    page.fill(f'input[name="{ONE_LINE}"]', "x" * 33)
    sync_api.expect(counter).to_have_text("Characters over the limit of 30: 3. Please shorten the text.")
    sync_api.expect(counter).to_have_class("counter over")


def test_the_bound_of_all_texts_is_counted_before_it_is_met(page):
    counter = page.locator(f'[id="{FIELD}-count"]')
    page.fill(TEXT, "x" * (LONGEST_TEXT - 7))
    sync_api.expect(counter).to_have_text(f"Characters left: 7 of {LONGEST_TEXT}")
    page.fill(TEXT, "x" * (LONGEST_TEXT + 7))
    sync_api.expect(counter).to_contain_text(f"Characters over the limit of {LONGEST_TEXT}: 7.")


def test_characters_that_nobody_sees_are_named_while_typing_and_removed_with_one_press(page, desk):
    page.fill(TEXT, "Wa\u200bter\u202e and\x02 land")
    note = page.locator(".unseen-signs")
    sync_api.expect(note).to_contain_text(
        "Characters that nobody can see: "
        "character without width U+200B, mark of direction U+202E, control character U+0002."
    )
    note.get_by_role("button", name="Remove these characters").click()
    sync_api.expect(note).to_have_count(0)
    assert page.input_value(TEXT) == "Water and land"
    sync_api.expect(page.locator(LINE)).to_have_text("saved 14:02")
    assert desk.received[-1][1][FIELD] == "Water and land"


def test_the_script_sees_the_same_characters_as_the_server(page):
    for sign in map(chr, [*range(0x20), 0x7F, 0x85, 0xAD, 0x61C, *range(0x2000, 0x2070), 0xFEFF, 0x200D]):
        for text in (f"a{sign}b", f"\u0627{sign}b"):
            page.fill(TEXT, text)
            told = page.locator(".unseen-signs").count() == 1
            assert told is bool(unseen_in(page.input_value(TEXT))), ascii(text)


def test_how_a_number_was_understood_stands_beside_it_once_it_is_saved(page, desk):
    reading = page.locator(f'[data-read="{NUMBER}"]')
    sync_api.expect(reading).to_have_text("read as 7")
    desk.reply |= {"saved": {NUMBER: "2000-03-31T14:02:00+00:00"}, "read": {NUMBER: "1,234"}}
    desk.held = threading.Event()
    page.fill(f'input[name="{NUMBER}"]', "1234")
    sync_api.expect(reading).to_have_text("")
    desk.held.set()
    sync_api.expect(reading).to_have_text("read as 1,234")


def test_revisions_are_renewed_so_that_the_next_save_is_not_a_conflict(page, desk):
    desk.reply["hidden"] = {f"{FIELD}.revision": "4"}
    page.fill(TEXT, "First")
    sync_api.expect(page.locator(LINE)).to_have_text("saved 14:02")
    assert page.input_value(f'input[name="{FIELD}.revision"]') == "4"


def test_a_text_typed_while_the_line_is_down_is_kept_and_offered_again(page, desk):
    page.context.set_offline(True)
    page.fill(TEXT, "Typed while the line was down")
    sync_api.expect(page.locator(LINE)).to_have_text("not saved yet, kept in this browser")
    page.context.set_offline(False)
    page.reload()
    sync_api.expect(page.locator(".kept")).to_contain_text("Typed while the line was down")
    assert page.input_value(TEXT) == "As saved"
    page.get_by_role("button", name="Use this text").click()
    assert page.input_value(TEXT) == "Typed while the line was down"
    sync_api.expect(page.locator(LINE)).to_have_text("saved 14:02")
    assert desk.received[-1][1][FIELD] == "Typed while the line was down"


def test_a_kept_text_can_be_discarded(page):
    page.context.set_offline(True)
    page.fill(TEXT, "No longer wanted")
    sync_api.expect(page.locator(LINE)).to_have_text("not saved yet, kept in this browser")
    page.context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    page.reload()
    assert page.locator(".kept").count() == 0


def test_who_was_signed_out_is_told_and_keeps_the_text(page, desk):
    desk.status = 401
    page.fill(TEXT, "Typed after the session ended")
    sync_api.expect(page.locator(LINE)).to_contain_text(
        "You are signed out; your text is kept in this browser."
    )
    assert page.evaluate("localStorage.length") == 1


def test_a_conflict_is_told_in_its_place(page, desk):
    desk.reply = {"saved": {}, "conflicts": [FIELD]}
    page.fill(TEXT, "Mine")
    sync_api.expect(page.locator(LINE)).to_contain_text("neither is lost")
