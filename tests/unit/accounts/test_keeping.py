"""What is kept of a post, and where a person may be led."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.keeping import Kept, from_text, safe_path

texts = st.text()


@given(st.lists(st.tuples(texts, texts)), st.booleans())
def test_what_is_kept_comes_back_exactly(fields, files):
    kept = Kept("/en/reports/7?part=2", tuple(fields), files)
    assert from_text(kept.as_text()) == kept


@given(texts)
def test_anything_else_is_not_taken_for_a_kept_text(text):
    kept = from_text(text)
    assert kept is None or safe_path(kept.path)


@pytest.mark.parametrize(
    "path", ["/", "/en/desk", "/ar/text/ATL?part=2&all=1", "/en/x#part", "/en/%2F%2Fexample.org"]
)
def test_a_path_of_this_site_is_followed(path):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "en",
        "//example.org",
        "///example.org",
        "http://example.org",
        "/\\example.org",
        "/\t/example.org",
        "/\n/example.org",
        " //example.org",
        "javascript:alert(1)",
        "/a b",
        "\x00/",
    ],
)
def test_a_path_to_elsewhere_is_not(path):
    assert safe_path(path) is None


def test_texts_come_first_and_codes_apart():
    kept = Kept("/en/x", (("C3", "A text."), ("C4", "نص"), ("revision", "7"), ("empty", " "), ("C5", "a\nb")))
    assert [name for name, _ in kept.texts] == ["C3", "C4", "C5"]
    assert [name for name, _ in kept.others] == ["revision"]
