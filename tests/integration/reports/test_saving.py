"""Two people in one section never overwrite each other, and nothing that either typed is lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.errors import NotFoundError, RefusedError
from portal.reports.editing.choosing import can_choose_both
from portal.reports.models import Answer, AnswerRevision, SetAside
from portal.reports.queries import answers_of, open_set_aside, values_of
from portal.reports.saving import (
    Author,
    Change,
    resolve,
    save_answers,
    set_aside_by_id,
    write_answers,
)
from portal.reports.workflow import Action, Side
from tests.factories import NOW, fill_report, make_account, make_report, make_submitted_report, take

TEXT, OPTIONS, RATING, TABLE = "VNR.12.B10", "VNR.12.A5", "VNR.12.F3", "VNR.12.D2"
NUMBER = "VNR.12.E2"


class Person:
    """Somebody with a page open: saves what they type over what they last saw."""

    def __init__(self, session, report, account=None, language="en"):
        self.session, self.report, self.language = session, report, language
        self.account = account or make_account(session)
        self.seen = {}

    def looks(self, *keys):
        answers = answers_of(self.session, self.report.id)
        for key in keys or answers:
            self.seen[key] = answers[key].revision if key in answers else 0
        return self

    def saves(self, minutes=0, /, **changes):
        return self.saves_all(changes, minutes)

    def saves_all(self, values, minutes=0):
        changes = [Change(key, value, self.seen.get(key, 0)) for key, value in values.items()]
        outcome = save_answers(self.session, self.report, changes, self.author(minutes))
        self.seen |= outcome.saved
        return outcome

    def author(self, minutes=0):
        return Author(self.account.id, self.language, NOW + timedelta(minutes=minutes))


@pytest.fixture
def report(session):
    return make_report(session)


@pytest.fixture
def one(session, report):
    return Person(session, report)


@pytest.fixture
def other(session, report):
    return Person(session, report)


def _values(session, report):
    return values_of(answers_of(session, report.id))


def _history(session, report, key):
    statement = (
        select(AnswerRevision.revision, AnswerRevision.value)
        .where(AnswerRevision.report_id == report.id, AnswerRevision.key == key)
        .order_by(AnswerRevision.revision)
    )
    return [tuple(row) for row in session.execute(statement)]


# --- one person -----------------------------------------------------------------------------------


def test_a_first_save_and_a_second_keep_both_texts(session, report, one):
    assert one.saves_all({TEXT: "first"}).saved == {TEXT: 1}
    assert one.saves_all({TEXT: "second"}, 3).saved == {TEXT: 2}
    answer = answers_of(session, report.id)[TEXT]
    assert (answer.value, answer.revision, answer.author_id) == ("second", 2, one.account.id)
    assert answer.saved_at == NOW + timedelta(minutes=3)
    assert _history(session, report, TEXT) == [(1, "first"), (2, "second")]


def test_what_was_not_changed_makes_no_revision(session, report, one):
    table = [{"_id": "r1", "measure": "national", "baseline": Decimal("30.5")}]
    one.saves_all({TEXT: "text", TABLE: table})
    # A form writes the cells in the order of the columns, the database in that of the alphabet.
    again = one.saves_all({TEXT: "text", TABLE: [dict(reversed(row.items())) for row in table], RATING: None})
    assert again.saved == {}
    assert {answer.revision for answer in answers_of(session, report.id).values()} == {1}


def test_an_answer_is_cleared_and_written_again(session, report, one):
    one.saves_all({TEXT: "text", OPTIONS: ["women"]})
    one.saves_all({TEXT: None, OPTIONS: []})
    assert _values(session, report) == {}
    assert answers_of(session, report.id)[OPTIONS].value is None
    one.saves_all({TEXT: "again"})
    assert _history(session, report, TEXT) == [(1, "text"), (2, None), (3, "again")]


def test_a_zero_typed_behind_a_number_is_saved_as_typed(session, report, one):
    one.saves_all({NUMBER: Decimal("1.5")})
    assert one.saves_all({NUMBER: Decimal("1.50")}).saved == {NUMBER: 2}
    session.expire_all()
    assert str(answers_of(session, report.id)[NUMBER].value) == "1.50"


def test_a_text_is_kept_character_by_character(session, report, one):
    text = " \t«Ω» – ١٢ 中文 é e\u0301 \u200f\n\nend \u2028 \U0001f642 "
    one.saves_all({TEXT: text})
    session.expire_all()
    assert answers_of(session, report.id)[TEXT].value == text


def test_the_language_of_a_text_is_saved_although_the_text_stays(session, report, one):
    one.saves_all({TEXT: "information"})
    one.language = "fr"
    assert one.saves_all({TEXT: "information"}).saved == {TEXT: 2}
    assert answers_of(session, report.id)[TEXT].language == "fr"
    assert one.saves_all({TEXT: "information"}).saved == {}


def test_the_same_post_sent_twice_is_saved_once(session, report, one):
    one.saves_all({TEXT: "first"})
    again = save_answers(session, report, [Change(TEXT, "first", 0)], one.author())
    assert (again.saved, again.merged, again.conflicts) == ({TEXT: 1}, [], [])


# --- two people -----------------------------------------------------------------------------------


def test_different_questions_merge_silently(session, report, one, other):
    one.looks(), other.looks()
    assert not one.saves_all({TEXT: "mine"}).conflicts
    assert not other.saves_all({OPTIONS: ["women"]}).conflicts
    assert _values(session, report) == {TEXT: "mine", OPTIONS: ["women"]}


def test_the_same_question_keeps_both_texts_and_their_ancestor(session, report, one, other):
    one.saves_all({TEXT: "ancestor"})
    one.looks(), other.looks()
    one.saves_all({TEXT: "of one"})
    outcome = other.saves_all({TEXT: "of the other"})
    assert (outcome.saved, outcome.merged) == ({}, [])
    assert _values(session, report) == {TEXT: "of one"}
    [aside] = open_set_aside(session, report.id)
    assert outcome.conflicts == [aside]
    assert (aside.value, aside.base, aside.met) == ("of the other", "ancestor", 2)
    assert aside.author_id == other.account.id


def test_two_first_answers_to_one_question_keep_both(session, report, one, other):
    one.saves_all({RATING: "3"})
    assert other.saves_all({RATING: "4"}).conflicts
    assert _values(session, report) == {RATING: "3"}
    assert [aside.value for aside in open_set_aside(session, report.id)] == ["4"]


def test_two_people_who_write_the_same_have_no_conflict(session, report, one, other):
    one.saves_all({RATING: "3"})
    outcome = other.saves_all({RATING: "3"})
    assert (outcome.saved, outcome.conflicts) == ({RATING: 1}, [])


def test_a_page_that_changed_nothing_never_undoes_anothers_work(session, report, one, other):
    one.saves_all({TEXT: "ancestor"})
    other.looks()
    one.saves_all({TEXT: "newer"})
    outcome = other.saves_all({TEXT: "ancestor"})
    assert (outcome.saved, outcome.conflicts) == ({}, [])
    assert _values(session, report) == {TEXT: "newer"}


def test_rows_and_cells_of_a_table_merge_silently(session, report, one, other):
    one.saves_all({TABLE: [{"_id": "r1", "source": "a", "baseline": 1}]})
    one.looks(), other.looks()
    one.saves_all({TABLE: [{"_id": "r1", "source": "b", "baseline": 1}, {"_id": "r2", "source": "one"}]})
    outcome = other.saves_all(
        {TABLE: [{"_id": "r1", "source": "a", "baseline": 2}, {"_id": "r3", "source": "other"}]}
    )
    assert (outcome.saved, outcome.merged, outcome.conflicts) == ({TABLE: 3}, [TABLE], [])
    assert _values(session, report)[TABLE] == [
        {"_id": "r1", "source": "b", "baseline": 2},
        {"_id": "r2", "source": "one"},
        {"_id": "r3", "source": "other"},
    ]


def test_one_cell_changed_by_both_sets_aside_that_cell_and_saves_the_rest(session, report, one, other):
    one.saves_all({TABLE: [{"_id": "r1", "source": "a"}, {"_id": "r2", "source": "a"}]})
    one.looks(), other.looks()
    one.saves_all({TABLE: [{"_id": "r1", "source": "one"}, {"_id": "r2", "source": "a"}]})
    outcome = other.saves_all({TABLE: [{"_id": "r1", "source": "other"}, {"_id": "r2", "source": "new"}]})
    assert _values(session, report)[TABLE] == [
        {"_id": "r1", "source": "one"},
        {"_id": "r2", "source": "new"},
    ]
    [aside] = outcome.conflicts
    assert aside.value == [{"_id": "r1", "source": "other"}, {"_id": "r2", "source": "new"}]
    assert aside.met == 3


def test_a_row_deleted_by_one_and_changed_by_the_other_waits_for_a_choice(session, report, one, other):
    one.saves_all({TABLE: [{"_id": "r1", "source": "a"}]})
    one.looks(), other.looks()
    one.saves_all({TABLE: [{"_id": "r1", "source": "changed"}]})
    [aside] = other.saves_all({TABLE: None}).conflicts
    assert aside.value is None
    assert _values(session, report)[TABLE] == [{"_id": "r1", "source": "changed"}]


def test_the_same_text_set_aside_twice_waits_once(session, report, one, other):
    one.saves_all({TEXT: "of one"})
    for _ in range(2):
        save_answers(session, report, [Change(TEXT, "of the other", 0)], other.author())
    save_answers(session, report, [Change(TEXT, "yet another", 0)], other.author())
    assert [aside.value for aside in open_set_aside(session, report.id)] == ["of the other", "yet another"]


def test_a_revision_that_never_was_is_met_like_any_other(session, report, one, other):
    one.saves_all({TEXT: "of one"})
    outcome = save_answers(session, report, [Change(TEXT, "forged", 99)], other.author())
    assert _values(session, report) == {TEXT: "of one"}
    assert [aside.value for aside in outcome.conflicts] == ["forged"]


# --- a report that is no longer open --------------------------------------------------------------


def test_a_save_into_a_report_no_longer_editable_keeps_the_text_set_aside(session):
    report = make_submitted_report(session)
    late = Person(session, report).looks(TEXT)
    before = _values(session, report)
    outcome = late.saves_all({TEXT: "typed while it was submitted", OPTIONS: before[OPTIONS]})
    assert not outcome.editable
    assert outcome.saved == {OPTIONS: 1}
    [aside] = open_set_aside(session, report.id)
    assert (aside.value, aside.base) == ("typed while it was submitted", before[TEXT])
    assert _values(session, report) == before


def test_a_text_set_aside_at_submission_can_be_taken_up_once_the_report_is_open_again(session):
    report = make_submitted_report(session)
    late = Person(session, report).looks()
    [aside] = late.saves_all({TEXT: "typed too late"}).conflicts
    seen = late.seen[TEXT]
    with pytest.raises(RefusedError, match="report_not_editable"):
        resolve(session, aside, "mine", seen, late.author())
    assert open_set_aside(session, report.id) == [aside]
    take(session, report, Action.RECALL, Side.AUTHOR)
    assert resolve(session, aside, "mine", seen, late.author()).saved == {TEXT: seen + 1}
    assert _values(session, report)[TEXT] == "typed too late"


def test_a_text_set_aside_can_be_dropped_although_the_report_is_closed(session):
    report = make_submitted_report(session)
    [aside] = Person(session, report).saves_all({TEXT: "typed too late"}).conflicts
    resolve(session, aside, "theirs", 1, Author(None, "en", NOW))
    assert open_set_aside(session, report.id) == []


def test_a_save_into_a_discarded_draft_is_refused(session, report, one):
    take(session, report, Action.DISCARD, Side.AUTHOR)
    with pytest.raises(NotFoundError):
        one.saves_all({TEXT: "typed too late"})


# --- choosing -------------------------------------------------------------------------------------


@pytest.fixture
def conflict(session, report, one, other):
    one.saves_all({TEXT: "ancestor"})
    one.looks(), other.looks()
    one.saves_all({TEXT: "of one"})
    [aside] = other.saves_all({TEXT: "of the other"}).conflicts
    one.looks(), other.looks()
    return aside


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("mine", "of the other"), ("theirs", "of one"), ("both", "of one\n\nof the other")],
)
def test_a_person_chooses_between_two_texts(session, report, one, conflict, choice, expected):
    resolve(session, conflict, choice, one.seen[TEXT], one.author(5))
    assert _values(session, report)[TEXT] == expected
    assert open_set_aside(session, report.id) == []
    assert (conflict.choice, conflict.resolved_by) == (choice, one.account.id)
    assert conflict.resolved_at == NOW + timedelta(minutes=5)
    # Both texts stay on record, whatever was chosen.
    texts = {value for _, value in _history(session, report, TEXT)} | {conflict.value}
    assert {"ancestor", "of one", "of the other"} <= texts


def test_a_choice_is_made_once(session, one, conflict):
    resolve(session, conflict, "theirs", one.seen[TEXT], one.author())
    with pytest.raises(RefusedError, match="already_chosen"):
        resolve(session, conflict, "mine", one.seen[TEXT], one.author())


def test_a_choice_that_is_none_changes_nothing(session, report, one, conflict):
    with pytest.raises(RefusedError, match="choice_unknown"):
        resolve(session, conflict, "neither", one.seen[TEXT], one.author())
    assert open_set_aside(session, report.id) == [conflict]


def test_a_choice_over_a_text_that_nobody_saw_is_set_aside_anew(session, report, one, other, conflict):
    seen = other.seen[TEXT]
    one.saves_all({TEXT: "newer still"})
    outcome = resolve(session, conflict, "mine", seen, other.author())
    assert _values(session, report)[TEXT] == "newer still"
    [again] = open_set_aside(session, report.id)
    assert outcome.conflicts == [again]
    assert again.id != conflict.id
    assert (again.value, again.base) == ("of the other", "of one")


def test_the_text_chosen_keeps_its_own_language(session, report, one, other):
    one.saves_all({TEXT: "of one"})
    other.language = "fr"
    [aside] = other.saves_all({TEXT: "de l’autre"}).conflicts
    resolve(session, aside, "mine", 1, one.author())
    assert answers_of(session, report.id)[TEXT].language == "fr"


def test_choosing_a_table_keeps_rows_changed_since_on_which_the_two_never_differed(
    session, report, one, other
):
    one.saves_all({TABLE: [{"_id": "r1", "source": "a"}, {"_id": "r2", "source": "a"}]})
    one.looks(), other.looks()
    one.saves_all({TABLE: [{"_id": "r1", "source": "one"}, {"_id": "r2", "source": "a"}]})
    [aside] = other.saves_all(
        {TABLE: [{"_id": "r1", "source": "other"}, {"_id": "r2", "source": "a"}]}
    ).conflicts
    one.looks().saves_all({TABLE: [{"_id": "r1", "source": "one"}, {"_id": "r2", "source": "later"}]})
    one.looks()
    resolve(session, aside, "mine", one.seen[TABLE], one.author())
    assert _values(session, report)[TABLE] == [
        {"_id": "r1", "source": "other"},
        {"_id": "r2", "source": "later"},
    ]


def test_both_rows_of_a_table_are_kept(session, report, one, other):
    one.saves_all({TABLE: [{"_id": "r1", "source": "a"}]})
    one.looks(), other.looks()
    one.saves_all({TABLE: [{"_id": "r1", "source": "one"}]})
    [aside] = other.saves_all({TABLE: [{"_id": "r1", "source": "other"}]}).conflicts
    resolve(session, aside, "both", 2, one.author())
    assert [row["source"] for row in _values(session, report)[TABLE]] == ["one", "other"]


@pytest.mark.parametrize(
    ("key", "mine", "theirs", "possible"),
    [
        (TEXT, "a", "b", True),
        (f"{OPTIONS}.other", "a", "b", True),
        (OPTIONS, ["women"], ["youth"], True),
        (RATING, "3", "4", False),
        ("VNR.12.B1", "yes", "no", False),
        (NUMBER, 1, 2, False),
        (TEXT, None, "b", False),
    ],
)
def test_both_is_offered_where_an_answer_can_hold_two(report, key, mine, theirs, possible):
    assert can_choose_both(report, key, mine, theirs) is possible


def test_a_rating_cannot_be_two_ratings(session, report, one, other):
    one.saves_all({RATING: "3"})
    [aside] = other.saves_all({RATING: "4"}).conflicts
    with pytest.raises(RefusedError, match="choice_unknown"):
        resolve(session, aside, "both", 1, one.author())


def test_a_text_set_aside_belongs_to_its_report(session, report, conflict):
    assert set_aside_by_id(session, report.id, conflict.id) is conflict
    for report_id, number in ((report.id + 1, conflict.id), (report.id, conflict.id + 1)):
        with pytest.raises(NotFoundError):
            set_aside_by_id(session, report_id, number)


# --- in bulk --------------------------------------------------------------------------------------


def test_answers_written_in_bulk_begin_their_history(session, report):
    write_answers(session, report, {}, Author(None, "en", NOW))
    write_answers(session, report, {TEXT: ("a", "fr"), RATING: ("3", "en")}, Author(None, "en", NOW))
    assert _values(session, report) == {TEXT: "a", RATING: "3"}
    assert answers_of(session, report.id, [TEXT])[TEXT].language == "fr"
    assert _history(session, report, RATING) == [(1, "3")]


def test_a_whole_report_is_saved_and_read_back_as_typed(session, report):
    fill_report(session, report)
    before = _values(session, report)
    session.commit()
    session.expire_all()
    assert _values(session, report) == before
    assert session.scalars(select(SetAside)).all() == []
    assert len(session.scalars(select(Answer.id)).all()) == len(before) > 60
