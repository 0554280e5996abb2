"""What the server tells the guard of typed texts: whose store, and which posts are saved."""

from __future__ import annotations

import html
import json
import re

import pytest

from portal.i18n import LANGUAGES

TEXT = "VNR.12.A1"


def _settled(page):
    found = re.search(r'data-settled="([^"]*)"', page.html)
    assert found
    return json.loads(html.unescape(found[1]))


def _store(page):
    found = re.search(r'<form[^>]*data-autosave[^>]*data-guard="([^"]*)"', page.html)
    assert found
    return found[1]


def _page(desk, language="en"):
    desk.language = language
    return desk.get("/sections/A")


def _saved_from(desk, page_id, turn, **fields):
    _, posted = desk.open_section("A")
    for name, value in {"~page": page_id, "~turn": turn, **fields}.items():
        posted[name] = value
    return desk.save("A", posted)


def test_a_store_is_the_same_in_every_language_and_belongs_to_account_and_report(begun):
    stores = {_store(_page(begun, language)) for language in LANGUAGES}
    assert stores == {f"a{begun.person.id}.report.{begun.number}"}


def test_a_saved_page_is_told_once_to_the_next_page(begun):
    assert _saved_from(begun, "p-1", "4", **{TEXT: "Ministry"}).status == 303
    assert _settled(_page(begun)) == [["p-1", 4, []]]
    assert _settled(_page(begun)) == []


def test_what_could_not_be_read_is_not_told_as_saved(begun):
    answer = _saved_from(begun, "p-2", "1", **{TEXT: "Mini\x02stry"})
    assert answer.status == 200
    assert _settled(answer) == [["p-2", 1, [TEXT]]]


@pytest.mark.parametrize(
    ("page_id", "turn"), [("", "1"), ("p 1", "1"), ("p", ""), ("p", "-1"), ("p" * 65, "1")]
)
def test_a_post_that_does_not_name_its_page_is_not_noted(begun, page_id, turn):
    assert _saved_from(begun, page_id, turn).status == 303
    assert _settled(_page(begun)) == []


def test_an_autosave_is_answered_and_not_noted(begun):
    _, fields = begun.open_section("A")
    fields["~page"], fields["~turn"], fields[TEXT] = "p-3", "1", "Ministry"
    assert begun.save("A", fields, go="", headers={"X-Autosave": "1"}).status == 200
    assert _settled(_page(begun)) == []
