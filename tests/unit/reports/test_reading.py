"""A filed report as one structure for each audience, the difference of two texts, the days of each side."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.definition import Asked, Kind
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience, Disclosed
from portal.reports.reading.difference import LONGEST, Change, difference
from portal.reports.reading.displayed import Choices, Day, Figure, Narrative, Raw, Rows, State, Typed
from portal.reports.reading.history import HistoryLine, days_with
from portal.reports.reading.structure import Reader, read_report
from portal.reports.reading.values import READERS, Asking
from portal.reports.workflow import Status
from tests.factories import complete_answers

VNR = load_library().latest("VNR")
ASKED = Asked("rc", ("WCHR93", "WSSD95"), ("poverty", "gender"))
ASKING = Asking(VNR, ASKED, "fr")
START = datetime(2000, 3, 1, tzinfo=UTC)


def _read(answers, audience=Audience.SECRETARIAT, status=Status.SUBMITTED, consent="full", **more):
    return read_report(ASKING, answers, Reader(audience, Disclosed(status, consent, **more)))


def _questions(sections):
    return {question.key: question for section in sections for question in section.questions}


def _shown(key, value, **more):
    return _questions(_read({key: value, **more}))[key].shown


def test_every_kind_of_answer_has_a_reader():
    assert set(READERS) == set(Kind)


def test_sections_come_in_order_and_section_c_once_a_conference():
    anchors = [section.anchor for section in _read({})]
    assert anchors == ["A", "B", "C-WCHR93", "C-WSSD95", "D", "E", "F", "G", "H", "I", "Z"]
    conference = next(section for section in _read({}) if section.anchor == "C-WSSD95")
    assert conference.conference_words is not None
    assert conference.conference_words.context == "CONF:WSSD95"


def test_every_answer_of_a_complete_report_is_shown():
    answers = complete_answers(VNR, ASKED)
    found = _questions(_read(answers))
    assert {key for key in answers if not key.endswith(".other")} == {
        key for key, question in found.items() if question.state is State.ANSWERED
    }
    assert not any(isinstance(question.shown, Raw) for question in found.values())


def test_answers_are_shown_exactly_as_they_were_written():
    assert _shown("VNR.12.A1", "Ministère ") == Narrative(Typed("Ministère ", "fr"))
    assert _shown("VNR.12.A1", {"text": "Ministry", "language": "en"}) == Narrative(Typed("Ministry", "en"))
    assert _shown("VNR.12.E2", Decimal("1.50"), **{"VNR.12.E1": "provider"}) == Figure(
        Decimal("1.50"), VNR.question("VNR.12.E2").type.unit or ""
    )
    period = {"from": "1999-01-01", "to": "1999-12-31"}
    assert _shown("VNR.12.A3", period) == Day(date(1999, 1, 1), date(1999, 12, 31))


def test_the_text_of_other_stands_with_its_option():
    shown = _shown("VNR.12.A5", ["women", "other"], **{"VNR.12.A5.other": "La diaspora"})
    assert isinstance(shown, Choices)
    assert [(item.value, item.other) for item in shown.items] == [
        ("women", None),
        ("other", Typed("La diaspora", "fr")),
    ]


def test_a_row_has_a_cell_for_each_column():
    shown = _shown("VNR.12.A2", [{"name": "A", "email": "a@example.org"}])
    assert isinstance(shown, Rows)
    assert [heading.context for heading in shown.headings] == [
        f"VNR.12.A2:{name}" for name in ("name", "title", "institution", "email", "phone")
    ]
    assert [cell.shown is not None for cell in shown.rows[0]] == [True, False, False, True, False]


@pytest.mark.parametrize(
    ("key", "value"),
    [("VNR.12.A4", 7), ("VNR.12.A1", 7), ("VNR.12.A2", "text"), ("VNR.12.A3", "1999"), ("VNR.12.I7", "x")],
)
def test_a_value_of_another_shape_is_shown_as_it_was_filed(key, value):
    assert isinstance(_shown(key, value), Raw)


def test_a_conference_unknown_to_the_questionnaire_is_called_by_its_code():
    asking = Asking(VNR, Asked("rc", ("T1",), ("poverty",)), "en")
    sections = read_report(asking, {}, Reader(Audience.AUTHOR, Disclosed(Status.DRAFT, "none")))
    assert [one.conference_words.english for one in sections if one.conference_words] == ["T1"]


def test_an_answer_beside_the_questions_asked_is_shown_and_marked():
    found = _questions(_read({"VNR.12.C3@WSSD95": "Measures"}))
    assert found["VNR.12.C3@WSSD95"].beside
    assert not found["VNR.12.C1@WSSD95"].beside
    assert "VNR.12.C3@WCHR93" not in found


def test_what_may_not_be_read_is_withheld_whether_or_not_it_was_answered():
    for answers in ({}, complete_answers(VNR, ASKED)):
        sections = _read(answers, Audience.REVIEWER, Status.UNDER_REVIEW)
        system = next(section for section in sections if section.id == "H")
        assert system.withheld
        assert system.questions == ()
    accepted = _questions(_read(complete_answers(VNR, ASKED), Audience.REVIEWER, Status.ACCEPTED))
    assert accepted["VNR.12.H1"].state is State.ANSWERED
    assert accepted["VNR.12.H7"].state is State.WITHHELD
    assert accepted["VNR.12.H7"].shown is None


def test_the_public_reads_no_contacts_no_declaration_and_no_section_withheld():
    answers = complete_answers(VNR, ASKED)
    sections = _read(answers, Audience.PUBLIC, Status.PUBLISHED, consent="partial", withheld=frozenset({"E"}))
    found = _questions(sections)
    assert {key for key, question in found.items() if question.state is State.WITHHELD} == {
        "VNR.12.A2",
        "VNR.12.H7",
        "VNR.12.Z3",
    }
    assert [section.id for section in sections if section.withheld] == ["E"]


# --- difference of two texts ---------------------------------------------------------------------

TEXTS = st.text(alphabet=st.sampled_from("ab 中国\n.é"), max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts_again(before, after):
    pieces = difference(before, after)
    if pieces is None:
        assert before == after
        return
    assert "".join(one.text for one in pieces if one.change is not Change.NEW) == before
    assert "".join(one.text for one in pieces if one.change is not Change.GONE) == after


def test_chinese_signs_are_words_of_their_own():
    pieces = difference("设立委员会", "设立新委员会") or ()
    assert [piece.text for piece in pieces if piece.change is Change.NEW] == ["新"]


def test_very_long_texts_are_not_compared():
    assert difference("word " * (LONGEST + 1), "other") is None


# --- days of each side -----------------------------------------------------------------------------


def _lines(*steps):
    return [HistoryLine(START + timedelta(days=day), kind, "", kind) for day, kind in steps]


def _days(*steps, reviewer=True):
    return days_with(_lines(*steps), reviewer=reviewer, now=START + timedelta(days=100))


def test_the_days_of_each_side_are_counted_until_acceptance():
    steps = [(0, "started"), (10, "submit"), (12, "begin_review"), (15, "endorse"), (20, "accept")]
    assert _days(*steps) == {"government": 10, "reviewer": 5, "secretariat": 5}


def test_without_a_reviewer_the_secretariat_has_what_is_submitted():
    assert _days((0, "started"), (10, "submit"), reviewer=False) == {"government": 10, "secretariat": 90}


def test_what_the_secretariat_returned_comes_back_to_it():
    steps = [(0, "submit"), (5, "endorse"), (6, "secretariat_return"), (16, "resubmit"), (20, "accept")]
    assert _days(*steps) == {"reviewer": 5, "government": 10, "secretariat": 1 + 4}


def test_lines_that_move_nothing_count_for_nothing():
    assert _days((0, "started"), (1, "prepared"), (10, "submit"), (10, "accept")) == {
        "government": 10,
        "reviewer": 0,
    }
