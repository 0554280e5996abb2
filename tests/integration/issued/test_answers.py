"""All answers of a cycle in one flat file: everything filed is in it, in CSV and in a workbook alike."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from sqlalchemy import event, select

from portal import canonical
from portal.cycles.models import Cycle
from portal.exchange.importing import import_bundle
from portal.issued.answers.files import FORMATS
from portal.issued.answers.queries import filed_reports
from portal.issued.answers.rows import COLUMNS
from portal.issued.cells import plain_text
from portal.reports.models import Filing, Report
from portal.reports.workflow import Status
from tests.bundles import small_bundle, submission, written
from tests.factories import NOW

LONG = "A long text. " * 4000
HOSTILE = {
    "VNR.12.A1": "=cmd|' /C calc'!A0",
    "VNR.12.B2": {"text": "@SUM(1+1)\n+1", "language": "fr"},
    "VNR.12.B8": LONG,
    "VNR.12.I5": "'quoted' <b>&amp;</b> \u202eabc 😀 𠮷",
    "VNR.12.B1": "yes",
    "VNR.12.H1": "yes",
    "VNR.12.H7": "- for the secretariat alone",
    "VNR.12.G4": 3,
}


def written_in(session, code, form):
    cycle = session.get_one(Cycle, code)
    file = io.BytesIO()
    FORMATS[form].write(filed_reports(session, cycle), file, NOW)
    return file


def lines_in(session, code):
    text = written_in(session, code, "csv").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def hostile(session):
    bundle = small_bundle(
        submission(HOSTILE),
        submission(
            {"VNR.12.A1": "draft"},
            id="N2",
            country="COR",
            status="draft",
            first_submitted=None,
            submitted_at=None,
        ),
    )
    assert not import_bundle(session, written(bundle), NOW).faults
    session.flush()
    return session


def test_every_answer_filed_is_in_the_file(example):
    lines = lines_in(example, "2000")
    statement = select(Report, Filing).join(Filing).where(Report.cycle_code == "2000")
    filed = {
        (report.reference, key)
        for report, filing in example.execute(statement)
        if report.status is not Status.DRAFT
        for key in canonical.loads(filing.content)["answers"]
    }
    assert {(line["report"], line["key"]) for line in lines} == filed
    assert {line["instrument"] for line in lines} == {"VNR", "VND", "RCR", "BPR"}
    assert {line["status"] for line in lines} >= {
        "published",
        "superseded",
        "withdrawn",
        "returned",
        "declined",
    }


def test_a_line_says_where_the_answer_stands(example):
    lines = {
        (line["report"], line["key"], line["row"], line["column"]): line for line in lines_in(example, "2000")
    }
    rating = lines["N5", "VNR.12.C1@FWCW95", "", ""]
    assert [rating[name] for name in ("country", "region", "track", "version", "consent")] == [
        "ARL",
        "africa",
        "rc",
        "2",
        "full",
    ]
    assert [rating[name] for name in ("question", "conference", "type", "value")] == [
        "C1",
        "FWCW95",
        "code",
        "3",
    ]
    several = lines["N5", "VNR.12.C5@WSSD95", "", ""]
    assert (several["type"], several["value"]) == ("code", "finance; debt")
    cell = lines["N5", "VNR.12.D2", "1", "baseline"]
    assert (cell["type"], cell["value"]) == ("number", "60.0")
    digest = example.scalars(select(Filing.digest).join(Report).where(Report.reference == "N5")).one()
    assert {line["digest"] for line in lines.values() if line["report"] == "N5"} == {digest}


def test_hostile_texts_come_out_whole_and_begin_no_formula(hostile):
    lines = lines_in(hostile, "2000")
    assert {line["report"] for line in lines} == {"N1"}
    found: dict[str, list[dict[str, str]]] = {}
    for line in lines:
        found.setdefault(line["key"], []).append(line)
    for key, answer in HOSTILE.items():
        text = answer["text"] if isinstance(answer, dict) else str(answer)
        assert "".join(plain_text(line["value"]) for line in found[key]) == text
        assert [int(line["part"]) for line in found[key]] == [*range(1, len(found[key]) + 1)]
    assert not [line for line in lines if line["value"].lstrip()[:1] in {"=", "+", "-", "@"}]
    assert len(found["VNR.12.B8"]) == 2
    assert found["VNR.12.B2"][0]["language"] == "fr"
    assert (found["VNR.12.G4"][0]["type"], found["VNR.12.G4"][0]["value"]) == ("number", "3")


def test_the_workbook_holds_the_lines_of_the_csv(example):
    lines = lines_in(example, "2000")
    sheet = openpyxl.load_workbook(written_in(example, "2000", "xlsx"), read_only=True)["answers"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == COLUMNS
    for line, row in zip(lines, rows, strict=True):
        cells = dict(zip(COLUMNS, row, strict=True))
        if line["type"] == "number":
            assert float(line["value"]) == cells["value"]
        else:
            assert plain_text(line["value"]) == cells["value"]
        assert (line["key"], line["row"]) == (cells["key"], "" if cells["row"] is None else str(cells["row"]))
        assert cells["shown"] is (line["shown"] == "true")


def test_hostile_texts_are_whole_in_the_workbook(hostile):
    sheet = openpyxl.load_workbook(written_in(hostile, "2000", "xlsx"))["answers"]
    found: dict[str, str] = {}
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(COLUMNS, row, strict=True))
        assert cells["value"].data_type in {"s", "n"}
        key = str(cells["key"].value)
        found[key] = found.get(key, "") + str(cells["value"].value)
    assert found == {
        key: answer["text"] if isinstance(answer, dict) else str(answer) for key, answer in HOSTILE.items()
    }


def test_an_answer_that_a_condition_hid_is_told_from_the_others(session):
    answers = {"VNR.12.B1": "no", "VNR.12.B2": "a committee"}
    assert not import_bundle(session, written(small_bundle(submission(answers))), NOW).faults
    session.flush()
    assert {line["key"]: line["shown"] for line in lines_in(session, "2000")} == {
        "VNR.12.B1": "true",
        "VNR.12.B2": "false",
    }


def test_the_file_takes_as_many_queries_for_four_reports_as_for_twelve(example, engine):
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    counts = []
    for code in ("1999", "2000"):
        example.expire_all()
        statements.clear()
        lines_in(example, code)
        counts.append(len(statements))
    assert counts[0] == counts[1]
