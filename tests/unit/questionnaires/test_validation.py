from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.answering.validation import (
    Severity,
    check_answers,
    check_import,
    check_linked_practices,
    omissions,
)
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.questionnaires.messages import MESSAGES
from tests.specimens.library import ASKED, specimen

KINDS, CONDITIONS = specimen("kinds"), specimen("conditions")
VNR, RCR, BPR = (load_library().release(prefix, "1") for prefix in ("VNR", "RCR", "BPR"))
CYCLE = Asked("rc", ("WSSD95", "FWCW95"), ("poverty", "rights"))
PERIOD = (date(1998, 1, 1), date(1999, 12, 31))
COMPLETE = {
    "TST.1.A1": "no",
    "TST.1.A5": 0,
    "TST.1.A8": "x",
    "TST.1.C1@WSC90": "na",
    "TST.1.C1@WSSD95": "1",
    "TST.1.C2@WSSD95": "x",
    "TST.1.D1": [{"_id": "r1", "colour": "red"}],
}


def told(problems):
    return [(problem.key, problem.code, problem.row, problem.column) for problem in problems]


def of_submission(answers, questionnaire=CONDITIONS, asked=ASKED, language="en", period=None):
    return told(check_answers(questionnaire, asked, answers, language, period))


# --- completeness --------------------------------------------------------------------------------


def test_a_complete_report_has_no_problem():
    assert of_submission(COMPLETE) == []
    assert omissions(CONDITIONS, ASKED, COMPLETE) == ()


def test_required_questions_shown_and_not_answered_are_told_in_order_of_display():
    missing = ["TST.1.A1", "TST.1.A5", "TST.1.A8", "TST.1.C1@WSC90", "TST.1.C1@WSSD95", "TST.1.D1"]
    assert of_submission({}) == [(key, "required", None, None) for key in missing]
    assert omissions(CONDITIONS, ASKED, {}) == tuple(missing)


def test_a_hidden_question_is_not_required_and_a_shown_one_is():
    assert of_submission({**COMPLETE, "TST.1.A1": "yes"}) == [("TST.1.A2", "required", None, None)]


def test_a_question_made_optional_may_stay_empty():
    without = {key: value for key, value in COMPLETE.items() if key != "TST.1.D1"}
    assert of_submission(without) == []
    assert of_submission({**without, "TST.1.A1": "yes", "TST.1.A2": ["none"]}) == [
        ("TST.1.D1", "required", None, None)
    ]


@pytest.mark.parametrize("blank", ["  \n", {"text": " ", "language": "fr"}])
def test_white_space_alone_answers_nothing_that_is_required(blank):
    assert of_submission({**COMPLETE, "TST.1.A8": blank}) == [("TST.1.A8", "required", None, None)]
    assert omissions(CONDITIONS, ASKED, {**COMPLETE, "TST.1.A8": blank}) == ("TST.1.A8",)


def test_required_columns_and_other_texts_are_asked_of_each_row():
    rows = [
        {"_id": "r1", "note": "n"},
        {"_id": "r2", "colour": "other"},
        {"_id": "r3", "colour": "other", "colour.other": "x"},
    ]
    assert of_submission({**COMPLETE, "TST.1.D1": rows}) == [
        ("TST.1.D1", "required_cell", 1, "colour"),
        ("TST.1.D1", "other_required", 2, "colour.other"),
    ]


def test_choosing_other_asks_for_its_text():
    assert of_submission({**COMPLETE, "TST.1.A9": "other"}) == [
        ("TST.1.A9.other", "other_required", None, None)
    ]
    assert of_submission({**COMPLETE, "TST.1.A9": "other", "TST.1.A9.other": " "}) == [
        ("TST.1.A9.other", "other_required", None, None)
    ]
    assert of_submission({**COMPLETE, "TST.1.A9": "other", "TST.1.A9.other": "mauve"}) == []


def test_a_half_filled_range_is_told():
    answers = {"VNR.12.A3": {"from": "1998-01-01"}}
    assert ("VNR.12.A3", "not_range", None, None) in of_submission(answers, VNR, CYCLE, period=PERIOD)


# --- limits --------------------------------------------------------------------------------------


def test_texts_over_their_limit_are_errors_in_the_form_and_warnings_on_import():
    answers = {
        "TST.1.A1": "other",
        "TST.1.A1.other": "x" * 201,
        "TST.1.A11": "x" * 21,
        "TST.1.A12": "one two three four five six",
        "TST.1.A14": [{"colour": "red", "note": "x" * 11}, {"colour": "other", "colour.other": "x" * 201}],
    }
    expected = [
        ("TST.1.A1.other", "text_too_long", None, None),
        ("TST.1.A11", "text_too_long", None, None),
        ("TST.1.A12", "words_too_many", None, None),
        ("TST.1.A14", "text_too_long", 1, "note"),
        ("TST.1.A14", "text_too_long", 2, "colour.other"),
    ]
    assert of_submission(answers, KINDS) == expected
    problems = check_import(KINDS, ASKED, answers, "en", None)
    assert told(problems) == expected
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert problems[1].params == {"length": 21, "limit": 20}


def test_a_long_text_is_counted_in_the_language_it_is_written_in():
    chinese = "消除贫困促进就业一二三"
    assert of_submission({"TST.1.A12": chinese}, KINDS) == []
    assert of_submission({"TST.1.A12": chinese}, KINDS, language="zh") == [
        ("TST.1.A12", "signs_too_many", None, None)
    ]
    assert of_submission({"TST.1.A12": {"text": chinese, "language": "zh"}}, KINDS) == [
        ("TST.1.A12", "signs_too_many", None, None)
    ]


def test_a_value_of_the_wrong_shape_is_told_once():
    assert of_submission({"TST.1.A12": 3}, KINDS) == [("TST.1.A12", "not_text", None, None)]
    assert of_submission({"TST.1.A14": ["x"]}, KINDS) == [("TST.1.A14", "not_table", None, None)]
    assert of_submission({"TST.1.A14": "x"}, KINDS) == [("TST.1.A14", "not_table", None, None)]


# --- consistency ---------------------------------------------------------------------------------


def consistency(answers, questionnaire=VNR, period=PERIOD):
    problems = check_answers(questionnaire, CYCLE, answers, "en", period)
    return [
        (*name, problem.severity)
        for name, problem in zip(told(problems), problems, strict=True)
        if problem.code not in {"required", "required_cell"}
    ]


@pytest.mark.parametrize(
    ("covered", "inside"),
    [
        ({"from": "1998-01-01", "to": "1999-12-31"}, True),
        ({"from": "1997-01-01", "to": "1998-01-01"}, True),
        ({"from": "1999-12-31", "to": "2000-06-30"}, True),
        ({"from": "1990-01-01", "to": "2005-01-01"}, True),
        ({"from": "1997-01-01", "to": "1997-12-31"}, False),
        ({"from": "2000-01-01", "to": "2000-12-31"}, False),
    ],
)
def test_the_period_covered_overlaps_that_of_the_cycle_or_is_warned_of(covered, inside):
    expected = [] if inside else [("VNR.12.A3", "period_outside_cycle", None, None, Severity.WARNING)]
    assert consistency({"VNR.12.A3": covered}) == expected
    assert consistency({"VNR.12.A3": covered}, period=None) == []


def test_the_first_row_of_poverty_is_not_measured_before_its_baseline():
    row = {"measure": "dollar", "baseline": 30, "baseline_year": 1995, "source": "s"}
    assert consistency({"VNR.12.D2": [{**row, "latest_year": 1995}, {**row, "latest_year": 1990}]}) == []
    assert consistency({"VNR.12.D2": [{**row, "latest_year": 1994}]}) == [
        ("VNR.12.D2", "latest_before_baseline", 1, "latest_year", Severity.ERROR)
    ]
    assert consistency({"VNR.12.D2": [row]}) == []


def test_results_of_a_practice_are_not_measured_before_it_in_any_row():
    row = {"indicator": "i", "after": 1, "source": "s", "after_year": 1998}
    rows = [{**row, "before_year": 1998}, row, {**row, "before_year": 1999}]
    assert consistency({"BPR.12.C1": rows}, BPR) == [
        ("BPR.12.C1", "results_reversed", 3, "after_year", Severity.ERROR)
    ]


def test_thematic_groups_listed_are_as_many_as_their_number():
    group = {
        "theme": "poverty",
        "name": "n",
        "lead": "l",
        "government_member": "yes",
        "bretton_woods_member": "no",
        "civil_society_member": "no",
        "meetings": 2,
    }
    assert consistency({"RCR.14.C1": 2, "RCR.14.C2": [group, group]}, RCR) == []
    assert consistency({"RCR.14.C1": 3, "RCR.14.C2": [group]}, RCR) == [
        ("RCR.14.C2", "groups_differ", None, None, Severity.ERROR)
    ]
    assert consistency({"RCR.14.C1": 0, "RCR.14.C2": [group]}, RCR) == []
    assert consistency({"RCR.14.C1": 3}, RCR) == []


def test_assistance_is_given_as_amount_and_percentage_or_not_at_all():
    provider = {"VNR.12.E1": ["provider"]}
    assert consistency({**provider, "VNR.12.E2": Decimal("1.5"), "VNR.12.E3": Decimal("0.70")}) == []
    assert consistency(provider) == []
    assert consistency({**provider, "VNR.12.E2": 1}) == [
        ("VNR.12.E3", "assistance_incomplete", None, None, Severity.WARNING)
    ]
    assert consistency({**provider, "VNR.12.E3": 1}) == [
        ("VNR.12.E2", "assistance_incomplete", None, None, Severity.WARNING)
    ]
    assert consistency({"VNR.12.E1": ["recipient"], "VNR.12.E2": 1}) == []


def test_the_number_of_practices_is_compared_with_those_linked():
    assert check_linked_practices({"VNR.12.I1": 2}, 2) == []
    assert check_linked_practices({}, 2) == []
    problem = check_linked_practices({"VNR.12.I1": 2}, 0)[0]
    assert (problem.key, problem.code, problem.severity) == (
        "VNR.12.I1",
        "practices_differ",
        Severity.WARNING,
    )


def test_none_stands_alone():
    assert consistency({"VNR.12.G2": ["none", "women"]}) == [
        ("VNR.12.G2", "none_not_alone", None, None, Severity.ERROR)
    ]


def test_submission_is_refused_unless_the_declaration_is_confirmed():
    assert consistency({"VNR.12.Z3": "yes"}) == []
    assert consistency({"VNR.12.Z3": "no"}) == [
        ("VNR.12.Z3", "declaration_not_confirmed", None, None, Severity.ERROR)
    ]
    assert ("VNR.12.Z3", "required", None, None) in of_submission({}, VNR, CYCLE)
    assert check_import(VNR, CYCLE, {"VNR.12.Z3": "no"}, "en", PERIOD) == []


# --- import --------------------------------------------------------------------------------------


def test_an_import_asks_for_nothing_that_is_missing():
    assert check_import(VNR, CYCLE, {}, "en", PERIOD) == []


def test_an_import_checks_hidden_answers_by_themselves_and_lets_them_pass():
    assert check_import(CONDITIONS, ASKED, {"TST.1.A1": "no", "TST.1.A2": ["red"]}, "en", None) == []
    problems = check_import(CONDITIONS, ASKED, {"TST.1.A1": "no", "TST.1.A2": ["mauve"]}, "en", None)
    assert told(problems) == [("TST.1.A2", "unknown_option", None, None)]


def test_an_import_refuses_what_is_not_asked_and_texts_without_their_other():
    answers = {
        "TST.1.Q1": "x",
        "TST.1.A9": "red",
        "TST.1.A9.other": "mauve",
        "TST.1.C1@HAB96": "1",
        "TST.1.C1@WSC90": "1",
    }
    assert told(check_import(CONDITIONS, ASKED, answers, "en", None)) == [
        ("TST.1.A9.other", "other_not_chosen", None, None),
        ("TST.1.Q1", "unknown_code", None, None),
        ("TST.1.C1@HAB96", "unknown_conference", None, None),
    ]


def test_cross_checks_of_an_import_need_both_sides():
    assert check_import(VNR, CYCLE, {"VNR.12.E1": ["provider"], "VNR.12.E2": 1}, "en", PERIOD) == []
    rows = [{"baseline_year": 1995, "latest_year": 1990}]
    assert told(check_import(VNR, CYCLE, {"VNR.12.D2": rows}, "en", PERIOD)) == [
        ("VNR.12.D2", "latest_before_baseline", 1, "latest_year")
    ]


@given(
    st.dictionaries(
        st.sampled_from(["VNR.12.A3", "VNR.12.D2", "VNR.12.E2", "VNR.12.Z3", "VNR.12.B8", "RCR.14.C1"]),
        st.none()
        | st.integers()
        | st.text(max_size=3)
        | st.lists(st.text(max_size=2) | st.just({"baseline_year": "x"}))
        | st.just({"from": 3}),
    )
)
def test_no_answers_whatever_their_shape_break_a_check_and_every_problem_has_its_sentence(answers):
    for check in (check_answers, check_import):
        for problem in check(VNR, CYCLE, answers, "en", PERIOD):
            assert MESSAGES[problem.code] % {**problem.params}
