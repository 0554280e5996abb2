"""Two people with a browser each edit one section at the same time; nothing that either typed is lost."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.reports.models import Report, SetAside
from portal.reports.queries import answers_of
from tests.browser.filling import SAVE
from tests.browser.visiting import DESK, PHONE, check_fits, follow, give_password, sign_in
from tests.factories import TEXTS, make_account, make_report
from tests.samples.portal import now
from tests.samples.team import assign_in

pytestmark = pytest.mark.browser

TEXT = "VNR.12.A1"
ROWS = "VNR.12.A2"
MINE, THEIRS = TEXTS["en"], TEXTS["es"]


class Pair:
    """Two colleagues of one country at the same section of one report."""

    def __init__(self, portal, visitors, *, javascript, size):
        self.portal = portal
        place = portal.new_place()
        with portal.session() as session:
            author = make_account(session, None, now=now())
            report = make_report(session, _cycle(session, place.cycle), place.rc, by=author, now=now())
            self.report = report.id
        self.people = [portal.add_person(role, place.rc) for role in (Role.FOCAL_POINT, Role.CONTRIBUTOR)]
        assign_in(portal, self.report, self.people[1].id)
        self.come = partial(visitors.come, javascript=javascript, size=size)
        self.first: Any = None
        self.second: Any = None

    def open(self, section):
        """Let both open the same section before either types."""
        if self.first is None:
            self.first, self.second = map(self._arrive, self.people)
        for page in (self.first, self.second):
            page.goto(f"/en/reports/{self.report}/sections/{section}")
            check_fits(page)

    def _arrive(self, person):
        page = self.come()
        sign_in(page, person)
        return page

    def stored(self):
        """Return the answers in force, by key."""
        with self.portal.session() as session:
            return {key: answer.value for key, answer in answers_of(session, self.report).items()}

    def waiting(self):
        """Return the number of texts that wait for a choice."""
        with self.portal.session() as session:
            return session.query(SetAside).filter_by(report_id=self.report, resolved_at=None).count()


def _cycle(session, code):
    return session.get_one(Cycle, code)


@pytest.fixture
def pair(portal, visitors):
    return Pair(portal, visitors, javascript=False, size=PHONE)


def _save(page):
    follow(page, page.locator(SAVE))


def _text(page, key):
    return page.locator(f'main [name="{key}"]')


def _cell(page, number, column):
    return page.locator(f'[id="q-{ROWS}"] .row-card').nth(number).locator(f'[name$="~{column}"]')


def test_two_people_answer_different_questions_and_both_answers_are_saved(pair):
    pair.open("A")
    _text(pair.first, TEXT).fill(MINE)
    _cell(pair.second, 0, "institution").fill(THEIRS)
    _save(pair.first)
    _save(pair.second)
    stored = pair.stored()
    assert stored[TEXT] == MINE
    assert [row["institution"] for row in stored[ROWS]] == [THEIRS]
    expect(_text(pair.second, TEXT)).to_have_value(MINE)
    assert not pair.waiting()


def test_two_people_answer_the_same_question_see_both_texts_and_keep_both(pair):
    pair.open("A")
    _text(pair.first, TEXT).fill(MINE)
    _text(pair.second, TEXT).fill(THEIRS)
    _save(pair.first)
    _save(pair.second)
    conflict = pair.second.locator(".conflict")
    expect(conflict).to_contain_text(MINE)
    expect(conflict).to_contain_text(THEIRS)
    check_fits(pair.second)
    assert pair.stored()[TEXT] == MINE, "what was saved first stays in force until somebody chooses"
    assert pair.waiting() == 1
    follow(pair.second, conflict.locator("button[value=both]"))
    both = pair.stored()[TEXT]
    assert MINE in both
    assert THEIRS in both
    assert not pair.waiting()
    expect(pair.second.locator(".conflict")).to_have_count(0)


def test_two_people_write_in_rows_of_one_table_and_every_row_is_kept(pair):
    pair.open("A")
    _cell(pair.first, 0, "name").fill("First person")
    _cell(pair.second, 0, "name").fill("Second person")
    _save(pair.first)
    _save(pair.second)
    assert sorted(row["name"] for row in pair.stored()[ROWS]) == ["First person", "Second person"]
    # Now both change the same row, in different cells, and one adds a row of her own.
    pair.open("A")
    _cell(pair.first, 0, "title").fill("Director")
    _cell(pair.second, 0, "institution").fill("Ministry")
    _save(pair.first)
    follow(pair.second, pair.second.locator(f'button[name="add~{ROWS}"]'))
    _cell(pair.second, 2, "name").fill("Third person")
    _save(pair.second)
    rows = pair.stored()[ROWS]
    assert len(rows) == 3
    assert {"title": "Director", "institution": "Ministry"}.items() <= rows[0].items()
    assert rows[2]["name"] == "Third person"
    assert not pair.waiting()


def test_a_row_that_one_changes_while_another_removes_it_is_not_lost(pair):
    pair.open("A")
    _cell(pair.first, 0, "name").fill("First person")
    _save(pair.first)
    pair.open("A")
    _cell(pair.second, 0, "name").fill("A corrected name")
    follow(pair.first, pair.first.locator(f'button[name="remove~{ROWS}"]'))
    _save(pair.second)
    expect(pair.second.locator(".conflict")).to_contain_text("A corrected name")
    assert pair.waiting() == 1


@pytest.fixture
def saving_pair(portal, visitors):
    return Pair(portal, visitors, javascript=True, size=DESK)


def test_while_people_type_each_text_is_saved_by_itself_and_a_meeting_is_told(saving_pair):
    pair = saving_pair
    pair.open("A")
    _text(pair.first, TEXT).press_sequentially(MINE)
    saved = pair.first.locator(f'[id="q-{TEXT}"] [data-save]')
    expect(saved).to_have_text(re.compile(r"\d\d:\d\d"))
    assert pair.stored()[TEXT] == MINE

    _text(pair.second, TEXT).press_sequentially(THEIRS)
    told = pair.second.locator(f'[id="q-{TEXT}"] [data-save]')
    expect(told).to_have_class(re.compile("unsaved"))
    assert pair.stored()[TEXT] == MINE
    _save(pair.second)
    conflict = pair.second.locator(".conflict")
    expect(conflict).to_contain_text(MINE)
    expect(conflict).to_contain_text(THEIRS)
    follow(pair.second, conflict.locator("button[value=both]"))
    assert all(text in pair.stored()[TEXT] for text in (MINE, THEIRS))


def test_what_was_typed_while_the_line_was_down_is_offered_again(saving_pair):
    pair = saving_pair
    pair.open("A")
    page = pair.first
    page.context.set_offline(True)
    _text(page, TEXT).press_sequentially(MINE)
    state = page.locator(f'[id="q-{TEXT}"] [data-save]')
    expect(state).to_have_class(re.compile("unsaved"))
    page.context.set_offline(False)
    page.reload()
    kept = page.locator(".kept")
    expect(kept).to_contain_text(MINE)
    kept.locator("button").first.click()
    expect(_text(page, TEXT)).to_have_value(MINE)
    expect(state).not_to_have_class(re.compile("unsaved"))
    expect(state).to_have_text(re.compile(r"\d\d:\d\d"))
    assert pair.stored()[TEXT] == MINE


@pytest.mark.parametrize("lost", ["session", "cookie"])
def test_a_session_that_expired_while_somebody_typed_costs_nothing(portal, visitors, lost):
    place = portal.new_place()
    person = portal.add_person(Role.FOCAL_POINT, place.rc)
    with portal.session() as session:
        report = make_report(session, _cycle(session, place.cycle), place.rc, now=now()).id
    page = visitors.come()
    sign_in(page, person)
    page.goto(f"/en/reports/{report}/sections/A")
    _text(page, TEXT).fill(MINE)
    if lost == "session":
        portal.end_sessions(person)
    else:
        page.context.clear_cookies()
    _save(page)
    check_fits(page)
    assert TEXT not in _stored(portal, report), "nobody is signed in: nothing is saved yet"
    _sign_in_again(page, person)
    expect(page.locator("main")).to_contain_text(MINE)
    check_fits(page)
    follow(page, page.locator("main .button.primary"))
    assert _stored(portal, report)[TEXT] == MINE
    expect(_text(page, TEXT)).to_have_value(MINE)


def _sign_in_again(page, person):
    with page.expect_navigation():
        give_password(page, person)


def _stored(portal, report):
    with portal.session() as session:
        assert session.get_one(Report, report)
        return {key: answer.value for key, answer in answers_of(session, report).items()}
