"""Quotations: texts of Governments that everybody may read, from the filings behind the figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import canonical
from portal.compositions.frozen import Frozen
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import key_of, parse_key
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience, may_read_answer
from portal.reports.models import FiledFact, Filing, Report
from portal.reports.reading.filed import disclosed
from portal.summaries.report.inputs import Quote
from portal.summaries.report.packs import Pack

LESSONS, RECOMMENDATIONS, MEASURES = "VNR.12.I5", "VNR.12.I6", "VNR.12.C3"
"""Lessons learned, recommendations to the Council, and measures taken under a conference."""


@dataclass(frozen=True)
class _Place:
    """Where a text is: whose report, which question, which filing."""

    country: str
    key: str
    filing_id: int

    @property
    def part(self) -> str:
        return f"q/{self.country}/{self.key}"


def default_quotes(
    session: Session,
    frozen: Frozen,
    pack: Pack,
    conferences: Collection[str],
    *,
    everything: bool = False,
) -> Mapping[str, Quote]:
    """Return the quotations chosen by rule: of each region the first country in alphabetical order.

    Recommendations to the Council, else lessons; in a pack of conferences the measures taken under them.
    `everything` returns all there are, for an officer to choose from.
    """
    keys = (
        [key_of(MEASURES, code) for code in conferences] if pack.conferences else [RECOMMENDATIONS, LESSONS]
    )
    places = _places(session, frozen, keys)
    regions = {code: place["region"] for code, place in frozen.aggregates["countries"].items()}
    places = [place for place in places if pack.region in {"", regions.get(place.country)}]
    places.sort(key=lambda place: (place.country, keys.index(place.key)))
    chosen = places if everything else list(_first_of_each(places, regions))
    return _read(session, chosen)


def named_quotes(session: Session, frozen: Frozen, keys: Iterable[str]) -> Mapping[str, Quote]:
    """Return the quotations of these parts, ``q/COUNTRY/KEY``, as far as everybody may read them now."""
    wanted = {key for key in keys if key.count("/") > 1}
    asked = sorted({key.split("/", 2)[2] for key in wanted})
    return _read(session, [place for place in _places(session, frozen, asked) if place.part in wanted])


def _first_of_each(places: Iterable[_Place], regions: Mapping[str, str]) -> Iterator[_Place]:
    seen: set[str] = set()
    for place in places:
        region = regions.get(place.country, "")
        if region not in seen:
            seen.add(region)
            yield place


def _places(session: Session, frozen: Frozen, keys: Iterable[str]) -> list[_Place]:
    """Find who answered these questions in words, in one query over the facts."""
    asked = {(parse_key(key).code, parse_key(key).conference): key for key in keys}
    statement = (
        select(Report.country_code, FiledFact.code, FiledFact.conference, Filing.id, Report.reference)
        .join(Filing, Filing.id == FiledFact.filing_id)
        .join(Report, Report.id == Filing.report_id)
        .where(
            Report.cycle_code == frozen.cycle,
            FiledFact.code.in_({code for code, _ in asked}),
            FiledFact.language.is_not(None),
        )
    )
    return [
        _Place(country, asked[code, conference], filing_id)
        for country, code, conference, filing_id, reference in session.execute(statement)
        if reference in frozen.filings and (code, conference) in asked
    ]


def _read(session: Session, places: Iterable[_Place]) -> Mapping[str, Quote]:
    """Read the texts; one that the public may no longer read is left out."""
    listed = list(places)
    statement = (
        select(Filing, Report)
        .join(Report, Report.id == Filing.report_id)
        .where(Filing.id.in_({place.filing_id for place in listed}))
    )
    found = {filing.id: (filing, report) for filing, report in session.execute(statement)}
    answers = {number: canonical.loads(filing.content)["answers"] for number, (filing, _) in found.items()}
    quotes = {}
    for place in listed:
        filing, report = found[place.filing_id]
        code = parse_key(place.key).code
        question = load_library().release(report.instrument, report.release).question(code)
        value = answers[place.filing_id].get(place.key)
        if value is None or not may_read_answer(
            Audience.PUBLIC, disclosed(report, filing), question.section, code
        ):
            continue
        text, language = text_and_language(value, report.language)
        quotes[place.part] = Quote(place.country, place.key, text, language, filing.consent, filing.digest)
    return quotes
