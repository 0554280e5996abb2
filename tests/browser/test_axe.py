"""Every page as a browser draws it: no fault found by axe, nothing wider than a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.visiting import DESK, PHONE, check_fits
from tests.samples.pages import FILES, pages
from tests.samples.world import make_world

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(
    v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | "));
}"""

LANGUAGES = ("en", "ar")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def world(served):
    """The served portal in the middle of its work."""
    return make_world(served)


@pytest.fixture(scope="module")
def cookies(world):
    """The session of each person, by role: signing in has tests of its own."""
    clients = {role: world.portal.client(person) for role, person in world.people.items()}
    return {role: client.get_cookie("portal").value for role, client in clients.items()}


@pytest.fixture(scope="module")
def visits(world):
    """Every page with its reader, by language: name, reader and address."""
    found = [sample for sample in pages(world) if sample.endpoint not in FILES]
    return {
        language: [(page.name, page.reader, page.address(world.portal.app, language)) for page in found]
        for language in LANGUAGES
    }


# Each of the four pairs would cost minutes: both languages and both sizes are covered by two.
@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("ar", PHONE)], ids=["en-desk", "ar-phone"])
def test_axe_finds_no_fault_on_any_page(visits, cookies, visitors, language, size):
    source = AXE.read_text(encoding="utf-8")
    faults, guests = [], {}
    for name, reader, address in visits[language]:
        if reader not in guests:
            guests[reader] = visitors.come(javascript=True, size=size, language=language)
            if reader is not None:
                session = {"name": "portal", "value": cookies[reader], "url": visitors.base_url}
                guests[reader].context.add_cookies([session])
        page = guests[reader]
        page.goto(address)
        # Evaluated over the debugging protocol: the page's own policy lets no code in.
        page.evaluate(source)
        faults += [f"{name}: {fault}" for fault in page.evaluate(RUN)]
        check_fits(page)
    assert not faults, "\n".join(faults)
