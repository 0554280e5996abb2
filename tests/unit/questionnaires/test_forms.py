from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.answering.fields import FIELDS, KEYS_FIELD
from portal.questionnaires.answering.forms import FormPage, build_form, form_values
from portal.questionnaires.answering.parsing import further_row_id, is_row_id, readable_row_id
from portal.questionnaires.definition import Asked, Kind
from tests.specimens.library import specimen

KINDS, CONDITIONS = specimen("kinds"), specimen("conditions")
ASKED = Asked("rc", ("WSC90", "WSSD95"), ("poverty", "rights"))
ROWS = [
    {"_id": "r1", "colour": "red", "share": Decimal("12.50")},
    {"_id": "r2", "colour": "blue", "note": {"text": "n", "language": "fr"}},
]


class Posted(dict[str, object]):
    """A multi-dictionary as the server has one."""

    def getlist(self, name):
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


def form_of(posted=None, answers=None, language="en", reader=None):
    page = FormPage(KINDS, KINDS.section("A"), ASKED, language, reader or language)
    return build_form(page, answers or {}, None if posted is None else Posted(posted))


def values(posted, answers=None, language="en"):
    return form_values(form_of(posted, answers, language))


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ({"TST.1.A1": "red"}, {"TST.1.A1": "red"}),
        ({"TST.1.A1": ""}, {"TST.1.A1": None}),
        ({"TST.1.A1": "other", "TST.1.A1.other": "mauve"}, {"TST.1.A1": "other", "TST.1.A1.other": "mauve"}),
        ({"TST.1.A2": ["other", "red", ""]}, {"TST.1.A2": ["red", "other"]}),
        ({"TST.1.A3": "na"}, {"TST.1.A3": "na"}),
        ({"TST.1.A4": "yes"}, {"TST.1.A4": "yes"}),
        ({"TST.1.A5": "1,234.50"}, {"TST.1.A5": Decimal("1234.50")}),
        ({"TST.1.A6": "2.5 %"}, {"TST.1.A6": Decimal("2.5")}),
        ({"TST.1.A7": "1,234"}, {"TST.1.A7": 1234}),
        ({"TST.1.A7": "2.5"}, {"TST.1.A7": Decimal("2.5")}),
        ({"TST.1.A8": "1998"}, {"TST.1.A8": 1998}),
        ({"TST.1.A9": "1998-07-31"}, {"TST.1.A9": "1998-07-31"}),
        (
            {"TST.1.A10~from": "1998-01-01", "TST.1.A10~to": "1998-12-31"},
            {"TST.1.A10": {"from": "1998-01-01", "to": "1998-12-31"}},
        ),
        ({"TST.1.A10~from": "1998-01-01", "TST.1.A10~to": ""}, {"TST.1.A10": {"from": "1998-01-01"}}),
        ({"TST.1.A10~from": "", "TST.1.A10~to": ""}, {"TST.1.A10": None}),
        ({"TST.1.A11": " as typed "}, {"TST.1.A11": " as typed "}),
        ({"TST.1.A12": "one\r\ntwo"}, {"TST.1.A12": "one\ntwo"}),
        (
            {"TST.1.A12": "deux", "TST.1.A12~language": "fr"},
            {"TST.1.A12": {"text": "deux", "language": "fr"}},
        ),
        ({"TST.1.A12": "two", "TST.1.A12~language": "en"}, {"TST.1.A12": "two"}),
        ({"TST.1.A13": "name@example.org"}, {"TST.1.A13": "name@example.org"}),
        ({"TST.1.A15": "x"}, {}),
        ({}, {}),
        (
            {KEYS_FIELD: ["TST.1.A1", "TST.1.A2", "TST.1.A14", "TST.1.A15"]},
            {"TST.1.A1": None, "TST.1.A2": None, "TST.1.A14": None},
        ),
    ],
)
def test_what_was_posted_becomes_wire_values(posted, expected):
    form = form_of(posted)
    assert form.validate()
    assert form_values(form) == expected
    assert form.problems == []


def test_fields_are_named_by_key_with_the_text_of_other_beside():
    assert list(form_of().fields)[:4] == ["TST.1.A1", "TST.1.A1.other", "TST.1.A2", "TST.1.A2.other"]
    page = FormPage(
        CONDITIONS, CONDITIONS.section("C"), ASKED, "en", "en", conference="WSSD95", only={"TST.1.C1@WSSD95"}
    )
    assert list(build_form(page, {}).fields) == ["TST.1.C1@WSSD95"]


def test_a_stored_answer_is_shown_and_not_returned_unless_posted():
    answers = {
        "TST.1.A1": "red",
        "TST.1.A2": ["red"],
        "TST.1.A5": Decimal("1234.50"),
        "TST.1.A10": {"from": "1998-01-01"},
        "TST.1.A12": {"text": "deux", "language": "fr"},
        "TST.1.A14": ROWS,
        "TST.1.A15": [{"name": "a.pdf"}],
    }
    form = form_of(answers=answers, language="fr")
    assert form_values(form) == {}
    typed = {name: field.typed for name, field in form.fields.items() if field.typed}
    assert typed == {
        "TST.1.A1": "red",
        "TST.1.A2": ["red"],
        "TST.1.A5": "1234,50",
        "TST.1.A10": {"from": "1998-01-01", "to": ""},
        "TST.1.A12": "deux",
        "TST.1.A14": ["r1", "r2"],
        "TST.1.A15": [{"name": "a.pdf"}],
    }
    assert [
        [row.id, row.cells["share"].typed, row.cells["note"].typed] for row in form["TST.1.A14"].rows
    ] == [["r1", "12,50", ""], ["r2", "", "n"]]


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("TST.1.A1", "mauve", "unknown_option"),
        ("TST.1.A2", ["red", "mauve"], "unknown_option"),
        ("TST.1.A5", "lots", "number_unreadable"),
        ("TST.1.A9", "31/07/1998", "date_unreadable"),
        ("TST.1.A11", "a\x00", "text_control_character"),
    ],
)
def test_what_cannot_be_read_is_kept_as_typed_and_the_stored_answer_stays(name, typed, code):
    form = form_of({name: typed}, {name: None})
    assert not form.validate()
    assert form.errors == {name: [code]}
    assert [problem.key for problem in form.problems] == [name]
    assert form[name].typed == typed
    assert form_values(form) == {}


def test_an_unreadable_end_of_a_range_keeps_both_as_typed():
    form = form_of(
        {"TST.1.A10~from": "1998-01-01", "TST.1.A10~to": "soon"}, {"TST.1.A10": {"from": "1997-01-01"}}
    )
    assert form["TST.1.A10"].typed == {"from": "1998-01-01", "to": "soon"}
    assert form["TST.1.A10"].data == {"from": "1997-01-01"}
    assert form_values(form) == {}


def test_a_stored_number_that_reads_two_ways_survives_being_posted_unchanged():
    for language in ("es", "ar", "fr", "en"):
        answers = {"TST.1.A16": Decimal("1.234")}
        shown = form_of(answers=answers, language=language)["TST.1.A16"].typed
        assert values({"TST.1.A16": shown}, answers, language) == answers


def test_a_text_keeps_its_own_language_when_it_is_changed():
    answers = {"TST.1.A12": {"text": "deux", "language": "fr"}}
    assert values({"TST.1.A12": "trois"}, answers) == {"TST.1.A12": {"text": "trois", "language": "fr"}}
    assert values({"TST.1.A12": "three", "TST.1.A12~language": ""}, answers) == {"TST.1.A12": "three"}


# --- tables --------------------------------------------------------------------------------------


def test_rows_keep_their_ids_and_order_and_empty_rows_are_dropped():
    posted = {
        "TST.1.A14~rows": ["r2", "new-1", "r1", "r2"],
        "TST.1.A14~r1~colour": "red",
        "TST.1.A14~r1~share": "12.50",
        "TST.1.A14~r2~colour": "other",
        "TST.1.A14~r2~colour.other": "mauve",
        "TST.1.A14~r2~shades": ["green", "red"],
        "TST.1.A14~new-1~note": "",
    }
    assert values(posted, {"TST.1.A14": ROWS}) == {
        "TST.1.A14": [
            {"_id": "r2", "colour": "other", "colour.other": "mauve", "shades": ["red", "green"]},
            {"_id": "r1", "colour": "red", "share": Decimal("12.50")},
        ]
    }


def test_a_row_no_longer_named_is_deleted():
    assert values({"TST.1.A14~rows": ["r2"], "TST.1.A14~r2~colour": "blue"}, {"TST.1.A14": ROWS}) == {
        "TST.1.A14": [{"_id": "r2", "colour": "blue"}]
    }


def test_a_cell_that_cannot_be_read_is_kept_as_typed_and_the_others_are_saved():
    posted = {"TST.1.A14~rows": ["r1"], "TST.1.A14~r1~colour": "blue", "TST.1.A14~r1~share": "a lot"}
    form = form_of(posted, {"TST.1.A14": ROWS})
    assert not form.validate()
    assert form_values(form) == {"TST.1.A14": [{"_id": "r1", "colour": "blue", "share": Decimal("12.50")}]}
    assert [(problem.code, problem.row, problem.column) for problem in form.problems] == [
        ("number_unreadable", 1, "share")
    ]
    assert form["TST.1.A14"].rows[0].cells["share"].typed == "a lot"


def test_a_row_whose_id_cannot_be_read_is_an_error_and_drawn_as_typed_under_one_that_can():
    posted = {
        "TST.1.A14~rows": ["r1", "r1+"],
        "TST.1.A14~r1~colour": "blue",
        "TST.1.A14~r1+~note": "kept beside the other",
    }
    form = form_of(posted, {"TST.1.A14": ROWS})
    assert form_values(form) == {"TST.1.A14": [{"_id": "r1", "colour": "blue"}]}
    assert [(problem.code, problem.row) for problem in form.problems] == [("row_unreadable", 2)]
    row = form["TST.1.A14"].rows[1]
    assert (row.id, row.cells["note"].typed) == (readable_row_id("r1+"), "kept beside the other")
    assert row.cells["note"].name == f"TST.1.A14~{row.id}~note"


def test_a_row_whose_id_cannot_be_read_does_not_take_the_stored_row_away():
    stored = [{"_id": readable_row_id("r1+"), "colour": "red"}]
    form = form_of({"TST.1.A14~rows": ["r1+"], "TST.1.A14~r1+~colour": "blue"}, {"TST.1.A14": stored})
    assert form_values(form) == {"TST.1.A14": stored}
    assert form["TST.1.A14"].rows[0].cells["colour"].typed == "blue"


@given(st.text(max_size=80), st.sets(st.text(max_size=80)))
def test_every_id_that_is_made_for_a_row_can_be_read(row_id, taken):
    readable = readable_row_id(row_id)
    further = further_row_id(readable, {readable, *taken})
    again = further_row_id(further, {readable, further, *taken})
    assert is_row_id(readable)
    assert is_row_id(further)
    assert is_row_id(again)
    assert len({readable, further, again}) == 3


def test_an_empty_row_can_be_added_to_draw():
    field = form_of(answers={"TST.1.A14": [{"colour": "red"}]})["TST.1.A14"]
    row = field.add_row("r9")
    assert [found.id for found in field.rows] == ["row1", "r9"]
    assert row.cells["colour"].name == "TST.1.A14~r9~colour"
    assert row.cells["colour"].spec.row == 2
    assert field.data == [{"colour": "red"}]


def test_every_kind_has_its_field():
    assert set(FIELDS) == set(Kind)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "TST.1.A1": st.sampled_from(["red", "none", "other"]),
        "TST.1.A2": st.lists(st.sampled_from(["red", "blue", "green"]), min_size=1, unique=True).map(
            lambda found: [value for value in ("red", "blue", "green") if value in found]
        ),
        "TST.1.A5": st.decimals(
            allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
        ),
        "TST.1.A7": st.integers(-(10**29), 10**29),
        "TST.1.A9": st.dates().map(str),
        "TST.1.A12": st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1),
        "TST.1.A16": st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9),
    },
)


@given(ANSWERS, st.sampled_from(["ar", "en", "es", "fr", "ru", "zh"]))
def test_a_page_shown_and_posted_unchanged_changes_nothing(answers, language):
    shown = form_of(answers=answers, language=language)
    posted = {name: field.typed for name, field in shown.fields.items() if name in answers}
    assert values(posted, answers, language) == answers
