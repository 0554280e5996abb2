"""What a page costs: bytes over the wire on first view, and queries, which do not grow with what is shown."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.extensions import db
from tests.factories import fill_report, make_report, make_submitted_report
from tests.samples.pages import FILES, pages
from tests.samples.portal import SamplePortal, now

FIRST_VIEW = 40_000
"""Bytes of a section page on first view, compressed: page, style sheets, script; fonts are the system's."""
QUERIES = 30
"""Queries of any page. Each page is printed with its own number."""
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"')
GZIP = {"Accept-Encoding": "gzip"}


@contextlib.contextmanager
def counted(portal: SamplePortal) -> Iterator[list[str]]:
    """Collect the statements sent to the database."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        statements.append(statement)

    with portal.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def queries_of(portal, client, address):
    client.get(address)  # what is read once a process, such as the questionnaires, does not count
    with counted(portal) as statements:
        response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status}"
    return len(statements)


def reader_of(world, sample):
    return world.portal.client(world.people[sample.reader] if sample.reader else None, sample.country)


def test_the_first_view_of_a_section_page_is_small(world):
    sizes = {}
    for sample in pages(world):
        if sample.endpoint == "filing.section":
            client = reader_of(world, sample)
            page = client.get(sample.address(world.portal.app, "ar"), headers=GZIP)
            assets = {
                address: client.get(address, headers=GZIP)
                for address in ASSET.findall(client.get(sample.address(world.portal.app, "ar")).text)
            }
            sizes[sample.name] = {
                "page": len(page.data),
                **{name.rsplit("/", 1)[1]: len(asset.data) for name, asset in assets.items()},
            }
    for name, parts in sizes.items():
        print(name, sum(parts.values()), parts)  # noqa: T201 - the figures are what is asked for
    assert sizes
    assert {name: parts for name, parts in sizes.items() if sum(parts.values()) > FIRST_VIEW} == {}


def test_every_page_takes_few_queries(world):
    found = {}
    for sample in pages(world):
        client, address = reader_of(world, sample), sample.address(world.portal.app, "en")
        if sample.endpoint not in FILES and client.get(address).status_code == 200:
            found[sample.name] = queries_of(world.portal, client, address)
    for name, number in sorted(found.items(), key=lambda one: -one[1]):
        print(f"{number:4} {name}")  # noqa: T201 - the figures are what is asked for
    assert {name: number for name, number in found.items() if number > QUERIES} == {}


def test_the_queries_of_a_section_do_not_depend_on_its_number_of_questions(world):
    found = {}
    for sample in pages(world):
        is_plain = sample.country == "QMD" and sample.reader is Role.FOCAL_POINT and not sample.query
        if sample.endpoint == "filing.section" and is_plain:
            client = reader_of(world, sample)
            found[sample.name] = queries_of(world.portal, client, sample.address(world.portal.app, "en"))
    assert len(found) >= 8
    assert len(set(found.values())) == 1, found


LISTS = {
    "public.countries": "/en/countries?cycle={cycle}",
    "public.home": "/en/",
    "public.answers": "/en/answers?cycle={cycle}&question=VNR.12.B8",
    "secretariat.reading.answers": "/en/secretariat/cycles/{cycle}/reading?question=VNR.12.B8",
    "secretariat.reading.tags": "/en/secretariat/cycles/{cycle}/reading/tags",
    "filing.desk": "/en/desk",
    "review.queue": "/en/review",
    "secretariat.home": "/en/secretariat",
    "secretariat.cycles.cycle": "/en/secretariat/cycles/{cycle}",
    "secretariat.cycles.invite": "/en/secretariat/cycles/{planned}/invited",
    "secretariat.figures": "/en/secretariat/cycles/{cycle}/figures",
    "secretariat.answers": "/en/secretariat/cycles/{cycle}/answers.csv",
    "secretariat.matrices": "/en/secretariat/cycles/{cycle}/figures/matrices",
    "public.data": "/en/data",
    "public.figures": "/en/data/{cycle}/json",
    "accounts.people.administration": "/en/administration",
    "accounts.people.countries": "/en/people",
    "accounts.people.offices": "/en/offices",
    "public.api.aggregates": "/api/v1/cycles/{cycle}/aggregates",
    "public.api.countries": "/api/v1/countries",
    "public.api.invited": "/api/v1/cycles/{cycle}/countries",
    "public.api.issues": "/api/v1/issues",
    "public.api.practices": "/api/v1/practices",
}
"""Pages that list countries, reports or people."""

READERS = {
    "public": None,
    "filing": Role.COORDINATOR,
    "review": Role.COORDINATOR,
    "secretariat": Role.SECRETARIAT,
    "accounts.people.administration": Role.ADMINISTRATOR,
    "accounts.people.countries": Role.SECRETARIAT,
    "accounts.people.offices": Role.COORDINATOR,
}


class Crowd:
    """A cycle that grows: each country more has a focal point, a coordinator and a submitted report."""

    def __init__(self, portal):
        self.portal = portal
        self.people = {}
        self.countries = []
        self.cycle = self.planned = None

    def open(self, countries):
        """Open a cycle with so many countries, of which the same people take care."""
        tracks = {f"Q{number:02}": "rc" for number in range(countries)}
        self.cycle = self.portal.open_cycle(f"C{countries}", tracks)
        self.planned = self.portal.open_cycle(f"P{countries}", tracks, opened=False)
        for role in (Role.FOCAL_POINT, Role.COORDINATOR):
            self.people[role] = self.portal.add_person(role, "Q00")
            # A Government's people are of one country, whatever the number of countries.
            for country in list(tracks)[1:] if role is Role.COORDINATOR else ():
                self.portal.give_role(self.people[role], role, country)
        for role in (Role.SECRETARIAT, Role.ADMINISTRATOR):
            self.people[role] = self.portal.add_person(role)
        with self.portal.session() as session:
            found = session.get_one(Cycle, self.cycle)
            for number, country in enumerate(tracks):
                if number % 2:
                    make_submitted_report(session, found, country, now=now())
                else:
                    fill_report(session, make_report(session, found, country, now=now()), now=now())

    def queries(self):
        """Return the number of queries of each list."""
        found = {}
        for name, address in LISTS.items():
            role = READERS.get(name, READERS.get(name.split(".")[0]))
            client = self.portal.client(None if role is None else self.people[role])
            path = address.format(cycle=self.cycle, planned=self.planned)
            found[name] = queries_of(self.portal, client, path)
        return found


@pytest.mark.parametrize("more", [8])
def test_the_queries_of_a_list_do_not_depend_on_its_number_of_rows(tmp_path_factory, more):
    numbers = []
    for countries in (3, 3 + more):
        portal = SamplePortal(tmp_path_factory.mktemp("crowd"))
        crowd = Crowd(portal)
        crowd.open(countries)
        numbers.append(crowd.queries())
        portal.close()
    few, many = numbers
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}
