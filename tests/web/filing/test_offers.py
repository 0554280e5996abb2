"""Texts of another report are offered at the questions; a named person takes each over, or leaves it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.reports.models import Answer
from portal.reports.offers.models import OfferedAnswer
from portal.reports.workflow import Action, Side
from tests.factories import TEXTS, make_cycle, make_submitted_report, take
from tests.samples.portal import now
from tests.web.filing.desk import Desk, Page
from tests.web.test_budgets import queries_of

MINISTRY, TABLE, LONG = "VNR.12.A1", "VNR.12.A2", "VNR.12.B10"
AGO = timedelta(days=400)


@pytest.fixture
def last(portal, place):
    """The code of a cycle before, in which the country has an accepted report in French."""
    code = f"{place.cycle}-before"
    with portal.session() as session:
        by: dict[str, Any] = {"now": now() - AGO}
        cycle = make_cycle(session, code, invited={place.rc: "rc"}, **by)
        report = make_submitted_report(session, cycle, place.rc, language="fr", **by)
        take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER, **by)
        take(session, report, Action.ENDORSE, Side.REVIEWER, **by)
        take(session, report, Action.ACCEPT, Side.SECRETARIAT, **by)
    return code


@pytest.fixture
def offered(last, desk):
    """A focal point at a report just begun, to which the texts of the last cycle are offered."""
    return desk.start("en")


def number_of(desk, key):
    with desk.portal.session() as session:
        statement = select(OfferedAnswer.id).where(
            OfferedAnswer.report_id == desk.number, OfferedAnswer.key == key
        )
        return session.scalars(statement).one()


def press(desk, what, key, page=None):
    """Press a button of the page at a question, as it stands or as it stood."""
    fields = (page or desk.get("/offered")).form("/offered").fields()
    fields[f"{what}~{number_of(desk, key)}"] = ""
    return desk.post("/offered", fields)


def test_the_report_tells_of_the_texts_and_no_answer_is_given(offered, last):
    assert "texts of another report are offered" in offered.get().text
    page, _ = offered.open_section("B")
    line = f"A text of the report for {last} is offered"
    assert line in page.text
    assert (f"/en/reports/{offered.number}/offered#offer-{number_of(offered, LONG)}", line) in page.read.links
    listed = offered.get("/offered")
    assert TEXTS["fr"] in listed.text
    assert f'lang="fr">{TEXTS["fr"]}' in listed.html
    assert f"offer-{number_of(offered, LONG)}" in listed.read.ids
    assert offered.stored() == {}


def test_a_text_taken_over_is_the_person_s_own_and_keeps_its_language(offered, focal_point):
    page = offered.get("/offered")
    answer = press(offered, "take", MINISTRY, page)
    assert answer.status == 303
    assert "/offered#offer-" in answer.location
    number = number_of(offered, MINISTRY)
    with offered.portal.session() as session:
        found = session.scalars(select(Answer).where(Answer.report_id == offered.number)).one()
        assert (found.key, found.author_id, found.language) == (MINISTRY, focal_point.id, "fr")
        offer = session.get_one(OfferedAnswer, number)
        assert (offer.decision, offer.decided_by) == ("confirmed", focal_point.id)
    assert f"offer-{number_of(offered, MINISTRY)}" not in offered.get("/offered").read.ids
    assert press(offered, "take", MINISTRY, page).status == 409


def test_a_text_taken_over_to_be_edited_stands_in_its_question(offered):
    answer = press(offered, "edit", MINISTRY)
    assert answer.location.endswith(f"/sections/A#q-{MINISTRY}")
    _, fields = offered.open_section("A")
    assert fields[MINISTRY] == offered.stored()[MINISTRY]
    assert fields[MINISTRY]


def test_a_text_left_is_offered_no_more_and_changes_nothing(offered):
    assert press(offered, "leave", MINISTRY).status == 303
    assert MINISTRY not in offered.stored()
    assert f"offer-{number_of(offered, MINISTRY)}" not in offered.get("/offered").read.ids
    assert "A text of the report" not in offered.get("/sections/A").text.partition("A2")[0]


def test_an_answer_written_meanwhile_is_shown_with_the_text_taken_over(offered):
    page = offered.get("/offered")
    offered.type_in("A", {MINISTRY: "Ministry of Finance"})
    answer = press(offered, "take", MINISTRY, page)
    assert answer.location.endswith("#set-aside")
    assert offered.stored()[MINISTRY] == "Ministry of Finance"
    shown = offered.get().text
    assert "Ministry of Finance" in shown
    assert TEXTS["fr"][:60] in shown


def test_the_present_answer_stands_beside_and_gives_way_when_it_was_seen(offered):
    offered.type_in("A", {MINISTRY: "Ministry of Finance"})
    page = offered.get("/offered")
    assert "Ministry of Finance" in page.text
    press(offered, "take", MINISTRY, page)
    assert offered.stored()[MINISTRY].startswith(TEXTS["fr"][:60])


def test_a_question_that_does_not_apply_yet_is_listed_once_it_does(offered):
    follower = "VNR.12.B2"
    before = offered.get("/offered").read.ids
    press(offered, "take", "VNR.12.B1")
    new = set(offered.get("/offered").read.ids) - set(before)
    assert f"offer-{number_of(offered, follower)}" in new


def test_a_contributor_decides_on_the_pages_assigned_alone(offered, place):
    person = offered.portal.add_person(Role.CONTRIBUTOR, place.rc)
    typed = {"person": str(person.id), "pages": ["A"], "due": "", "note": ""}
    assert offered.post("/assignments", typed).status == 303
    contributor, page = offered.for_person(person), offered.get("/offered")
    ids = contributor.get("/offered").read.ids
    assert f"offer-{number_of(offered, MINISTRY)}" in ids
    assert f"offer-{number_of(offered, LONG)}" not in ids
    fields = page.form("/offered").fields()
    fields["csrf_token"] = contributor.token()
    assert contributor.post("/offered", {**fields, f"take~{number_of(offered, LONG)}": ""}).status == 409
    assert LONG not in offered.stored()
    assert contributor.post("/offered", {**fields, f"take~{number_of(offered, MINISTRY)}": ""}).status == 303
    assert MINISTRY in offered.stored()


def test_readers_and_others_decide_nothing(offered, place, portal):
    for role, country in (
        (Role.READER, place.rc),
        (Role.COORDINATOR, place.rc),
        (Role.FOCAL_POINT, place.norc),
    ):
        other = offered.for_person(portal.add_person(role, country))
        assert other.get("/offered").status == 403
        assert other.post("/offered", {f"take~{number_of(offered, MINISTRY)}": ""}).status == 403


def test_a_button_nobody_drew_is_refused(offered):
    assert offered.post("/offered", {"take~0": ""}).status == 409
    assert offered.post("/offered", {}).status in {400, 409}
    assert offered.stored() == {}


def test_a_report_that_was_sent_offers_nothing_and_the_share_is_told_to_its_readers(
    offered, portal, place, last
):
    page = offered.get("/offered")
    press(offered, "take", LONG, page)
    whole = {key: value for key, value in offered.complete().items() if key != LONG}
    offered.fill(whole)
    offered.sign()
    assert offered.get("/offered").location.endswith(f"/reports/{offered.number}")
    assert press(offered, "take", MINISTRY, page).status == 409
    desk = portal.client(portal.add_person(Role.COORDINATOR, place.rc))
    read = Page(desk.get(f"/en/review/{offered.number}"))
    assert f"% of the text is taken over from the report for {last}" in read.text


def test_nothing_is_told_of_texts_taken_over_where_none_was(offered, portal, place):
    offered.fill()
    offered.sign()
    desk = portal.client(portal.add_person(Role.COORDINATOR, place.rc))
    assert "is taken over from the report" not in Page(desk.get(f"/en/review/{offered.number}")).text


def test_the_queries_of_the_page_do_not_depend_on_how_much_is_offered(offered):
    many = queries_of(offered.portal, offered.client, offered.url("/offered"))
    fields = offered.get("/offered").form("/offered").fields()
    for key in ("VNR.12.A1", "VNR.12.A2", "VNR.12.B1", "VNR.12.B10"):
        offered.post("/offered", {**fields, f"leave~{number_of(offered, key)}": ""})
    assert queries_of(offered.portal, offered.client, offered.url("/offered")) == many


# --- between the countries of an office -----------------------------------------------------------


def annual(portal, place, person, country):
    desk = Desk(portal, place.cycle, country, person)
    address = f"/en/desk/{place.cycle}/{country}/annual-report/start"
    answer = Page(desk.client.post(address, data={"report_language": "en", "csrf_token": desk.token()}))
    assert answer.status == 303, answer.text
    desk.number = int(answer.location.rpartition("/")[2])
    return desk


@pytest.fixture
def office(portal, place):
    """An officer of two countries at the annual report of the first, and at that of the second."""
    cycle = f"{place.cycle}-two"
    second = f"{place.rc[:1]}{place.rc[1:][::-1]}"
    portal.open_cycle(cycle, {place.rc: "rc", second: "rc"})
    person = portal.add_person(Role.COORDINATOR_STAFF, place.rc)
    portal.give_role(person, Role.COORDINATOR_STAFF, second)
    there = type(place)(cycle, place.rc, place.norc)
    return tuple(annual(portal, there, person, country) for country in (place.rc, second))


def test_an_office_copies_between_its_countries_as_texts_that_are_no_answers(office):
    here, there = office
    there.type_in("A", {"RCR.13.A1": "Name as accredited"})
    assert "Copy from another of your countries" in here.get().text
    form = here.get("/offered").form("/offered/from").fields()
    assert "source" not in form
    assert here.post("/offered/from", form).errors() == ["source"]
    assert here.post("/offered/from", {**form, "source": str(there.number)}).status == 303
    assert "Name as accredited" in here.get("/offered").text
    assert f"A text of the report of {there.country}" in here.get("/sections/A").text
    assert here.stored() == {}
    press(here, "take", "RCR.13.A1")
    assert here.stored() == {"RCR.13.A1": "Name as accredited"}


def test_an_office_copies_nothing_from_a_country_that_is_not_its_own(office, portal):
    here, there = office
    alone = here.for_person(portal.add_person(Role.COORDINATOR, here.country))
    assert "Copy from another" not in alone.get("/offered").text
    answer = alone.post("/offered/from", {"source": str(there.number)})
    assert answer.status == 422
    assert alone.get("/offered").read.ids.count("copy") == 0
