"""Country summaries in five formats and six languages, read back by other programs."""

from __future__ import annotations

import dataclasses
import io
import subprocess
from datetime import UTC, datetime
from decimal import Decimal

import docx
import openpyxl
import pikepdf
import pytest
import simplejson
from docx.oxml.ns import qn

from portal.documents.rendering import FORMATS, file_name, render
from portal.i18n import LANGUAGES
from portal.summaries.composing import build_summary
from portal.summaries.structure import FactList, Narrative, Sentence, Table
from tests.documents.extracting import squeezed, text_of, words_of
from tests.unit.summaries.test_composing import given

MADE = datetime(2000, 9, 1, 12, tzinfo=UTC)
NARRATIVES = {
    "VNR.12.B8": "La stratégie nationale est intégrée.",
    "VNR.12.I5": {"text": "تعلمنا الكثير من الآلية الوطنية، أولاً وأخيراً.", "language": "ar"},
    "VNR.12.I6": {"text": "建议理事会继续审查各次会议的后续行动。", "language": "zh"},
}


@pytest.fixture(scope="module", params=list(LANGUAGES))
def summary(request):
    """The summary of a country of the worked example, with texts in three scripts."""
    made = given("N5")
    made = dataclasses.replace(made, answers={**made.answers, **NARRATIVES})
    return build_summary(made, request.param, MADE)


def _labels_and_values(document):
    for fact in document.heading:
        yield fact.label
        yield from (value.text for value in fact.values)
    for section in document.sections:
        yield section.title
        for block in section.blocks:
            yield from _of_block(block)


def _of_block(block):
    if isinstance(block, FactList):
        for fact in block.facts:
            yield fact.label
            yield from (value.text for value in fact.values)
    elif isinstance(block, Table):
        yield block.caption
        yield from block.header
        for row in block.rows:
            yield row.head.text
            yield from (value.text for value in row.cells)
    elif isinstance(block, Narrative):
        yield from (block.label, block.text)
    elif isinstance(block, Sentence):
        yield block.text


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_figure_and_label_is_found_in_the_text_of_the_file(summary, form):
    text = text_of(render(summary, form), form)
    said = [entry for entry in _labels_and_values(summary) if entry]
    assert len(said) > 80
    if form == "pdf":
        # Lines break anywhere in print, in Chinese within words: what stands between breaks is compared.
        found, whole = words_of(text), squeezed(text)
        lost = [word for entry in said for word in words_of(entry) if word not in found and word not in whole]
    else:
        whole = squeezed(text)
        lost = [entry for entry in said if not _stands(entry, whole) and not _is_number(entry)]
    assert lost == []


def _stands(entry, whole):
    """Whether an entry is found; a rating's figure and words may stand apart."""
    plain = squeezed(entry)
    figure, _, words = plain.partition("–")
    return plain in whole or (figure.isdecimal() and figure in whole and words in whole)


def _is_number(entry):
    """Whether a workbook holds the entry as a number instead of a text."""
    return words_of(entry) and all(word.isdecimal() for word in list(words_of(entry))[:1])


def test_a_pdf_is_whole_tagged_and_has_its_fonts_within(summary, tmp_path):
    path = tmp_path / "summary.pdf"
    path.write_bytes(render(summary, "pdf"))
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).startswith(summary.language)
        assert len(root.StructTreeRoot.K) > 0
        metadata = str(root.Metadata.read_bytes(), "utf-8")
        assert "<pdfaid:part>2</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        fonts = [
            item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/FontName")
        ]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_arabic_is_copied_from_a_pdf_in_logical_order_and_once(summary):
    text = text_of(render(summary, "pdf"), "pdf")
    found = words_of(text)
    # Each of these has a lam-alef, which most writers of PDF turn round.
    assert {"تعلمنا", "الآلية"} <= found
    assert squeezed("أولاً") in squeezed(text)
    assert squeezed("أولاًاً") not in squeezed(text)


def test_the_same_summary_is_the_same_pdf_to_the_last_byte(summary):
    assert render(summary, "pdf") == render(summary, "pdf")


def test_a_workbook_has_numbers_as_numbers_and_its_direction(summary):
    book = openpyxl.load_workbook(io.BytesIO(render(summary, "xlsx")))
    numbers = {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"
    }
    assert {60, 48, 17, 1990} <= numbers
    right_to_left = summary.language == "ar"
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {right_to_left}


def test_a_word_file_has_styles_languages_directions_and_repeated_heads(summary):
    word = docx.Document(io.BytesIO(render(summary, "docx")))
    styles = {paragraph.style.name for paragraph in word.paragraphs if paragraph.style is not None}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "Quote"} <= styles
    body = word.element.body
    assert body.findall(f".//{qn('w:tblHeader')}")
    assert bool(body.findall(f".//{qn('w:bidiVisual')}")) == (summary.language == "ar")
    arabic = [run for run in body.iter(qn("w:r")) if run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None]
    assert arabic  # the Arabic narrative, in every language


def test_json_keeps_exact_numbers_and_names_its_schema(summary):
    found = simplejson.loads(render(summary, "json"), use_decimal=True)
    assert (found["schema"], found["kind"], found["language"]) == (
        "document/1",
        "country-summary",
        summary.language,
    )
    exact = {value["exact"] for value in _values(found) if value["exact"] is not None}
    assert {Decimal("60.0"), Decimal("48.0"), 3} <= exact


def _values(found):
    if isinstance(found, dict):
        if "exact" in found:
            yield found
        for item in found.values():
            yield from _values(item)
    elif isinstance(found, list):
        for item in found:
            yield from _values(item)


def test_a_file_is_named_by_what_it_is(summary):
    assert file_name(summary, "pdf") == f"country-summary-ARL-2000-{summary.language}.pdf"
