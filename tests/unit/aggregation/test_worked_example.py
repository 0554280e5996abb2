from __future__ import annotations

import json

import jsonschema
import pytest

from portal import canonical
from portal.aggregation.aggregate import aggregate
from tests.unit.aggregation.bundles import cycle_input, differences, read


@pytest.fixture(scope="module")
def cycles():
    bundle = read("report_bundle_example.json")
    return cycle_input(bundle, "2000"), cycle_input(bundle, "1999")


@pytest.fixture(scope="module")
def secretariat(cycles):
    current, previous = cycles
    return aggregate(current, previous, "secretariat")


def test_every_figure_of_the_worked_example_is_found(secretariat):
    expected = read("aggregates_example.json")
    expected.pop("generated_at", None)
    found = differences(expected, secretariat)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("audience", ["secretariat", "public"])
@pytest.mark.parametrize("with_previous", [True, False])
def test_both_audiences_keep_to_the_schema(cycles, audience, with_previous):
    current, previous = cycles
    found = aggregate(current, previous if with_previous else None, audience)
    text = canonical.dumps(found)
    validator = jsonschema.Draft202012Validator(
        json.loads(json.dumps(read("aggregates.schema.json"), default=float))
    )
    assert [error.json_path for error in validator.iter_errors(json.loads(text))] == []
