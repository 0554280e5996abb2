"""Where a passage stands in a text, and the lasting codes of tags."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from portal.passages.marking import LONGEST_CODE, code_for, locate

TEXT = "  The committee met.\nIt agreed. The committee met.  "


def found(passage):
    span = locate(TEXT, passage)
    assert span is not None
    return TEXT[slice(*span)]


def test_a_passage_is_found_where_it_stands_exactly():
    assert found("It agreed.") == "It agreed."
    assert locate(TEXT, "It Agreed.") is None
    assert locate(TEXT, "It agreed on a plan") is None


def test_nothing_typed_means_the_whole_text():
    assert locate(TEXT, "") == locate(TEXT, " \n") == (0, len(TEXT))


def test_space_around_a_copied_passage_does_not_count():
    for copied in ("\n It agreed. \n", " It agreed."):
        assert found(copied) == "It agreed."


def test_of_a_passage_that_occurs_twice_the_first_is_meant():
    assert locate(TEXT, "The committee met.") == (2, 20)


@given(st.text(min_size=1), st.data())
def test_every_passage_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = locate(text, text[start:end])
    assert span is not None
    if text[start:end].strip():
        assert text[slice(*span)] == text[start:end].strip()


def test_the_code_of_a_tag_comes_from_its_english_name_or_another_in_latin_letters():
    assert code_for({"fr": "Égalité", "en": "Women's rights"}, ()) == "women-s-rights"
    assert code_for({"fr": "Égalité"}, ()) == "egalite"
    assert code_for({"en": "Égalité", "fr": "Parité"}, {"egalite"}) == "parite"


def test_a_name_in_another_script_or_a_code_that_is_taken_gives_a_number():
    assert code_for({"ar": "الفقر"}, ()) == "tag-1"
    assert code_for({"en": "Poverty"}, {"poverty", "tag-1"}) == "tag-2"


def test_a_code_is_never_too_long():
    code = code_for({"en": "a" * (LONGEST_CODE - 1) + " " + "b" * 40}, ())
    assert code == "a" * (LONGEST_CODE - 1)
