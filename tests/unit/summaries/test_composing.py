"""Composing of country summaries from the worked example, in every language and for every audience."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.canonical import loads
from portal.i18n import LANGUAGES
from portal.questionnaires.answering.conditions import visible_answers
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience, Disclosed
from portal.reports.workflow import Status
from portal.summaries.composing import build_summary
from portal.summaries.inputs import Coordinator, Previous, SummaryInput
from portal.summaries.resources import path_of
from portal.summaries.structure import CountrySummary, FactList, Narrative, Sentence, Table

BUNDLE = loads((Path(__file__).parents[2] / "data" / "report_bundle_example.json").read_bytes())
EXPECTED = json.loads((Path(__file__).parents[2] / "data" / "aggregates_example.json").read_text("utf-8"))


def submission(reference: str) -> dict[str, Any]:
    return next(item for item in BUNDLE["submissions"] if item["id"] == reference)


def given(reference: str, **changes: Any) -> SummaryInput:
    entry = submission(reference)
    cycle = next(item for item in BUNDLE["cycles"] if item["code"] == entry["cycle"])
    place = next(item for item in cycle["invited"] if item["country"] == entry["country"])
    country = next(item for item in BUNDLE["countries"] if item["code"] == entry["country"])
    questionnaire = load_library().latest(entry["instrument"])
    asked = Asked(place["track"], tuple(cycle["conferences"]), tuple(cycle["themes"]))
    answers = visible_answers(questionnaire, asked, entry["answers"])
    base = SummaryInput(
        questionnaire=questionnaire,
        asked=asked,
        answers=answers,
        disclosed=Disclosed(Status(entry["status"]), entry["answers"]["VNR.12.Z1"]),
        audience=Audience.PUBLIC,
        country_code=entry["country"],
        country_names=country["names"],
        region=place["region"],
        cycle_code=cycle["code"],
        cycle_titles=cycle["title"],
        period=(date.fromisoformat(cycle["period_start"]), date.fromisoformat(cycle["period_end"])),
        first_submitted=date.fromisoformat(entry["first_submitted"]),
        version=entry["version"],
        report_language=entry["language"],
        digest="0" * 64,
    )
    return dataclasses.replace(base, **changes)


def section(summary: CountrySummary, name: str) -> tuple[Any, ...]:
    return next(item.blocks for item in summary.sections if item.id == name)


def has_section(summary: CountrySummary, name: str) -> bool:
    return any(item.id == name for item in summary.sections)


def sentences(summary: CountrySummary) -> str:
    return "\n".join(
        block.text for item in summary.sections for block in item.blocks if isinstance(block, Sentence)
    )


def test_the_ratings_are_those_of_the_progress_matrix() -> None:
    for reference, country in (("N5", "ARL"), ("N6", "BOR"), ("N7", "COR")):
        table = section(build_summary(given(reference), "en"), "progress")[0]
        states = [row.cells[0].state for row in table.rows]
        cells = EXPECTED["progress_matrix"][country]
        wanted = [
            str(cell["value"]) if cell.get("value") is not None else cell["state"] for cell in cells.values()
        ]
        assert states == wanted


def test_the_change_is_against_the_previous_counted_report() -> None:
    previous = Previous("1999", submission("N1")["answers"])
    table = section(build_summary(given("N5", previous=previous), "en"), "progress")[0]
    assert [row.cells[1].text for row in table.rows] == ["+1", "0", "+1", "–"]


def test_the_mean_of_the_own_ratings_is_not_for_the_public() -> None:
    public = sentences(build_summary(given("N7"), "en"))
    own = sentences(build_summary(given("N7", audience=Audience.AUTHOR), "en"))
    assert "Mean" not in public
    assert "Mean of the country's own ratings: 2.00 (3 of 4)" in own


def test_the_path_to_half_is_computed_as_in_the_worked_example() -> None:
    assert "20.0 per cent" in sentences(build_summary(given("N5"), "en"))
    cordamar = sentences(build_summary(given("N7"), "en"))
    assert "5.0 per cent" in cordamar
    assert "10.87 per cent by the latest year: not on the path" in cordamar


@pytest.mark.parametrize(
    "change",
    [
        {"baseline": Decimal(0)},
        {"latest_year": Decimal(1990)},
        {"baseline_year": Decimal(2015), "latest_year": Decimal(2016)},
        {"latest": None},
    ],
)
def test_a_row_that_is_not_usable_has_no_position(change: dict[str, Decimal | None]) -> None:
    row = {"baseline": Decimal(60), "baseline_year": 1990, "latest": Decimal(48), "latest_year": 1998}
    assert path_of(row) is not None
    assert path_of({**row, **change}) is None


def test_a_withheld_section_is_left_out_and_named_in_the_note() -> None:
    state = Disclosed(Status.PUBLISHED, "partial", frozenset({"C", "G"}))
    public = build_summary(given("N5", disclosed=state), "en")
    assert not has_section(public, "progress")
    assert not has_section(public, "participation")
    assert "Assessment by conference" in sentences(public)
    whole = build_summary(given("N5", disclosed=state, audience=Audience.SECRETARIAT), "en")
    assert has_section(whole, "progress")


def test_obstacles_are_stated_once_and_none_only_where_alone() -> None:
    facts = section(build_summary(given("N6"), "en"), "obstacles")[0]
    assert isinstance(facts, FactList)
    assert [value.text for value in facts.facts[0].values] == [
        "Lack of coordination",
        "Social or cultural obstacles",
    ]


def test_a_country_without_coordinator_system_has_its_own_part() -> None:
    borovia = build_summary(given("N6"), "en")
    facts = {fact.source.key: fact.values[0] for block in section(borovia, "system") for fact in block.facts}
    assert list(facts) == ["VND.15.X5", "VND.15.X8", "VND.15.X10"]
    assert (facts["VND.15.X5"].state, facts["VND.15.X10"].text) == ("missing", "4 – Good")


def test_a_part_without_any_answer_says_so_in_one_sentence() -> None:
    empty = build_summary(given("N1"), "en")
    assert [block.text for block in section(empty, "mechanism")] == [
        "The questions of this part were not answered."
    ]


def test_omissions_are_named_to_the_public_only_where_the_question_is_in_the_summary() -> None:
    omissions = ("VNR.12.A1", "VNR.12.B9", "VNR.12.C2@ICPD94", "VNR.12.C2@WSSD95")
    public = sentences(build_summary(given("N5", omissions=omissions), "en"))
    assert "Required questions not answered: B9, C2." in public
    own = sentences(build_summary(given("N5", omissions=omissions, audience=Audience.SECRETARIAT), "en"))
    assert "A1, B9, C2." in own


def test_a_narrative_keeps_its_text_and_language() -> None:
    text = "سطر أول\nسطر ثان  مع مسافتين"
    answers = {**given("N5").answers, "VNR.12.I5": {"text": text, "language": "ar"}}
    blocks = section(build_summary(given("N5", answers=answers), "fr"), "narratives")
    assert isinstance(blocks[0], Narrative)
    assert (blocks[0].text, blocks[0].language) == (text, "ar")


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("reference", ["N5", "N6", "N7"])
def test_a_summary_has_the_same_shape_in_every_language(reference: str, language: str) -> None:
    english = build_summary(given(reference), "en")
    other = build_summary(given(reference), language)
    assert [item.id for item in other.sections] == [item.id for item in english.sections]
    for one, two in zip(english.sections, other.sections, strict=True):
        assert [type(block) for block in one.blocks] == [type(block) for block in two.blocks]
    assert other.language == language


def test_every_figure_names_its_source() -> None:
    for item in build_summary(given("N5"), "en").sections:
        for block in item.blocks:
            if isinstance(block, FactList):
                assert all(fact.source is not None for fact in block.facts)
            if isinstance(block, Table):
                assert all(row.source is not None for row in block.rows)


def test_practices_are_counted_and_the_published_ones_named() -> None:
    summary = build_summary(given("N5", practices=(("Night classes", "en"),), practices_counted=2), "en")
    blocks = section(summary, "practices")
    assert blocks[0].text == "Best practices accepted: 2."
    assert blocks[1].facts[0].values[0].text == "Night classes"


def test_notices_say_how_the_report_came() -> None:
    summary = build_summary(given("N5", received=True, lapsed=True, demonstration=True), "en")
    joined = " ".join(summary.notices)
    assert "received by mail" in joined
    assert "forwarded without review" in joined
    assert "filed by nobody" in joined


def test_the_coordinators_ratings_stand_beside_those_of_the_government():
    entry = submission("R1")
    questionnaire = load_library().latest("RCR")
    asked = Asked("rc", ("ICPD94", "WSSD95", "FWCW95", "SIDS94"), ())
    answers = visible_answers(questionnaire, asked, entry["answers"])

    def said(coordinator):
        summary = build_summary(given("N5", coordinator=coordinator), "en")
        section = next(section for section in summary.sections if section.id == "system")
        return [
            value.text
            for block in section.blocks
            if isinstance(block, FactList)
            for fact in block.facts
            for value in fact.values
        ]

    own = said(None)
    beside = said(Coordinator(questionnaire, asked, answers))
    assert beside[: len(own)] == own
    assert beside[len(own) :][:6] == ["4 – Good", "3 – Fair", "4 – Good", "2 – Weak", "3 – Fair", "3 – Fair"]
    assert "3" in beside[len(own) + 6 :]  # thematic groups
