from __future__ import annotations

from decimal import Decimal

from portal.questionnaires.answering.facts import FACTS, Fact, facts_of
from portal.questionnaires.definition import Kind
from tests.specimens.library import ASKED, specimen

KINDS, CONDITIONS = specimen("kinds"), specimen("conditions")


def _facts(answers, questionnaire=KINDS):
    return list(facts_of(questionnaire, ASKED, answers, "en"))


def _fact(code, **fields):
    blank = {
        "conference": None,
        "row": None,
        "column": None,
        "option": None,
        "number": None,
        "language": None,
    }
    return Fact(code, **{**blank, **fields})


def test_choices_are_options_one_fact_each():
    answers = {
        "TST.1.A1": "red",
        "TST.1.A2": ["blue", "other"],
        "TST.1.A2.other": "mauve",
        "TST.1.A3": "na",
        "TST.1.A4": "no",
    }
    assert _facts(answers) == [
        _fact("TST.1.A1", option="red"),
        _fact("TST.1.A2", option="blue"),
        _fact("TST.1.A2", option="other"),
        _fact("TST.1.A3", option="na"),
        _fact("TST.1.A4", option="no"),
    ]


def test_numbers_are_exact_and_zero_is_a_number():
    answers = {"TST.1.A5": Decimal("12.50"), "TST.1.A6": 0, "TST.1.A7": 3, "TST.1.A8": 1998}
    found = _facts(answers)
    assert found == [
        _fact("TST.1.A5", number=Decimal("12.50")),
        _fact("TST.1.A6", number=Decimal(0)),
        _fact("TST.1.A7", number=Decimal(3)),
        _fact("TST.1.A8", number=Decimal(1998)),
    ]
    assert str(found[0].number) == "12.50"


def test_texts_tell_their_language_only():
    answers = {"TST.1.A11": "x", "TST.1.A12": {"text": "Bonjour", "language": "fr"}, "TST.1.A13": "a@b"}
    assert [(fact.code, fact.language) for fact in _facts(answers)] == [
        ("TST.1.A11", "en"),
        ("TST.1.A12", "fr"),
        ("TST.1.A13", "en"),
    ]


def test_dates_and_files_say_only_that_they_were_answered():
    answers = {
        "TST.1.A9": "1998-07-31",
        "TST.1.A10": {"from": "1998-01-01", "to": "1998-12-31"},
        "TST.1.A15": [{"name": "x"}],
    }
    assert _facts(answers) == [_fact("TST.1.A9"), _fact("TST.1.A10"), _fact("TST.1.A15")]


def test_a_table_has_one_fact_a_cell_and_option_rows_counted_from_one():
    rows = [
        {"_id": "r1", "colour": "red", "share": Decimal("2.0")},
        {"_id": "r2", "shades": ["blue", "green"], "note": "n", "due": "1998-01-01", "year": 1998},
    ]
    assert _facts({"TST.1.A14": rows}) == [
        _fact("TST.1.A14", row=1, column="colour", option="red"),
        _fact("TST.1.A14", row=1, column="share", number=Decimal("2.0")),
        _fact("TST.1.A14", row=2, column="shades", option="blue"),
        _fact("TST.1.A14", row=2, column="shades", option="green"),
        _fact("TST.1.A14", row=2, column="year", number=Decimal(1998)),
        _fact("TST.1.A14", row=2, column="note", language="en"),
        _fact("TST.1.A14", row=2, column="due"),
    ]


def test_hidden_answers_have_no_facts_and_repeated_ones_name_their_conference():
    answers = {"TST.1.A1": "no", "TST.1.A2": ["red"], "TST.1.C1@WSSD95": "1", "TST.1.C1@HAB96": "1"}
    assert _facts(answers, CONDITIONS) == [
        _fact("TST.1.A1", option="no"),
        _fact("TST.1.C1", conference="WSSD95", option="1"),
    ]


def test_a_value_of_the_wrong_shape_has_no_number_and_no_cell():
    assert _facts({"TST.1.A5": "many", "TST.1.A14": "many"}) == []


def test_every_kind_has_its_facts():
    assert set(FACTS) == set(Kind)
