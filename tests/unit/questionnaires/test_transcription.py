"""The library says word for word what the specification says, where that is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.questionnaires.loader import check_library, load_library

SOURCE = Path(__file__).parents[3].parent / "shared" / "domain" / "questionnaires.json"

CORRECTED = {
    # E9 holds a year; the definition has room in E10.
    "VNR.12.E7:help": "Latest closed budget year. State the definition used in VNR.12.E10.",
    # "The differences below" are a table of the specification, which a page does not show.
    "VND:introduction": (
        "The country answers the voluntary national report (VNR) without the questions on the resident "
        "coordinator system, and section X on its existing reporting mechanism. The two are one submission "
        "with one status."
    ),
}
"""Texts in which the specification is mended, by context."""


@pytest.fixture(scope="module")
def source():
    if not SOURCE.exists():
        pytest.skip("the specification (questionnaires.json) is not beside this checkout")
    return json.loads(SOURCE.read_text(encoding="utf-8"))


def test_the_library_has_no_fault():
    assert check_library() == []


def test_all_four_questionnaires_are_published():
    library = load_library()
    families = {found.prefix: found.family for found in library.published()}
    assert families == {"BPR": "practice", "RCR": "coordinator", "VND": "national", "VNR": "national"}


def test_option_sets_equal_the_specification(source):
    for prefix in ("VNR", "VND", "RCR", "BPR"):
        sets = load_library().release(prefix, "1").option_sets
        assert list(sets) == list(source["option_sets"])
        for code, options in source["option_sets"].items():
            assert [(option.value, option.label) for option in sets[code].options] == [
                (option["value"], option["label"]) for option in options
            ]


def test_instruments_equal_the_specification(source):
    for written in source["instruments"]:
        read = load_library().release(written["prefix"], "1")
        for name in ("title", "filed_by", "when", "track", "introduction"):
            assert getattr(read, name) == CORRECTED.get(f"{read.prefix}:{name}", written[name])
        assert list(read.paragraphs) == written["paragraphs"]
        own = [section for section in read.sections if section.owner == read.prefix]
        assert [(section.id, section.title, section.note, section.repeated) for section in own] == [
            (section["id"], section["title"], section["note"] or "", section["repeat_by"] == "CONF")
            for section in written["sections"]
        ]


def test_questions_equal_the_specification(source):
    for instrument in source["instruments"]:
        read = load_library().release(instrument["prefix"], "1")
        for section in instrument["sections"]:
            codes = [question.code for question in read.section(section["id"]).questions]
            assert codes == [question["code"] for question in section["questions"]]
            for question in section["questions"]:
                help_text = CORRECTED.get(f"{question['code']}:help", question["help"])
                wanted = {"columns": [], **question, "help": help_text}
                assert _as_written(read.question(question["code"])) == wanted


def _as_written(question):
    return {
        "code": question.code,
        "type": question.type.source,
        "columns": [
            {
                "name": column.name,
                "label": column.label,
                "type": column.type.source,
                "required": column.required,
            }
            for column in question.type.columns
        ],
        "required": question.required,
        "show_if": question.show_if.source if question.show_if else None,
        "clauses": list(question.clauses),
        "aggregate": list(question.aggregate),
        "text": question.text,
        "help": question.help,
    }


def test_the_report_without_coordinator_contains_the_national_one_with_its_differences(source):
    written = next(found for found in source["instruments"] if found["prefix"] == "VND")
    national, read = load_library().latest("VNR"), load_library().latest("VND")
    kept = [question.code for question in national.questions() if question.code not in written["omit"]]
    assert [question.code for question in read.questions() if question.code.startswith("VNR")] == kept
    assert [section.id for section in read.sections] == ["A", "X", "B", "C", "D", "E", "F", "G", "I", "Z"]
    optional = [question.code for question in read.questions() if question.optional_if]
    assert optional == written["optional_if"]["codes"]
    assert {question.optional_if.source for question in read.questions() if question.optional_if} == {
        "VND.15.X3 = yes"
    }
    assert read.question("VNR.12.B1").help_context == "VNR.12.B1:help@VND"
    assert "coordinates development cooperation" in read.question("VNR.12.B1").help
    assert national.question("VNR.12.B1").help_context is None
