"""Bytes of a first view: a page as it is sent, compressed, with the files it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask.testing import FlaskClient

from bench.material import Material
from bench.measuring import Note

FILE = re.compile(r'(?:href|src)="(/static/[^"]+)"')
GZIP = {"Accept-Encoding": "gzip"}


def measure(material: Material) -> Iterator[Note]:
    """Weigh the home page and the summary of a country."""
    client = material.app().test_client()
    yield weigh("home page", client, "/en/")
    yield weigh("country summary", client, f"/en/countries/{material.shown}/{material.latest}")


def weigh(name: str, client: FlaskClient, address: str) -> Note:
    """Return the bytes of a page with all files that it names, and of the page alone."""
    page = client.get(address)
    assert page.status_code == 200, page.status
    alone = _sent(client, address)
    files = sum(_sent(client, file) for file in set(FILE.findall(page.text)))
    return Note(f"first view: {name}", f"{alone + files:,} bytes, {alone:,} of them the page")


def _sent(client: FlaskClient, address: str) -> int:
    response = client.get(address, headers=GZIP)
    assert response.status_code == 200, response.status
    return len(response.data)
