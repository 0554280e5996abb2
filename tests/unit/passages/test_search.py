"""Word search inside answers: what counts as the same, where a word is found, in six languages."""

from __future__ import annotations

import itertools
import unicodedata

import hypothesis.strategies as st
import pytest
from hypothesis import given

from portal.passages.reading.search import (
    LONGEST_QUERY,
    MOST_WORDS,
    find,
    fold,
    folded,
    matches,
    segments,
    words_of_query,
)


def found(text, query):
    return [text[start:end] for start, end in find(text, query)]


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ÉDUCATION", "education"),
        ("éducation", "éducation"),  # decomposed
        ("Çà et là", "ca et la"),
        ("cœur", "coeur"),
        ("año, niño", "ano, nino"),
        ("l’eau", "l'eau"),
        ("Straße", "STRASSE"),
        ("Ещё", "еще"),
        ("ΟΔΟΣ", "οδος".replace("ς", "σ")),
        ("مُحَمَّد", "محمد"),
        ("أإآٱا", "ااااا"),
        ("على", "علي"),
        ("لجنة", "لجنه"),
        ("العــربية", "العربيه"),
        ("١٩٩٥", "1995"),
        ("ＡＩＤＳ", "aids"),
        ("sub\u00adject", "subject"),
        ("ko\u2011ordination", "ko-ordination"),
    ],
)
def test_what_a_reader_takes_for_the_same_counts_as_the_same(typed, same):
    assert fold(typed) == fold(same)


@pytest.mark.parametrize(("one", "other"), [("мой", "мои"), ("贫困", "贫穷"), ("policy", "police")])
def test_what_is_another_letter_or_word_stays_another(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Basic education and educators", "educat", ["educat", "educat"]),
        ("Éducation de base", "education", ["Éducation"]),
        ("É́ducation", "educ", ["É́duc"]),  # every sign on the letter belongs to what is found
        ("l’éducation, qu'éduquer", "educ", ["éduc"]),
        ("reeducation", "educ", []),
        ("un œuf", "o", ["œ"]),  # a sign is marked whole
        ("subway", "way", []),
        ("HIV/AIDS", "aids", ["AIDS"]),
        ("follow-up", "up", ["up"]),
        ("halve poverty by 2015", "2015", ["2015"]),
        ("12015", "2015", []),
        ("Национальный комитет; комитетом", "комитет", ["комитет", "комитет"]),
        ("подкомитет", "комитет", []),
        ("أُنشئت لجنة وطنية للمتابعة", "متابعة", ["متابعة"]),
        ("أُنشئت لجنة وطنية للمتابعة", "لجنة وطنيه", ["لجنة", "وطنية"]),
        ("والتعليم وبالتعليم والتعلّم", "تعليم", ["تعليم", "تعليم"]),
        ("مستعليم", "تعليم", []),
        ("ولد", "ولد", ["ولد"]),
        ("设立了国家后续行动委员会", "后续行动", ["后续行动"]),
        ("设立了国家后续行动委员会", "国家 委员会", ["国家", "委员会"]),
        ("防治AIDS方面", "aids", ["AIDS"]),
        ("在一九九五年", "一九九五", ["一九九五"]),
        ("set up a national\ncommittee", '"national committee"', ["national\ncommittee"]),
        ("a committee of the national bank", '"national committee"', []),
        ("comité national", "«comité national»", ["comité national"]),
        ("设立委员会", "“立委”", ["立委"]),
        ("C++ and (more)", "c++", ["C++"]),
        ("anything", "", []),
        ("anything", " ,; ", []),
    ],
)
def test_a_word_is_found_where_a_reader_expects_it(text, query, expected):
    assert found(text, query) == expected


def test_every_word_must_be_found_in_one_text_or_another():
    texts = ["A national committee meets.", "Каждый квартал"]
    assert matches(texts, "committee квартал")
    assert not matches(texts, "committee budget")
    assert matches(texts, "")
    assert matches([], "  ")
    assert not matches([], "committee")


def test_a_phrase_does_not_reach_from_one_text_into_another():
    assert not matches(["national", "committee"], '"national committee"')


def test_words_within_each_other_are_marked_once():
    assert found("educational", "educ education") == ["education"]
    assert find("aa", "a aa") == ((0, 2),)


def test_a_query_without_end_is_cut():
    assert len(words_of_query(" ".join(f"w{number}" for number in range(99)))) == MOST_WORDS
    assert words_of_query("x" * 1000) == ("x" * LONGEST_QUERY,)
    assert words_of_query("same SAME sáme") == ("same",)


def test_a_quotation_mark_without_its_pair_is_no_fault():
    assert words_of_query('"national') == ("national",)


def test_pieces_of_a_text_with_nothing_found_are_the_text():
    assert list(segments("A text", ())) == [("A text", False)]
    assert list(segments("", ())) == []
    assert list(segments("A text", [(0, 6)])) == [("A text", True)]


WRITING = st.text(
    st.sampled_from("aéÉe\u0301 \nñßœЁёйи\u0306محَمَّدةىوالب委员会AIDS12،。,-’'\"«»ﬁ①\u00ad\u200f😀"),
    max_size=40,
)


@given(WRITING, WRITING)
def test_what_is_marked_is_what_was_looked_for_and_no_sign_of_the_text_is_lost(text, query):
    spans = find(text, query)
    assert "".join(piece for piece, _ in segments(text, spans)) == text
    assert all(start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    words = words_of_query(query)
    for start, end in spans:
        plain = " ".join(folded(text[start:end]).text.split())
        assert any(word in plain for word in words)
    if words and matches([text], query):
        assert spans


@given(WRITING)
def test_a_text_is_found_by_itself_however_it_is_composed(text):
    words = words_of_query(text)
    if words and len(words) < MOST_WORDS and '"' not in text and not set(text) & set("«»"):
        assert matches([text], text)
        assert matches([unicodedata.normalize("NFD", text)], unicodedata.normalize("NFC", text))
