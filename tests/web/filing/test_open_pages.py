"""Two saves of one open page never meet each other; any other page does, the same person's too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from portal.accounts.permissions import Role
from portal.reports.models import AnswerRevision, SentText, SetAside
from portal.reports.queries import open_set_aside
from tests.samples.portal import now

MINISTRY = "VNR.12.A1"
ROWS = "VNR.12.A2"
EXISTING = "VNR.12.A4"


class Tab:
    """One page of section A as one browser has it open."""

    def __init__(self, desk):
        self.desk = desk
        _, self.fields = desk.open_section("A")

    def typed(self, text, turn, name=MINISTRY):
        """Return what the page sends in a turn, with a text typed in one of its fields."""
        self.fields[name], self.fields["~turn"] = text, str(turn)
        return MultiDict(self.fields.items(multi=True))

    def send(self, fields):
        answer = self.desk.save("A", fields, go="", headers={"X-Autosave": "1"})
        return answer.response.get_json()

    def press(self, fields):
        return self.desk.save("A", fields)


@pytest.fixture
def tab(begun):
    return Tab(begun)


def waiting(desk):
    with desk.portal.session() as session:
        return [(kept.key, kept.value) for kept in open_set_aside(session, desk.number)]


def history(desk, key=MINISTRY):
    with desk.portal.session() as session:
        kept = session.query(AnswerRevision).filter_by(report_id=desk.number, key=key)
        return [one.value for one in kept.order_by(AnswerRevision.revision)]


def test_each_drawing_of_a_page_is_a_page_of_its_own(begun):
    one, other = Tab(begun), Tab(begun)
    assert one.fields["~page"] != other.fields["~page"]
    assert one.fields["~turn"] == "0"


def test_an_answer_lost_on_the_line_leads_to_no_conflict_with_oneself(begun, tab):
    tab.send(tab.typed("Ministry of", 1))  # and nothing of the answer arrives
    answer = tab.send(tab.typed("Ministry of Planning", 2))
    assert answer["conflicts"] == []
    assert tab.press(tab.typed("Ministry of Planning and Finance", 3)).status == 303
    assert begun.stored()[MINISTRY] == "Ministry of Planning and Finance"
    assert waiting(begun) == []


def test_saving_while_the_same_page_is_being_sent_keeps_the_later_text_in_either_order(begun):
    first = Tab(begun)
    sent, pressed = first.typed("Ministry of", 1), first.typed("Ministry of Planning", 2)
    first.send(sent)
    assert first.press(pressed).status == 303
    assert begun.stored()[MINISTRY] == "Ministry of Planning"

    second = Tab(begun)
    sent, pressed = second.typed("Ministry of Fin", 1), second.typed("Ministry of Finance", 2)
    assert second.press(pressed).status == 303
    late = second.send(sent)
    assert MINISTRY in late["saved"]
    assert late["conflicts"] == []
    assert begun.stored()[MINISTRY] == "Ministry of Finance"
    assert waiting(begun) == []
    assert history(begun) == ["Ministry of", "Ministry of Planning", "Ministry of Finance"]


def test_what_pages_sent_is_forgotten_after_a_month_and_their_texts_stay(begun):
    old, recent = Tab(begun), Tab(begun)
    old.send(old.typed("Ministry of Planning", 1))
    recent.send(recent.typed("2000-01-01", 1, "VNR.12.A3~from"))
    with begun.portal.session() as session:
        session.execute(
            update(SentText)
            .where(SentText.report_id == begun.number, SentText.page == old.fields["~page"])
            .values(sent_at=now() - timedelta(days=31))
        )
    third = Tab(begun)
    third.send(third.typed("Ministry of Finance", 1))
    with begun.portal.session() as session:
        pages = set(session.scalars(select(SentText.page).where(SentText.report_id == begun.number)))
    assert pages == {recent.fields["~page"], third.fields["~page"]}
    answer = old.send(old.typed("Ministry of Planning and Trade", 2))
    assert answer["conflicts"] == [MINISTRY], "met by what it showed, and nothing is overwritten"
    assert begun.stored()[MINISTRY] == "Ministry of Finance"
    assert waiting(begun) == [(MINISTRY, "Ministry of Planning and Trade")]


def test_a_program_that_does_not_count_its_turns_never_meets_itself(begun, tab):
    for text in ("Minis", "Ministry of", "Ministry of Planning"):
        assert tab.send(tab.typed(text, 0))["conflicts"] == []
    assert begun.stored()[MINISTRY] == "Ministry of Planning"


def test_another_tab_of_the_same_person_is_a_second_author(begun):
    one, other = Tab(begun), Tab(begun)
    one.press(one.typed("Ministry of Planning", 1))
    page = other.press(other.typed("Ministry of Finance", 1))
    assert "Ministry of Planning" in page.read.text
    assert waiting(begun) == [(MINISTRY, "Ministry of Finance")]


def test_a_page_that_comes_back_with_its_old_words_does_not_overwrite_a_colleague(begun):
    old = Tab(begun)
    old.press(old.typed("Ministry of Planning", 1))
    colleague = Tab(begun)
    colleague.press(colleague.typed("Ministry of Finance", 1))
    # Untouched, it changes nothing; changed, it meets the colleague's text.
    assert old.press(old.typed("Ministry of Planning", 2)).status == 303
    assert begun.stored()[MINISTRY] == "Ministry of Finance"
    page = old.press(old.typed("Ministry of Planning, Department", 3))
    assert page.status == 200
    assert begun.stored()[MINISTRY] == "Ministry of Finance"
    assert waiting(begun) == [(MINISTRY, "Ministry of Planning, Department")]


def test_the_text_that_was_drawn_counts_and_not_the_number_of_its_revision(begun):
    first = Tab(begun)
    first.press(first.typed("Ministry of Planning", 1))
    restored, colleague = Tab(begun), Tab(begun)
    colleague.press(colleague.typed("Ministry of Finance", 1))
    fresh = Tab(begun)
    revision = fresh.fields[f"rev~{MINISTRY}"].partition(".")[0]
    drawn = restored.fields[f"rev~{MINISTRY}"].partition(".")[2]
    restored.fields[f"rev~{MINISTRY}"] = f"{revision}.{drawn}"
    assert restored.press(restored.typed("Ministry of Planning", 1)).status == 303
    assert begun.stored()[MINISTRY] == "Ministry of Finance"
    assert restored.press(restored.typed("Ministry of Planning, too", 2)).status == 200
    assert begun.stored()[MINISTRY] == "Ministry of Finance"


@pytest.mark.parametrize("text", ["Ministry of Planning", ""])
def test_a_text_made_from_one_that_nobody_knows_never_overwrites(begun, text):
    first = Tab(begun)
    first.press(first.typed("Ministry of Finance", 1))
    strange = Tab(begun)
    strange.fields[f"rev~{MINISTRY}"] = "1.0123456789ab"
    strange.press(strange.typed(text, 1))
    assert begun.stored()[MINISTRY] == "Ministry of Finance"
    assert waiting(begun) == [(MINISTRY, text or None)]


def test_a_form_without_page_and_digest_goes_on_being_accepted(begun, tab):
    for name in ("~page", "~turn"):
        del tab.fields[name]
    tab.fields[f"rev~{MINISTRY}"] = "0"
    tab.fields[MINISTRY] = "Ministry of Planning"
    assert tab.press(tab.fields).status == 303
    assert begun.stored()[MINISTRY] == "Ministry of Planning"


def test_what_a_page_had_set_aside_gives_way_to_what_it_sends_later(begun):
    mine, theirs = Tab(begun), Tab(begun)
    theirs.press(theirs.typed("Ministry of Planning", 1))
    mine.send(mine.typed("Minis", 1))
    mine.send(mine.typed("Ministry of", 2))
    page = mine.press(mine.typed("Ministry of Finance", 3))
    assert page.status == 200
    assert waiting(begun) == [(MINISTRY, "Ministry of Finance")]
    again = mine.send(mine.typed("Ministry of Finance", 4))
    assert again["conflicts"] == [MINISTRY]
    with begun.portal.session() as session:
        kept = session.query(SetAside).filter_by(report_id=begun.number).order_by(SetAside.id).all()
        assert [one.value for one in kept] == ["Minis", "Ministry of", "Ministry of Finance"]
        assert [one.base for one in kept] == [None, None, None]


def test_taking_ones_change_back_leaves_nothing_to_choose(begun):
    first = Tab(begun)
    first.press(first.typed("Ministry", 1))
    mine, theirs = Tab(begun), Tab(begun)
    theirs.press(theirs.typed("Ministry of Planning", 1))
    mine.send(mine.typed("Ministry of Finance", 1))
    # The page still shows other words than those in force, and says so.
    assert mine.send(mine.typed("Ministry", 2))["conflicts"] == [MINISTRY]
    assert waiting(begun) == []
    assert begun.stored()[MINISTRY] == "Ministry of Planning"


def test_a_new_row_does_not_close_the_choice_about_another_row(begun):
    first = Tab(begun)
    row = first.fields[f"{ROWS}~rows"]
    first.press(first.typed("The focal point", 1, f"{ROWS}~{row}~name"))
    mine, theirs = Tab(begun), Tab(begun)
    theirs.press(theirs.typed("Of Planning", 1, f"{ROWS}~{row}~name"))
    mine.send(mine.typed("Of Finance", 1, f"{ROWS}~{row}~name"))
    mine.fields.add(f"{ROWS}~rows", "second")
    answer = mine.send(mine.typed("The alternate", 2, f"{ROWS}~second~name"))
    assert answer["conflicts"] == [ROWS]
    names = [row["name"] for row in begun.stored()[ROWS]]
    assert names == ["Of Planning", "The alternate"]
    kept = dict(waiting(begun))[ROWS]
    assert [row["name"] for row in kept] == ["Of Finance", "The alternate"]
    mine.send(mine.typed("The deputy", 3, f"{ROWS}~second~name"))
    assert [row["name"] for row in begun.stored()[ROWS]] == ["Of Planning", "The deputy"]


def test_a_row_that_changed_unseen_is_not_overwritten_while_a_choice_about_another_waits(begun):
    first = Tab(begun)
    row = first.fields[f"{ROWS}~rows"]
    first.fields.setlist(f"{ROWS}~rows", [row, "second"])
    first.fields[f"{ROWS}~second~name"] = "The alternate"
    first.press(first.typed("The focal point", 1, f"{ROWS}~{row}~name"))
    mine, theirs = Tab(begun), Tab(begun)
    theirs.fields[f"{ROWS}~second~name"] = "The colleague's alternate"
    theirs.press(theirs.typed("Of Planning", 1, f"{ROWS}~{row}~name"))
    mine.send(mine.typed("Of Finance", 1, f"{ROWS}~{row}~name"))
    mine.send(mine.typed("My alternate", 2, f"{ROWS}~second~name"))
    names = [cells["name"] for cells in begun.stored()[ROWS]]
    assert names == ["Of Planning", "The colleague's alternate"]
    kept = dict(waiting(begun))[ROWS]
    assert [cells["name"] for cells in kept] == ["Of Finance", "My alternate"]


def test_a_text_that_two_pages_set_aside_outlives_the_next_text_of_one_of_them(begun):
    one, other, theirs = Tab(begun), Tab(begun), Tab(begun)
    theirs.press(theirs.typed("Ministry of Planning", 1))
    one.send(one.typed("Ministry of Finance", 1))
    other.send(other.typed("Ministry of Finance", 1))
    one.send(one.typed("Ministry of Water", 2))
    assert {text for _, text in waiting(begun)} == {"Ministry of Finance", "Ministry of Water"}


def test_a_choice_sent_with_a_change_of_the_same_answer_meets_no_second_choice(begun):
    mine, theirs = Tab(begun), Tab(begun)
    theirs.press(theirs.typed("Ministry of Planning", 1))
    page = mine.press(mine.typed("Ministry of Finance", 1))
    form = page.form("/sections/A")
    fields = form.fields()
    name = next(name for name, value in form.buttons if name.startswith("choose~") and value == "both")
    fields[MINISTRY], fields[name] = "Ministry of the Plan", "both"
    begun.save("A", fields, go="")
    assert waiting(begun) == []
    stored = begun.stored()[MINISTRY]
    assert "Ministry of the Plan" in stored
    assert "Ministry of Finance" in stored


def test_a_page_is_of_the_person_who_opened_it(begun, portal, place):
    tab = Tab(begun)
    tab.send(tab.typed("Ministry of Planning", 1))
    other = Tab(begun.for_person(portal.add_person(Role.ALTERNATE, place.rc)))
    theirs = other.typed("Ministry of Finance", 2)
    theirs["~page"], theirs[f"rev~{MINISTRY}"] = tab.fields["~page"], tab.fields[f"rev~{MINISTRY}"]
    assert other.send(theirs)["conflicts"] == [MINISTRY]
    assert begun.stored()[MINISTRY] == "Ministry of Planning"
    assert tab.send(tab.typed("Ministry of Planning, too", 2))["conflicts"] == []
    assert begun.stored()[MINISTRY] == "Ministry of Planning, too"


def test_the_answer_to_what_was_typed_renews_the_text_that_the_page_shows(begun, tab):
    answer = tab.send(tab.typed("Ministry of Planning", 1))
    assert answer["hidden"][f"rev~{MINISTRY}"] == Tab(begun).fields[f"rev~{MINISTRY}"]
    assert tab.fields[f"rev~{EXISTING}"].startswith("0.")
