"""Hostile texts in every text answer: all formats come out whole, nothing is executed, nothing is lost."""

from __future__ import annotations

import dataclasses
import io
import subprocess
from datetime import UTC, datetime

import docx
import openpyxl
import pytest
import simplejson

from portal.documents.rendering import render
from portal.documents.xlsx import LONGEST_CELL
from portal.questionnaires.definition import Kind
from portal.summaries.composing import build_summary
from tests.documents.extracting import parsed, squeezed, text_of, words_of
from tests.unit.summaries.test_composing import given

LONG = "Параграф без конца, который всё продолжается. " * 1305
HOSTILE = {
    "markup": "<script>alert(1)</script> <b>bold</b> &amp; &#60; ]]> <!-- no -->",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} %(name)s %s {0}",
    "formula": "=cmd|' /C calc'!A0",
    "formula too": "+1+1",
    "formula again": "@SUM(1+1)",
    "link": "https://example.org/?a=1&b=2 mailto:a@b.example",
    "typst": '#panic("x") $x^2$ #read("/etc/passwd") *bold* _it_ `raw` @ref <label> \\ // no',
    "escape of a workbook": "_x0041_ _x000D_",
    "direction": "abc \u202edcba\u202c \u2066isolated\u2069 \u200fmark \u061c",
    "never closed": "\u202e\u2067 turned round",
    "emoji": "good \U0001f600 \U0001f44d\U0001f3fd \u2764\ufe0f",
    "rare han": "㛃 嫄 \U00020000 \U0002a6d6",
    "decomposed": "re\u0301sume\u0301 A\u030a n\u0303 \u0627\u0653",
    "invisible": "a\u200bb\ufeffc\u00add\u2028e\u2029f",
    "no characters": "x\ufffey\uffffz",
    "private": "\ue000\U0010fffd",
    "tab and lines": "one\ttwo\n\n  three  \n",
    "long": LONG,
}


@pytest.fixture(scope="module")
def answers():
    """Answers in which every text question is answered by a hostile text."""
    made = given("N5")
    questions = [
        question
        for question in made.questionnaire.questions()
        if question.kind in {Kind.LONG, Kind.TEXT} and not question.repeated
    ]
    texts = list(HOSTILE.values())
    found = {question.code: texts[place % len(texts)] for place, question in enumerate(questions)}
    # The summary shows these: every hostile text stands in one of them.
    found |= {"VNR.12.B8": "\n".join(texts[:-1]), "VNR.12.F2": LONG, "VNR.12.I5": HOSTILE["typst"]}
    return {**made.answers, **found}


@pytest.fixture(scope="module", params=["en", "ar", "zh"])
def summary(request, answers):
    """A summary with these answers, and a title of a practice that is a formula."""
    made = dataclasses.replace(
        given("N5"),
        answers=answers,
        country_names={"en": "=1+1 <b>Land</b> #panic()"},
        practices=((HOSTILE["formula"], "en"), (HOSTILE["emoji"], "en")),
        practices_counted=2,
    )
    return build_summary(made, request.param, datetime(2000, 9, 1, tzinfo=UTC))


def _narratives(summary):
    return {block.text for section in summary.sections for block in section.blocks if hasattr(block, "label")}


def test_json_holds_every_text_unchanged(summary):
    found = simplejson.loads(render(summary, "json"))
    written = {
        block["text"]
        for section in found["sections"]
        for block in section["blocks"]
        if block["block"] == "narrative"
    }
    assert written == _narratives(summary)
    assert LONG in written


def test_html_holds_every_text_and_no_element_of_theirs(summary):
    page = parsed(render(summary, "html"))
    assert {"script", "b", "label", "ref"}.isdisjoint(page.elements)
    text = "".join(page.texts)
    # A reader of HTML takes U+FFFE and U+FFFF as they are; line ends stay as they were.
    for one in HOSTILE.values():
        assert one in text


def test_a_workbook_holds_every_text_and_no_formula(summary):
    book = openpyxl.load_workbook(io.BytesIO(render(summary, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert max(len(str(cell.value).encode("utf-16-le")) // 2 for cell in cells) <= LONGEST_CELL
    # A text too long for its cell goes on in the row below.
    columns = (column for sheet in book for column in sheet.iter_cols(values_only=True))
    texts = "".join(str(value) for column in columns for value in column if value is not None)
    assert LONG in texts
    for name, one in HOSTILE.items():
        if name != "no characters":
            assert one in texts, name
    assert "x\u25a1y\u25a1z" in texts


def test_a_word_file_holds_every_text(summary):
    content = render(summary, "docx")
    text = squeezed(text_of(content, "docx"))
    for name, one in HOSTILE.items():
        if name != "no characters":
            assert squeezed(one) in text, name
    assert "x\u25a1y\u25a1z" in text
    assert docx.Document(io.BytesIO(content)).sections


def test_a_pdf_holds_every_text_and_names_what_no_font_has(summary, tmp_path):
    content = render(summary, "pdf")
    path = tmp_path / "hostile.pdf"
    path.write_bytes(content)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0
    # The standards hold all the same: nothing was left to chance.
    assert (
        b"pdfuaid"
        in subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True, check=True
        ).stdout
    )
    text = squeezed(text_of(content, "pdf"))
    for name in ("markup", "template", "formula", "typst", "link", "escape of a workbook"):
        # Signs at the edge of a text turn round among Arabic letters: letters and digits are compared.
        assert [word for word in words_of(HOSTILE[name]) if word not in text] == [], name
    assert text.count("Параграф") >= LONG.count("Параграф")
    assert "\u25a1" in text
    for number in ("U+1F600", "U+E000", "U+FFFE"):
        assert number in text
    assert "root:" not in text


def test_what_a_font_has_is_never_a_box(summary):
    text = text_of(render(summary, "pdf"), "pdf")
    assert "㛃" in text
    assert "嫄" in text
    assert "U+20000" not in text or "\U00020000" not in text
