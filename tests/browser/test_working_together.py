"""A contributor, a colleague without an account and a successor, as they meet the portal: no JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from tests.browser.test_other_instruments import Scene, number_in
from tests.browser.visiting import check_fits, follow, primary
from tests.factories import TEXTS
from tests.samples.mailed import mailed_link
from tests.samples.portal import PASSWORD

pytestmark = pytest.mark.browser

MINE, OTHERS = "B", "C"
QUESTION = "VNR.12.B10"


@pytest.fixture
def scene(portal, visitors):
    return lambda language: Scene(portal, visitors, language)


def _start(scene, country):
    focal = scene.desk(scene.enter(Role.FOCAL_POINT, country))
    follow(focal, primary(focal))
    return focal, number_in(focal.url)


def test_a_contributor_sees_and_edits_the_page_assigned_and_no_other(scene):
    scene = scene("ar")
    country = scene.place.rc
    focal, number = _start(scene, country)
    contributor = scene.enter(Role.CONTRIBUTOR, country)
    assert contributor.goto(f"/ar/reports/{number}/sections/{MINE}").status == 403

    focal.goto(f"/ar/reports/{number}/assignments")
    check_fits(focal)
    focal.locator("input[name=person]").last.check()
    focal.locator(f"input[name=pages][value^={MINE}]").check()
    focal.locator("textarea[name=note]").last.fill(TEXTS["ar"])
    follow(focal, primary(focal))
    expect(focal.locator("main .tasks")).to_contain_text(TEXTS["ar"])

    scene.desk(contributor)
    follow(contributor, contributor.locator(f"main a[href*='/reports/{number}/sections/{MINE}']").first)
    check_fits(contributor)
    contributor.locator(f'main textarea[name="{QUESTION}"]').fill(TEXTS["ar"])
    follow(contributor, contributor.locator("button.button[name=go][value=stay]"))
    focal.goto(f"/ar/reports/{number}/sections/{MINE}")
    expect(focal.locator(f'main textarea[name="{QUESTION}"]')).to_have_value(TEXTS["ar"])
    for page in ("sections/A", "check", "summary", "assignments"):
        assert contributor.goto(f"/ar/reports/{number}/{page}").status == 403, page


def test_a_colleague_without_an_account_suggests_a_text_by_a_link_that_works_once(scene):
    scene = scene("en")
    focal, number = _start(scene, scene.place.rc)
    focal.goto(f"/en/reports/{number}/colleagues")
    check_fits(focal)
    focal.locator("input[name=name]").fill("Statistics department")
    focal.locator(f"input[name=page][value^={MINE}]").check()
    focal.locator("input[name=language][value=ar]").check()
    follow(focal, primary(focal))
    link = focal.locator("#new-link").input_value()
    assert "/ar/contribute/" in link

    colleague = scene.visitors.come(language="ar")
    colleague.goto(link)
    check_fits(colleague)
    expect(colleague.locator("html")).to_have_attribute("dir", "rtl")
    colleague.locator(f'main textarea[name="{QUESTION}"]').fill(TEXTS["ar"])
    follow(colleague, colleague.locator("button[name=go][value=keep]").last)
    elsewhere = scene.visitors.come(language="ar")
    elsewhere.goto(link)
    expect(elsewhere.locator(f'main textarea[name="{QUESTION}"]')).to_have_value(TEXTS["ar"])
    follow(elsewhere, primary(elsewhere))
    check_fits(elsewhere)
    assert colleague.goto(link).status == 410
    check_fits(colleague)
    assert colleague.goto("/ar/contribute/guessed").status == 404

    focal.goto(f"/en/reports/{number}/suggestions")
    check_fits(focal)
    expect(focal.locator("main")).to_contain_text(TEXTS["ar"])
    follow(focal, focal.locator("button[name=decision][value=accepted]").first)
    focal.goto(f"/en/reports/{number}/sections/{MINE}")
    expect(focal.locator(f'main textarea[name="{QUESTION}"]')).to_have_value(TEXTS["ar"])


def test_a_country_is_handed_over_in_one_step(scene):
    scene = scene("en")
    country = scene.place.rc
    focal, number = _start(scene, country)
    focal.goto(f"/en/people/{country}")
    check_fits(focal)
    focal.locator("input[name=email]").fill("successor@portal.example")
    focal.locator("input[name=role][value=focal_point]").check()
    focal.locator("input[name=hands_over]").check()
    follow(focal, primary(focal))
    with scene.portal.session() as session:
        path = mailed_link(session)

    successor = scene.visitors.come()
    successor.goto(path)
    successor.locator("input[name=name]").fill("Successor")
    for field in successor.locator("input[type=password]").all():
        field.fill(PASSWORD)
    follow(successor, primary(successor))
    assert successor.url.endswith("/desk")
    check_fits(successor)
    expect(successor.locator(f"main a[href*='/reports/{number}']").first).to_be_visible()
    assert focal.goto(f"/en/reports/{number}").status == 403
