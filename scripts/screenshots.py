"""Take pictures of the ten most important pages: English and Arabic, desk and telephone.

Everything is made in a folder that is thrown away: the demonstration, people, and reports of fictional
countries in the practice round.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from portal.accounts.credentials.passwords import CHEAP, Hasher  # noqa: E402 - tests/ is found by its path
from portal.accounts.permissions import Role  # noqa: E402 - as above
from portal.countries.services import load_reference  # noqa: E402 - as above
from portal.cycles.models import Cycle  # noqa: E402 - as above
from portal.demo.services import load_demo  # noqa: E402 - as above
from portal.events.services import NOBODY  # noqa: E402 - as above
from portal.reports.lifecycle.starting import start_report  # noqa: E402 - as above
from portal.reports.queries import Surroundings, surroundings  # noqa: E402 - as above
from portal.reports.remarks.services import RemarkDraft, Written, add_remark  # noqa: E402 - as above
from portal.reports.workflow import Action, Side  # noqa: E402 - as above
from tests.factories import complete_answers, fill_report, take  # noqa: E402 - as above
from tests.samples.portal import Person, SamplePortal, now  # noqa: E402 - as above

TARGET = ROOT / "docs" / "screenshots"
LANGUAGES = ("en", "ar")
SIZES = {1280: 800, 360: 740}
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
TEXTS = {
    "VNR.12.C3@WSSD95": (
        "The national programme against poverty was extended to all eleven provinces. Cash transfers now "
        "reach four households in ten among the poorest; enrolment of girls in primary schools rose in "
        "every province."
    ),
    "VNR.12.C6@WSSD95": "Funds arrive late in the year; a calendar with the ministry of finance begins now.",
}


@dataclass(frozen=True)
class Page:
    """One page: the name of its pictures, its path without the language, and who opens it."""

    name: str
    path: str
    reader: Person | None = None


def main() -> int:
    """Take all pictures; return the exit status."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        portal = SamplePortal(Path(folder))
        server = make_server("127.0.0.1", 0, portal.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            pages = list(prepare(portal))
            cookies = {page.name: cookie_of(portal, page.reader) for page in pages}
            photograph(f"http://127.0.0.1:{server.server_port}", pages, cookies)
        finally:
            server.shutdown()
            thread.join()
            portal.close()
    return 0


def prepare(portal: SamplePortal) -> Iterator[Page]:
    """Fill the portal and yield its ten pages."""
    with portal.session() as session:
        load_reference(session)
        load_demo(session, portal.folder, Hasher(CHEAP), now())
    focal = portal.add_person(Role.FOCAL_POINT, "ARL", name="Focal point, Arlandia")
    reviewer = portal.add_person(Role.COORDINATOR, "DUN", name="Resident coordinator, Dunmere")
    author = portal.add_person(Role.FOCAL_POINT, "DUN", name="Focal point, Dunmere")
    officer = portal.add_person(Role.SECRETARIAT, name="Secretariat officer")
    with portal.session() as session:
        cycle = session.scalars(select(Cycle).where(Cycle.code.like("practice-%"))).one()
        code = cycle.code
        draft = start_report(session, cycle, "ARL", "en", NOBODY, now())
        fill_report(session, draft, half(surroundings(session, draft)), now=now())
        filed = start_report(session, cycle, "DUN", "en", NOBODY, now())
        fill_report(session, filed, now=now())
        take(session, filed, Action.SUBMIT, Side.SIGNATORY, now=now())
        take(session, filed, Action.BEGIN_REVIEW, Side.REVIEWER, now=now())
        remark = RemarkDraft(
            "VNR.12.B2", "unclear", "Is this the committee set up in 1997, or its successor?"
        )
        add_remark(session, surroundings(session, filed), remark, Written(reviewer.id, "en", now()))
        drafted, reviewed = draft.id, filed.id
    yield Page("sign-in", "/sign-in")
    yield Page("desk", "/desk", focal)
    yield Page("section", f"/reports/{drafted}/sections/C/WSSD95", focal)
    yield Page("check", f"/reports/{drafted}/check", focal)
    yield Page("printed-draft", f"/reports/{drafted}/draft", focal)
    yield Page("receipt", f"/reports/{reviewed}/receipts/1", author)
    yield Page("review", f"/review/{reviewed}#section-B", reviewer)
    yield Page("secretariat", f"/secretariat/cycles/{code}", officer)
    yield Page("countries", "/countries?cycle=DEMO-2024")
    yield Page("summary", "/countries/ARL/2000")


def half(context: Surroundings) -> dict[str, object]:
    """Return answers to about half of the sections, some of them longer texts."""
    whole = complete_answers(context.questionnaire, context.asked, period=context.period)
    begun = ("VNR.12.A", "VNR.12.B", "VNR.12.D")
    some = {key: value for key, value in whole.items() if key.startswith(begun) or key.endswith("@WSSD95")}
    return {**some, **{key: text for key, text in TEXTS.items() if key in some}}


def cookie_of(portal: SamplePortal, person: Person | None) -> str | None:
    """Return the session of a person."""
    if person is None:
        return None
    cookie = portal.client(person).get_cookie("portal")
    return cookie.value if cookie else None


def photograph(base: str, pages: list[Page], cookies: dict[str, str | None]) -> None:
    """Take every page in every language and size."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        for page in pages:
            for width, height in SIZES.items():
                context = browser.new_context(viewport={"width": width, "height": height})
                value = cookies[page.name]
                if value is not None:
                    context.add_cookies([{"name": "portal", "value": value, "url": base}])
                view = context.new_page()
                for language in LANGUAGES:
                    view.goto(f"{base}/{language}{page.path}")
                    view.screenshot(path=str(TARGET / f"{page.name}-{language}-{width}.png"))
                context.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
