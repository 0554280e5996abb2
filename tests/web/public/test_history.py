"""Pages that list every cycle take no more queries for a long history than for a short one."""

from __future__ import annotations

import pytest

from portal.cycles.models import Cycle
from portal.reports.coverage.queries import country_lines, public_cycles, states_by_cycle
from tests.factories import make_report, make_submitted_report
from tests.samples.portal import SamplePortal, now
from tests.web.test_budgets import queries_of

TRACKS = {"XAA": "rc", "XBB": "norc", "XCC": "rc"}


@pytest.fixture
def portal(tmp_path):
    portal = SamplePortal(tmp_path)
    _add_cycle(portal, "C1")
    yield portal
    portal.close()


def _add_cycle(portal, code):
    """Open a cycle in which one country submitted, one began, and one did neither."""
    portal.open_cycle(code, TRACKS)
    with portal.session() as session:
        cycle = session.get_one(Cycle, code)
        make_submitted_report(session, cycle, "XAA", now=now())
        make_report(session, cycle, "XBB", now=now())


@pytest.mark.parametrize("address", ["/en/", "/en/countries/XAA"])
def test_more_cycles_take_no_more_queries(portal, address):
    client = portal.client()
    short = queries_of(portal, client, address)
    for code in ("C2", "C3"):
        _add_cycle(portal, code)
    assert queries_of(portal, client, address) == short
    page = client.get(address).text
    assert all(f"Reporting cycle {code}" in page for code in ("C1", "C2", "C3"))


def test_states_of_all_cycles_are_those_of_the_list_of_each(portal):
    _add_cycle(portal, "C2")
    with portal.session() as session:
        cycles = public_cycles(session)
        states = states_by_cycle(session, cycles)
        assert states == {
            cycle.code: [line.state for line in country_lines(session, cycle)] for cycle in cycles
        }
        assert states["C1"] == ["received", "none", "none"]
