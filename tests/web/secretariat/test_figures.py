"""Figures of a cycle for the secretariat, and the answers behind each."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from portal.accounts.permissions import Role
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.secretariat.figures.tables import Builder
from tests.web.review.visiting import count_questions

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def example():
    """The tables of the worked example."""
    text = (DATA / "aggregates_example.json").read_text(encoding="utf-8")
    aggregates = json.loads(text, parse_float=Decimal)
    asked = Asked("rc", tuple(aggregates["conferences"]), tuple(aggregates["themes"]))
    tables = Builder(aggregates, load_library().latest("VNR"), asked).tables()
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
    assert list(example) == ["T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"]


def test_the_page_shows_every_table_and_leads_to_the_answers(desk):
    report = desk.accepted()
    page = desk.officer.get(f"{desk.cycle}/figures")
    for number in range(1, 10):
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
