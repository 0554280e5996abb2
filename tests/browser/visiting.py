"""People who visit the portal with a browser of their own, and what they do on any page."""

from __future__ import annotations

import re

from tests.samples.portal import PASSWORD

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PATIENCE = 15_000
"""Milliseconds after which a page that does not come counts as lost."""

SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visitors:
    """Opens browsers and listens to what they complain of: faults, code refused, requests to elsewhere."""

    def __init__(self, chromium, base_url):
        self.chromium, self.base_url = chromium, base_url
        self.complaints: list[str] = []
        self.contexts = []

    def come(self, *, javascript=False, size=PHONE, language="en"):
        """Return a page in a fresh browser; without JavaScript and as small as a telephone if not told."""
        context = self.chromium.new_context(
            base_url=self.base_url,
            java_script_enabled=javascript,
            viewport=size,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._look_where)
        context.on("response", self._look_how)
        context.on("console", self._listen)
        self.contexts.append(context)
        return context.new_page()

    def leave(self):
        """Close every browser."""
        for context in self.contexts:
            context.close()

    def _look_where(self, request):
        if not request.url.startswith((self.base_url, "data:")):
            self.complaints.append(f"a request left this machine: {request.url}")

    def _look_how(self, response):
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.request.method} {response.url}")

    def _listen(self, message):
        meant = re.search(r"responded with a status of 4\d\d|ERR_INTERNET_DISCONNECTED", message.text)
        if message.type == "error" and not meant:
            self.complaints.append(f"the browser complains on {message.page.url}: {message.text}")


def sign_in(page, person, language="en"):
    """Sign in with the form, as a person does."""
    page.goto(f"/{language}/sign-in")
    give_password(page, person)
    # An account of two sides is asked for one at the same address.
    page.locator("input[type=password]").wait_for(state="detached")
    page.wait_for_load_state()


def give_password(page, person):
    """Fill in and send the sign-in form of this page."""
    page.locator("input[name=email]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    primary(page).click()


def primary(page):
    """Return the one primary action of a page."""
    return page.locator("main .button.primary")


def follow(page, locator):
    """Press a button or a link that leads to another page (or to the same one anew), and wait for it."""
    with page.expect_navigation():
        locator.click()
    return page


def check_fits(page):
    """Assert that a page needs no sideways scrolling."""
    beyond = page.evaluate(SCROLLS_SIDEWAYS)
    assert beyond <= 0, f"{page.url} is {beyond} pixels wider than the screen"
