"""Real texts of Governments, in all scripts, stand on the pages of a report as they were written."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from portal import canonical
from portal.accounts.permissions import Role
from portal.countries.models import Country
from portal.countries.services import load_reference
from portal.exchange.importing import import_bundle
from portal.i18n import direction_of
from portal.reports.models import Report
from tests.bundles import written
from tests.integration.exchange.test_narratives import (
    FILES,
    NARRATIVES,
    NOW,
    bundle_of,
    is_report,
    narrative,
    numbered,
)
from tests.samples.portal import SamplePortal

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"the real narratives are kept outside the project, in {NARRATIVES}"
)


class Narratives(HTMLParser):
    """Collects the long texts of a page with their language and direction, character by character."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[list[str]] = []
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if self.depth and tag == "div":
            self.depth += 1
        elif attributes.get("class") == "narrative":
            self.depth = 1
            self.found.append(["", attributes.get("lang") or "", attributes.get("dir") or ""])

    def handle_endtag(self, tag):
        if self.depth and tag == "div":
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.found[-1][0] += data


def texts_on(client, address):
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status}"
    page = Narratives()
    page.feed(response.text)
    return page.found


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def imported(request, tmp_path):
    """The records of a file that are reports, each published, in a portal of their own."""
    portal = SamplePortal(tmp_path)
    with portal.session() as session:
        load_reference(session)
        countries = {country.code: country for country in session.scalars(select(Country))}
        records = canonical.loads(request.param.read_bytes())
        reports = [record for record in records if is_report(record, countries)]
        bundle = bundle_of(reports, countries)
        for submission in bundle["submissions"]:
            submission["status"] = "published"
            submission["answers"]["VNR.12.Z1"] = "full"
        verdict = import_bundle(session, written(bundle), NOW)
        assert not verdict.faults
    yield portal, reports
    portal.close()


def test_every_narrative_is_shown_character_by_character(imported):
    portal, records = imported
    secretariat, public = portal.client(portal.add_person(Role.SECRETARIAT)), portal.client()
    with portal.session() as session:
        found = session.execute(select(Report.reference, Report.id))
        ids = {row.reference: row.id for row in found}
    for number, record in numbered(records):
        language = record["lang"]
        wanted = [narrative(record).replace("\r\n", "\n"), language, direction_of(language)]
        assert wanted in texts_on(secretariat, f"/en/secretariat/reports/{ids[record['id']]}"), record["id"]
        # A reader of any language finds the text in its own language and direction.
        reader = "ar" if language != "ar" else "zh"
        address = f"/{reader}/countries/{record['iso3']}/T{number}/report"
        assert wanted in texts_on(public, address), record["id"]
