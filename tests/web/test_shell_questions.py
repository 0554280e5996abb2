"""Questions as drawn: each kind of answer has its control, its label, its help and errors tied to it."""

from __future__ import annotations

import gzip
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import render_template_string

from portal.filing.field_views import (
    CellView,
    ConflictView,
    FileView,
    HiddenView,
    LinkView,
    OptionView,
    ParagraphView,
    QuestionView,
    RowView,
    TextVersion,
)
from portal.questionnaires.definition import Kind
from portal.web import static_files
from tests.web.test_shell import make_shell

HOSTILE = "<script>alert('x')</script>\"'&"
PAGE = """{% extends "layout/base.html" %}{% from "macros/questions.html" import question_block %}
{% from "macros/forms.html" import error_summary, form_head, actions %}
{% block title %}Section C{% endblock %}{% block content %}{{ error_summary(errors) }}<h1>Section C</h1>
<form method="post" data-autosave {{ guarded("report", 1) }}>{{ form_head("go", "stay") }}
{% for q in questions %}{{ question_block(q) }}{% endfor %}{{ actions("Save and continue") }}</form>
{% endblock %}"""
VOID = {"input", "meta", "link", "br", "hr", "img"}
CONTROLS = {"input", "select", "textarea", "button"}


class Page(HTMLParser):
    """Collects elements with an id, controls, references between them, and texts inside text areas."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.text_areas = [], [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if self.open and self.open[-1][0] == "textarea":
            name = self.open[-1][1]["name"]
            self.text_areas[name] = self.text_areas.get(name, "") + data

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    def of_name(self, name):
        return [(tag, attrs) for tag, attrs in self.elements if tag in CONTROLS and attrs.get("name") == name]

    def dangling(self):
        """Yield references that point to nothing."""
        for _, attrs in self.elements:
            for reference in ("for", "aria-describedby", "aria-labelledby"):
                yield from (
                    target for target in (attrs.get(reference) or "").split() if target not in self.ids
                )
            if (attrs.get("href") or "").startswith("#") and attrs["href"][1:] not in self.ids:
                yield attrs["href"]


OPTIONS = (
    OptionView("0", "No progress"),
    OptionView("4", "Achieved", checked=True),
    OptionView("na", "n.a."),
)
CHOICES = (
    OptionView("a", "One"),
    OptionView("none", "None", exclusive=True),
    OptionView("other", "Other", opens_other=True),
)
ROW = RowView(
    "Row 1",
    (
        CellView("t.1.name", "Name", "text", "Enrolment", required=True, errors=("Write a name.",)),
        CellView("t.1.note", "Note", "long", "Text", limit=30, words=1),
        CellView("t.1.year", "Year", "year", "1990"),
        CellView("t.1.share", "Share", "percent", "12.5"),
        CellView("t.1.due", "Due", "date"),
        CellView("t.1.mail", "E-mail", "email"),
        CellView("t.1.rating", "Progress", "rating", options=OPTIONS),
        CellView("t.1.yes", "Adopted", "yesno", options=CHOICES[:1]),
        CellView("t.1.many", "Conferences", "multi", options=CHOICES, other_name="t.1.many.other"),
        CellView(
            "t.1.one", "Target", "single", options=tuple(OptionView(str(n), f"Target {n}") for n in range(9))
        ),
    ),
    hidden=(HiddenView("t.1.id", "7"),),
    remove_name="remove",
    remove_value="t.1",
)


def question(kind, **more):
    name = f"VNR.12.{kind.upper()}@WSSD95"
    parts: dict[str, dict[str, Any]] = {
        "daterange": {
            "parts": (CellView(name, "First day", "date"), CellView(f"{name}.to", "Last day", "date"))
        },
        "table": {"rows": (ROW,), "add_name": "add"},
        "file": {"files": (FileView("Plan.pdf", "1.2 MB", "/plan", "remove", "f1"),), "accept": ".pdf"},
        "rating": {"options": OPTIONS},
    }
    options: dict[str, Any] = {"options": CHOICES, "other_name": f"{name}.other", "max_choices": 2}
    given = parts.get(kind) or (
        options if kind in {"single", "multi", "yesno"} else {"value": "12", "limit": 300}
    )
    return replace(
        QuestionView(
            name,
            name,
            "C1",
            f"Question of kind {kind}?",
            kind,
            help="How to answer.",
            errors=("Mend this.",),
            paragraphs=(ParagraphView("para. 12 (b)", "Calls upon Governments", "en", "/en/resolution#p12"),),
            links=(LinkView("2 remarks", "/remarks"),),
            hidden=(HiddenView(f"{name}.revision", "3"),),
            **given,
        ),
        **more,
    )


KINDS = [kind.value for kind in Kind]


def drawn(*questions, errors=(), code="en"):
    app = make_shell()
    app.add_url_rule(
        "/<lang>/section", "section", lambda: render_template_string(PAGE, questions=questions, errors=errors)
    )
    return app.test_client().get(f"/{code}/section").get_data(as_text=True)


@pytest.mark.parametrize("kind", ["single", "multi"])
def test_the_text_of_other_keeps_its_line_ends(kind):
    asked = question(kind, other_value="A council\nand a ministry", other_limit=200)
    page = Page(drawn(asked))
    [(tag, attrs)] = page.of_name(asked.other_name)
    assert (tag, attrs["data-limit"]) == ("textarea", "200")
    assert page.text_areas[asked.other_name].removeprefix("\n") == "A council\nand a ministry"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_control_of_its_name_that_an_error_can_link_to(kind):
    asked = question(kind)
    page = Page(drawn(asked, errors=[(asked.name, "C1: Mend this.")]))
    target = {attrs["id"]: tag for tag, attrs in page.elements if "id" in attrs}
    if kind == "table":
        assert page.of_name("add")
        assert {name for name in (cell.name for cell in ROW.cells) if not page.of_name(name)} == set()
    else:
        assert page.of_name(asked.name)
        assert target[asked.name] in CONTROLS


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_has_its_target_and_no_id_comes_twice(kind):
    asked = question(kind)
    page = Page(drawn(asked))
    assert list(page.dangling()) == []
    assert len(page.ids) == len(set(page.ids))
    assert page.open == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "table"])
def test_help_and_errors_are_tied_to_the_answer(kind):
    asked = question(kind)
    page = Page(drawn(asked))
    tied = f"{asked.name}-hint {asked.name}-error"
    assert tied in [
        attrs.get("aria-describedby") for tag, attrs in page.elements if tag in {"fieldset", *CONTROLS}
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_typed_stays_text(kind):
    asked = question(
        kind,
        value=HOSTILE,
        other_value=HOSTILE,
        saved_by=HOSTILE,
        saved_at="14:02",
        text=HOSTILE,
        help=HOSTILE,
        conflict=ConflictView(
            "resolve", TextVersion(HOSTILE, "en", HOSTILE), TextVersion(HOSTILE), TextVersion(HOSTILE)
        ),
    )
    assert "<script>alert" not in drawn(asked)


@pytest.mark.parametrize("text", ["\n\nAfter two empty lines", " spaces  kept ", "last line ends\n", "a\tb"])
def test_a_text_area_holds_the_text_to_the_last_sign(text):
    asked = question("long", value=text)
    # A browser drops one line end after the tag; the macro gives it one to drop.
    assert Page(drawn(asked)).text_areas[asked.name] == "\n" + text


def test_an_answered_choice_can_be_taken_back_without_a_script():
    unanswered = question("rating", options=tuple(replace(option, checked=False) for option in OPTIONS))
    answered = question("rating")
    empty = [
        any(attrs.get("value") == "" for _, attrs in Page(drawn(asked)).of_name(asked.name))
        for asked in (unanswered, answered)
    ]
    assert empty == [False, True]


def test_a_conflict_shows_both_texts_and_offers_three_choices():
    conflict = ConflictView("resolve.C3", TextVersion("My text", "en"), TextVersion("نصهم", "ar"))
    html = drawn(question("long", conflict=conflict))
    choices = [attrs["value"] for _, attrs in Page(html).of_name("resolve.C3")]
    assert choices == ["mine", "theirs", "both"]
    assert "My text" in html
    assert '<div class="narrative" dir="auto" lang="ar">نصهم</div>' in html


def test_a_conflict_of_a_choice_cannot_keep_both():
    conflict = ConflictView("resolve.C1", TextVersion("Achieved"), TextVersion("No progress"), both=False)
    page = Page(drawn(question("rating", conflict=conflict)))
    assert [attrs["value"] for _, attrs in page.of_name("resolve.C1")] == ["mine", "theirs"]


def test_the_enter_key_presses_save_and_not_the_first_button_of_a_row():
    page = Page(drawn(question("table")))
    form = next(place for place, (tag, attrs) in enumerate(page.elements) if "data-autosave" in attrs)
    buttons = [attrs for tag, attrs in page.elements[form:] if tag == "button"]
    assert (buttons[0]["name"], buttons[0]["value"]) == ("go", "stay")


def test_the_words_left_are_told_as_words():
    page = drawn(
        question("long", limit=300, words=34),
        replace(question("long", limit=20, words=34), name="x", key="x"),
    )
    assert "Words left: 266 of 300" in page
    assert "Words over the limit of 20: 14." in page


def test_a_text_carries_the_language_it_was_written_in():
    asked = question("long", language="ar")
    ((_, attrs),) = Page(drawn(asked)).of_name(asked.name)
    assert (attrs["lang"], attrs["dir"]) == ("ar", "auto")


def test_codes_and_figures_run_from_left_to_right_in_arabic():
    page = Page(drawn(question("number"), question("date"), code="ar"))
    assert {page.of_name(f"VNR.12.{kind}@WSSD95")[0][1]["dir"] for kind in ("NUMBER", "DATE")} == {"ltr"}


def test_the_first_view_of_forty_questions_stays_below_forty_kilobytes():
    questions = [
        replace(
            question(KINDS[number % len(KINDS)]),
            key=f"K{number}",
            name=f"K{number}",
            text=f"Question {number}, " * 9,
        )
        for number in range(40)
    ]
    files = static_files.read_folder(static_files.FOLDER).files
    sent = [gzip.compress(drawn(*questions).encode(), 5)] + [
        file.compressed or file.content for file in files.values()
    ]
    assert sum(len(part) for part in sent) < 40_000
