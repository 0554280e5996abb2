"""Real frameworks of country teams and practices: filed and shown unchanged, or refused with the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import canonical
from portal.accounts.permissions import Role
from portal.countries.models import Country
from portal.countries.services import load_reference
from portal.exchange.importing import import_bundle
from portal.i18n import LANGUAGES, direction_of
from portal.reports.models import Report
from tests.bundles import written
from tests.integration.exchange.test_narratives import NOW, narrative
from tests.samples.portal import SamplePortal
from tests.web.test_real_texts import texts_on

REAL = Path(__file__).parents[3] / "shared" / "real"
FILES = sorted([*REAL.glob("coordinators/*.json"), *REAL.glob("practices/*.json")])
CODE = "R1"
CANNOT_BE_KEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters; a line end or a tab is none of these."""

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"the real reports and practices are kept outside the project, in {REAL}"
)


def bundle_of(records, countries):
    """Return the records as one bundle: frameworks as annual reports, the others as practices."""
    known = sorted({record["iso3"] for record in records} & set(countries))
    invited = [
        {"country": code, "region": countries[code].region.value, "track": countries[code].default_track}
        for code in known
    ]
    cycle = {
        "code": CODE,
        "title": {"en": "Real texts"},
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "opens": "2025-01-01",
        "due": "2025-12-31",
        "closes": "2025-12-31",
        "conferences": ["UNCED92"],
        "themes": ["sustainable"],
        "invited": invited,
    }
    submissions = [submission_of(record) for record in records]
    return {"schema": "report-bundle/1", "cycles": [cycle], "submissions": submissions}


def submission_of(record):
    is_practice = record["kind"] == "best_practice"
    answers = {"RCR.13.B6": narrative(record)}
    if is_practice:
        answers = {"BPR.12.A1": record["title"], "BPR.12.B3": narrative(record), "BPR.12.Z1": "full"}
    return {
        "id": record["id"],
        "instrument": "BPR" if is_practice else "RCR",
        "cycle": CODE,
        "country": record["iso3"],
        "version": 1,
        "status": "published",
        "language": record["lang"],
        "first_submitted": "2025-06-01",
        "submitted_at": "2025-06-01T12:00:00Z",
        "filed_by": "government" if is_practice else "coordinator",
        "answers": answers,
    }


def reasons_against(record, countries):
    """Return why a record cannot be filed, by what is known of it and not by the portal."""
    found = set()
    if record["lang"] not in LANGUAGES:
        found.add("language")
    if record["iso3"] not in countries:
        found.add("country")
    elif record["kind"] == "coordinator_report" and countries[record["iso3"]].default_track != "rc":
        found.add("track")
    if CANNOT_BE_KEPT.search(narrative(record)):
        found.add("character")
    return found


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def filed(request, tmp_path):
    """A portal, the records of a file, and the countries known."""
    portal = SamplePortal(tmp_path)
    with portal.session() as session:
        load_reference(session)
        countries = {country.code: country for country in session.scalars(select(Country))}
        session.expunge_all()
    yield portal, canonical.loads(request.param.read_bytes()), countries
    portal.close()


def test_every_record_that_fits_is_filed_and_shown_unchanged(filed):
    portal, records, countries = filed
    fitting = [record for record in records if not reasons_against(record, countries)]
    assert fitting
    with portal.session() as session:
        verdict = import_bundle(session, written(bundle_of(fitting, countries)), NOW)
        assert not verdict.faults, "\n".join(map(str, verdict.faults[:5]))
    with portal.session() as session:
        found = session.execute(select(Report.reference, Report.id)).all()
        ids = {row.reference: row.id for row in found}
    secretariat, public = portal.client(portal.add_person(Role.SECRETARIAT)), portal.client()
    for number, record in enumerate(fitting):
        language = record["lang"]
        wanted = [narrative(record).replace("\r\n", "\n"), language, direction_of(language)]
        reader = list(LANGUAGES)[number % len(LANGUAGES)]
        if number % 10 == 0:
            address = f"/{reader}/secretariat/reports/{ids[record['id']]}"
            assert wanted in texts_on(secretariat, address), record["id"]
        open_to_all = f"/{reader}/practices/{record['id']}"
        if record["kind"] == "coordinator_report":
            open_to_all = f"/{reader}/countries/{record['iso3']}/{CODE}/coordinator"
        assert wanted in texts_on(public, open_to_all), record["id"]


def test_every_other_record_is_refused_with_the_right_reason(filed):
    portal, records, countries = filed
    strangers = {record["id"]: reasons_against(record, countries) for record in records}
    strangers = {name: reasons for name, reasons in strangers.items() if reasons}
    with portal.session() as session:
        verdict = import_bundle(session, written(bundle_of(records, countries)), NOW)
    told = defaultdict(set)
    for fault in verdict.faults:
        told[fault.label].add(WORDS.get(fault.code, fault.place))
    assert told == strangers
    with portal.session() as session:
        # All or nothing: one record that cannot be filed keeps out the others of its bundle.
        assert len(session.scalars(select(Report)).all()) == (0 if strangers else len(records))


WORDS = {"text_control_character": "character"}
"""Code of a fault to the reason it tells of; any other is told by its place."""
