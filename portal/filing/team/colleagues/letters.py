"""The letter that brings a colleague the link to one page of a report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal import deadlines
from portal.accounts.credentials.letters import NOT_EXPECTED
from portal.i18n import N_, translate
from portal.mail.keys import Opens
from portal.mail.services import LetterDraft
from portal.mail.writing import Part, write_letter

SUBJECT = N_("A page of a country report, for your contribution")
ASKED = N_("You are invited to contribute to a report: %(report)s, %(country)s. The page is: %(page)s.")
OPEN = N_(
    "Please open this address. You need no account. What you type is kept until you hand it in, at the "
    "latest on %(date)s:"
)


@dataclass(frozen=True)
class LinkText:
    """What the letter says, already in the language of the colleague; `note` as its maker wrote it."""

    report: str
    country: str
    page: str
    date: str
    link: str
    note: str


def colleague_letter(recipient: str, language: str, text: LinkText, number: int) -> LetterDraft:
    """Return the letter in that language; `number` of the link."""
    parts = (
        translate(language, ASKED, report=text.report, country=text.country, page=text.page),
        Part(text.note, "quote"),
        translate(language, OPEN, date=text.date),
        deadlines.sentence(language),
        Part(text.link, "link"),
        translate(language, NOT_EXPECTED),
    )
    letter = write_letter("colleague_link", recipient, language, translate(language, SUBJECT), parts)
    return replace(letter, opens=(Opens.COLLEAGUE_LINK, number))
