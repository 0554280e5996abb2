"""Questions appear as answers make them apply: walking the pages in order never ends with one never shown."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from portal.accounts.permissions import Role
from portal.filing.progress.counting import pages_of, place_of
from portal.questionnaires.answering.conditions import asked_keys, shown_keys
from portal.questionnaires.definition import Asked, Operator, parse_key
from portal.questionnaires.loader import load_library
from portal.reports.models import Report
from portal.reports.queries import surroundings
from tests.web.filing.desk import Page, put, typed_value

LIBRARY = load_library().published()
ASKED = ("WCHR93", "ICPD94", "WSSD95")


def autosave(desk, section, fields):
    return desk.save(section, fields, go="", headers={"X-Autosave": "1"}).response.get_json()


def _fields_of(key, value, language):
    """Return the controls of an answer of the exchange format, as a person fills them in."""
    if isinstance(value, dict) and "from" in value:
        return {f"{key}~from": value["from"], f"{key}~to": value["to"]}
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return {key: typed_value(value, language)}
    found = {f"{key}~rows": [f"r{number}" for number, _row in enumerate(value)]}
    for number, row in enumerate(value):
        for column, cell in row.items():
            found[f"{key}~r{number}~{column}"] = typed_value(cell, language)
    return found


def _fill_in(fields, keys, answers, language):
    for key in keys:
        for name in (key, f"{key}.other"):
            if name in answers and not _is_annex(answers[name]):
                for control, value in _fields_of(name, answers[name], language).items():
                    put(fields, control, value)


def _is_annex(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "sha256" in value[0]


def walk(desk, answers, opening="A"):
    """Walk the pages with "Save and continue" alone, answering what each shows; return all keys shown."""
    shown, address = set(), desk.url(f"/sections/{opening}")
    steps = 0
    while "/sections/" in address:
        steps += 1
        assert steps < 200, address
        page = Page(desk.client.get(address))
        path = address.partition("?")[0].partition("#")[0]
        fields = page.form(path).fields()
        keys = fields.getlist("~keys")
        shown |= set(keys)
        _fill_in(fields, keys, answers, desk.language)
        fields["go"] = "next"
        page = Page(desk.client.post(path, data=fields))
        assert page.status == 303, (path, page.text[:3000])
        address = page.location
    assert address.endswith("/check")
    return shown


def _shown_by(desk, answers):
    with desk.portal.session() as session:
        context = surroundings(session, session.get_one(Report, desk.number))
        return {str(key) for key in shown_keys(context.questionnaire, context.asked, answers)}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_walk_of_all_pages_in_order_leaves_nothing_missing_that_no_page_has_shown(desk, language):
    desk.language = language
    desk.start("en")
    answers, opened_at_first = desk.complete(), _shown_by(desk, {})
    shown = walk(desk, answers)
    check = desk.get("/check")
    missing = {href.partition("#q-")[2] for href, _ in check.read.links if "#q-" in href}
    assert missing <= shown
    # Most of them open only by what was answered on the way.
    assert len(shown) > len([key for key in shown if key in opened_at_first]) + 20
    required = {key for key in answers if not _is_annex(answers[key]) and not key.endswith(".other")}
    required = {key for key in required if parse_key(key).code.rpartition(".")[2][0] != "Z"}
    assert required <= shown, sorted(required - shown)[:5]


def test_saving_stays_on_the_page_and_names_how_many_more_questions_apply(begun):
    _, fields = begun.open_section("B")
    before = set(fields.getlist("~keys"))
    answers = begun.complete()
    _fill_in(fields, before, answers, "en")
    answer = begun.save("B", fields, "next")
    page = Page(begun.client.get(answer.location.partition("#")[0]))
    after = page.form("/sections/B").fields().getlist("~keys")
    opened = [key for key in after if key not in before]
    assert opened
    assert "/sections/B?" in answer.location
    assert answer.location.endswith(f"#q-{opened[0]}")
    words = "One more question applies" if len(opened) == 1 else f"{len(opened)} more questions apply"
    assert words in page.text
    assert (f"#q-{opened[0]}") in {href for href, _ in page.read.links}
    # They were shown now: the next press leads on.
    again = begun.save("B", page.form("/sections/B").fields(), "next")
    assert again.location.endswith("/sections/C/WCHR93")


def _opening(desk):
    """Return a page on which an answer opens another question: section, key, value, and what it opens."""
    with desk.portal.session() as session:
        context = surroundings(session, session.get_one(Report, desk.number))
    for question in context.questionnaire.questions():
        show = question.show_if
        if show is None or show.operator is not Operator.EQUALS:
            continue
        one = context.questionnaire.question(show.codes[0])
        section = context.questionnaire.section(question.section)
        if one.section == question.section and not section.repeated and one.show_if is None:
            return question.section, one.code, show.values[0], question.code
    raise AssertionError("no question opens another one")


def test_what_is_sent_while_typing_is_answered_with_the_questions_that_appear_and_go(begun):
    section, key, value, opened = _opening(begun)
    _, fields = begun.open_section(section)
    keys = fields.getlist("~keys")
    assert opened not in keys
    fields[key], fields["~turn"] = value, "1"
    answer = autosave(begun, section, fields)
    found = {one["key"]: one for one in answer["questions"]}
    assert opened in found
    assert f'data-key="{opened}"' in found[opened]["html"]
    assert f'name="rev~{opened}"' in found[opened]["html"]
    assert found[opened]["after"] in {*keys, *found}
    assert answer["gone"] == []

    one = MultiDict((name, text) for name, text in fields.items(multi=True) if key in name or name[0] == "~")
    one.setlist("~keys", [key])
    one["csrf_token"], one["~turn"] = fields["csrf_token"], "2"
    one["~shown"] = " ".join([*keys, *found])
    assert autosave(begun, section, one)["questions"] == []
    one[key], one["~turn"] = "", "3"
    answer = autosave(begun, section, one)
    assert answer["questions"] == []
    assert opened in answer["gone"]


@pytest.mark.parametrize("questionnaire", LIBRARY, ids=lambda one: one.title)
@pytest.mark.parametrize("track", ["rc", "norc"])
def test_no_answer_opens_a_question_on_an_earlier_page_or_at_another_conference(questionnaire, track):
    """Conditions look back, and the pages stand in the order of the questions: a walk meets all of them."""
    asked = Asked(track, ASKED, ("poverty", "rights"))
    pages = [(section.id, conference) for section, conference in pages_of(questionnaire, asked)]
    order = [str(key) for key, _question in asked_keys(questionnaire, asked)]
    places = {
        str(key): pages.index(place_of(questionnaire, key)) for key, _ in asked_keys(questionnaire, asked)
    }
    assert [places[key] for key in order] == sorted(places[key] for key in order)
    for key, question in asked_keys(questionnaire, asked):
        for condition in (question.show_if, question.optional_if):
            for code in condition.codes if condition is not None else ():
                inside = f"{code}@{key.conference}" if key.conference else code
                source = inside if inside in places else code
                assert order.index(source) < order.index(str(key)), (code, str(key))


def test_a_blank_row_has_one_name_at_every_view_for_each_person(begun, portal, place):
    colleague = begun.for_person(portal.add_person(Role.ALTERNATE, place.rc))
    one, again, other = (
        who.open_section("A")[1].getlist("VNR.12.A2~rows") for who in (begun, begun, colleague)
    )
    assert one == again
    assert one != other
    begun.type_in("A", {f"VNR.12.A2~{one[0]}~name": "The focal point"})
    assert begun.open_section("A", "?add=VNR.12.A2")[1].getlist("VNR.12.A2~rows")[0] == one[0]
    assert len(set(begun.open_section("A", "?add=VNR.12.A2")[1].getlist("VNR.12.A2~rows"))) == 2


def test_a_practice_begun_twice_by_one_press_is_one_draft(desk):
    address = f"/en/desk/{desk.cycle}/{desk.country}/practices/start"
    data = {"report_language": "en", "csrf_token": desk.token()}
    first, second = (Page(desk.client.post(address, data=data)) for _ in range(2))
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    desk.number = int(first.location.rpartition("/")[2])
    desk.fill()
    assert Page(desk.client.post(address, data=data)).location != first.location
