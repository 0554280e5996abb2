"""Telling people what happened to a report: letters queued in the transaction of the step itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import deadlines
from portal.accounts.permissions import Role
from portal.countries.queries import get_country
from portal.i18n import pick, translate, written_date
from portal.mail.services import LetterDraft, queue_letter
from portal.mail.writing import PORTAL, Part, write_letter
from portal.notifications import letters
from portal.notifications.letters import LETTERS, Notice, Situation, letters_for, roles_of
from portal.notifications.queries import Reader, readers_of


@dataclass(frozen=True)
class ReportName:
    """Which report a letter is about: its number, country, cycle and version."""

    id: int
    country: str
    cycle: str
    version: int


@dataclass(frozen=True)
class Happening:
    """What happened: `kind` of the event, by whom (an account), with the text that was written with it.

    `until`: the last day of the review window; `remarks`: how many were sent with a return.
    """

    kind: str
    report: ReportName
    situation: Situation
    until: date
    by: int | None = None
    remarks: int = 0
    text: str = ""
    text_language: str | None = None


def notify(session: Session, happening: Happening, now: datetime) -> int:
    """Queue the letters of what happened and return how many. Never to the person who did it.

    Everybody gets one letter, in the own language; an action without a row in the table has none.
    """
    if happening.kind not in LETTERS:
        return 0
    names = get_country(session, happening.report.country).names
    written = 0
    for reader, notice in _addressed(session, happening):
        queue_letter(session, _letter(happening, reader, notice, pick(names, reader.language)), now)
        written += 1
    return written


def _addressed(session: Session, happening: Happening) -> Iterator[tuple[Reader, Notice]]:
    """Yield everybody who is told, with the first row that is theirs."""
    situation = happening.situation
    rows = [(row, roles_of(row.audience, situation)) for row in letters_for(happening.kind, situation)]
    everybody = frozenset[Role]().union(*(roles for _, roles in rows))
    for reader in readers_of(session, happening.report.country, everybody):
        notice = next((row for row, roles in rows if roles & reader.roles), None)
        if notice is not None and reader.id != happening.by:
            yield reader, notice


def _letter(happening: Happening, reader: Reader, notice: Notice, country: str) -> LetterDraft:
    language, report = reader.language, happening.report
    event = translate(language, letters.event_words(happening.kind, happening.situation.filed_by))
    subject = translate(language, letters.SUBJECT, event=event, country=country, cycle=report.cycle)
    title = translate(language, letters.REPORTS[happening.situation.family])
    version = translate(language, letters.VERSION, cycle=report.cycle, version=report.version)
    sentence = _sentence(notice, language, happening)
    quote = Part(happening.text if notice.quotes else "", "quote", happening.text_language)
    place = letters.place_of(happening.kind, notice.audience, report.id)
    link = Part(f"{PORTAL}/{language}{place}", "link")
    note = deadlines.sentence(language) if "%(date)s" in (notice.sentence or "") else ""
    parts = (f"{title} · {country} · {version}", event, quote, sentence, note, link)
    return write_letter(f"report_{happening.kind}", reader.email, language, subject, parts)


def _sentence(notice: Notice, language: str, happening: Happening) -> str:
    if not notice.sentence:
        return ""
    until = written_date(language, happening.until)
    return translate(language, notice.sentence, date=until, remarks=happening.remarks)
