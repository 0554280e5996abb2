"""One whole life of a report, as its people live it: without JavaScript, on a telephone, in two scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from tests.browser.filling import Filler, answers_for
from tests.browser.visiting import check_fits, follow, primary, sign_in
from tests.factories import TEXTS

pytestmark = pytest.mark.browser

LANGUAGES = ["en", "ar"]
DIRECTION = {"en": "ltr", "ar": "rtl"}
REMARKED = "VNR.12.A1"


class Cast:
    """The people of one report in one language, each with a browser of their own."""

    def __init__(self, portal, visitors, language):
        self.portal, self.visitors, self.language = portal, visitors, language
        self.place = portal.new_place()

    def enter(self, role, country=None):
        """Let somebody with a role sign in."""
        person = self.portal.add_person(role, country, language=self.language)
        page = self.visitors.come(language=self.language)
        sign_in(page, person, self.language)
        return page

    def check_language(self, page):
        """Assert that a page is in the reader's language and direction, and fits the screen."""
        root = page.locator("html")
        expect(root).to_have_attribute("lang", self.language)
        expect(root).to_have_attribute("dir", DIRECTION[self.language])
        check_fits(page)


@pytest.fixture(params=LANGUAGES)
def cast(request, portal, visitors):
    return Cast(portal, visitors, request.param)


def test_a_national_report_is_filed_returned_resubmitted_endorsed_accepted_and_published(cast):
    country, reference = cast.place.rc, f"{cast.place.cycle}-{cast.place.rc}-VNR-v1"
    focal = cast.enter(Role.FOCAL_POINT, country)
    _start(cast, focal)
    _try_too_early(cast, focal)
    _fill_whole_report(cast, focal, reference)
    first_digest = _sign(cast, focal)

    coordinator = cast.enter(Role.COORDINATOR, country)
    _return_with_remark(cast, coordinator)
    _answer_remark(cast, focal)
    digest = _sign(cast, focal)
    assert digest != first_digest, "each filing has a digest of its own"
    _endorse(cast, coordinator)

    secretariat = cast.enter(Role.SECRETARIAT)
    _accept_and_publish(cast, secretariat, country)
    _read_in_public(cast, country, digest)


def test_a_report_of_a_country_without_coordinator_goes_straight_to_the_secretariat(cast):
    country, reference = cast.place.norc, f"{cast.place.cycle}-{cast.place.norc}-VND-v1"
    focal = cast.enter(Role.FOCAL_POINT, country)
    _start(cast, focal)
    _try_too_early(cast, focal)
    _fill_whole_report(cast, focal, reference)
    digest = _sign(cast, focal)

    secretariat = cast.enter(Role.SECRETARIAT)
    _accept_and_publish(cast, secretariat, country)
    _read_in_public(cast, country, digest)


def _start(cast, page):
    assert page.url.endswith(f"/{cast.language}/desk")
    cast.check_language(page)
    # The national report stands first; a practice can be started further down.
    page.locator(f"input[name=report_language][value={cast.language}]").first.check()
    follow(page, primary(page))
    assert re.search(r"/reports/\d+$", page.url)
    cast.check_language(page)


def _try_too_early(cast, page):
    """The check page lists what is missing; each line leads to its question, where the fault is told."""
    overview = page.url
    follow(page, page.locator('main a[href$="/check"]').last)
    cast.check_language(page)
    missing = page.locator("section[aria-labelledby=missing] li a")
    assert missing.count() > 20
    expect(page.locator("input[name=declaration]")).to_have_count(0)
    follow(page, missing.first)
    question = page.locator(f'[id="{page.url.partition("#")[2]}"]')
    expect(question).to_be_in_viewport()
    expect(question).to_have_class(re.compile("has-error"))
    cast.check_language(page)
    page.goto(overview)


def _fill_whole_report(cast, page, reference):
    answers = answers_for(cast.portal, reference)
    follow(page, primary(page))
    filler = Filler(page, answers, cast.language).fill_all()
    assert not filler.left, f"no page asked for {sorted(filler.left)}"
    assert page.url.endswith("/check")
    expect(page.locator("section[aria-labelledby=missing]")).to_have_count(0)


def _sign(cast, page):
    """Sign on the check page, return the digest on the receipt; without the declaration nothing is sent."""
    assert page.url.endswith("/check")
    follow(page, primary(page))
    expect(page.locator(".error-summary a[href='#declaration']")).to_be_visible()
    page.locator("#declaration").check()
    follow(page, primary(page))
    assert re.search(r"/receipts/\d+$", page.url)
    cast.check_language(page)
    digest = page.locator("code.digest").first.inner_text()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    return digest


def _begin_review(cast, page):
    page.goto(f"/{cast.language}/review")
    cast.check_language(page)
    follow(page, page.locator(".queue-item a").first)
    follow(page, primary(page))
    cast.check_language(page)


def _return_with_remark(cast, page):
    _begin_review(cast, page)
    row = page.locator(f'[id="q-{REMARKED}"]')
    row.locator("details.new-remark summary").click()
    row.locator("select").select_option(index=1)
    row.locator("textarea").fill(TEXTS[cast.language])
    follow(page, page.locator(".decision-bar button[value=return]"))
    cast.check_language(page)
    page.locator("main textarea").fill(TEXTS[cast.language])
    follow(page, primary(page))
    cast.check_language(page)


def _answer_remark(cast, page):
    """Before the remark is answered the report cannot be sent again."""
    page.goto(f"/{cast.language}/desk")
    cast.check_language(page)
    follow(page, page.locator("main a[href*='/reports/']:not(.button)").first)
    cast.check_language(page)
    overview = page.url.partition("#")[0]
    page.goto(f"{overview}/check")
    expect(page.locator("section[aria-labelledby=unanswered]")).to_be_visible()
    expect(page.locator("input[name=declaration]")).to_have_count(0)
    page.goto(overview)
    remark = page.locator(".remark-card")
    expect(remark).to_contain_text(TEXTS[cast.language])
    remark.locator("textarea[name=reply]").fill(TEXTS[cast.language])
    follow(page, remark.locator("button:not([name])").first)
    page.goto(f"{overview}/check")


def _endorse(cast, page):
    _begin_review(cast, page)
    follow(page, page.locator(".decision-bar button[value=endorse]"))
    cast.check_language(page)
    follow(page, primary(page))
    cast.check_language(page)


def _accept_and_publish(cast, page, country):
    page.goto(f"/{cast.language}/secretariat")
    cast.check_language(page)
    page.goto(f"/{cast.language}/secretariat/cycles/{cast.place.cycle}/countries/{country}")
    cast.check_language(page)
    follow(page, page.locator("main a[href*='/secretariat/reports/']").first)
    cast.check_language(page)
    follow(page, page.locator(".decision-bar button[value=accept]"))
    cast.check_language(page)
    follow(page, primary(page))
    cast.check_language(page)
    follow(page, primary(page))
    cast.check_language(page)
    follow(page, primary(page))
    cast.check_language(page)


def _read_in_public(cast, country, digest):
    page = cast.visitors.come(language=cast.language)
    page.goto(f"/{cast.language}/countries?cycle={cast.place.cycle}")
    cast.check_language(page)
    follow(page, page.locator(f"a[href$='/countries/{country}/{cast.place.cycle}']"))
    cast.check_language(page)
    # The contact stays with the secretariat: the filing is not public in full, so its digest is not shown.
    expect(page.locator("main code.digest")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(digest)
    follow(page, page.locator("main a[href$='/report']"))
    cast.check_language(page)
    expect(page.locator("main .narrative").first).to_contain_text(TEXTS[cast.language])
