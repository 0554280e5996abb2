"""The rules refuse at least whatever the published schema refuses."""

from __future__ import annotations

import copy
import random
from typing import Any

import jsonschema
import pytest

from portal import canonical
from portal.exchange.faults import SENTENCES, Fault
from portal.exchange.rules.answers import judge_answers
from portal.exchange.rules.cycles import view_of_entry
from portal.exchange.shape import SCHEMA, check_shape
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.questionnaires.messages import MESSAGES
from tests.bundles import CONFERENCES, THEMES, example, small_bundle, submission
from tests.factories import complete_answers
from tests.scaling import times

VALUES: tuple[Any, ...] = (
    None,
    "",
    "x",
    "yes",
    0,
    -1,
    2.5,
    10**9,
    True,
    [],
    ["x"],
    ["none", "other"],
    {},
    {"text": ""},
    [{}],
)
PLACES = {"VNR": ("ARL", "rc"), "VND": ("BOR", "norc"), "RCR": ("ARL", "rc"), "BPR": ("ARL", "rc")}


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(canonical.loads(SCHEMA.read_bytes()))


def faults_of(document):
    """Judge shape and answers, as the checking of a bundle does before it asks the portal."""
    bundle, faults = check_shape(document)
    if bundle is None:
        return faults
    views = {entry.get("code"): view_of_entry(entry) for entry in bundle.cycles}
    for entry in bundle.submissions:
        instrument = entry.get("instrument")
        if instrument:
            questionnaire = load_library().release(instrument, "1")
            view = views.get(entry.get("cycle"))
            track = PLACES[instrument][1]
            faults += judge_answers(entry, questionnaire, view, track).faults
    return faults


def whole_bundle():
    """Return a bundle with an answer to every question of every questionnaire."""
    asked = {name: Asked(track, tuple(CONFERENCES), tuple(THEMES)) for name, (_, track) in PLACES.items()}
    return small_bundle(
        *(
            submission(
                complete_answers(load_library().release(name, "1"), asked[name]),
                id=name,
                instrument=name,
                country=PLACES[name][0],
                filed_by="coordinator" if name == "RCR" else "government",
            )
            for name in PLACES
        )
    )


def paths_in(value, path=()):
    """Yield the path to everything inside a document."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in items:
        yield from paths_in(below, (*path, step))


def spoiled(document, path, dice):
    """Return the document with one thing replaced, taken away, doubled or added."""
    found = copy.deepcopy(document)
    parent = found
    for step in path[:-1]:
        parent = parent[step]
    kind = dice.choice(["replace", "replace", "remove", "double", "add"])
    if kind == "remove":
        del parent[path[-1]]
    elif kind == "double" and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[path[-1]]))
    elif kind == "add" and isinstance(parent, dict):
        parent[dice.choice(["extra", "VNR.12.Q1", "VNR.12.C1@XX", "note", "VNR.12.B1.other"])] = "x"
    else:
        parent[path[-1]] = dice.choice(VALUES)
    return found


@pytest.mark.parametrize("bundle", [example(), whole_bundle()], ids=["example", "whole"])
def test_a_sound_bundle_has_no_fault(validator, bundle):
    assert not list(validator.iter_errors(bundle))
    assert not faults_of(bundle)


@pytest.mark.scaled
def test_what_the_schema_refuses_the_rules_refuse(validator):
    dice = random.Random(1998)
    bundle = canonical.loads(canonical.dumps(whole_bundle()))
    paths = list(paths_in(bundle))
    refused = 0
    for _ in range(times(3000)):
        path = dice.choice(paths)
        document = canonical.loads(canonical.dumps(_without_floats(spoiled(bundle, path, dice))))
        if not validator.is_valid(document):
            refused += 1
            assert faults_of(document), path
    assert refused


def _without_floats(value):
    if isinstance(value, dict):
        return {name: _without_floats(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_floats(item) for item in value]
    return canonical.loads(str(value)) if isinstance(value, float) else value


@pytest.mark.parametrize("document", [None, [], 7, {}, {"schema": "report-bundle/2"}, {"schema": ["x"]}])
def test_what_is_no_bundle_is_one_fault(document):
    assert [fault.code for fault in check_shape(document)[1]] == ["not_bundle"]


@pytest.mark.parametrize("name", ["countries", "cycles", "submissions"])
@pytest.mark.parametrize("value", [None, 7, {}, "x", [None], [[]], [7], [{}]])
def test_lists_of_anything_else_are_faults_and_never_break_the_checking(name, value):
    document = {**small_bundle(), name: value}
    assert faults_of(document)


def test_a_fault_is_written_on_one_line_without_control_characters():
    line = str(Fault("N\n1\x1b[31m", "id", "field_missing", {"field": "a\u202eb"}))
    assert line.isprintable()
    assert "\\u001b" in line


def test_sentences_of_bundles_and_of_answers_do_not_share_a_code():
    assert not SENTENCES.keys() & MESSAGES.keys() - {"not_date"}
