"""Which answers fit what a reader asks for."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from portal.passages.reading.choosing import TESTS, Entry, Tagged, Wanted, fits, texts_of
from portal.reports.reading.displayed import Cell, Choice, Choices, Figure, Narrative, Rows, Typed, Words
from portal.reports.workflow import Family

WORDS = Words("X", "X")


def entry(shown=None, **more):
    """Return an answer of Kenya, in French, that rates progress under two conferences."""
    return Entry(
        **{
            "report_id": 1,
            "filing_id": 2,
            "reference": "KEN-2000-v1",
            "family": Family.NATIONAL,
            "subject": "",
            "country": "KEN",
            "names": {"en": "Kenya"},
            "region": "africa",
            "groups": frozenset({"lldc"}),
            "version": 1,
            "language": "fr",
            "filed_at": datetime(2000, 3, 31, tzinfo=UTC),
            "digest": "0" * 64,
            "key": "VNR.12.B8",
            "conference": None,
            "shown": shown or Narrative(Typed("Éducation de base", "fr"), long=True),
            "ratings": {"WSSD95": "3", "WCHR93": "na"},
            "conferences": frozenset({"WSSD95"}),
            **more,
        }
    )


def rated(value):
    return Choices((Choice(value, WORDS),), rating=True)


def test_every_wish_has_a_test():
    assert set(TESTS) == {field.name for field in fields(Wanted)}


def test_who_asks_for_nothing_gets_everything():
    assert fits(entry(), Wanted())


@pytest.mark.parametrize(
    ("wanted", "fitting"),
    [
        ({"region": "africa"}, True),
        ({"region": "europe"}, False),
        ({"group": "lldc"}, True),
        ({"group": "sids"}, False),
        ({"written": "fr"}, True),
        ({"written": "en"}, False),
        ({"words": "education"}, True),
        ({"words": "santé"}, False),
        ({"conference": "WSSD95"}, True),
        ({"conference": "WCHR93"}, False),
        ({"rating": "3"}, True),
        ({"rating": "4"}, False),
        ({"rating": "3", "conference": "WSSD95"}, True),
        ({"rating": "na", "conference": "WSSD95"}, False),
        ({"tag": "schools"}, False),
        ({"region": "africa", "group": "lldc", "words": "base educ"}, True),
        ({"region": "africa", "group": "sids"}, False),
    ],
)
def test_an_answer_fits_where_every_wish_is_met(wanted, fitting):
    assert fits(entry(), Wanted(**wanted)) is fitting


def test_an_answer_under_a_conference_goes_by_that_conference():
    under = entry(conference="WSSD95", key="VNR.12.C3@WSSD95")
    assert fits(under, Wanted(conference="WSSD95", rating="3"))
    assert not fits(under, Wanted(conference="WCHR93"))
    assert not fits(replace(under, conference="WCHR93"), Wanted(rating="3"))


def test_a_question_that_is_a_rating_goes_by_its_own():
    assert fits(entry(rated("2")), Wanted(rating="2"))
    assert not fits(entry(rated("2")), Wanted(rating="3"))


def test_an_answer_whose_ratings_cannot_be_read_fits_no_rating():
    silent = entry(ratings={}, conferences=frozenset())
    assert not any(fits(silent, Wanted(rating=str(value))) for value in (0, 1, 2, 3, 4, "na"))
    assert not fits(silent, Wanted(conference="WSSD95"))


def test_an_answer_fits_by_a_tag_it_carries():
    tagged = Tagged(1, "schools", {"en": "Schools"}, 0, 17, "Éducation de base", whole=True)
    assert fits(entry(tagged=(tagged,)), Wanted(tag="schools"))
    assert not fits(entry(tagged=(tagged,)), Wanted(tag="water"))


def test_words_are_looked_for_in_every_text_of_an_answer():
    other = Choices((Choice("finance", WORDS), Choice("other", WORDS, Typed("Sécheresse", "fr"))))
    rows = Rows((WORDS,), ((Cell("note", WORDS, Narrative(Typed("水", "zh"))), Cell("n", WORDS, None)),))
    assert fits(entry(other), Wanted(words="secheresse"))
    assert fits(entry(rows), Wanted(words="水", written="zh"))
    assert texts_of(Figure(Decimal(1))) == texts_of(None) == ()


def test_an_answer_without_a_text_is_in_the_language_of_its_report():
    assert entry(rated("2")).written == {"fr"}
    assert entry(rated("2")).text is None


def test_every_answer_of_a_page_has_a_place_of_its_own():
    assert entry().anchor == "a-2"
    assert entry(conference="WSSD95").anchor == "a-2-WSSD95"
