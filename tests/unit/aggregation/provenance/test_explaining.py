"""What is said of one figure: its flags, its table, its questions; and what is no figure at all."""

from __future__ import annotations

import pytest

from portal.aggregation.aggregate import aggregate
from portal.aggregation.inputs import Selection
from portal.aggregation.provenance.addresses import beside, shown_in
from portal.aggregation.provenance.explaining import explain
from tests.unit.aggregation.bundles import cycle_input, filed, read, small_cycle
from tests.unit.aggregation.provenance.recomputing import paths_in


@pytest.fixture(scope="module")
def cycles():
    bundle = read("report_bundle_example.json")
    return cycle_input(bundle, "2000"), cycle_input(bundle, "1999")


@pytest.fixture(scope="module")
def explained(cycles):
    return explain(*cycles)


NO_FIGURES = (
    "",
    "/",
    "total",
    "total/",
    "schema",
    "themes/0",
    "countries/ARL/track",
    "total/by_conference/WSSD95",
    "total/by_conference/WSSD95/displayed",
    "total/by_conference/WSSD95/mean/more",
    "coverage/national/all/low_coverage",
    "by_region/africa",
    "by_region/nowhere/poverty/n",
    "progress_matrix/ARL/WSSD95",
    "total/poverty/positions/BOR/on_path",
)


@pytest.mark.parametrize("path", NO_FIGURES)
def test_what_is_no_figure_is_not_explained(explained, path):
    with pytest.raises(LookupError):
        explained.figure(path)


@pytest.mark.parametrize(
    "path",
    [
        "total/trend",
        "coverage/previous",
        "total/trend_published",
        "total/trend/all/pairs",
        "coverage/previous/national/counted",
    ],
)
def test_without_a_previous_cycle_there_is_no_trend_to_explain(cycles, path):
    with pytest.raises(LookupError):
        explain(cycles[0], None).figure(path)


def test_a_conference_that_the_previous_cycle_did_not_have_has_no_trend_to_explain():
    invited = {"AAA": ("africa", "rc")}
    now, then = small_cycle(invited), small_cycle(invited, code="1999")
    then = type(then)(**{**vars(then), "conferences": ("ICPD94",)})
    whole = explain(now, then)
    assert whole.figure("total/trend/by_conference/ICPD94/pairs").value == 0
    for path in ("total/trend/by_conference/WSSD95", "total/trend/by_conference/WSSD95/pairs"):
        with pytest.raises(LookupError):
            whole.figure(path)


def test_the_values_are_those_of_the_aggregates_of_both_audiences(cycles, explained):
    current, previous = cycles
    assert explained.aggregates == aggregate(current, previous, "secretariat")
    assert explained.public == aggregate(current, previous, "public")


def test_flags_are_those_of_the_innermost_block(explained):
    shown = explained.figure("total/assistance/share/at_or_above_target/count")
    assert shown.flags == {"displayed": True, "suppressed": False}
    assert explained.figure("coverage/national/all/counted").flags == {}
    mean = explained.figure("total/by_conference/FWCW95/mean")
    assert mean.flags == {"displayed": True, "mean_displayed": False, "suppressed": True}
    assert not mean.shown


def test_a_cell_without_a_rating_is_shown_by_its_state(explained):
    cell = explained.figure("progress_matrix/ARL/SIDS94/value")
    assert (cell.value, cell.shown, cell.contributions[0].state) == (None, True, "na")
    assert not shown_in({"country_means": None}, ("country_means", "ARL", "mean"))
    assert not shown_in({"total": {"all_cells": None}}, ("total", "all_cells", "mean"))


def test_a_figure_names_the_question_of_the_form_that_asked_it(explained):
    figure = explained.figure("total/government_view/ratings/VND.15.X10/n")
    assert [(one.country, one.answers[0].key) for one in figure.contributions] == [("BOR", "VND.15.X10")]
    merged = small_cycle(
        {"AAA": ("africa", "rc"), "BBB": ("europe", "norc")},
        filed("VNR", "AAA", {"VNR.12.A6": ["census"]}),
        filed("VND", "BBB", {"VND.15.X2": ["census"]}),
    )
    both = explain(merged, None).figure("total/distributions/VNR.12.A6/n")
    assert {one.country: one.answers[0].key for one in both.contributions} == {
        "AAA": "VNR.12.A6",
        "BBB": "VND.15.X2",
    }


def test_a_rating_by_way_of_assessment_rests_on_both_answers(explained):
    figure = explained.figure("total/coordination/by_assessment/team/RCR.13.H1/n")
    assert figure.codes == ("RCR.13.H1", "RCR.13.H7")
    assert [[answer.key for answer in one.answers] for one in figure.contributions] == [
        ["RCR.13.H1", "RCR.13.H7"]
    ]


def test_a_pair_names_the_reports_of_both_cycles(explained):
    figure = explained.figure("total/trend/by_conference/WSSD95/improved")
    named = {one.country: [answer.report.report_id for answer in one.answers] for one in figure.contributions}
    assert named == {"ARL": ["N5", "N1"], "COR": ["N7", "N2"]}


def test_a_selection_restricts_what_contributes(cycles):
    current, previous = cycles
    whole = explain(current, previous, selection=Selection(region="africa"))
    figure = whole.figure("total/distributions/VNR.12.B1/n")
    assert [one.country for one in figure.contributions] == ["ARL"]


def test_a_practice_is_told_apart_from_others_of_its_country(explained):
    figure = explained.figure("total/best_practices/received")
    references = [one.report.report_id for one in figure.contributions if one.numerator]
    assert references == ["P1", "P2", "P3", "P4"]
    countries = explained.figure("total/best_practices/countries/count")
    assert {one.country: one.public for one in countries.contributions if one.numerator} == {
        "ARL": True,
        "BOR": True,
    }


def test_the_figures_beside_one_are_all_those_of_its_block_and_no_other(explained):
    blocks: dict[str, tuple[str, ...]] = {}
    for path in paths_in(explained.aggregates):
        block, paths = beside(explained.aggregates, tuple(path.split("/")))
        assert path in paths
        assert blocks.setdefault(block, paths) == paths
    sizes = [len(paths) for paths in blocks.values()]
    assert sum(sizes) == len(set(paths_in(explained.aggregates)))
