"""Writing of one reminder to a country: noted once, in the transaction of its letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import deadlines
from portal.countries.queries import get_country
from portal.i18n import pick, translate, written_date
from portal.mail.services import LetterDraft, queue_letter
from portal.mail.writing import PORTAL, Part, write_letter
from portal.notifications import reminders
from portal.notifications.letters import REPORTS
from portal.notifications.models import Reminder
from portal.notifications.queries import Reader, readers_of


@dataclass(frozen=True)
class DueReminder:
    """A country whose report of a family has not come, `days` (30, 7, 1) before the invited date.

    `until`: the last day on which it can be submitted.
    """

    cycle: str
    country: str
    family: str
    days: int
    invited_by: date
    until: date


def write_reminder(session: Session, due: DueReminder, now: datetime) -> int:
    """Queue the letters of a reminder and return how many; 0 where another process wrote it, or nobody reads.

    A country in which nobody can be written to is not noted: who is invited tomorrow is reminded then.
    """
    readers = readers_of(session, due.country, reminders.ROLES[due.family])
    if not readers or not _noted(session, due, len(readers), now):
        return 0
    names = get_country(session, due.country).names
    for reader in readers:
        queue_letter(session, _letter(due, reader, pick(names, reader.language)), now)
    return len(readers)


def _noted(session: Session, due: DueReminder, letters: int, now: datetime) -> bool:
    """Whether this process is the one that writes it: the row is unique."""
    row = Reminder(
        cycle_code=due.cycle,
        country_code=due.country,
        family=due.family,
        days=due.days,
        sent_at=now,
        letters=letters,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _letter(due: DueReminder, reader: Reader, country: str) -> LetterDraft:
    language = reader.language
    report = translate(language, REPORTS[due.family])
    day, until = (written_date(language, one) for one in (due.invited_by, due.until))
    subject = translate(language, reminders.SUBJECT, report=report, country=country, date=day)
    parts = (
        f"{report} · {country} · {due.cycle}",
        translate(language, reminders.INVITED_BY, day=day),
        translate(language, reminders.UNTIL, date=until) if due.until > due.invited_by else "",
        deadlines.sentence(language),
        translate(language, reminders.ADDRESS),
        Part(f"{PORTAL}/{language}{reminders.PLACE}", "link"),
        translate(language, reminders.THANKS),
    )
    return write_letter("reminder", reader.email, language, subject, parts)
