"""What is listed behind a figure: everything for the secretariat, for the public what the rules show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.aggregation.flat import to_tables
from portal.aggregation.provenance.explaining import explain
from portal.issued.naming import number_of
from portal.provenance.describing import Describer
from portal.provenance.listing import Lister
from portal.provenance.queries import FiledReport
from portal.reports.disclosure import Audience
from tests.unit.aggregation.fictions import two_cycles
from tests.unit.aggregation.provenance.recomputing import paths_in
from tests.unit.aggregation.scale import examples
from tests.unit.provenance.example import describer, explained, lister


def page(path, audience=Audience.PUBLIC):
    return lister(audience).page(explained().figure(path))


def assert_nothing_leaks(whole, listing):
    """Behind a figure that the public does not see nothing is listed; behind one it sees, public answers."""
    for path in paths_in(whole.aggregates):
        figure = whole.figure(path)
        shown = listing.page(figure)
        if not figure.shown:
            assert (shown.value, shown.lines, shown.hidden, shown.measure) == ("", (), 0, ""), path
            continue
        assert all(line.public for line in shown.lines), path
        assert all(answer.opens for line in shown.lines for answer in line.answers), path
        inside = [one for one in figure.contributions if one.report and (one.numerator or one.denominator)]
        listed = [line for line in shown.lines if line.instrument and line.part != "outside"]
        assert len(listed) + shown.hidden == len(inside), path


def test_the_public_list_of_every_figure_of_the_worked_example_tells_nothing_withheld():
    assert_nothing_leaks(explained(), lister(Audience.PUBLIC))


@pytest.mark.scaled
@examples(40)
@given(st.integers(min_value=0, max_value=2**32), st.integers(min_value=2, max_value=9))
def test_the_public_list_of_every_figure_of_invented_cycles_tells_nothing_withheld(seed, size):
    whole = explain(*two_cycles(seed, size))
    assert_nothing_leaks(whole, Lister(Describer("en", whole.workings.frame.cycle, {}), Audience.PUBLIC, {}))


def test_the_secretariat_sees_every_contribution():
    for path in ("total/coordination/ratings/RCR.13.H1/n", "total/numbers/VNR.12.E2/sum"):
        figure = explained().figure(path)
        assert not figure.shown
        found = page(path, Audience.SECRETARIAT)
        assert len(found.lines) == len(figure.contributions) > 0
        assert found.hidden == 0


def test_who_chose_an_option_is_counted_and_who_answered_otherwise_is_compared_with():
    found = page("total/distributions/VNR.12.B1/options/yes/count", Audience.SECRETARIAT)
    parts = {line.country: line.part for line in found.lines}
    assert parts == {"Arlandia": "counted", "Borovia": "counted", "Cordamar": "compared"}
    assert found.value == "2"
    texts = {line.country: line.answers[0].text for line in found.lines}
    assert texts["Arlandia"] == texts["Borovia"] == "Yes" != texts["Cordamar"]


def test_an_answer_of_the_summary_leads_to_its_own_page_and_others_to_the_report():
    (line,) = [one for one in page("total/distributions/VNR.12.B1/n").lines if one.code == "BOR"]
    assert line.answers[0].opens == "summary"
    number = page("by_region/africa/numbers/VNR.12.E5/sum")
    assert [one.answers[0].opens for one in number.lines] == ["report"]
    assert number.value == "310.5"


def test_a_pair_of_reports_shows_both_answers_with_their_cycles():
    found = page("total/trend_published/by_conference/WSSD95/improved")
    cycles = {line.country: [answer.cycle for answer in line.answers] for line in found.lines}
    assert cycles == {"Arlandia": ["2000", "1999"], "Cordamar": ["2000", "1999"]}
    assert found.value == "1"


def test_a_report_of_which_only_the_state_is_public_is_not_named():
    figure = explained().figure("coverage/national/all/counted")
    filed = {
        one.report.report_id: FiledReport(
            1, one.report.report_id, 1, "", "0" * 64, datetime(2000, 4, 1, tzinfo=UTC)
        )
        for one in figure.contributions
        if one.report is not None
    }
    found = Lister(describer(), Audience.PUBLIC, filed).page(figure)
    named = {line.country: line.filed is not None for line in found.lines}
    assert named == {"Arlandia": True, "Borovia": False, "Cordamar": True, "Dunmere": False}
    assert {line.country: line.state for line in found.lines}["Borovia"] == "Accepted"


def test_practices_that_are_not_published_are_only_a_number():
    found = page("total/best_practices/counted")
    assert (found.value, found.hidden) == ("3", 3)
    assert {line.country for line in found.lines} == {"Arlandia", "Borovia"}


def test_every_figure_says_in_which_table_it_stands_and_what_it_is():
    for path in paths_in(explained().aggregates):
        figure = explained().figure(path)
        found = lister(Audience.SECRETARIAT).page(figure)
        assert found.title, path
        assert found.display, path
        assert all(question.text for question in found.questions), path
        assert figure.table in {"", *(f"T{number}" for number in range(1, 13))}, path


def test_a_table_is_named_as_in_the_files_of_issued_tables():
    names = {
        code
        for group in ("distributions", "ratings", "numbers", "tables")
        for code in explained().aggregates["total"][group]
    }
    unlike = []
    for flat in to_tables(explained().aggregates):
        group, _, code = flat.name.partition(".")
        if code in names:
            leaf = explained().figure(f"total/{group}/{code}/n")
            unlike += [flat.name] if leaf.table != number_of(flat.name) else []
    assert unlike == []


def test_why_the_public_does_not_see_a_figure_is_said():
    said = [
        page(path, Audience.SECRETARIAT).display
        for path in (
            "total/by_conference/ICPD94/mean",
            "total/by_conference/FWCW95/mean",
            "total/coordination/ratings/RCR.13.H1/n",
            "total/all_cells/mean",
            "by_region/western_asia/distributions/VNR.12.B1/n",
        )
    ]
    assert len(set(said)) == len(said)
