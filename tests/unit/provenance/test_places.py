"""From an answer to its figures: just those that list it among their contributions."""

from __future__ import annotations

from collections import defaultdict

from portal.provenance.places import Asked, figures_with
from portal.questionnaires.definition import parse_key
from tests.unit.aggregation.provenance.recomputing import paths_in
from tests.unit.provenance.example import describer, explained

NOT_LED_TO = ("coverage", "country_means")
BESIDE = {
    "all_cells",
    "trend",
    "trend_published",
    "by_measure",
    "by_assessment",
    "positions",
    "index",
    "comparison",
}
"""Figures to which an answer leads through those it is counted in first."""


def test_an_answer_leads_to_just_the_figures_that_count_it():
    expected = defaultdict(set)
    for path in paths_in(explained().aggregates):
        names = path.split("/")
        leads = names[-1] == "n" or (names[0].endswith("_matrix") and names[-1] == "value")
        if not leads or names[0] in NOT_LED_TO or BESIDE & set(names):
            continue
        for one in explained().figure(path).contributions:
            if one.state != "not_asked":
                for answer in one.answers:
                    expected[answer.report.report_id, answer.key].add(path)
    assert len(expected) > 200
    unlike = []
    cycle = explained().workings.frame.cycle
    for (reference, key), paths in expected.items():
        report = next(one for one in cycle.reports if one.report_id == reference)
        parsed = parse_key(key)
        question = cycle.questionnaires[report.instrument].question(parsed.code)
        asked = Asked(question, parsed.conference, report.country, cycle.invited[report.country][0])
        found = set(figures_with(asked, cycle.themes))
        if found != paths:
            unlike.append(
                f"{reference} {key}: too many {sorted(found - paths)}, missing {sorted(paths - found)}"
            )
    assert not unlike, "\n".join(unlike[:10])


def test_a_text_is_counted_in_no_figure():
    question = describer().question("VNR.12.B8")
    assert figures_with(Asked(question, None, "ARL", "africa"), ("poverty",)) == ()


def test_a_figure_that_counts_an_answer_is_named_by_its_table_and_region():
    place = describer().place("by_region/africa/by_conference/WSSD95/n", "VNR.12.C1")
    assert place.startswith("T3 · Progress by conference · ")
    assert place.endswith(" · Africa")
