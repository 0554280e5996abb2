from __future__ import annotations

import pytest

from portal.exchange.rules.versions import Version, check_versions
from portal.reports.workflow import Status

REPORT = ("national", "2000", "ARL")
DAY = "2000-03-10"


def version(number, status, label=None, day=DAY, identity=REPORT):
    return Version(label or f"v{number}", identity, number, Status(status), day)


def codes(given, known=()):
    return [(fault.label, fault.code) for fault in check_versions(given, known)]


@pytest.mark.parametrize("before", ["superseded", "withdrawn"])
@pytest.mark.parametrize("after", ["draft", "submitted", "returned", "withdrawn"])
def test_one_version_in_force_between_earlier_and_later_ones_is_sound(before, after):
    assert not codes([version(1, before), version(2, "accepted"), version(3, after)])


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "endorsed", "declined"])
def test_an_earlier_version_is_out_of_force(status):
    assert codes([version(1, status), version(2, "published")]) == [("v1", "lower_version_standing")]


def test_only_one_version_counts():
    assert codes([version(1, "accepted"), version(2, "published")]) == [("v1", "two_counted")]


def test_versions_of_other_reports_do_not_meet():
    other = ("national", "2000", "COR")
    assert not codes([version(1, "accepted"), version(1, "accepted", "w1", identity=other)])


def test_a_version_of_the_portal_that_is_given_again_is_not_met_twice():
    one = version(1, "accepted")
    assert not codes([one], [one])


def test_a_version_in_force_in_the_portal_gives_way_to_a_later_one():
    assert not codes([version(2, "accepted")], [version(1, "accepted")])


def test_an_earlier_version_never_takes_the_place_of_a_later_one():
    assert codes([version(1, "accepted")], [version(2, "accepted")]) == [("v1", "two_counted")]


def test_a_draft_may_lack_the_day_only_while_nothing_was_submitted():
    assert not codes([version(1, "draft", day=None)])
    assert codes([version(2, "draft", day=None)], [version(1, "accepted")]) == [
        ("v2", "first_submitted_missing")
    ]
