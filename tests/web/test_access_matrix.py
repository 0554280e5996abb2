"""Every address × every role × own and other country: allowed, refused or led to sign in, by the policy."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask import session as flask_session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from portal.accounts.access import declaration_of
from portal.accounts.permissions import CONTRIBUTORS, COUNTRY_ROLES, GOVERNMENT, POLICY, PUBLIC, Role, Scope
from portal.extensions import db
from portal.reports.suggestions.models import Suggestion
from tests.samples.pages import FACELESS, Sample, pages, places_to_post
from tests.samples.portal import SamplePortal
from tests.samples.team import assign_everything
from tests.samples.world import ELSEWHERE, TRACKS, make_world

ROUTES = Path(__file__).parent / "routes.txt"

OWN, OTHER = "own country", "other country"
IDENTITIES = [None, *((role, where) for role in Role for where in (OWN, OTHER) if role in COUNTRY_ROLES)]
IDENTITIES += [(role, OWN) for role in Role if role not in COUNTRY_ROLES]

STRICTER: dict[tuple[str, Role], str] = {
    ("filing.step", Role.SIGNATORY): "a signatory takes only the steps that need a signature",
    ("accounts.people.revoke_in_country", Role.SECRETARIAT): "it takes back only invitations it may give",
    ("accounts.people.revoke_in_office", Role.SECRETARIAT): "it takes back only invitations it may give",
    ("accounts.people.end_in_country", Role.SECRETARIAT): "it ends only roles it may give",
    ("accounts.people.end_in_office", Role.SECRETARIAT): "it ends only roles it may give",
    **{
        ("filing.government_reply", role): "others may read; the focal point or the alternate speaks for it"
        for role in Role
        if role not in {Role.FOCAL_POINT, Role.ALTERNATE}
    },
}
"""Where a step, once its page is reached, asks for more than the policy: the further rule, in words."""


@pytest.fixture(scope="module")
def matrix(tmp_path_factory):
    """A portal in which nothing that is posted stays, with accounts for each role and country.

    An office serves several countries; a Government is of one: each of its roles has an account in each.
    """
    portal, frozen = SamplePortal(tmp_path_factory.mktemp("matrix")), threading.Event()

    @portal.app.after_request
    def take_back(response):
        # Called before the unit of work commits, so that each request finds what the first one found.
        if frozen.is_set():
            db.session.rollback()
        return response

    world = make_world(portal)
    people = {}
    for identity in filter(None, IDENTITIES):
        role, where = identity
        countries = list(TRACKS) if where == OWN else [ELSEWHERE]
        people[identity] = _people(portal, role, countries)
    contributors = [people[one] for one in people if one[0] in CONTRIBUTORS]
    everybody = {person.id: person for by_country in contributors for person in by_country.values()}
    assign_everything(portal, list(everybody.values()))
    frozen.set()
    yield Matrix(world, people)
    portal.close()


def _people(portal, role, countries):
    """Return who holds a role, by country: in a Government somebody else in each."""
    if role in GOVERNMENT:
        return {country: portal.add_person(role, country) for country in countries}
    person = portal.add_person(role, countries[0])
    for country in countries[1:] if role in COUNTRY_ROLES else ():
        portal.give_role(person, role, country)
    return dict.fromkeys(countries, person)


class Matrix:
    """Opens addresses as somebody."""

    def __init__(self, world, people):
        self.world, self.people, self.app = world, people, world.portal.app
        reading, posting = pages(world), places_to_post(world)
        # One of each address and country: that a page looks different does not open it to other people.
        different = {
            (one.endpoint, one.country, one.parts.get("report_id"), one.parts.get("action")): one
            for one in [*reading, *posting]
        }
        self.samples = list(different.values())
        with self.app.test_request_context():
            self.token = generate_csrf()
            self.secret = flask_session["csrf_token"]

    def cases(self):
        """Yield each sample with each method its address takes."""
        for sample in self.samples:
            for method in sorted(self.methods(sample.endpoint)):
                yield sample, method

    def methods(self, endpoint):
        found = set()
        for rule in self.app.url_map.iter_rules(endpoint):
            found |= rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        return found

    def open(self, sample, method, identity):
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = self.secret
            if identity is not None:
                cookie.update(
                    account=self.person(identity, sample.country).id, epoch=0, seen=int(time.time())
                )
        address = sample.address(self.app, "en")
        if method == "GET":
            return client.get(address)
        return client.post(address, data={"csrf_token": self.token})

    def person(self, identity, country):
        """Return the account that asks: of this country where the role has one there, else any of it."""
        by_country = self.people[identity]
        return by_country.get(country) or next(iter(by_country.values()))

    def declared(self, sample):
        found = declaration_of(self.app.view_functions[sample.endpoint])
        assert found is not None, f"{sample.endpoint} declares nothing"
        return found

    def may(self, sample, identity):
        """Whether the policy table allows it, by what the address declares."""
        declared = self.declared(sample)
        if declared.permission in PUBLIC:
            return True
        if identity is None:
            return False
        about_country = declared.country_of is not None
        asked = declared.permission
        if declared.instead is not None:
            with self.app.test_request_context():
                asked = declared.instead(sample.parts)
        if _holds(asked, identity, about_country=about_country):
            return True
        if declared.also_by is None:
            return False
        with self.app.test_request_context():
            instead = declared.also_by(sample.parts)
        return instead is not None and _holds(instead, identity, about_country=about_country)


def _holds(permission, identity, *, about_country):
    role, where = identity
    scope = POLICY[permission].get(role)
    return scope is Scope.ALL or (scope is Scope.COUNTRY and (where == OWN or not about_country))


def _is_led_to_sign_in(response):
    return response.status_code == 302 and "/sign-in?next=" in response.headers["Location"]


def _name(identity):
    return "nobody signed in" if identity is None else f"{identity[0].value}, {identity[1]}"


@pytest.mark.parametrize("identity", IDENTITIES, ids=_name)
def test_every_address_is_open_to_those_the_policy_names_and_to_nobody_else(matrix, identity):
    wrong = []
    for sample, method in matrix.cases():
        response = matrix.open(sample, method, identity)
        allowed = matrix.may(sample, identity)
        further = identity is not None and (sample.endpoint, identity[0]) in STRICTER
        if further and method == "POST" and response.status_code == 403:
            continue
        if not _is_as_expected(response, method, identity, allowed=allowed):
            should = "should be open" if allowed else "should be refused"
            wrong.append(f"{method} {sample.name}: {should}, answered {response.status}")
    assert not wrong, "\n".join(wrong)


def _is_as_expected(response, method, identity, *, allowed):
    if allowed:
        return response.status_code not in {401, 403} and not _is_led_to_sign_in(response)
    if identity is not None:
        return response.status_code in {403, 404}
    return _is_led_to_sign_in(response) if method == "GET" else response.status_code == 401


def test_every_address_has_a_sample(matrix):
    known = {rule.endpoint for rule in matrix.app.url_map.iter_rules()} - FACELESS
    assert {sample.endpoint for sample in matrix.samples} == known


def test_every_page_declares_who_may_open_it(matrix):
    undeclared = [
        endpoint
        for endpoint, view in matrix.app.view_functions.items()
        if endpoint not in FACELESS and declaration_of(view) is None
    ]
    assert not undeclared, "\n".join(undeclared)


def test_every_address_about_a_country_asks_for_the_role_in_that_country(matrix):
    wrong = []
    for sample in matrix.samples:
        declared = matrix.declared(sample)
        if sample.country is None or Scope.COUNTRY not in POLICY[declared.permission].values():
            continue
        with matrix.app.test_request_context():
            found = declared.country_of(sample.parts) if declared.country_of else None
        if found != sample.country:
            wrong.append(f"{sample.name} is about {sample.country} and asks about {found}")
    assert not wrong, "\n".join(wrong)


def test_a_role_of_one_country_reaches_no_report_of_another_by_its_number(matrix):
    """The samples of addresses with a number of a report must say which country they are about."""
    silent = [
        sample.name
        for sample in matrix.samples
        if {"report_id", "country"} & sample.parts.keys()
        and sample.country is None
        and matrix.declared(sample).permission not in PUBLIC
    ]
    assert not silent, "\n".join(silent)


def test_the_list_of_addresses_is_the_one_agreed(matrix):
    found = sorted(_line(matrix, rule) for rule in matrix.app.url_map.iter_rules())
    agreed = ROUTES.read_text(encoding="utf-8").splitlines()
    new = "\n".join(sorted(set(found) - set(agreed)))
    gone = "\n".join(sorted(set(agreed) - set(found)))
    assert found == agreed, f"Write them to {ROUTES.name} if they are meant.\nNew:\n{new}\nGone:\n{gone}"


def _line(matrix, rule):
    declared = declaration_of(matrix.app.view_functions[rule.endpoint])
    asks = declared.permission.value if declared else "the same for everybody"
    methods = ",".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
    return f"{rule.endpoint} {methods} {rule.rule} → {asks}"


def test_nothing_posted_by_these_tests_stays(matrix):
    sample = next(one for one in matrix.samples if one.endpoint == "filing.start")
    for _try in range(2):
        response = matrix.open(sample, "POST", (Role.FOCAL_POINT, OWN))
        assert "/reports/" in response.headers["Location"]


LINKS = {"open": 200, "shown": 200, "used": 410, "revoked": 410, "expired": 410, "guessed": 404}
"""Links for colleagues without an account, by state, with the answer to whoever opens one."""


@pytest.mark.parametrize("identity", [None, (Role.FOCAL_POINT, OWN), (Role.CONTRIBUTOR, OTHER)], ids=_name)
@pytest.mark.parametrize(("state", "status"), LINKS.items())
def test_a_link_for_a_colleague_opens_its_page_to_whoever_holds_it_and_to_nobody_else(
    matrix, identity, state, status
):
    token = matrix.world.tokens.get(f"colleague {state}", "guessed")
    sample = Sample("filing.contribute", {"token": token})
    assert matrix.open(sample, "GET", identity).status_code == status
    if status != 200:
        assert matrix.open(sample, "POST", identity).status_code == status


@pytest.mark.parametrize("rest", ["", "/sections/B", "/draft", "/suggestions", "/colleagues", "/check"])
def test_a_link_opens_nothing_else_of_the_report(matrix, rest):
    client = matrix.app.test_client()
    token = matrix.world.tokens["colleague shown"]
    assert client.get(f"/en/contribute/{token}").status_code == 200
    answer = client.get(f"/en/reports/{matrix.world.reports['QMD']}{rest}")
    assert _is_led_to_sign_in(answer)


def test_a_link_to_one_section_writes_nothing_of_another(matrix):
    """Fields of another page are no fields of this one."""
    token = matrix.world.tokens["colleague shown"]
    client = matrix.app.test_client()
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = matrix.secret
    typed = {"csrf_token": matrix.token, "go": "keep", "VNR.12.A1": "of section A", "~keys": "VNR.12.A1"}
    kept = client.post(f"/en/contribute/{token}", data=typed)
    assert kept.status_code == 303
    with matrix.world.portal.session() as session:
        assert "of section A" not in session.scalars(select(Suggestion.value)).all()
