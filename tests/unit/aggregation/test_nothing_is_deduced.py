"""What an unpublished report says cannot be deduced from the public figures (section 8).

Who tries knows the reports counted, all public answers and every figure displayed. Of the known limits (rule 8.11)
three are left out by what is not known: (a) nothing is concluded from a figure being withheld, (b) nobody is one of
the countries, (d) one variant is seen, not several. Of (c), a condition told by a public answer, what it tells is
excepted by name; and by (e) that an option was not chosen may be known.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from portal.aggregation.aggregate import aggregate
from tests.unit.aggregation.bundles import cycle_input
from tests.unit.aggregation.naive.riddles import GROUPS, Riddle, invented
from tests.unit.aggregation.naive.solving import block_at, explained, told
from tests.unit.aggregation.scale import examples

# A smaller seed is no smaller riddle.
WITHOUT_SHRINKING = settings(examples(500), phases=[Phase.explicit, Phase.reuse, Phase.generate])


def published(riddle):
    """Return what the product publishes of a cycle."""
    bundle = {"cycles": [riddle.cycle], "submissions": riddle.cycle["submissions"]}
    return aggregate(cycle_input(bundle, "2000"), None, "public")


def deduced(riddle, public):
    """Return, by country, what it must have answered, whatever else may be."""
    found = explained(riddle.cycle, public, riddle.figures, riddle.possible)
    assert all(found.values()), "the true answers explain the figures"
    return {country: told(answers) for country, answers in found.items()}


@pytest.mark.scaled
@WITHOUT_SHRINKING
@given(st.integers(min_value=0, max_value=2**32), st.sampled_from(GROUPS))
def test_nothing_an_unpublished_report_says_follows_from_the_public_figures(seed, codes):
    riddle = invented(seed, codes)
    by_limit_c = riddle.told_by_another_section()
    for country, words in deduced(riddle, published(riddle)).items():
        known = sorted(str(word) for word in words if word[0] not in by_limit_c)
        assert not known, f"{country} is known to say {known}"


def test_the_solver_finds_what_is_told_where_nothing_is_hidden():
    riddle = Riddle(
        ["VNR.12.D7"], [{"country": name, "region": "africa", "track": "rc"} for name in ("ARL", "BOR")]
    )
    riddle.file([riddle.report(name, {"VNR.12.D7": "3"}, "accepted", "full") for name in ("ARL", "BOR")])
    bundle = {"cycles": [riddle.cycle], "submissions": riddle.cycle["submissions"]}
    whole = aggregate(cycle_input(bundle, "2000"), None, "secretariat")
    assert deduced(riddle, whole)["BOR"] >= {("VNR.12.D7", ("option", "3"))}
    assert deduced(riddle, published(riddle))["BOR"] == set()


def test_known_limit_a_condition_in_a_section_withheld_is_told_by_what_it_shows():
    invited = [{"country": name, "region": "africa", "track": "rc"} for name in ("ARL", "BOR", "COR")]
    riddle = Riddle(["VNR.12.E1", "VNR.12.G5"], invited)
    answers: list[dict[str, Any]] = [
        {"VNR.12.E1": ["provider"], "VNR.12.G5": "yes"},
        {"VNR.12.E1": ["recipient"]},
        {"VNR.12.E1": ["none"]},
    ]
    withheld = ["E", "EG", "EG"]
    riddle.file(
        [
            riddle.report(place["country"], given, "published", "partial", sections)
            for place, given, sections in zip(invited, answers, withheld, strict=True)
        ]
    )
    assert ("VNR.12.E1", ("option", "provider")) in deduced(riddle, published(riddle))["ARL"]
    assert riddle.told_by_another_section() == {"VNR.12.E1"}


def test_found_limit_two_tables_of_the_same_reports_may_tell_more_than_each():
    """Rules 3 and 4 look at one block at a time: here who rated low assessed alone, who rated high in a team."""
    filed = [
        ("ARL", "africa", "published", "self", "5"),
        ("BOR", "africa", "published", "team", "1"),
        ("COR", "africa", "accepted", "self", "1"),
        ("DUN", "africa", "accepted", "self", "2"),
        ("ELV", "europe", "accepted", "team", "3"),
        ("FAL", "europe", "accepted", "team", "4"),
        ("GRE", "europe", "published", "team", "5"),
        ("HIN", "europe", "published", "self", "5"),
    ]
    invited = [{"country": name, "region": region, "track": "rc"} for name, region, *_ in filed]
    riddle = Riddle(["RCR.13.H7", "RCR.13.H4"], invited)
    riddle.file(
        [
            riddle.report(name, {"RCR.13.H7": way, "RCR.13.H4": rating}, status)
            for name, _, status, way, rating in filed
        ]
    )
    public = published(riddle)
    assert not block_at(public, "africa", "distributions/RCR.13.H7")["displayed"]
    assert block_at(public, "africa", "coordination/ratings/RCR.13.H4")["displayed"]
    assert block_at(public, "total", "coordination/by_assessment/self/RCR.13.H4")["displayed"]
    assert ("RCR.13.H7", ("option", "self")) in deduced(riddle, public)["COR"]


def test_found_limit_of_three_practices_not_public_two_alike_one_is_known_of_the_country_that_filed_two():
    """Rule 3 asks what all countries have in common; how many practices each region counts is public."""
    places = [("ARL", "africa"), ("BOR", "europe")]
    riddle = Riddle(
        ["BPR.12.A4"], [{"country": name, "region": region, "track": "rc"} for name, region in places]
    )

    def practice(country, number, scale):
        report = riddle.report(country, {"BPR.12.A4": scale}, "accepted", "none")
        return {**report, "id": f"{country} {number}", "subject": f"{country} {number}"}

    def filed(country, *scales):
        reports = [practice(country, number, scale) for number, scale in enumerate(scales)]
        return {"reports": reports, "says": set(scales)}

    scales = [answer.get("BPR.12.A4") for answer in riddle.answers]
    riddle.cycle["submissions"] = [
        *filed("ARL", "local", "local")["reports"],
        *filed("BOR", "community")["reports"],
    ]
    riddle.possible = {
        "ARL": [filed("ARL", *pair) for pair in itertools.product(scales, repeat=2)],
        "BOR": [filed("BOR", scale) for scale in scales],
    }
    assert deduced(riddle, published(riddle)) == {"ARL": {"local"}, "BOR": set()}
