from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.answering.conditions import (
    TESTS,
    chosen,
    holds,
    is_answered,
    offers_other,
    options_for,
    required_now,
    shown_keys,
    visible_answers,
)
from portal.questionnaires.definition import Asked, Operator, parse_key
from portal.questionnaires.grammar import parse_condition, parse_type
from portal.questionnaires.loader import load_library
from tests.specimens.library import ASKED, specimen

CONDITIONS = specimen("conditions")


@pytest.mark.parametrize(
    ("source", "answers", "expected"),
    [
        ("VNR.12.B1 = yes", {"VNR.12.B1": "yes"}, True),
        ("VNR.12.B1 = yes", {"VNR.12.B1": "no"}, False),
        ("VNR.12.B1 = yes", {}, False),
        ("VNR.12.B1 in (yes, in_preparation)", {"VNR.12.B1": "in_preparation"}, True),
        ("VNR.12.B1 in (yes, in_preparation)", {"VNR.12.B1": "no"}, False),
        ("VNR.12.E1 has provider", {"VNR.12.E1": ["recipient", "provider"]}, True),
        ("VNR.12.E1 has provider", {"VNR.12.E1": ["recipient"]}, False),
        ("VNR.12.E1 has provider", {}, False),
        ("VNR.12.G2 has_other_than none", {"VNR.12.G2": ["none"]}, False),
        ("VNR.12.G2 has_other_than none", {"VNR.12.G2": ["women", "none"]}, True),
        ("VNR.12.G2 has_other_than none", {}, False),
        ("RCR.14.C1 >= 1", {"RCR.14.C1": 0}, False),
        ("RCR.14.C1 >= 1", {"RCR.14.C1": 1}, True),
        ("RCR.14.C1 >= 1", {"RCR.14.C1": Decimal("0.9")}, False),
        ("RCR.14.C1 >= 1", {"RCR.14.C1": True}, False),
        ("RCR.14.C1 >= 1", {"RCR.14.C1": "5"}, False),
        ("RCR.14.C1 >= 1", {}, False),
        ("rated(VNR.12.C1)", {"VNR.12.C1": "0"}, True),
        ("rated(VNR.12.C1)", {"VNR.12.C1": "na"}, False),
        ("rated(VNR.12.C1)", {}, False),
        ("any_answered(VNR.12.E2, VNR.12.E3)", {"VNR.12.E3": 0}, True),
        ("any_answered(VNR.12.E2, VNR.12.E3)", {"VNR.12.E4": 1}, False),
        ("any_in(RCR.14.E1, RCR.14.E2; adopted)", {"RCR.14.E1": "draft", "RCR.14.E2": "adopted"}, True),
        ("any_in(RCR.14.E1, RCR.14.E2; adopted)", {"RCR.14.E1": "draft"}, False),
        ("track = rc", {}, True),
        ("track = norc", {}, False),
    ],
)
def test_a_condition_is_judged(source, answers, expected):
    assert holds(parse_condition(source), answers, "rc") is expected


def test_no_condition_always_holds():
    assert holds(None, {}, "norc")


def test_inside_the_repeated_block_the_same_conference_is_looked_at():
    condition = parse_condition("rated(VNR.12.C1)")
    answers = {"VNR.12.C1@WSC90": "3", "VNR.12.C1@WSSD95": "na"}
    assert holds(condition, answers, "rc", "WSC90")
    assert not holds(condition, answers, "rc", "WSSD95")
    assert not holds(condition, answers, "rc", "HAB96")


def test_zero_and_not_applicable_are_answers_and_emptiness_is_not():
    answers: list[object] = [0, Decimal(0), "na", False, "0"]
    nothing: list[object] = [None, "", [], {}]
    assert all(map(is_answered, answers))
    assert not any(map(is_answered, nothing))
    assert [chosen(value) for value in (None, "", 3, [1, "a"])] == [(), (), (), ("a",)]


def test_repeated_questions_are_shown_conference_by_conference():
    keys = [str(key) for key in shown_keys(CONDITIONS, ASKED, {"TST.1.C1@WSSD95": "1"})]
    assert keys == [
        *["TST.1.A1", "TST.1.A5", "TST.1.A8", "TST.1.A9"],
        *["TST.1.C1@WSC90", "TST.1.C1@WSSD95", "TST.1.C2@WSSD95", "TST.1.D1"],
    ]


def test_a_hidden_answer_counts_as_absent_for_later_conditions():
    answers = {"TST.1.A1": "yes", "TST.1.A2": ["red"], "TST.1.A3": "x"}
    assert {"TST.1.A2", "TST.1.A3", "TST.1.A4", "TST.1.A7"} <= _shown(answers)
    answers["TST.1.A1"] = "no"
    assert not {"TST.1.A2", "TST.1.A3", "TST.1.A4", "TST.1.A7"} & _shown(answers)
    assert "TST.1.A2" not in visible_answers(CONDITIONS, ASKED, answers)


def _shown(answers):
    return {str(key) for key in shown_keys(CONDITIONS, ASKED, answers)}


def test_a_question_of_one_track_is_hidden_on_the_other():
    assert "TST.1.A8" in _shown({})
    other = Asked("norc", ASKED.conferences, ASKED.themes)
    assert "TST.1.A8" not in {str(key) for key in shown_keys(CONDITIONS, other, {})}


def test_visible_answers_leave_out_what_is_not_asked_and_stray_other_texts():
    answers = {
        "TST.1.A9": "other",
        "TST.1.A9.other": "mauve",
        "TST.1.A1": "yes",
        "TST.1.A2": ["red"],
        "TST.1.A2.other": "left behind",
        "TST.1.A5": 0,
        "TST.1.A3": "",
        "TST.1.C1@HAB96": "1",
        "TST.1.Q9": "unknown",
        "TST.1.D1": [
            {"_id": "r1", "colour": "red", "colour.other": "left behind", "note": "n"},
            {"_id": "r2", "colour": "other", "colour.other": "mauve"},
        ],
    }
    assert visible_answers(CONDITIONS, ASKED, answers) == {
        "TST.1.A1": "yes",
        "TST.1.A2": ["red"],
        "TST.1.A5": 0,
        "TST.1.A9": "other",
        "TST.1.A9.other": "mauve",
        "TST.1.D1": [
            {"_id": "r1", "colour": "red", "note": "n"},
            {"_id": "r2", "colour": "other", "colour.other": "mauve"},
        ],
    }
    assert next(iter(visible_answers(CONDITIONS, ASKED, answers))) == "TST.1.A1"
    assert "left behind" in str(answers["TST.1.D1"])


def test_an_other_chosen_without_its_text_stays_visible():
    assert visible_answers(CONDITIONS, ASKED, {"TST.1.A9": "other", "TST.1.A9.other": ""}) == {
        "TST.1.A9": "other"
    }


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "TST.1.A1": st.sampled_from(["yes", "no"]),
        "TST.1.A2": st.lists(st.sampled_from(["red", "blue", "none", "other"]), unique=True),
        "TST.1.A2.other": st.text(max_size=3),
        "TST.1.A3": st.text(max_size=3),
        "TST.1.A5": st.integers(0, 3),
        "TST.1.A6": st.text(max_size=3),
        "TST.1.A9": st.sampled_from(["red", "blue", "other"]),
        "TST.1.A9.other": st.text(max_size=3),
        "TST.1.A10": st.text(max_size=3),
        "TST.1.C1@WSC90": st.sampled_from(["0", "1", "na"]),
        "TST.1.C2@WSC90": st.text(max_size=3),
    },
)


@given(ANSWERS)
def test_what_is_visible_shows_the_same_questions_and_stays_visible(answers):
    visible = visible_answers(CONDITIONS, ASKED, answers)
    assert visible_answers(CONDITIONS, ASKED, visible) == visible
    assert shown_keys(CONDITIONS, ASKED, visible) == shown_keys(CONDITIONS, ASKED, answers)
    assert visible.items() <= answers.items()


@given(ANSWERS)
def test_each_visible_answer_belongs_to_a_question_shown(answers):
    shown = {str(key) for key in shown_keys(CONDITIONS, ASKED, answers)}
    for key in visible_answers(CONDITIONS, ASKED, answers):
        assert key.removesuffix(".other") in shown


def test_a_required_question_is_optional_while_its_optional_if_holds():
    required = CONDITIONS.question("TST.1.D1")
    assert required_now(required, ASKED, {})
    assert required_now(required, ASKED, {"TST.1.A1": "yes"})
    assert not required_now(required, ASKED, {"TST.1.A1": "no"})
    assert required_now(CONDITIONS.question("TST.1.A1"), ASKED, {})
    assert not required_now(CONDITIONS.question("TST.1.A4"), ASKED, {})


def test_partly_taken_from_elsewhere_makes_nothing_optional():
    report = load_library().latest("VND")
    norc = Asked("norc", ("WSSD95",), ("poverty",))
    question = report.question("VNR.12.C3")
    assert required_now(question, norc, {"VND.15.X3": "partly"}, "WSSD95")
    assert not required_now(question, norc, {"VND.15.X3": "yes"}, "WSSD95")


# --- options -------------------------------------------------------------------------------------

KINDS = specimen("kinds")


def _options(subject, asked=ASKED):
    return [(option.value, option.label) for option in options_for(KINDS, subject, asked)]


def test_conferences_and_themes_are_those_of_the_cycle():
    asked = Asked("rc", ("WSSD95", "HAB96"), ("rights", "poverty"))
    conferences = [("WSSD95", "World Summit for Social Development"), ("HAB96", "HAB96")]
    assert _options("CONF", asked) == conferences
    assert _options("CONFNONE", asked) == [*conferences, ("none", "None")]
    assert _options("THEME", asked) == [
        *[("rights", "rights"), ("poverty", "Poverty eradication")],
        *[("none", "None"), ("other", "Other (please specify)")],
    ]


def test_options_are_asked_for_by_set_question_or_type():
    expected = [("yes", "Yes"), ("no", "No")]
    assert _options("YN") == _options(KINDS.question("TST.1.A4")) == _options(parse_type("yesno")) == expected
    assert _options(KINDS.question("TST.1.A5")) == []
    with pytest.raises(KeyError):
        _options("NOSET")


def test_sections_offered_are_those_of_the_form_less_a_and_z():
    assert _options("SECTIONS") == [("B", "Second")]
    offered = [option.value for option in options_for(load_library().latest("VND"), "SECTIONS", ASKED)]
    assert offered == ["X", "B", "C", "D", "E", "F", "G", "I"]
    offered = [option.value for option in options_for(load_library().latest("VNR"), "SECTIONS", ASKED)]
    assert offered == ["B", "C", "D", "E", "F", "G", "H", "I"]


def test_only_a_single_or_multiple_choice_with_other_opens_a_text():
    offering = [question.code for question in KINDS.questions() if offers_other(KINDS, question.type)]
    assert offering == ["TST.1.A1", "TST.1.A2", "TST.1.A17"]


def test_every_operator_is_judged():
    assert set(TESTS) == set(Operator) - {Operator.TRACK}


@given(st.from_regex(r"[A-Z]{3}\.1[2-5]\.[A-Z][0-9](@[A-Z]{3}[0-9]{2})?(\.other)?", fullmatch=True))
def test_a_key_survives_being_read_and_written(key):
    assert str(parse_key(key)) == key
