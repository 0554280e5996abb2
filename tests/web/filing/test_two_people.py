"""Two people at one section: nothing that either typed is lost."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.reports.models import SetAside
from portal.reports.queries import open_set_aside
from tests.samples.team import assign_in

MINISTRY = "VNR.12.A1"
ROWS = "VNR.12.A2"


@pytest.fixture
def colleague(portal, place, begun):
    """A contributor of the same country at the same report."""
    person = portal.add_person(Role.CONTRIBUTOR, place.rc)
    assign_in(portal, begun.number, person.id)
    return begun.for_person(person)


def _waiting(desk):
    with desk.portal.session() as session:
        return [(kept.key, kept.value) for kept in open_set_aside(session, desk.number)]


def _choose(desk, section, choice):
    page, fields = desk.open_section(section)
    buttons = page.form(f"/sections/{section}").buttons
    name = next(name for name, value in buttons if name.startswith("choose~") and value == choice)
    fields[name] = choice
    return desk.save(section, fields, go="")


def test_different_questions_of_one_section_are_both_saved(begun, colleague):
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[MINISTRY], theirs["VNR.12.A4"] = "Ministry of Planning", "existing"
    assert begun.save("A", mine).status == 303
    assert colleague.save("A", theirs).status == 303
    stored = begun.stored()
    assert (stored[MINISTRY], stored["VNR.12.A4"]) == ("Ministry of Planning", "existing")


def test_rows_and_cells_of_one_table_are_merged(begun, colleague):
    _, fields = begun.open_section("A")
    row = fields[f"{ROWS}~rows"]
    fields[f"{ROWS}~{row}~name"] = "The focal point"
    begun.save("A", fields)
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[f"{ROWS}~{row}~title"] = "Director"
    theirs[f"{ROWS}~{row}~phone"] = "100"
    theirs.add(f"{ROWS}~rows", "second")
    theirs[f"{ROWS}~second~name"] = "The alternate"
    begun.save("A", mine)
    assert colleague.save("A", theirs).status == 303
    assert begun.stored()[ROWS] == [
        {"_id": row, "name": "The focal point", "title": "Director", "phone": "100"},
        {"_id": "second", "name": "The alternate"},
    ]


def test_two_texts_of_one_answer_are_both_shown_and_both_kept(begun, colleague):
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[MINISTRY], theirs[MINISTRY] = "Ministry of Planning", "Ministry of Finance"
    begun.save("A", mine)
    page = colleague.save("A", theirs, go="next")
    assert page.status == 200
    assert "Ministry of Planning" in page.read.text
    assert "Ministry of Finance" in page.read.text
    assert begun.stored()[MINISTRY] == "Ministry of Planning"
    assert _waiting(begun) == [(MINISTRY, "Ministry of Finance")]


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("mine", "Ministry of Finance"),
        ("theirs", "Ministry of Planning"),
        ("both", "Ministry of Planning; Ministry of Finance"),
    ],
)
def test_a_person_chooses_between_two_texts_on_the_section(begun, colleague, choice, kept):
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[MINISTRY], theirs[MINISTRY] = "Ministry of Planning", "Ministry of Finance"
    begun.save("A", mine)
    colleague.save("A", theirs)
    assert _choose(colleague, "A", choice).status == 303
    assert colleague.stored()[MINISTRY] == kept
    assert _waiting(colleague) == []


def test_a_row_kept_beside_another_one_outlives_the_next_saves_of_anybody(begun, colleague):
    _, fields = begun.open_section("A")
    row = fields[f"{ROWS}~rows"]
    fields[f"{ROWS}~{row}~name"] = "The focal point"
    begun.save("A", fields)
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[f"{ROWS}~{row}~name"], theirs[f"{ROWS}~{row}~name"] = "Of Planning", "Of Finance"
    begun.save("A", mine)
    colleague.save("A", theirs)
    _choose(colleague, "A", "both")
    begun.type_in("A", {"VNR.12.A4": "existing"})
    colleague.type_in("A", {MINISTRY: "Ministry of Planning"})
    assert [cells["name"] for cells in begun.stored()[ROWS]] == ["Of Planning", "Of Finance"]
    assert _waiting(begun) == []


def test_a_row_that_arrives_under_an_id_that_cannot_be_read_is_named_and_saved_the_second_time(begun):
    _, fields = begun.open_section("A")
    fields.setlist(f"{ROWS}~rows", ["b0e6+"])
    fields[f"{ROWS}~b0e6+~name"] = "The focal point"
    page = begun.save("A", fields)
    assert "Row 1 did not arrive as it was drawn" in page.text
    assert ROWS not in begun.stored()
    assert begun.save("A", page.form("/sections/A").fields()).status == 303
    assert [cells["name"] for cells in begun.stored()[ROWS]] == ["The focal point"]


def test_a_choice_can_be_made_on_the_overview_by_somebody_else(begun, colleague):
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[MINISTRY], theirs[MINISTRY] = "Ministry of Planning", "Ministry of Finance"
    begun.save("A", mine)
    colleague.save("A", theirs)
    page = begun.get()
    assert "Keep the text set aside" in page.text
    form = next(form for form in page.read.forms if "/set-aside/" in form.action)
    fields = form.fields()
    fields["choice"] = "mine"
    number = form.action.rpartition("/")[2]
    assert begun.post(f"/set-aside/{number}", fields).status == 303
    assert begun.stored()[MINISTRY] == "Ministry of Finance"


def test_what_else_was_typed_is_saved_when_a_choice_was_made_elsewhere_already(begun, colleague):
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[MINISTRY], theirs[MINISTRY] = "Ministry of Planning", "Ministry of Finance"
    begun.save("A", mine)
    colleague.save("A", theirs)
    page, late = colleague.open_section("A")
    name = next(name for name, _ in page.form("/sections/A").buttons if name.startswith("choose~"))
    _choose(begun, "A", "theirs")
    late["VNR.12.A4"], late[name] = "existing", "mine"
    assert colleague.save("A", late, go="").status == 303
    assert begun.stored()["VNR.12.A4"] == "existing"
    assert begun.stored()[MINISTRY] == "Ministry of Planning"


def test_typing_on_with_the_script_leaves_one_text_to_choose_and_every_text_on_record(begun, colleague):
    _, mine = begun.open_section("A")
    _, theirs = colleague.open_section("A")
    mine[MINISTRY] = "Ministry of Planning"
    begun.save("A", mine)
    for text in ("Minis", "Ministry of", "Ministry of Finance"):
        theirs[MINISTRY] = text
        answer = colleague.save("A", theirs, go="", headers={"X-Autosave": "1"}).response.get_json()
        assert answer["conflicts"] == [MINISTRY]
        for name, value in answer["hidden"].items():
            theirs[name] = value
    colleague.save("A", theirs)
    assert _waiting(begun) == [(MINISTRY, "Ministry of Finance")]
    with begun.portal.session() as session:
        kept = session.query(SetAside).filter_by(report_id=begun.number).order_by(SetAside.id)
        assert [one.value for one in kept] == ["Minis", "Ministry of", "Ministry of Finance"]


def test_a_text_sent_after_the_report_was_submitted_is_kept_and_shown(begun, colleague):
    begun.fill()
    _, late = colleague.open_section("A")
    begun.sign()
    late[MINISTRY] = "A text that came late"
    page = colleague.save("A", late)
    assert page.status == 200
    assert "A text that came late" in page.read.text
    assert "not open for changes any more" in page.text
    assert _waiting(begun) == [(MINISTRY, "A text that came late")]
    assert "A text that came late" in begun.get().read.text


def test_a_number_that_cannot_be_read_does_not_hide_what_a_colleague_added(begun, colleague):
    _, mine = begun.open_section("D")
    _, theirs = colleague.open_section("D")
    row = mine["VNR.12.D2~rows"]
    theirs.setlist("VNR.12.D2~rows", ["other"])
    theirs["VNR.12.D2~other~source"] = "Census"
    colleague.save("D", theirs)
    mine[f"VNR.12.D2~{row}~source"], mine[f"VNR.12.D2~{row}~latest"] = "Household survey", "12 or 13"
    page = begun.save("D", mine)
    again = page.form("/sections/D").fields()
    assert sorted(again.getlist("VNR.12.D2~rows")) == sorted(["other", row])
    assert again["VNR.12.D2~other~source"] == "Census"
    again[f"VNR.12.D2~{row}~latest"] = "12"
    assert begun.save("D", again).status == 303
    sources = {cells["source"] for cells in begun.stored()["VNR.12.D2"]}
    assert sources == {"Census", "Household survey"}


def test_a_session_that_ended_while_typing_costs_nothing(begun):
    _, fields = begun.open_section("A")
    begun.portal.end_sessions(begun.person)
    fields[MINISTRY] = "Ministry of Planning"
    fields["go"] = "stay"
    held = begun.client.post(begun.url("/sections/A"), data=fields)
    assert held.status_code == 401
    assert "Ministry of Planning" in held.get_data(as_text=True)
