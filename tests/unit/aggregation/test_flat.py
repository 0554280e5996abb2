from __future__ import annotations

import pytest

from portal.aggregation.aggregate import aggregate
from portal.aggregation.flat import to_tables
from portal.aggregation.inputs import REGIONS
from tests.unit.aggregation.bundles import cycle_input, read


@pytest.fixture(scope="module")
def tables():
    bundle = read("report_bundle_example.json")
    found = aggregate(cycle_input(bundle, "2000"), cycle_input(bundle, "1999"), "secretariat")
    return {table.name: table for table in to_tables(found)}


def row(table, key):
    return dict(zip(table.header, next(row for row in table.rows if row[0] == key), strict=True))


def test_every_block_is_a_table_of_regions_and_total(tables):
    for name in (
        "distributions.VNR.12.B1",
        "obstacles.by_country",
        "obstacles.by_conference.WSSD95",
        "poverty",
    ):
        assert [line[0] for line in tables[name].rows] == [*REGIONS, "total"]
    assert row(tables["distributions.VNR.12.B1"], "total")["options.yes.count"] == 2
    assert row(tables["coordination.by_assessment.team.RCR.13.H1"], "africa")["mean"] == 4
    assert row(tables["trend.by_conference.WSSD95"], "total")["improved"] == 1


def test_blocks_inside_a_block_are_tables_of_their_own(tables):
    assert row(tables["best_practices"], "total")["received"] == 4
    assert row(tables["best_practices.by_theme"], "total")["options.poverty.count"] == 2
    assert row(tables["assistance.share"], "total")["n"] == 1
    assert row(tables["poverty.by_measure.dollar"], "total")["n"] == 2
    assert not any(column.startswith(("share", "by_measure")) for column in tables["assistance"].header)


def test_entries_by_country_have_a_row_for_each_country(tables):
    assert [line[0] for line in tables["poverty.positions"].rows] == ["ARL", "COR"]
    assert row(tables["coordination.index"], "DUN")["n"] == 5
    assert row(tables["progress_matrix"], "COR")["FWCW95.state"] == "missing"


def test_coverage_is_by_region_by_track_and_in_total(tables):
    assert [line[0] for line in tables["coverage.national"].rows] == [*REGIONS, "rc", "norc", "total"]


def test_every_row_is_as_long_as_the_header_and_holds_plain_values(tables):
    for table in tables.values():
        assert all(len(line) == len(table.header) for line in table.rows)
        assert not any(isinstance(value, dict) for line in table.rows for value in line)


def test_without_a_previous_cycle_there_is_no_table_of_trends():
    found = aggregate(cycle_input(read("report_bundle_example.json"), "2000"), None, "public")
    assert not any(table.name.startswith("trend") for table in to_tables(found))
