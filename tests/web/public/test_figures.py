"""The public page of figures: what everybody can take away, and what it says of it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from portal import canonical
from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.issued.files import tables_of
from tests.samples.world import CURRENT, LAST, PLANNED


@pytest.fixture
def visitor(world):
    return world.portal.client()


@pytest.fixture
def computed(world):
    with world.portal.session() as session:
        return aggregate(cycle_input(session, CURRENT), cycle_input(session, LAST), "public")


def test_every_link_on_the_page_sends_a_file(visitor):
    page = visitor.get("/en/data").text
    links = re.findall(r'href="(/en/data/[^"]+)"', page)
    assert len(links) >= 6
    for link in links:
        sent = visitor.get(link.replace("&amp;", "&"))
        assert sent.status_code == 200, link
        assert sent.headers["Content-Disposition"].startswith("attachment")
        assert sent.headers["Cache-Control"] == "no-cache"
    assert f"/data/{PLANNED}/" not in page


def test_the_live_figures_are_the_public_aggregates_in_every_format(visitor, computed):
    address = f"/en/data/{CURRENT}"
    found = canonical.loads(visitor.get(f"{address}/json?previous={LAST}").data)
    assert canonical.same(found, computed)
    archive = zipfile.ZipFile(io.BytesIO(visitor.get(f"{address}/csv?previous={LAST}").data))
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(f"{address}/xlsx?previous={LAST}").data))
    names = {str(row[1]): str(row[2]) for row in book["index"].iter_rows(min_row=2, values_only=True)}
    assert list(names) == [table.name for table in tables_of(computed)]
    for table in (table for table in tables_of(computed) if table.rows):
        text = archive.read(f"{table.name}.csv").decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text, newline="")))) == len(table.rows) + 1
        last = [cell.value for cell in book[names[table.name]][len(table.rows) + 1]]
        expected = [float(value) if isinstance(value, Decimal) else value for value in table.rows[-1]]
        assert last == expected


def test_without_a_previous_cycle_there_are_no_changes(visitor):
    found = json.loads(visitor.get(f"/en/data/{CURRENT}/json").data)
    assert (found["audience"], found["previous"], found["total"]["trend"]) == ("public", None, None)


@pytest.mark.parametrize(
    "rest", [f"{PLANNED}/json", f"{CURRENT}/pdf", "1066/json", f"{CURRENT}/json?previous={PLANNED}"]
)
def test_what_is_not_public_is_not_found(visitor, rest):
    assert visitor.get(f"/en/data/{rest}").status_code == 404


def test_the_page_says_how_to_read_and_to_verify(visitor):
    page = visitor.get("/en/data").text
    assert "sha256sum FILE.json" in page
    assert "A figure is left empty where it rests on few reports" in page
    assert re.search(r'<code class="digest" dir="ltr">[0-9a-f]{64}</code>', page)


def test_the_page_is_reached_from_the_front_page_and_from_every_foot(visitor):
    front = visitor.get("/en/").text
    assert front.count('href="/en/data"') >= 3
    assert 'href="/ar/data"' in visitor.get("/ar/resolution").text


def test_files_speak_the_language_of_the_page(visitor):
    names = zipfile.ZipFile(io.BytesIO(visitor.get(f"/zh/data/{CURRENT}/csv").data))
    about = names.read("about.csv").decode("utf-8-sig")
    assert "audience,public" in about
    assert about.count("\r\nnote,") >= 3
