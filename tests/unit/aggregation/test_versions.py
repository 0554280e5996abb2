"""Which version counts, and what of it is public (section 1; rule 8.2)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.aggregation.counting.coverage import coverage_row
from portal.aggregation.counting.publicity import is_public
from portal.aggregation.counting.standing import NOTHING_FILED, standing_of
from portal.aggregation.inputs import ReportFacts, Selection

DUE = date(2000, 3, 31)


def version(number, status, *, submitted=DUE, instrument="VNR", consent="full", withheld=()):
    return ReportFacts(
        f"N{number}", "ARL", instrument, None, number, status, consent, frozenset(withheld), submitted, ()
    )


@pytest.mark.parametrize(
    ("statuses", "received", "counted", "withdrawn", "declined"),
    [
        (["draft"], False, None, False, False),
        (["submitted"], True, None, False, False),
        (["returned"], True, None, False, False),
        (["accepted"], True, 1, False, False),
        (["accepted", "under_review"], True, 1, False, False),
        (["published", "withdrawn"], True, 1, False, False),
        (["superseded", "accepted"], True, 2, False, False),
        (["accepted", "accepted"], True, 2, False, False),
        (["withdrawn"], False, None, True, False),
        (["withdrawn", "draft"], False, None, True, False),
        (["withdrawn", "submitted"], True, None, False, False),
        (["superseded", "withdrawn"], False, None, True, False),
        (["declined"], False, None, False, True),
        (["declined", "submitted"], True, None, False, False),
        (["accepted", "declined"], True, 1, False, False),
    ],
)
def test_the_latest_counted_version_counts(statuses, received, counted, withdrawn, declined):
    standing = standing_of(reversed([version(number, status) for number, status in enumerate(statuses, 1)]))
    assert standing.received is received
    assert (standing.counted.version if standing.counted else None) == counted
    assert standing.withdrawn is withdrawn
    assert standing.declined is declined


def test_published_is_said_of_the_counted_version():
    assert standing_of([version(1, "published")]).published
    assert not standing_of([version(1, "published"), version(2, "accepted")]).published
    assert not NOTHING_FILED.published


def test_the_first_submission_of_version_1_decides_whether_a_report_is_on_time():
    late = date(2000, 4, 1)
    versions = [version(2, "published", submitted=late), version(1, "superseded")]
    assert standing_of(versions).is_on_time(DUE)
    assert not standing_of([version(1, "accepted", submitted=late)]).is_on_time(DUE)
    assert not standing_of([version(1, "accepted", submitted=None)]).is_on_time(DUE)
    assert not standing_of([version(1, "withdrawn")]).is_on_time(DUE)


def test_coverage_is_low_below_half_from_the_exact_value():
    accepted = standing_of([version(1, "accepted")])
    assert coverage_row([accepted, NOTHING_FILED, NOTHING_FILED], DUE)["low_coverage"]
    assert not coverage_row([accepted, NOTHING_FILED], DUE)["low_coverage"]
    assert not coverage_row([], DUE)["low_coverage"]
    assert coverage_row([], DUE)["counted_pct"] is None


@pytest.mark.parametrize(
    ("status", "consent", "withheld", "summary_item", "other_item"),
    [
        ("published", "full", "", True, True),
        ("published", "partial", "", True, True),
        ("published", "partial", "CE", False, False),
        ("published", "full", "CE", True, True),
        ("published", "summary", "", True, False),
        ("published", "none", "", False, False),
        ("accepted", "full", "", True, False),
        ("accepted", "partial", "CE", False, False),
        ("accepted", "summary", "", True, False),
        ("accepted", "none", "", False, False),
    ],
)
def test_consent_and_status_say_which_answers_are_public(status, consent, withheld, summary_item, other_item):
    report = version(1, status, consent=consent, withheld=withheld)
    assert is_public(report, "VNR.12.C1") is summary_item
    assert is_public(report, "VNR.12.E2") is other_item


@pytest.mark.parametrize(
    ("instrument", "status", "consent", "expected"),
    [
        ("RCR", "published", "none", True),
        ("RCR", "accepted", "full", False),
        ("BPR", "published", "full", True),
        ("BPR", "published", "summary", False),
        ("BPR", "accepted", "full", False),
        ("BPR", "published", "none", False),
    ],
)
def test_coordinators_reports_and_practices_have_rules_of_their_own(instrument, status, consent, expected):
    assert (
        is_public(version(1, status, instrument=instrument, consent=consent), f"{instrument}.12.A3")
        is expected
    )


def test_a_selection_restricts_by_region_track_and_group():
    assert Selection().admits("ARL", "africa", "rc")
    assert not Selection(region="europe").admits("ARL", "africa", "rc")
    assert not Selection(track="norc").admits("ARL", "africa", "rc")
    assert not Selection(group=frozenset()).admits("ARL", "africa", "rc")
