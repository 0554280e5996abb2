"""What of an earlier report is offered to a new one, and how much of a text was taken over from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.answering.values import check_value
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.reports.offers.carried import RUN, share_of, texts_in
from portal.reports.offers.rules import Given, Wanted, lineage_of, offers_for
from tests.factories import complete_answers
from tests.specimens.library import ASKED, SPECIMENS, specimen

PERIOD = (date(1999, 1, 1), date(1999, 12, 31))


def offered(answers, *, name="kinds", release="1", asked=ASKED, language="en", given_in="en"):
    """Return what is offered of these answers, by key."""
    wanted = Wanted(specimen(name, release=release), asked, language, PERIOD)
    lineage = lineage_of(load_library(SPECIMENS / name).questionnaires)
    return {one.key: one for one in offers_for(wanted, Given(answers, given_in), lineage)}


def values(answers, **how):
    return {key: one.value for key, one in offered(answers, **how).items()}


def test_what_is_asked_again_is_offered_as_it_was_answered():
    answers = {
        "TST.1.A1": "red",
        "TST.1.A3": "na",
        "TST.1.A5": Decimal("1.50"),
        "TST.1.A11": "As before",
        "TST.1.A13": "office@ministry.example",
    }
    assert values(answers) == answers
    assert str(values(answers)["TST.1.A5"]) == "1.50"


def test_options_unknown_now_are_left_out_and_a_choice_without_any_is_not_offered():
    answers = {"TST.1.A2": ["red", "mauve"], "TST.1.A1": "mauve", "TST.1.A18": ["WCHR93"]}
    assert values(answers) == {"TST.1.A2": ["red"]}


def test_more_options_than_can_be_chosen_now_are_not_offered():
    assert values({"TST.1.A2": ["red", "blue", "green"]}) == {}


def test_the_text_of_other_goes_with_its_choice_alone():
    assert values({"TST.1.A1": "other", "TST.1.A1.other": "Mauve"}) == {
        "TST.1.A1": "other",
        "TST.1.A1.other": "Mauve",
    }
    assert values({"TST.1.A1": "red", "TST.1.A1.other": "Mauve"}) == {"TST.1.A1": "red"}


def test_a_number_outside_the_present_limits_is_not_offered():
    assert values({"TST.1.A7": 21, "TST.1.A6": Decimal("5.125")}) == {}


def test_files_are_not_offered():
    file = {
        "name": "a.pdf",
        "title": "A",
        "language": "en",
        "media_type": "application/pdf",
        "sha256": "0" * 64,
        "size": 1,
    }
    assert values({"TST.1.A15": [file]}) == {}


@pytest.mark.parametrize(
    ("first", "last", "is_offered"),
    [
        ("1998-01-01", "1998-12-31", False),
        ("2000-01-01", "2000-12-31", False),
        ("1998-07-01", "1999-01-01", True),
        ("1999-12-31", "2000-06-30", True),
    ],
)
def test_a_period_that_ended_before_the_cycle_is_not_offered(first, last, is_offered):
    assert bool(values({"TST.1.A10": {"from": first, "to": last}})) is is_offered


def test_the_rows_of_a_table_keep_the_cells_that_are_valid_now():
    rows = [
        {"_id": "r1", "colour": "mauve", "share": Decimal("2.5"), "gone": "x"},
        {"colour": "other", "colour.other": "Mauve", "shades": ["red", "mauve"]},
        {"gone": "x"},
    ]
    assert values({"TST.1.A14": rows}) == {
        "TST.1.A14": [
            {"share": Decimal("2.5")},
            {"colour": "other", "shades": ["red"], "colour.other": "Mauve"},
        ]
    }


def test_the_text_of_an_other_that_is_no_longer_offered_goes_with_it():
    assert values({"TST.1.A14": [{"shades": ["mauve"], "shades.other": "Lilac", "year": 1995}]}) == {
        "TST.1.A14": [{"year": 1995}]
    }


def test_texts_keep_the_language_they_were_written_in():
    answers = {
        "TST.1.A11": "Texte",
        "TST.1.A12": {"text": "Text", "language": "en"},
        "TST.1.A14": [{"note": "Note"}, {"note": {"text": "Note", "language": "en"}}],
        "TST.1.A1": "red",
    }
    found = offered(answers, given_in="fr", language="en")
    assert (found["TST.1.A11"].value, found["TST.1.A11"].language) == ("Texte", "fr")
    assert (found["TST.1.A12"].value, found["TST.1.A12"].language) == ("Text", "en")
    assert found["TST.1.A14"].value == [{"note": {"text": "Note", "language": "fr"}}, {"note": "Note"}]
    assert found["TST.1.A1"].language == "en"


def test_a_question_that_replaces_another_is_offered_its_answer_where_it_fits():
    found = offered({"TST.1.A5": ["red"]}, name="releases", release="2")
    assert [(one.key, one.source_key) for one in found.values()] == [("TST.1.A6", "TST.1.A5")]
    assert values({"TST.1.A5": "yes"}, name="releases", release="2") == {}


def test_the_own_answer_of_a_question_comes_before_that_of_its_ancestor():
    answers = {"TST.1.A5": ["red"], "TST.1.A6": ["blue"]}
    assert values(answers, name="releases", release="2") == {"TST.1.A6": ["blue"]}


def test_a_line_of_questions_is_followed_through_releases_and_never_in_a_circle():
    wanted = Wanted(specimen("releases", release="2"), ASKED, "en", PERIOD)
    lineage = {"TST.1.A7": "TST.0.A9", "TST.0.A9": "TST.0.A2", "TST.0.A2": "TST.1.A7"}
    found = list(offers_for(wanted, Given({"TST.0.A2": "Long ago"}, "en"), lineage))
    assert [(one.key, one.source_key) for one in found] == [("TST.1.A7", "TST.0.A2")]
    assert list(offers_for(wanted, Given({}, "en"), lineage)) == []


def test_what_is_no_longer_asked_is_not_offered():
    assert values({"TST.1.A5": "yes", "TST.1.B9": "x"}, name="releases", release="10") == {}


def test_a_conference_of_another_cycle_is_not_offered_and_declarations_never():
    questionnaire = load_library().latest("VNR")
    before = Asked("rc", ("WCHR93", "WSSD95"), ("poverty", "gender"))
    answers = complete_answers(questionnaire, before, period=PERIOD)
    wanted = Wanted(questionnaire, Asked("rc", ("WSSD95",), ("gender",)), "en", PERIOD)
    found = {one.key: one.value for one in offers_for(wanted, Given(answers, "en"), {})}
    assert found
    assert not [key for key in found if "@WCHR93" in key or key.startswith("VNR.12.Z")]
    assert [key for key in answers if key.startswith("VNR.12.Z")]
    assert found["VNR.12.A1"] == answers["VNR.12.A1"]
    for key, value in found.items():
        assert check_value(questionnaire, key, value, wanted.asked) == []


# --- the share of a text that was taken over ------------------------------------------------------

EIGHT = "A national committee meets every quarter in town."


def test_a_text_taken_over_whole_and_one_written_anew():
    assert share_of([(EIGHT, "en")], [(EIGHT, "en")]).percent == 100
    assert share_of([("Nothing of this was ever said in that report", "en")], [(EIGHT, "en")]).percent == 0


def test_seven_words_in_a_row_are_the_language_and_eight_are_a_copy():
    seven = " ".join(EIGHT.split()[:7])
    assert share_of([(f"{seven} elsewhere", "en")], [(EIGHT, "en")]).taken == 0
    assert share_of([(f"Since then {EIGHT} And so on", "en")], [(EIGHT, "en")]).taken == 8


def test_words_that_stand_in_two_runs_count_once():
    nine = f"{EIGHT} Still."
    assert share_of([(nine, "en")], [(nine, "en")]) == share_of([(nine, "en")], [(nine, "en"), (EIGHT, "en")])
    assert share_of([(nine, "en")], [(nine, "en")]).taken == 9


def test_a_run_does_not_reach_over_the_end_of_a_text():
    half, rest = " ".join(EIGHT.split()[:4]), " ".join(EIGHT.split()[4:])
    assert share_of([(half, "en"), (rest, "en")], [(EIGHT, "en")]).taken == 0


def test_a_text_taken_over_into_another_place_is_found_and_line_ends_say_nothing():
    assert share_of([(EIGHT.replace(" ", "\n"), "en")], [("Other", "en"), (EIGHT, "en")]).percent == 100


def test_in_chinese_the_characters_are_the_words():
    text = "设立了国家后续行动委员会，每季度开会一次。"
    assert share_of([(text, "zh")], [(text, "zh")]).percent == 100
    assert share_of([("设立了国家后续行动", "zh")], [(text, "zh")]).taken == 9
    assert share_of([("设立了国家后续", "zh")], [(text, "zh")]).taken == 0


@given(st.lists(st.sampled_from("abcde"), max_size=40), st.lists(st.sampled_from("abcde"), max_size=40))
def test_a_share_is_a_share_and_all_of_a_copied_text(mine, theirs):
    text, other = " ".join(mine), " ".join(theirs)
    share = share_of([(text, "en")], [(other, "en")])
    assert 0 <= share.taken <= share.words == len(mine)
    assert 0 <= share.percent <= 100
    copied = share_of([(text, "en")], [(f"{other} {text}", "en")])
    assert copied.taken == (len(mine) if len(mine) >= RUN else copied.taken)


def test_texts_are_found_in_every_kind_of_answer():
    value = [{"note": "One", "year": 1999}, {"note": {"text": "Deux", "language": "fr"}}]
    assert list(texts_in(value, "en")) == [("One", "en"), ("Deux", "fr")]
    assert list(texts_in(Decimal("1.5"), "en")) == []
