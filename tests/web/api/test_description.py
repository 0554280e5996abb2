"""The OpenAPI description: whole in itself, of every address, and true of what each address answers."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator

from tests.samples.api import FILES
from tests.samples.pages import pages

PREFIX = "/api/v1"
PROBLEMS = {"cycles/none": 404, "cycles?page=x": 400, "cycles/S2/aggregates?audience=secretariat": 403}


@pytest.fixture(scope="module")
def described(world):
    return world.portal.client().get(f"{PREFIX}/openapi.json").get_json()


def nodes(value):
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from nodes(below)
    elif isinstance(value, list):
        for below in value:
            yield from nodes(below)


def resolved(described, node):
    while "$ref" in node:
        found = described
        for name in node["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        node = found
    return node


def schema_of(described, operation, status, media_type):
    response = resolved(described, operation["responses"][str(status)])
    return {**response["content"][media_type]["schema"], "components": described["components"]}


def faults(schema, content):
    return [error.message[:200] for error in Draft202012Validator(schema).iter_errors(content)]


def samples(world):
    return [sample for sample in pages(world) if sample.endpoint in FILES]


def operation_of(world, described, endpoint):
    [rule] = world.portal.app.url_map.iter_rules(endpoint)
    return described["paths"][re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)]["get"]


def test_it_describes_every_address_and_nothing_else(world, described):
    rules = [rule for rule in world.portal.app.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    assert {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in rules} == set(described["paths"])
    assert {rule.endpoint for rule in rules} == FILES
    assert all(set(path) <= {"get", "parameters"} for path in described["paths"].values())


def test_it_is_whole_in_itself(described):
    assert re.fullmatch(r"3\.1\.\d", described["openapi"])
    assert {"title", "version"} <= set(described["info"])
    references = [node for node in nodes(described) if "$ref" in node]
    assert references
    for node in references:
        assert resolved(described, node)
    for schema in [node["schema"] for node in nodes(described) if isinstance(node.get("schema"), dict)]:
        Draft202012Validator.check_schema(schema)
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_has_a_name_a_sentence_its_parameters_and_its_answers(described):
    names = []
    for address, path in described["paths"].items():
        operation = path["get"]
        names.append(operation["operationId"])
        assert operation["summary"].endswith(".")
        given = [*path["parameters"], *operation["parameters"]]
        in_address = {one["name"] for one in given if one["in"] == "path" and one["required"]}
        assert in_address == set(re.findall(r"{(\w+)}", address))
        assert all(one["schema"] for one in given)
        assert {"200", "304", "400", "default"} <= set(operation["responses"])
        assert operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert len(set(names)) == len(names)


def test_every_answer_has_the_shape_that_is_described(world, described):
    seen = set()
    for sample in samples(world):
        client = world.portal.client(world.people[sample.reader] if sample.reader else None, sample.country)
        response = client.get(sample.address(world.portal.app, "en"))
        assert (response.status_code, response.mimetype) == (200, "application/json"), sample.name
        schema = schema_of(described, operation_of(world, described, sample.endpoint), 200, response.mimetype)
        assert not faults(schema, response.get_json()), sample.name
        seen.add(sample.endpoint)
    assert seen == FILES


def test_a_shape_that_is_not_kept_to_would_be_seen(world, described):
    schema = schema_of(described, operation_of(world, described, "api.cycles"), 200, "application/json")
    listed = world.portal.client().get(f"{PREFIX}/cycles").get_json()
    assert not faults(schema, listed)
    del listed["items"][0]["due"]
    assert faults(schema, listed)


@pytest.mark.parametrize(("address", "status"), PROBLEMS.items())
def test_every_problem_has_the_shape_that_is_described(world, described, address, status):
    response = world.portal.client().get(f"{PREFIX}/{address}")
    assert response.status_code == status
    operation = operation_of(world, described, "api.aggregates")
    schema = schema_of(described, operation, status, "application/problem+json")
    assert not faults(schema, response.get_json())
