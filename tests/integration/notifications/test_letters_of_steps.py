"""Steps write to the people they concern, in their languages, in the same transaction, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.errors import RefusedError
from portal.events.services import NOBODY, Actor
from portal.i18n import NP_, translate
from portal.mail.models import Letter
from portal.mail.writing import PORTAL
from portal.notifications.letters import TO_COMMENT, TO_DECIDE, TO_REVIEW
from portal.operations.clock import run_clock
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.starting import start_coordinator_report, start_practice
from portal.reports.lifecycle.telling import tell_prepared
from portal.reports.queries import surroundings
from portal.reports.remarks.services import RemarkDraft, Written, add_remark
from portal.reports.workflow import Action, Side
from tests.factories import NOW, TEXTS, fill_report, grant, make_account, make_cycle, make_report, take

LANGUAGES = {
    Role.FOCAL_POINT: "fr",
    Role.ALTERNATE: "ar",
    Role.SIGNATORY: "es",
    Role.CONTRIBUTOR: "en",
    Role.READER: "en",
    Role.COORDINATOR: "en",
    Role.COORDINATOR_STAFF: "ru",
    Role.SECRETARIAT: "zh",
    Role.ADMINISTRATOR: "en",
}
COVER = "Please look at the dates once more."


@pytest.fixture
def people(session):
    """One person a role in XAA, and a focal point and an office elsewhere."""
    make_account(session, Role.FOCAL_POINT, "XBB")
    make_account(session, Role.COORDINATOR, "XBB")
    return {role: make_account(session, role, "XAA", language=code) for role, code in LANGUAGES.items()}


@pytest.fixture
def letters_of(session, people):
    """Return the letters written since the last question, by the role of their reader."""
    roles = {account.email: role for role, account in people.items()}
    seen = 0

    def letters():
        nonlocal seen
        found = session.scalars(select(Letter).where(Letter.id > seen)).all()
        written = {roles[letter.recipient]: letter for letter in found}
        assert len(written) == len(found), "somebody got two letters"
        seen = max([seen, *(letter.id for letter in found)])
        return written

    return letters


def _submitted(session, people, country="XAA", cycle=None):
    report = make_report(session, cycle, country)
    fill_report(session, report)
    return take(session, report, Action.SUBMIT, Side.SIGNATORY, by=people[Role.SIGNATORY])


def test_a_submission_is_told_to_authors_and_reviewers_but_not_to_who_signed(session, people, letters_of):
    report = _submitted(session, people)
    letters = letters_of()
    assert letters.keys() == {Role.FOCAL_POINT, Role.ALTERNATE, Role.COORDINATOR, Role.COORDINATOR_STAFF}
    for role, letter in letters.items():
        assert letter.language == LANGUAGES[role]
        assert letter.kind == "report_submit"
        assert translate(letter.language, NP_("event", "Submitted")) in letter.subject
        assert letter.html_body is not None
    assert 'dir="rtl"' in letters[Role.ALTERNATE].html_body
    assert f"{PORTAL}/ar/reports/{report.id}\n" in letters[Role.ALTERNATE].text_body
    until = translate("en", TO_REVIEW, date="5 April 2000")
    assert until in letters[Role.COORDINATOR].text_body
    assert f"{PORTAL}/en/review/{report.id}\n" in letters[Role.COORDINATOR].text_body


def test_where_nobody_reviews_the_secretariat_hears_of_a_submission(session, people, letters_of):
    for role in (Role.FOCAL_POINT, Role.COORDINATOR):
        grant(session, people[role], role, "XNN")
    cycle = make_cycle(session, invited={"XNN": "norc"})
    _submitted(session, people, "XNN", cycle)
    letters = letters_of()
    assert letters.keys() == {Role.FOCAL_POINT, Role.SECRETARIAT}
    assert translate("zh", TO_DECIDE) in letters[Role.SECRETARIAT].text_body


def test_a_return_quotes_the_covering_text_and_counts_the_remarks(session, people, letters_of):
    report = _submitted(session, people)
    reviewer = people[Role.COORDINATOR]
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER, by=reviewer)
    context = surroundings(session, report)
    reason = context.questionnaire.option_sets["REASONS"].options[0].value
    draft = RemarkDraft("VNR.12.A1", reason, "The remark itself")
    add_remark(session, context, draft, Written(reviewer.id, "en", NOW))
    letters_of()
    take(session, report, Action.RETURN, Side.REVIEWER, by=reviewer, text=COVER)
    letters = letters_of()
    assert letters.keys() == {Role.FOCAL_POINT, Role.ALTERNATE, Role.SIGNATORY}
    for letter in letters.values():
        assert f"> {COVER}\n" in letter.text_body
        assert COVER in letter.html_body
        assert "The remark itself" not in letter.text_body + letter.html_body


def test_the_signatory_hears_of_a_report_prepared_for_signature(session, people, letters_of):
    report = make_report(session)
    by = people[Role.FOCAL_POINT]
    step = Step(Action.SUBMIT, Actor(by.id, by.name), frozenset({Side.AUTHOR}), NOW)
    tell_prepared(session, surroundings(session, report), step)
    letters = letters_of()
    assert letters.keys() == {Role.SIGNATORY}
    assert f"{PORTAL}/es/reports/{report.id}/check\n" in letters[Role.SIGNATORY].text_body


def test_beginning_a_review_writes_to_nobody(session, people, letters_of):
    report = _submitted(session, people)
    letters_of()
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER, by=people[Role.COORDINATOR])
    assert letters_of() == {}


def test_a_lapse_is_told_to_both_sides_and_to_the_secretariat(session, people, letters_of):
    _submitted(session, people)
    letters_of()
    assert run_clock(session, NOW + timedelta(days=40)) == 1
    assert letters_of().keys() == {
        Role.FOCAL_POINT,
        Role.ALTERNATE,
        Role.SIGNATORY,
        Role.COORDINATOR,
        Role.COORDINATOR_STAFF,
        Role.SECRETARIAT,
    }


def test_the_government_is_invited_to_comment_on_a_coordinators_report(session, people, letters_of):
    report = start_coordinator_report(session, make_cycle(session), "XAA", "en", NOBODY, NOW)
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY, by=people[Role.COORDINATOR])
    letters = letters_of()
    assert letters.keys() == {Role.FOCAL_POINT, Role.ALTERNATE, Role.COORDINATOR_STAFF}
    assert translate("fr", TO_COMMENT, date="5 avril 2000") in letters[Role.FOCAL_POINT].text_body
    assert f"{PORTAL}/fr/reports/{report.id}/reply\n" in letters[Role.FOCAL_POINT].text_body


def test_a_declined_practice_comes_back_with_its_reason(session, people, letters_of):
    cycle = make_cycle(session)
    report = start_practice(session, cycle, "XAA", "en", NOBODY, NOW, filed_by="government")
    fill_report(session, report)
    take(session, report, Action.SUBMIT, Side.SIGNATORY, by=people[Role.FOCAL_POINT])
    letters_of()
    take(session, report, Action.DECLINE, Side.SECRETARIAT, by=people[Role.SECRETARIAT], text=COVER)
    letters = letters_of()
    assert letters.keys() == {Role.FOCAL_POINT, Role.ALTERNATE, Role.SIGNATORY}
    assert all(COVER in letter.text_body for letter in letters.values())


def test_no_letter_holds_an_answer_of_the_report(session, people):
    report = _submitted(session, people)
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    take(session, report, Action.ENDORSE, Side.REVIEWER)
    for step in (Action.ACCEPT, Action.PUBLISH):
        take(session, report, step, Side.SECRETARIAT, by=people[Role.SECRETARIAT])
    letters = session.scalars(select(Letter)).all()
    assert {letter.kind for letter in letters} >= {"report_submit", "report_endorse", "report_publish"}
    for letter in letters:
        assert not any(text in letter.text_body + letter.html_body for text in TEXTS.values())


def test_a_person_without_an_active_account_is_not_written_to(session, people, letters_of):
    people[Role.FOCAL_POINT].active = False
    _submitted(session, people)
    assert Role.FOCAL_POINT not in letters_of()


def test_a_person_with_two_roles_gets_one_letter(session, people, letters_of):
    grant(session, people[Role.FOCAL_POINT], Role.SIGNATORY, "XAA")
    grant(session, people[Role.COORDINATOR], Role.OFFICER_IN_CHARGE, "XAA")
    _submitted(session, people)
    assert {Role.FOCAL_POINT, Role.COORDINATOR} <= letters_of().keys()


def test_a_step_that_is_refused_leaves_no_letter(session, people, letters_of):
    report = _submitted(session, people)
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
    letters_of()
    with pytest.raises(RefusedError):
        take(session, report, Action.RETURN, Side.REVIEWER, text=COVER)
    assert letters_of() == {}
