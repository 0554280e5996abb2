"""Every page in a real browser: axe finds no fault, nothing scrolls sideways, on small and large screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.visiting import DESK, PHONE, check_fits, sign_in
from tests.samples.pages import FILES, page_rules, pages
from tests.samples.world import make_world

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map((one) => `${one.id} (${one.help}): ` +
    one.nodes.slice(0, 5).map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`).join(" | "));
}"""
OPEN_EVERYTHING = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


@pytest.fixture(scope="session")
def world(served):
    """The served portal, with a page of each kind to visit."""
    return make_world(served)


def test_every_page_has_a_sample(world):
    known = {sample.endpoint for sample in pages(world)}
    assert {rule.endpoint for rule in page_rules(world.portal.app)} - known == set()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "360"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("room", ["accounts", "filing", "public", "review", "secretariat"])
def test_no_page_has_a_fault_of_accessibility(world, visitors, room, language, size):
    faults, people = [], {}
    for sample in pages(world):
        if sample.endpoint in FILES or not sample.endpoint.startswith(f"{room}."):
            continue
        if sample.reader not in people:
            people[sample.reader] = _come(world, visitors, sample.reader, language, size)
        page = people[sample.reader]
        page.goto(sample.address(world.portal.app, language))
        check_fits(page)
        page.evaluate(OPEN_EVERYTHING)
        check_fits(page)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults += [f"{sample.name}: {fault}" for fault in page.evaluate(FAULTS)]
    assert people
    assert not faults, "\n".join(faults)


def _come(world, visitors, role, language, size):
    page = visitors.come(javascript=True, size=size, language=language)
    if role is not None:
        sign_in(page, world.people[role], language)
    return page
