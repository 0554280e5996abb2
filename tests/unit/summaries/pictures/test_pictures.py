"""Pictures: well formed, nothing foreign in them, every figure of the table drawn, mirrored where needed."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from portal.summaries.pictures.changes import Change, slopes
from portal.summaries.pictures.heat import heat_table
from portal.summaries.pictures.labels import Labels, Naming
from portal.summaries.pictures.maps import places, tile_map
from portal.summaries.pictures.stacks import Stack, distributions

CATALOGUE = Path(__file__).parents[4] / "portal" / "countries" / "data" / "countries.csv"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script>&"\u202e]]>'
STEPS = [(str(step), f"Step {step}") for step in range(5)]


def labels(language="en"):
    return Labels(language, {"ARL": HOSTILE, "KEN": "Kenya"}, {"WSSD95": "Summit"}, dict(STEPS))


def naming(prefix="one"):
    return Naming(prefix, f"Title {HOSTILE}", "Country")


def everything(language):
    cell = {"state": "rated", "value": 3}
    hidden = {"state": "withheld", "value": None}
    return [
        tile_map({"ARL": "3", "KEN": "no_report"}, labels(language), naming()),
        heat_table(
            {"ARL": {"WSSD95": cell}, "KEN": {"WSSD95": hidden}}, ["WSSD95"], labels(language), naming()
        ),
        distributions(
            [Stack("Bar", dict.fromkeys("01234", 7)), Stack("Hidden", None)],
            STEPS,
            labels(language),
            naming(),
        ),
        slopes([Change("Summit", 5, 0, 11), Change("Other", None, None, None)], labels(language), naming()),
    ]


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - a drawing of our own


def texts_of(picture):
    return [element.text or "" for element in read(picture.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("number", range(4))
def test_a_picture_is_one_accessible_element_without_anything_foreign(language, number):
    picture = everything(language)[number]
    root = read(picture.svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc").text == picture.description
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert {"script", "style", "image", "foreignObject", "a"}.isdisjoint(names)
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in attributes if name == "style" or name.startswith("on") or "href" in name]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("one-") for one in ids)


@pytest.mark.parametrize("number", [2, 3])
def test_every_figure_of_the_table_is_drawn(number):
    picture = everything("en")[number]
    drawn = Counter(texts_of(picture))
    figures = [cell.text for row in picture.table.rows for cell in row.cells if cell.exact is not None]
    assert figures
    assert all(drawn[figure] for figure in figures)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_is_not_shown_is_never_drawn_as_zero(number):
    picture = everything("en")[number]
    hidden = picture.table.rows[-1]
    assert all(cell.exact is None and "0" not in cell.text for cell in hidden.cells)


def test_every_country_of_the_catalogue_has_one_square():
    with CATALOGUE.open(encoding="utf-8") as file:
        members = {row["iso3"] for row in csv.DictReader(file) if row["un_status"] == "member"}
    assert members <= set(places())
    assert len(set(places().values())) == len(places())


def test_countries_without_a_place_follow_below_the_map():
    texts = texts_of(tile_map({"KEN": "2", "QQQ": "1"}, labels(), naming()))
    assert {"KEN", "QQQ"} <= set(texts)


def test_bars_begin_on_the_other_side_in_arabic():
    def first_bar(language):
        root = read(everything(language)[2].svg)
        return float(next(rect.get("x") for rect in root.iter(f"{SVG}rect") if rect.get("x")))

    assert first_bar("en") == 0
    assert first_bar("ar") > 300


def test_the_map_keeps_its_sides_in_arabic():
    def places_of(language):
        root = read(tile_map({"KEN": "2"}, labels(language), naming()).svg)
        return [rect.get("x") for rect in root.iter(f"{SVG}rect")][:50]

    assert places_of("en") == places_of("ar")
