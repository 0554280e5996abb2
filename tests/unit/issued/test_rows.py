"""The answers of a filing as flat lines: each kind of answer, and where the lines go on."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from portal.issued.answers.files import write_xlsx
from portal.issued.answers.rows import COLUMNS, FiledReport, lines_of
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Disclosed
from portal.reports.workflow import Status
from tests.factories import NOW


def report(answers, status=Status.ACCEPTED):
    return FiledReport(
        cycle="2000",
        country="ARL",
        region="africa",
        track="rc",
        instrument="VNR",
        reference="N1",
        version=1,
        digest="0" * 64,
        language="es",
        demonstration=True,
        state=Disclosed(status, "none"),
        questionnaire=load_library().latest("VNR"),
        asked=Asked("rc", ("WSSD95",), ("poverty",)),
        answers=answers,
    )


def told(answers, *names):
    lines = [dict(zip(COLUMNS, line, strict=True)) for line in lines_of(report(answers))]
    return [tuple(line[name] for name in names) for line in lines]


FILE = {"name": "=plan.pdf", "sha256": "ab", "size": 12}


@pytest.mark.parametrize(
    ("key", "value", "lines"),
    [
        ("VNR.12.B1", "yes", [("code", "yes", None, None, None)]),
        ("VNR.12.C5@WSSD95", ["finance", "debt"], [("code", "finance; debt", None, None, None)]),
        ("VNR.12.C5@WSSD95.other", "otra", [("text", "otra", "es", None, None)]),
        ("VNR.12.E5", Decimal("310.50"), [("number", Decimal("310.50"), None, None, None)]),
        ("VNR.12.B2", {"text": "comité", "language": "fr"}, [("text", "comité", "fr", None, None)]),
        (
            "VNR.12.A3",
            {"from": "1999-01-01", "to": "1999-12-31"},
            [("date", "1999-01-01/1999-12-31", None, None, None)],
        ),
        ("VNR.12.Q9", {"b": 1, "a": 2}, [("data", '{"a":2,"b":1}', None, None, None)]),
        (
            "VNR.12.F1",
            [{"theme": "other", "theme.other": "paz"}],
            [("code", "other", None, 1, "theme"), ("text", "paz", "es", 1, "theme.other")],
        ),
        (
            "VNR.12.I7",
            [FILE],
            [
                ("data", "=plan.pdf", None, 1, "name"),
                ("data", "ab", None, 1, "sha256"),
                ("number", 12, None, 1, "size"),
            ],
        ),
    ],
)
def test_every_kind_of_answer_has_its_lines(key, value, lines):
    assert told({key: value}, "type", "value", "language", "row", "column") == lines


def test_questions_come_in_order_of_display_and_those_not_shown_after_them():
    answers = {"VNR.12.B2": "hidden", "VNR.12.C1@WSSD95": "3", "VNR.12.B1": "no"}
    assert told(answers, "key", "question", "conference", "shown") == [
        ("VNR.12.B1", "B1", None, True),
        ("VNR.12.C1@WSSD95", "C1", "WSSD95", True),
        ("VNR.12.B2", "B2", None, False),
    ]


def test_a_report_recalled_by_its_author_has_no_lines():
    assert not list(lines_of(report({"VNR.12.B1": "yes"}, Status.DRAFT)))


def test_a_full_sheet_goes_on_in_the_next():
    answers = {"VNR.12.B1": "yes", "VNR.12.B7": "yes", "VNR.12.D1": "no"}
    file = io.BytesIO()
    write_xlsx([report(answers)], file, NOW, last_row=3)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["about", "answers", "answers 2"]
    keys = [
        row[COLUMNS.index("key")]
        for name in book.sheetnames[1:]
        for row in book[name].iter_rows(min_row=2, values_only=True)
    ]
    assert keys == list(answers)
    assert book["answers 2"]["A1"].value == "cycle"
