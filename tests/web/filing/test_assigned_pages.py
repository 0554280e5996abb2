"""A contributor sees and edits the pages assigned, and nothing else of the draft."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.reports.assignments.queries import assignments_of
from portal.reports.assignments.services import take_back
from portal.reports.models import Report
from portal.reports.queries import answers_of
from portal.reports.saving import Author, Change, save_answers
from tests.samples.portal import now
from tests.samples.team import assign_in

SECRET = "The words of another ministry"
OWN = "VNR.12.A1"
OTHER = "VNR.12.B1"


@pytest.fixture
def contributor(begun, place):
    """A contributor to whom section A is assigned, at a report of which section B holds other words."""
    person = begun.portal.add_person(Role.CONTRIBUTOR, place.rc)
    assign_in(begun.portal, begun.number, person.id, "A")
    begun.type_in("B", {"VNR.12.B10": SECRET})
    assert SECRET in begun.get("/draft").text
    return begun.for_person(person)


def _set_aside(desk, key):
    """Let a text wait for a choice on a question."""
    with desk.portal.session() as session:
        report = session.get_one(Report, desk.number)
        known = answers_of(session, desk.number, [key])
        seen = known[key].revision if key in known else 0
        save_answers(session, report, [Change(key, "first", seen)], Author(None, "en", now()))
        outcome = save_answers(session, report, [Change(key, SECRET, 0)], Author(None, "en", now()))
        return outcome.conflicts[0].id


@pytest.mark.parametrize("page", ["", "/draft", "/sections/A", "/history"])
def test_what_is_open_shows_nothing_of_other_pages(contributor, page):
    answer = contributor.get(page)
    assert answer.status == 200
    assert SECRET not in answer.html
    assert "/sections/B" not in answer.html
    assert "/check" not in answer.html


@pytest.mark.parametrize(
    "page", ["/sections/B", "/sections/C/WSSD95", "/check", "/summary", "/receipts/1", "/receipts/1.json"]
)
def test_everything_else_of_the_draft_is_refused(contributor, page):
    answer = contributor.get(page)
    assert answer.status == 403
    assert SECRET not in answer.html


def test_the_desk_lists_the_assigned_page_and_no_other(contributor):
    page = contributor.client.get("/en/desk").get_data(as_text=True)
    assert "Assigned to you" in page
    assert f"/reports/{contributor.number}/sections/A" in page
    assert "/sections/B" not in page


def test_the_assigned_page_is_saved_and_leads_back_to_the_overview(contributor):
    answer = contributor.type_in("A", {OWN: "Ministry of Planning"}, go="next")
    assert (answer.status, answer.location) == (303, contributor.url())
    assert contributor.stored()[OWN] == "Ministry of Planning"


@pytest.mark.parametrize("headers", [{}, {"X-Autosave": "1"}])
def test_another_page_is_not_saved_and_what_was_typed_is_shown_again(contributor, headers):
    before = contributor.stored()
    answer = contributor.post("/sections/B", {OTHER: "A long day of work", "~keys": OTHER}, headers=headers)
    assert answer.status == 403
    assert "A long day of work" in answer.html
    assert contributor.stored() == before


def test_what_was_typed_when_the_page_was_taken_back_is_shown_again(contributor):
    _page, fields = contributor.open_section("A")
    fields[OWN] = "A long day of work"
    with contributor.portal.session() as session:
        take_back(session, assignments_of(session, contributor.number)[0])
    answer = contributor.save("A", fields)
    assert answer.status == 403
    assert "A long day of work" in answer.html
    assert OWN not in contributor.stored()


def test_a_contributor_with_no_page_is_told_so(begun, place):
    nobody = begun.for_person(begun.portal.add_person(Role.CONTRIBUTOR, place.rc))
    assert "No page of this report is assigned to you." in nobody.get().text
    assert nobody.get("/sections/A").status == 403


def test_a_text_set_aside_on_another_page_is_neither_shown_nor_settled(contributor):
    number = _set_aside(contributor, "VNR.12.B10")
    assert SECRET not in contributor.get().html
    assert contributor.post(f"/set-aside/{number}", {"choice": "mine", "seen": "1"}).status == 404
    _page, fields = contributor.open_section("A")
    fields[f"choose~{number}"] = "mine"
    assert contributor.save("A", fields, go="").status == 303
    with contributor.portal.session() as session:
        assert answers_of(session, contributor.number)["VNR.12.B10"].value == "first"


def test_a_text_set_aside_on_the_assigned_page_is_shown_and_settled(contributor):
    number = _set_aside(contributor, OWN)
    assert SECRET in contributor.get().html
    assert contributor.post(f"/set-aside/{number}", {"choice": "mine", "seen": "1"}).status == 303
    assert contributor.stored()[OWN] == SECRET


def test_questions_follow_from_answers_that_are_not_shown(contributor):
    """Whether a question applies is computed from the whole report."""
    whole = contributor.complete()
    contributor.fill(whole)
    page, _fields = contributor.open_section("A")
    assert page.status == 200
    assert str(whole[OTHER]) not in page.text
