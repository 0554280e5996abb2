"""Cycles: planned, opened and frozen, with later invitations and extensions that leave an event each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.cycles.models import Cycle, InvitedCountry
from portal.cycles.queries import (
    all_cycles,
    closing_date,
    get_cycle,
    invitation_of,
    invited_cycles,
)
from portal.cycles.services import (
    CyclePlan,
    create_cycle,
    extend,
    invite_later,
    open_cycle,
    set_invited,
    update_cycle,
)
from portal.errors import NotFoundError, RefusedError
from portal.events.queries import broken_chains, events_of
from portal.events.services import NOBODY
from portal.questionnaires.loader import load_library
from tests.factories import CONFERENCES, NOW, THEMES, make_country, make_cycle, make_dates

PLAN = CyclePlan(
    code="2001",
    title={"en": "Cycle 2001"},
    dates=make_dates(),
    conferences=CONFERENCES,
    themes=THEMES,
    invited={"XAA": ("africa", "rc")},
)


@pytest.fixture
def planned(session):
    make_country(session)
    return create_cycle(session, PLAN, NOBODY, NOW)


def _kinds(session, cycle):
    return [event.kind for event in events_of(session, f"cycle:{cycle.code}")]


def test_a_cycle_is_planned_changed_and_opened(session, planned):
    make_country(session, "XBB")
    later = replace(PLAN.dates, due=PLAN.dates.due + timedelta(days=5))
    changed = replace(
        PLAN, dates=later, title={"fr": "Cycle"}, review_days=14, releases={"VNR": "1"}, demonstration=True
    )
    update_cycle(session, planned, changed, NOBODY, NOW)
    assert (planned.due, planned.review_days, planned.title) == (later.due, 14, {"fr": "Cycle"})
    assert (planned.releases, planned.demonstration) == ({"VNR": "1"}, True)
    set_invited(session, planned, {"XBB": ("europe", "norc"), "XAA": ("africa", "rc")}, NOBODY, NOW)
    session.commit()
    session.expire_all()
    assert [(one.country_code, one.track) for one in planned.invited] == [("XAA", "rc"), ("XBB", "norc")]
    open_cycle(session, planned, NOBODY, NOW)
    assert planned.opened_at == NOW
    assert _kinds(session, planned) == [
        "cycle_created",
        "cycle_changed",
        "countries_invited",
        "cycle_opened",
    ]
    session.commit()
    assert list(broken_chains(session)) == []


def test_an_open_cycle_is_frozen(session, planned):
    open_cycle(session, planned, NOBODY, NOW)
    for change in (
        lambda: update_cycle(session, planned, PLAN, NOBODY, NOW),
        lambda: set_invited(session, planned, {}, NOBODY, NOW),
        lambda: open_cycle(session, planned, NOBODY, NOW),
    ):
        with pytest.raises(RefusedError, match="cycle_frozen"):
            change()
    assert [one.country_code for one in planned.invited] == ["XAA"]


def test_a_cycle_opens_with_the_questionnaires_of_that_day(session, planned):
    assert planned.releases == {}
    open_cycle(session, planned, NOBODY, NOW)
    published = {found.prefix: found.release for found in load_library().published()}
    assert planned.releases == published
    assert published.keys() >= {"VNR", "VND"}


@pytest.mark.parametrize("releases", [{"RCR": "2"}, {"VNR": "77"}])
def test_a_cycle_never_opens_with_a_questionnaire_that_is_not_published(session, planned, releases):
    planned.releases = releases
    with pytest.raises(RefusedError, match="release_not_published"):
        open_cycle(session, planned, NOBODY, NOW)
    assert planned.opened_at is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"invited": {}}, "cycle_without_countries"),
        ({"conferences": ()}, "cycle_without_lists"),
        ({"themes": ()}, "cycle_without_lists"),
    ],
)
def test_a_cycle_opens_only_with_countries_conferences_and_themes(session, changed, code):
    make_country(session)
    cycle = create_cycle(session, replace(PLAN, **changed), NOBODY, NOW)
    with pytest.raises(RefusedError, match=code):
        open_cycle(session, cycle, NOBODY, NOW)


def test_a_code_is_used_once_and_dates_are_in_order(session, planned):
    with pytest.raises(RefusedError, match="cycle_exists"):
        create_cycle(session, PLAN, NOBODY, NOW)
    wrong = replace(PLAN, code="2002", dates=replace(PLAN.dates, due=PLAN.dates.closes + timedelta(days=1)))
    with pytest.raises(RefusedError, match="dates_not_in_order"):
        create_cycle(session, wrong, NOBODY, NOW)
    with pytest.raises(RefusedError, match="dates_not_in_order"):
        update_cycle(session, planned, wrong, NOBODY, NOW)
    assert session.scalars(select(Cycle.code)).all() == ["2001"]


def test_a_country_that_the_catalogue_does_not_know_is_not_invited(session):
    with pytest.raises(NotFoundError, match="country_unknown"):
        create_cycle(session, replace(PLAN, invited={"XQQ": ("africa", "rc")}), NOBODY, NOW)


def test_one_more_country_is_invited_after_the_opening_once(session):
    cycle = make_cycle(session, invited={"XAA": "rc"})
    make_country(session, "XBB")
    invite_later(session, cycle, "XBB", ("lac", "norc"), NOBODY, NOW)
    assert invitation_of(session, "2000", "XBB").track == "norc"
    with pytest.raises(RefusedError, match="country_already_invited"):
        invite_later(session, cycle, "XBB", ("lac", "norc"), NOBODY, NOW)
    assert _kinds(session, cycle)[-1] == "country_invited_later"


def test_an_extension_moves_the_closing_day_of_one_country_and_only_later(session):
    cycle = make_cycle(session)
    until = cycle.closes + timedelta(days=10)
    extend(session, cycle, "XAA", until, NOBODY, NOW)
    assert closing_date(session, cycle, "XAA") == until
    assert closing_date(session, cycle, "XBB") == cycle.closes
    with pytest.raises(RefusedError, match="extension_not_later"):
        extend(session, cycle, "XAA", until, NOBODY, NOW)
    with pytest.raises(NotFoundError, match="country_not_invited"):
        extend(session, cycle, "XCC", until, NOBODY, NOW)
    extend(session, cycle, "XAA", until + timedelta(days=1), NOBODY, NOW)
    assert closing_date(session, cycle, "XAA") == until + timedelta(days=1)


def test_cycles_are_found_by_code_and_by_country(session):
    old = make_cycle(session, "1999", now=NOW.replace(year=1999))
    new = make_cycle(session, "2000")
    make_cycle(session, "2001", now=NOW.replace(year=2001), opened=False)
    assert [cycle.code for cycle in all_cycles(session)] == ["2001", "2000", "1999"]
    assert get_cycle(session, "2000") is new
    with pytest.raises(NotFoundError):
        get_cycle(session, "2002")
    found = invited_cycles(session, frozenset({"XAA"}))
    assert [cycle for _, cycle in found] == [new, old]
    assert {invited.country_code for invited, _ in found} == {"XAA"}


@pytest.mark.parametrize(
    "changed",
    [{"track": "any"}, {"cycle_code": "1066"}, {"country_code": "XQQ"}, {"country_code": "XAA"}],
)
def test_the_database_itself_refuses_an_impossible_invitation(session, changed):
    make_cycle(session)
    make_country(session, "XCC")
    fields = {"cycle_code": "2000", "country_code": "XCC", "region": "africa", "track": "rc", **changed}
    session.add(InvitedCountry(**fields))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    ("name", "days"), [("due", -100), ("closes", -100), ("opens", 100), ("period_end", -1000)]
)
def test_the_database_itself_refuses_dates_out_of_order(session, name, days):
    cycle = make_cycle(session)
    setattr(cycle, name, getattr(cycle, name) + timedelta(days=days))
    with pytest.raises(IntegrityError):
        session.flush()
