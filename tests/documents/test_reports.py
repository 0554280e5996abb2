"""The progress report: every number is a figure of the data, and the six languages say the same."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import simplejson

from portal import i18n
from portal.aggregation.display.variant import public_variant
from portal.documents.rendering import render
from portal.i18n import LANGUAGES
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.summaries.figures.bound import Bound
from portal.summaries.figures.documents import FiguresInput, conference_document, tables_document
from portal.summaries.report.binding import typed_numbers
from portal.summaries.report.composing import compose_report, text_of
from portal.summaries.report.inputs import KINDS, Part, Quote, ReportInput
from portal.summaries.report.packs import EVERYTHING, packs_of_cycle
from portal.summaries.report.parts import default_parts
from portal.summaries.structure import Paragraph, Picture, Table
from tests.documents.extracting import squeezed
from tests.documents.extracting import text_of as text_of_file

DATA = Path(__file__).parents[1] / "data"
MADE = datetime(2000, 9, 1, tzinfo=UTC)
QUOTE = Quote("ARL", "VNR.12.I6", "Le Conseil pourrait poursuivre l'examen.", "fr", "full", "0" * 64)


@pytest.fixture(scope="module")
def aggregates():
    with (DATA / "aggregates_example.json").open(encoding="utf-8") as file:
        return public_variant(simplejson.load(file, use_decimal=True))


def bound_to(aggregates, language, pack=EVERYTHING):
    library = load_library()
    return Bound(
        aggregates=aggregates,
        language=language,
        questionnaires={name: library.latest(name) for name in ("VNR", "VND", "RCR", "BPR")},
        asked=Asked("rc", pack.of_cycle(aggregates["conferences"]), tuple(aggregates["themes"])),
        country_names={"ARL": {"en": "Arlandia", "zh": "阿兰迪亚"}},
        scope=pack.scope,
    )


def report(aggregates, language, kind="progress", pack=EVERYTHING):
    return ReportInput(
        kind=kind,
        bound=bound_to(aggregates, language, pack),
        cycle_code="2000",
        cycle="2000",
        digest="0" * 64,
        frozen_on=date(2000, 9, 1),
        pack=pack,
        previous="1999",
        quotes={"q/ARL/VNR.12.I6": QUOTE},
        made_at=MADE,
    )


def composed(aggregates, language, **asked):
    given = report(aggregates, language, **asked)
    return compose_report(given, default_parts(given))


def _paragraphs(document):
    return [
        block for section in document.sections for block in section.blocks if isinstance(block, Paragraph)
    ]


def _found(aggregates, path):
    value = aggregates
    for name in path.split("/"):
        value = value[name]
    return value


def _digits(language, text):
    """Return a figure as it is written, as a number again."""
    plain = text.replace("\u202f", "").replace("\u00a0", "").replace("\u2212", "-").replace("+", "")
    decimal_comma = language in {"fr", "es", "ru"}
    return plain.replace(",", ".") if decimal_comma else plain.replace(",", "")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_number_of_the_text_is_a_figure_of_the_data(aggregates, language, kind):
    figures = 0
    for paragraph in _paragraphs(composed(aggregates, language, kind=kind)):
        for run in paragraph.runs:
            if run.source and run.source.figure:
                expected = _found(aggregates, run.source.figure)
                assert expected is not None, run
                assert float(_digits(language, run.text)) == float(expected), run
                figures += 1
    assert figures > 10


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_no_composed_sentence_holds_a_number_of_its_own_but_those_of_scales_and_the_resolution(
    aggregates, language
):
    given = report(aggregates, language)
    allowed = {"0", "1", "4", "5", "12", "15", "16", "17", "18", "20", "256", "20/20"}
    for part in default_parts(given):
        if part.key.startswith("p/"):
            text, _ = text_of(given, part)
            # Names of conferences hold years; the day of the data set is a date.
            plain = text.replace(i18n.written_date(language, given.frozen_on), "")
            assert set(typed_numbers(plain)) <= allowed, text


def test_paragraphs_are_numbered_alike_in_every_language(aggregates):
    def skeleton(language):
        return [
            (section.id, [(type(block).__name__, getattr(block, "number", None)) for block in section.blocks])
            for section in composed(aggregates, language).sections
        ]

    english = skeleton("en")
    numbers = [number for _, blocks in english for name, number in blocks if name == "Paragraph"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(skeleton(language) == english for language in LANGUAGES)


def test_the_figures_are_the_same_in_every_language(aggregates):
    def figures(language):
        return [
            [run.source.figure for run in paragraph.runs if run.source]
            for paragraph in _paragraphs(composed(aggregates, language))
        ]

    english = [sorted(found) for found in figures("en")]
    for language in LANGUAGES:
        assert [sorted(found) for found in figures(language)] == english


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "xlsx"])
@pytest.mark.parametrize("language", ["fr", "ar", "zh"])
def test_a_file_holds_every_figure_of_the_report(aggregates, language, form):
    document = composed(aggregates, language)
    text = squeezed(text_of_file(render(document, form), form))
    figures = [
        run.text for paragraph in _paragraphs(document) for run in paragraph.runs if run.source is not None
    ]
    assert [figure for figure in figures if squeezed(figure) not in text] == []
    assert squeezed(QUOTE.text) in text


def test_a_pack_looks_at_its_conferences_and_its_region_alone(aggregates):
    found = {(pack.kind, pack.code): pack for pack in packs_of_cycle(aggregates["conferences"])}
    assert ("commission", "human_rights") not in found  # Vienna is not in this cycle
    women = composed(aggregates, "en", pack=found["commission", "status_of_women"])
    progress = next(section for section in women.sections if section.id == "progress")
    assert [block.number for block in progress.blocks if isinstance(block, Paragraph)][1:]
    assert "Beijing" in _paragraphs(women)[2].plain
    assert "Cairo" not in " ".join(paragraph.plain for paragraph in _paragraphs(women))
    africa = composed(aggregates, "en", pack=found["regional", "eca"])
    paths = {run.source.figure for paragraph in _paragraphs(africa) for run in paragraph.runs if run.source}
    assert paths
    assert all("by_region/africa" in path for path in paths)


def test_a_figure_that_is_not_shown_is_said_to_be_not_shown(aggregates):
    given = report(aggregates, "en")
    text, _ = text_of(given, Part("p/system/view"))
    assert "not shown" in text
    assert "{" not in text


def test_an_officers_text_stands_in_its_language_and_is_marked_elsewhere(aggregates):
    part = Part("", {"fr": "Sur {coverage/national/all/expected} pays invités, {=12}."})
    french = compose_report(report(aggregates, "fr"), [part])
    assert _paragraphs(french)[0].plain == "Sur 4 pays invités, 12."
    russian = compose_report(report(aggregates, "ru"), [part])
    runs = _paragraphs(russian)[0].runs
    assert [run.language for run in runs[:3]] == ["fr", None, "fr"]
    assert "Français" in runs[-1].text


def test_a_part_left_out_takes_its_number_with_it(aggregates):
    given = report(aggregates, "en")
    parts = list(default_parts(given))
    place = next(place for place, part in enumerate(parts) if part.key == "p/basis")
    parts[place] = Part("p/basis", left_out=True)
    document = compose_report(given, parts)
    assert [paragraph.number for paragraph in _paragraphs(document)][:2] == [1, 2]
    assert "voluntarily" not in " ".join(paragraph.plain for paragraph in _paragraphs(document))


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_cell_of_the_tables_is_the_figure_it_names(aggregates, language):
    given = FiguresInput(bound_to(aggregates, language), "2000", "2000", "0" * 64, date(2000, 9, 1))
    cells = 0
    for document in (tables_document(given), conference_document(given, "WSSD95")):
        for section in document.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    for row in block.rows:
                        assert len(row.cells) + 1 == len(block.header)
                        cells += sum(_is_as_named(aggregates, language, cell) for cell in row.cells)
    assert cells > 500


def _is_as_named(aggregates, language, cell):
    if cell.source is None or not cell.source.figure:
        return False
    expected = _found(aggregates, cell.source.figure)
    first = re.match(r"[^\s(–]+", cell.text.replace("\u202f", "").replace("\u00a0", ""))
    assert first is not None
    assert float(_digits(language, first[0])) == float(expected), cell
    return True


def test_the_tables_are_t1_to_t12(aggregates):
    given = FiguresInput(bound_to(aggregates, "en"), "2000", "2000", "0" * 64, date(2000, 9, 1))
    assert [section.id for section in tables_document(given).sections] == [f"T{n}" for n in range(1, 13)]


def test_pictures_stand_in_the_report_with_their_data(aggregates):
    document = composed(aggregates, "en")
    pictures = [
        block for section in document.sections for block in section.blocks if isinstance(block, Picture)
    ]
    assert len(pictures) == 3
    assert all(picture.table.rows for picture in pictures)
