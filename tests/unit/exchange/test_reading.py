from __future__ import annotations

from decimal import Decimal

import pytest

from portal.exchange.reading import read_json


def test_numbers_are_exact_and_a_mark_of_byte_order_is_passed_over():
    document, faults = read_json(b'\xef\xbb\xbf{"a": 1.50, "b": 7}')
    assert (document, faults) == ({"a": Decimal("1.50"), "b": 7}, [])
    assert str(document["a"]) == "1.50"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{\n "a": 1,\n "b" 2}', "line 3, column 6"),
        (b'{"a": NaN}', "line 1, column 7"),
        (b'{"a": "\xc3\x28"}', "line 1, byte 8"),
        (b'{\n\n"a": "\xff"}', "line 3, byte 7"),
        (b"[" * 5000, "nested too deeply"),
        (b"[" * 100 + b"]" * 100, "nested too deeply"),
        (b"1" * 9000, "too large"),
        (b"1e99999999999999999999", "too large"),
    ],
)
def test_a_broken_file_is_one_fault_with_its_place(content, told):
    document, faults = read_json(content)
    assert document is None
    assert [told in str(fault) for fault in faults] == [True]


def test_a_key_given_twice_is_told_by_submission_and_place():
    content = b"""{"submissions": [
        {"id": "N1", "answers": {"VNR.12.A1": "x", "VNR.12.A1": "y"}},
        {"id": "N2", "id": "N3", "answers": {"VNR.12.A2": [{"name": "x", "name": "y"}]}},
        {"answers": {"VNR.12.A1": {"text": "x", "text": "y"}}}
    ], "schema": 1, "schema": 2}"""
    _, faults = read_json(content)
    assert [(fault.label, fault.place) for fault in faults] == [
        ("bundle", "schema"),
        ("N1", "VNR.12.A1"),
        ("N3", "id"),
        ("N3", "VNR.12.A2[1].name"),
        ("submission 3", "VNR.12.A1.text"),
    ]
