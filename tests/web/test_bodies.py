"""No body is read while a transaction is open: whoever sends slowly holds nothing that others need."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import event

from portal.canonical import dumps
from portal.extensions import db
from tests.samples.pages import pages, places_to_post


class Body(io.BytesIO):
    """A body that notes, whenever it is read, how many connections to the database are in use."""

    def __init__(self, content, connections):
        super().__init__(content)
        self._connections, self.seen = connections, []

    def read(self, *size):
        self.seen.append(self._connections())
        return super().read(*size)

    def readinto(self, buffer):
        self.seen.append(self._connections())
        return super().readinto(buffer)


def connections_in_use(app):
    with app.app_context():
        return db.engine.pool.checkedout()  # type: ignore[attr-defined]  # a QueuePool, whose base class is declared


def unsafe(app):
    """Return every endpoint and method that takes a body."""
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    }


def test_every_address_that_takes_a_body_reads_it_before_it_asks_the_database(world):
    app = world.portal.app
    wanted = unsafe(app)
    samples = {one.endpoint: one for one in [*pages(world), *places_to_post(world)]}
    missing = {endpoint for endpoint, _ in wanted} - samples.keys()
    assert not missing, f"tests/samples has no address of {missing}"
    for endpoint, method in sorted(wanted):
        sample = samples[endpoint]
        person = world.people[sample.reader] if sample.reader else None
        body = Body(b"field=value", lambda: connections_in_use(app))
        world.portal.client(person).open(
            sample.address(app, "en"),
            method=method,
            input_stream=body,
            content_length=11,
            content_type="application/x-www-form-urlencoded",
        )
        assert body.seen, (endpoint, "did not read its body")
        assert set(body.seen) == {0}, (endpoint, method)


@pytest.fixture
def begun(world):
    """The statements with which transactions began."""
    with world.portal.app.app_context():
        engine = db.engine
    seen = []

    def note(_connection, _cursor, statement, *_):
        if statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_file_is_verified_without_the_right_to_write(world, begun):
    person = next(iter(world.people.values()))
    client = world.portal.client(person)
    token = _token(client.get("/en/verify").text)
    begun.clear()
    content = dumps({"answers": {}}).encode()
    data = {"csrf_token": token, "file": (io.BytesIO(content), "receipt.json")}
    assert client.post("/en/verify", data=data).status_code == 303
    assert begun
    assert set(begun) == {"BEGIN"}


def test_it_is_found_out_who_asks_before_the_right_to_write_is_taken(world, begun):
    client = world.portal.client(next(iter(world.people.values())))
    token = _token(client.get("/en/account").text)
    begun.clear()
    client.post("/en/account", data={"csrf_token": token, "name": "", "language": "en"})
    assert begun[0] == "BEGIN"
    assert "BEGIN IMMEDIATE" in begun[1:]


def _token(page):
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
