"""Small cases in which public figures once told, or nearly told, what a Government kept back."""

from __future__ import annotations

import pytest

from portal.aggregation.aggregate import aggregate, workings_of, write
from portal.aggregation.display.variant import public_variant
from portal.aggregation.earlier import EarlierIssue, history_of
from tests.unit.aggregation.bundles import cycle_input, read

ADVOCACY = "VNR.12.F3"


def cycle(name):
    return cycle_input(read(f"disclosure/{name}.json"), "2000")


def public(name):
    return aggregate(cycle(name), None, "public")


def figures(block):
    """Return every figure of a block of which the counts are not displayed."""
    return {name: value for name, value in block.items() if not isinstance(value, bool | dict)}


def test_rows_by_country_are_those_of_public_answers_alone():
    total = public("rows_by_country")["total"]
    assert set(total["poverty"]["positions"]) == {"XAA", "XAB"}
    assert set(total["coordination"]["index"]) == {"XAA", "XAB"}
    assert set(total["government_view"]["comparison"]) <= {"XAA", "XAB"}


def test_answers_that_two_countries_have_in_common_are_not_displayed_whoever_else_did_not_answer():
    total = public("rows_by_country")["total"]
    assert not total["poverty"]["displayed"]
    assert set(figures(total["poverty"]).values()) == {None}
    for rating in total["coordination"]["ratings"].values():
        assert not rating["displayed"]


def test_a_figure_is_not_safer_for_a_report_that_left_the_question_out():
    block = public("missing_known")["total"]["ratings"][ADVOCACY]
    assert not block["displayed"]
    assert set(figures(block).values()) == {None}


def test_a_hidden_region_takes_another_with_it():
    found = public("one_region")
    shown = {region: of["ratings"][ADVOCACY]["displayed"] for region, of in found["by_region"].items()}
    assert found["total"]["ratings"][ADVOCACY]["displayed"]
    assert not shown["africa"]
    assert not shown["europe"]


@pytest.mark.parametrize("issued_before", [True, False])
def test_one_report_more_hides_what_an_earlier_issue_displayed(issued_before):
    first, second = cycle("two_dates_1"), cycle("two_dates_2")
    earlier = aggregate(first, None, "public")
    assert earlier["total"]["ratings"][ADVOCACY]["displayed"]
    past = history_of([EarlierIssue(first, earlier)] if issued_before else [])
    later = public_variant(write(workings_of(second, None, past=past)))
    assert later["total"]["ratings"][ADVOCACY]["displayed"] is not issued_before
