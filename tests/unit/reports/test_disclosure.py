"""What of a filing may be shown to whom: the whole table, audience by status, consent and section."""

from __future__ import annotations

from itertools import product

import pytest

from portal.questionnaires.loader import load_library
from portal.reports.disclosure import (
    CONTACTS,
    DECLARATIONS,
    NEVER_SHARED,
    SUMMARY_CODES,
    Audience,
    Disclosed,
    may_read_answer,
    may_read_filing,
    may_read_in_summary,
    may_read_summary,
)
from portal.reports.workflow import Status

CONSENTS = ("full", "partial", "summary", "none")
IN_REVIEW = {Status.SUBMITTED, Status.UNDER_REVIEW, Status.RETURNED, Status.RESUBMITTED, Status.ENDORSED}
ACCEPTED = {Status.ACCEPTED, Status.PUBLISHED}
STATES = list(product(Status, CONSENTS))


@pytest.mark.parametrize(("status", "consent"), STATES)
def test_a_government_reads_all_that_is_its_own(status, consent):
    filed = Disclosed(status, consent, frozenset({"E"}))
    assert may_read_filing(Audience.AUTHOR, filed)
    assert may_read_summary(Audience.AUTHOR, filed)
    for section, code in [("E", "VNR.12.E5"), ("H", "VNR.12.H7"), ("Z", "VNR.12.Z3"), ("A", "VNR.12.A2")]:
        assert may_read_answer(Audience.AUTHOR, filed, section, code)
    assert may_read_in_summary(Audience.AUTHOR, filed, "E", "VNR.12.E1")


@pytest.mark.parametrize(("status", "consent"), STATES)
def test_the_secretariat_reads_whatever_is_filed_and_no_draft(status, consent):
    filed = Disclosed(status, consent, frozenset({"E"}))
    is_filed = status is not Status.DRAFT
    assert may_read_filing(Audience.SECRETARIAT, filed) is is_filed
    assert may_read_summary(Audience.SECRETARIAT, filed) is is_filed
    for section, code in [("E", "VNR.12.E5"), ("H", "VNR.12.H7"), ("A", "VNR.12.A2")]:
        assert may_read_answer(Audience.SECRETARIAT, filed, section, code) is is_filed
    assert may_read_in_summary(Audience.SECRETARIAT, filed, "E", "VNR.12.E1") is is_filed


@pytest.mark.parametrize(("status", "consent"), STATES)
def test_the_reviewer_reads_what_is_received_but_section_h_only_after_acceptance(status, consent):
    filed = Disclosed(status, consent, frozenset({"E"}))
    received, accepted = status in IN_REVIEW | ACCEPTED, status in ACCEPTED
    reviewer = Audience.REVIEWER
    assert may_read_filing(reviewer, filed) is received
    assert may_read_summary(reviewer, filed) is received
    # Withheld from publication, not from the reviewer.
    assert may_read_answer(reviewer, filed, "E", "VNR.12.E5") is received
    assert may_read_answer(reviewer, filed, "A", "VNR.12.A2") is received
    assert may_read_answer(reviewer, filed, "H", "VNR.12.H4") is accepted
    assert may_read_in_summary(reviewer, filed, "E", "VNR.12.E1") is received
    assert may_read_in_summary(reviewer, filed, "H", "VNR.12.H4") is accepted


@pytest.mark.parametrize(("status", "consent"), STATES)
def test_the_public_reads_full_texts_of_published_reports_as_far_as_consent_goes(status, consent):
    filed = Disclosed(status, consent, frozenset({"E"}))
    public = Audience.PUBLIC
    in_full = status is Status.PUBLISHED and consent in {"full", "partial"}
    assert may_read_filing(public, filed) is in_full
    assert may_read_answer(public, filed, "C", "VNR.12.C3") is in_full
    assert may_read_answer(public, filed, "H", "VNR.12.H4") is in_full
    assert not may_read_answer(public, filed, "E", "VNR.12.E5")
    for code in CONTACTS | DECLARATIONS:
        assert not may_read_answer(public, filed, "A", code)


@pytest.mark.parametrize(("status", "consent"), STATES)
def test_the_public_reads_the_summary_from_acceptance_on_unless_consent_is_none(status, consent):
    filed = Disclosed(status, consent, frozenset({"E"}))
    shown = status in ACCEPTED and consent != "none"
    assert may_read_summary(Audience.PUBLIC, filed) is shown
    assert may_read_in_summary(Audience.PUBLIC, filed, "C", "VNR.12.C1") is shown
    assert may_read_in_summary(Audience.PUBLIC, filed, "H", "VNR.12.H4") is shown
    assert not may_read_in_summary(Audience.PUBLIC, filed, "E", "VNR.12.E1")


@pytest.mark.parametrize(("status", "consent"), STATES)
def test_h7_is_for_the_government_and_the_secretariat_alone(status, consent):
    filed = Disclosed(status, consent)
    for audience in (Audience.REVIEWER, Audience.PUBLIC):
        assert not may_read_answer(audience, filed, "H", "VNR.12.H7")
    for audience in Audience:
        assert not may_read_in_summary(audience, filed, "H", "VNR.12.H7")


@pytest.mark.parametrize("status", sorted(ACCEPTED))
def test_a_suspended_publication_takes_the_summary_from_the_public_and_from_nobody_else(status):
    suspended = Disclosed(status, "full", suspended=True)
    assert not may_read_summary(Audience.PUBLIC, suspended)
    assert not may_read_in_summary(Audience.PUBLIC, suspended, "C", "VNR.12.C1")
    for audience in (Audience.AUTHOR, Audience.REVIEWER, Audience.SECRETARIAT):
        assert may_read_summary(audience, suspended)


def test_what_is_not_of_the_summary_is_never_in_it():
    filed = Disclosed(Status.PUBLISHED, "full")
    for audience in Audience:
        assert not may_read_in_summary(audience, filed, "C", "VNR.12.C3")
        assert not may_read_in_summary(audience, filed, "A", "VNR.12.A2")


def test_every_code_named_here_is_asked_somewhere():
    asked = {question.code for form in load_library().questionnaires for question in form.questions()}
    assert asked >= SUMMARY_CODES | NEVER_SHARED | CONTACTS | DECLARATIONS
    assert not SUMMARY_CODES & (NEVER_SHARED | CONTACTS | DECLARATIONS)
