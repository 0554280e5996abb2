from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.answering.words import (
    TextRefusedError,
    clean_text,
    clean_value,
    count_words,
    length_of,
    limit_for,
    text_and_language,
    within_limit,
)
from portal.questionnaires.grammar import parse_type

CASES = json.loads((Path(__file__).parent / "words_cases.json").read_text(encoding="utf-8"))
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


@pytest.mark.parametrize("case", CASES, ids=[f"{case['language']}: {case['why']}" for case in CASES])
def test_words_are_counted(case):
    assert count_words(case["text"], case["language"]) == case["words"]


@given(st.text(), st.text(), st.sampled_from(LANGUAGES))
def test_texts_set_apart_have_the_words_of_both(first, second, language):
    both = count_words(f"{first} \n {second}", language)
    assert both == count_words(first, language) + count_words(second, language)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_there_are_never_more_words_than_characters(text, language):
    assert 0 <= count_words(text, language) <= len(text)


def test_line_ends_become_lf_and_nothing_else_changes():
    assert clean_text("a\r\nb\rc\nd\n\r\n") == "a\nb\nc\nd\n\n"
    assert clean_text("  \té e\u0301\u00a0\u200f ") == "  \té e\u0301\u00a0\u200f "


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"))))
def test_a_text_without_controls_is_kept_as_typed(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "character", "position"),
    [
        ("a\x00", "U+0000", 2),
        ("\x0b", "U+000B", 1),
        ("a\r\n\x1f", "U+001F", 3),
        ("\x0c", "U+000C", 1),
        ("ab\ud800", "U+D800", 3),
    ],
)
def test_controls_and_half_characters_are_refused_with_their_place(text, character, position):
    with pytest.raises(TextRefusedError) as caught:
        clean_text(text)
    assert (caught.value.character, caught.value.position) == (character, position)


def test_a_value_is_cleaned_wherever_it_holds_text():
    value = [{"note": "a\r\nb", "year": 1998, "names": ["c\rd"]}, {"note": {"text": "e\r", "language": "fr"}}]
    assert clean_value(value) == [
        {"note": "a\nb", "year": 1998, "names": ["c\nd"]},
        {"note": {"text": "e\n", "language": "fr"}},
    ]
    with pytest.raises(TextRefusedError):
        clean_value({"note": "\x00"})


def test_a_text_has_the_language_of_the_report_unless_it_names_its_own():
    assert text_and_language("Hello", "en") == ("Hello", "en")
    assert text_and_language({"text": "Bonjour", "language": "fr"}, "en") == ("Bonjour", "fr")


def test_limits_are_characters_of_a_text_and_words_of_a_long_text_twice_as_many_characters_in_chinese():
    text, long = parse_type("text(5)"), parse_type("long(5)")
    assert [
        limit_for(text, "zh"),
        limit_for(long, "en"),
        limit_for(long, "zh"),
        limit_for(parse_type("date"), "en"),
    ] == [5, 5, 10, None]
    assert length_of(text, "a b, c", "en") == 6
    assert length_of(long, "a b, c", "en") == 3
    assert within_limit(text, "abcde", "en")
    assert not within_limit(text, "abcdef", "en")
    assert within_limit(long, "消除贫困，促进就业。一二", "zh")
    assert not within_limit(long, "消除贫困，促进就业。一二三", "zh")
    assert within_limit(parse_type("email"), "x" * 1000, "en")
