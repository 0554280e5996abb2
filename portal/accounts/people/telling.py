"""Letters about roles: those who hold a country, an office or the portal learn of every change among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.people.rules import TITLES
from portal.accounts.permissions import CONTRIBUTORS, GOVERNMENT, OFFICE, OFFICE_CIRCLE, HeldRole, Role
from portal.accounts.queries import accounts_by_id, holders
from portal.countries.queries import get_country
from portal.i18n import N_, pick, translate
from portal.mail.services import LetterDraft, queue_letter
from portal.mail.writing import write_letter

GIVEN_IN_COUNTRY = N_("A role was given: %(role)s, %(country)s")
GIVEN_FOR_ALL = N_("A role was given: %(role)s")
ENDED_IN_COUNTRY = N_("A role has ended: %(role)s, %(country)s")
ENDED_FOR_ALL = N_("A role has ended: %(role)s")
NOW_HOLDS = N_("%(name)s now takes part as: %(role)s.")
HOLDS_NO_MORE = N_("%(name)s no longer takes part as: %(role)s.")
INVITED_BY = N_("The invitation was made by %(name)s.")
INVITED_FROM_COMMAND = N_("The invitation was made by whoever operates the portal.")
ENDED_BY = N_("The step was taken by %(name)s.")
UNEXPECTED = N_("If you did not expect this, please tell the secretariat.")


@dataclass(frozen=True)
class News:
    """What happened to a role: `given` or ended, to whom, and who is behind it (None: a command)."""

    held: HeldRole
    account: Account
    given: bool
    behind: int | None


def told_of(held: HeldRole) -> frozenset[Role]:
    """Return the roles whose holders learn of a change: of the same country, office or desk.

    >>> sorted(told_of(HeldRole(Role.SECRETARIAT)))
    [<Role.SECRETARIAT: 'secretariat'>]
    """
    if held.role in GOVERNMENT:
        return GOVERNMENT - CONTRIBUTORS
    return OFFICE if held.role in OFFICE_CIRCLE else frozenset({held.role})


def tell(session: Session, news: News, by: int | None, now: datetime) -> int:
    """Queue the letters about a role and return how many: one each, never to the person who did it."""
    readers = {one.id: one for one in holders(session, told_of(news.held), news.held.country)}
    if not news.given and news.account.active:
        readers[news.account.id] = news.account
    readers.pop(by or 0, None)
    behind = accounts_by_id(session, [news.behind]).get(news.behind) if news.behind else None
    for number in sorted(readers):
        queue_letter(session, _letter(session, news, readers[number], behind), now)
    return len(readers)


def _letter(session: Session, news: News, reader: Account, behind: Account | None) -> LetterDraft:
    language, country = reader.language, news.held.country
    role = translate(language, TITLES[news.held.role])
    place = pick(get_country(session, country).names, language) if country else ""
    subjects = (GIVEN_IN_COUNTRY, GIVEN_FOR_ALL) if news.given else (ENDED_IN_COUNTRY, ENDED_FOR_ALL)
    subject = translate(language, subjects[0 if country else 1], role=role, country=place)
    sentence = NOW_HOLDS if news.given else HOLDS_NO_MORE
    parts = (
        subject,
        translate(language, sentence, name=news.account.name, role=role),
        _origin(news, language, behind),
        translate(language, UNEXPECTED),
    )
    kind = "role_given" if news.given else "role_ended"
    return write_letter(kind, reader.email, language, " ".join(subject.split()), parts)


def _origin(news: News, language: str, behind: Account | None) -> str:
    if behind is None:
        return translate(language, INVITED_FROM_COMMAND) if news.given else ""
    return translate(language, INVITED_BY if news.given else ENDED_BY, name=behind.name)
