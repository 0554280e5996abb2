"""Real texts of Governments, in all scripts, arrive unchanged; what is no report of a country does not."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from portal import canonical
from portal.countries.models import Country
from portal.exchange.importing import import_bundle
from portal.i18n import LANGUAGES
from portal.reports.models import Answer, Report
from tests.bundles import written

NARRATIVES = Path(__file__).parents[4] / "shared" / "real" / "narratives"
FILES = sorted(NARRATIVES.glob("*.json"))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
KEY = "VNR.12.C3@UNCED92"
# What tells records apart; everything else that is a text was written by somebody to be read.
NOT_TEXT = {"id", "kind", "iso3", "lang", "date", "conference", "country", "edition", "path", "url", "source"}

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"the real narratives are kept outside the project, in {NARRATIVES}"
)


def texts_of(record):
    """Yield every text of a record, in order, those inside lists and objects too."""
    for name, value in record.items():
        if name in NOT_TEXT:
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from texts_of(item)
            elif isinstance(item, str) and item:
                yield item


def narrative(record):
    return "\n\n".join(texts_of(record))


def numbered(records):
    """Yield each record with its number among those of its country, from 1."""
    seen: dict[str, int] = defaultdict(int)
    for record in records:
        seen[record["iso3"]] += 1
        yield seen[record["iso3"]], record


def bundle_of(records, countries):
    cycles: dict[str, dict[str, Any]] = {}
    submissions = []
    for number, record in numbered(records):
        code, country = f"T{number}", record["iso3"]
        known = countries.get(country)
        cycle = cycles.setdefault(code, _cycle(code))
        track = known.default_track if known else "rc"
        if known:
            invited = {"country": country, "region": known.region.value, "track": track}
            cycle["invited"].append(invited)
        submissions.append(
            {
                "id": record["id"],
                "instrument": "VNR" if track == "rc" else "VND",
                "cycle": code,
                "country": country,
                "version": 1,
                "status": "accepted",
                "language": record["lang"],
                "first_submitted": "2025-06-01",
                "submitted_at": "2025-06-01T12:00:00Z",
                "filed_by": "government",
                "received": True,
                "answers": {KEY: narrative(record)},
            }
        )
    return {"schema": "report-bundle/1", "cycles": list(cycles.values()), "submissions": submissions}


def _cycle(code):
    return {
        "code": code,
        "title": {"en": f"Test cycle {code}"},
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "opens": "2025-01-01",
        "due": "2025-12-31",
        "closes": "2025-12-31",
        "conferences": ["UNCED92"],
        "themes": ["sustainable"],
        "invited": [],
    }


def is_report(record, countries):
    return record["lang"] in LANGUAGES and record["iso3"] in countries


@pytest.fixture
def countries(session):
    found = {country.code: country for country in session.scalars(select(Country))}
    session.expunge_all()
    session.commit()
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_narrative_is_stored_character_by_character(session, countries, file):
    records = [record for record in canonical.loads(file.read_bytes()) if is_report(record, countries)]
    assert records
    verdict = import_bundle(session, written(bundle_of(records, countries)), NOW)
    assert not verdict.faults, "\n".join(map(str, verdict.faults[:5]))
    session.commit()
    session.expire_all()
    stored = {
        reference: (value, language)
        for reference, value, language in session.execute(
            select(Report.reference, Answer.value, Answer.language).join(
                Answer, Answer.report_id == Report.id
            )
        )
    }
    assert len(stored) == len(records)
    for record in records:
        assert stored[record["id"]] == (narrative(record).replace("\r\n", "\n"), record["lang"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_record_that_is_no_report_is_refused_with_the_right_reason(session, countries, dump, file):
    records = canonical.loads(file.read_bytes())
    strangers = {
        record["id"]: {
            *(["language"] if record["lang"] not in LANGUAGES else []),
            *(["country"] if record["iso3"] not in countries else []),
        }
        for record in records
        if not is_report(record, countries)
    }
    if not strangers:
        pytest.skip("every record of this file is a report")
    before = dump()
    verdict = import_bundle(session, written(bundle_of(records, countries)), NOW)
    session.commit()
    told = defaultdict(set)
    for fault in verdict.faults:
        told[fault.label].add(fault.place)
    assert told == strangers
    assert {fault.code for fault in verdict.faults} <= {"field_value", "country_unknown"}
    assert dump() == before
