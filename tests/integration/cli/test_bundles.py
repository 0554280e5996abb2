from __future__ import annotations

import json

import jsonschema
import pytest

from portal import canonical
from tests.bundles import EXAMPLE, changed, example, small_bundle, submission, written
from tests.unit.aggregation.bundles import DATA, differences, read


@pytest.fixture
def file(folder):
    def write(bundle, name="bundle.json"):
        path = folder / name
        path.write_bytes(bundle if isinstance(bundle, bytes) else written(bundle))
        return path

    return write


def test_the_worked_example_gives_every_figure_of_its_aggregates(portal):
    assert portal("import", EXAMPLE).status == 0
    ran = portal("aggregate", "--cycle", "2000", "--previous", "1999")
    assert ran.status == 0
    expected = read("aggregates_example.json")
    expected.pop("generated_at", None)
    found = differences(expected, canonical.loads(ran.output))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--audience", "public"),
        ("--region", "africa"),
        ("--track", "norc"),
        ("--group", "ldc"),
        ("--previous", "1999"),
    ],
)
def test_aggregates_keep_to_their_schema_whatever_is_asked_for(portal, more):
    portal("import", EXAMPLE)
    ran = portal("aggregate", "--cycle", "2000", *more)
    assert ran.status == 0
    schema = json.loads((DATA / "aggregates.schema.json").read_text(encoding="utf-8"))
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(ran.output)))


def test_importing_twice_changes_nothing(portal):
    portal("import", EXAMPLE)
    before = canonical.loads(portal("export").output)
    ran = portal("import", EXAMPLE)
    assert ran.status == 0
    assert "Known already: 16" in ran.told
    after = canonical.loads(portal("export").output)
    assert {**after, "generated_at": ""} == {**before, "generated_at": ""}


def test_faults_are_told_on_standard_error_with_status_1_and_nothing_changes(portal, file):
    before = portal("export").output
    bundle = changed(small_bundle(submission({"VNR.12.B1": "maybe", "VNR.12.Q9": 1})), language="de")
    ran = portal("import", file(bundle))
    assert (ran.status, ran.output) == (1, "")
    lines = ran.told.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "N1 language",
        "N1 VNR.12.B1",
        "N1 VNR.12.Q9",
        "Refused; faults",
    ]
    after = portal("export").output
    assert {**json.loads(after), "generated_at": ""} == {**json.loads(before), "generated_at": ""}


def test_broken_json_is_told_with_its_line(portal, file):
    ran = portal("import", file(b'{\n"schema": "report-bundle/1"\n"x"}'))
    assert ran.status == 1
    assert "line 3" in ran.told


def test_warnings_are_told_where_the_bundle_is_taken(portal, file):
    ran = portal("import", file(small_bundle(submission({"VNR.12.C3@ICPD94": "word " * 700}))))
    assert ran.status == 0
    assert "Warning: N1 VNR.12.C3@ICPD94: The text has 700 words" in ran.told


def test_a_file_that_is_not_there_is_a_question_wrongly_asked(portal, folder):
    ran = portal("import", folder / "nothing.json")
    assert ran.status == 2
    assert "nothing.json" in ran.told


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("aggregate",),
        ("aggregate", "--cycle", "2000", "--group", "rich"),
        ("export", "--lang", "en"),
        ("export", "-o", "/nowhere/at/all.json"),
    ],
)
def test_a_command_wrongly_asked_has_status_2(portal, arguments):
    assert portal(*arguments).status == 2


@pytest.mark.parametrize("arguments", [("aggregate", "--cycle", "1066"), ("export", "--country", "ZZZ")])
def test_what_does_not_exist_is_refused_with_a_reason(portal, arguments):
    ran = portal(*arguments)
    assert ran.status == 1
    assert arguments[-1] in ran.told


def test_an_export_goes_to_a_file(portal, folder):
    portal("import", EXAMPLE)
    target = folder / "out.json"
    ran = portal("export", "--cycle", "1999", "-o", target)
    assert (ran.status, ran.output) == (0, "")
    ids = [entry["id"] for entry in canonical.loads(target.read_bytes())["submissions"]]
    assert ids == [entry["id"] for entry in example()["submissions"] if entry["cycle"] == "1999"]
    assert [path.name for path in folder.iterdir()] == ["out.json"]
