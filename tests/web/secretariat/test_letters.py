"""The secretariat sees every letter and why one waits, and has it tried again; never a key in a link."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.accounts.services import request_reset
from portal.mail.models import TRIES, Letter
from portal.mail.queries import AT_A_TIME
from portal.mail.services import LetterDraft, queue_letter
from portal.reports.workflow import Action, Side
from tests.samples.mailed import mailed_link
from tests.samples.portal import now

REFUSAL = "SMTPRecipientsRefused: 550 no such person"


@pytest.fixture
def make_letter(desk):
    """Put a letter into the outbox; fields may say what became of it."""

    def make(recipient="someone@portal.example", text="Text\n", **fields):
        draft = LetterDraft("test", recipient, "en", f"To {recipient}", text)
        with desk.portal.session() as session:
            letter = queue_letter(session, draft, now())
            for name, value in fields.items():
                setattr(letter, name, value)
            return letter.id

    return make


def _letter(desk, number):
    with desk.portal.session() as session:
        letter = session.get_one(Letter, number)
        session.expunge(letter)
        return letter


def test_letters_are_found_by_their_state(desk, make_letter):
    made = {
        "waiting": make_letter("waits@portal.example"),
        "sent": make_letter("got@portal.example", sent_at=now(), attempts=1),
        "given_up": make_letter("gone@portal.example", attempts=len(TRIES), last_error=REFUSAL),
    }
    for state, number in made.items():
        page = desk.officer.get("secretariat/letters", state=state)
        for other in made.values():
            assert (f"/secretariat/letters/{other}" in page.html) is (other == number)
    assert REFUSAL in desk.officer.get("secretariat/letters", state="given_up")
    assert desk.officer.get("secretariat/letters", state="unheard-of").status == 200


def test_a_long_list_is_shown_page_by_page(desk, make_letter):
    numbers = [make_letter(f"many{number}@portal.example") for number in range(AT_A_TIME + 1)]
    first = desk.officer.get("secretariat/letters", state="waiting")
    assert first.html.count("queue-item") == AT_A_TIME
    assert f'/secretariat/letters/{numbers[0]}"' not in first.html
    assert "page=2" in first.html
    second = desk.officer.get("secretariat/letters", state="waiting", page="2")
    assert f'/secretariat/letters/{numbers[0]}"' in second.html


def test_a_letter_is_shown_without_the_key_in_its_link(desk):
    person = desk.portal.add_person(Role.READER, desk.place.rc)
    with desk.portal.session() as session:
        request_reset(session, person.email, desk.portal.base_url, now())
        letter = session.scalars(select(Letter).where(Letter.recipient == person.email)).one()
        token = mailed_link(session, "reset").rpartition("/")[2]
        number = letter.id
    page = desk.officer.get(f"secretariat/letters/{number}")
    assert "/new-password/…" in page
    assert token not in page.html


def test_a_letter_given_up_is_tried_again_with_all_its_tries(desk, make_letter):
    number = make_letter(attempts=len(TRIES), last_error=REFUSAL)
    page = desk.officer.get(f"secretariat/letters/{number}")
    assert REFUSAL in page
    answer = desk.officer.post(f"secretariat/letters/{number}/again", f"secretariat/letters/{number}")
    assert answer.location.endswith(f"/secretariat/letters/{number}")
    letter = _letter(desk, number)
    assert (letter.attempts, letter.not_before <= now()) == (0, True)


@pytest.mark.parametrize("sent", [True, False])
def test_a_letter_sent_or_on_its_way_is_not_sent_again(desk, make_letter, sent):
    later = now().replace(year=now().year + 1)
    number = make_letter(attempts=1, not_before=later, sent_at=now() if sent else None)
    answer = desk.officer.post(f"secretariat/letters/{number}/again", f"secretariat/letters/{number}")
    assert answer.status == 409
    assert _letter(desk, number).attempts == 1


def test_an_unknown_letter_is_no_page(desk):
    assert desk.officer.get("secretariat/letters/999999").status == 404


def test_letters_of_a_step_lead_to_pages_that_their_readers_may_open(desk):
    people = {
        person.email: person
        for person in (
            desk.portal.add_person(Role.FOCAL_POINT, desk.place.rc),
            desk.portal.add_person(Role.COORDINATOR, desk.place.rc),
        )
    }
    report = desk.file(desk.place.rc)
    desk.step(report, Action.BEGIN_REVIEW, Side.REVIEWER)
    desk.step(report, Action.ENDORSE, Side.REVIEWER)
    with desk.portal.session() as session:
        found = session.scalars(select(Letter).where(Letter.recipient.in_(people))).all()
        links = [(one.recipient, one.text_body.partition("portal.invalid")[2].split()[0]) for one in found]
    assert len(links) == 4
    for recipient, link in links:
        assert desk.portal.client(people[recipient]).get(link).status_code == 200
