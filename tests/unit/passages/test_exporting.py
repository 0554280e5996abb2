"""The answers shown as a document: texts to be read, or one table for a workbook; and as pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.cycles.models import Cycle
from portal.i18n import LANGUAGES, translate
from portal.passages.reading.choosing import Entry, Tagged, Wanted
from portal.passages.reading.exporting import WORKBOOK, Reading, document_of
from portal.passages.reading.offered import INSTRUMENTS, question_offered
from portal.passages.reading.page import (
    AT_A_TIME,
    asked_for,
    conferences_of,
    filters_of,
    show,
    wanted_of,
    wishes_of,
)
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience
from portal.reports.reading.displayed import (
    Annexes,
    AnnexLine,
    Cell,
    Choice,
    Choices,
    Day,
    Figure,
    Narrative,
    Raw,
    Rows,
    Typed,
    Words,
)
from portal.reports.workflow import Family
from portal.summaries.structure import FactList, Value
from portal.summaries.structure import Narrative as NarrativeBlock

QUESTIONNAIRES = {name: load_library().latest(name) for name in INSTRUMENTS}
CYCLE = Cycle(
    code="2000",
    title={"en": "Second cycle"},
    conferences=["WCHR93", "WSSD95"],
    themes=["poverty"],
    demonstration=False,
)
TEXT = Narrative(Typed("Un comité national a été créé.", "fr"), long=True)
TAGGED = Tagged(1, "committee", {"en": "Committee", "fr": "Comité"}, 3, 6, "comité", whole=False)


def entry(shown=TEXT, country="KEN", **more):
    return Entry(
        **{
            "report_id": 1,
            "filing_id": 2,
            "reference": f"{country}-v1",
            "family": Family.NATIONAL,
            "subject": "",
            "country": country,
            "names": {"en": f"Country {country}", "fr": f"Pays {country}"},
            "region": "africa",
            "groups": frozenset(),
            "version": 2,
            "language": "fr",
            "filed_at": datetime(2000, 3, 31, 23, 59, tzinfo=UTC),
            "digest": "0" * 64,
            "key": "VNR.12.B8",
            "conference": None,
            "shown": shown,
            **more,
        }
    )


def reading(*entries, language="en", audience=Audience.PUBLIC, code="VNR.12.B8", **more):
    asked = question_offered(QUESTIONNAIRES, Audience.SECRETARIAT, code)
    names = conferences_of(CYCLE, QUESTIONNAIRES, language)
    return Reading(CYCLE, asked, audience, language, tuple(entries), names, **more)


def blocks(document):
    return [block for section in document.sections for block in section.blocks]


def test_a_text_stands_whole_in_its_own_language_under_country_version_and_date():
    (block,) = blocks(document_of(reading(entry()), "docx"))
    assert block == NarrativeBlock(
        "Country KEN · version 2 · 31 March 2000 · Français", TEXT.typed.text, "fr"
    )


def test_the_document_says_what_was_asked_for_and_how_much_there_is():
    wanted = Wanted(words="comité", region="africa", rating="3")
    asked = question_offered(QUESTIONNAIRES, Audience.PUBLIC, "VNR.12.B8")
    filters = filters_of(CYCLE, asked, QUESTIONNAIRES, "en")
    wishes = wishes_of(wanted, filters, "en")
    assert wishes == (
        ("Words in the answers", "comité"),
        ("Region", "Africa"),
        ("Progress rated", "3 – Substantial progress"),
    )
    document = document_of(reading(entry(), entry(country="UGA"), entry(), wishes=wishes), "docx")
    heading = {fact.label: fact.values[0].text for fact in document.heading}
    assert heading["Region"] == "Africa"
    assert heading["Answers"] == "3"
    assert heading["Countries"] == "2"
    assert heading["Question"].startswith("VNR.12.B8: Describe the strategy")
    assert (document.kind, document.reference, document.cycle) == ("answers", "VNR.12.B8", "Second cycle")


def test_only_a_document_of_the_secretariat_says_that_it_is_not_public():
    sentence = "For the secretariat only: some of these answers are not public."
    assert sentence not in document_of(reading(entry()), "docx").notices
    assert sentence in document_of(reading(entry(), audience=Audience.SECRETARIAT), "docx").notices


def test_in_a_workbook_every_answer_is_a_row_with_typed_cells():
    (table,) = blocks(document_of(reading(entry(), entry(country="UGA")), WORKBOOK))
    assert table.header == ("Country", "Code", "Region", "Version", "Filed", "Language", "Answer")
    row = table.rows[1]
    assert row.head == Value("Country UGA")
    assert [cell.text for cell in row.cells] == [
        "UGA",
        "Africa",
        "2",
        "31 March 2000",
        "Français",
        TEXT.typed.text,
    ]
    assert row.cells[2].exact == 2
    assert row.cells[-1].language == "fr"


def test_tags_go_with_the_answers_of_the_secretariat():
    whole = replace(TAGGED, whole=True)
    tagged = reading(entry(tagged=(TAGGED, whole)), audience=Audience.SECRETARIAT)
    text, tags = blocks(document_of(tagged, "docx"))
    assert isinstance(text, NarrativeBlock)
    assert isinstance(tags, FactList)
    assert [(fact.label, fact.values[0].text) for fact in tags.facts] == [
        ("Tag: Committee", "comité"),
        ("Tag: Committee", "Whole answer"),
    ]
    (table,) = blocks(document_of(tagged, WORKBOOK))
    assert table.header[-1] == "Tags"
    assert table.rows[0].cells[-1].text == "Committee"


def test_an_answer_under_a_conference_names_it():
    under = reading(entry(conference="WSSD95"), code="VNR.12.C3")
    assert "World Summit for Social Development" in blocks(document_of(under, "docx"))[0].label
    (table,) = blocks(document_of(under, WORKBOOK))
    assert table.header[3] == "Conference"
    assert table.rows[0].cells[2].text.startswith("World Summit")


def test_a_table_keeps_its_rows_in_both_formats():
    heads = (Words("A:n", "Number"), Words("A:t", "Text"))
    rows = Rows(
        heads,
        (
            (
                Cell("n", heads[0], Figure(Decimal("1.50"), "%")),
                Cell("t", heads[1], Narrative(Typed("水", "zh"))),
            ),
            (Cell("n", heads[0], Figure(7)), Cell("t", heads[1], None)),
        ),
    )
    (table,) = blocks(document_of(reading(entry(rows)), "docx"))
    assert table.header == ("Number", "Text")
    assert [row.head.text for row in table.rows] == ["1.5 per cent", "7"]
    assert table.rows[0].head.exact == Decimal("1.50")
    assert table.rows[0].cells[0].language == "zh"
    (workbook,) = blocks(document_of(reading(entry(rows)), WORKBOOK))
    assert workbook.header[-2:] == ("Number", "Text")
    assert [row.cells[-1].text for row in workbook.rows] == ["水", ""]


OPTIONS = Choices((Choice("a", Words("A:a", "First")), Choice("b", Words("A:b", "Second"))))
OTHER = Choices((Choice("other", Words("A:other", "Other"), Typed("Sécheresse", "fr")),))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (OPTIONS, ["First", "Second"]),
        (OTHER, ["Sécheresse"]),
        (Choices((Choice("3", Words("P:3", "Good")),), rating=True), ["3 – Good"]),
        (Choices((Choice("na", Words("P:na", "Not applicable")),), rating=True), ["Not applicable"]),
        (Figure(1995, year=True), ["1995"]),
        (Figure(Decimal("1234.5"), "USD millions"), ["1,234.5 USD millions"]),
        (Day(date(2000, 3, 31)), ["31 March 2000"]),
        (Day(date(1999, 1, 1), date(1999, 12, 31)), ["1 January 1999 – 31 December 1999"]),
        (Raw("{}"), ["{}"]),
        (Annexes((AnnexLine(Typed("Plan", "en"), "plan.pdf", 7, "0" * 64),)), ["Plan"]),
    ],
)
def test_an_answer_of_any_kind_is_written_out(shown, expected):
    (block,) = blocks(document_of(reading(entry(shown)), "docx"))
    assert isinstance(block, FactList)
    assert [value.text for value in block.facts[0].values] == expected
    (table,) = blocks(document_of(reading(entry(shown)), WORKBOOK))
    assert table.rows[0].cells[-1].text == ", ".join(expected)


def test_a_document_without_answers_is_whole():
    document = document_of(reading(), "docx")
    assert document.sections == ()
    assert document.heading[-1].values[0].text == "0"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_headings_are_in_the_language_of_the_reader(language):
    (table,) = blocks(document_of(reading(entry(), language=language), WORKBOOK))
    assert table.header[0] == translate(language, "Country")
    assert table.header[2] == translate(language, "Region")


# --- pages ------------------------------------------------------------------------------------------


def test_countries_stand_in_the_order_of_their_names_in_the_readers_language():
    names = [("A", {"fr": "Zambie"}), ("B", {"fr": "Égypte"}), ("C", {"fr": "Côte"})]
    shown = show([entry(country=code, names=name) for code, name in names], Wanted(), "fr")
    assert [one.country for one in shown.fitting] == ["C", "B", "A"]
    assert shown.countries == 3


def test_a_page_holds_some_answers_and_knows_how_many_there_are():
    entries = [entry(country=f"X{number:02}") for number in range(AT_A_TIME + 1)]
    first, last = show(entries, Wanted(), "en"), show(entries, Wanted(), "en", 2)
    assert (len(first.lines), first.page, first.pages) == (AT_A_TIME, 1, 2)
    assert (len(last.lines), last.page, last.pages) == (1, 2, 2)
    assert len(last.fitting) == AT_A_TIME + 1


@pytest.mark.parametrize(("page", "shown"), [(0, 1), (-3, 1), (99, 1)])
def test_a_page_that_does_not_exist_is_the_nearest(page, shown):
    assert show([entry()], Wanted(), "en", page).page == shown
    assert show([], Wanted(), "en", page).pages == 1


def test_what_was_looked_for_is_marked_in_the_text():
    (line,) = show([entry()], Wanted(words="comite"), "en").lines
    assert ("comité", True) in line.pieces
    (line,) = show([entry(OPTIONS)], Wanted(), "en").lines
    assert line.pieces == ()


def test_an_address_is_read_for_wishes_alone():
    typed = {"words": "  eau ", "region": "africa", "page": "2", "question": "VNR.12.B8", "lang": "x"}
    wanted = wanted_of(typed)
    assert wanted == Wanted(words="eau", region="africa")
    assert asked_for(wanted) == {"words": "eau", "region": "africa"}


def offered_names(code):
    asked = question_offered(QUESTIONNAIRES, Audience.PUBLIC, code)
    return {one.name: one for one in filters_of(CYCLE, asked, QUESTIONNAIRES, "en")}


def test_filters_are_those_that_a_kind_of_report_can_answer():
    assert list(offered_names("VNR.12.B8")) == ["region", "group", "conference", "rating", "written"]
    assert list(offered_names("RCR.13.B6")) == ["region", "group", "written"]
    assert list(offered_names("BPR.12.B1")) == ["region", "group", "conference", "written"]


def test_a_question_that_is_a_rating_is_filtered_by_its_own_scale():
    assert offered_names("VNR.12.H3")["rating"].options[0] == ("1", "1 – Very weak")
    assert offered_names("RCR.13.H1")["rating"].label == "Rating"
    assert offered_names("VNR.12.B8")["rating"].options[-1] == ("na", "Not applicable")
    assert offered_names("VNR.12.B8")["conference"].options[1][0] == "WSSD95"


def test_a_wish_that_no_filter_offers_is_told_as_it_was_typed():
    asked = question_offered(QUESTIONNAIRES, Audience.PUBLIC, "VNR.12.B8")
    filters = filters_of(CYCLE, asked, QUESTIONNAIRES, "en")
    assert wishes_of(Wanted(region="atlantis"), filters, "en") == (("Region", "atlantis"),)
