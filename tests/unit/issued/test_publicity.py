"""When a public issue stays open: its filings are shown at least as far as they were."""

from __future__ import annotations

import pytest

from portal.issued.publicity import NOTHING, REPORT, SUMMARY, CountedFiling, still_public
from portal.reports.disclosure import Disclosed
from portal.reports.workflow import Status


def filing(status=Status.PUBLISHED, consent="full", withheld=(), family="national", **more):
    return CountedFiling(
        subject=("2000", "ARL", family, ""),
        place=("africa", "rc"),
        instrument="VNR",
        reference=more.get("reference", "N1"),
        version=more.get("version", 1),
        digest="0" * 64,
        state=Disclosed(status, consent, frozenset(withheld), more.get("suspended", False)),
    )


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (filing(), REPORT),
        (filing(consent="partial", withheld=["C"]), REPORT),
        (filing(Status.ACCEPTED), SUMMARY),
        (filing(Status.ACCEPTED, "summary"), SUMMARY),
        (filing(Status.ACCEPTED, "none"), NOTHING),
        (filing(Status.ACCEPTED, suspended=True), NOTHING),
        (filing(Status.ACCEPTED, family="coordinator"), NOTHING),
        (filing(family="coordinator"), REPORT),
        (filing(Status.ACCEPTED, "summary", family="practice"), SUMMARY),
    ],
)
def test_a_filing_is_shown_as_far_as_consent_and_status_allow(found, shown):
    assert found.shown == shown


FULL, SHORT = filing(), filing(Status.ACCEPTED, "summary")
NEWER = filing(reference="N1-v2", version=2)


@pytest.mark.parametrize(
    ("then", "now", "is_open"),
    [
        (FULL, FULL, True),
        (FULL, NEWER, True),
        (FULL, None, False),
        (FULL, SHORT, False),
        (SHORT, FULL, True),
        (FULL, filing(Status.ACCEPTED, suspended=True), False),
        (FULL, filing(consent="partial", withheld=["E"]), False),
        (filing(consent="partial", withheld=["C", "E"]), filing(consent="partial", withheld=["E"]), True),
        (FULL, filing(Status.ACCEPTED, "none", version=2), False),
    ],
)
def test_a_newer_version_leaves_an_issue_open_and_less_consent_closes_it(then, now, is_open):
    standing = {} if now is None else {now.subject: now}
    assert still_public([then.entry(public=True)], standing) is is_open


def test_an_issue_that_rests_on_nothing_public_stays_open():
    assert still_public([], {})
