"""Figures of a cycle for the secretariat, and the answers behind each."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from portal.accounts.permissions import Role
from portal.aggregation.queries import INSTRUMENTS
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.secretariat.figures.changes import change_table
from portal.secretariat.figures.instruments.coordination import coordination_tables
from portal.secretariat.figures.instruments.practices import practice_table
from portal.secretariat.figures.matrices import matrices
from portal.secretariat.figures.tables import Builder
from tests.web.review.visiting import count_questions

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def builders():
    """What builds the tables of the worked example, by instrument."""
    text = (DATA / "aggregates_example.json").read_text(encoding="utf-8")
    aggregates = json.loads(text, parse_float=Decimal)
    asked = Asked("rc", tuple(aggregates["conferences"]), tuple(aggregates["themes"]))
    return {name: Builder(aggregates, load_library().latest(name), asked) for name in INSTRUMENTS}


@pytest.fixture(scope="module")
def example(builders):
    """The tables of the worked example."""
    names = {code: code for code in builders["VNR"].aggregates["countries"]}
    changes = change_table(builders["VNR"], {name: one.questionnaire for name, one in builders.items()})
    assert changes is not None
    tables = [
        *builders["VNR"].tables(),
        *coordination_tables(builders["RCR"], names),
        practice_table(builders["BPR"]),
        changes,
    ]
    return {table.number: table for table in tables}


def _row(block, label):
    wanted = [row for row in block.rows if getattr(row.label, "english", row.label) == label]
    return [(cell.value, cell.share, cell.displayed) for cell in wanted[0].cells]


def _block(table, id_):
    return next(block for block in table.blocks if block.id == id_)


def test_the_tables_hold_the_figures_of_the_worked_example(example):
    progress = _block(example["T3"], "by_conference-ICPD94")
    assert _row(progress, "Mean")[0] == (Decimal("2.0"), None, True)
    assert _row(progress, "Substantial progress or better")[0] == (1, Decimal("33.3"), True)
    mechanisms = _block(example["T2"], "VNR.12.B1")
    assert _row(mechanisms, "Yes")[0] == (2, Decimal("66.7"), True)
    assert _row(_block(example["T6"], "poverty-path"), "Countries with data")[0][0] == 2
    assert _row(_block(example["T7"], "VNR.12.E5"), "Sum")[0][0] == Decimal("355.5")
    assert _row(_block(example["T9"], "VNR.12.H3"), "Mean")[0] == (Decimal("3.5"), None, False)
    assert _row(_block(example["T5"], "obstacles"), "Reports that answer")[0][0] == 3


def test_a_figure_that_the_public_does_not_see_is_marked(example):
    assistance = _block(example["T7"], "VNR.12.E2")
    assert _row(assistance, "Sum")[0] == (Decimal("420.0"), None, False)


def test_every_number_of_a_table_has_a_place_of_its_own(example):
    ids = [block.id for table in example.values() for block in table.blocks]
    assert len(ids) == len(set(ids))
    assert list(example) == [*(f"T{number}" for number in range(2, 13)), ""]


def test_the_tables_of_coordination_hold_the_figures_of_the_worked_example(example):
    assert _row(_block(example["T10"], "RCR.13.H1"), "Mean")[0] == (Decimal("3.0"), None, False)
    means = _block(example["T10"], "by-assessment")
    assert [cell.value for cell in means.rows[0].cells] == [Decimal("2.0"), Decimal("4.0"), None, None]
    assert _row(_block(example["T10"], "coordination-index"), "ARL") == [
        (6, None, True),
        (Decimal("3.17"), None, True),
    ]
    assert _row(_block(example["T10"], "coordination-comparison"), "ARL")[2][0] == Decimal("0.83")
    groups = _block(example["T11"], "coordination-thematic_groups")
    assert _row(groups, "Sum")[0][0] == 5
    assert _row(groups, "Countries with at least one group")[0][:2] == (2, Decimal("100.0"))
    framework = _block(example["T11"], "coordination-frameworks-RCR.14.E3")
    assert _row(framework, "Adopted")[0][:2] == (1, Decimal("100.0"))
    assert _row(framework, "Not a pilot country")[0][0] == 1
    assert _row(_block(example["T11"], "coordination-requests"), "Requests")[0][:2] == (1, Decimal("50.0"))


def test_the_table_of_practices_holds_the_figures_of_the_worked_example(example):
    totals = _block(example["T12"], "practices-totals")
    assert [_row(totals, name)[0][0] for name in ("Received", "Accepted", "Published", "Declined")] == [
        4,
        3,
        2,
        1,
    ]
    assert _row(totals, "Countries with at least one practice, of those invited")[0] == (
        2,
        Decimal("50.0"),
        True,
    )
    assert [row.cells[0].value for row in _block(example["T12"], "BPR.12.A2").rows] == [3, 0, 3, 1, 0]


def test_changes_hold_the_figures_of_the_worked_example(example):
    conferences = _block(example[""], "changes-conferences")
    assert [cell.value for cell in conferences.rows[0].cells] == [2, 1, 0, 1, Decimal("0.0")]
    assert [cell.value for cell in conferences.rows[-1].cells] == [6, 4, 1, 1, Decimal("0.5")]
    assert conferences.rows[-1].cells[0].path == "total/trend/all/pairs"


def test_every_figure_that_can_be_opened_has_its_path_in_the_aggregates(builders, example):
    aggregates = builders["VNR"].aggregates
    names = {code: code for code in aggregates["countries"]}
    blocks = [block for table in example.values() for block in table.blocks]
    blocks += matrices(builders["VNR"], names)
    cells = [cell for block in blocks for row in block.rows for cell in row.cells if cell.path]
    assert len(cells) > 100
    for cell in cells:
        found = aggregates
        for name in cell.path.split("/"):
            found = found[name]
        assert found == cell.value, cell.path


def test_the_matrices_hold_ratings_and_say_in_words_what_is_none(builders):
    progress, themes = matrices(builders["VNR"], {"COR": "Cordamar", "DUN": "Dunmere"})
    cordamar, dunmere = progress.rows
    assert [cell.value for cell in cordamar.cells] == [1, 2, None, 3, Decimal("2.0"), 3]
    assert [cell.state for cell in cordamar.cells[:4]] == ["", "", "missing", ""]
    assert (cordamar.cells[5].of, cordamar.cells[4].displayed) == (4, False)
    assert {cell.state for cell in dunmere.cells[:4]} == {"withdrawn"}
    assert len(themes.columns) == 8


def test_the_page_shows_every_table_and_leads_to_the_answers(desk):
    report = desk.accepted()
    page = desk.officer.get(f"{desk.cycle}/figures")
    for number in range(1, 13):
        assert f'id="T{number}"' in page.html
    assert "Based on reports from 1 of 2 countries" not in page
    (behind,) = set(re.findall(r'href="/en/([^"]+/figures/VNR\.12\.B1)"', page.html))
    answers = desk.officer.get(behind)
    assert "1 accepted report" in answers
    assert f"/secretariat/reports/{report}#q-VNR.12.B1" in answers.html


def test_low_coverage_is_said(desk):
    assert "Based on reports from 0 of 2 countries" in desk.officer.get(f"{desk.cycle}/figures")


def test_behind_a_figure_stand_accepted_reports_only(desk):
    desk.file()
    answers = desk.officer.get(f"{desk.cycle}/figures/VNR.12.C1@WSSD95")
    assert "No report of this cycle is accepted yet." in answers
    assert desk.officer.get(f"{desk.cycle}/figures/VNR.12.ZZ").status == 404


def test_the_pages_take_as_many_questions_for_one_report_as_for_two(desk):
    pages = (f"{desk.cycle}/figures", f"{desk.cycle}/figures/VNR.12.B1")
    desk.accepted()
    one = [count_questions(desk.officer, page) for page in pages]
    report = desk.endorsed()
    from portal.reports.workflow import Action, Side

    desk.step(report, Action.ACCEPT, Side.SECRETARIAT)
    assert [count_questions(desk.officer, page) for page in pages] == one


def test_others_are_refused(desk):
    for role in (Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMINISTRATOR):
        assert desk.visitor(role, desk.place.rc).get(f"{desk.cycle}/figures").status == 403


def test_figures_are_restricted_and_compared_as_the_address_asks(desk):
    desk.accepted()
    page = desk.officer.get(f"{desk.cycle}/figures", track="rc", region="nowhere", previous="never")
    assert re.search(r'<option value="rc" selected>', page.html)
    assert "Based on reports from 0 of 1 countries; not representative." in page
    assert 'id="changes"' not in page.html
    assert "track=rc" in page.html
    assert not re.search(r'figure/[^"]*region=', page.html)


def test_the_matrices_have_a_page_of_their_own(desk):
    desk.accepted()
    page = desk.officer.get(f"{desk.cycle}/figures/matrices")
    assert 'id="progress-matrix"' in page.html
    assert 'id="theme-matrix"' in page.html
    assert "figure/progress_matrix/" in page.html
    assert "n.a.: does not apply" in page


@pytest.mark.parametrize(("audience", "mark"), [("secretariat", "secretariat"), ("public", "public")])
def test_the_figures_are_sent_as_files(desk, audience, mark):
    desk.accepted()
    sent = desk.officer.client.get(f"/en/{desk.cycle}/figures/{audience}/json?track=norc")
    found = json.loads(sent.data)
    assert (found["audience"], found["coverage"]["national"]["all"]["expected"]) == (mark, 1)
    assert desk.officer.get(f"{desk.cycle}/figures/everybody/json").status == 404
    assert desk.officer.get(f"{desk.cycle}/figures/public/doc").status == 404


def test_all_answers_are_sent_as_one_flat_file(desk):
    desk.accepted()
    sent = desk.officer.client.get(f"/en/{desk.cycle}/answers.csv")
    lines = list(csv.DictReader(io.StringIO(sent.data.decode("utf-8-sig"), newline="")))
    assert {line["status"] for line in lines} == {"accepted"}
    assert {line["key"] for line in lines} >= {"VNR.12.B1", "VNR.12.C1@WSSD95"}
    book = desk.officer.client.get(f"/en/{desk.cycle}/answers.xlsx")
    rows = openpyxl.load_workbook(io.BytesIO(book.data))["answers"].max_row
    assert rows == len(lines) + 1
    assert desk.officer.get(f"{desk.cycle}/answers.ods").status == 404
