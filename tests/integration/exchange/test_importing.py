from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.cycles.models import Cycle
from portal.events.queries import broken_chains
from portal.exchange.importing import import_bundle
from portal.reports.lifecycle.situation import window_ends
from portal.reports.models import Answer, Filing, Report
from portal.reports.queries import surroundings
from tests.bundles import changed, example, small_bundle, submission, written

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def bring_in(session, bundle):
    verdict = import_bundle(session, written(bundle), NOW)
    session.commit()
    return verdict


def faults_of(verdict):
    return {(fault.label, fault.place, fault.code) for fault in verdict.faults}


def one(session, reference):
    return session.scalars(select(Report).where(Report.reference == reference)).one()


# --- what is taken ----------------------------------------------------------------------------------


def test_the_worked_example_is_taken_whole(session):
    verdict = bring_in(session, example())
    assert not verdict.faults
    assert not verdict.warnings
    reports = session.scalars(select(Report)).all()
    assert {report.reference: report.status.value for report in reports} == {
        entry["id"]: entry["status"] for entry in example()["submissions"]
    }
    assert all(cycle.opened_at == NOW for cycle in session.scalars(select(Cycle)))
    assert not list(broken_chains(session))


def test_the_same_bundle_twice_changes_nothing(session, dump):
    bring_in(session, example())
    before = dump()
    verdict = bring_in(session, example())
    assert not verdict.faults
    assert (len(verdict.reports), verdict.known) == (0, 16)
    assert dump() == before


def test_an_accepted_report_has_its_omissions_recorded(session):
    bring_in(session, small_bundle(submission({"VNR.12.A1": "Ministry"})))
    omissions = one(session, "N1").omissions
    assert "VNR.12.B1" in omissions
    assert "VNR.12.A1" not in omissions


def test_a_draft_is_kept_as_answers_and_has_no_filing(session):
    bring_in(
        session,
        small_bundle(submission(status="draft", first_submitted=None, submitted_at=None)),
    )
    assert session.scalars(select(Answer.key)).all() == ["VNR.12.B1"]
    assert not session.scalars(select(Filing)).all()


def test_rows_of_tables_get_lasting_ids_and_texts_their_language(session):
    answers = {
        "VNR.12.A1": {"text": "Ministère", "language": "fr"},
        "VNR.12.A2": [{"name": "Focal point"}, {"name": {"text": "Точка", "language": "ru"}}],
    }
    bring_in(session, small_bundle(submission(answers)))
    found = {answer.key: answer for answer in session.scalars(select(Answer))}
    assert (found["VNR.12.A1"].value, found["VNR.12.A1"].language) == ("Ministère", "fr")
    assert found["VNR.12.A2"].value == [
        {"_id": "r1", "name": "Focal point"},
        {"_id": "r2", "name": {"text": "Точка", "language": "ru"}},
    ]


def test_line_ends_become_lf_and_nothing_else_changes(session):
    bring_in(session, small_bundle(submission({"VNR.12.A1": "  one\r\ntwo\rthree\u00a0 "})))
    assert session.scalars(select(Answer.value)).one() == "  one\ntwo\nthree\u00a0 "


def test_a_text_over_its_limit_is_taken_whole_with_a_warning_kept_in_the_filing(session):
    text = "word " * 700
    verdict = bring_in(session, small_bundle(submission({"VNR.12.C3@ICPD94": text})))
    assert [warning.code for warning in verdict.warnings] == ["words_too_many"]
    assert session.scalars(select(Answer.value)).one() == text
    kept = session.scalars(select(Filing)).one().warnings
    assert [(warning["key"], warning["code"]) for warning in kept] == [("VNR.12.C3@ICPD94", "words_too_many")]


def test_answers_that_conditions_hide_are_kept_and_not_counted(session):
    bring_in(session, small_bundle(submission({"VNR.12.H1": "no", "VNR.12.H2": ["policy"]})))
    assert "VNR.12.H2" in session.scalars(select(Filing)).one().content


def test_annexes_are_listed_as_not_received(session):
    annex = {
        "name": "plan.pdf",
        "title": "Plan",
        "language": "en",
        "media_type": "application/pdf",
        "sha256": "0" * 64,
        "size": 10,
    }
    verdict = bring_in(session, small_bundle(submission({"VNR.12.I7": [annex]})))
    assert verdict.not_received == (("N1", "VNR.12.I7", "plan.pdf"),)


def test_the_review_window_of_an_old_report_begins_at_its_import(session):
    bring_in(session, small_bundle(submission(status="submitted")))
    assert window_ends(surroundings(session, one(session, "N1"))) > NOW


def test_a_later_version_that_counts_supersedes_the_one_in_force(session):
    bring_in(session, small_bundle(submission(status="published")))
    later = submission({"VNR.12.B1": "no"}, id="N1b", version=2, status="accepted")
    verdict = bring_in(session, small_bundle(later))
    assert not verdict.faults
    assert one(session, "N1").status == "superseded"
    assert one(session, "N1b").status == "accepted"


def test_the_whole_record_with_the_superseded_version_is_taken_as_well(session):
    bring_in(session, small_bundle(submission(status="published")))
    later = submission({"VNR.12.B1": "no"}, id="N1b", version=2, status="accepted")
    verdict = bring_in(session, small_bundle(submission(status="superseded"), later))
    assert not verdict.faults
    assert one(session, "N1").status == "superseded"


def test_a_bundle_may_be_brought_again_after_the_report_moved_on(session, dump):
    bring_in(session, small_bundle(submission(status="submitted")))
    report = one(session, "N1")
    report.status, report.accepted_at = "accepted", NOW
    session.commit()
    before = dump()
    assert not bring_in(session, small_bundle(submission(status="submitted"))).faults
    assert dump() == before


def test_a_country_the_portal_knows_is_not_changed_by_a_bundle(session):
    bundle = small_bundle()
    bundle["countries"].append({"code": "KEN", "names": {"en": "Somewhere"}, "region": "europe"})
    bring_in(session, bundle)
    assert session.execute(select(Cycle)).all()
    from portal.countries.queries import get_country

    assert get_country(session, "KEN").names["en"] == "Kenya"


# --- what is refused --------------------------------------------------------------------------------

BASE = small_bundle(submission())
TWO = small_bundle(submission(), submission(id="N2", country="COR"))


def _cycle(**fields):
    bundle = copy.deepcopy(BASE)
    bundle["cycles"][0].update(fields)
    return bundle


REFUSED = {
    "unknown code": (
        small_bundle(submission({"VNR.12.Q9": "yes"})),
        {("N1", "VNR.12.Q9", "unknown_code")},
    ),
    "wrong option": (
        small_bundle(submission({"VNR.12.B1": "maybe"})),
        {("N1", "VNR.12.B1", "unknown_option")},
    ),
    "wrong type": (
        small_bundle(submission({"VNR.12.G4": "twelve", "VNR.12.A5": "women"})),
        {("N1", "VNR.12.G4", "not_number"), ("N1", "VNR.12.A5", "not_options")},
    ),
    "a null": (small_bundle(submission({"VNR.12.B1": None})), {("N1", "VNR.12.B1", "empty_value")}),
    "number out of its limits": (
        small_bundle(submission({"VNR.12.E7": 101})),
        {("N1", "VNR.12.E7", "number_too_large")},
    ),
    "conference of another cycle": (
        small_bundle(submission({"VNR.12.C1@UNCED92": "3"})),
        {("N1", "VNR.12.C1@UNCED92", "unknown_conference")},
    ),
    "theme of another cycle": (
        small_bundle(submission({"VNR.12.F1": [{"theme": "rights", "progress": "2"}]})),
        {("N1", "VNR.12.F1, row 1, theme", "unknown_option")},
    ),
    "text for other that is not chosen": (
        small_bundle(submission({"VNR.12.A4": "existing", "VNR.12.A4.other": "a text"})),
        {("N1", "VNR.12.A4.other", "other_not_chosen")},
    ),
    "cross-check": (
        small_bundle(
            submission({"VNR.12.D2": [{"measure": "dollar", "baseline_year": 1999, "latest_year": 1990}]})
        ),
        {("N1", "VNR.12.D2, row 1, latest_year", "latest_before_baseline")},
    ),
    "character that cannot be kept": (
        small_bundle(submission({"VNR.12.A1": "a\u0000b"})),
        {("N1", "VNR.12.A1", "text_control_character")},
    ),
    "unknown country": (changed(BASE, country="ZZZ"), {("N1", "country", "country_unknown")}),
    "country not invited": (changed(BASE, country="KEN"), {("N1", "country", "country_not_invited")}),
    "unknown cycle": (changed(BASE, cycle="1066"), {("N1", "cycle", "cycle_unknown")}),
    "wrong track": (changed(BASE, country="BOR"), {("N1", "instrument", "wrong_track")}),
    "unknown release": (changed(BASE, questionnaire="77"), {("N1", "questionnaire", "release_unknown")}),
    "language that is not one of the six": (
        changed(BASE, language="de"),
        {("N1", "language", "field_value")},
    ),
    "missing field": (changed(BASE, submitted_at=None), {("N1", "submitted_at", "field_missing")}),
    "day of no calendar": (
        changed(BASE, first_submitted="2000-02-30"),
        {("N1", "first_submitted", "not_date")},
    ),
    "duplicate id": (changed(TWO, 1, id="N1"), {("N1", "id", "duplicate_id")}),
    "same version twice": (
        changed(TWO, 1, country="ARL", status="superseded"),
        {("N2", "version", "duplicate_version")},
    ),
    "two versions counted": (
        changed(TWO, 1, country="ARL", version=2),
        {("N1", "status", "two_counted")},
    ),
    "earlier version still standing": (
        changed(changed(TWO, 1, country="ARL", version=2), status="returned"),
        {("N1", "status", "lower_version_standing")},
    ),
    "day of first submission differs": (
        changed(changed(TWO, 1, country="ARL", version=2, first_submitted="2000-03-11"), status="superseded"),
        {("N2", "first_submitted", "first_submitted_differs")},
    ),
    "draft without the day of first submission": (
        changed(TWO, 1, country="ARL", version=2, status="draft", first_submitted=None, submitted_at=None),
        {("N2", "first_submitted", "first_submitted_missing")},
    ),
    "cycle that invites a country nobody knows": (
        _cycle(invited=[{"country": "QQQ", "region": "africa", "track": "rc"}]),
        {("cycle 2000", "invited", "invited_unknown"), ("N1", "country", "country_not_invited")},
    ),
    "cycle with dates out of order": (
        _cycle(due="2001-01-01"),
        {("cycle 2000", "opens", "dates_reversed")},
    ),
    "cycle with a period that ends before it begins": (
        _cycle(period_end="1998-01-01"),
        {("cycle 2000", "period_end", "period_reversed")},
    ),
    "cycle with a theme that is none": (
        _cycle(themes=["poverty", "none"]),
        {("cycle 2000", "themes", "theme_reserved")},
    ),
    "cycle of a release that does not exist": (
        _cycle(releases={"VNR": "77"}),
        {("cycle 2000", "releases.VNR", "release_unknown")},
    ),
    "version beyond counting": (changed(BASE, version=2**40), {("N1", "version", "not_storable")}),
    "another format": ({"schema": "report-bundle/2"}, {("bundle", "", "not_bundle")}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_every_kind_of_fault_is_told_by_submission_and_code_and_nothing_changes(session, dump, case):
    bundle, expected = REFUSED[case]
    before = dump()
    verdict = bring_in(session, bundle)
    assert faults_of(verdict) == expected
    assert dump() == before
    for fault in verdict.faults:
        assert fault.label in str(fault)
        assert fault.place in str(fault)
        assert "%(" not in str(fault)


def test_every_fault_of_a_bundle_is_told_at_once(session, dump):
    bundle = small_bundle(
        submission({"VNR.12.B1": "maybe", "VNR.12.Q9": "yes", "VNR.12.C1@UNCED92": "3"}, language="de"),
        submission({"VNR.12.G4": "x"}, id="N2", country="KEN"),
        submission(id="N3", cycle="1066", country="ZZZ"),
        submission(id="N3", country="COR"),
    )
    before = dump()
    assert faults_of(bring_in(session, bundle)) == {
        ("N1", "language", "field_value"),
        ("N1", "VNR.12.B1", "unknown_option"),
        ("N1", "VNR.12.Q9", "unknown_code"),
        ("N1", "VNR.12.C1@UNCED92", "unknown_conference"),
        ("N2", "country", "country_not_invited"),
        ("N2", "VNR.12.G4", "not_number"),
        ("N3", "cycle", "cycle_unknown"),
        ("N3", "country", "country_unknown"),
        ("N3", "id", "duplicate_id"),
    }
    assert dump() == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"schema": "report-bundle/1",', "not_json"),
        (b"", "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        (b"[]", "not_bundle"),
        (b'{"schema": "report-bundle/1", "cycles": [], "cycles": [], "submissions": []}', "duplicate_key"),
    ],
)
def test_a_broken_file_is_refused(session, dump, content, code):
    before = dump()
    verdict = import_bundle(session, content, NOW)
    session.commit()
    assert [fault.code for fault in verdict.faults] == [code]
    assert dump() == before


AGAIN = {
    "another answer": (changed(BASE, answers={"VNR.12.B1": "no"}), "VNR.12.B1"),
    "one answer more": (changed(BASE, answers={"VNR.12.B1": "yes", "VNR.12.A1": "x"}), "VNR.12.A1"),
    "another number typed": (changed(BASE, answers={"VNR.12.B1": "yes", "VNR.12.G4": 3}), "VNR.12.G4"),
    "another language": (changed(BASE, language="fr"), "language"),
    "another day": (changed(BASE, submitted_at="2000-03-11T12:00:00Z"), "submitted_at"),
    "another status": (changed(BASE, status="published"), "status"),
    "another country": (changed(BASE, country="COR"), "country"),
}


@pytest.mark.parametrize("case", AGAIN)
def test_a_known_id_with_other_content_is_refused_and_the_difference_named(session, dump, case):
    bundle, field = AGAIN[case]
    bring_in(session, BASE)
    before = dump()
    verdict = bring_in(session, bundle)
    assert faults_of(verdict) == {("N1", "", "known_id_other_content")}
    assert field in str(verdict.faults[0])
    assert dump() == before


def test_another_id_for_a_version_the_portal_knows_is_refused(session):
    bring_in(session, BASE)
    assert faults_of(bring_in(session, changed(BASE, id="N9"))) == {("N9", "version", "version_known")}


def test_a_version_that_counts_beside_one_in_progress_is_refused(session):
    bring_in(session, changed(BASE, status="submitted"))
    found = faults_of(bring_in(session, changed(BASE, id="N9", version=2)))
    assert found == {("N9", "status", "earlier_in_progress")}


def test_an_earlier_version_comes_after_the_one_in_force_only_if_it_is_out_of_force(session):
    bring_in(session, changed(BASE, version=2))
    refused = bring_in(session, changed(BASE, id="N0", status="returned"))
    assert faults_of(refused) == {("N0", "status", "lower_version_standing")}
    assert not bring_in(session, changed(BASE, id="N0", status="superseded")).faults


def test_the_day_of_first_submission_is_that_of_the_version_the_portal_knows(session):
    bring_in(session, BASE)
    found = bring_in(session, changed(BASE, id="N9", version=2, first_submitted="2000-03-09"))
    assert faults_of(found) == {("N9", "first_submitted", "first_submitted_differs")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("due", "2000-04-30"),
        ("themes", ["gender", "poverty"]),
        ("conferences", ["ICPD94"]),
        ("review_days", 30),
        ("invited", [{"country": "ARL", "region": "africa", "track": "rc"}]),
    ],
)
def test_a_known_cycle_must_be_equal(session, field, value):
    bring_in(session, BASE)
    bundle = _cycle(**{field: value})
    bundle["submissions"] = []
    found = bring_in(session, bundle)
    assert faults_of(found) == {("cycle 2000", "", "cycle_differs")}
    assert field in str(found.faults[0])


def test_a_known_cycle_may_have_another_title_and_invited_countries_in_another_order(session, dump):
    bring_in(session, BASE)
    before = dump()
    bundle = _cycle(title={"fr": "Autre"}, invited=list(reversed(BASE["cycles"][0]["invited"])))
    bundle["cycles"][0] |= {"review_days": 21, "releases": {"VNR": "1", "BPR": "1"}}
    assert not bring_in(session, bundle).faults
    assert dump() == before


def test_a_report_for_a_cycle_that_is_still_planned_is_refused(session):
    bring_in(session, small_bundle())
    session.get_one(Cycle, "2000").opened_at = None
    session.commit()
    assert faults_of(bring_in(session, BASE)) == {("N1", "cycle", "cycle_not_open")}
