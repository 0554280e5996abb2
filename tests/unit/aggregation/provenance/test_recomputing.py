"""Every figure follows from the contributions listed with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.aggregation.provenance.explaining import explain
from tests.unit.aggregation.bundles import cycle_input, read
from tests.unit.aggregation.fictions import two_cycles
from tests.unit.aggregation.provenance.recomputing import paths_in, recomputed
from tests.unit.aggregation.scale import examples

SEEDS = st.integers(min_value=0, max_value=2**32)
SIZES = st.integers(min_value=1, max_value=9)


def assert_all_follow(current, previous):
    explained = explain(current, previous)
    paths = list(paths_in(explained.aggregates))
    unlike = []
    for path in paths:
        figure = explained.figure(path)
        if recomputed(figure) != figure.value:
            unlike.append(f"{path}: {figure.value!r}, recomputed {recomputed(figure)!r}")
    assert not unlike, f"{len(unlike)} of {len(paths)}\n" + "\n".join(unlike[:40])
    return len(paths)


@pytest.fixture(scope="module")
def cycles():
    bundle = read("report_bundle_example.json")
    return cycle_input(bundle, "2000"), cycle_input(bundle, "1999")


@pytest.fixture(scope="module")
def explained(cycles):
    return explain(*cycles)


def test_every_figure_of_the_worked_example_follows_from_its_contributions(cycles):
    assert assert_all_follow(*cycles) > 5000


def test_every_figure_without_a_previous_cycle_follows_as_well(cycles):
    assert_all_follow(cycles[0], None)


@pytest.mark.scaled
@examples(40)
@given(SEEDS, SIZES)
def test_every_figure_of_invented_cycles_follows_from_its_contributions(seed, size):
    assert_all_follow(*two_cycles(seed, size))
