"""Letters of the sample portal: one in every state, beside those that the steps wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.permissions import Role
from portal.mail.models import TRIES
from portal.mail.services import queue_letter
from portal.mail.writing import PORTAL, Part, write_letter
from tests.samples.portal import now

STATES: Mapping[str, Mapping[str, Any]] = {
    "waiting": {"attempts": 2, "last_error": "SMTPRecipientsRefused: 450 try later"},
    "sent": {"attempts": 1, "sent_at": now()},
    "given_up": {"attempts": len(TRIES), "last_error": "SMTPRecipientsRefused: 550 no such person"},
}


def make_letters(session: Session) -> dict[str, int]:
    """Make a letter in each state and return their numbers, as by ``letter waiting``."""
    numbers = {}
    for name, fields in STATES.items():
        link = Part(f"{PORTAL}/ar/reports/5", "link")
        letter = queue_letter(
            session, write_letter("sample", f"{name}@portal.example", "ar", "رسالة", (link,)), now()
        )
        session.add(letter)
        for field, value in fields.items():
            setattr(letter, field, value)
        session.flush()
        numbers[f"letter {name}"] = letter.id
    return numbers


def pages(
    numbers: Mapping[str, int],
) -> Iterator[tuple[str, dict[str, Any], Role, str | None, dict[str, str]]]:
    """Yield endpoint, parts, reader, country and query of each page of letters."""
    yield "secretariat.letters.letters", {}, Role.SECRETARIAT, None, {}
    for state in STATES:
        yield "secretariat.letters.letters", {}, Role.SECRETARIAT, None, {"state": state}
        parts = {"letter_id": numbers[f"letter {state}"]}
        yield "secretariat.letters.letter", parts, Role.SECRETARIAT, None, {}


def places_to_post(numbers: Mapping[str, int]) -> Iterator[tuple[str, dict[str, Any], Role]]:
    """Yield the same of the address that is only posted to."""
    yield "secretariat.letters.again", {"letter_id": numbers["letter given_up"]}, Role.SECRETARIAT
