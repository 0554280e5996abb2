"""What is not public does not appear: cycles not opened, texts kept back, publications suspended."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from portal.accounts.permissions import Role
from portal.reports.models import Filing
from tests.samples.world import CURRENT, PLANNED


def states(figures, country):
    return {cell["state"] for cell in figures["progress_matrix"][country].values()}


@pytest.mark.parametrize(
    "address",
    [
        f"cycles/{PLANNED}",
        f"cycles/{PLANNED}/countries",
        f"cycles/{PLANNED}/aggregates",
        f"cycles/{CURRENT}/aggregates?previous={PLANNED}",
        f"countries/QMU/{PLANNED}/summary",
    ],
)
@pytest.mark.parametrize("reader", [None, Role.SECRETARIAT])
def test_a_cycle_that_was_not_opened_does_not_exist(world, address, reader):
    response = world.portal.client(reader and world.people[reader]).get(f"/api/v1/{address}")
    assert (response.status_code, response.get_json()["code"]) == (404, "cycle_unknown")


@pytest.mark.parametrize("country", ["QMD", "QMS", "QMT", "QME", "QMY", "QMZ", "QQQ"])
@pytest.mark.parametrize("reader", [None, Role.FOCAL_POINT, Role.SECRETARIAT])
def test_a_summary_that_is_not_public_is_told_from_none_by_nobody(world, country, reader):
    client = world.portal.client(reader and world.people[reader])
    response = client.get(f"/api/v1/countries/{country}/{CURRENT}/summary")
    assert (response.status_code, response.get_json()["code"]) == (404, "summary_unknown")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.SECRETARIAT)])
def test_the_figures_of_the_secretariat_are_for_the_secretariat_alone(world, role):
    client = world.portal.client(role and world.people[role])
    response = client.get(f"/api/v1/cycles/{CURRENT}/aggregates?audience=secretariat")
    assert (response.status_code, response.mimetype) == (403, "application/problem+json")


def test_an_officer_gets_the_figures_of_a_cycle_before_it_opens(world):
    officer = world.portal.client(world.people[Role.SECRETARIAT])
    response = officer.get(f"/api/v1/cycles/{PLANNED}/aggregates?audience=secretariat")
    assert response.get_json()["cycle"] == PLANNED


def test_a_suspended_publication_is_gone_from_everything_at_once(changing):
    before = {
        name: changing.get(name)
        for name in (
            "countries/ARL/2000/summary",
            "cycles/2000/aggregates",
            "cycles/2000/countries",
            "issues",
            f"issues/{changing.issue}",
        )
    }
    assert {response.status_code for response in before.values()} == {200}
    assert "rated" in states(before["cycles/2000/aggregates"].get_json(), "ARL")
    changing.suspend("N5")
    # Asked again as a program does that kept what it got: nothing of it may be said to hold still.
    after = {name: changing.get(name, If_None_Match=given.headers["ETag"]) for name, given in before.items()}
    assert after["countries/ARL/2000/summary"].status_code == 404
    assert after[f"issues/{changing.issue}"].status_code == 404
    [listed] = after["issues"].get_json()["items"]
    assert listed["content"] is None
    [country] = [one for one in after["cycles/2000/countries"].get_json()["items"] if one["country"] == "ARL"]
    assert (country["state"], country["report"], country["summary"]) == ("accepted", False, None)
    assert states(after["cycles/2000/aggregates"].get_json(), "ARL") == {"withheld"}


def test_a_suspended_practice_is_gone_from_the_list(changing):
    given = changing.get("practices")
    changing.suspend("P1")
    found = changing.get("practices", If_None_Match=given.headers["ETag"]).get_json()
    assert [one["reference"] for one in found["items"]] == ["P3"]
    assert found["total"] == 1


def test_without_consent_a_country_is_counted_and_nothing_of_it_told(changing):
    with changing.portal.session() as session:
        session.execute(update(Filing).values(consent="none"))
    assert changing.get("countries/ARL/2000/summary").status_code == 404
    assert changing.get("practices").get_json()["items"] == []
    figures = changing.get("cycles/2000/aggregates").get_json()
    assert figures["coverage"]["national"]["all"]["counted"] == 3
    assert states(figures, "COR") == {"withheld"}
    listed = changing.get("cycles/2000/countries").get_json()["items"]
    assert [one["summary"] for one in listed] == [None] * 4
