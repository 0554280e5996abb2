"""What changed between two filings of a report, as one audience may read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.filing.compare.changes import changes_between
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience, Disclosed
from portal.reports.reading.difference import Change
from portal.reports.reading.displayed import Choices, Narrative, Rows
from portal.reports.reading.structure import Reader, read_report
from portal.reports.reading.values import Asking
from portal.reports.workflow import Status
from tests.factories import TEXTS, complete_answers

VNR = load_library().latest("VNR")
ASKED = Asked("rc", ("WCHR93", "WSSD95"), ("poverty", "gender"))
WHOLE = complete_answers(VNR, ASKED)
LONG, TABLE, NUMBER = "VNR.12.B10", "VNR.12.A2", "VNR.12.E2"


def read(answers, audience=Audience.SECRETARIAT, status=Status.SUBMITTED):
    return read_report(Asking(VNR, ASKED, "en"), answers, Reader(audience, Disclosed(status, "full")))


def changes(before, after, **how):
    found = changes_between(read(before, **how), read(after, **how))
    return {one.question.key: one for section in found for one in section.questions}


def test_nothing_differs_between_a_filing_and_itself():
    assert changes(WHOLE, WHOLE) == {}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_text_is_compared_by_word_in_every_language(language):
    text = TEXTS[language]
    added = {"zh": "今年"}.get(language, "2000 ")
    before, after = ({LONG: {"text": one, "language": language}} for one in (text, added + text))
    change = changes(before, after)[LONG]
    assert change.language == language
    assert [(piece.change, piece.text) for piece in change.pieces] == [
        (Change.NEW, added),
        (Change.SAME, text),
    ]


def test_texts_in_two_languages_stand_side_by_side():
    change = changes({LONG: TEXTS["en"]}, {LONG: {"text": TEXTS["fr"], "language": "fr"}})[LONG]
    assert change.pieces is None
    assert isinstance(change.before, Narrative)
    assert isinstance(change.after, Narrative)
    assert change.after.typed.language == "fr"


def test_an_answer_given_and_one_taken_away_are_changes():
    given = changes({}, {LONG: TEXTS["en"]})[LONG]
    assert (given.before, given.pieces) == (None, None)
    assert isinstance(given.after, Narrative)
    taken = changes({LONG: TEXTS["en"]}, {})[LONG]
    assert taken.after is None
    assert isinstance(taken.before, Narrative)


def test_a_choice_changed_and_a_figure_typed_with_another_number_of_digits_are_changes():
    found = changes(WHOLE, {**WHOLE, "VNR.12.D1": "no", NUMBER: Decimal("1.5")})
    assert {"VNR.12.D1", NUMBER} <= set(found)
    assert isinstance(found["VNR.12.D1"].before, Choices)
    assert list(changes({**WHOLE, NUMBER: Decimal("1.5")}, {**WHOLE, NUMBER: Decimal("1.50")})) == [NUMBER]


def test_of_a_table_only_the_rows_that_went_and_came_are_shown():
    first, second, third = ({"name": name} for name in ("One", "Two", "Three"))
    change = changes({TABLE: [first, second, second]}, {TABLE: [second, third]})[TABLE]
    assert isinstance(change.before, Rows)
    assert isinstance(change.after, Rows)
    assert [_name(row[0].shown) for row in change.before.rows] == ["One", "Two"]
    assert [_name(row[0].shown) for row in change.after.rows] == ["Three"]
    assert changes({TABLE: [first]}, {TABLE: [first, third]})[TABLE].before is None


def _name(shown):
    assert isinstance(shown, Narrative)
    return shown.typed.text


def test_rows_in_another_order_are_shown_whole():
    first, second = {"name": "One"}, {"name": "Two"}
    change = changes({TABLE: [first, second]}, {TABLE: [second, first]})[TABLE]
    assert isinstance(change.before, Rows)
    assert len(change.before.rows) == 2


def test_of_what_is_withheld_nothing_is_said_changed_or_not():
    answers = {**WHOLE, "VNR.12.H3": "One"}
    changed = {**answers, "VNR.12.H3": "Two", LONG: "Another text"}
    assert set(changes(answers, changed, audience=Audience.REVIEWER)) == {LONG}
    assert set(changes(answers, changed)) == {"VNR.12.H3", LONG}
    # Accepted once, the earlier version is open to the reviewer; the later one is not yet.
    open_, closed = (
        read(one, audience=Audience.REVIEWER, status=status)
        for one, status in ((answers, Status.ACCEPTED), (changed, Status.UNDER_REVIEW))
    )
    found = changes_between(open_, closed)
    assert {one.question.key for section in found for one in section.questions} == {LONG}


def test_sections_come_in_the_order_of_the_later_filing():
    found = changes_between(read({}), read(WHOLE))
    anchors = [section.section.anchor for section in found]
    assert anchors == [section.anchor for section in read(WHOLE) if section.answered]
