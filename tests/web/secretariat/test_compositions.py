"""The secretariat composes a report on pages, publishes it, and it closes with a suspension."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.compositions.models import CompositionPart
from portal.compositions.queries import get_composition
from portal.compositions.services import publish, start_composition
from portal.events.services import NOBODY
from portal.issued.services import EVERYTHING as ALL_COUNTRIES
from portal.issued.services import issue_tables
from portal.reports.workflow import Action, Side
from portal.summaries.report.packs import EVERYTHING
from tests.samples.portal import now

BASIS = "p/basis"


@pytest.fixture
def begun(desk):
    """A report begun from the tables of a cycle with one published report."""
    report = desk.accepted({"VNR.12.I6": "Continue the review <b>."})
    desk.step(report, Action.PUBLISH, Side.SECRETARIAT)
    with desk.portal.session() as session:
        issued = issue_tables(session, (desk.place.cycle, None), ALL_COUNTRIES, NOBODY, now())[1]
        number = start_composition(session, "progress", issued, EVERYTHING, NOBODY, now()).id
        parts = {
            part.key: part.id
            for part in session.scalars(
                select(CompositionPart).where(CompositionPart.composition_id == number)
            )
        }
    return Begun(desk, report, number, parts)


class Begun:
    def __init__(self, desk, report, number, parts):
        self.desk, self.report, self.number, self.parts = desk, report, number, parts
        self.path = f"secretariat/compositions/{number}"
        self.visitor = desk.portal.client()

    def address(self, key, rest=""):
        return f"{self.path}/parts/{self.parts[key]}{rest}"

    def show(self):
        with self.desk.portal.session() as session:
            publish(session, get_composition(session, self.number), NOBODY, now(), public=True)


def test_a_report_is_begun_from_issued_tables(begun):
    officer = begun.desk.officer
    page = officer.get("secretariat/compositions").html
    (issue, *_others) = re.findall(r'<option value="(\d+)"', page[page.index('id="issue"') :])
    answer = officer.post("secretariat/compositions", kind="review", issue=issue, pack="conference/WSSD95")
    assert answer.status == 303
    assert officer.get("secretariat/compositions").html.count("Review of progress") > 1


def test_a_number_that_is_typed_is_refused_and_what_was_typed_stays(begun):
    officer = begun.desk.officer
    typed = "There were 45 of {coverage/national/all/expected}."
    answer = officer.post(begun.address(BASIS), text=typed, revision="1")
    assert answer.status == 422
    assert "These numbers are typed: 45." in answer
    assert typed in answer
    answer = officer.post(begun.address(BASIS), text=typed.replace("45", "{=45}"), revision="1")
    assert answer.status == 303
    assert "There were 45 of" in officer.get(begun.path)


def test_a_text_saved_by_another_meanwhile_is_shown_beside_ones_own(begun):
    officer = begun.desk.officer
    assert officer.post(begun.address(BASIS), text="Theirs.", revision="1").status == 303
    answer = officer.post(begun.address(BASIS), text="Mine.", revision="1")
    assert answer.status == 422
    assert "Theirs." in answer
    assert "Mine." in answer


def test_parts_are_moved_left_out_added_and_removed(begun):
    officer = begun.desk.officer
    for step in ("up", "down", "out", "in"):
        assert officer.post(begun.address(BASIS, f"/place/{step}")).status == 303
    assert officer.post(begun.address(BASIS, "/place/nothing")).status == 404
    assert officer.post(begun.address(BASIS, "/after"), text="Added by an officer.").status == 303
    assert "Added by an officer." in officer.get(begun.path)
    assert officer.post(begun.address(BASIS, "/after"), text="Added, 12.").status == 422
    quote = next(key for key in begun.parts if key.startswith("q/"))
    assert officer.post(begun.address(BASIS, "/quotation"), quote=quote).status == 303
    assert officer.get(begun.path).html.count("Continue the review &lt;b&gt;.") == 2


def test_a_published_report_is_read_by_everybody_with_its_figures_as_links(begun):
    address = f"/en/reports-of-the-secretariat/{begun.number}"
    assert begun.visitor.get(address).status_code == 404
    answer = begun.desk.officer.post(f"{begun.path}/publication/publish")
    assert answer.status == 303
    page = begun.visitor.get(address).text
    assert "Continue the review &lt;b&gt;." in page
    figure = re.findall(r'href="(/en/cycles/[^"]+coverage/national/all/received[^"]*)"', page)[0]
    assert begun.visitor.get(figure.replace("&amp;", "&")).status_code == 200
    assert begun.visitor.get(f"{address}/json").status_code == 200
    assert str(begun.number) in begun.visitor.get("/en/reports-of-the-secretariat").text
    begun.desk.officer.post(f"{begun.path}/publication/withdraw")
    assert begun.visitor.get(address).status_code == 404


def test_suspension_takes_a_report_its_quotations_and_a_conference_off_at_once(begun):
    begun.show()
    cycle = begun.desk.place.cycle
    report, conference = f"/en/reports-of-the-secretariat/{begun.number}", f"/en/conferences/WSSD95/{cycle}"
    files = [
        f"{report}/html",
        f"{conference}/html",
        f"/en/countries/{begun.desk.place.norc}/{cycle}/summary.html",
    ]
    assert [begun.visitor.get(address).status_code for address in (report, conference, *files)] == [200] * 5
    before = begun.visitor.get(conference).text
    begun.desk.step(begun.report, Action.SUSPEND, Side.SECRETARIAT, "Asked for by the Government.")
    assert begun.visitor.get(report).status_code == 404
    assert begun.visitor.get(files[0]).status_code == 404
    assert begun.visitor.get(files[2]).status_code == 404
    assert begun.visitor.get(conference).text != before
    assert (
        f'href="/en/reports-of-the-secretariat/{begun.number}"'
        not in begun.visitor.get("/en/reports-of-the-secretariat").text
    )
