from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.answering.values import CHECKS, check_value, is_date, strip_row_ids, with_row_ids
from portal.questionnaires.definition import Kind
from tests.specimens.library import ASKED, specimen

KINDS, CONDITIONS = specimen("kinds"), specimen("conditions")
FILE = {
    "name": "a.pdf",
    "title": "A",
    "language": "en",
    "media_type": "application/pdf",
    "sha256": "0" * 64,
    "size": 10,
}


def codes(key, value, questionnaire=KINDS):
    return [problem.code for problem in check_value(questionnaire, key, value, ASKED)]


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (1, "red"),
        (2, ["red", "other"]),
        (2, ["none"]),
        (3, "na"),
        (4, "yes"),
        (5, 0),
        (5, Decimal("12.5")),
        (5, Decimal("12.50")),
        (5, Decimal("1E+3")),
        (6, Decimal("4.25")),
        (7, 20),
        (7, Decimal("3.0")),
        (8, 1998),
        (9, "2000-02-29"),
        (10, {"from": "1998-01-01", "to": "1998-01-01"}),
        (11, "x"),
        (11, {"text": "Bonjour", "language": "fr"}),
        (12, "one\ntwo\tthree"),
        (13, "name@example.org"),
        (14, [{"colour": "red"}]),
        (
            14,
            [
                {
                    "colour": "other",
                    "colour.other": "mauve",
                    "shades": ["red"],
                    "share": Decimal("99.9"),
                    "year": 1998,
                    "note": "n",
                    "due": "1998-01-01",
                }
            ],
        ),
        (15, [FILE, FILE]),
        (16, Decimal("-0.3333333333333333")),
        (17, "rights"),
        (17, "other"),
        (18, ["WSC90", "WSSD95"]),
        (18, ["none"]),
        (19, ["B"]),
    ],
)
def test_a_sound_value_has_no_problem(number, value):
    assert codes(f"TST.1.A{number}", value) == []


@pytest.mark.parametrize(
    ("number", "value", "expected"),
    [
        (1, "mauve", ["unknown_option"]),
        (1, ["red"], ["not_option"]),
        (1, "", ["empty_value"]),
        (1, None, ["empty_value"]),
        (2, "red", ["not_options"]),
        (2, ["red", 1], ["not_options"]),
        (2, [], ["empty_value"]),
        (2, ["red", "red"], ["duplicate_option"]),
        (2, ["none", "red"], ["none_not_alone"]),
        (2, ["red", "blue", "green"], ["too_many_choices"]),
        (2, ["mauve", "pink"], ["unknown_option", "unknown_option"]),
        (3, 1, ["not_option"]),
        (3, "2", ["unknown_option"]),
        (4, True, ["not_option"]),
        (5, "12", ["not_number"]),
        (5, 1.5, ["not_number"]),
        (5, True, ["not_number"]),
        (5, Decimal("NaN"), ["not_number"]),
        (5, Decimal("Infinity"), ["not_number"]),
        (5, -1, ["number_too_small"]),
        (5, Decimal("1.25"), ["too_many_decimals"]),
        (5, Decimal("1E+30"), ["number_too_long"]),
        (16, Decimal("1E-31"), ["number_too_long"]),
        (6, Decimal("5.01"), ["number_too_large"]),
        (6, Decimal("5.001"), ["too_many_decimals", "number_too_large"]),
        (7, Decimal("3.5"), ["not_integer"]),
        (7, 21, ["number_too_large"]),
        (8, 1899, ["number_too_small"]),
        (8, 2101, ["number_too_large"]),
        (9, "1999-02-29", ["not_date"]),
        (9, "19990228", ["not_date"]),
        (9, 1999, ["not_date"]),
        (10, {"from": "1998-01-02", "to": "1998-01-01"}, ["range_reversed"]),
        (10, {"from": "1998-01-02"}, ["not_range"]),
        (10, "1998", ["not_range"]),
        (10, {"from": "x", "to": "1998-01-01"}, ["not_range"]),
        (11, 3, ["not_text"]),
        (11, {"text": "", "language": "fr"}, ["not_text"]),
        (11, {"text": "x"}, ["not_text"]),
        (11, {"text": "x", "language": "de"}, ["unknown_language"]),
        (11, "a\x00", ["text_control_character"]),
        (13, "nobody", ["not_email"]),
        (13, "a b@c", ["not_email"]),
        (13, {"text": "a@b", "language": "en"}, ["not_email"]),
        (13, "a@b\x01", ["text_control_character"]),
        (14, "red", ["not_table"]),
        (14, ["red"], ["not_table"]),
        (14, [{}], ["empty_row"]),
        (14, [{"_id": "r1", "colour": "red"}], ["unknown_column"]),
        (14, [{"share.other": "x"}], ["unknown_column"]),
        (14, [{"colour": ""}], ["empty_value"]),
        (14, [{"colour": "red", "colour.other": "x"}], ["other_not_chosen"]),
        (14, [{"colour": "other", "colour.other": 3}], ["not_text"]),
        (14, [{"share": 101, "year": "1998"}], ["number_too_large", "not_number"]),
        (15, [FILE] * 3, ["too_many_files"]),
        (15, [{**FILE, "size": 1024 * 1024 + 1}], ["file_too_large"]),
        (15, "a.pdf", ["not_files"]),
        (15, ["a.pdf"], ["not_files"]),
        (15, [{**FILE, "size": True}], ["not_files"]),
        (15, [{**FILE, "size": -1}], ["not_files"]),
        (15, [{**FILE, "sha256": "0"}], ["not_files"]),
        (15, [{**FILE, "more": 1}], ["not_files"]),
        (17, "gender", ["unknown_option"]),
        (18, ["HAB96"], ["unknown_option"]),
        (18, ["none", "WSC90"], ["none_not_alone"]),
        (19, ["A"], ["unknown_option"]),
    ],
)
def test_an_unsound_value_is_told(number, value, expected):
    assert codes(f"TST.1.A{number}", value) == expected


def test_a_problem_names_row_column_and_what_its_sentence_needs():
    rows = [{"colour": "red"}, {"colour": "red", "share": 101}]
    problem = check_value(KINDS, "TST.1.A14", rows, ASKED)[0]
    assert (problem.key, problem.row, problem.column, problem.params) == (
        "TST.1.A14",
        2,
        "share",
        {"limit": Decimal(100)},
    )
    assert problem.is_error


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("TST.1.A1.other", "mauve", []),
        ("TST.1.A1.other", 3, ["not_text"]),
        ("TST.1.A1.other", "", ["empty_value"]),
        ("TST.1.A3.other", "x", ["other_not_offered"]),
        ("TST.1.C1@WSC90", "1", []),
        ("TST.1.C1", "1", ["conference_missing"]),
        ("TST.1.C1@HAB96", "1", ["unknown_conference"]),
        ("TST.1.A1@WSC90", "yes", ["conference_unexpected"]),
        ("TST.1.Q1", "yes", ["unknown_code"]),
    ],
)
def test_the_key_of_an_answer_is_checked_first(key, value, expected):
    questionnaire = CONDITIONS if "@" in key or ".C" in key else KINDS
    assert codes(key, value, questionnaire) == expected


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.text(max_size=4)
    | st.sampled_from(["red", "other", "yes", "na"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["colour", "note", "from", "to", "text", "language"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(st.sampled_from([question.code for question in KINDS.questions()]), JUNK)
def test_no_value_whatever_its_shape_breaks_the_check(code, value):
    assert all(problem.key == code for problem in check_value(KINDS, code, value, ASKED))


def test_row_ids_are_put_on_and_taken_off_again():
    ids = iter(["r1", "r2"])
    stored = with_row_ids([{"colour": "red"}, {"_id": "r9", "colour": "blue"}], lambda: next(ids))
    assert stored == [{"_id": "r1", "colour": "red"}, {"_id": "r9", "colour": "blue"}]
    assert strip_row_ids(stored) == [{"colour": "red"}, {"colour": "blue"}]
    for value in ("text", 3, ["red"], {"from": "a", "to": "b"}, [FILE]):
        assert with_row_ids(value, lambda: "never") == value
        assert strip_row_ids(value) == value


def test_dates_are_calendar_dates():
    assert is_date("1998-07-31")
    assert not is_date("1998-13-01")


def test_every_kind_has_its_check():
    assert set(CHECKS) == set(Kind)


def test_the_limit_of_a_year_is_named_without_grouping():
    (small,) = check_value(KINDS, "TST.1.A8", 1899, ASKED)
    (large,) = check_value(KINDS, "TST.1.A8", 2101, ASKED)
    assert (small.params["limit"], large.params["limit"]) == ("1900", "2100")
