"""Remarks are added up by question, with their reasons and languages."""

from __future__ import annotations

from portal.secretariat.remarks.queries import Count, by_question
from portal.secretariat.reports.criteria import judge

PRACTICE = {
    "BPR.12.A2": ["WSSD95"], "BPR.12.A3": ["poverty"], "BPR.12.A8": "ongoing", "BPR.12.B3": "Steps.",
    "BPR.12.C1": [{"indicator": "Share", "after": 4, "after_year": 1999, "source": "Survey"}],
    "BPR.12.C3": "Why.", "BPR.12.C4": "What did not.", "BPR.12.C5": "3", "BPR.12.D1": ["law"], "BPR.12.D2": "How.",
    "BPR.12.D5": [{"name": "Office"}], "BPR.12.Z1": "full", "BPR.12.Z2": "no",
}  # fmt: skip


def test_the_most_remarked_question_comes_first_with_its_reasons_and_languages_added_up():
    counts = [
        Count("VNR.12.B1", "fr", "unclear", 1),
        Count("VNR.12.C3", "ar", "unclear", 2),
        Count("VNR.12.C3", "fr", "unclear", 1),
        Count("VNR.12.C3", "ar", "missing", 4),
    ]
    first, second = by_question(counts)
    assert (first.code, first.total, second.total) == ("VNR.12.C3", 7, 1)
    assert first.reasons == {"missing": 4, "unclear": 3}
    assert first.languages == {"ar": 6, "fr": 1}
    assert first.words.english != first.code


def test_a_practice_that_holds_everything_meets_every_criterion():
    assert [one.met for one in judge(PRACTICE)] == [True] * 6


def test_a_result_without_a_source_is_no_result_and_each_criterion_stands_by_itself():
    lacking = {**PRACTICE, "BPR.12.C1": [{"indicator": "Share", "after": 4, "after_year": 1999}]}
    assert [one.met for one in judge(lacking)] == [True, False, True, True, True, True]
    assert [one.met for one in judge({**PRACTICE, "BPR.12.C4": ""})] == [True, True, False, True, True, True]
    assert not any(one.met for one in judge({}))
