from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.definition import Kind, Operator
from portal.questionnaires.grammar import READERS, GrammarError, parse_condition, parse_type
from portal.questionnaires.references import LOOKS_AT


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("single(BASIS)", {"kind": Kind.SINGLE, "option_set": "BASIS"}),
        ("multi(OBST; max 5)", {"kind": Kind.MULTI, "option_set": "OBST", "max_choices": 5}),
        ("multi(CONF)", {"max_choices": None}),
        ("rating(PROGRESS)", {"kind": Kind.RATING, "option_set": "PROGRESS"}),
        ("yesno", {"kind": Kind.YESNO, "option_set": "YN"}),
        ("number", {"minimum": None, "maximum": None, "decimals": None, "unit": None}),
        (
            "number(USD millions; min 0; dec 1)",
            {"unit": "USD millions", "minimum": Decimal(0), "decimals": 1},
        ),
        ("number(min -1.5; max 2)", {"unit": None, "minimum": Decimal("-1.5"), "maximum": Decimal(2)}),
        ("percent", {"minimum": Decimal(0), "maximum": Decimal(100), "decimals": None}),
        ("percent(min 0; max 5; dec 2)", {"maximum": Decimal(5), "decimals": 2}),
        ("integer(min 0; max 20)", {"minimum": Decimal(0), "maximum": Decimal(20), "decimals": 0}),
        ("year", {"minimum": Decimal(1900), "maximum": Decimal(2100), "decimals": 0}),
        ("date", {"kind": Kind.DATE}),
        ("daterange", {"kind": Kind.DATERANGE}),
        ("text(200)", {"kind": Kind.TEXT, "limit": 200}),
        ("long(300)", {"kind": Kind.LONG, "limit": 300}),
        ("email", {"kind": Kind.EMAIL}),
        ("file(max 10; 20 MB)", {"max_files": 10, "max_megabytes": 20}),
    ],
)
def test_a_type_is_read(source, fields):
    read = parse_type(source)
    assert read.source == source
    assert {name: getattr(read, name) for name in fields} == fields


def test_a_table_keeps_its_columns_in_order_with_labels_types_and_requirement():
    read = parse_type("table(kind:single(COLOUR):R; share:percent(max 5; dec 1):O)", {"kind": "Kind of it"})
    assert [(column.name, column.label, column.type.source, column.required) for column in read.columns] == [
        ("kind", "Kind of it", "single(COLOUR)", True),
        ("share", "", "percent(max 5; dec 1)", False),
    ]
    assert read.column("share").type.decimals == 1
    with pytest.raises(KeyError):
        read.column("none")


@pytest.mark.parametrize(
    ("source", "position", "message"),
    [
        ("", 1, "a type such as"),
        ("tabel(3)", 1, "unknown type"),
        ("Text(3)", 1, "a type such as"),
        ("single(YN", 1, "a type such as"),
        ("single(YN))", 8, "parentheses do not match"),
        ("single)(x)", 1, "a type such as"),
        ("table(a:text)3(:R)", 7, "parentheses do not match"),
        ("single", 1, "an option set"),
        ("single(basis)", 8, "an option set"),
        ("rating(A; B)", 11, "nothing expected"),
        ("multi(A; 3)", 10, "max k"),
        ("yesno(YN)", 7, "nothing expected"),
        ("text", 1, "a limit"),
        ("text(0)", 6, "a limit"),
        ("long(3; 4)", 9, "nothing expected"),
        ("number(min x)", 8, "min, max, dec with a number"),
        ("number(min 2; min 3)", 15, "min is given twice"),
        ("number(dec 1.5)", 8, "min, max, dec with a number"),
        ("percent(min 3; max 2)", 9, "min is greater than max"),
        ("integer(dec 2)", 9, "min, max with a number"),
        ("file(max 3)", 1, "max k; n MB"),
        ("file(3; max 3)", 6, "max k; n MB"),
        ("table()", 7, "a column is"),
        ("table", 1, "columns expected"),
        ("table(a:text(3):X)", 17, "R or O"),
        ("table(A:text(3):R)", 7, "a column name"),
        ("table(a:text(3):R; a:date:R)", 20, "given twice"),
        ("table(a:file(max 3; 2 MB):R)", 9, "cannot be a file"),
        ("table(a:colour:R)", 9, "unknown type"),
    ],
)
def test_a_bad_type_is_refused_at_its_position(source, position, message):
    with pytest.raises(GrammarError, match=message) as caught:
        parse_type(source)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("source", "operator", "codes", "values"),
    [
        ("VNR.12.B1 = yes", Operator.EQUALS, ("VNR.12.B1",), ("yes",)),
        ("VNR.12.B1 = 3", Operator.EQUALS, ("VNR.12.B1",), ("3",)),
        ("VNR.12.B1 in (yes, in_preparation)", Operator.IN, ("VNR.12.B1",), ("yes", "in_preparation")),
        ("VNR.12.E1 has provider", Operator.HAS, ("VNR.12.E1",), ("provider",)),
        ("VNR.12.G2 has_other_than none", Operator.HAS_OTHER_THAN, ("VNR.12.G2",), ("none",)),
        ("RCR.14.C1 >= 1", Operator.AT_LEAST, ("RCR.14.C1",), ("1",)),
        ("RCR.14.C1>=-2.5", Operator.AT_LEAST, ("RCR.14.C1",), ("-2.5",)),
        ("rated(VNR.12.C1)", Operator.RATED, ("VNR.12.C1",), ()),
        ("any_answered(VNR.12.E2, VNR.12.E3)", Operator.ANY_ANSWERED, ("VNR.12.E2", "VNR.12.E3"), ()),
        (
            "any_in(RCR.14.E1, RCR.14.E2; adopted, draft)",
            Operator.ANY_IN,
            ("RCR.14.E1", "RCR.14.E2"),
            ("adopted", "draft"),
        ),
        ("track = norc", Operator.TRACK, (), ("norc",)),
    ],
)
def test_a_condition_is_read(source, operator, codes, values):
    condition = parse_condition(source)
    assert (condition.operator, condition.codes, condition.values) == (operator, codes, values)
    assert condition.source == source


@pytest.mark.parametrize(
    ("source", "position"),
    [
        ("", 1),
        ("VNR.12.B1", 10),
        ("VNR.12.B1 = ", 13),
        ("VNR.12.B1 is yes", 11),
        ("VNR.12.B1 > 3", 11),
        ("VNR.12.B1 >= many", 14),
        ("VNR.12.B1 in yes", 14),
        ("VNR.12.B1 in (yes", 18),
        ("VNR.12.B1 has (yes)", 15),
        ("VNR.12.B1 , yes", 11),
        ("VNR.12.B1 = yes no", 17),
        ("rated VNR.12.B1", 7),
        ("rated(yes)", 7),
        ("rated(VNR.12.C1, VNR.12.C2)", 16),
        ("any_in(VNR.12.B1)", 17),
        ("any_answered()", 14),
        ("track = somewhere", 9),
        ("open('x')", 1),
    ],
)
def test_a_bad_condition_is_refused_at_its_position(source, position):
    with pytest.raises(GrammarError) as caught:
        parse_condition(source)
    assert caught.value.position == position


@given(st.sampled_from([parse_type, parse_condition]), st.text(alphabet="aR:;(),=.0 1xmin", max_size=30))
def test_whatever_is_written_is_read_or_refused_inside_the_text(parse, source):
    position = _position_of_refusal(parse, source)
    assert position is None or 1 <= position <= len(source) + 1


def _position_of_refusal(parse, source):
    try:
        parse(source)
    except GrammarError as error:
        return error.position
    return None


def test_every_kind_and_operator_has_its_reader():
    assert set(READERS) == set(Kind)
    assert set(LOOKS_AT) == set(Operator)
