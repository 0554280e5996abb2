"""What each address of the read API gives: the same as the command and the public pages."""

from __future__ import annotations

import hashlib
import json

import pytest

from portal import canonical
from portal.cli.main import main
from portal.i18n import LANGUAGES
from tests.samples.world import CURRENT, LAST, PLANNED, TRACKS
from tests.unit.aggregation.bundles import differences, read


@pytest.fixture
def visitor(world):
    return world.portal.client()


def of(client, address):
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 200, response.text
    return response.get_json()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"previous": "1999"},
    ],
    ids=lambda asked: " ".join(asked.values()) or "everything",
)
def test_figures_of_an_issue_just_made_are_those_of_the_command(example, monkeypatch, capfdbinary, asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    given = example.get(f"cycles/2000/aggregates?{query}")
    monkeypatch.setenv("PORTAL_DATA_DIR", str(example.portal.folder))
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{example.portal.folder / 'portal.sqlite3'}")
    options = [part for name, value in asked.items() for part in (f"--{name}", value)]
    assert main(["aggregate", "--cycle", "2000", "--audience", "public", *options]) == 0
    by_command = capfdbinary.readouterr().out
    assert given.data == by_command
    assert given.get_json()["audience"] == "public"


@pytest.mark.parametrize("query", ["region=africa", "track=norc", "group=ldc", "previous=1999&region=lac"])
def test_there_are_no_figures_of_some_countries_alone(example, query):
    """Beside those of all countries they tell what complementary suppression hides."""
    for audience, reader in (("public", None), ("secretariat", example.officer)):
        refused = example.get(f"cycles/2000/aggregates?{query}&audience={audience}", reader)
        assert (refused.status_code, refused.get_json()["code"]) == (400, "parameters_unreadable")


def test_an_officer_gets_the_figures_of_the_worked_example_to_the_last_digit(example):
    given = example.get("cycles/2000/aggregates?previous=1999&audience=secretariat", example.officer)
    expected = read("aggregates_example.json")
    expected.pop("generated_at", None)
    found = differences(expected, canonical.loads(given.data))
    assert not found, "\n".join(found)


def test_cycles_are_those_that_were_opened_with_titles_in_six_languages(visitor):
    codes = [one["code"] for one in of(visitor, "cycles")["items"]]
    assert codes.index(CURRENT) < codes.index(LAST)
    assert PLANNED not in codes
    one = of(visitor, f"cycles/{CURRENT}")
    assert set(one["title"]) == set(LANGUAGES)
    for address in one["links"].values():
        assert visitor.get(address).status_code == 200


def test_countries_of_a_cycle_are_told_with_how_far_they_are(visitor):
    found = {one["country"]: one for one in of(visitor, f"cycles/{CURRENT}/countries")["items"]}
    assert set(found) == set(TRACKS)
    states = {code: found[code]["state"] for code in ("QMD", "QMS", "QMA", "QMU", "QMY")}
    assert states == {
        "QMD": "none",
        "QMS": "received",
        "QMA": "accepted",
        "QMU": "published",
        "QMY": "none",
    }
    for one in found.values():
        assert set(one["names"]) == set(LANGUAGES)
        assert one["track"] == TRACKS[one["country"]]
        if one["summary"]:
            assert visitor.get(one["summary"]).status_code == 200
    assert found["QMU"]["summary"]
    assert not found["QMS"]["summary"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_of_a_country_is_told_in_each_language(visitor, language):
    given = of(visitor, f"countries/QMU/{CURRENT}/summary?lang={language}")
    assert (given["schema"], given["language"], given["audience"]) == ("document/1", language, "public")
    page = visitor.get(f"/{language}/countries/QMU/{CURRENT}").text
    for section in given["sections"]:
        assert section["title"] in page


def test_without_a_language_the_summary_is_in_the_one_the_reader_prefers(visitor):
    address = f"/api/v1/countries/QMU/{CURRENT}/summary"
    response = visitor.get(address, headers={"Accept-Language": "de, fr-CA;q=0.8, en;q=0.5"})
    assert response.get_json()["language"] == response.headers["Content-Language"] == "fr"
    assert "Accept-Language" in response.headers["Vary"]
    assert visitor.get(address, headers={"Accept-Language": "de"}).get_json()["language"] == "en"


def test_issued_tables_are_given_as_they_were_frozen(example):
    [listed] = example.get("issues").get_json()["items"]
    assert (listed["number"], listed["cycle"], listed["previous"]) == (example.issue, "2000", "1999")
    given = example.portal.client().get(listed["content"])
    assert hashlib.sha256(given.data).hexdigest() == listed["digest"]
    frozen = canonical.loads(given.data)["aggregates"]
    now = canonical.loads(example.get("cycles/2000/aggregates?previous=1999").data)
    assert canonical.same(frozen, now)


def test_practices_are_those_of_the_public_catalogue(example):
    found = {one["reference"]: one for one in example.get("practices").get_json()["items"]}
    assert set(found) == {"P1", "P3"}
    assert found["P1"]["themes"] == ["poverty", "gender"]
    assert found["P1"]["whole"]


def test_a_list_is_read_page_by_page_to_its_end(visitor):
    whole = of(visitor, f"cycles/{CURRENT}/countries?page_size=200")
    assert (len(whole["items"]), whole["next"]) == (whole["total"], None)
    parts, address = [], f"/api/v1/cycles/{CURRENT}/countries?page_size=4"
    while address:
        page = visitor.get(address).get_json()
        assert (page["total"], page["page_size"]) == (whole["total"], 4)
        parts += page["items"]
        address = page["next"]
    assert parts == whole["items"]
    beyond = of(visitor, f"cycles/{CURRENT}/countries?page=1000000")
    assert (beyond["items"], beyond["next"]) == ([], None)


def test_numbers_are_written_exactly(example):
    text = example.get("cycles/2000/aggregates?audience=secretariat", example.officer).text
    exact = json.loads(text, parse_float=str)["total"]["by_conference"]["WSSD95"]["mean"]
    assert exact == "2.67"
