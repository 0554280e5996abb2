"""Filling sections in: everything that can be read is saved, nothing that was typed is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.questionnaires.definition import parse_key
from tests.web.filing.desk import put, typed_value


def _fill_in(desk, section, answers):
    """Fill a section in page by page as a browser without scripts does, questions that appear included."""
    done, page = set(), None
    while True:
        page, fields = desk.open_section(section)
        shown = [key for key in fields.getlist("~keys") if key in answers and key not in done]
        if not shown:
            return page
        for key in shown:
            done.add(key)
            _answer(desk, section, key, answers[key], fields)
            if f"{key}.other" in answers:
                fields[f"{key}.other"] = answers[f"{key}.other"]
        answer = desk.save(section, fields)
        assert answer.status == 303, answer.errors()


def _answer(desk, section, key, value, fields):
    if isinstance(value, dict) and "from" in value:
        fields[f"{key}~from"], fields[f"{key}~to"] = value["from"], value["to"]
    elif isinstance(value, list) and isinstance(value[0], dict):
        ids = fields.getlist(f"{key}~rows")
        ids += [f"new{number}" for number in range(len(value) - len(ids))]
        fields.setlist(f"{key}~rows", ids)
        for row, cells in zip(ids, value, strict=False):
            for column, cell in cells.items():
                put(fields, f"{key}~{row}~{column}", typed_value(cell, "en"))
    else:
        put(fields, key, typed_value(value, "en"))


def _plain(value):
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{name: cell for name, cell in row.items() if name != "_id"} for row in value]
    return value


def _sections(answers):
    found = []
    for key in answers:
        parts = parse_key(key)
        section = parts.code.rsplit(".", 1)[1][0]
        path = f"{section}/{parts.conference}" if parts.conference else section
        if path not in found:
            found.append(path)
    return found


def test_every_kind_of_answer_is_saved_as_it_was_typed(begun):
    answers = begun.complete()
    for section in _sections(answers):
        _fill_in(begun, section, answers)
    stored = begun.stored()
    wanted = {key: value for key, value in answers.items() if parse_key(key).code != "VNR.12.Z3"}
    assert {key: _plain(stored.get(key)) for key in wanted} == wanted


def test_a_page_saved_twice_changes_nothing_the_second_time(begun):
    begun.fill()
    before = begun.stored()
    for section in _sections(before):
        _, fields = begun.open_section(section)
        assert begun.save(section, fields).status == 303
    assert begun.stored() == before


def test_saving_leads_on_to_the_next_section_and_from_the_last_to_the_check(begun):
    first = begun.type_in("A", {"VNR.12.A1": "Ministry"}, go="next")
    last = begun.type_in("Z", {"VNR.12.Z1": "full"}, go="next")
    assert first.location.endswith("/sections/B")
    assert last.location.endswith("/check")


def test_a_number_that_cannot_be_read_stays_as_typed_and_everything_else_is_saved(begun):
    begun.type_in("E", {"VNR.12.E1": ["provider"]})
    page = begun.type_in(
        "E", {"VNR.12.E2": "about 12 millions", "VNR.12.E10": "A new fund.", "VNR.12.E6": "yes"}
    )
    assert page.status == 200
    assert page.errors() == ["VNR.12.E2"]
    assert page.form("/sections/E").fields()["VNR.12.E2"] == "about 12 millions"
    stored = begun.stored()
    assert "VNR.12.E2" not in stored
    assert (stored["VNR.12.E10"], stored["VNR.12.E6"]) == ("A new fund.", "yes")


def test_a_number_that_cannot_be_read_can_be_mended_on_the_page_that_says_so(begun):
    begun.type_in("E", {"VNR.12.E1": ["provider"]})
    page = begun.type_in("E", {"VNR.12.E2": "twelve"})
    fields = page.form("/sections/E").fields()
    fields["VNR.12.E2"] = "1,012.50"
    assert begun.save("E", fields).status == 303
    assert begun.stored()["VNR.12.E2"] == Decimal("1012.50")


def test_a_cell_that_cannot_be_read_stays_as_typed_and_its_row_is_saved(begun):
    _, fields = begun.open_section("D")
    row = fields["VNR.12.D2~rows"]
    fields[f"VNR.12.D2~{row}~baseline"] = "12 or 13"
    fields[f"VNR.12.D2~{row}~source"] = "Household survey"
    page = begun.save("D", fields)
    assert page.errors() == [f"VNR.12.D2~{row}~baseline"]
    again = page.form("/sections/D").fields()
    assert again[f"VNR.12.D2~{row}~baseline"] == "12 or 13"
    assert begun.stored()["VNR.12.D2"] == [{"_id": row, "source": "Household survey"}]


def test_questions_appear_when_an_answer_makes_them_apply(begun):
    before, _ = begun.open_section("B")
    begun.type_in("B", {"VNR.12.B1": "yes"})
    after, _ = begun.open_section("B")
    assert 'id="q-VNR.12.B2"' not in before.html
    assert 'id="q-VNR.12.B2"' in after.html


def test_an_answer_whose_question_is_hidden_again_is_kept(begun):
    begun.type_in("B", {"VNR.12.B1": "yes"})
    begun.type_in("B", {"VNR.12.B2": "National committee"})
    begun.type_in("B", {"VNR.12.B1": "no"})
    page, _ = begun.open_section("B")
    assert 'id="q-VNR.12.B2"' not in page.html
    assert begun.stored()["VNR.12.B2"] == "National committee"


def test_rows_are_added_and_taken_away_without_a_script(begun):
    _, fields = begun.open_section("A")
    first = fields["VNR.12.A2~rows"]
    fields[f"VNR.12.A2~{first}~name"] = "The focal point"
    fields["add~VNR.12.A2"] = "1"
    answer = begun.save("A", fields, go="")
    assert answer.location.endswith("?add=VNR.12.A2#q-VNR.12.A2")
    _, fields = begun.open_section("A", "?add=VNR.12.A2")
    rows = fields.getlist("VNR.12.A2~rows")
    assert rows[0] == first
    assert len(rows) == 2
    fields[f"VNR.12.A2~{rows[1]}~name"] = "The alternate"
    fields["remove~VNR.12.A2"] = first
    begun.save("A", fields, go="")
    assert begun.stored()["VNR.12.A2"] == [{"_id": rows[1], "name": "The alternate"}]


def test_an_answer_can_be_taken_back(begun):
    begun.type_in("A", {"VNR.12.A1": "Ministry", "VNR.12.A4": "existing", "VNR.12.A5": ["parliament"]})
    _, fields = begun.open_section("A")
    fields["VNR.12.A1"] = ""
    fields["VNR.12.A4"] = ""
    fields.poplist("VNR.12.A5")
    assert begun.save("A", fields).status == 303
    assert {key: begun.stored()[key] for key in ("VNR.12.A1", "VNR.12.A4", "VNR.12.A5")} == {
        "VNR.12.A1": None,
        "VNR.12.A4": None,
        "VNR.12.A5": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        "أُنشئت لجنة وطنية، وهي تجتمع كل ثلاثة أشهر: 12,5 %",
        "设立了国家委员会。\n\n第二段：《行动纲要》",
        "  leading, trailing  \n\n\ttab & <b>markup</b> \u202fnarrow\n",
        "\n\nfirst lines empty",
        "e\u0301 is not \u00e9; ﬁ; 𝒳; 👩‍👩‍👧",
    ],
)
def test_a_text_comes_back_character_by_character(begun, text):
    begun.type_in("C/WCHR93", {"VNR.12.C1@WCHR93": "2"})
    begun.type_in("C/WCHR93", {"VNR.12.C3@WCHR93": text.replace("\n", "\r\n")})
    _, fields = begun.open_section("C/WCHR93")
    assert begun.stored()["VNR.12.C3@WCHR93"] == text
    assert fields["VNR.12.C3@WCHR93"] == text
    draft = begun.get("/draft")
    assert text in draft.read.text


def test_a_character_that_cannot_be_kept_is_named_and_the_text_stays_in_the_form(begun):
    page = begun.type_in("A", {"VNR.12.A1": "Minis\x07try"})
    assert page.errors() == ["VNR.12.A1"]
    assert "U+0007" in page.text
    assert page.form("/sections/A").fields()["VNR.12.A1"] == "Minis\x07try"


def test_a_text_over_its_limit_is_kept_and_pointed_out(begun):
    begun.type_in("B", {"VNR.12.B10": "word " * 250})
    page, fields = begun.open_section("B")
    assert fields["VNR.12.B10"] == "word " * 250
    assert "The text has 250 words; 200 are allowed." in page.text


def test_no_page_asks_for_more_than_forty_answers(begun):
    begun.fill()
    for section in ("A", "B", "C/WCHR93", "D", "E", "F", "G", "H", "I", "Z"):
        _, fields = begun.open_section(section)
        assert len(fields.getlist("~keys")) <= 40


def test_the_annexes_question_leads_to_the_page_on_which_files_are_attached(begun):
    page, _ = begun.open_section("I")
    assert ("/annexes/VNR.12.I7", "Attach or remove files") in [
        (address[address.index("/annexes") :], label)
        for address, label in page.read.links
        if "/annexes" in address
    ]


def test_the_paragraph_behind_a_question_is_shown_in_the_readers_language(begun):
    begun.language = "fr"
    page, _ = begun.open_section("A")
    assert "demande à tous les pays de continuer d'évaluer les progrès" in page.text


@pytest.mark.parametrize("path", ["/sections/Q", "/sections/C", "/sections/C/NOPE", "/sections/A/WCHR93"])
def test_a_section_that_is_not_asked_does_not_exist(begun, path):
    assert begun.get(path).status == 404


def test_the_script_gets_the_revisions_to_send_next(begun):
    _, fields = begun.open_section("A")
    fields["VNR.12.A1"] = "Ministry"
    fields["VNR.12.A3~from"] = "some day"
    answer = begun.save("A", fields, go="", headers={"X-Autosave": "1"}).response.get_json()
    assert answer["revisions"] == {"VNR.12.A1": 1}
    assert set(answer["hidden"]) == {"rev~VNR.12.A1"}
    revision, _, digest = answer["hidden"]["rev~VNR.12.A1"].partition(".")
    assert revision == "1"
    fields["VNR.12.A1"] = "Ministry of Planning"
    fields["rev~VNR.12.A1"] = answer["hidden"]["rev~VNR.12.A1"]
    again = begun.save("A", fields, go="", headers={"X-Autosave": "1"}).response.get_json()
    assert again["hidden"]["rev~VNR.12.A1"].startswith("2.")
    assert again["hidden"]["rev~VNR.12.A1"].partition(".")[2] != digest
    assert "VNR.12.A1" in answer["saved"]
    assert "VNR.12.A3" not in answer["saved"]
    assert answer["conflicts"] == []


def test_a_page_of_the_form_has_a_title_of_its_own(begun):
    titles = [
        begun.get(path).title for path in ("", "/draft", "/check", "/history", "/summary", "/sections/A")
    ]
    assert len(set(titles)) == len(titles)
