"""How the read API answers: tags, caches, other sites, cookies, compression, and problems."""

from __future__ import annotations

import base64
import gzip
import hashlib
import time

import pytest

from portal.accounts.permissions import Role
from tests.samples.api import FILES
from tests.samples.pages import pages
from tests.samples.world import CURRENT

FIGURES = f"/api/v1/cycles/{CURRENT}/aggregates"


@pytest.fixture
def visitor(world):
    return world.portal.client()


def public_addresses(world):
    found = [
        sample.address(world.portal.app, "en")
        for sample in pages(world)
        if sample.endpoint in FILES and sample.reader is None
    ]
    assert found
    return found


def test_what_a_program_has_is_not_sent_again_while_it_holds(world, visitor):
    for address in public_addresses(world):
        first = visitor.get(address)
        digest = hashlib.sha256(first.data)
        assert first.headers["ETag"] == f'W/"{digest.hexdigest()}"'
        in_base64 = base64.b64encode(digest.digest()).decode()
        assert first.headers["Unencoded-Digest"] == f"sha-256=:{in_base64}:"
        again = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        for name in ("ETag", "Cache-Control", "Access-Control-Allow-Origin"):
            assert again.headers[name] == first.headers[name]
        other = visitor.get(address, headers={"If-None-Match": '"another"'})
        assert (other.status_code, other.data) == (200, first.data)


def test_what_is_public_is_asked_for_anew_each_time_from_any_site_and_needs_no_cookie(world):
    signed_in = world.portal.client(world.people[Role.FOCAL_POINT])
    with signed_in.session_transaction() as cookie:
        cookie["seen"] = int(time.time()) - 120  # on a page, the session would be dated anew
    for address in public_addresses(world):
        response = world.portal.client().get(address, headers={"Origin": "https://else.example"})
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "Cookie" not in response.headers.get("Vary", "")
        with_cookie = signed_in.get(address)
        assert with_cookie.data == response.data
        assert "Set-Cookie" not in response.headers
        assert "Set-Cookie" not in with_cookie.headers


def test_what_is_not_public_is_kept_nowhere_and_closed_to_other_sites(world):
    officer = world.portal.client(world.people[Role.SECRETARIAT])
    response = officer.get(f"{FIGURES}?audience=secretariat")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Cookie" in response.headers["Vary"]


def test_a_browser_may_ask_whether_another_site_may_ask(visitor):
    response = visitor.options(FIGURES, headers={"Origin": "https://else.example"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert "POST" not in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_long_answers_are_sent_compressed(visitor):
    plain = visitor.get(FIGURES)
    packed = visitor.get(FIGURES, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert len(packed.data) * 5 < len(plain.data)


def test_the_head_of_an_answer_can_be_asked_for_alone(visitor):
    response = visitor.head(FIGURES)
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["ETag"] == visitor.get(FIGURES).headers["ETag"]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("cycles?page=0", {"page"}),
        ("cycles?page=-1", {"page"}),
        ("cycles?page=%2B1", {"page"}),
        ("cycles?page=1.0", {"page"}),
        ("cycles?page=1_0", {"page"}),
        ("cycles?page=%201", {"page"}),
        ("cycles?page=", {"page"}),
        ("cycles?page=%D9%A1", {"page"}),
        ("cycles?page=" + "9" * 5000, {"page"}),
        ("cycles?page_size=201", {"page_size"}),
        ("cycles?page=x&page_size=y", {"page", "page_size"}),
        ("cycles?page=1&page=2", {"page"}),
        ("cycles?pages=1", {"pages"}),
        (f"cycles/{CURRENT}?page=1", {"page"}),
        ("openapi.json?x=1", {"x"}),
        (f"cycles/{CURRENT}/aggregates?region=antarctica", {"region"}),
        (f"cycles/{CURRENT}/aggregates?track=RC", {"track"}),
        (f"cycles/{CURRENT}/aggregates?group=g77", {"group"}),
        (f"cycles/{CURRENT}/aggregates?audience=author", {"audience"}),
        (f"cycles/{CURRENT}/aggregates?previous=", {"previous"}),
        (f"cycles/{CURRENT}/aggregates?regoin=africa", {"regoin"}),
        (f"countries/QMU/{CURRENT}/summary?lang=de", {"lang"}),
        (f"countries/QMU/{CURRENT}/summary?lang=", {"lang"}),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(visitor, query, wrong):
    response = visitor.get(f"/api/v1/{query}")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    problem = response.get_json()
    assert problem["code"] == "parameters_unreadable"
    assert set(problem["parameters"]) == wrong
    for name in wrong:
        assert name in problem["detail"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/v1/", "not_found"),
        ("/api/v1/nothing", "not_found"),
        ("/api/v2/cycles", "not_found"),
        ("/api/v1/cycles/", "not_found"),
        ("/api/v1/cycles/none", "cycle_unknown"),
        ("/api/v1/cycles/%00", "not_found"),
        ("/api/v1/issues/0", "issue_unknown"),
        ("/api/v1/issues/-1", "not_found"),
        (f"/api/v1/issues/{2**31}", "not_found"),
        (f"/api/v1/countries/QMU/{CURRENT}/nothing", "not_found"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_problem_to_programs(visitor, address, code):
    response = visitor.get(address)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    problem = response.get_json()
    assert (problem["type"], problem["status"], problem["code"]) == ("about:blank", 404, code)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(visitor, method):
    response = visitor.open("/api/v1/cycles", method=method)
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_problem_is_told_in_the_language_of_the_reader(visitor):
    address = "/api/v1/cycles/none"
    english, arabic = (visitor.get(address, headers={"Accept-Language": code}) for code in ("en", "ar"))
    assert english.get_json()["detail"] == "There is no cycle none."
    assert arabic.get_json()["detail"] != english.get_json()["detail"]
    assert arabic.get_json()["code"] == english.get_json()["code"]
    assert "Accept-Language" in arabic.headers["Vary"]
