"""A portal with many cycles of reports, filed fast: rows in bulk, by the product's own rules and facts."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Integer, bindparam, create_engine, insert, select
from sqlalchemy.orm import Session

import config
from portal import canonical
from portal.app import create_app
from portal.countries.models import Country
from portal.countries.services import load_reference
from portal.cycles.models import InvitedCountry
from portal.cycles.services import CycleDates, CyclePlan, create_cycle, open_cycle
from portal.events.services import NOBODY
from portal.operations import schema
from portal.questionnaires.answering.facts import facts_of
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.reports.models import FiledFact, Filing, Report
from portal.reports.queries import latest_release
from portal.reports.workflow import Family, Status
from tests.factories import complete_answers

LAST_YEAR = 2000
CONFERENCES = ("UNCED92", "WCHR93", "ICPD94", "BPOA94", "WSSD95", "FWCW95", "HABITAT96")
THEMES = ("poverty", "gender", "children", "enabling_environment")
CONTENTS = 23
"""Different contents of one instrument on one track: a prime, so that neighbours and cycles differ."""
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
CONSENTS = ("full", "full", "full", "partial", "none")
"""Consents of countries one after the other."""
WRITER = "written by nobody"
FACT_COLUMNS = ("code", "conference", "row", "column", "option", "number", "language")


@dataclass(frozen=True)
class Content:
    """What a report may say: canonical text, digest, facts, and where its facts were first written."""

    instrument: str
    language: str
    text: str
    digest: str
    facts: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Material:
    """A portal's folder, its cycles in order of time, its countries, and how many facts a cycle has."""

    url: str
    folder: Path
    cycles: tuple[str, ...]
    countries: tuple[str, ...]

    @property
    def latest(self) -> str:
        """Return the code of the last cycle."""
        return self.cycles[-1]

    @property
    def before(self) -> str:
        """Return the code of the cycle before it."""
        return self.cycles[-2]

    @property
    def shown(self) -> str:
        """Return the code of a country that publishes in full."""
        return self.countries[0]

    @property
    def size(self) -> str:
        """Return the size in words."""
        return f"{len(self.countries)} countries × {len(self.cycles)} cycles"

    def app(self) -> Flask:
        """Return the application on this database, as it runs in production."""
        return create_app(config.Settings(self.url, self.folder, "b" * 40))


def make_material(folder: Path, countries: int, cycles: int) -> Material:
    """Fill a database: of every country a published report a cycle, of half of them a practice.

    Of a country with a resident coordinator the coordinator's report too. The facts of a content are those
    that the product finds; where the same content is filed again, they are copied inside of the database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'portal.sqlite3'}"
    engine = create_engine(url)
    schema.tables().create_all(engine)
    with Session(engine) as session, session.begin():
        session.connection().exec_driver_sql("PRAGMA foreign_keys=OFF")
        load_reference(session)
        invited = _countries(session, countries)
        codes = tuple(str(LAST_YEAR - back) for back in reversed(range(cycles)))
        writer = _Writer(session)
        for code in codes:
            _open(session, code, invited)
            writer.file_cycle(code, invited)
        names = tuple(country.code for country in invited)
    engine.dispose()
    return Material(url, folder, codes, names)


def _countries(session: Session, count: int) -> list[Country]:
    """Return Member States of every region and both tracks."""
    statement = select(Country).where(Country.un_status == "member").order_by(Country.m49)
    return list(session.scalars(statement.limit(count)))


def _open(session: Session, code: str, invited: Sequence[Country]) -> None:
    year = int(code)
    dates = CycleDates(
        date(year - 1, 1, 1), date(year - 1, 12, 31), date(year, 1, 1), date(year, 5, 31), date(year, 6, 30)
    )
    plan = CyclePlan(code, {"en": f"Reporting cycle {code}"}, dates, CONFERENCES, THEMES)
    cycle = create_cycle(session, plan, NOBODY, _moment(year, 1))
    session.add_all(
        InvitedCountry(cycle_code=code, country_code=one.code, region=one.region, track=one.default_track)
        for one in invited
    )
    session.flush()
    session.refresh(cycle)
    open_cycle(session, cycle, NOBODY, _moment(year, 1))


def _moment(year: int, month: int) -> datetime:
    return datetime.combine(date(year, month, 1), time(9), UTC)


class _Writer:
    """Files reports; remembers where the facts of each content were first written."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.numbers = itertools.count(1)
        self.written: dict[str, int] = {}
        table = FiledFact.metadata.tables["fact"]
        columns = [column for column in table.columns if column.name not in {"id", "filing_id"}]
        original = (
            select(bindparam("copy", type_=Integer), *columns)
            .where(table.c.filing_id == bindparam("original", type_=Integer))
            .order_by(table.c.id)
        )
        self.copying = insert(table).from_select(["filing_id", *columns], original)

    def file_cycle(self, cycle: str, invited: Sequence[Country]) -> None:
        """File the reports of a cycle: the countries take turns with the contents."""
        reports, filings, facts = [], [], []
        for place, country in enumerate(invited):
            for instrument, family in _due(place, country):
                content = _content(instrument, country.default_track, (place + int(cycle)) % CONTENTS)
                number = next(self.numbers)
                reports.append(_report(number, cycle, country.code, content, family))
                filings.append(_filing(number, int(cycle), content, CONSENTS[place % len(CONSENTS)]))
                facts.append((number, content))
        # Past the seals of the record, which nobody verifies here.
        connection = self.session.connection()
        connection.execute(insert(Report), reports)
        connection.execute(insert(Filing), filings)
        for number, content in facts:
            self._write_facts(number, content)

    def _write_facts(self, filing: int, content: Content) -> None:
        original = self.written.setdefault(content.digest, filing)
        if original == filing:
            rows = [{"filing_id": filing, **fact} for fact in content.facts]
            self.session.execute(insert(FiledFact), rows, execution_options={"render_nulls": True})
        else:
            self.session.connection().execute(self.copying, {"copy": filing, "original": original})


def _due(place: int, country: Country) -> Iterator[tuple[str, Family]]:
    yield ("VNR" if country.default_track == "rc" else "VND"), Family.NATIONAL
    if country.default_track == "rc":
        yield "RCR", Family.COORDINATOR
    if place % 2:
        yield "BPR", Family.PRACTICE


@functools.cache
def _content(instrument: str, track: str, number: int) -> Content:
    questionnaire = load_library().release(instrument, latest_release(instrument))
    asked = Asked(track, CONFERENCES, THEMES)
    language = LANGUAGES[number % len(LANGUAGES)]
    dice = random.Random(f"{instrument} {track} {number}")
    answers = complete_answers(questionnaire, asked, language=language, dice=dice)
    text = canonical.dumps({"answers": answers, "instrument": instrument, "track": track})
    facts = tuple(
        {name: getattr(fact, name) for name in FACT_COLUMNS}
        for fact in facts_of(questionnaire, asked, answers, language)
    )
    return Content(instrument, language, text, canonical.digest(text), facts)


def _report(number: int, cycle: str, country: str, content: Content, family: Family) -> dict[str, Any]:
    year = int(cycle)
    reference = f"{country}-{cycle}-{content.instrument}"
    return {
        "id": number,
        "reference": reference,
        "cycle_code": cycle,
        "country_code": country,
        "family": family,
        "subject": reference if family is Family.PRACTICE else "",
        "version": 1,
        "instrument": content.instrument,
        "release": latest_release(content.instrument),
        "language": content.language,
        "status": Status.PUBLISHED,
        "filed_by": "coordinator" if family is Family.COORDINATOR else "government",
        "started_at": _moment(year, 2),
        "first_submitted": date(year, 3, 1),
        "submitted_at": _moment(year, 3),
        "waiting_since": _moment(year, 3),
        "accepted_at": _moment(year, 4),
        "published_at": _moment(year, 5),
    }


def _filing(number: int, year: int, content: Content, consent: str) -> dict[str, Any]:
    return {
        "id": number,
        "report_id": number,
        "number": 1,
        "content": content.text,
        "digest": content.digest,
        "signatory_name": WRITER,
        "filed_at": _moment(year, 3),
        "language": content.language,
        "release": latest_release(content.instrument),
        "questionnaire_digest": "",
        "consent": consent,
        "withheld": ["E"] if consent == "partial" else [],
    }
