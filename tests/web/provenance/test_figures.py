"""Pages of a figure: for the secretariat with all that is counted, for the public as far as it is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.permissions import Role
from portal.provenance.queries import explained
from tests.scaling import times
from tests.unit.aggregation.provenance.recomputing import paths_in
from tests.web.review.visiting import Visitor, count_questions

PUBLIC, DESK = "cycles/2000/figures/", "secretariat/cycles/2000/figure/"
FINANCE = "total/obstacles/by_country/options/finance/count"
RATED = "total/coordination/ratings/RCR.13.H1/n"
CHANGED = "total/trend_published/by_conference/WSSD95/improved"


@pytest.fixture(scope="module")
def whole(portal):
    with portal.session() as session:
        return explained(session, "2000", "1999")


def rows(page):
    """Return the cells of each line of contributions as text, by country."""
    table = re.search(r'<table aria-labelledby="contributions">.*?</table>', page.html, re.DOTALL)
    body = table.group(0).partition("<tbody>")[2] if table else ""
    cells = [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in body.split("<tr>")[1:]
    ]
    return {row[0]: row[1:] for row in cells}


def test_the_secretariat_sees_value_flags_question_paragraph_and_every_answer(officer):
    page = officer.get(DESK + FINANCE)
    assert page.status == 200
    assert "Lack of financial resources" in page
    assert "Everybody sees this figure." in page
    assert "VNR.12.C5" in page
    found = rows(page)
    assert {country: cells[0] for country, cells in found.items()} == {
        "Arlandia": "Counted",
        "Borovia": "Compared with",
        "Cordamar": "Counted",
    }
    assert re.fullmatch(r"N5 , version 2, .+ [0-9a-f]{16}", found["Arlandia"][-1])
    assert "C5 WSSD95 (Arlandia) Lack of financial resources" in found["Arlandia"][1]
    assert "/secretariat/reports/" in page.html


def test_the_public_sees_the_same_answers_where_they_are_public(anybody):
    page = anybody.get(PUBLIC + FINANCE)
    assert page.status == 200
    assert set(rows(page)) == {"Arlandia", "Borovia", "Cordamar"}
    assert 'href="/en/countries/ARL/2000/answers/VNR.12.C5@WSSD95"' in page.html.replace("%40", "@")
    for address in set(re.findall(r'href="(/en/countries/[^"#]+)', page.html)):
        assert anybody.client.get(address).status_code == 200, address


def test_a_figure_that_is_withheld_lists_nothing_for_the_public_and_everything_for_the_secretariat(
    anybody, officer
):
    seen, whole = anybody.get(PUBLIC + RATED), officer.get(DESK + RATED)
    assert "This figure is not shown." in seen
    assert rows(seen) == {}
    assert "Dunmere" not in seen
    assert set(rows(whole)) == {"Arlandia", "Dunmere"}
    assert "would tell what a report that is not public says" in whole


def test_a_trend_needs_the_previous_cycle_and_shows_both_answers(anybody, officer):
    assert anybody.get(PUBLIC + CHANGED).status == 404
    for visitor, start in ((anybody, PUBLIC), (officer, DESK)):
        page = visitor.get(start + CHANGED, previous="1999")
        assert set(rows(page)) == {"Arlandia", "Cordamar"}
        assert "(1999)" in page


@pytest.mark.parametrize("start", [PUBLIC, DESK])
def test_a_figure_of_issued_tables_shows_its_value_checksum_and_filings(anybody, officer, issue, start):
    page = (officer if start == DESK else anybody).get(start + FINANCE, issue=issue)
    assert page.status == 200
    assert "As issued" in page
    assert re.search(r"Checksum of the issue: [0-9a-f]{64}", page.text)
    issued = page.html.partition('<table aria-labelledby="issue">')[2].partition("</table>")[0]
    assert issued.count("<tr>") == 1 + len(rows(page))
    assert "R1" not in issued


def test_an_issue_that_there_is_not_leads_nowhere(anybody, officer, issue):
    for number in (issue + 1, "0", "-1", "x", "9" * 400, "%00"):
        assert anybody.get(PUBLIC + FINANCE, issue=number).status == 404
        assert officer.get(DESK + FINANCE, issue=number).status == 404


HOSTILE = (
    "total",
    "total/nothing",
    "total/by_conference/WSSD95",
    "total/by_conference/WSSD95/displayed",
    "total/trend",
    "schema",
    "countries/ARL/region",
    "__class__/__init__",
    "total/distributions/VNR.12.B1/options/<script>/count",
    "total/distributions/%2e%2e%2f/count",
    "by_region/atlantis/poverty/n",
    "coverage/previous/national/received",
    "progress_matrix/QQQ/WSSD95/value",
    "total/by_conference/WSSD95/mean/more",
    "total/by_conference/WSSD95/mean/",
    "/".join(["total"] * 400),
    "%00",
    "ل/خ",
)


@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
def test_a_path_that_is_none_of_a_figure_leads_nowhere(anybody, officer, path):
    assert anybody.get(PUBLIC + path).status == 404
    assert officer.get(DESK + path).status == 404


def test_other_cycles_regions_and_groups_that_there_are_not_lead_nowhere(anybody, officer):
    assert anybody.get(f"cycles/1850/figures/{FINANCE}").status == 404
    assert anybody.get(PUBLIC + FINANCE, previous="1850").status == 404
    for name in ("region", "track", "group"):
        assert officer.get(DESK + FINANCE, **{name: "nowhere"}).status == 404


def test_the_secretariat_can_look_at_a_region_a_track_or_a_group(officer):
    assert set(rows(officer.get(DESK + FINANCE, region="africa"))) == {"Arlandia"}
    assert set(rows(officer.get(DESK + FINANCE, track="rc"))) == {"Arlandia", "Cordamar"}
    assert rows(officer.get(DESK + FINANCE, group="sids")) == {}


def test_a_selection_changes_nothing_for_the_public(anybody):
    """What is withheld in one selection could be found by taking another from the whole."""
    whole = anybody.get(PUBLIC + FINANCE)
    assert rows(anybody.get(PUBLIC + FINANCE, region="africa")) == rows(whole)


def test_pages_for_the_secretariat_are_for_the_secretariat(portal):
    for role, country in ((Role.FOCAL_POINT, "ARL"), (Role.COORDINATOR, "ARL"), (Role.ADMINISTRATOR, None)):
        visitor = Visitor(portal, portal.add_person(role, country))
        assert visitor.get(DESK + FINANCE).status == 403


def test_no_page_of_a_figure_that_is_not_displayed_tells_a_number_of_it(anybody, whole):
    hidden = [path for path in paths_in(whole.aggregates) if not whole.figure(path).shown]
    assert len(hidden) > 1000

    @settings(max_examples=times(200), deadline=None)
    @given(st.sampled_from(hidden))
    def nothing_is_told(path):
        page = anybody.get(PUBLIC + path, previous="1999")
        assert page.status == 200
        assert "This figure is not shown." in page
        main = page.html.partition("<main")[2].partition("</main>")[0]
        assert 'id="contributions"' not in main
        assert "/answers/" not in main
        assert "<dl" not in main

    nothing_is_told()


def test_the_figures_beside_one_are_those_of_its_block_that_the_reader_sees(anybody, officer):
    path = "total/by_conference/FWCW95/n"
    for visitor, start, sees_mean in ((anybody, PUBLIC, False), (officer, DESK, True)):
        page = visitor.get(start + path)
        beside = page.text.partition("Figures of this table")[2]
        assert "No progress · Number of reports 0 (No progress" in beside
        assert ("Mean 3.00" in beside) is sees_mean
        for address in re.findall(rf'href="/en/({start}total/by_conference/FWCW95/[^"]+)"', page.html):
            assert visitor.get(address).status == 200


def test_a_page_takes_as_many_questions_for_one_country_as_for_all(anybody, officer):
    assert count_questions(anybody, PUBLIC + "by_region/africa/distributions/VNR.12.B1/n") == count_questions(
        anybody, PUBLIC + "total/distributions/VNR.12.B1/n"
    )
    assert count_questions(officer, DESK + FINANCE) < 30


def test_every_language_has_the_page(anybody):
    for language in ("ar", "es", "fr", "ru", "zh"):
        response = anybody.client.get(f"/{language}/{PUBLIC}{FINANCE}")
        assert response.status_code == 200
