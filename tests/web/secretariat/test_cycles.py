"""Cycles as the secretariat plans, opens and follows them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.cycles.models import Cycle
from portal.cycles.queries import get_cycle
from portal.events.models import Event
from portal.i18n import LANGUAGES
from tests.factories import make_country
from tests.samples.portal import now
from tests.web.review.visiting import count_questions

PLAN = {
    "period_start": "2001-01-01",
    "period_end": "2001-12-31",
    "opens": "2002-01-15",
    "due": "2002-03-31",
    "closes": "2002-06-30",
    "review_days": "21",
    "conferences": ["WSSD95", "FWCW95"],
    "themes": ["poverty"],
    "title_en": "Reporting cycle 2001",
    "title_ar": "دورة 2001",
}


def _planned(desk, code, **changes):
    return desk.officer.post("secretariat/cycles/new", code=code, **{**PLAN, **changes})


def _places(desk, *countries):
    fields: dict[str, str | list[str]] = {"invite": list(countries)}
    for country in countries:
        fields |= {f"{country}-region": "lac", f"{country}-track": "norc"}
    return fields


@pytest.mark.parametrize("page", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "days"),
    [("21", 21), (" 21 ", 21), ("٢١", 21), ("+21", 21), ("21,5", None), ("2_1", None), ("three weeks", None)],
)
def test_numbers_and_days_of_a_cycle_are_read_in_the_language_of_its_page(
    desk, monkeypatch, page, typed, days
):
    code = f"N{desk.place.cycle}"
    plan = {**PLAN, "opens": "٢٠٠٢-٠١-١٥", "due": " 2002-03-31\u200f"}
    monkeypatch.setattr(desk.officer, "language", page)
    answer = desk.officer.post("secretariat/cycles/new", code=code, **{**plan, "review_days": typed})
    assert answer.status == (302 if days else 422)
    with desk.portal.session() as session:
        found = session.get(Cycle, code)
        assert (found and found.review_days) == days
        if found:
            assert (found.opens.isoformat(), found.due.isoformat()) == ("2002-01-15", "2002-03-31")


def test_a_cycle_is_planned_filled_with_countries_and_opened(desk):
    code = f"P{desk.place.cycle}"
    answer = _planned(desk, code)
    assert answer.location.endswith(f"/secretariat/cycles/{code}/invited")
    path = f"secretariat/cycles/{code}"
    assert "This cycle is being planned" in desk.officer.get(path)
    assert "No country is invited yet" in desk.officer.get(f"{path}/open")
    assert desk.officer.post(f"{path}/open", "secretariat/cycles/new").status == 409
    desk.officer.post(f"{path}/invited", **_places(desk, desk.place.rc, desk.place.norc))
    assert "2 countries have no active focal point" in desk.officer.get(f"{path}/open")
    assert desk.officer.post(f"{path}/open").status == 302
    with desk.portal.session() as session:
        cycle = get_cycle(session, code)
        assert cycle.opened_at is not None
        assert cycle.title == {"en": "Reporting cycle 2001", "ar": "دورة 2001"}
        assert {one.country_code: (one.region.value, one.track) for one in cycle.invited} == {
            desk.place.rc: ("lac", "norc"),
            desk.place.norc: ("lac", "norc"),
        }


def test_an_open_cycle_no_longer_changes(desk):
    for step in ("edit", "invited", "open"):
        assert desk.officer.get(f"{desk.cycle}/{step}").status == 409
    assert desk.officer.post(f"{desk.cycle}/edit", "secretariat/cycles/new", code="x", **PLAN).status == 409
    page = desk.officer.get(desk.cycle)
    assert "/edit" not in page.html
    assert "/open" not in page.html


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"due": "2003-03-31"}, "#due"),
        ({"period_end": "2000-12-31"}, "#period_end"),
        ({"opens": "soon"}, "#opens"),
        ({"review_days": "0"}, "#review_days"),
        ({"conferences": []}, "#conferences"),
        ({"title_en": ""}, "#title_en"),
        ({"code": "a code"}, "#code"),
    ],
)
def test_a_plan_that_cannot_be_is_shown_again_with_what_to_mend(desk, changes, target):
    fields = {"code": f"Q{desk.place.cycle}", **PLAN, "title_fr": "Cycle 2001", **changes}
    answer = desk.officer.post("secretariat/cycles/new", **fields)
    assert answer.status == 422
    assert f'href="{target}"' in answer.html
    assert 'value="Cycle 2001"' in answer.html


def test_a_cycle_planned_twice_by_one_press_is_one_and_leads_on(desk):
    code = f"R{desk.place.cycle}"
    first, second = _planned(desk, code), _planned(desk, code)
    assert (first.status, second.status) == (302, 302)
    assert second.location == first.location
    with desk.portal.session() as session:
        made = select(Event).where(Event.stream == f"cycle:{code}", Event.kind == "cycle_created")
        assert len(session.scalars(made).all()) == 1


def test_two_cycles_never_have_one_code(desk):
    answer = _planned(desk, desk.place.cycle)
    assert answer.status == 422
    assert "There is already a cycle with this code." in answer


def test_the_next_cycle_is_a_copy_a_year_later(desk):
    with desk.portal.session() as session:
        before = get_cycle(session, desk.place.cycle)
        first, conferences = before.period_start, list(before.conferences)
    page = desk.officer.get("secretariat/cycles/new", **{"from": desk.place.cycle})
    assert f'value="{first.replace(year=first.year + 1).isoformat()}"' in page.html
    checked = re.findall(r'name="conferences" value="(\w+)" checked', page.html)
    assert checked == conferences
    code = f"C{desk.place.cycle}"
    answer = desk.officer.post(
        f"secretariat/cycles/new?from={desk.place.cycle}", "secretariat/cycles/new", code=code, **PLAN
    )
    assert answer.status == 302
    with desk.portal.session() as session:
        invited = {one.country_code: one.track for one in get_cycle(session, code).invited}
    assert invited == {desk.place.rc: "rc", desk.place.norc: "norc"}


def test_one_more_country_is_invited_later(desk):
    other = desk.portal.new_place()
    assert f'value="{desk.place.rc}"' not in desk.officer.get(f"{desk.cycle}/later").html
    fields = {"country": other.rc, "region": "europe", "track": "norc"}
    answer = desk.officer.post(f"{desk.cycle}/later", **fields)
    assert answer.location.endswith(f"/countries/{other.rc}")
    assert desk.officer.get(desk.country(other.rc)).status == 200


def test_coverage_is_counted_by_track_and_region_in_courteous_words(desk):
    desk.accepted()
    desk.file(desk.place.rc)
    page = desk.officer.get(desk.cycle)
    assert "2 countries are invited; 2 reports have been received, 1 is accepted." in page
    rows = re.findall(r">Without coordinator</th>(.*?)</tr>", page.html, re.DOTALL)
    assert re.findall(r">(\d+)", rows[0]) == ["1", "1", "1", "1", "0"]
    for word in ("overdue", "compliance", "failed", "ranking"):
        assert word not in page.text.lower()


def test_countries_whose_report_has_not_come_are_listed_after_the_invited_date_only(desk):
    desk.file()
    assert "after the invited date" not in desk.officer.get(desk.cycle)
    with desk.portal.session() as session:
        get_cycle(session, desk.place.cycle).due = now().date() - timedelta(days=2)
    page = desk.officer.get(desk.cycle)
    assert "1 report is not yet received after the invited date." in page


def test_countries_are_chosen_by_region_and_state(desk):
    desk.file()
    page = desk.officer.get(desk.cycle, state="submitted")
    assert desk.country(desk.place.norc) in page.html
    assert desk.country(desk.place.rc) not in page.html
    assert "No country fits." in desk.officer.get(desk.cycle, region="europe")


def test_a_country_without_an_active_focal_point_is_named(desk):
    from portal.accounts.permissions import Role

    desk.visitor(Role.FOCAL_POINT, desk.place.norc)
    page = desk.officer.get(desk.cycle)
    assert "1 country has no active focal point" in page


def test_the_pages_of_a_cycle_take_as_many_questions_for_two_countries_as_for_forty(desk):
    few = {path: count_questions(desk.officer, path) for path in (desk.cycle, "secretariat")}
    many = {f"Y{first}{second}": "rc" for first in "ABCD" for second in "ABCDEFGHIJ"}
    with desk.portal.session() as session:
        from tests.factories import make_cycle

        for country in many:
            make_country(session, country)
        make_cycle(session, f"Y{desk.place.cycle}", now=now(), invited=many)
    for country in list(many)[:4]:
        from tests.web.review.visiting import file_report

        file_report(desk.portal, f"Y{desk.place.cycle}", country)
    assert count_questions(desk.officer, f"secretariat/cycles/Y{desk.place.cycle}") == few[desk.cycle]
    assert count_questions(desk.officer, "secretariat") <= few["secretariat"] + 1


def test_everybody_else_is_refused(desk):
    from portal.accounts.permissions import Role

    for role in (Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMINISTRATOR):
        person = desk.visitor(role, desk.place.rc)
        for path in ("secretariat", desk.cycle, "secretariat/cycles/new", f"{desk.cycle}/later"):
            assert person.get(path).status == 403
