"""Numbers and dates are read in the language of the page on which they are typed, whatever the report's."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.i18n import LANGUAGES, written_date
from portal.reports.suggestions.models import ColleagueLink
from portal.reports.suggestions.queries import drafts_of
from tests.samples.portal import PASSWORD
from tests.web.filing.desk import Desk, Page
from tests.web.filing.test_colleague_links import Colleague, make

PAGES = tuple(LANGUAGES)
THOUSAND, LITTLE_MORE = Decimal(1234), Decimal("1.234")
SPACES = {"no-break": "\u00a0", "figure": "\u2007", "thin": "\u2009", "narrow no-break": "\u202f"}


def everywhere(value):
    return dict.fromkeys(PAGES, value)


def by_custom(comma, point):
    """What 1,234 (or 1.234) means: `comma` where a comma is the decimal sign, `point` where a point is."""
    return {"ar": None, "es": None, "fr": comma, "ru": comma, "en": point, "zh": point}


NUMBERS = {
    "1234": everywhere(THOUSAND),
    " 7 ": everywhere(Decimal(7)),
    "1 234,50": everywhere(Decimal("1234.50")),
    **{f"1{space}234": everywhere(THOUSAND) for space in SPACES.values()},
    "1'234": everywhere(THOUSAND),
    "12,34,567": everywhere(Decimal(1234567)),
    "1.234.567": everywhere(Decimal(1234567)),
    "١٢٣٤": everywhere(THOUSAND),
    "١٬٢٣٤٫٥٠": everywhere(Decimal("1234.50")),
    "٢٫٥": everywhere(Decimal("2.5")),
    "۱۲": everywhere(Decimal(12)),
    "１２．５": everywhere(Decimal("12.5")),
    "\u200f١٢\u200e": everywhere(Decimal(12)),
    "+7": everywhere(Decimal(7)),
    "-7.5": everywhere(Decimal("-7.5")),
    "− 7,5": everywhere(Decimal("-7.5")),
    "1,234": by_custom(LITTLE_MORE, THOUSAND),
    "1.234": by_custom(None, LITTLE_MORE),
    "": everywhere(""),
    "\u00a0 ": everywhere(""),
    "12 %": everywhere(None),
    "12 34": everywhere(None),
    "about 120": everywhere(None),
    "twelve": everywhere(None),
}
"""What is typed to the number understood by language of the page; "": nothing answered, None: refused."""

PERCENT = {"12,5 %": Decimal("12.5"), "٢٥٪": Decimal(25), "7%": Decimal(7), "100": Decimal(100), "%": None}
YEARS = {
    "1998": 1998,
    "١٩٩٨": 1998,
    "1 998": 1998,
    "1,998": 1998,
    "1.998": 1998,
    " ": None,
    "last year": None,
}

NUMBER_TABLE, YEAR_TABLE = "VNR.12.C4", "VNR.12.D2"


@pytest.fixture(scope="module")
def reports(served):
    """A report in each of the six languages, with the question of indicators open."""
    found = {}
    for language in PAGES:
        place = served.new_place()
        person = served.add_person(Role.FOCAL_POINT, place.rc)
        found[language] = desk = Desk(served, place.cycle, place.rc, person).start(language)
        desk.conference = next(iter(conferences(desk)))
        desk.fill({f"VNR.12.C1@{desk.conference}": "2"})
    return found


def conferences(desk):
    address = "/sections/C/"
    return [url.rpartition("/")[2] for url, _ in desk.get().read.links if address in url]


def rows_of(key, column, typed):
    """Return a post of a table with a row for each text typed."""
    names = {f"n{number}": text for number, text in enumerate(typed)}
    fields = {"~keys": [key], f"{key}~rows": list(names)}
    return fields | {f"{key}~{row}~{column}": text for row, text in names.items()}, names


def autosave(desk, path, fields):
    answer = desk.post(path, fields, headers={"X-Autosave": "1"})
    assert answer.status == 200, answer.text
    return json.loads(answer.html)


def suggested_by(desk, colleague):
    token = hashlib.sha256(colleague.address.rpartition("/")[2].encode()).hexdigest()
    with desk.portal.session() as session:
        link = session.scalars(select(ColleagueLink).where(ColleagueLink.token_hash == token)).one()
        return {one.key: one.value for one in drafts_of(session, link.id).values()}


def stored_cells(desk, key, column):
    return {row["_id"]: row.get(column) for row in desk.stored().get(key) or ()}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("written_in", PAGES)
def test_a_number_of_a_section_is_read_in_the_language_of_its_page(reports, written_in, page):
    desk = reports[written_in]
    desk.language = page
    key, path = f"{NUMBER_TABLE}@{desk.conference}", f"/sections/C/{desk.conference}"
    desk.fill({key: None})
    fields, names = rows_of(key, "baseline", NUMBERS)
    answer = autosave(desk, path, fields)
    stored = stored_cells(desk, key, "baseline")
    for row, typed in names.items():
        wanted, name = NUMBERS[typed][page], f"{key}~{row}~baseline"
        assert stored.get(row) == (wanted or None), typed
        # What was understood stands beside the field: a text for everything but plain digits.
        says_something = wanted not in (None, "") and typed not in {"12", "7"}
        assert bool(answer["read"][name]) == says_something, typed
    assert answer["saved"] == {}
    assert list(answer["problems"]) == [key]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("written_in", PAGES)
def test_shares_years_and_days_of_a_section_are_read_on_every_page(reports, written_in, page):
    desk = reports[written_in]
    desk.language = page
    desk.fill({YEAR_TABLE: None, "VNR.12.A3": None})
    shares, share_names = rows_of(YEAR_TABLE, "latest", PERCENT)
    years, year_names = rows_of(YEAR_TABLE, "latest_year", YEARS)
    autosave(desk, "/sections/D", {**years, **shares, f"{YEAR_TABLE}~rows": list(share_names | year_names)})
    for column, names, cases in (("latest", share_names, PERCENT), ("latest_year", year_names, YEARS)):
        stored = stored_cells(desk, YEAR_TABLE, column)
        assert {typed: stored.get(row) for row, typed in names.items()} == cases
    _, drawn = desk.open_section("A")
    drawn["VNR.12.A3~from"], drawn["VNR.12.A3~to"] = " ١٩٩٨-٠٧-٣١ ", "31/12/1998"
    answer = autosave(desk, "/sections/A", drawn)
    assert desk.stored().get("VNR.12.A3") is None
    assert list(answer["problems"]) == ["VNR.12.A3"]
    drawn["VNR.12.A3~to"] = "\u00a0"
    answer = autosave(desk, "/sections/A", drawn)
    assert desk.stored()["VNR.12.A3"] == {"from": "1998-07-31"}
    assert answer["read"]["VNR.12.A3~from"] == written_date(page, date(1998, 7, 31))


@pytest.mark.parametrize("page", PAGES)
def test_a_stored_number_is_not_changed_by_saving_it_untouched_on_any_page(reports, page):
    for desk in reports.values():
        desk.language = page
        place = f"C/{desk.conference}"
        key = f"{NUMBER_TABLE}@{desk.conference}"
        numbers = ["1.234", "1234", "1234567.50", "-0.001", "12.340", "1.000"]
        rows = [{"_id": f"r{n}", "indicator": "x", "baseline": Decimal(one)} for n, one in enumerate(numbers)]
        desk.fill({key: rows})
        before = {one: str(value) for one, value in stored_cells(desk, key, "baseline").items()}
        _, fields = desk.open_section(place)
        assert desk.save(place, fields).status == 303
        assert {one: str(value) for one, value in stored_cells(desk, key, "baseline").items()} == before


@pytest.mark.parametrize("written_in", PAGES)
def test_a_colleague_types_numbers_in_the_language_of_the_page_that_is_open(reports, written_in):
    desk = reports[written_in]
    desk.language = "en"
    key = f"{NUMBER_TABLE}@{desk.conference}"
    desk.fill({key: None})
    for page in PAGES:
        colleague, _ = make(desk, page=f"C/{desk.conference}", language=written_in)
        there = Colleague(desk.portal, f"/{page}/" + colleague.address.split("/", 2)[2])
        fields, names = rows_of(key, "baseline", NUMBERS)
        answer = there.send(fields)
        assert answer.status == 200
        stored = {row["_id"]: row.get("baseline") for row in suggested_by(desk, colleague)[key]}
        for row, typed in names.items():
            assert stored.get(row) == (NUMBERS[typed][page] or None), (page, typed)


@pytest.mark.parametrize("typed", ["1.234", "1,234"])
def test_the_spanish_page_refuses_a_doubtful_number_and_says_how_to_write_it(reports, typed):
    desk = reports["en"]
    desk.language = "es"
    desk.fill({"VNR.12.E1": ["provider"], "VNR.12.E2": None})
    page = desk.type_in("E", {"VNR.12.E2": typed})
    assert page.form("/sections/E").fields()["VNR.12.E2"] == typed
    assert f"“{typed}” puede leerse como dos números distintos. Escriba 1234 o 1{typed[1]}2340." in page.text
    assert "VNR.12.E2" not in desk.stored()


def test_what_was_understood_stands_beside_the_field_after_a_save(reports):
    desk = reports["fr"]
    desk.language = "en"
    desk.fill({"VNR.12.E1": ["provider"], "VNR.12.A3": None})
    desk.type_in("E", {"VNR.12.E2": "1,234"})
    desk.type_in("A", {"VNR.12.A3~from": "1998-01-01"})
    assert 'data-read="VNR.12.E2">read as 1,234</output>' in desk.open_section("E")[0].html
    assert 'data-read="VNR.12.A3~from">read as 1 January 1998</output>' in desk.open_section("A")[0].html
    desk.language = "fr"
    found = re.search('data-read="VNR.12.E2">(.*?)</output>', desk.open_section("E")[0].html)
    assert found is not None
    assert found[1] == "lu comme 1\u202f234"


def test_beside_a_number_that_cannot_be_read_nothing_is_said_to_be_saved(reports):
    desk = reports["en"]
    desk.language = "en"
    desk.fill({"VNR.12.E1": ["provider"], "VNR.12.E2": Decimal(5)})
    page = desk.type_in("E", {"VNR.12.E2": "about 120"})
    block = page.html.partition('id="q-VNR.12.E2"')[2].partition("</section>")[0]
    assert "not saved; the answer saved" in block
    answer = autosave(desk, "/sections/E", {"~keys": ["VNR.12.E2"], "VNR.12.E2": "about 120"})
    assert answer["problems"] == {
        "VNR.12.E2": "“about 120” cannot be read as a number. Please use digits and one decimal sign."
    }
    assert "VNR.12.E2" not in answer["saved"]


@pytest.mark.parametrize(("page", "wanted"), [("fr", LITTLE_MORE), ("en", THOUSAND)])
def test_a_number_posted_after_the_session_ended_is_read_in_the_language_of_its_page(
    portal, place, page, wanted
):
    person = portal.add_person(Role.FOCAL_POINT, place.rc, language="es")
    desk = Desk(portal, place.cycle, place.rc, person, language="en").start("ru")
    desk.fill({"VNR.12.E1": ["provider"]})
    desk.language = page
    _, fields = desk.open_section("E")
    fields["VNR.12.E2"] = "1,234"
    client = portal.client()
    held = Page(client.post(desk.url("/sections/E"), data=fields, headers={"Accept-Language": "zh"}))
    assert held.status == 401
    form = held.form("/sign-in")
    shown = Page(
        client.post(form.action, data={**form.fields(), "email": person.email, "password": PASSWORD})
    )
    again = shown.form("/sections/E")
    assert Page(client.post(again.action, data=again.fields())).status == 303
    assert desk.stored()["VNR.12.E2"] == wanted
