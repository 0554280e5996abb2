"""Limits are said before they are met, and characters that nobody sees are named and removed."""

from __future__ import annotations

import re

import pytest

from portal.questionnaires.answering.conditions import offers_other
from portal.questionnaires.answering.words import LONGEST_TEXT
from portal.questionnaires.definition import OTHER, OTHER_LIMIT, Kind, parse_key
from portal.questionnaires.loader import load_library
from tests.web.filing.test_colleague_links import make

VNR = load_library().latest("VNR")
TEXT, PEOPLE, NAME, CHOICE = "VNR.12.A1", "VNR.12.A2", "name", "VNR.12.A5"
AREA = re.compile(r'<(?:textarea|input)\b[^>]*\bid="([^"]+)"[^>]*\bdata-(?:words|limit)="(\d+)"')
COUNTER = re.compile(r'<p class="counter[^"]*" id="([^"]+)-count"[^>]*>([^<]*)</p>')
SECTIONS = tuple(section.id for section in VNR.sections if not section.repeated)


def _limits(desk, section):
    """Return the limit of each text on a page, by the name of its field, as the questionnaire says."""
    page, fields = desk.open_section(section)
    found = {}
    for key in fields.getlist("~keys"):
        question = VNR.question(parse_key(key).code)
        if question.kind in {Kind.TEXT, Kind.LONG} and question.type.limit:
            found[key] = question.type.limit
        if offers_other(VNR, question.type):
            found[f"{key}.{OTHER}"] = OTHER_LIMIT
        for row in fields.getlist(f"{key}~rows"):
            for column in question.type.columns:
                name = f"{key}~{row}~{column.name}"
                if column.type.kind in {Kind.TEXT, Kind.LONG} and column.type.limit:
                    found[name] = column.type.limit
                if offers_other(VNR, column.type):
                    found[f"{name}.{OTHER}"] = OTHER_LIMIT
    return page, found


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_with_a_limit_has_a_counter_that_says_it(begun, section):
    page, limits = _limits(begun, section)
    drawn = {name: int(limit) for name, limit in AREA.findall(page.html)}
    assert drawn == limits
    counters = dict(COUNTER.findall(page.html))
    assert set(counters) == set(limits)
    for name, limit in limits.items():
        assert counters[name].endswith(f"left: {limit} of {limit}"), (name, counters[name])


def test_without_a_script_a_saved_text_over_its_limit_says_by_how_much_before_the_check(begun):
    _, limits = _limits(begun, "A")
    limit = limits[TEXT]
    assert begun.type_in("A", {TEXT: "x" * (limit + 3)}).status == 303
    page, _ = begun.open_section("A")
    counter = dict(COUNTER.findall(page.html))[TEXT]
    assert counter == f"Characters over the limit of {limit}: 3. Please shorten the text."
    assert begun.stored()[TEXT] == "x" * (limit + 3)


def test_the_bound_of_every_text_is_said_on_the_page_before_it_is_met(begun):
    page, _ = begun.open_section("I")
    assert "One text may have 100,000 characters at most." in page.text


def test_a_text_beyond_the_bound_is_refused_with_its_length_and_stays_as_typed(begun):
    begun.type_in("I", {"VNR.12.I2": "As saved"})
    page = begun.type_in("I", {"VNR.12.I2": "x" * (LONGEST_TEXT + 1)})
    assert page.status == 200
    assert page.errors() == ["VNR.12.I2"]
    assert "The text has 100,001 characters; one text may have 100,000." in page.text
    assert page.form("/sections/I").fields()["VNR.12.I2"] == "x" * (LONGEST_TEXT + 1)
    assert begun.stored()["VNR.12.I2"] == "As saved"
    assert begun.type_in("I", {"VNR.12.I2": "x" * LONGEST_TEXT}).status == 303


def _button(page, key):
    return (f"clean~{key}", "1") in page.form("/sections/A").buttons


def test_a_control_character_is_named_and_removed_with_one_press(begun):
    page = begun.type_in("A", {TEXT: "Ministry\x02 of Water", "VNR.12.A4": "law"})
    assert page.status == 200
    assert "Characters that nobody can see: control character U+0002." in page.text
    assert _button(page, TEXT)
    fields = page.form("/sections/A").fields()
    assert fields[TEXT] == "Ministry\x02 of Water"
    fields[f"clean~{TEXT}"] = "1"
    answer = begun.save("A", fields, go="")
    assert (answer.status, answer.location.partition("#")[2]) == (303, f"q-{TEXT}")
    assert begun.stored()[TEXT] == "Ministry of Water"


def test_unseen_characters_in_tables_and_beside_a_choice_are_removed_with_one_press(begun):
    _, fields = begun.open_section("A")
    cell = f"{PEOPLE}~{fields.getlist(f'{PEOPLE}~rows')[0]}~{NAME}"
    typed = {cell: "A na\u200bme", CHOICE: ["other"], f"{CHOICE}.other": "\u202eA council\u202c"}
    assert begun.type_in("A", typed).status == 303
    page, fields = begun.open_section("A")
    assert "Characters that nobody can see: character without width U+200B." in page.text
    assert "mark of direction U+202E, mark of direction U+202C." in page.text
    for key in (PEOPLE, CHOICE):
        assert _button(page, key)
        assert begun.save("A", _with(fields, key), "").status == 303
        page, fields = begun.open_section("A")
    assert begun.stored()[PEOPLE][0][NAME] == "A name"
    assert begun.stored()[f"{CHOICE}.other"] == "A council"
    assert "Characters that nobody can see" not in page.text


def _with(fields, key):
    fields[f"clean~{key}"] = "1"
    return fields


def test_joiners_and_marks_of_persian_and_arabic_are_part_of_the_text(begun):
    begun.type_in("A", {TEXT: "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200f\u0648"})
    page, _ = begun.open_section("A")
    assert not _button(page, TEXT)


def test_a_colleague_by_a_link_removes_unseen_characters_too(begun):
    colleague, _shown = make(begun)
    page = colleague.send({TEXT: "Wa\u200bter\x03"})
    assert "character without width U+200B, control character U+0003" in page.text
    assert colleague.send({f"clean~{TEXT}": "1"}, page=page).status == 303
    assert colleague.open().form(colleague.address).fields()[TEXT] == "Water"


def test_a_colleague_by_a_link_is_told_while_typing_what_cannot_be_saved(begun):
    colleague, _shown = make(begun)
    fields = colleague.open().form(colleague.address).fields()
    fields[TEXT] = "Water\x03"
    answer = colleague.client.post(colleague.address, data=fields, headers={"X-Autosave": "1"}).get_json()
    assert TEXT not in answer["saved"]
    assert answer["problems"] == {TEXT: "Character 6 of the text (U+0003) cannot be kept. Please delete it."}


def test_a_telephone_number_is_asked_for_as_one_and_what_hardly_is_one_is_said(begun):
    page, fields = begun.open_section("A")
    row = fields.getlist(f"{PEOPLE}~rows")[0]
    phone = f"{PEOPLE}~{row}~phone"
    assert re.search(rf'<input[^>]*name="{re.escape(phone)}" type="tel" dir="ltr"', page.html)
    begun.type_in("A", {f"{PEOPLE}~{row}~{NAME}": "A name", phone: "please ask"})
    assert begun.stored()[PEOPLE][0]["phone"] == "please ask", "nothing typed is refused or lost"
    page, _ = begun.open_section("A")
    assert "Row 1: “please ask” does not look like a telephone number." in page.text
    for number in ("+41 22 555 01 23", "٠٢٢ ٥٥٥ ٠١٢٣"):
        begun.type_in("A", {phone: number})
        assert "does not look like" not in begun.open_section("A")[0].text


def test_beside_a_text_with_a_control_character_nothing_is_said_to_be_saved(begun):
    begun.type_in("A", {TEXT: "As saved"})
    _, fields = begun.open_section("A")
    fields[TEXT] = "As\x02 typed"
    told = begun.save("A", fields, go="", headers={"X-Autosave": "1"}).response.get_json()
    assert TEXT not in told["saved"]
    assert told["problems"][TEXT].startswith("Character 3 of the text (U+0002) cannot be kept.")
    page = begun.save("A", fields)
    foot = page.html.partition(f'id="q-{TEXT}"')[2].partition("</section>")[0]
    assert re.search(r"not saved; the answer saved .*? stays", foot, re.DOTALL)
    assert begun.stored()[TEXT] == "As saved"
