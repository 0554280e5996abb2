"""Every page in a real browser: axe finds no fault, nothing scrolls sideways, on small and large screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.visiting import DESK, PHONE, check_fits, sign_in
from tests.samples.pages import FILES, page_rules, pages
from tests.samples.portal import UNCHOSEN
from tests.samples.world import make_world

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map((one) => `${one.id} (${one.help}): ` +
    one.nodes.slice(0, 5).map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`).join(" | "));
}"""
ROOMS = ("accounts", "filing", "public", "review", "secretariat")
PARTS = 8
"""Into how many tests the pages are dealt, so that those who run them share the work evenly."""
OPEN_EVERYTHING = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


@pytest.fixture(scope="session")
def world(served):
    """The served portal, with a page of each kind to visit."""
    return make_world(served)


def test_every_page_has_a_sample(world):
    known = {sample.endpoint for sample in pages(world)}
    assert {endpoint.split(".")[0] for endpoint in known} == {*ROOMS, "api"}
    assert {rule.endpoint for rule in page_rules(world.portal.app)} - known == set()


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("ar", PHONE)])
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault_of_accessibility(world, visitors, part, language, size):
    faults = []
    for sample, page in _visits(world, visitors, part, language, size):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults += [f"{sample.name}: {fault}" for fault in page.evaluate(FAULTS)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("part", range(0, PARTS, 2))
def test_no_page_needs_sideways_scrolling(world, visitors, part, language):
    """The longest words are Russian; Arabic, and large screens, are visited above."""
    assert list(_visits(world, visitors, part, language, PHONE))
    assert list(_visits(world, visitors, part + 1, language, PHONE))


def test_faults_of_accessibility_would_be_found(visitors):
    page = visitors.come(javascript=True)
    page.goto("/en/sign-in")
    page.evaluate("document.querySelector('label[for=email]').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#e8e8e8'")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert {fault.split()[0] for fault in page.evaluate(FAULTS)} == {"color-contrast", "label"}


def _visits(world, visitors, part, language, size):
    """Yield each page of a part, opened by whoever reads it, with everything on it unfolded."""
    people = {}
    shown = [sample for sample in pages(world) if sample.endpoint not in FILES]
    for sample in shown[part::PARTS]:
        who = (sample.reader, sample.country)
        if who not in people:
            people[who] = _come(world, visitors, sample, language, size)
        page = people[who]
        page.goto(sample.address(world.portal.app, language))
        check_fits(page)
        page.evaluate(OPEN_EVERYTHING)
        check_fits(page)
        yield sample, page


def _come(world, visitors, sample, language, size):
    """Come as whoever reads a page; of several Governments, on the side of its own."""
    page = visitors.come(javascript=True, size=size, language=language)
    if sample.reader is not None:
        sign_in(page, world.people[sample.reader], language)
        sides = page.locator("button[name=side]")
        if sides.count() and sample.country != UNCHOSEN:
            mine = page.locator(f"button[name=side][value='government:{sample.country}']")
            (mine if mine.count() else sides).first.click()
            page.wait_for_load_state()
    return page
