"""Letters that carry a link: the invitation, and the link to set a new password."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal import deadlines
from portal.i18n import N_, translate
from portal.mail.keys import Opens
from portal.mail.services import LetterDraft
from portal.mail.writing import Part, write_letter

INVITED = N_("Invitation to the portal for country reports")
INVITED_FOR_COUNTRY = N_("You are invited to take part as: %(role)s, %(country)s.")
INVITED_FOR_ALL = N_("You are invited to take part as: %(role)s.")
ACCEPT = N_("To accept, please open this address. It works once, until %(date)s:")
NOT_EXPECTED = N_("If you did not expect this letter, you need not do anything.")

RESET = N_("Your new password for the portal for country reports")
RESET_ASKED = N_(
    "A new password was asked for. To choose it, please open this address within two hours. It works once:"
)
RESET_NOT_ASKED = N_("If you did not ask for it, you need not do anything: your password stays as it is.")


@dataclass(frozen=True)
class InvitationText:
    """What an invitation says, already in the language of the person invited; `country` empty for all."""

    role: str
    country: str
    date: str
    link: str


def invitation_letter(recipient: str, language: str, text: InvitationText, number: int) -> LetterDraft:
    """Return the letter that invites somebody, in that language; `number` of the invitation."""
    if text.country:
        opening = translate(language, INVITED_FOR_COUNTRY, role=text.role, country=text.country)
    else:
        opening = translate(language, INVITED_FOR_ALL, role=text.role)
    parts = (
        opening,
        translate(language, ACCEPT, date=text.date),
        deadlines.sentence(language),
        Part(text.link, "link"),
        translate(language, NOT_EXPECTED),
    )
    letter = write_letter("invitation", recipient, language, translate(language, INVITED), parts)
    return replace(letter, opens=(Opens.INVITATION, number))


def reset_letter(recipient: str, language: str, link: str, number: int) -> LetterDraft:
    """Return the letter with the link to set a new password, in that language; `number` of the reset."""
    parts = (translate(language, RESET_ASKED), Part(link, "link"), translate(language, RESET_NOT_ASKED))
    letter = write_letter("reset", recipient, language, translate(language, RESET), parts)
    return replace(letter, opens=(Opens.RESET, number))
