"""Anybody reads figures as last issued, and nothing else tells what a report that is not public says."""

from __future__ import annotations

import copy
import io
import re
import zipfile

import openpyxl
import pytest
from sqlalchemy import select

from portal.issued.services import Restriction
from portal.reports.models import Filing, Report
from portal.reports.workflow import Action, Side
from tests.factories import take
from tests.samples.disclosure import ADVOCACY, Served, bundle
from tests.samples.portal import now
from tests.web.test_budgets import counted

FIGURE = f"/en/cycles/2000/figures/total/ratings/{ADVOCACY}/n"
PAGES = (
    "/en/",
    "/en/data",
    "/en/data/2000/json",
    "/en/data/2000/csv",
    "/en/data/2000/xlsx",
    "/en/data/2000/tables/json",
    "/en/data/2000/tables/docx",
    "/en/conferences/WSSD95/2000",
    "/en/conferences/WSSD95/2000/xlsx",
    "/api/v1/cycles/2000/aggregates",
    "/api/v1/issues",
    "/api/v1/practices",
    FIGURE,
    "/en/cycles/2000/figures/total/poverty/n",
    "/en/countries/XAA/2000",
    "/en/answers?cycle=2000&question=VNR.12.F3",
)


@pytest.fixture
def serve(tmp_path):
    made = []

    def start(name):
        made.append(Served(tmp_path, bundle(name)))
        return made[0]

    yield start
    for one in made:
        one.portal.close()


def block(figures, scope="total"):
    return (figures["total"] if scope == "total" else figures["by_region"][scope])["ratings"][ADVOCACY]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def test_before_the_first_issue_the_same_addresses_answer_with_coverage_and_nulls(serve):
    served = serve("two_dates_1")
    assert [address for address in PAGES if served.get(address).status_code != 200] == []
    found = served.figures()
    assert found["coverage"]["national"]["all"]["counted"] == 4
    assert block(found)["n"] is None
    assert "No tables of this cycle have been issued yet" in text_of(
        served.get("/en/conferences/WSSD95/2000")
    )
    served.issue()
    assert block(served.figures())["n"] == 4


def test_one_more_unpublished_report_changes_nothing_but_coverage(serve):
    served = serve("two_dates_1")
    served.issue()
    shown = [one for one in PAGES if "conference" not in one and "tables" not in one and one != "/en/"]
    figures = [one for one in shown if "data/2000" not in one and "aggregates" not in one]
    before = {address: served.get(address).data for address in figures}
    whole = served.figures()
    served.take(bundle("two_dates_2"))
    assert {address: served.get(address).data for address in figures} == before
    after = served.figures()
    assert after["coverage"] != whole["coverage"]
    for name in ("coverage", "progress_matrix", "theme_matrix"):
        del whole[name], after[name]
    assert after == whole


MATRICES = re.compile(r'<svg.*?</svg>|<tbody><tr><th scope="row">(<bdi>)?Country .*?</tbody>', re.DOTALL)
"""The map of a conference, its table, and the matrix: of each country a cell."""
RECEIVED = re.compile(r"Received: \d+; accepted: \d+")
LIVE_SHEETS = ("coverage", "progress_matrix", "theme_matrix")


def parts_of(served, address):
    """Return the parts of a page or file byte for byte, without those of coverage and matrices."""
    data = served.get(address).data
    if address.endswith("/csv"):
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            names = [name for name in found.namelist() if not name.startswith(LIVE_SHEETS)]
            return {name: found.read(name) for name in names}
    if address.endswith("/xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return {
            sheet.title: [*sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
            if not sheet.title.startswith(LIVE_SHEETS)
        }
    return {address: RECEIVED.sub("", MATRICES.sub("", data.decode()))}


def test_pages_and_files_that_hold_coverage_are_the_same_byte_for_byte_beside_it(serve):
    served = serve("two_dates_1")
    served.issue()
    addresses = ("/en/", "/en/conferences/WSSD95/2000", "/en/data/2000/csv", "/en/data/2000/xlsx")
    before = {address: parts_of(served, address) for address in addresses}
    whole = {address: served.get(address).data for address in addresses}
    served.take(bundle("two_dates_2"))
    assert {address: parts_of(served, address) for address in addresses} == before
    assert all(served.get(address).data != whole[address] for address in addresses)
    assert all(len(before[address]) > 50 for address in addresses[2:])


def test_the_page_of_a_figure_is_counted_again_only_when_something_changed(serve):
    served = serve("two_dates_1")
    served.issue()

    def reads_facts():
        with counted(served.portal) as statements:
            page = served.get(FIGURE)
        return page.data, any("FROM fact" in statement for statement in statements)

    first, read = reads_facts()
    assert read
    assert reads_facts() == (first, False)
    with served.portal.session() as session:
        report = session.scalars(select(Report).where(Report.country_code == "XAA")).one()
        take(session, report, Action.SUSPEND, Side.SECRETARIAT, text="Asked for.", now=now())
    changed, read = reads_facts()
    assert read
    assert changed != first


def test_an_issue_shows_no_block_whose_difference_from_an_earlier_one_is_one_report(serve):
    served = serve("two_dates_1")
    served.issue()
    assert block(served.figures())["displayed"]
    served.take(bundle("two_dates_2"))
    served.issue()
    assert not block(served.figures())["displayed"]
    assert block(served.figures())["n"] is None
    assert "This figure is not shown." in text_of(served.get(FIGURE))


def test_any_country_whose_answers_are_not_public_gets_the_same_answer_by_address(serve):
    served = serve("rows_by_country")
    for issued in (False, True):
        if issued:
            served.issue()
            assert set(served.figures()["total"]["poverty"]["positions"]) == {"XAA", "XAB"}
        for row in ("poverty/positions/{}/on_path", "coordination/index/{}/mean"):
            answers = {}
            for country, number in (("XAC", 3), ("XAD", 4), ("XAE", 5)):
                found = served.get(f"/en/cycles/2000/figures/total/{row.format(country)}")
                page = found.get_data(as_text=True).replace(country, "XXX").replace(f"Country {number}", "C")
                answers[country] = (found.status_code, page)
            assert answers["XAC"] == answers["XAD"] == answers["XAE"]
            assert answers["XAC"][0] == 200
    open_row = served.get("/en/cycles/2000/figures/total/poverty/positions/XAA/reduction_pct")
    assert "This figure is not shown." not in text_of(open_row)


def test_a_practice_of_consent_summary_gives_title_institution_and_summary_alone(serve):
    served = serve("rows_by_country")
    (practice,) = served.get("/api/v1/practices").get_json()["items"]
    assert practice["title"]["text"]
    assert (practice["began"], practice["promising"], practice["whole"]) == (None, False, False)
    assert "Promising" not in text_of(served.get(f"/en/practices/{practice['reference']}"))


def test_tables_of_one_region_have_no_public_variant(serve):
    served = serve("one_region")
    number = served.issue(Restriction(region="europe"))
    assert served.get(f"{FIGURE}?issue={number}").status_code == 404
    assert served.get(f"/en/data/issues/{number}/json").status_code == 404
    assert served.get(f"/api/v1/issues/{number}").status_code == 404
    assert served.get("/api/v1/issues").get_json()["items"] == []
    whole = served.issue()
    assert served.get(f"{FIGURE}?issue={whole}").status_code == 200
    assert f"number {number}," not in text_of(served.get(f"/en/countries/XAA/2000/answers/{ADVOCACY}"))
    assert not block(served.figures(), "africa")["displayed"]
    assert not block(served.figures(), "europe")["displayed"]
    assert served.get("/api/v1/cycles/2000/aggregates?region=europe").status_code == 400


def test_no_digest_is_shown_of_a_filing_that_is_not_public_in_full(serve):
    served = serve("missing_known")
    number = served.issue()
    with served.portal.session() as session:
        rows = session.execute(select(Report.country_code, Filing.digest).join(Filing)).all()
        digests = {row.country_code: row.digest for row in rows}
    addresses = [
        *PAGES,
        f"{FIGURE}?issue={number}",
        f"/api/v1/issues/{number}",
        f"/en/data/issues/{number}/csv",
    ]
    for country in digests:
        addresses += [
            f"/en/countries/{country}/2000",
            f"/en/countries/{country}/2000/summary.json",
            f"/api/v1/countries/{country}/2000/summary?lang=en",
            f"/en/countries/{country}/2000/report",
            f"/en/countries/{country}/2000/answers/VNR.12.B1",
        ]
    everything = b"\n".join(served.get(address).data for address in addresses)
    found = {country for country, digest in digests.items() if digest[:16].encode() in everything}
    assert found == {"XAA", "XAB"}


def test_the_last_issue_closes_with_a_suspension_and_the_desk_asks_for_another(serve):
    served = serve("two_dates_1")
    served.issue()
    with served.portal.session() as session:
        report = session.scalars(select(Report).where(Report.country_code == "XAA")).one()
        take(session, report, Action.SUSPEND, Side.SECRETARIAT, text="Asked for.", now=now())
    assert block(served.figures())["n"] is None
    assert "are closed" in text_of(served.get("/en/conferences/WSSD95/2000"))
    officer = served.officer()
    assert "issued again" in text_of(officer.get("/en/secretariat"))
    served.issue()
    assert "issued again" not in text_of(officer.get("/en/secretariat"))


def test_issuing_shows_first_what_will_be_seen_or_hidden_and_why(serve):
    served = serve("two_dates_1")
    officer = served.officer()
    page = text_of(officer.get("/en/secretariat/cycles/2000/issues/new"))
    assert f"ratings/{ADVOCACY}" in page
    assert "Newly shown" in page
    served.issue()
    served.take(bundle("two_dates_2"))
    later = text_of(officer.get("/en/secretariat/cycles/2000/issues/new"))
    assert "the difference from an earlier issue would tell what single reports say" in later


def test_a_case_copied_and_changed_is_another_report(serve):
    """The bundles differ in the report that came since, and in nothing else."""
    first, second = bundle("two_dates_1"), bundle("two_dates_2")
    rest = copy.deepcopy(second)
    rest["submissions"] = [one for one in second["submissions"] if one["country"] != "XAE"]
    assert rest["submissions"] == first["submissions"]
