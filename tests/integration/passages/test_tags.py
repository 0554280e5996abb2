"""Answers across countries as the database has them, tags on their passages, and what is counted of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, select

from portal.countries.models import Region
from portal.cycles.models import Cycle
from portal.errors import NotFoundError, RefusedError
from portal.passages.models import Tag, TaggedPassage
from portal.passages.queries import TagCount, get_tag, passages_under, tag_counts, tag_lines, with_tags
from portal.passages.reading.offered import question_offered
from portal.passages.reading.queries import answers_across, questionnaires_of, reports_by_question
from portal.passages.services import (
    Analyst,
    Passage,
    add_tag,
    remove_tag,
    rename_tag,
    tag_passage,
    untag,
)
from portal.reports.disclosure import Audience
from portal.reports.models import Filing
from portal.reports.queries import latest_filing, surroundings, versions_of
from portal.reports.workflow import Action, Side
from tests.factories import NOW, complete_answers, fill_report, make_country, make_cycle, make_report, take

BY = Analyst(None, NOW)
STRATEGY = "VNR.12.B8"
TEXT = "A plan was adopted.\nIt covers water; water for all."


@dataclass
class Place:
    """A cycle with reports in it."""

    session: Any
    cycle: Cycle

    def file(self, country, answers=None, *, publish=False, report=None, text=TEXT, without=""):
        """File and accept a report of a country without a coordinator; return its last filing."""
        report = report or make_report(self.session, self.cycle, country)
        context = surroundings(self.session, report)
        values = complete_answers(context.questionnaire, context.asked, period=context.period)
        values |= {STRATEGY: text} | (answers or {})
        values.pop(without, None)
        fill_report(self.session, report, values)
        take(self.session, report, Action.SUBMIT, Side.SIGNATORY)
        take(self.session, report, Action.ACCEPT, Side.SECRETARIAT)
        if publish:
            take(self.session, report, Action.PUBLISH, Side.SECRETARIAT)
        return latest_filing(self.session, report.id)

    def read(self, audience, code=STRATEGY):
        asked = question_offered(questionnaires_of(self.cycle), audience, code)
        return answers_across(self.session, self.cycle, asked, audience)

    def tag(self, filing, typed="", tag="water", key=STRATEGY):
        return tag_passage(self.session, self.cycle, Passage(filing.id, key, typed), tag, BY)


@pytest.fixture
def place(session):
    for code, region in (("XAA", Region.AFRICA), ("XBB", Region.AFRICA), ("XCC", Region.EUROPE)):
        make_country(session, code, region=region, default_track="norc", ldc=code == "XAA")
    cycle = make_cycle(session, invited=dict.fromkeys(("XAA", "XBB", "XCC"), "norc"))
    add_tag(session, {"en": "Water", "fr": "Eau"}, BY)
    return Place(session, cycle)


def test_an_answer_is_read_with_all_that_filters_ask_for(place):
    filing = place.file("XAA")
    (entry,), readable = place.read(Audience.SECRETARIAT)
    assert readable == 1
    assert (entry.country, entry.region, entry.groups) == ("XAA", "africa", {"ldc"})
    assert (entry.filing_id, entry.text.text, entry.text.language) == (filing.id, TEXT, "en")
    assert set(entry.ratings) == entry.conferences == set(place.cycle.conferences)


def test_a_question_by_conference_gives_an_answer_for_each(place):
    place.file("XAA")
    place.file("XBB", without="VNR.12.C3@WCHR93")
    entries, readable = place.read(Audience.SECRETARIAT, "VNR.12.C3")
    found = [("XAA", "WCHR93"), ("XAA", "WSSD95"), ("XBB", "WSSD95")]
    assert [(entry.country, entry.conference) for entry in entries] == found
    assert readable == 2
    assert entries[1].key == "VNR.12.C3@WSSD95"


def test_the_public_reads_what_is_published_and_not_withheld(place):
    place.file("XAA", publish=True)
    place.file("XBB", {"VNR.12.Z1": "partial", "VNR.12.Z2": ["C"]}, publish=True)
    place.file("XCC")
    entries, readable = place.read(Audience.PUBLIC)
    assert ([entry.country for entry in entries], readable) == (["XAA", "XBB"], 2)
    assert entries[0].ratings
    # A rating that is withheld cannot be found out by filtering the other answers by it.
    assert (entries[1].ratings, entries[1].conferences) == ({}, frozenset())
    assert [entry.country for entry in place.read(Audience.PUBLIC, "VNR.12.C3")[0]] == ["XAA", "XAA"]
    assert place.read(Audience.SECRETARIAT)[1] == 3


def test_reports_are_counted_by_question_as_far_as_they_may_be_read(place):
    place.file("XAA", publish=True, without="VNR.12.D4")
    place.file("XBB", {"VNR.12.Z1": "partial", "VNR.12.Z2": ["C"]}, publish=True)
    place.file("XCC")
    everybody = reports_by_question(place.session, place.cycle, Audience.PUBLIC)
    assert (everybody[STRATEGY], everybody["VNR.12.C3"], everybody["VNR.12.D4"]) == (2, 1, 1)
    assert not {"VNR.12.A2", "VNR.12.Z3"} & everybody.keys()
    officer = reports_by_question(place.session, place.cycle, Audience.SECRETARIAT)
    assert (officer[STRATEGY], officer["VNR.12.C3"], officer["VNR.12.A2"]) == (3, 3, 3)


def test_a_suspended_publication_is_read_by_the_secretariat_alone(place):
    filing = place.file("XAA", publish=True)
    place.tag(filing)
    take(place.session, filing.report, Action.SUSPEND, Side.SECRETARIAT, text="To be looked at.")
    assert place.read(Audience.PUBLIC) == ([], 0)
    assert tag_counts(place.session, place.cycle, Audience.PUBLIC) == []
    assert place.read(Audience.SECRETARIAT)[1] == 1
    assert tag_counts(place.session, place.cycle) == [TagCount("water", {"en": "Water", "fr": "Eau"}, 1, 1)]


def test_a_passage_is_kept_with_where_it_stands(place):
    filing = place.file("XAA")
    made = place.tag(filing, " It covers water; \r\n")
    assert (made.start, made.length, made.passage) == (20, 16, "It covers water;")
    whole = place.tag(filing)
    assert (whole.start, whole.length, whole.passage) == (0, len(TEXT), TEXT)
    (entry,) = with_tags(place.session, place.cycle, place.read(Audience.SECRETARIAT)[0])
    assert [(one.code, one.whole) for one in entry.tagged] == [("water", True), ("water", False)]


def test_line_ends_of_a_page_are_those_of_the_text(place):
    made = place.tag(place.file("XAA"), "adopted.\r\nIt covers")
    assert made.passage == "adopted.\nIt covers"


@pytest.mark.parametrize(
    ("typed", "key", "code"),
    [
        ("It covers Water", STRATEGY, "passage_not_found"),
        ("", "VNR.12.B1", "passage_without_text"),
        ("", "VNR.12.B99", "passage_without_text"),
        ("", "VNR.12.C3@ICPD94", "passage_without_text"),
    ],
)
def test_what_does_not_stand_in_a_filed_text_cannot_be_tagged(place, typed, key, code):
    with pytest.raises(RefusedError, match=code):
        place.tag(place.file("XAA"), typed, key=key)


def test_the_same_passage_takes_a_tag_once(place):
    filing = place.file("XAA")
    place.tag(filing, "water")
    with pytest.raises(RefusedError, match="passage_tagged"):
        place.tag(filing, " water")
    place.tag(filing, "water;")


def test_only_what_counts_in_the_cycle_can_be_tagged(place, session):
    report = make_report(session, place.cycle, "XAA")
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY)
    submitted = latest_filing(session, report.id)
    with pytest.raises(NotFoundError, match="filing_unknown"):
        place.tag(submitted)
    counted, other = place.file("XBB"), make_cycle(session, "2001", invited={"XBB": "norc"})
    with pytest.raises(NotFoundError, match="filing_unknown"):
        Place(session, other).tag(counted)
    with pytest.raises(NotFoundError, match="tag_unknown"):
        place.tag(counted, tag="nothing")


def test_countries_are_counted_once_and_passages_one_by_one(place):
    add_tag(place.session, {"en": "Schools"}, BY)
    for country in ("XAA", "XBB", "XCC"):
        filing = place.file(country, publish=country == "XAA")
        place.tag(filing, "water")
        place.tag(filing, "water for all")
    place.tag(filing, "adopted", tag="schools")
    assert [one[0::2] for one in tag_counts(place.session, place.cycle)] == [("schools", 1), ("water", 3)]
    assert [one.passages for one in tag_counts(place.session, place.cycle)] == [1, 6]
    assert [one.countries for one in tag_counts(place.session, place.cycle, Audience.PUBLIC)] == [1]
    schools, water = tag_lines(place.session, place.cycle)
    assert (water.answers, water.countries, water.passages) == (3, 3, 6)
    assert water.regions == {"africa": (2, 2), "europe": (1, 1)}
    assert schools.regions == {"europe": (1, 1)}


def test_a_passage_of_a_version_that_counts_no_more_is_not_counted(place):
    first = place.file("XAA")
    place.tag(first, "water")
    take(place.session, first.report, Action.NEW_VERSION, Side.AUTHOR)
    second = versions_of(place.session, first.report)[-1]
    assert [one.passages for one in tag_counts(place.session, place.cycle)] == [1]
    filing = place.file("XAA", report=second, text="Another plan.")
    assert tag_counts(place.session, place.cycle) == []
    (entry,) = with_tags(place.session, place.cycle, place.read(Audience.SECRETARIAT)[0])
    assert (entry.version, entry.filing_id, entry.tagged) == (2, filing.id, ())
    with pytest.raises(NotFoundError, match="filing_unknown"):
        place.tag(first, "plan")
    assert passages_under(place.session, get_tag(place.session, "water")) == 1
    assert [(one.passage, one.start) for one in entry.earlier] == [("water", -1)]


def test_a_passage_of_an_earlier_version_is_offered_where_its_words_still_stand(place):
    first = place.file("XAA")
    for typed in ("water for all", "A plan", ""):
        place.tag(first, typed)
    take(place.session, first.report, Action.NEW_VERSION, Side.AUTHOR)
    second = versions_of(place.session, first.report)[-1]
    filing = place.file("XAA", report=second, text="Now: water for all. A plan.")
    place.tag(filing, "A plan")
    (entry,) = with_tags(place.session, place.cycle, place.read(Audience.SECRETARIAT)[0])
    assert [one.passage for one in entry.tagged] == ["A plan"]
    assert {(one.passage, one.start) for one in entry.earlier} == {(TEXT, -1), ("water for all", 5)}


def test_a_withdrawn_report_is_read_and_counted_nowhere(place):
    filing = place.file("XAA", publish=True)
    place.tag(filing)
    take(place.session, filing.report, Action.WITHDRAW_REPORT, Side.SIGNATORY, text="Not ours.")
    assert place.read(Audience.SECRETARIAT) == place.read(Audience.PUBLIC) == ([], 0)
    assert tag_counts(place.session, place.cycle) == []


def test_a_tag_has_names_by_language_and_a_code_for_ever(place):
    tag = get_tag(place.session, "water")
    rename_tag(place.session, tag, {"en": " Fresh water ", "ru": "Вода", "fr": ""})
    assert (tag.code, tag.names) == ("water", {"en": "Fresh water", "ru": "Вода"})
    rename_tag(place.session, tag, tag.names)
    with pytest.raises(RefusedError, match="tag_without_name"):
        rename_tag(place.session, tag, {"en": " ", "xx": "Water"})
    with pytest.raises(RefusedError, match="tag_exists"):
        add_tag(place.session, {"ru": "Вода"}, BY)
    assert add_tag(place.session, {"zh": "水"}, BY).code == "tag-1"


def test_a_tag_is_taken_off_one_passage_or_removed_from_all(place):
    filing = place.file("XAA")
    first, second = place.tag(filing), place.tag(filing, "water")
    untag(place.session, place.cycle, first.id)
    assert list(place.session.scalars(select(TaggedPassage.id))) == [second.id]
    with pytest.raises(NotFoundError, match="passage_unknown"):
        untag(place.session, make_cycle(place.session, "2001", invited={}, opened=False), second.id)
    remove_tag(place.session, get_tag(place.session, "water"))
    assert list(place.session.scalars(select(TaggedPassage.id))) == []
    assert list(place.session.scalars(select(Tag.id))) == []
    assert list(place.session.scalars(select(Filing.id))) == [filing.id]


def test_what_it_takes_to_read_does_not_depend_on_the_number_of_countries(place, engine):
    counts = []
    for countries in (("XAA",), ("XBB", "XCC")):
        for country in countries:
            place.tag(place.file(country, publish=True))
        place.session.flush()
        place.session.expire_all()
        place.session.refresh(place.cycle)
        counts.append(_statements(engine, place))
    assert counts[0] == counts[1] <= 6


def _statements(engine, place):
    found = []

    def note(*given):
        found.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        with_tags(place.session, place.cycle, place.read(Audience.SECRETARIAT)[0])
        tag_lines(place.session, place.cycle)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)
