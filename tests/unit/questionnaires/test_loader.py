from __future__ import annotations

import pytest

from portal.questionnaires.loader import LibraryError, check_library, load_library
from tests.specimens.library import SPECIMENS, specimen, write_library

SETS = """\
release: "1"
status: draft
sets:
  YN:
    "yes": "Yes"
    "no": "No"
"""

HEAD = """\
prefix: "TST"
release: "1"
status: draft
family: national
track: any
option_sets: "1"
title: Title
filed_by: Anybody
when: Never
introduction: Introduction.
paragraphs: [12]
"""

ONE = """\
sections:
  - id: "A"
    title: First
    questions:
      - code: "TST.1.A1"
        text: Really?
        help: Say it.
        type: yesno
        required: true
        clauses: ["12.a"]
        aggregate: ["none"]
"""


def faults_of(tmp_path, files, locked=()):
    return [
        (fault.path, fault.line, fault.code)
        for fault in check_library(write_library(tmp_path, files, locked=locked))
    ]


@pytest.mark.parametrize("name", ["kinds", "conditions", "inclusion", "releases"])
def test_every_specimen_is_sound(name):
    assert check_library(SPECIMENS / name) == []


def test_a_small_library_is_read(tmp_path):
    library = load_library(write_library(tmp_path, {"SETS/1.yaml": SETS, "TST/1.yaml": HEAD + ONE}))
    questionnaire = library.release("TST", "1")
    assert [question.number for question in questionnaire.questions()] == ["A1"]
    assert questionnaire.section("A").note == ""
    assert not questionnaire.published
    assert questionnaire.has("TST.1.A1")
    assert not questionnaire.has("TST.1.A2")
    for missing in (
        lambda: questionnaire.section("B"),
        lambda: questionnaire.question("TST.1.A2"),
        lambda: library.release("TST", "2"),
    ):
        with pytest.raises(KeyError):
            missing()


BAD = """\
prefix: "TST"
release: "1"
status: draft
family: regional
track: any
option_sets: "1"
title: Title
filed_by: Anybody
when: 1998
introduction: [Introduction]
paragraphs: [twelve]
colour: red
sections:
  - id: "A"
    title: First
    questions:
      - code: "TST.1.A1"
        text: Really?
        help: Say it.
        type: single(NOSET)
        required: yes
        clauses: ["12.a", "twelve"]
        aggregate: ["average"]
      - code: "TST.1.A1"
        text: no
        type: long()
        required: true
        show_if: TST.1.A9 = yes
        clauses: "12.a"
        aggregate: []
      - code: "OTH.1.A3"
        text: See TST.1.Z9
        help: ""
        type: table(a:date:R)
        columns: {b: Label}
        required: false
        show_if: TST.1.A1 is yes
        clauses: []
        aggregate: []
      - nothing
  - title: Second
    repeat_by: THEME
    questions: none
    questions: none
"""


def test_all_faults_of_a_bad_file_are_told_at_once_with_their_lines(tmp_path):
    assert faults_of(tmp_path, {"SETS/1.yaml": SETS, "TST/1.yaml": BAD}) == [
        ("TST/1.yaml", 4, "unknown_value"),
        ("TST/1.yaml", 9, "not_text"),
        ("TST/1.yaml", 10, "not_text"),
        ("TST/1.yaml", 11, "not_number"),
        ("TST/1.yaml", 12, "unknown_key"),
        ("TST/1.yaml", 17, "bad_clause"),
        ("TST/1.yaml", 17, "not_earlier"),
        ("TST/1.yaml", 17, "unknown_set"),
        ("TST/1.yaml", 21, "not_flag"),
        ("TST/1.yaml", 23, "unknown_value"),
        ("TST/1.yaml", 24, "duplicate_code"),
        ("TST/1.yaml", 24, "missing_key"),
        ("TST/1.yaml", 25, "not_text"),
        ("TST/1.yaml", 26, "bad_type"),
        ("TST/1.yaml", 29, "not_list"),
        ("TST/1.yaml", 31, "foreign_code"),
        ("TST/1.yaml", 31, "unknown_code"),
        ("TST/1.yaml", 33, "not_text"),
        ("TST/1.yaml", 35, "columns_differ"),
        ("TST/1.yaml", 37, "bad_condition"),
        ("TST/1.yaml", 40, "not_mapping"),
        ("TST/1.yaml", 41, "missing_key"),
        ("TST/1.yaml", 42, "unknown_value"),
        ("TST/1.yaml", 43, "not_list"),
        ("TST/1.yaml", 44, "duplicate_key"),
    ]


def test_the_library_with_faults_cannot_be_loaded(tmp_path):
    path = write_library(tmp_path, {"SETS/1.yaml": SETS, "TST/1.yaml": HEAD + ONE.replace("yesno", "maybe")})
    with pytest.raises(LibraryError, match=r"TST/1.yaml:19: unknown type .*bad_type") as caught:
        load_library(path)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [("a: [b", 2), ("", 1), ("- a\n- b", 1), ("a: \x01", 1)],
)
def test_a_file_that_is_no_yaml_or_no_mapping_is_one_fault_or_more(tmp_path, content, line):
    faults = faults_of(tmp_path, {"SETS/1.yaml": SETS, "TST/1.yaml": content})
    assert ("TST/1.yaml", line) in {fault[:2] for fault in faults}


def test_a_set_without_options_and_sets_that_are_no_mapping_are_faults(tmp_path):
    sets = 'release: "1"\nstatus: draft\nsets:\n  YN: {}\n  XX: []\n'
    assert faults_of(tmp_path, {"SETS/1.yaml": sets}) == [
        ("SETS/1.yaml", 4, "no_options"),
        ("SETS/1.yaml", 5, "no_options"),
        ("SETS/1.yaml", 5, "not_mapping"),
    ]
    missing = ("SETS/1.yaml", 1, "missing_key")
    assert faults_of(tmp_path, {"SETS/1.yaml": 'release: "1"\n'}) == [missing, missing]


def test_a_file_stands_in_the_place_its_head_names(tmp_path):
    files = {"SETS/1.yaml": SETS, "TST/2.yaml": HEAD + ONE}
    assert faults_of(tmp_path, files) == [("TST/2.yaml", 1, "wrong_place")]


def test_a_questionnaire_names_a_release_of_the_option_sets_that_is_there(tmp_path):
    files = {"SETS/2.yaml": SETS.replace('"1"', '"2"'), "TST/1.yaml": HEAD + ONE}
    assert ("TST/1.yaml", 1, "unknown_sets") in faults_of(tmp_path, files)


# --- conditions ----------------------------------------------------------------------------------

QUESTION = """\
      - code: "TST.1.{code}"
        text: Really?
        help: Say it.
        type: {type}
        required: true
        show_if: {condition}
        clauses: ["12.a"]
        aggregate: ["none"]
"""


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("TST.1.A1 = yes", None),
        ("TST.1.A2 = yes", "not_earlier"),
        ("TST.1.A3 = yes", "not_earlier"),
        ("TST.1.A1 has yes", "wrong_operator"),
        ("TST.1.A1 >= 1", "wrong_operator"),
        ("rated(TST.1.A1)", "wrong_operator"),
        ("TST.1.A1 in (yes, maybe)", "unknown_option"),
        ("any_answered(TST.1.A1)", None),
        ("track = rc", None),
    ],
)
def test_a_condition_looks_at_earlier_questions_in_a_way_they_allow(tmp_path, condition, code):
    second = QUESTION.format(code="A2", type="yesno", condition=condition)
    third = QUESTION.format(code="A3", type="yesno", condition="TST.1.A1 = no")
    found = faults_of(tmp_path, {"SETS/1.yaml": SETS, "TST/1.yaml": HEAD + ONE + second + third})
    assert found == ([] if code is None else [("TST/1.yaml", 23, code)])


def test_a_question_outside_the_repeated_block_does_not_look_into_it(tmp_path):
    repeated = ONE.replace("    title: First\n", "    title: First\n    repeat_by: CONF\n")
    inside = QUESTION.format(code="A2", type="yesno", condition="TST.1.A1 = no")
    outside = '  - id: "B"\n    title: Second\n    questions:\n' + QUESTION.format(
        code="B1", type="yesno", condition="TST.1.A1 = no"
    )
    found = faults_of(tmp_path, {"SETS/1.yaml": SETS, "TST/1.yaml": HEAD + repeated + inside + outside})
    assert found == [("TST/1.yaml", 35, "repeated_code")]


# --- one instrument in another -------------------------------------------------------------------


def test_an_instrument_contains_another_with_its_differences():
    two = specimen("inclusion", "TWO")
    assert [(section.id, section.owner) for section in two.sections] == [
        ("A", "ONE"),
        ("X", "TWO"),
        ("Z", "ONE"),
    ]
    assert two.question("ONE.1.A1").help == "Another help."
    assert two.question("ONE.1.A1").help_context == "ONE.1.A1:help@TWO"
    assert two.question("ONE.1.A2").help_context is None
    optional_if = two.question("ONE.1.Z1").optional_if
    assert optional_if
    assert optional_if.source == "TWO.1.X1 = yes"
    assert two.question("TWO.1.X1").optional_if is None
    assert two.digest != specimen("inclusion", "ONE").digest


INCLUDING = """\
includes:
  prefix: "TST"
  release: "1"
  omit: ["TST.1.A9"]
  insert_after: "B"
  help: {"TST.1.A8": Help}
optional_if:
  condition: TST.1.A1 = yes
  codes: ["TST.1.A7"]
"""


def test_what_an_inclusion_refers_to_must_be_there(tmp_path):
    other = HEAD.replace("TST", "TWO") + INCLUDING + ONE.replace("TST", "TWO")
    assert faults_of(tmp_path, {"SETS/1.yaml": SETS, "TST/1.yaml": HEAD + ONE, "TWO/1.yaml": other}) == [
        ("TWO/1.yaml", 13, "duplicate_section"),
        ("TWO/1.yaml", 13, "unknown_code"),
        ("TWO/1.yaml", 13, "unknown_code"),
        ("TWO/1.yaml", 13, "unknown_section"),
        ("TWO/1.yaml", 19, "unknown_code"),
    ]


def test_an_instrument_that_is_not_there_cannot_be_included(tmp_path):
    other = HEAD.replace("TST", "TWO") + INCLUDING.partition("optional_if")[0] + ONE.replace("TST", "TWO")
    assert faults_of(tmp_path, {"SETS/1.yaml": SETS, "TWO/1.yaml": other}) == [
        ("TWO/1.yaml", 13, "unknown_inclusion")
    ]


def test_a_condition_on_a_question_left_out_is_told_at_the_inclusion(tmp_path):
    second = QUESTION.format(code="A2", type="yesno", condition="TST.1.A1 = yes")
    including = (
        INCLUDING.partition("optional_if")[0].replace("A9", "A1").replace("A8", "A2").replace('"B"', '"A"')
    )
    other = HEAD.replace("TST", "TWO") + including + ONE.replace("TST", "TWO").replace('"A"', '"X"')
    files = {"SETS/1.yaml": SETS, "TST/1.yaml": HEAD + ONE + second, "TWO/1.yaml": other}
    assert faults_of(tmp_path, files) == [("TWO/1.yaml", 13, "not_earlier")]


def test_a_bad_condition_of_optional_if_leaves_the_questions_as_they_are(tmp_path):
    bad = 'optional_if:\n  condition: TST.1.A1 is yes\n  codes: ["TST.1.A1"]\n'
    path = {"SETS/1.yaml": SETS, "TST/1.yaml": HEAD + bad + ONE}
    assert faults_of(tmp_path, path) == [("TST/1.yaml", 13, "bad_condition")]


# --- published releases --------------------------------------------------------------------------

PUBLISHED = {
    "SETS/1.yaml": SETS.replace("draft", "published"),
    "TST/1.yaml": (HEAD + ONE).replace("draft", "published"),
}


def test_published_files_are_locked(tmp_path):
    assert faults_of(tmp_path, PUBLISHED, locked=PUBLISHED) == []
    assert faults_of(tmp_path, PUBLISHED, locked=["SETS/1.yaml"]) == [("TST/1.yaml", 1, "not_locked")]
    (tmp_path / "published.lock").unlink()
    assert len(check_library(tmp_path)) == 2


def test_a_published_file_that_changed_is_found(tmp_path):
    write_library(tmp_path, PUBLISHED, locked=PUBLISHED)
    (tmp_path / "TST" / "1.yaml").write_text(PUBLISHED["TST/1.yaml"].replace("Really?", "Really, now?"))
    assert [(fault.path, fault.code) for fault in check_library(tmp_path)] == [
        ("TST/1.yaml", "published_changed")
    ]


def test_a_lock_without_its_published_file_is_found(tmp_path):
    files = {**PUBLISHED, "TST/1.yaml": HEAD + ONE}
    assert faults_of(tmp_path, files, locked=files) == [("published.lock", 2, "lock_without_file")]


def test_a_published_questionnaire_does_not_rest_on_drafts(tmp_path):
    files = {**PUBLISHED, "SETS/1.yaml": SETS}
    assert faults_of(tmp_path, files, locked=["TST/1.yaml"]) == [("TST/1.yaml", 1, "published_on_draft")]


def test_the_latest_release_is_the_last_published_one_in_the_order_of_numbers():
    library = load_library(SPECIMENS / "releases")
    assert [found.release for found in library.questionnaires] == ["1", "2", "10"]
    assert [found.release for found in library.published()] == ["1", "2"]
    assert library.latest("TST").release == "2"
    with pytest.raises(KeyError):
        library.latest("VNR")


def test_the_library_is_read_once():
    assert load_library(SPECIMENS / "releases") is load_library(SPECIMENS / "releases")
